"""What a graph says of one article, in the gold's terms: facts between the gold's keys, read from their assertions."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.evaluate.gold import KINDS, SYMMETRIC, Gold
from kg.model import Span
from kg.ontology import NAMESPACE
from kg.rdf import ALT_LABEL, DCTERMS, LABEL, RDF, TYPE, term

Node = NamedNode | BlankNode | Literal | Triple
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_ASSERTION, _MEETING, _VISIT = term("Assertion"), term("Meeting"), term("Visit")
_EVENTS = frozenset({"participant", "place"})
_DIRECT = frozenset(KINDS) - {"holds", "met", "visited"}


@dataclass(slots=True)
class Found:
    """A found fact: the sentences that say it (offsets and words as the graph has them), and what its event carries."""

    sentences: list[tuple[Span, str]] = field(default_factory=list)
    confidence: float = 0.0
    title: str = ""
    date: str | None = None
    status: str | None = None
    places: frozenset[str] = frozenset()


def plain(name: str) -> str:
    """Return a name for comparison: no case, accents, punctuation or leading article."""
    text = unicodedata.normalize("NFKD", name)
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).casefold()
    text = re.sub(r"[^\w]+", " ", re.sub(r"[.'’]", "", text)).strip()
    return re.sub(r"^the ", "", text)


@dataclass(frozen=True, slots=True)
class _Assertion:
    subject: Node | None
    predicate: Node | None
    object: Node | None
    sentence: Node
    confidence: float


class Graph:
    """A graph's quads, without regard to the graphs that they are in, by article."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._objects: dict[Node, dict[Node, dict[Node, None]]] = {}
        for quad in sorted(quads, key=str):  # which of two dates of a meeting counts must not hang on the store's order
            self._objects.setdefault(quad.subject, {}).setdefault(quad.predicate, {})[quad.object] = None
        self.articles: dict[str, Node] = {}
        self._said: dict[Node | None, list[_Assertion]] = defaultdict(list)
        for subject, rows in self._objects.items():
            self.articles |= {text(identifier): subject for identifier in rows.get(_IDENTIFIER, ())}
            if _ASSERTION in rows.get(TYPE, ()):
                self._note(subject)

    def _note(self, assertion: Node) -> None:
        parts = [self.value(assertion, NamedNode(RDF + name)) for name in ("subject", "predicate", "object")]
        confidence = float(text(self.value(assertion, term("confidence"))) or 0)
        for sentence in self.all(assertion, term("sentence")):
            article = self.value(sentence, term("article"))
            self._said[article].append(_Assertion(parts[0], parts[1], parts[2], sentence, confidence))

    def all(self, subject: Node | None, predicate: Node) -> Iterable[Node]:
        """The objects of a subject's property."""
        return self._objects.get(subject, {}).get(predicate, ()) if subject is not None else ()

    def value(self, subject: Node | None, predicate: Node) -> Node | None:
        """One object of a subject's property, if there is any."""
        return next(iter(self.all(subject, predicate)), None)

    def said(self, article: Node) -> list[_Assertion]:
        """The assertions with a sentence in an article, once for each sentence."""
        return self._said.get(article, [])

    def names(self, node: Node) -> set[str]:
        """The names of a thing, for comparison."""
        return {plain(text(name)) for property_ in (LABEL, ALT_LABEL) for name in self.all(node, property_)}

    def sentence(self, node: Node) -> tuple[Span, str] | None:
        """Where a sentence is said to stand, and its words; None if the graph does not say where."""
        start, end = self.value(node, term("start")), self.value(node, term("end"))
        if start is None or end is None:
            return None
        exact = self.value(node, term("exact"))
        return Span(int(text(start)), int(text(end))), "None" if exact is None else text(exact)


def text(node: Node | None) -> str:
    """Return a literal's text or an IRI; "" for nothing."""
    return node.value if isinstance(node, NamedNode | BlankNode | Literal) else ""


def local(node: Node | None) -> str:
    """Return the local name of a term of the ontology."""
    return text(node).removeprefix(NAMESPACE)


Facts = dict[str, dict[tuple[str, ...], Found]]
"""By kind of fact, then by the keys that it joins (and for `holds` the title's words)."""


class ArticleFacts:
    """The facts that a graph has of one gold article."""

    def __init__(self, graph: Graph, gold: Gold) -> None:
        self._graph, self._gold = graph, gold
        self._keys: dict[Node, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for key, (_, names) in gold.things.items():
            for name in names:
                self._by_name[plain(name)].add(key)
        self.facts: Facts = defaultdict(dict)
        article = graph.articles.get(gold.article.id)
        self.missing = article is None
        if article is not None:
            self._read(graph.said(article))

    def key(self, node: Node | None) -> str:
        """The gold's key for a thing: by name, and where a name is a city's and a country's, by class."""
        if node is None:
            return "?"
        if node not in self._keys:
            names = self._graph.names(node)
            kinds = {local(kind) for kind in self._graph.all(node, TYPE)}
            fits = {key for name in names for key in self._by_name.get(name, ())}
            found = sorted((self._gold.things[key][0] not in kinds, key) for key in fits)
            self._keys[node] = found[0][1] if found else "?" + "|".join(sorted(names or {text(node)}))[:60]
        return self._keys[node]

    def _read(self, said: list[_Assertion]) -> None:
        events: dict[Node, list[_Assertion]] = defaultdict(list)
        for one in said:
            name = local(one.predicate)
            if name == "holds":
                title, of = text(self._graph.value(one.object, LABEL)), self._graph.value(one.object, term("of"))
                ends = (self.key(one.subject), "-" if of is None else self.key(of), plain(title))
                self._add(name, ends, one, Found(title=title))
            elif name in _EVENTS and one.subject is not None:
                events[one.subject].append(one)
            elif name in _DIRECT:
                self._add(name, ("*" if name == "party" else self.key(one.subject), self.key(one.object)), one, Found())
        for event, rows in events.items():
            self._event(event, rows)

    def _event(self, event: Node, rows: list[_Assertion]) -> None:
        types = set(self._graph.all(event, TYPE))
        date, status = (self._graph.value(event, term(name)) for name in ("date", "status"))
        places = frozenset(self.key(one.object) for one in rows if one.predicate == term("place"))
        actors = [one for one in rows if one.predicate == term("participant")]
        carried = (None if date is None else text(date), re.split(r"[#/]", text(status))[-1] or None, places)
        if _VISIT in types:
            for one in actors:
                for place in sorted(places):
                    self._add("visited", (self.key(one.object), place), one, Found([], 0.0, "", *carried))
        elif _MEETING in types:
            for at, one in enumerate(actors):
                for other in actors[at + 1 :]:
                    self._add("met", (self.key(one.object), self.key(other.object)), one, Found([], 0.0, "", *carried))

    def _add(self, kind: str, ends: tuple[str, ...], one: _Assertion, new: Found) -> None:
        """Note a fact; one that is known gains the sentence. A fact between a thing and itself is none."""
        if kind in SYMMETRIC:
            ends = tuple(sorted(ends))
        if len(set(ends)) < 2:
            return
        row = self.facts[kind].setdefault(ends, new)
        row.confidence = max(row.confidence, one.confidence)
        sentence = self._graph.sentence(one.sentence)
        if sentence:
            row.sentences.append(sentence)
