"""Files, folders, records and standard input -> articles. A source that cannot be read stops no other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.model import Article, BadInput
from kg.read.problem import problem
from kg.read.record import Record, article
from kg.read.sources import Source, files, records, standard_input

__all__ = ["read"]


def read(sources: Iterable[str | Path]) -> Iterator[Article | BadInput]:
    """Read the articles of files, folders and `-` (standard input), in the order given, folders sorted.

    Each source that cannot be read, and each article that cannot be used, comes as a BadInput value that says where it
    is, what is wrong and what to do. An article's id is the one it gives, else its file's name without ending (in a
    folder: from there on), with a digest of its text where that name is taken. An id given twice is reported.
    """
    taken: dict[str, str] = {}
    for record, name in _records(sources):
        if isinstance(record, BadInput):
            yield record
            continue
        try:
            identifier = record.fields.get("id", "").strip() or _free(name, record.text, taken)
            if identifier in taken:
                known = f"has the id {identifier!r} of {taken[identifier]}"
                raise problem(record.where, known, "give each article an id of its own")
            made = article(record, identifier)
        except BadInput as error:
            yield error
        else:
            taken[identifier] = record.where
            yield made


def _free(name: str, text: str, taken: dict[str, str]) -> str:
    if name not in taken:
        return name
    return f"{name}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _records(sources: Iterable[str | Path]) -> Iterator[tuple[Record | BadInput, str]]:
    """Yield each record with the name it gets if it gives none; a file that two sources mean is read once."""
    seen: set[Path] = set()
    for given in sources:
        if str(given) == "-":
            yield from _named(standard_input(), "stdin")
            continue
        for source in _found(given):
            if isinstance(source, BadInput):
                yield source, ""
            elif (real := source.path.absolute()) not in seen:
                seen.add(real)
                yield from _named(records(source), source.name)


def _found(given: str | Path) -> Iterator[Source | BadInput]:
    try:
        yield from files(Path(given))
    except (OSError, ValueError) as error:
        yield problem(given, str(error), "check the path")


def _named(found: Iterator[Record | BadInput], name: str) -> Iterator[tuple[Record | BadInput, str]]:
    """Give a file's only article the file's name, and those of a file with several also their line or place."""
    for record in found:
        number = record.number if isinstance(record, Record) else None
        yield record, name if number is None else f"{name}-{number}"
