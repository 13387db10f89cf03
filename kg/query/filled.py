"""A query's text with its parameters in place, and the way back to the text that the user wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filled:
    """A query's text with its parameters in place; `cuts` are (start, end, length put there) in the original text."""

    text: str
    cuts: tuple[tuple[int, int, int], ...] = ()

    def original(self, offset: int) -> int:
        """Return where a place of the filled text is in the original one."""
        moved = 0
        for start, end, length in self.cuts:
            if offset <= start + moved:
                break
            if offset < start + moved + length:
                return start
            moved += length - (end - start)
        return offset - moved
