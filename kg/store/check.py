"""`kg check` and `kg rebuild`: name every damaged or missing piece of a store, and make again what can be made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import pyoxigraph as ox

from kg import rdf
from kg.model import DamagedStore, KgError
from kg.resolve import BELIEVED, IDENTITY
from kg.store import disk, files, index, journal, place
from kg.store.files import Files
from kg.store.journal import Entry, Mark
from kg.store.lock import TIMEOUT, Writer
from kg.store.session import Session, replay


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A piece of a store that is damaged, missing or too much: its path, and what is wrong with it."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def check(path: str | Path, timeout: float = TIMEOUT) -> list[Problem]:
    """Compare every byte of a store with its digests; return every damaged or missing piece, [] if all is well.

    Args:
        path: The store's folder.
        timeout: How many seconds to wait for a writer.

    Raises:
        KgError: There is no store, or a writer is at work for so long.
    """
    path = Path(path)
    writer = Writer(path)
    with disk.told(path):
        problems = list(_stamp(path))
        with suppress(OSError):  # a place where nobody can write
            writer.wait(timeout)
        try:
            return sorted({*problems, *_content(path)})
        finally:
            writer.release()


def rebuild(path: str | Path, timeout: float = TIMEOUT) -> list[Problem]:
    """Make the index again from the article files, and the journal and `kg.json` too if they are damaged.

    Args:
        path: The store's folder.
        timeout: How many seconds to wait for a writer.

    Returns:
        What could not be used: files that are damaged or that no journal names, which are now in the folder `lost`, and
        files that are missing. The journal has their articles as lost, so that building them again puts them back.

    Raises:
        KgError: There is no store, or it cannot be written, or another process is writing to it.
    """
    path = Path(path)
    with disk.told(path):
        base = _base(path)
        writer = Writer(path)
        writer.wait(timeout)
        try:
            place.stamp(path, base)
            problems = _restore_journal(path)
            session = Session(path, base, writer, sealed=False)
            lost = [entry for entry in session.live.values() if Files(path).fault(entry.file)]
            for file, what in list(_files(path, session.live)):
                problems.append(Problem(file, what))
                _aside(path, file)
            if lost:
                session.lose(lost)
            session.rebuild()
            session.close()
        finally:
            writer.release()
    return sorted(problems)


def _stamp(path: Path) -> Iterator[Problem]:
    try:
        place.base(path)
    except DamagedStore as error:
        yield _problem(path / "kg.json", error)


def _content(path: Path) -> Iterator[Problem]:
    live: dict[str, Entry] | None = None
    try:
        live = replay(journal.read(path / "journal")[0])
        later, _ = journal.read(path / "journal", index.mark(path / "index"))
    except DamagedStore as error:
        yield _problem(path / "journal", error)
        later = []
    for file, what in _files(path, live):
        yield Problem(file, what)
    folder = index.newest(path / "index")
    faults = [*index.faults(folder, data=True)] if folder else [(path / "index", "the index is missing")]
    for file, what in faults:
        yield Problem(file, what)
    if folder and later and not faults:
        yield Problem(folder, f"the index lacks the last {len(later)} changes; opening the store brings it up to date")
    elif folder and live is not None and not faults:
        yield from _agreement(folder, live.keys())


def _agreement(folder: Path, articles: AbstractSet[str]) -> Iterator[Problem]:
    """Whether a sound index has the articles that the journal has."""
    graphs = {str(name.value) for name in ox.Store.read_only(str(folder / "graph")).named_graphs()}
    found = {name for name in graphs if not name.endswith((BELIEVED, IDENTITY))}
    for name in sorted(found ^ articles):
        where = "the index and not in the journal" if name in found else "the journal and not in the index"
        yield Problem(folder, f"article <{name}> is in {where}")


def _files(path: Path, live: dict[str, Entry] | None) -> Iterator[tuple[Path, str]]:
    """The article files that are damaged, missing or not named by the journal; without a journal, the damaged ones."""
    store = Files(path)
    named = {entry.file for entry in live.values()} if live is not None else set()
    for file in sorted(named):
        if what := store.fault(file):
            yield store.path(file), what
    for found in store.all():
        if live is None:
            if store.path(found.stem) != found or store.fault(found.stem):
                yield found, "the article file is damaged"
        elif found.stem not in named or store.path(found.stem) != found:
            yield found, "the journal does not name this file"


def _restore_journal(path: Path) -> list[Problem]:
    """If the journal is damaged, put it aside and write one of what is left of it and of the article files."""
    try:
        journal.read(path / "journal")
        journal.read(path / "journal", index.mark(path / "index"))
        return []
    except DamagedStore as error:
        problem = _problem(path / "journal", error)
    old = journal.salvage(path / "journal")
    ages = {entry.file: age for age, entry in enumerate(old) if entry.action == "put"}
    withdrawn = {entry.article: age for age, entry in enumerate(old) if entry.action == "withdraw"}
    newest: dict[str, tuple[int, Entry]] = {}
    for found in Files(path).all():
        if head := _head(path, found):
            put = Entry(1, "put", head.article, found.stem, head.digest, head.extractor)
            age = ages.get(put.file, len(old))  # a file whose line cannot be read may be the newest
            if age > withdrawn.get(put.article, -1):
                newest[put.article] = max(newest.get(put.article, (age, put)), (age, put), key=itemgetter(0))
    history = [entry for entry in old if entry.action == "withdraw"]
    _aside(path, path / "journal")
    disk.write(path / "journal.new", b"")
    journal.append(path / "journal.new", Mark(), [*history, *(put for _, (_, put) in sorted(newest.items()))])
    os.replace(path / "journal.new", path / "journal")
    disk.sync([path])
    return [problem]


def _base(path: Path) -> str:
    """The base of the store, from `kg.json` or else from its article files."""
    try:
        return place.base(path)
    except DamagedStore:
        for found in Files(path).all():
            if head := _head(path, found):
                suffix = rdf.article_iri("kg:", head.id).value.removeprefix("kg:")
                return head.article.removesuffix(suffix)
        raise


def _head(path: Path, found: Path) -> files.Header | None:
    """The header of an article file that is whole."""
    store = Files(path)
    if store.path(found.stem) != found or store.fault(found.stem):
        return None
    try:
        return files.header(found.read_bytes())
    except ValueError:
        return None


def _aside(path: Path, file: Path) -> None:
    """Move a file that cannot be used into the folder `lost`, under a name that is free."""
    if not file.is_file():
        return
    lost = path / "lost"
    lost.mkdir(exist_ok=True)
    number = 1
    while (target := lost / f"{file.name}.{number}").exists():
        number += 1
    os.replace(file, target)


def _problem(path: Path, error: KgError) -> Problem:
    return Problem(path, str(error).removeprefix(f"{path}: ").partition(";")[0])
