"""The index: generations of Oxigraph stores on disk, each published whole and never changed afterwards.

    index/00000007/seal     what the generation was made from, and the size and digest of each of its files
    index/00000007/graph/   the article graphs with common IRIs, the believed graph, the redirects
    index/00000007/notes/   files that `kg.resolve` keeps for itself
    index/work-…/           the copy that a writer changes; deleted by the next writer if this one is killed

A reader opens the newest generation and holds a lock on its folder; a writer changes a copy (the data files are hard
links, which RocksDB never changes), publishes it by a rename and deletes older generations that nobody reads. So a
reader has one unchanging state, never waits, and never depends on what Oxigraph makes of a half-written or damaged log
(an empty store, without an error): the seal tells.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import resolve
from kg.model import DamagedStore
from kg.ontology import load
from kg.store import disk, lock
from kg.store.journal import Mark

FORMAT = 1
_ADVICE = "`kg rebuild` makes it again from the article files"
_DATA = re.compile(r".*\.(sst|log)|MANIFEST-\d+|CURRENT|OPTIONS-\d+")
_GENERATION = re.compile(r"\d{8}")
PARTS = ("graph", "notes")

Contents = dict[str, tuple[int, str]]
"""The path of each data file below a generation's folder -> its size in bytes and its sha256."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a generation was made from, and what it is made of.

    `ontology` is the edition that all of it was made with; empty in stores from before that was noted.
    """

    mark: Mark
    contents: Contents
    format: int = FORMAT
    resolve: str = resolve.VERSION
    decisions: str = ""
    ontology: str = ""

    def encode(self) -> bytes:
        """Return the seal's file: a line of JSON and a line with its digest."""
        journal = [self.mark.seq, self.mark.digest, self.mark.offset]
        fields = {
            "contents": self.contents,
            "decisions": self.decisions,
            "format": self.format,
            "journal": journal,
            "ontology": self.ontology,
            "resolve": self.resolve,
        }
        line = json.dumps(fields, sort_keys=True)
        return f"{line}\n{hashlib.sha256(line.encode()).hexdigest()}\n".encode("ascii")

    @property
    def size(self) -> int:
        """How many bytes the generation has."""
        return sum(size for size, _ in self.contents.values())

    @classmethod
    def decode(cls, data: bytes) -> Seal:
        """Read a seal's file; ValueError if it is damaged."""
        line, _, digest = data.decode("ascii").partition("\n")
        if hashlib.sha256(line.encode()).hexdigest() + "\n" != digest:
            raise ValueError("the seal is not what its digest says")
        fields = json.loads(line)
        contents = {path: (size, sha) for path, (size, sha) in fields["contents"].items()}
        told = {name: fields[name] for name in ("format", "resolve", "decisions")}
        return cls(Mark(*fields["journal"]), contents, **told, ontology=fields.get("ontology", ""))


class Snapshot:
    """A generation that is kept open for reading: its seal and its graphs."""

    def __init__(self, folder: Path, held: int) -> None:
        self._held: int | None = held
        try:
            self.seal = verify(folder, ("graph",))
            self.graph = ox.Store.read_only(str(folder / "graph"))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the generation be deleted when it is no longer the newest."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def newest(index: Path) -> Path | None:
    """Return the folder of the newest generation."""
    found = [entry.name for entry in os.scandir(index) if _GENERATION.fullmatch(entry.name)] if index.is_dir() else []
    return index / max(found) if found else None


def snapshot(index: Path) -> Snapshot:
    """Open the newest generation; DamagedStore if there is none or it is not what its seal says."""
    while folder := newest(index):
        held = lock.share(folder)
        if held is not None and newest(index) == folder:
            return Snapshot(folder, held)
        if held is not None:
            os.close(held)
    raise _missing(index)


def seal(index: Path) -> Seal:
    """Return the seal of the newest generation, whose files are as it says."""
    folder = newest(index)
    if folder is None:
        raise _missing(index)
    return verify(folder)


def mark(index: Path) -> Mark | None:
    """Return up to which place of the journal the newest generation goes, if its seal can be read."""
    folder = newest(index)
    try:
        return Seal.decode((folder / "seal").read_bytes()).mark if folder else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def verify(folder: Path, parts: Sequence[str] = PARTS) -> Seal:
    """Return a generation's seal, or raise DamagedStore that names the first file of these parts that is at fault."""
    for path, what in faults(folder, parts):
        raise DamagedStore(f"{path}: {what}; {_ADVICE}")
    return Seal.decode((folder / "seal").read_bytes())


