"""Files, folders, records, addresses and standard input -> articles. A source that cannot be read stops no other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kg.model import Article, BadInput
from kg.read.address import is_address
from kg.read.follow import Followed
from kg.read.options import Budget, Options, checked
from kg.read.policy import WebPolicy
from kg.read.problem import problem
from kg.read.record import Record, article
from kg.read.seen import Seen
from kg.read.sources import Source, files, records, standard_input

__all__ = ["WebPolicy", "read"]


def read(
    sources: Iterable[str | Path],
    *,
    web: WebPolicy | None = None,
    columns: Mapping[str, str] | None = None,
    known: Callable[[str], bool] | None = None,
) -> Iterator[Article | BadInput]:
    """Read the articles of files, folders, addresses and `-` (standard input), in the order given, folders sorted.

    Each source that cannot be read, and each article that cannot be used, comes as a BadInput value that says where it
    is, what is wrong and what to do. An article's id is the one it gives, else the address it was fetched from, else
    its file's name without ending (in a folder: from there on), with a digest of its text where that name is taken. An
    id, an address of a page, or a text met a second time is reported.

    Args:
        sources: What to read.
        web: What may be fetched, and how; without it no connection is opened.
        columns: Which column of CSV or key of JSON holds which field of an article, such as `{"text": "body"}`; the
            fields are id, title, published, source, text, licence and author.
        known: Asked whether an id or address is known. Items of feeds and sitemaps that are, are passed over in
            silence and not fetched.

    Raises:
        KgError: `columns` names a field that there is not.
    """
    fetcher = None
    if web is not None:
        from kg.read.fetch import Fetcher

        fetcher = Fetcher(web)
    return _articles(sources, Followed(fetcher, known or (lambda name: False), Seen(), Options(checked(columns))))


def _articles(sources: Iterable[str | Path], follow: Followed) -> Iterator[Article | BadInput]:
    seen = follow.seen
    for record, name in _records(sources, follow):
        if isinstance(record, BadInput):
            yield record
            continue
        try:
            identifier = record.fields.get("id", "").strip() or _free(name, record.text, seen)
            made = article(record, identifier)
            seen.new(made, record.where)
        except BadInput as error:
            yield error
        else:
            yield made


def _free(name: str, text: str, seen: Seen) -> str:
    if name not in seen.ids:
        return name
    return f"{name}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _records(sources: Iterable[str | Path], follow: Followed) -> Iterator[tuple[Record | BadInput, str]]:
    """Yield each record with the name it gets if it gives none; a file that two sources mean is read once."""
    seen: set[Path] = set()
    for given in sources:
        if isinstance(given, str) and is_address(given):
            yield from _named(follow.given(given), given)
            continue
        if str(given) == "-":
            yield from _named(follow.links(standard_input(_fresh(follow))), "stdin")
            continue
        for source in _found(given):
            if isinstance(source, BadInput):
                yield source, ""
            elif (real := source.path.absolute()) not in seen:
                seen.add(real)
                yield from _named(follow.links(records(source, _fresh(follow))), source.name)


def _fresh(follow: Followed) -> Options:
    """Return the options with all that may be unpacked still to come: each file has its own share."""
    return Options(follow.options.columns, budget=Budget())


def _found(given: str | Path) -> Iterator[Source | BadInput]:
    try:
        yield from files(Path(given))
    except (OSError, ValueError) as error:
        yield problem(given, str(error), "check the path")


def _named(found: Iterator[Record | BadInput], name: str) -> Iterator[tuple[Record | BadInput, str]]:
    """Give a file's only article the file's name, those of an archive their own, those of many their line or place."""
    for record in found:
        full = name
        if isinstance(record, Record):
            full += "" if record.name is None else f"/{record.name}"
            full += "" if record.number is None else f"-{record.number}"
        yield record, full
