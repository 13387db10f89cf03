"""The journal: which article files are the store, in the order in which they came; a line of it acknowledges a batch.

    put <article's IRI> <sha256 of its file> <digest of the source article> <extractor, percent-encoded>
    withdraw <article's IRI> <day> <reason, percent-encoded>
    lost <article's IRI> <sha256 of its file, which was damaged or missing when the index was rebuilt>
    commit <number of the batch> <digest>
    from <number> <digest> <offset>    the first line of a journal that was compacted: the commit that its first batch replaces

A batch is its lines and a commit line, whose digest covers the batch and the digest of the commit before: a line that
was changed, lost or moved is found. What follows the last commit line was never acknowledged and is ignored.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from kg.model import DamagedStore
from kg.store import disk

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: what happened to an article in the batch `seq`.

    `file` (sha256 of the article file), `source` (digest of the article that it was made from) and `extractor` are of a
    `put`, `day` and `reason` of a `withdraw`, `file` of a `lost`.
    """

    seq: int
    action: str
    article: str
    file: str = ""
    source: str = ""
    extractor: str = ""
    day: str = ""
    reason: str = ""

    def line(self) -> str:
        """Return the line, without its end."""
        fields = {
            "put": (self.file, self.source, quote(self.extractor)),
            "withdraw": (self.day, quote(self.reason)),
            "lost": (self.file,),
        }
        return " ".join((self.action, self.article, *fields[self.action]))


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the journal just after a commit line: the batch's number, the line's digest, the offset in bytes."""

    seq: int = 0
    digest: str = "0" * _DIGEST
    offset: int = 0

    def line(self) -> bytes:
        """Return the commit line that ends at this place."""
        return f"commit {self.seq} {self.digest}\n".encode("ascii") if self.seq else b""


def read(path: Path, after: Mark | None = None) -> tuple[list[Entry], Mark]:
    """Return the entries that were committed after a place in the journal (else all), and the place of the last.

    Raises:
        DamagedStore: The journal is missing, or it is not what its digests say, or it ends before that place.
    """
    mark = after or Mark()
    try:
        with open(path, "rb") as file:
            start = _start(file.readline())
            back = 0 if mark in (start, Mark()) else len(mark.line())
            file.seek(mark.offset - back if back else 0)
            known, data = file.read(back), file.read()
    except FileNotFoundError:
        raise _damaged(path, "it is missing") from None
    if back and known != mark.line():
        raise _damaged(path, f"it has lost what was committed up to batch {mark.seq}")
    replaced = start.seq + 1 if start.seq and mark == start else 0
    mark = mark if back else Mark(start.seq, start.digest)
    entries: list[Entry] = []
    batch: list[bytes] = []
    for line in data.split(b"\n")[:-1]:
        if not line.startswith(b"commit"):
            batch.append(line)
            continue
        following = _mark(mark, batch)
        if line + b"\n" != following.line():
            raise _damaged(path, f"batch {mark.seq + 1} is not what its digest says")
        try:
            made = [_entry(following.seq, entry) for entry in batch if not entry.startswith(b"from ")]
            entries += made if following.seq > replaced else []
        except ValueError:
            raise _damaged(path, f"batch {mark.seq + 1} cannot be read") from None
        batch, mark = [], following
    return entries, mark


def compact(path: Path) -> Mark:
    """Drop the lines that later ones undo, but none that says what was withdrawn; return the place of the journal's end.

    An index that was made from all of the journal stays so: the new one begins with the commit line that it replaces.
    """
    entries, mark = read(path)
    last = {entry.article: number for number, entry in enumerate(entries)}
    kept = [e for number, e in enumerate(entries) if e.action == "withdraw" or last[e.article] == number]
    if len(kept) == len(entries):
        return mark
    batch = [f"from {mark.seq} {mark.digest} {mark.offset}".encode("ascii"), *(e.line().encode("utf-8") for e in kept)]
    following = _mark(Mark(mark.seq, mark.digest), batch)
    disk.replace(path, b"".join(line + b"\n" for line in batch) + following.line())
    return following


def salvage(path: Path) -> list[Entry]:
    """Return the entries that can still be read in a damaged journal, committed or not."""
    entries: list[Entry] = []
    for line in path.read_bytes().split(b"\n") if path.exists() else []:
        with suppress(ValueError):
            entries.append(_entry(0, line))
    return entries


def append(path: Path, mark: Mark, entries: Iterable[Entry]) -> Mark:
    """Commit a batch after the last one, whose place is `mark`; when this returns, the batch is on the disk.

    If it cannot be written whole (OSError), the journal is cut back to what it was.
    """
    batch = [entry.line().encode("utf-8") for entry in entries]
    following = _mark(mark, batch)
    file = os.open(path, os.O_WRONLY)
    try:
        os.ftruncate(file, mark.offset)  # a batch that was never committed, of a writer that was killed
        try:
            rest = memoryview(b"".join(line + b"\n" for line in batch) + following.line())
            offset = mark.offset
            while rest:
                written = os.pwrite(file, rest, offset)
                rest, offset = rest[written:], offset + written
            os.fsync(file)
        except OSError:
            os.ftruncate(file, mark.offset)
            os.fsync(file)
            raise
    finally:
        os.close(file)
    return following


def _start(line: bytes) -> Mark:
    """The commit that the first batch of a compacted journal replaces; none for another first line."""
    with suppress(ValueError):
        word, seq, digest, offset = line.decode("ascii").split()
        if word == "from":
            return Mark(int(seq), digest, int(offset))
    return Mark()


def _mark(before: Mark, batch: list[bytes]) -> Mark:
    seq = before.seq + 1
    digest = hashlib.sha256(b"\n".join([before.digest.encode(), *batch, str(seq).encode()])).hexdigest()[:_DIGEST]
    mark = Mark(seq, digest)
    return Mark(seq, digest, before.offset + sum(len(line) + 1 for line in batch) + len(mark.line()))


def _entry(seq: int, line: bytes) -> Entry:
    action, article, *fields = line.decode("utf-8").split(" ")
    if action == "put":
        file, source, extractor = fields
        return Entry(seq, action, article, file, source, unquote(extractor))
    if action == "withdraw":
        day, reason = fields
        return Entry(seq, action, article, day=day, reason=unquote(reason))
    if action == "lost":
        (file,) = fields
        return Entry(seq, action, article, file)
    raise ValueError(action)


def _damaged(path: Path, what: str) -> DamagedStore:
    return DamagedStore(f"{path}: the journal is damaged: {what}; `kg rebuild` makes it again from the article files")
