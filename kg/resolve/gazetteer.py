"""A user's list of things that are known elsewhere, from CSV or RDF.

The CSV has a header; its columns are `iri` (or `wikidata`, a Q-number), `name`, and if known `names` (others, joined by |),
`class` (Person, Official, Organization, …), `country` (a code or a name), `from` and `to` (years or days). RDF has the same as
`rdfs:label`, `skos:altLabel`, `rdf:type`, `kg:represents`, `schema:birthDate` and so on: see `read`.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from kg.annotate.countries import by_name, table
from kg.model import BadInput
from kg.ontology import KG, load

_WIKIDATA = "http://www.wikidata.org/entity/"
_COLUMNS = frozenset({"iri", "wikidata", "name", "names", "class", "country", "from", "to"})


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A thing of a gazetteer: its IRI, its names, its class and country if known, the years in which it may be met."""

    iri: str
    names: tuple[str, ...]
    kind: str = ""
    country: str = ""
    first: str = ""
    last: str = ""


def read(path: str | Path) -> list[Entry]:
    """Read a gazetteer from a .csv, .ttl, .nt or .rdf-free Turtle file.

    Raises:
        BadInput: The file cannot be read; the message names the line of a CSV file.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: the gazetteer cannot be read: {error}") from None
    if path.suffix in (".ttl", ".nt"):
        return from_rdf(text, str(path))
    if path.suffix == ".csv":
        return from_csv(text, str(path))
    raise BadInput(f"{path}: a gazetteer is a .csv, .ttl or .nt file")


def from_csv(text: str, name: str = "gazetteer") -> list[Entry]:
    """Read a gazetteer from the text of a CSV file."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    unknown = set(reader.fieldnames or ()) - _COLUMNS
    if unknown or not {"iri", "wikidata"} & set(reader.fieldnames or ()) or "name" not in (reader.fieldnames or ()):
        raise BadInput(
            f"{name}:1: the columns must be iri or wikidata, name, and may be names, class, country, from, to"
        )
    found: list[Entry] = []
    try:
        for row in reader:
            found.append(
                _entry(
                    {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}, f"{name}:{reader.line_num}"
                )
            )
    except csv.Error as error:
        raise BadInput(f"{name}:{reader.line_num}: not CSV: {error}") from None
    return found


def _entry(row: dict[str, str], where: str) -> Entry:
    iri = row.get("iri") or _wikidata(row.get("wikidata", ""), where)
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", iri):
        raise BadInput(f"{where}: not an IRI: {iri!r}")
    if not row.get("name"):
        raise BadInput(f"{where}: there is no name")
    kind, country = row.get("class", ""), row.get("country", "")
    if kind and kind not in load().classes:
        raise BadInput(f"{where}: {kind!r} is no class of the ontology")
    code = country.upper() if country.upper() in table() else by_name(country) if country else ""
    if code is None:
        raise BadInput(f"{where}: no country is called {country!r}")
    for column in ("from", "to"):
        if row.get(column) and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", row[column]):
            raise BadInput(f"{where}: {column} must be a year or a day, not {row[column]!r}")
    names = (row["name"], *(n.strip() for n in row.get("names", "").split("|") if n.strip()))
    return Entry(iri, names, kind, code, row.get("from", ""), row.get("to", ""))


def _wikidata(number: str, where: str) -> str:
    if not re.fullmatch(r"Q\d+", number):
        raise BadInput(f"{where}: neither an iri nor a wikidata number")
    return _WIKIDATA + number


def from_rdf(text: str, name: str = "gazetteer") -> list[Entry]:
    """Read a gazetteer from Turtle: rdfs:label, skos:altLabel, a kg: class, kg:represents or kg:basedIn, kg:earliest, kg:latest."""
    try:
        graph = Graph().parse(data=text, format="turtle")
    except Exception as error:  # noqa: BLE001 - rdflib's parser raises what it likes
        raise BadInput(f"{name}: not Turtle: {str(error).splitlines()[0]}") from None
    found: list[Entry] = []
    for thing in sorted({s for s in graph.subjects(RDFS.label, None) if isinstance(s, URIRef)}):
        names = sorted(str(o) for o in graph.objects(thing, RDFS.label))
        names += sorted(str(o) for o in graph.objects(thing, SKOS.altLabel))
        kinds = sorted(
            str(o).removeprefix(str(KG)) for o in graph.objects(thing, RDF.type) if str(o).startswith(str(KG))
        )
        places = [o for p in (KG.represents, KG.basedIn) for o in graph.objects(thing, p)]
        codes = [
            str(o).rpartition("/")[2].upper() if not isinstance(o, Literal) else (by_name(str(o)) or str(o).upper())
            for o in places
        ]
        first, last = (min((str(o) for o in graph.objects(thing, p)), default="") for p in (KG.earliest, KG.latest))
        code = next((c for c in codes if c in table()), "")
        found.append(Entry(str(thing), tuple(dict.fromkeys(names)), kinds[0] if kinds else "", code, first, last))
    return found
