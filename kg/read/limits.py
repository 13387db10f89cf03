"""The limits of what is read, all in one place."""

from __future__ import annotations

MAX_BYTES = 10_000_000
"""The largest article (file, or line of a JSONL file) in bytes. The longest news articles have 0.1 MB."""

SAMPLE_WORDS = 2_000
"""How many words of an article decide its language."""

MIN_WORDS = 40
"""Below this many words the share of English words says nothing about the language."""
