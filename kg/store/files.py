"""Article files: one article's graph as sorted N-Quads under the name of its sha256, which are the truth of a store.

The first line is a comment with the article's IRI and id, the digest of the article that it was made from, and the
extractor.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from kg import rdf
from kg.model import Article, DamagedStore, Reading
from kg.resolve import Triple
from kg.store import disk

FORMAT = 1
_PREFIX = b"# kg "
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of an article file says; `digest` is that of the source article."""

    article: str
    id: str
    digest: str
    extractor: str
    format: int = FORMAT


def digest_of(article: Article) -> str:
    """Return the digest of everything that an article is: its text, title, date, source, licence, id and author."""
    published = article.published.isoformat() if article.published else None
    fields = [article.id, article.text, article.title, published, article.source, article.licence]
    fields += [article.author] if article.author else []  # the digest of one without is as before there were authors
    return hashlib.sha256(json.dumps(fields).encode("ascii")).hexdigest()


def encode(reading: Reading, base: str) -> tuple[Header, bytes]:
    """Return an article's file: the same bytes for the same reading, always."""
    graph = rdf.article_iri(base, reading.article.id)
    header = Header(graph.value, reading.article.id, digest_of(reading.article), reading.extractor)
    lines = [json.dumps(asdict(header), sort_keys=True), *rdf.lines(reading, base)]
    return header, _PREFIX + "\n".join(lines).encode("utf-8") + b"\n"


def header(data: bytes) -> Header:
    """Return what the first line of an article file says; ValueError if it is none."""
    first = data.partition(b"\n")[0]
    try:
        return Header(**json.loads(first.removeprefix(_PREFIX)))
    except TypeError:
        raise ValueError("the first line is not that of an article file") from None


def triples(data: bytes) -> list[Triple]:
    """Return the triples of an article file, in N-Triples' notation."""
    first, _, body = data.decode("utf-8").partition("\n")
    end = -len(f" <{json.loads(first.removeprefix('# kg '))['article']}> .")
    made: list[Triple] = []
    for line in body.split("\n")[:-1]:
        s, p, o = line[:end].split(" ", 2)
        made.append((s, p, o))
    return made


def name(data: bytes) -> str:
    """Return the name of an article file: the sha256 of its content."""
    return hashlib.sha256(data).hexdigest()


class Files:
    """The folder of article files, and the folder in which a batch is prepared."""

    def __init__(self, store: Path) -> None:
        self._articles = store / "articles"
        self._tmp = store / "tmp"

    def path(self, file: str) -> Path:
        """Return where the file of that sha256 lies."""
        return self._articles / file[:2] / f"{file}.nq"

    def read(self, file: str) -> bytes:
        """Return a file's content; DamagedStore if it is missing or not what its name says."""
        path = self.path(file)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise DamagedStore(f"{path}: the article file is missing; `kg check` lists what is damaged") from None
        if name(data) != file:
            raise DamagedStore(f"{path}: the article file is damaged; `kg check` lists what is damaged")
        return data

    def size(self, file: str) -> int:
        """Return how many bytes a file has; 0 if it is missing."""
        path = self.path(file)
        return path.stat().st_size if path.exists() else 0

    def fault(self, file: str) -> str | None:
        """Say what is wrong with the file of that sha256; None if it is whole."""
        try:
            self.read(file)
        except DamagedStore as error:
            return str(error).removeprefix(f"{self.path(file)}: ").partition(";")[0]
        except OSError as error:
            return f"the article file cannot be read ({disk.reason(error)})"
        return None

    def prepare(self, new: dict[str, bytes], old: Iterable[str]) -> None:
        """Put the files of a batch in their place, before the journal names them.

        Which files come and which will go is noted first, so that `sweep` can clear up after a batch at whatever moment
        the writer was killed.
        """
        files = new | {"batch": "\n".join([*new, *old]).encode("ascii")}
        for file, data in files.items():
            (self._tmp / file).write_bytes(data)
        disk.sync([self._tmp / file for file in files])
        disk.sync([self._tmp])
        folders = sorted({self.path(file).parent for file in new})
        made = [folder for folder in folders if not folder.exists()]
        for folder in made:
            folder.mkdir(parents=True, exist_ok=True)
        for file in new:
            os.replace(self._tmp / file, self.path(file))
        disk.sync(folders + ([self._articles] if made else []))

    def finish(self, old: Iterable[str]) -> None:
        """Delete the files that a batch replaced, after the journal has named those that it brought."""
        for file in old:
            self.path(file).unlink(missing_ok=True)
        (self._tmp / "batch").unlink(missing_ok=True)

    def sweep(self, live: Iterable[str]) -> None:
        """Delete what a batch that was cut off left: files that the journal does not name, or names no longer."""
        left = sorted(self._tmp.iterdir(), key=lambda path: path.name == "batch")
        if not left:
            return
        kept = set(live)
        noted = left[-1].read_text("ascii", "replace").split("\n") if left[-1].name == "batch" else []
        for file in noted:
            if _NAME.fullmatch(file) and file not in kept:
                self.path(file).unlink(missing_ok=True)
        for path in left:
            path.unlink(missing_ok=True)

    def all(self) -> list[Path]:
        """Return every path under the folder of article files that is not a folder, sorted."""
        return sorted(path for path in self._articles.rglob("*") if not path.is_dir())
