"""The links to gazetteers that a store keeps: `links.csv` in its folder, which `kg link` writes and people may edit.

    thing,match,entry,score,gazetteer,why
    https://kg.example/person/sergey-lavrov,exact,http://www.wikidata.org/entity/Q58217,1.0,people.csv,same name; both of RU

They are replayed like the decision log, whenever the graph is made: a link goes along with its thing when another IRI takes
the place of its IRI, is not there while its thing is not there, and is gone when its line is deleted. They have a file of their
own because nobody decided on them one by one, because each has a score and a gazetteer, and because linking to a gazetteer
again replaces all that it gave before.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from kg import rdf
from kg.model import KgError
from kg.resolve.terms import OBJECT, PREDICATE, SUBJECT, TYPE_, Triple, kg, literal

FILE = "links.csv"
COLUMNS = ("thing", "match", "entry", "score", "gazetteer", "why")
EXACT, CLOSE = f"<{rdf.SKOS}exactMatch>", f"<{rdf.SKOS}closeMatch>"
STATEMENT = f"<{rdf.RDF}Statement>"


@dataclass(frozen=True, slots=True, order=True)
class Linked:
    """A line of the file: `match` is exact or close, `score` in 0..1, `gazetteer` the name of the file that has the entry."""

    thing: str
    match: str
    entry: str
    score: float
    gazetteer: str
    why: str = ""


def read(file: Path) -> tuple[Linked, ...]:
    """Read the links of a store; there may be none. KgError that names the line which is not what it must be."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{file}: the links cannot be read: {error}") from None
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        if next(reader, list(COLUMNS)) != list(COLUMNS):
            raise KgError(f"{file}:1: the first line must be {','.join(COLUMNS)}")
        return tuple(_line(row, f"{file}:{reader.line_num}") for row in reader if row)
    except csv.Error as error:
        raise KgError(f"{file}:{reader.line_num}: not CSV: {error}") from None


def _line(row: list[str], where: str) -> Linked:
    if len(row) != len(COLUMNS):
        raise KgError(f"{where}: {len(row)} fields, there must be {len(COLUMNS)} ({','.join(COLUMNS)})")
    thing, match, entry, score, gazetteer, why = (cell.strip() for cell in row)
    for column, iri in (("thing", thing), ("entry", entry)):
        if ":" not in iri or any(c in iri for c in ' <>"{}|\\^`'):
            raise KgError(f"{where}: {column} must be an IRI, not {iri!r}")
    if match not in ("exact", "close"):
        raise KgError(f"{where}: match must be exact or close, not {match!r}")
    try:
        number = float(score)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise KgError(f"{where}: score must be a number from 0 to 1, not {score!r}")
    return Linked(thing, match, entry, number, gazetteer, why)


def write(lines: Iterable[Linked]) -> str:
    """Return the text of the file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *(astuple(line) for line in lines)])
    return out.getvalue()


def replaced(lines: Iterable[Linked], gazetteer: str, new: Iterable[Linked]) -> list[Linked]:
    """Return the lines with those of a gazetteer replaced by new ones, sorted."""
    return sorted({*(line for line in lines if line.gazetteer != gazetteer), *new})


def triples(
    lines: Iterable[Linked], common: Callable[[str], set[str]], there: Callable[[str], bool], base: str
) -> tuple[set[Triple], set[Triple]]:
    """Return the links of the things that there are, and what is to be known of each link: score, gazetteer, reason.

    A line whose thing has become several links none of them. Where one gazetteer has several exact matches for a thing, or of
    an entry, as happens when things turn out to be one, none of them is safe any more, and all are close.

    Args:
        lines: The lines of the file.
        common: Gives the things that an IRI stands for now.
        there: Says whether there is such a thing.
        base: The base of the IRIs of links.
    """
    found: dict[tuple[str, str, str], Linked] = {}
    for line in sorted(lines, key=lambda one: (one.match == "exact", one.score, one.why)):
        thing, *others = common(line.thing) or {""}
        if thing and not others and there(thing):
            found[thing, line.entry, line.gazetteer] = line
    exact: dict[tuple[str, str], int] = defaultdict(int)
    for (thing, entry, gazetteer), line in found.items():
        for end in (thing, entry):
            exact[gazetteer, end] += line.match == "exact"
    links: set[Triple] = set()
    told: set[Triple] = set()
    for (thing, entry, gazetteer), line in found.items():
        safe = line.match == "exact" and exact[gazetteer, thing] == exact[gazetteer, entry] == 1
        match = EXACT if safe else CLOSE
        digest = hashlib.sha256(f"{thing} {entry} {gazetteer}".encode()).hexdigest()[:12]
        score = f'"{line.score:.3f}'.rstrip("0").rstrip(".") + f'"^^<{rdf.XSD}decimal>'  # as the index has it
        links.add((thing, match, f"<{entry}>"))
        said = {TYPE_: STATEMENT, SUBJECT: thing, PREDICATE: match, OBJECT: f"<{entry}>", kg("confidence"): score,
                f"<{rdf.DCTERMS}source>": literal(gazetteer), f"<{rdf.RDFS}comment>": literal(line.why)}  # fmt: skip
        told |= {(f"<{base}link/{digest}>", p, o) for p, o in said.items()}
    return links, told
