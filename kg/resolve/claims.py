"""What articles claim of a thing, read from an index: value, article, day, speaker, sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from kg import rdf
from kg.resolve.terms import TYPE_, Triple, kg, text
from kg.resolve.whole import BELIEVED, IDENTITY, held

_SENTENCE, _EXACT, _SPEAKER, _PUBLISHED = (rdf.term(n) for n in ("sentence", "exact", "accordingTo", "published"))
_SIDES = (NamedNode(rdf.RDF + "subject"), NamedNode(rdf.RDF + "object"))


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """What one article says: a value, when the article was published, whose words they are, and its sentences."""

    value: str
    article: str
    day: str
    speakers: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


class Index:
    """An index as the functions of `kg.resolve` read it: terms are strings in N-Triples' notation."""

    def __init__(self, store: Store, base: str) -> None:
        self.store, self.base = store, base
        self.believed = NamedNode(base + BELIEVED)
        self._derived = {self.believed, NamedNode(base + IDENTITY)}
        self._days: dict[NamedNode, str] = {}

    def values(self, thing: str, property_: str) -> list[str]:
        """Return the believed values of a property, sorted."""
        found = self.store.quads_for_pattern(_node(thing), _node(property_), None, self.believed)
        return sorted(str(quad.object) for quad in found)

    def label(self, thing: str) -> str:
        """Return what a thing is called; its IRI if it has no name."""
        return next((text(v) for v in self.values(thing, str(rdf.LABEL))), thing[1:-1])

    def believes(self, property_: str, value: str | None = None) -> Iterator[tuple[str, str]]:
        """Yield the things that are believed to have a property, and its value."""
        object_ = _node(value) if value else None
        for quad in self.store.quads_for_pattern(None, _node(property_), object_, self.believed):
            yield str(quad.subject), str(quad.object)

    def things(self, kind: str) -> list[str]:
        """Return the things of a class, sorted."""
        return sorted(thing for thing, _ in self.believes(TYPE_, kg(kind)))

    def claimed(self, property_: str) -> dict[str, dict[str, set[NamedNode]]]:
        """Return what articles claim of a property: thing, value, articles."""
        made: dict[str, dict[str, set[NamedNode]]] = defaultdict(lambda: defaultdict(set))
        for quad in self.store.quads_for_pattern(None, _node(property_), None, None):
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name not in self._derived:
                made[str(quad.subject)][str(quad.object)].add(quad.graph_name)
        return made

    def claims(self, thing: str, values: Iterable[tuple[str, Iterable[NamedNode]]]) -> tuple[Claim, ...]:
        """Return claims of a thing with the sentences in which the articles speak of it."""
        return tuple(sorted(self._claim(thing, value, article) for value, articles in values for article in articles))

    def _claim(self, thing: str, value: str, article: NamedNode) -> Claim:
        sentences: set[str] = set()
        speakers: set[str] = set()
        for side in _SIDES:
            for quad in self.store.quads_for_pattern(None, side, _node(thing), article):
                for said in self.store.quads_for_pattern(quad.subject, _SENTENCE, None, article):
                    if isinstance(said.object, NamedNode):
                        exact = self.store.quads_for_pattern(said.object, _EXACT, None, article)
                        sentences |= {text(str(q.object)) for q in exact}
                speakers |= {str(q.object) for q in self.store.quads_for_pattern(quad.subject, _SPEAKER, None, article)}
        return Claim(
            value,
            article.value,
            self.day(article),
            tuple(sorted(self.label(s) for s in speakers)),
            tuple(sorted(sentences)),
        )

    def day(self, article: NamedNode) -> str:
        """Return when an article was published; "" if that is not known."""
        if article not in self._days:
            found = self.store.quads_for_pattern(article, _PUBLISHED, None, article)
            self._days[article] = min((text(str(quad.object)) for quad in found), default="")
        return self._days[article]

    def graph(self) -> set[Triple]:
        """Return the believed graph."""
        return held(self.store, self.believed.value)


def _node(iri: str) -> NamedNode:
    return NamedNode(iri[1:-1])
