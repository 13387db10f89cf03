"""The sentences behind facts: the assertions that articles make of them, with their words, article and speaker."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.query.names import label
from kg.rdf import DCTERMS, RDF, term

_SUBJECT, _PREDICATE, _OBJECT = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
_CONFIDENCE, _SENTENCE, _SPEAKER = term("confidence"), term("sentence"), term("accordingTo")


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """An article as evidence names it; `published` is YYYY-MM-DD; what is not known is empty."""

    iri: str
    id: str
    title: str
    published: str
    source: str
    author: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """A sentence that states a fact.

    The article's text from `start` to `end` (characters, end exclusive) is `sentence`; `confidence` is in 0..1;
    `speaker` is the label of whoever's words the sentence reports, or empty.
    """

    article: Source
    start: int
    end: int
    sentence: str
    confidence: float
    speaker: str


Claim = tuple[NamedNode, NamedNode]
"""The relation and the object of a fact about a subject."""


class Evidence:
    """Looks up what articles say; remembers what it has looked up, so make a new one when the store has changed."""

    def __init__(self, store: Store, believed: NamedNode) -> None:
        self._store, self._believed = store, believed
        self._sources: dict[NamedNode, Source] = {}
        self._about: dict[NamedNode, dict[Claim, list[Said]]] = {}
        self._checks = NamedNode(believed.value.rpartition("/")[0] + "/identity")  # where what readers accepted is told
        self._checked: dict[tuple[NamedNode, Claim], str] = {}

    def of(self, subject: NamedNode, relation: NamedNode, object_: NamedNode) -> list[Said]:
        """Return the sentences that state a fact, sorted by article and place; none if no article states it."""
        return self.about(subject).get((relation, object_), [])

    def about(self, subject: NamedNode) -> dict[Claim, list[Said]]:
        """Return the facts that articles state about a subject, each with its sentences."""
        if subject not in self._about:
            found: dict[Claim, set[Said]] = defaultdict(set)
            for quad in self._store.quads_for_pattern(None, _SUBJECT, subject, None):
                claim, said = self._assertion(quad)
                if claim and quad.graph_name == self._checks:
                    self._checked[subject, claim] = self._check(quad.subject)
                elif claim:
                    found[claim].update(said)
            self._about[subject] = {claim: sorted(said) for claim, said in found.items()}
        return self._about[subject]

    def checked(self, subject: NamedNode, relation: NamedNode, object_: NamedNode) -> str:
        """Return that a reader has accepted a fact, who and when, in words ("checked by Ann on 2026-11-25"), or an empty text."""
        self.about(subject)
        return self._checked.get((subject, (relation, object_)), "")

    def source(self, article: NamedNode) -> Source:
        """Return an article's id, title, date, source and author."""
        if article not in self._sources:
            parts = ("identifier", "title", "source", "creator")
            id_, title, source, author = (self._value(article, NamedNode(DCTERMS + name), article) for name in parts)
            published = self._value(article, term("published"), article)
            self._sources[article] = Source(article.value, id_, title, published, source, author)
        return self._sources[article]

    def _assertion(self, quad: Quad) -> tuple[Claim | None, list[Said]]:
        """What an assertion claims of its subject, and the sentences that it was read in."""
        graph, parts = quad.graph_name, defaultdict(list)
        for part in self._store.quads_for_pattern(quad.subject, None, None, graph):
            parts[part.predicate].append(part.object)
        relation, object_ = (next(iter(parts[name]), None) for name in (_PREDICATE, _OBJECT))
        if not isinstance(relation, NamedNode) or not isinstance(object_, NamedNode):
            return None, []
        confidence = max(
            (float(value.value) for value in parts[_CONFIDENCE] if isinstance(value, Literal)), default=0.0
        )
        speakers = [label(self._store, self._believed, who) for who in parts[_SPEAKER] if isinstance(who, NamedNode)]
        said = [self._said(one, graph, confidence, ", ".join(sorted(speakers))) for one in parts[_SENTENCE]]
        return (relation, object_), [one for one in said if one]

    def _check(self, statement: Node) -> str:
        assert isinstance(statement, NamedNode)
        who, when = (self._value(statement, NamedNode(DCTERMS + name), self._checks) for name in ("creator", "date"))
        return "checked" + (f" by {who}" if who else "") + (f" on {when}" if when else "")

    def _said(self, sentence: Node, graph: Graph, confidence: float, speaker: str) -> Said | None:
        if not isinstance(sentence, NamedNode) or not isinstance(graph, NamedNode):
            return None
        text, start, end = (self._value(sentence, term(name), graph) for name in ("exact", "start", "end"))
        return Said(self.source(graph), int(start or 0), int(end or 0), text, confidence, speaker)

    def _value(self, subject: NamedNode, property_: NamedNode, graph: NamedNode) -> str:
        found = self._store.quads_for_pattern(subject, property_, None, graph)
        values = [quad.object.value for quad in found if isinstance(quad.object, NamedNode | Literal)]
        return min(values, default="")


Node = NamedNode | BlankNode | Literal | Triple
Graph = NamedNode | BlankNode | DefaultGraph
