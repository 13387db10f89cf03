"""The believed facts as a networkx graph, each with its sentences: what views are drawn from and analytics run on."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.model import PartialDate
from kg.ontology import NAMESPACE, Ontology, load
from kg.query.evidence import Evidence, Said
from kg.query.names import article as find_article
from kg.query.names import label, one
from kg.query.why import is_joint
from kg.rdf import ALT_LABEL, TYPE
from kg.resources import resource

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_VALUES = frozenset(("date", "status", "latest", "earliest", "code", "about"))


def to_networkx(
    store: Store,
    believed: NamedNode,
    *,
    focus: str | Sequence[str] | None = None,
    depth: int = 1,
    article: str | None = None,
    since: str | PartialDate | None = None,
    until: str | PartialDate | None = None,
    ontology: Ontology | None = None,
) -> MultiDiGraph[str]:
    """Return the believed facts as a directed graph with an edge for each fact.

    Graph attributes: `title`, and `articles`: IRI -> id, title, published, source, author. A node's key is its IRI; it has
    `label`, `type` (the local name of its class), `names` and `values` (date, earliest, latest, status, code, about,
    and of a country lat and lon). An edge's key is the relation's local name; it has `relation`, `label`, `status` (of
    the event or post), `confidence` (of the surest sentence; 1 if a reader accepted the fact), `disputed` and `evidence`, a
    sorted list of dicts: sentence, start, end, article (IRI), speaker, confidence. Edges `of` have no evidence of their own.

    Args:
        store: The index.
        believed: The name of the graph of believed facts.
        focus: A thing by name or address, or several: only they and what is around them.
        depth: How many steps around them; an event, a post or an agreement between two things is no step of its own. 0 is
            only what joins them to each other.
        article: An article by id, title or address: only what it states.
        since: The first day, month or year (YYYY, YYYY-MM, YYYY-MM-DD). A fact about a dated event counts by its date,
            any other by the articles that state it.
        until: The last day, month or year.
        ontology: Another ontology than the one that kg ships.

    Raises:
        KgError: Nothing, or more than one thing, has the name.
        ValueError: `since` or `until` is not a date.
    """
    from networkx import MultiDiGraph

    view = _View(store, believed, ontology or load())
    source = find_article(store, article) if article is not None else None
    names = [focus] if isinstance(focus, str) else focus
    starts = None if names is None else {one(store, believed, name) for name in names}
    facts = view.all() if starts is None else view.around(starts, depth) if depth else view.among(starts)
    dates = _date(since), _date(until)
    kept = [fact for fact in sorted(facts, key=str) if view.wanted(fact, source, *dates)]
    graph: MultiDiGraph[str] = MultiDiGraph(title=view.title(starts or (), source), articles={})
    for node in sorted({end for s, _, o in kept for end in (s, o)} | (starts or set()), key=str):
        graph.add_node(node.value, **view.node(node))
    said: set[NamedNode] = set()
    for s, p, o in kept:
        relation = p.value.removeprefix(NAMESPACE)
        attributes, articles = view.edge(s, p, o, source)
        graph.add_edge(s.value, o.value, key=relation, **attributes)
        said |= articles
    for iri in sorted(said | ({source} if source else set()), key=str):
        graph.graph["articles"][iri.value] = view.source(iri)
    return graph


def beyond(store: Store, believed: NamedNode, graph: MultiDiGraph[str]) -> dict[str, int]:
    """Return how many facts about each thing of a part of the graph are not in it; things without any are left out."""
    view = _View(store, believed, load())
    left = {node: view.count(NamedNode(node)) - graph.degree(node) for node in graph}
    return {node: count for node, count in left.items() if count > 0}


Three = tuple[NamedNode, NamedNode, NamedNode]


def _date(value: str | PartialDate | None) -> PartialDate | None:
    return PartialDate.parse(value) if isinstance(value, str) else value


class _View:
    """What one call of `to_networkx` knows of the store."""

    def __init__(self, store: Store, believed: NamedNode, ontology: Ontology) -> None:
        self._store, self._believed, self._ontology = store, believed, ontology
        self._evidence = Evidence(store, believed)
        self._nodes: dict[NamedNode, dict[str, Any]] = {}

    def title(self, focus: Collection[NamedNode], article: NamedNode | None) -> str:
        if len(focus) == 1:
            return label(self._store, self._believed, *focus)
        return self._evidence.source(article).title if article is not None else ""

    def source(self, article: NamedNode) -> dict[str, str]:
        found = self._evidence.source(article)
        return {name: getattr(found, name) for name in ("id", "title", "published", "source", "author")}

    def all(self) -> set[Three]:
        relations = (
            NamedNode(NAMESPACE + name) for name, term in self._ontology.properties.items() if self._drawn(name)
        )
        return {fact for p in relations for fact in self._facts(None, p, None)}

    def around(self, starts: set[NamedNode], depth: int) -> set[Three]:
        """The facts within so many steps of things; going through an event, a post or an agreement is one step."""
        found: set[Three] = set()
        seen, edge = {*starts}, {*starts}
        for _ in range(depth):
            near, through = self._step(edge, seen, found)
            more, _ = self._step(through, seen, found)
            edge = near | more
        return found

    def among(self, starts: set[NamedNode]) -> set[Three]:
        """The facts that join things to each other: between two of them, about or through an event, a post or the like."""
        found: set[Three] = set()
        _, joints = self._step(starts, {*starts}, found)
        ends: dict[NamedNode, set[NamedNode]] = {joint: set() for joint in joints}
        for s, _, o in found:
            for joint, end in ((s, o), (o, s)):
                if joint in ends:
                    ends[joint].add(end)
        kept = starts | {joint for joint, named in ends.items() if len(named) > 1}
        whole = {thing for thing in starts if self._is_joint(thing)}
        return {(s, p, o) for s, p, o in found if {s, o} <= kept or s in whole or o in whole}

    def _is_joint(self, thing: NamedNode) -> bool:
        return is_joint([self.node(thing)["type"]], self._ontology)

    def _step(
        self, edge: set[NamedNode], seen: set[NamedNode], found: set[Three]
    ) -> tuple[set[NamedNode], set[NamedNode]]:
        """Add the facts around some things; return the new things and, apart from them, those that join others."""
        new: set[NamedNode] = set()
        for thing in edge:
            facts = {*self._facts(thing, None, None), *self._facts(None, None, thing)}
            found |= facts
            new |= {end for s, _, o in facts for end in (s, o)} - seen
        seen |= new
        joints = {thing for thing in new if self._is_joint(thing)}
        return new - joints, joints

    def count(self, thing: NamedNode) -> int:
        """The number of facts about a thing; one about itself counts twice, as in a graph's degree."""
        return sum(1 for _ in self._facts(thing, None, None)) + sum(1 for _ in self._facts(None, None, thing))

    def _facts(self, s: NamedNode | None, p: NamedNode | None, o: NamedNode | None) -> Iterator[Three]:
        for quad in self._store.quads_for_pattern(s, p, o, self._believed):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode) and self._is_drawn(quad):
                yield quad.subject, quad.predicate, quad.object

    def _is_drawn(self, quad: Quad) -> bool:
        return quad.predicate.value.startswith(NAMESPACE) and self._drawn(quad.predicate.value.removeprefix(NAMESPACE))

    def _drawn(self, name: str) -> bool:
        return name == "of" or (name in self._ontology.properties and self._ontology.properties[name].relation)

    def wanted(
        self, fact: Three, article: NamedNode | None, since: PartialDate | None, until: PartialDate | None
    ) -> bool:
        """Whether a fact is the article's and of the period; `of` goes with the post that it is of."""
        said = self._said(fact, article)
        if article is not None and not said:
            return False
        if since is None and until is None:
            return True
        dates = self._dates(fact) or [PartialDate.parse(one.article.published) for one in said if one.article.published]
        first, last = since.first if since else None, until.last if until else None
        return any((first is None or date.last >= first) and (last is None or date.first <= last) for date in dates)

    def _said(self, fact: Three, article: NamedNode | None) -> list[Said]:
        """The sentences behind a fact, only the article's if there is one; of `of`, those of the post's holding."""
        s, p, o = fact
        if p.value == NAMESPACE + "of":
            holders = (holder for holder, q, _ in self._facts(None, None, s) if q.value == NAMESPACE + "holds")
            found = [one for holder in holders for one in self._evidence.of(holder, NamedNode(NAMESPACE + "holds"), s)]
        else:
            found = self._evidence.of(s, p, o)
        return [one for one in found if article is None or one.article.iri == article.value]

    def _dates(self, fact: Three) -> list[PartialDate]:
        """The dates of the event or agreement that a fact is about, with what is only known by a bound."""
        values = self.node(fact[0])["values"]
        given = [values[name] for name in ("date", "earliest", "latest") if name in values]
        return [PartialDate.parse(value) for value in given]

    def node(self, thing: NamedNode) -> dict[str, Any]:
        """The attributes of a thing's node."""
        if thing not in self._nodes:
            self._nodes[thing] = self._node(thing)
        return self._nodes[thing]

    def _node(self, thing: NamedNode) -> dict[str, Any]:
        types, names = set(), set()
        values: dict[str, str | float] = {}
        code = ""
        for quad in sorted(self._store.quads_for_pattern(thing, None, None, self._believed), key=str, reverse=True):
            value = quad.object.value if isinstance(quad.object, NamedNode | Literal) else ""
            local = quad.predicate.value.removeprefix(NAMESPACE)
            if quad.predicate == TYPE:
                types.add(value.removeprefix(NAMESPACE))
            elif quad.predicate == ALT_LABEL:
                names.add(value)
            elif local in _VALUES:
                values[local] = value.removeprefix(NAMESPACE)
                code = value if local == "code" else code
        values |= _coordinates().get(code, {})
        made = {
            "label": label(self._store, self._believed, thing),
            "type": self._narrowest(types),
            "names": sorted(names),
        }
        return made | {"values": dict(sorted(values.items()))}

    def _narrowest(self, types: set[str]) -> str:
        """The class of which the others are parents; the first by name where two are as narrow."""
        classes = self._ontology.classes
        return min(types, key=lambda name: (-len(classes[name].parents) if name in classes else 1, name), default="")

    def edge(
        self, s: NamedNode, p: NamedNode, o: NamedNode, article: NamedNode | None
    ) -> tuple[dict[str, Any], set[NamedNode]]:
        """The attributes of a fact's edge and the articles that state it."""
        relation = p.value.removeprefix(NAMESPACE)
        said = [] if relation == "of" else self._said((s, p, o), article)
        checked = self._evidence.checked(s, p, o)
        status = self.node(s)["values"].get("status", "") or self.node(o)["values"].get("status", "")
        attributes = {
            "relation": relation,
            "label": self._ontology.properties[relation].label,
            "status": status,
            "confidence": 1.0 if checked else max((one.confidence for one in said), default=0.0),
            "disputed": False,
            "evidence": [_evidence(one) for one in said],
        }
        return attributes, {NamedNode(one.article.iri) for one in said}


def _evidence(said: Said) -> dict[str, Any]:
    return {
        "sentence": said.sentence,
        "start": said.start,
        "end": said.end,
        "article": said.article.iri,
        "speaker": said.speaker,
        "confidence": said.confidence,
    }


@cache
def _coordinates() -> dict[str, dict[str, float]]:
    """The latitude and longitude of each country, in degrees, by its ISO 3166 code."""
    rows = csv.DictReader(resource("ontology", "countries.csv").read_text(encoding="utf-8").splitlines())
    return {
        row["code"]: {"lat": float(row["latitude"]), "lon": float(row["longitude"])} for row in rows if row["latitude"]
    }
