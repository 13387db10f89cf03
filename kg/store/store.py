"""A store: a folder in which article files and a journal are the truth and an index answers questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

import pyoxigraph as ox
from rdflib import Dataset

from kg import rdf
from kg.model import Article, DamagedStore, KgError, Reading
from kg.resolve import BELIEVED, decisions
from kg.store import disk, files, index, journal, place, session, sparql
from kg.store.files import Files, Header
from kg.store.journal import Entry
from kg.store.lock import TIMEOUT, Writer
from kg.store.session import Session


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the articles that were put, by their ids in the order in which they came."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@disk.guarded
class Store:
    """A store that is open for reading, or for reading and writing; a context manager.

    What `put` and `withdraw` have returned for is on the disk and in the index. While `put` runs, each batch is safe as
    soon as the journal has it. A reader keeps the state that it opened; a writer sees its own.
    """

    def __init__(self, path: Path, base: str, writing: Session | None) -> None:
        self.path = path
        self.base = base
        self.believed_graph = base + BELIEVED
        self._session = writing
        self._snapshots: list[index.Snapshot] = []

    @classmethod
    def create(cls, path: str | Path, base: str = rdf.BASE, *, timeout: float = TIMEOUT) -> Store:
        """Make an empty store and open it for writing.

        Args:
            path: A folder that is not there yet, or is empty.
            base: The base of the IRIs that are minted, which ends in `/`.
            timeout: How many seconds to wait for another writer.

        Raises:
            KgError: There is a store, or something else, or the place cannot be written.
        """
        path = Path(path)
        with disk.told(path):
            place.make(path, base, timeout)
        return cls.open(path, write=True, timeout=timeout)

    @classmethod
    def open(cls, path: str | Path, write: bool = False, *, timeout: float = TIMEOUT) -> Store:
        """Open a store; if a writer was killed, what it committed is brought into the index first.

        Args:
            path: The store's folder.
            write: Whether to take the right to write, which one process at a time has.
            timeout: How many seconds to wait for another writer.

        Raises:
            KgError: There is no store, or another process is writing to it, or the place cannot be written.
            DamagedStore: A piece of it is damaged or missing; the message says which and what to do.
        """
        path = Path(path)
        with disk.told(path):
            base = place.base(path)
            if not write:
                store = cls(path, base, None)
                store._snapshots.append(_current(path, base))
                return store
            writer = Writer(path)
            writer.wait(timeout)
            return cls(path, base, _caught_up(path, base, writer))

    def close(self) -> None:
        """Let go of everything that is open; what `oxigraph` and `dataset` gave must not be used any more."""
        for snapshot in self._snapshots:
            snapshot.close()
        self._snapshots = []
        if self._session is not None:
            self._session.close()
            self._session = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    # --- Reading ------------------------------------------------------------------------------------------------------

    @property
    def oxigraph(self) -> ox.Store:
        """The index, read-only: each article's graph under the article's IRI, and the believed graph."""
        if not self._snapshots:
            self._snapshots.append(index.snapshot(self.path / "index"))
        return self._snapshots[-1].graph

    @property
    def ontology(self) -> str:
        """The edition of the ontology that the index was made with, as `kg.ontology.Ontology.edition` has it."""
        return index.seal(self.path / "index").ontology

    def dataset(self) -> Dataset:
        """Return the index as an rdflib Dataset; its default graph is empty, not the union of the others."""
        return sparql.dataset(self.oxigraph)

    def article_ids(self) -> list[str]:
        """Return the ids of all articles that the index has, sorted."""
        start = f"{self.base}article/"
        names = (graph.value for graph in self.oxigraph.named_graphs())
        return sorted(unquote(name.removeprefix(start)) for name in names if name.startswith(start))

    def text(self, article_id: str) -> str:
        """Return an article's text, in which the sentences' offsets count; KgError if the store does not have it."""
        article = rdf.article_iri(self.base, article_id)
        for quad in self.oxigraph.quads_for_pattern(article, rdf.term("text"), None, article):
            if isinstance(quad.object, ox.Literal):
                return quad.object.value
        raise self._unknown(article_id)

    def has(self, article: Article, extractor: str) -> bool:
        """Say whether the store has this very article as this version of the extractor read it."""
        entry = self._live().get(rdf.article_iri(self.base, article.id).value)
        return entry is not None and (entry.source, entry.extractor) == (files.digest_of(article), extractor)

    def reading_quads(self, article_id: str) -> list[ox.Quad]:
        """Return the quads of an article's file, with the article's own IRIs; DamagedStore if the file is damaged."""
        entry = self._live().get(rdf.article_iri(self.base, article_id).value)
        if entry is None:
            raise self._unknown(article_id)
        return list(ox.parse(Files(self.path).read(entry.file), ox.RdfFormat.N_QUADS))

    def log(self) -> list[Entry]:
        """Return everything that the journal has, oldest first."""
        return journal.read(self.path / "journal")[0]

    # --- Writing ------------------------------------------------------------------------------------------------------

    def put(self, readings: Iterable[Reading]) -> Report:
        """Store articles, each in the place of the one of its id; what is there already, byte for byte, is skipped.

        Batches are committed while the readings come. An error, also one in `readings`, leaves all that came before it
        in the store, up to the batch that could not be written.

        Raises:
            KgError: The store is not open for writing, or a batch cannot be written (disk full, say).
        """
        writing = self._writing()
        added: list[str] = []
        replaced: list[str] = []
        unchanged: list[str] = []
        batch: dict[str, tuple[Header, bytes]] = {}
        size = 0
        try:
            for reading in readings:
                head, data = files.encode(reading, self.base)
                known = writing.live.get(head.article)
                if head.article not in batch:
                    if known and known.file == files.name(data):
                        unchanged.append(reading.article.id)
                        continue
                    (replaced if known else added).append(reading.article.id)
                batch[head.article] = head, data
                size += len(data)
                if len(batch) >= session.BATCH_ARTICLES or size >= session.BATCH_BYTES:
                    full, batch, size = batch, {}, 0
                    writing.commit(full)
        finally:
            if batch:
                writing.commit(batch)
            self._publish()
        return Report(tuple(added), tuple(replaced), tuple(unchanged))

    def withdraw(self, article_id: str, reason: str, day: date) -> None:
        """Take an article and all that rests on it alone out of the store, and record that, when and why."""
        writing = self._writing()
        article = rdf.article_iri(self.base, article_id).value
        if article not in writing.live:
            raise self._unknown(article_id)
        writing.withdraw(article, day.isoformat(), reason)
        self._publish()

    def _writing(self) -> Session:
        if self._session is None:
            raise KgError(f"{self.path}: the store is open for reading only")
        return self._session

    def _publish(self) -> None:
        self._writing().publish()
        for snapshot in self._snapshots:
            snapshot.close()
        self._snapshots = []

    def _live(self) -> dict[str, Entry]:
        return self._session.live if self._session else session.replay(self.log())

    def _unknown(self, article_id: str) -> KgError:
        return KgError(f"{self.path}: there is no article {article_id!r}")


def _caught_up(path: Path, base: str, writer: Writer) -> Session:
    """Begin a writer's session, who has the lock, and bring the index up to date; if that fails, give the lock back."""
    try:
        writing = Session(path, base, writer)
        writing.publish()
    except BaseException:
        writer.release()
        raise
    return writing


def _current(path: Path, base: str) -> index.Snapshot:
    """Open the index for reading; if it lacks what the journal has and nobody is writing, bring it up to date first."""
    snapshot = index.snapshot(path / "index")
    try:
        later, _ = journal.read(path / "journal", snapshot.seal.mark)
    except DamagedStore:
        snapshot.close()
        if index.mark(path / "index") != snapshot.seal.mark:  # meanwhile `kg rebuild` has compacted the journal
            return _current(path, base)
        raise
    writer = Writer(path)
    current = not later and snapshot.seal.decisions == decisions.digest(path)
    if current or not _attempt(writer, path):
        return snapshot
    snapshot.close()
    _caught_up(path, base, writer).close()
    return index.snapshot(path / "index")


def _attempt(writer: Writer, path: Path) -> bool:
    try:
        return writer.attempt()
    except OSError as error:
        what = "the index lacks the last changes, and cannot be brought up to date here"
        raise KgError(f"{path}: {what}: {disk.reason(error)}") from error
