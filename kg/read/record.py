"""What every reader hands over, before it is checked and becomes an Article; and the header of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from kg.model import Article, BadInput
from kg.read.author import authors
from kg.read.dates import day
from kg.read.language import guess, is_english
from kg.read.limits import MAX_BYTES
from kg.read.options import Options
from kg.read.problem import CONTROL, problem

_HEADER = re.compile(r"(id|title|author|date|published|source|url|licen[cs]e)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_NAMES = {"date": "published", "url": "source", "license": "licence"}


@dataclass(frozen=True, slots=True)
class Record:
    """One article as found: its text, what is said about it, where (for messages), its line or place among several.

    `name` is what it is called inside the file that it comes from, where that file is an archive.
    """

    where: str
    text: str
    fields: Mapping[str, str]
    number: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a feed or sitemap points to, its address, and what the feed itself says of it.

    `names` are what tells whether it is known already. `full` says that the text of `told` is the article and no
    summary of it; `sitemap` that the address is no article but a further sitemap.
    """

    where: str
    address: str
    names: tuple[str, ...] = ()
    told: Record | None = None
    full: bool = False
    sitemap: bool = False


Found = Record | Link | BadInput

Inside = Callable[[BinaryIO, str, str, Options], Iterator[Found]]
"""How what lies in an archive is read: its bytes, where it is, its kind and the options -> what it holds."""


def header(text: str) -> tuple[dict[str, str], str]:
    """Split leading `Title:`, `Author:`, `Date:`, `Source:`, `Licence:` lines and the empty line after them from a text.

    The lines may stand between two lines `---`. A text that does not begin with such lines alone is returned as it is.
    """
    fields: dict[str, str] = {}
    position, fenced = 0, False
    while line := _LINE.match(text, position):
        position = line.end()
        if line[1].rstrip() == "---" and not fields and not fenced:
            fenced = True
        elif found := _HEADER.fullmatch(line[1]):
            name = found[1].lower()
            fields[_NAMES.get(name, name)] = found[2].strip().strip("\"'")
        elif fenced and fields and line[1].rstrip() == "---":
            return fields, text[position:].removeprefix("\r\n").removeprefix("\n")
        elif fields and not fenced and not line[1].strip():
            return fields, text[position:]
        else:
            break
        if line.end() == len(text):
            break
    return {}, text


def article(record: Record, identifier: str) -> Article:
    """Return the article of a record; BadInput if it lacks text, its date is none, or it is not English."""
    where, fields = record.where, record.fields
    if not record.text.strip():
        raise problem(where, "has no text", "give the article's text, or leave the file out")
    if len(record.text) > MAX_BYTES:
        raise problem(where, f"is longer than {MAX_BYTES // 1_000_000} MB", "split it into articles")
    if "\0" in record.text or re.search(r"[\ud800-\udfff]", record.text):
        raise problem(where, "has NUL or broken Unicode characters in its text", "write it as UTF-8")
    if not is_english(record.text):
        seems = guess(record.text)
        what = f"is not English but seems to be {seems}" if seems else "is not English"
        raise problem(where, what, "kg reads English only; leave it out or give a translation")
    if CONTROL.search(identifier):
        raise problem(where, f"has control characters in its id {identifier[:40]!r}", "give it a plain id")
    try:
        published = day(fields["published"]) if fields.get("published") else None
    except ValueError:
        given = fields["published"][:40]
        raise problem(where, f"has the date {given!r}", "write it as YYYY-MM-DD, or leave it out") from None
    told = {name: CONTROL.sub(" ", fields[name]) or None for name in ("title", "source", "licence") if name in fields}
    author = authors(CONTROL.sub(" ", fields.get("author", ""))) or None
    return Article(identifier, record.text, published=published, author=author, **told)