def faults(folder: Path, parts: Sequence[str] = PARTS, data: bool = False) -> Iterator[tuple[Path, str]]:
    """Yield each file of parts of a generation that is not what its seal says, and what is wrong with it.

    The small files, whose damage Oxigraph would not notice, are compared by their digests. The data files are compared
    by their sizes, for their blocks have checksums that are compared when they are read; by digests too if `data`.
    """
    try:
        seal = Seal.decode((folder / "seal").read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        yield folder / "seal", "the seal of the index is missing or damaged"
        return
    if (seal.format, seal.resolve) != (FORMAT, resolve.VERSION):
        yield folder, "the index was made by another version of kg"
        return
    there = _sizes(folder)
    for path in sorted(seal.contents.keys() | there.keys()):
        if path.partition("/")[0] not in parts:
            continue
        size, digest = seal.contents.get(path, (-1, ""))
        if path not in there:
            yield folder / path, "this file of the index is missing"
        elif path not in seal.contents:
            yield folder / path, "this file does not belong to the index"
        elif size != there[path] or ((data or not path.endswith(".sst")) and _sha256(folder / path) != digest):
            yield folder / path, "this file of the index is damaged"


class Work:
    """The copy of the newest generation (or an empty index) that a writer changes and publishes."""

    def __init__(self, index: Path, empty: bool = False, known: Seal | None = None) -> None:
        """Make the copy; `known` is the seal of the newest generation, if its files have just been compared with it."""
        self._index = index
        self._noted = False
        self.seal = Seal(Mark(), {})
        index.mkdir(exist_ok=True)
        for left in (*index.glob("work*"), index / "new"):
            shutil.rmtree(left, ignore_errors=True)
        # A name of its own: after an error, whoever still has the error keeps RocksDB's lock on the folder of then.
        self._folder = Path(tempfile.mkdtemp(prefix="work-", dir=index))
        (self._folder / "notes").mkdir()
        base = None if empty else newest(index)
        if base:
            self.seal = known or verify(base)
            _link(base, self._folder, self.seal.contents)
        self.graph = ox.Store(str(self._folder / "graph"))

    def notes(self) -> Path:
        """Return the folder with a copy of the files that `kg.resolve` keeps; they must be closed before `publish`."""
        self._noted = True
        for file in (self._folder / "notes").iterdir():
            if file.stat().st_nlink > 1:
                disk.copy(file, file.with_name(".copy"))
                os.replace(file.with_name(".copy"), file)
        return self._folder / "notes"

    def publish(self, mark: Mark, decisions: str = "", anew: bool = False) -> None:
        """Make what the copy holds the newest generation: that of the journal up to `mark` and of a decision log.

        `anew` says that every article in it was brought in just now, and so with the ontology in use.
        """
        anew = anew or self.seal.mark == Mark()
        new = self._index / "new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        self.graph.flush()
        self.graph.backup(str(new / "graph"))
        _link(self._folder, new, [f"notes/{name}" for name in sorted(os.listdir(self._folder / "notes"))])
        known = self.seal.contents
        same = {path for path in known if path.endswith(".sst") or (path.startswith("notes/") and not self._noted)}
        edition = load().edition if anew else self.seal.ontology
        contents = _contents(new, {path: known[path] for path in same})
        self.seal = Seal(mark, contents, decisions=decisions, ontology=edition)
        self._noted = False
        disk.write(new / "seal", self.seal.encode())
        disk.sync([new])
        before = newest(self._index)
        number = int(before.name) + 1 if before else 1
        os.rename(new, self._index / f"{number:08d}")
        disk.sync([self._index])
        _prune(self._index, number)

    def close(self) -> None:
        """Delete the copy."""
        del self.graph
        shutil.rmtree(self._folder, ignore_errors=True)


def _missing(index: Path) -> DamagedStore:
    return DamagedStore(f"{index}: the index is missing; {_ADVICE}")


def _link(base: Path, copy: Path, paths: Iterable[str]) -> None:
    """Copy files of a generation: as hard links, but for the small files of the graph, which are written to."""
    for path in paths:
        (copy / path).parent.mkdir(exist_ok=True)
        with suppress(OSError):  # a file system without hard links
            if path.endswith(".sst") or path.startswith("notes/"):
                os.link(base / path, copy / path)
                continue
        disk.copy(base / path, copy / path)


def _contents(folder: Path, known: Contents) -> Contents:
    """The sizes and digests of a generation's files; those of files that it shares with the one before are known."""
    made: Contents = {}
    for path, size in _sizes(folder).items():
        made[path] = known[path] if path in known and known[path][0] == size else (size, _sha256(folder / path))
    return made


def _sizes(folder: Path) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for part in PARTS:
        for entry in os.scandir(folder / part) if (folder / part).is_dir() else ():
            if part == "notes" or _DATA.fullmatch(entry.name):
                sizes[f"{part}/{entry.name}"] = entry.stat().st_size
    return sizes


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prune(index: Path, number: int) -> None:
    """Delete the generations before that number which nobody reads."""
    for entry in list(os.scandir(index)):
        if not _GENERATION.fullmatch(entry.name) or int(entry.name) >= number:
            continue
        held = lock.claim(Path(entry.path))
        if held is not None:
            Path(entry.path, "seal").unlink(missing_ok=True)
            shutil.rmtree(entry.path, ignore_errors=True)
            os.close(held)
