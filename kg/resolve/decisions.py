"""The decision log: `decisions.csv` in the store's folder, which people edit and `kg review` writes.

    decision,a,b,who,when,why
    same,https://kg.example/person/bibi,https://kg.example/person/benjamin-netanyahu,ann,2026-03-01,his nickname
    different,…                a and b are two things
    reject,<thing>,<relation> <thing or text>,…    nobody is to believe this fact (`holds https://…`, `status Held`)
    reject,<assertion>,,…                          this article does not say it
    accept,…               a reader has checked the fact, or that the article says it: what `review` in `policy.toml` is about
    rename,<thing>,<name>,…    what the thing is called

A thing is named by its IRI, by an IRI that it had (a redirect), or by the one that it has in an article's own graph.
Of what is said of one fact the last line counts, so that an acceptance takes a rejection back, and the other way round.
Decisions are replayed whenever the graph is made; to undo one, delete its line. The links that a store keeps come along with
them (see `kg.resolve.links`).
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
from kg.resolve import links
from kg.resolve.groups import Decided
from kg.resolve.links import Linked

FILE = "decisions.csv"
COLUMNS = ("decision", "a", "b", "who", "when", "why")
KINDS = ("same", "different", "reject", "accept", "rename")
_REVIEWS = ("reject", "accept")


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
    """All decisions, in the form in which they are used, and all links to gazetteers."""

    lines: tuple[Decision, ...] = ()
    links: tuple[Linked, ...] = ()

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
    def reviews(self) -> tuple[Decision, ...]:
        """What readers found right or wrong: facts, and assertions (with ""); of one fact the last line counts."""
        return tuple(d for d in self.lines if d.decision in _REVIEWS)


def read(path: Path) -> Decisions:
    """Read the decision log of a store's folder with its links, or the file itself; there may be none.

    Raises:
        KgError: A line is not what it must be; the message names the line.
    """
    file = path / FILE if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{file}: the decision log cannot be read: {error}") from None
    return Decisions(parse(text, str(file)).lines, links.read(path / links.FILE) if file != path else ())


def digest(path: Path) -> str:
    """Return the digest of the decision log of a store's folder and its links; "" if there are none."""
    files = [file for file in (path / FILE, path / links.FILE) if file.exists()]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest() if files else ""


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
    if line.decision in _REVIEWS and "#assertion/" not in line.a and len(line.b.split(" ", 1)) != 2:
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
    _replace(file, write([*read(file).lines, *lines]))


def merge(path: Path, lines: Iterable[Decision]) -> int:
    """Add the lines that the decision log of a store's folder lacks; return how many these are.

    A line that is there is added again where it is the last of the new ones on its subject and a later line of the log
    overrules it.
    """
    there, lines = read(path).lines, list(lines)
    known, final = set(there), {_subject(line): line for line in lines}
    last = {_subject(line): line for line in there}
    new: list[Decision] = []
    for line in lines:
        subject = _subject(line)
        if line not in known or (final[subject] == line and _verdict(last[subject]) != _verdict(line)):
            new.append(line)
            known.add(line)
            last[subject] = line
    append(path, new)
    return len(new)


def _subject(line: Decision) -> tuple[str, ...]:
    """What a line is about: of the lines on one name or fact, the last counts."""
    if line.decision == "rename":
        return line.decision, line.a
    return ("review" if line.decision in _REVIEWS else line.decision), line.a, line.b


def _verdict(line: Decision) -> tuple[str, str]:
    return line.decision, line.b


def keep(path: Path, gazetteer: str, found: Iterable[Linked]) -> None:
    """Keep the links to a gazetteer in a store's folder, in the place of those kept before; none of them takes all away."""
    file = path / links.FILE
    _replace(file, links.write(links.replaced(links.read(file), gazetteer, found)))


def _replace(file: Path, text: str) -> None:
    new = file.with_name(file.name + ".new")
    with open(new, "w", encoding="utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(new, file)


def _path(iri: str, base: str) -> str:
    return iri if "#" in iri else iri.removeprefix(base)
