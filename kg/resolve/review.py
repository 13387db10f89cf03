"""What a person is asked to decide: pairs that may be one thing, with the sentences; and the answers as lines of the log."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kg.model import KgError
from kg.resolve import policy as policies
from kg.resolve.claims import Claim, Index
from kg.resolve.decisions import Decision, read
from kg.resolve.names import plain
from kg.resolve.notes import Notes, decode
from kg.resolve.resolver import Resolver
from kg.resolve.terms import LABEL_, named
from kg.resolve.terms import text as words

_COLUMNS = (
    "decision",
    "score",
    "a",
    "a_label",
    "b",
    "b_label",
    "reason",
    "a_sentences",
    "b_sentences",
    "who",
    "when",
    "why",
)


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """One of two things that may be one: its IRI, what it is called, and some of what articles say of it."""

    iri: str
    label: str
    articles: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two things that may be one, how likely it is (0..1), and why it is not decided."""

    score: float
    a: Side
    b: Side
    reason: str


def candidates(index: Index, notes: Path, store: Path, limit: int = 50, sentences: int = 3) -> list[Candidate]:
    """Return pairs that may be one thing, likeliest first.

    Args:
        index: The index.
        notes: The folder `notes` of the index's generation.
        store: The store's folder, where the decision log is.
        limit: How many pairs.
        sentences: How many articles of each side come with their sentences.
    """
    kept = Notes(notes / "resolve.sqlite", write=False)
    try:
        doubts = Resolver(kept, index.base, policies.load(), read(store)).doubts()[:limit]
        sides = {path: _side(index, kept, path, sentences) for doubt in doubts for path in (doubt.a, doubt.b)}
    finally:
        kept.close()
    return [Candidate(d.score, sides[d.a], sides[d.b], d.reason) for d in doubts]


def _side(index: Index, notes: Notes, path: str, sentences: int) -> Side:
    folder, _, rest = path.partition("/")
    roots = {root.lower(): root for root in named()}
    if folder not in roots:
        rows = notes.db.execute(
            "SELECT a.iri, json_extract(e.data, '$[0]') FROM event e JOIN article a ON a.id = e.article WHERE e.own = ? ORDER BY 1",
            (path,),
        ).fetchall()
        thing = f"<{index.base}{path}>"
        claims = tuple(c for article, _ in rows[:sentences] for c in index.claims(thing, [("", [NamedNode(article)])]))
        return Side(index.base + path, index.label(thing), len(rows), claims)
    form = rest.split("/")[0]
    query = """SELECT n.key, n.path, a.iri FROM form f JOIN node n ON n.form = f.id JOIN mention m ON m.node = n.id
               JOIN article a ON a.id = m.article WHERE f.root = ? AND f.form = ? ORDER BY m.day, a.iri"""
    rows = [(decode(key), own, article) for key, own, article in notes.db.execute(query, (roots[folder], form))]
    rows = [row for row in rows if path in (row[0].path, row[0].narrow)]
    label = ""
    claims_: list[Claim] = []
    for _, own, article in rows[:sentences]:
        thing = f"<{index.base}{own}>" if own else _own(index, article, folder, form)
        label = label or index.label(thing)
        claims_ += index.claims(thing, [("", [NamedNode(article)])])
    return Side(index.base + path, label, len(rows), tuple(claims_))


def _own(index: Index, article: str, folder: str, form: str) -> str:
    """The IRI that a thing without a common one has in an article."""
    for quad in index.store.quads_for_pattern(None, NamedNode(LABEL_[1:-1]), None, NamedNode(article)):
        if f"#{folder}/" in str(quad.subject) and plain(words(str(quad.object))) == form:
            return str(quad.subject)
    return f"<{article}#{folder}/{form}>"


def sheet(found: Iterable[Candidate]) -> str:
    """Return candidates as CSV, to be filled in: `decision` is to be same or different, or stays empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in found:
        said = (" / ".join(dict.fromkeys(s for c in side.claims for s in c.sentences)) for side in (one.a, one.b))
        writer.writerow(["", one.score, one.a.iri, one.a.label, one.b.iri, one.b.label, one.reason, *said, "", "", ""])
    return out.getvalue()


def answers(text: str, name: str = "sheet") -> list[Decision]:
    """Return the decisions of a sheet that was filled in; KgError that names the line."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    missing = {"decision", "a", "b"} - set(reader.fieldnames or ())
    if missing:
        raise KgError(f"{name}:1: there is no column {sorted(missing)[0]!r}")
    made: list[Decision] = []
    try:
        for row in reader:
            answer = (row["decision"] or "").strip()
            if answer and answer not in ("same", "different"):
                raise KgError(
                    f"{name}:{reader.line_num}: the decision must be same, different or empty, not {answer!r}"
                )
            if answer:
                made.append(
                    Decision(
                        answer,
                        row["a"] or "",
                        row["b"] or "",
                        *((row.get(c) or "").strip() for c in ("who", "when", "why")),
                    )
                )
    except csv.Error as error:
        raise KgError(f"{name}:{reader.line_num}: not CSV: {error}") from None
    return made
