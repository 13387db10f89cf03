"""Text for people: safe to print, and in columns that stand under each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return the text without what would steer a terminal: control characters and changes of direction."""
    return _CONTROL.sub("\ufffd", text)


def columns(rows: Iterable[Sequence[str]], head: Sequence[str] = (), indent: str = "") -> str:
    """Lay rows out in columns, under a head if there is one; the last column is as wide as it comes."""
    cells = [[clean(_line(cell)) for cell in row] for row in ([head, *rows] if head else rows)]
    if not cells:
        return ""
    widths = [max(_width(row[column]) for row in cells) for column in range(len(cells[0]))]
    if head:
        cells.insert(1, ["-" * width for width in widths])
    return "\n".join(indent + "  ".join(map(_padded, row, widths)).rstrip() for row in cells)


def _line(cell: str) -> str:
    """A cell in one line."""
    return cell.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many places of a terminal's line a text takes."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)
