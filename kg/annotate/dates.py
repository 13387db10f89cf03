"""Dates in a sentence, counted from the article's own date, as precise as they are said and no more.

Rules of our own: the libraries tried (dateparser, parsedatetime) invent the day or the month that the text leaves out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kg.model import PartialDate, Span

_MONTHS = {
    name: i
    for i, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_DAYS = {name: i for i, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_TO = r"(?:\s*(?:[-–—]|to|and|through|until)\s*(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?\d{1,2}(?:st|nd|rd|th)?)?"
_DAYNAME = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_WEEKDAY = f"(?P<weekday>{_DAYNAME})"
_ON = rf"(?:{_DAYNAME},? (?:the )?)?"

# Each form in the order in which it is tried; a stretch that one form took is not read again.
_FORMS = tuple(
    re.compile(pattern, re.I if flag else 0)
    for pattern, flag in (
        (r"\b(?P<year>(?:19|20)\d{2})-(?P<number>\d{2})-(?P<day>\d{2})\b", False),
        (rf"\b{_ON}{_MONTH} {_DAY}{_TO},? {_YEAR}\b", False),
        (rf"\b{_ON}{_DAY}{_TO} (?:of )?{_MONTH},? {_YEAR}\b", False),
        (rf"\b{_ON}{_MONTH} {_DAY}{_TO}\b(?!\d)", False),
        (rf"\b{_ON}{_DAY}{_TO} (?:of )?{_MONTH}(?!\w)", False),
        (rf"\b{_MONTH},? (?:of )?{_YEAR}\b", False),
        (rf"\b(?P<which>last|next|this|past|coming) {_WEEKDAY}\b", True),
        (rf"\b{_WEEKDAY}\b", False),
        (r"\b(?P<which>last|next|this|later this|earlier this) (?P<unit>month|year)\b", True),
        (
            r"\b(?P<word>today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|(?:earlier|later) (?:in|on) the day)\b",
            True,
        ),
        (rf"\b(?:in|since|during|early|late|mid-?|by|(?P<which>last|next|this)|of) {_MONTH}(?!\w)", True),
        (rf"\b(?:in|since|during|of|by|from|year|early|late|mid-?) ?{_YEAR}\b", True),
    )
)
_LIMIT = re.compile(r"\b(?:before|by|until|no later than)(?: the)?(?: end(?: of)?)? ?(?:the )?$", re.I)
_END = re.compile(r"\bend of (?:the )?$", re.I)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as said at a place in the text; `latest` alone is set for "before the end of this year"."""

    span: Span
    value: PartialDate | None
    latest: date | None = None


def dates(text: str, sentence: Span, published: date | None, ahead: bool = False) -> list[Date]:
    """Return the dates that a sentence says, in order.

    `published` is the article's date; without it only complete dates are read. `ahead` says that the sentence speaks of what is
    to come, so that a bare weekday or day means the next one and not the last one.
    """
    piece = sentence.of(text)
    taken: list[tuple[int, int]] = []
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(piece):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            value = _value({k: v for k, v in match.groupdict().items() if v}, published, ahead)
            if value is None and "year" not in match.groupdict():
                continue
            taken.append(match.span())  # also a day that does not exist: no part of it is a date of its own
            if value is None:
                continue
            span = Span(sentence.start + match.start(), sentence.start + match.end())
            before = piece[: match.start()]
            bounded = _LIMIT.search(before) or (_END.search(before) and ahead)
            found.append(Date(span, None, value.last) if bounded else Date(span, value))
    return sorted(found, key=lambda d: d.span)


def _value(said: dict[str, str], published: date | None, ahead: bool) -> PartialDate | None:
    try:
        return _read(said, published, ahead)
    except (ValueError, OverflowError):  # the 31st of June, the day after the last one of year 9999
        return None


def _read(said: dict[str, str], published: date | None, ahead: bool) -> PartialDate | None:
    month = int(said["number"]) if "number" in said else _MONTHS.get(said.get("month", "").lower().rstrip("."))
    day = int(said["day"]) if "day" in said else None
    if "year" in said:
        return _checked(int(said["year"]), month, day)
    if published is None:
        return None
    if "word" in said:
        shift = {"yesterday": -1, "tomorrow": 1}.get(said["word"].lower(), 0)
        return PartialDate.of(published + timedelta(days=shift))
    if "weekday" in said:
        return PartialDate.of(_weekday(_DAYS[said["weekday"].lower()], said.get("which", "").lower(), published, ahead))
    if "unit" in said:
        shift = {"last": -1, "next": 1}.get(said["which"].lower(), 0)
        if said["unit"].lower() == "year":
            return PartialDate(published.year + shift)
        months = published.year * 12 + published.month - 1 + shift
        return PartialDate(months // 12, months % 12 + 1)
    if month is None:
        return None
    if "which" in said and said["which"].lower() != "this":
        passed = month <= published.month if said["which"].lower() == "next" else month < published.month
        return _checked(published.year - (not passed) + (said["which"].lower() == "next"), month, day)
    return _checked(_nearest_year(month, day, published, ahead), month, day)


def _checked(year: int, month: int | None, day: int | None) -> PartialDate:
    return PartialDate.parse(str(PartialDate(year, month, day)))


def _weekday(wanted: int, which: str, published: date, ahead: bool) -> date:
    back = (published.weekday() - wanted) % 7
    if which in ("next", "coming") or (ahead and which != "last" and which != "past"):
        return published + timedelta(days=(7 - back) if back or which else 0)
    if which in ("last", "past") and back == 0:
        back = 7
    return published - timedelta(days=back)


def _nearest_year(month: int, day: int | None, published: date, ahead: bool) -> int:
    """The year that brings a day without a year closest to the article's date, on the side that the sentence speaks of."""

    def distance(year: int) -> int:
        days = (PartialDate(year, month, min(day or 15, 28)).first - published).days
        wrong_side = days < -31 if ahead else days > 31
        return abs(days) + (200 if wrong_side else 0)

    return min((published.year - 1, published.year, published.year + 1), key=distance)
