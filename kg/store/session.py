"""What the one writer of a store does: commit batches, then bring the index up to date and publish it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from kg.ontology import NAMESPACE
from kg.ontology.migrate import replacements
from kg.resolve import Triple, decisions
from kg.resources import Folder, folders
from kg.store import change, disk, files, index, journal
from kg.store.files import Files, Header
from kg.store.journal import Entry, Mark
from kg.store.lock import Writer

BATCH_ARTICLES, BATCH_BYTES = 64, 16_000_000
"""A batch is committed (and flushed to the disk) when it has so many articles or bytes."""

INDEX_BYTES, INDEX_SHARE = 48_000_000, 0.25
"""The index is brought up to date, in parts of so many bytes of article files, and published when a part waits that is also
so large a share of the index, and at the end: a generation costs a copy of what cannot be shared, which grows with the index."""

Batch = Mapping[str, tuple[Header, bytes]]
"""Article files by the IRI of their article."""


class Session:
    """The writer's side of a store; whoever makes one has the store's lock. Its errors are KgErrors."""

    def __init__(self, path: Path, base: str, writer: Writer, sealed: bool = True) -> None:
        self._path = path
        self._journal = path / "journal"
        self._files = Files(path)
        self._base = base
        self._writer = writer
        self._work: index.Work | None = None
        self._mark = Mark()
        self._waiting: dict[str, None] = {}
        self._waiting_bytes = 0
        self._log = ""
        self._seal: index.Seal | None = None
        self._size = 0
        self.live: dict[str, Entry] = {}
        self._sealed = sealed
        with disk.told(path):
            (path / "tmp").mkdir(exist_ok=True)
            self._load()

    def close(self) -> None:
        """Let the next writer in."""
        self._discard()
        self._writer.release()

    def commit(self, batch: Batch) -> None:
        """Write the files of a batch and acknowledge it in the journal: all of it or, if that fails, nothing."""
        seq = self._mark.seq + 1
        entries: list[Entry] = []
        new: dict[str, bytes] = {}
        for article, (head, data) in batch.items():
            entries.append(Entry(seq, "put", article, files.name(data), head.digest, head.extractor))
            new[entries[-1].file] = data
        self._record(entries, new)
        self._waiting_bytes += sum(len(data) for data in new.values())
        if self._waiting_bytes >= max(INDEX_BYTES, INDEX_SHARE * self._size):
            self.publish()

    def withdraw(self, article: str, day: str, reason: str) -> None:
        """Record that an article is withdrawn, and take its file away."""
        self._record([Entry(self._mark.seq + 1, "withdraw", article, day=day, reason=reason)], {})

    def lose(self, entries: Sequence[Entry]) -> None:
        """Record that the files of these puts are damaged or missing, so that the store does not have the articles."""
        seq = self._mark.seq + 1
        self._record([Entry(seq, "lost", entry.article, entry.file) for entry in entries], {})

    def publish(self) -> None:
        """Bring the index up to date with what was committed, for readers to see; if it fails, the next writer does."""
        log = decisions.digest(self._path)
        if not self._waiting and log == self._log:
            return
        with disk.told(self._path):
            try:
                self._work = self._work or index.Work(self._path / "index", known=self._seal)
                self._apply(self._work, self._waiting)
                self._work.publish(self._mark, log, anew=self.live.keys() <= self._waiting.keys())
            except BaseException:
                self._discard()
                raise
            finally:
                self._seal = None
        self._waiting, self._waiting_bytes, self._log = {}, 0, log
        self._size = self._work.seal.size

    def rebuild(self) -> None:
        """Make the index anew from the article files, and drop from the journal what later lines of it undo."""
        self._discard()
        with disk.told(self._path):
            self._log = decisions.digest(self._path)
            work = index.Work(self._path / "index", empty=True)
            try:
                self._apply(work, self.live)
                work.publish(self._mark, self._log, anew=True)
            finally:
                work.close()
            self._mark = journal.compact(self._journal)
        self._waiting, self._waiting_bytes = {}, 0

    def _load(self) -> None:
        """Take the state from the disk: the journal and, if the index has a seal, what it lacks of the journal."""
        entries, self._mark = journal.read(self._journal)
        self.live = replay(entries)
        self._files.sweep(entry.file for entry in self.live.values())
        self._seal = index.seal(self._path / "index") if self._sealed else None
        seal = self._seal or index.Seal(self._mark, {})
        after, self._log, self._size = seal.mark, seal.decisions, seal.size
        self._waiting = dict.fromkeys(entry.article for entry in journal.read(self._journal, after)[0])
        self._waiting_bytes = 0

    def _record(self, entries: Sequence[Entry], new: dict[str, bytes]) -> None:
        old = {self.live[entry.article].file for entry in entries if entry.article in self.live} - new.keys()
        with disk.told(self._path):
            try:
                self._files.prepare(new, old)
                self._mark = journal.append(self._journal, self._mark, entries)
                self.live = replay(entries, self.live)
                self._waiting |= dict.fromkeys(entry.article for entry in entries)
            except BaseException:
                with suppress(OSError):  # the first error is to be told; the next writer can clear up what is left
                    self._load()
                raise
        with suppress(OSError):  # the batch is in; what is left, the next writer clears up
            self._files.finish(old)

    def _apply(self, work: index.Work, articles: Iterable[str]) -> None:
        """Bring the graphs of the articles in the copy up to date."""
        log = decisions.read(self._path)
        change.apply(work.graph, work.notes, self._base, self._parts(articles), self._graphs, self._read, log)

    def _parts(self, articles: Iterable[str]) -> list[list[str]]:
        """Split articles into parts, of which the files of each fit in memory."""
        parts: list[list[str]] = [[]]
        size = 0
        for article in articles:
            if size >= INDEX_BYTES:
                parts.append([])
                size = 0
            parts[-1].append(article)
            size += self._files.size(self.live[article].file) if article in self.live else 0
        return parts

    def _graphs(self, articles: Sequence[str]) -> dict[str, list[Triple] | None]:
        return {article: self._read(article) if article in self.live else None for article in articles}

    def _read(self, article: str) -> list[Triple]:
        if article not in self.live:  # it is going to be taken out with a later part
            return []
        return _renewed(files.triples(self._files.read(self.live[article].file)))

    def _discard(self) -> None:
        if self._work is not None:
            self._work.close()
            self._work = None


def _renewed(triples: list[Triple]) -> list[Triple]:
    """Put what an article file says in the terms that the ontology has now: a deprecated one in its replacement."""
    swap = _swap(folders())
    return [(s, swap.get(p, p), swap.get(o, o)) for s, p, o in triples] if swap else triples


@cache
def _swap(_: tuple[Folder, ...]) -> dict[str, str]:
    """The deprecated terms and their replacements, as triples have them: read once, not for each article."""
    return {f"<{NAMESPACE}{old}>": f"<{NAMESPACE}{new}>" for old, new in replacements().items()}


def replay(entries: Iterable[Entry], live: dict[str, Entry] | None = None) -> dict[str, Entry]:
    """Return the put of each article that the store has after the entries, by its IRI; `live`, before, is changed."""
    live = {} if live is None else live
    for entry in entries:
        if entry.action == "put":
            live[entry.article] = entry
        else:
            live.pop(entry.article, None)
    return live
