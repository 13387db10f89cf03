"""An article's graph -> the Reading that it was made from; only a graph that kg could have written is one.

This is what makes writing over HTTP safe: a fact that comes in has its sentence, word for word, in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad

from kg import rdf
from kg.model import Article, BadInput, Fact, PartialDate, Reading, Span, Thing
from kg.ontology import NAMESPACE, load

_DATES = ("date", "earliest", "latest")
_DC = rdf.DCTERMS

Node = Any
Parts = Mapping[str, list[Node]]


def reading(triples: Iterable[Any], article: str, base: str) -> Reading:
    """Return the reading whose graph has just these triples.

    Args:
        triples: Triples or quads; the graph that a quad names does not count.
        article: The IRI of the article, which is the graph's name.
        base: The store's base.

    Raises:
        BadInput: There is none; the message names a triple that is too much or lacks.
    """
    given = {Quad(t.subject, t.predicate, t.object, NamedNode(article)) for t in triples}
    try:
        made = _Graph(given, article, base).reading()
        expected = set(rdf.quads(made, base))
    except (KeyError, ValueError, StopIteration, IndexError) as error:
        raise BadInput(f"<{article}>: this is not an article's graph as kg writes it ({error})") from None
    for quad in sorted(given ^ expected, key=str):
        what = "is not part of an article's graph as kg writes it" if quad in given else "is missing"
        raise BadInput(f"<{article}>: {str(quad).rsplit(' <', 1)[0][:300]} {what}")
    kinds = {thing.key: thing.type for thing in made.things}
    for fact in made.facts:
        if fault := load().fault(kinds[fact.subject], fact.relation, kinds[fact.object]):
            raise BadInput(f"<{article}>: {fault}")
    return made


class _Graph:
    """The triples by subject, and the way from IRIs back to keys."""

    def __init__(self, quads: Iterable[Quad], article: str, base: str) -> None:
        self._article, self._base = article, base
        self._by: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                raise ValueError("it has blank nodes")
            self._by[quad.subject.value][quad.predicate.value].append(quad.object)

    def reading(self) -> Reading:
        article = self._read_article(self._by[self._article])
        kinds: dict[str, list[str]] = defaultdict(list)
        for iri, parts in self._by.items():
            kinds[_one(parts, rdf.TYPE.value).removeprefix(NAMESPACE)].append(iri)
        sentences = {iri: _span(self._by[iri]) for iri in kinds.pop("Sentence", [])}
        facts = [self._fact(self._by[iri], sentences) for iri in kinds.pop("Assertion", [])]
        runs = kinds.pop(rdf.PROV + "Activity", [])
        extractor = unquote(runs[0].removeprefix(f"{self._base}run/"))
        kinds.pop("Article", None)
        things = [self._thing(iri, kind) for kind, iris in kinds.items() for iri in iris]
        said = {span for fact in facts for span in fact.evidence}
        return Reading(article, tuple(sorted(said)), tuple(sorted(things)), tuple(sorted(facts)), extractor=extractor)

    def _read_article(self, parts: Parts) -> Article:
        published = _maybe(parts, NAMESPACE + "published")
        return Article(
            _one(parts, _DC + "identifier"),
            _one(parts, NAMESPACE + "text"),
            _maybe(parts, _DC + "title"),
            date.fromisoformat(published) if published else None,
            _maybe(parts, _DC + "source"),
            _maybe(parts, _DC + "license"),
            _maybe(parts, _DC + "creator"),
        )

    def _key(self, iri: str) -> str:
        own, common = f"{self._article}#", f"{self._base}country/"
        if iri.startswith(own):
            return unquote(iri.removeprefix(own))
        if iri.startswith(common):
            return unquote(iri.removeprefix(self._base))
        raise ValueError(f"<{iri}> is neither one of the article's own things nor a country")

    def _thing(self, iri: str, kind: str) -> Thing:
        parts = self._by[iri]
        values: list[tuple[str, str | PartialDate]] = []
        for name in ("about", "code", *_DATES, "status"):
            for node in parts.get(NAMESPACE + name, ()):
                text = node.value.removeprefix(NAMESPACE) if name == "status" else node.value
                values.append((name, PartialDate.parse(text) if name in _DATES else text))
        links = [("of", self._key(node.value)) for node in parts.get(NAMESPACE + "of", ())]
        names = tuple(sorted(node.value for node in parts.get(rdf.ALT_LABEL.value, ())))
        return Thing(self._key(iri), kind, _one(parts, rdf.LABEL.value), names, tuple(sorted(values)), tuple(links))

    def _fact(self, parts: Parts, sentences: Mapping[str, Span]) -> Fact:
        subject, relation, object_ = (_one(parts, rdf.RDF + name) for name in ("subject", "predicate", "object"))
        speaker = _maybe(parts, NAMESPACE + "accordingTo")
        said = tuple(sorted(sentences[node.value] for node in parts[NAMESPACE + "sentence"]))
        if not said:
            raise ValueError("a fact has no sentence")
        return Fact(
            self._key(subject),
            relation.removeprefix(NAMESPACE),
            self._key(object_),
            said,
            float(_one(parts, NAMESPACE + "confidence")),
            self._key(speaker) if speaker else None,
        )


def _one(parts: Parts, property_: str) -> str:
    found = parts.get(property_, [])
    if len(found) != 1:
        raise ValueError(f"{property_.rsplit('#', 1)[-1].rsplit('/', 1)[-1]} is there {len(found)} times")
    return str(found[0].value)


def _maybe(parts: Parts, property_: str) -> str | None:
    return _one(parts, property_) if parts.get(property_) else None


def _span(parts: Parts) -> Span:
    return Span(int(_one(parts, NAMESPACE + "start")), int(_one(parts, NAMESPACE + "end")))
