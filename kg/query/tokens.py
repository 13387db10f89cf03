"""SPARQL text -> tokens with their places: enough to guard a query, fill its parameters and point at its faults.

The guard stands on this, so what Oxigraph reads as a keyword must never look like text here: escapes in addresses and
names are followed, and every letter beyond ASCII counts as part of a name (Oxigraph has no such letter between tokens).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<open_string>\"\"\"|'''|"|')
  | (?P<variable>[?$][\w\u0080-\U0010ffff]+)
  | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
  | (?P<name>(?:[A-Za-z\u0080-\U0010ffff](?:[\w.\u0080-\U0010ffff-]*[\w\u0080-\U0010ffff-])?)?
        :(?:[\w:\u0080-\U0010ffff-]|%[0-9A-Fa-f]{2}|\\.|\.(?=[\w:.%\\\u0080-\U0010ffff-]))*
      |_:[\w\u0080-\U0010ffff](?:[\w.\u0080-\U0010ffff-]*[\w\u0080-\U0010ffff-])?)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff]*)
  | (?P<sign>\^\^|&&|\|\||!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind (iri, string, open_string, variable, language, name, number, word, sign) and place.

    `start` and `end` are offsets in characters into the query's text, end exclusive. An `open_string` is a quote that
    nothing closes; a `name` is a prefixed name or a blank node; a `word` is a keyword, a function or a slip.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The word in capitals; an empty text for a token that is no word."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, without spaces and comments; never fails, whatever the text."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "space":
            yield Token(match.lastgroup, match.group(), match.start(), match.end())


def place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column, both from 1, of an offset into a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset(text: str, line: int, column: int) -> int:
    """Return the offset of a line and a column, both from 1; the text's end where the line is beyond it."""
    lines = text.split("\n")
    if line > len(lines):
        return len(text)
    return sum(len(before) + 1 for before in lines[: line - 1]) + min(column - 1, len(lines[line - 1]))
