"""The pages of the explorer: functions from plain values to HTML, in which all text is escaped."""
