"""The date that an article's header, record or page gives."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].{0,40})?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})")


def day(text: str) -> date:
    """Read `2020-09-28` (a time may follow), `28 September 2020` or `Sept. 28, 2020`; ValueError for all else."""
    told = " ".join(text.lower().split())
    if found := _ISO.fullmatch(text.strip()):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(told):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(told):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError(f"not a date: {text[:40]!r}")


def _month(name: str) -> int:
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith("sep" if name == "sept" else name):
            return number
    raise ValueError(f"not a month: {name!r}")
