"""What the commands print or write."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kg.columns import clean, columns

__all__ = ["clean", "columns", "count", "emit"]


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 article", "2 articles"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def emit(content: str | bytes, target: Path | None) -> None:
    """Write a result to standard output (None or "-") or to a file, which is either as it was or whole."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    if data and not data.endswith(b"\n"):
        data += b"\n"
    if target is None or str(target) == "-":
        sys.stdout.buffer.write(data)
        return
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
