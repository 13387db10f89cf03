"""The decision log: `decisions.csv` in the store's folder, which people edit and `kg review` writes.

    decision,a,b,who,when,why
    same,https://kg.example/person/bibi,https://kg.example/person/benjamin-netanyahu,ann,2026-03-01,his nickname
    different,…                a and b are two things
    reject,<thing>,<relation> <thing or text>,…    nobody is to believe this fact (`holds https://…`, `status Held`)
    reject,<assertion>,,…                          this article does not say it
    rename,<thing>,<name>,…    what the thing is called

A thing is named by its IRI, by an IRI that it had (a redirect), or by the one that it has in an article's own graph.
Decisions are replayed whenever the graph is made; to undo one, delete its line.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from kg.model import KgError
from kg.resolve.groups import Decided

FILE = "decisions.csv"
COLUMNS = ("decision", "a", "b", "who", "when", "why")
KINDS = ("same", "different", "reject", "rename")


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """A line of the decision log."""

    decision: str
    a: str
    b: str
    who: str = ""
    when: str = ""
    why: str = ""


@dataclass(frozen=True)
class Decisions:
    """All decisions, in the form in which they are used."""

    lines: tuple[Decision, ...] = ()

    def decided(self, base: str) -> Decided:
        """Return the pairs of things that are one or two, by their paths below `base` or articles' own IRIs."""
        pairs = {
            kind: frozenset((_path(d.a, base), _path(d.b, base)) for d in self.lines if d.decision == kind)
            for kind in KINDS
        }
        return Decided(pairs["same"], pairs["different"])

    @property
    def tags(self) -> frozenset[str]:
        """The articles' own IRIs that say what is one or two."""
        both = [iri for d in self.lines if d.decision in ("same", "different") for iri in (d.a, d.b)]
        return frozenset(iri for iri in both if "#" in iri)

    @property
    def renamed(self) -> dict[str, str]:
        """What things are to be called, by IRI; the last line counts."""
        return {d.a: d.b for d in self.lines if d.decision == "rename"}

    @property
    def rejected(self) -> frozenset[tuple[str, str]]:
        """The facts that nobody is to believe, and the assertions (with "") that do not count."""
        return frozenset((d.a, d.b) for d in self.lines if d.decision == "reject")


def read(path: Path) -> Decisions:
    """Read the decision log of a store's folder, or the file itself; there may be none.

    Raises:
        KgError: A line is not what it must be; the message names the line.
    """
    file = path / FILE if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Decisions()
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{file}: the decision log cannot be read: {error}") from None
    return parse(text, str(file))


def digest(path: Path) -> str:
    """Return the digest of the decision log of a store's folder; "" if there is none."""
    try:
        return hashlib.sha256((path / FILE).read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def parse(text: str, name: str = FILE) -> Decisions:
    """Read a decision log from its text; KgError that names the line."""
    reader = csv.reader(io.StringIO(text), strict=True)
    lines: list[Decision] = []
    try:
        header = next(reader, None)
        if header is not None and tuple(header) != COLUMNS:
            raise KgError(f"{name}:1: the first line must be {','.join(COLUMNS)}")
        for row in reader:
            if row:
                lines.append(_line(row, f"{name}:{reader.line_num}"))
    except csv.Error as error:
        raise KgError(f"{name}:{reader.line_num}: not CSV: {error}") from None
    return Decisions(tuple(lines))


def _line(row: list[str], where: str) -> Decision:
    if len(row) != len(COLUMNS):
        raise KgError(f"{where}: {len(row)} fields, there must be {len(COLUMNS)} ({','.join(COLUMNS)})")
    line = Decision(*(cell.strip() for cell in row))
    if line.decision not in KINDS:
        raise KgError(f"{where}: {line.decision!r} is no decision; there are {', '.join(KINDS)}")
    named = [("a", line.a)] + ([("b", line.b)] if line.decision in ("same", "different") else [])
    for column, iri in named:
        if not iri.startswith(("http://", "https://", "urn:")) or any(c in iri for c in ' <>"{}|\\^`'):
            raise KgError(f"{where}: {column} must be an IRI, not {iri!r}")
    if line.decision in ("same", "different") and line.a == line.b:
        raise KgError(f"{where}: a and b are the same thing")
    if line.decision == "rename" and not line.b:
        raise KgError(f"{where}: b must be the name")
    if line.decision == "reject" and "#assertion/" not in line.a and len(line.b.split(" ", 1)) != 2:
        raise KgError(f"{where}: b must be a relation and a thing, such as 'holds https://…'")
    if line.when:
        try:
            date.fromisoformat(line.when)
        except ValueError:
            raise KgError(f"{where}: when must be a day, YYYY-MM-DD, not {line.when!r}") from None
    return line


def write(lines: Iterable[Decision]) -> str:
    """Return the text of a decision log."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS, *(astuple(line) for line in lines)])
    return out.getvalue()


def append(path: Path, lines: Iterable[Decision]) -> None:
    """Add lines to the decision log of a store's folder; the file is written anew and put in its place at once."""
    lines = list(lines)
    parse(write(lines))
    file = path / FILE if path.is_dir() else path
    text = write([*read(file).lines, *lines])
    new = file.with_name(file.name + ".new")
    with open(new, "w", encoding="utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(new, file)


def _path(iri: str, base: str) -> str:
    return iri if "#" in iri else iri.removeprefix(base)
