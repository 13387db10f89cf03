"""What an export is of: quads for the formats of RDF, a networkx graph for the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Store

from kg.graph import to_networkx
from kg.model import BadQuery
from kg.ontology import NAMESPACE, Ontology, load
from kg.query.names import article as find_article
from kg.rdf import PROV, RDF, term

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_SUBJECT, _PREDICATE, _OBJECT = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
_DETAILS = (term("sentence"), NamedNode(PROV + "wasGeneratedBy"), term("accordingTo"))


@dataclass(frozen=True)
class Selection:
    """A part of a store; the fields are those of `kg.export.export`, `bare` that the sentences are left out."""

    store: Store
    believed: NamedNode
    bare: bool = False
    article: str | None = None
    focus: str | None = None
    depth: int = 1
    since: str | None = None
    until: str | None = None
    more: tuple[Quad, ...] = ()
    given: Mapping[str, str] | None = None

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology in use."""
        return load()

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes for RDF."""
        return self.given if self.given is not None else self.ontology.prefixes

    @cached_property
    def graph(self) -> MultiDiGraph[str]:
        """The believed facts as a graph; without sentences if `bare`."""
        try:
            made = to_networkx(self.store, self.believed, focus=self.focus, depth=self.depth, article=self.article,
                               since=self.since, until=self.until, ontology=self.ontology)  # fmt: skip
        except ValueError as error:
            raise BadQuery(str(error)) from error
        if self.bare:
            for _, _, edge in made.edges(data=True):
                edge["evidence"] = []
            made.graph["articles"] = {}
        return made

    @cached_property
    def quads(self) -> list[Quad]:
        """The quads, the further ones last."""
        if self.focus is None and self.since is None and self.until is None:
            graph = find_article(self.store, self.article) if self.article is not None else None
            graph = self.believed if graph is None and self.bare else graph
            return [*self.store.quads_for_pattern(None, None, None, graph), *self.more]
        return [*sorted(set(self._narrowed()), key=str), *self.more]

    def _narrowed(self) -> Iterator[Quad]:
        """The facts of the graph and what describes their ends; and, unless `bare`, their assertions in each article."""
        facts = {(NamedNode(u), NamedNode(NAMESPACE + str(p)), NamedNode(v)) for u, v, p in self.graph.edges(keys=True)}
        things = {NamedNode(node) for node in self.graph}
        only = find_article(self.store, self.article) if self.article is not None else None
        if only is None or self.bare:
            yield from (Quad(s, p, o, self.believed) for s, p, o in facts)
            for thing in things:
                yield from self._described(thing, self.believed)
        if self.bare:
            return
        for s, p, o in facts:
            for quad in self.store.quads_for_pattern(None, _SUBJECT, s, only):
                graph, node = quad.graph_name, quad.subject
                if not isinstance(graph, NamedNode) or not isinstance(node, NamedNode):
                    continue
                if Quad(node, _PREDICATE, p, graph) in self.store and Quad(node, _OBJECT, o, graph) in self.store:
                    yield Quad(s, p, o, graph)
                    yield from self._assertion(node, graph)
                    for end in (s, o):
                        yield from self._described(end, graph)

    def _described(self, thing: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """What a graph says of a thing but for its facts: class, names, values, and what a post is of."""
        for quad in self.store.quads_for_pattern(thing, None, None, graph):
            name = quad.predicate.value.removeprefix(NAMESPACE)
            if not (name in self.ontology.properties and self.ontology.properties[name].relation):
                yield quad

    def _assertion(self, node: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        yield from self.store.quads_for_pattern(graph, None, None, graph)
        for quad in self.store.quads_for_pattern(node, None, None, graph):
            yield quad
            if quad.predicate in _DETAILS and isinstance(quad.object, NamedNode):
                yield from self._described(quad.object, graph)
