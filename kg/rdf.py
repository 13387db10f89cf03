"""A Reading -> the quads of its article graph: pure, sorted, without blank nodes and without a clock.

The article's IRI is the graph's name. A country has one IRI in all graphs; every other thing has an IRI of its own in each
article (`<article>#person/…`), which the store maps to the thing's common IRI when it indexes the graph (`kg.resolve`).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import cache
from urllib.parse import quote, urlsplit

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Article, Fact, PartialDate, Reading, Span, Thing
from kg.ontology import NAMESPACE

BASE = "https://kg.example/"
"""The base of the IRIs that are minted; `.example` is a reserved domain, publishers set their own."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE = NamedNode(RDF + "type")
LABEL = NamedNode(RDFS + "label")
ALT_LABEL = NamedNode(SKOS + "altLabel")
_DATE, _MONTH, _YEAR = NamedNode(XSD + "date"), NamedNode(XSD + "gYearMonth"), NamedNode(XSD + "gYear")
_SUBJECT, _PREDICATE, _OBJECT = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
_GENERATED_BY = NamedNode(PROV + "wasGeneratedBy")
_INTEGER, _DECIMAL = NamedNode(XSD + "integer"), NamedNode(XSD + "decimal")
_IRI_SAFE = "-._~/:@!$&'()*+,;="


@cache
def term(name: str) -> NamedNode:
    """Return the IRI of a term of the ontology by its local name."""
    return NamedNode(NAMESPACE + name)


def mint(base: str, *parts: str) -> NamedNode:
    """Return an IRI below `base`; whatever the parts hold, it is a legal one (percent-encoded, Unicode in form NFC)."""
    encoded = "/".join(quote(unicodedata.normalize("NFC", part), safe="-._~", errors="replace") for part in parts)
    return NamedNode(base + encoded)


def article_iri(base: str, identifier: str) -> NamedNode:
    """Return the IRI of an article, which is also the name of its graph."""
    return mint(base, "article", identifier)


def thing_iri(base: str, article: NamedNode, key: str) -> NamedNode:
    """Return the IRI of a thing as the article's graph has it: common to all articles for a country, else the article's own."""
    if key.startswith("country/"):
        return NamedNode(base + quote(key, safe=_IRI_SAFE))
    return NamedNode(f"{article.value}#{quote(key, safe=_IRI_SAFE)}")


def quads(reading: Reading, base: str = BASE) -> list[Quad]:
    """Return the quads of an article's graph, sorted as N-Quads lines are."""
    graph = article_iri(base, reading.article.id)
    made = [Quad(s, p, o, graph) for s, p, o in _triples(reading, base, graph)]
    return sorted(set(made), key=str)


def lines(reading: Reading, base: str = BASE) -> list[str]:
    """Return the sorted N-Quads lines of an article's graph: those of `quads`, which need not be made for it."""
    graph = article_iri(base, reading.article.id)
    end = f" {graph} ."
    return sorted({f"{s} {p} {o}{end}" for s, p, o in _triples(reading, base, graph)})


Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def _triples(reading: Reading, base: str, article: NamedNode) -> Iterable[Triple]:
    iris = {thing.key: thing_iri(base, article, thing.key) for thing in reading.things}
    run = mint(base, "run", reading.extractor or "unknown")
    yield from _article(reading.article, article)
    yield run, TYPE, NamedNode(PROV + "Activity")
    for thing in reading.things:
        yield from _thing(thing, iris)
    said: set[Span] = set()
    for fact in reading.facts:
        said.update(fact.evidence)
        yield from _fact(fact, iris, article, run)
    for span in sorted(said):
        yield from _sentence(span, reading.article, article)


def _article(article: Article, iri: NamedNode) -> Iterable[Triple]:
    yield iri, TYPE, term("Article")
    yield iri, NamedNode(DCTERMS + "identifier"), Literal(article.id)
    yield iri, term("text"), Literal(article.text)
    if article.title:
        yield iri, NamedNode(DCTERMS + "title"), Literal(article.title)
    if article.published:
        yield iri, term("published"), Literal(article.published.isoformat(), datatype=_DATE)
    if article.source:
        yield iri, NamedNode(DCTERMS + "source"), address_or_text(article.source)
    if article.licence:
        yield iri, NamedNode(DCTERMS + "license"), address_or_text(article.licence)
    if article.author:
        yield iri, NamedNode(DCTERMS + "creator"), Literal(article.author)


def address_or_text(text: str) -> NamedNode | Literal:
    """A web address as an IRI, if it can be one; all else as text."""
    try:
        if urlsplit(text).scheme in ("http", "https") and urlsplit(text).hostname:
            return NamedNode(text)
    except ValueError:
        pass
    return Literal(text)


def _thing(thing: Thing, iris: dict[str, NamedNode]) -> Iterable[Triple]:
    iri = iris[thing.key]
    yield iri, TYPE, term(thing.type)
    yield iri, LABEL, Literal(thing.label)
    for name in thing.names:
        yield iri, ALT_LABEL, Literal(name)
    for property_, value in thing.values:
        yield iri, term(property_), value_of(property_, value)
    for property_, key in thing.links:
        yield iri, term(property_), iris[key]


def value_of(property_: str, value: str | PartialDate) -> NamedNode | Literal:
    """Return a thing's value as RDF has it: a date with its precision, a status as a term of the ontology, else text."""
    if isinstance(value, PartialDate):
        kind = _YEAR if value.month is None else _MONTH if value.day is None else _DATE
        return Literal(str(value), datatype=kind)
    return term(value) if property_ == "status" else Literal(value)


def _fact(fact: Fact, iris: dict[str, NamedNode], article: NamedNode, run: NamedNode) -> Iterable[Triple]:
    subject, relation, object_ = iris[fact.subject], term(fact.relation), iris[fact.object]
    digest = hashlib.sha256(f"{fact.subject} {fact.relation} {fact.object}".encode()).hexdigest()[:12]
    assertion = NamedNode(f"{article.value}#assertion/{digest}")
    yield subject, relation, object_
    yield assertion, TYPE, term("Assertion")
    yield assertion, _SUBJECT, subject
    yield assertion, _PREDICATE, relation
    yield assertion, _OBJECT, object_
    yield (
        assertion,
        term("confidence"),
        Literal(f"{fact.confidence:.4f}".rstrip("0").rstrip(".") or "0", datatype=_DECIMAL),
    )
    yield assertion, _GENERATED_BY, run
    if fact.speaker:
        yield assertion, term("accordingTo"), iris[fact.speaker]
    for span in fact.evidence:
        yield assertion, term("sentence"), sentence_iri(article, span)


def sentence_iri(article: NamedNode, span: Span) -> NamedNode:
    """Return the IRI of a stretch of an article's text, in the form of RFC 5147."""
    return NamedNode(f"{article.value}#char={span.start},{span.end}")


def _sentence(span: Span, article: Article, iri: NamedNode) -> Iterable[Triple]:
    sentence = sentence_iri(iri, span)
    yield sentence, TYPE, term("Sentence")
    yield sentence, term("exact"), Literal(span.of(article.text))
    yield sentence, term("start"), Literal(str(span.start), datatype=_INTEGER)
    yield sentence, term("end"), Literal(str(span.end), datatype=_INTEGER)
    yield sentence, term("article"), iri
