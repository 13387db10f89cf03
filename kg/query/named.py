"""Named queries: `.rq` files whose comments say what they answer, what they take and how to ask them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.model import BadQuery
from kg.query.faults import close
from kg.query.parameters import Parameter, declared
from kg.resources import layers


@dataclass(frozen=True, slots=True)
class Named:
    """A query with a name: what it asks in a line (`title`), more about it, its parameters, examples, and its text."""

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    examples: tuple[str, ...]
    text: str


def read(name: str, text: str) -> Named:
    """Read a named query from its text; BadQuery for a header that lacks a title or has a broken parameter."""
    header = [line.strip() for line in text.splitlines() if line.startswith("#")]
    title = " ".join(_values(header, "title"))
    if not title:
        raise BadQuery(f"the query {name} has no title\nHint: begin the file with # title: what it asks")
    about, examples = " ".join(_values(header, "about")), tuple(_values(header, "example"))
    return Named(name, title, about, declared(header), examples, text)


def _values(header: Iterable[str], key: str) -> list[str]:
    found = (re.match(rf"#\s*{key}:\s*(.*)", line) for line in header)
    return [match[1].strip() for match in found if match]


def queries(folders: Iterable[Path] = ()) -> dict[str, Named]:
    """Return the named queries by name: those that kg ships, and `*.rq` of further folders, which come first."""
    found: dict[str, Named] = {}
    for folder in (*layers("queries"), *folders):
        found |= {name: read(name, text) for name, text in _files(folder)}
    return dict(sorted(found.items()))


def _files(folder: Traversable) -> list[tuple[str, str]]:
    files = [file for file in folder.iterdir() if file.name.endswith(".rq") and file.is_file()]
    return [(file.name.removesuffix(".rq"), file.read_text(encoding="utf-8")) for file in files]


def named(name: str, folders: Iterable[Path] = ()) -> Named:
    """Return the query of a name; BadQuery with the likeliest name where there is none."""
    known = queries(folders)
    if name not in known:
        slip = close(name, known)
        hint = f"did you mean {slip}?" if slip else "kg queries lists them"
        raise BadQuery(f"no query is named {name!r}\nHint: {hint}")
    return known[name]
