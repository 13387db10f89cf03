"""A server's graphs as the part of `pyoxigraph.Store` that questions need, so that the same code asks both kinds of store.

What was looked up is remembered, so an index is for a question or a few, and forgets when the store is written to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples

from kg.model import KgError
from kg.query.tokens import tokens
from kg.rdf import DCTERMS, LABEL
from kg.remote import dataset
from kg.remote.server import Server, solutions

_NAMES = NamedNode(DCTERMS + "title"), NamedNode(DCTERMS + "identifier")
_AT_ONCE, _PAGE = 100, 5000

Pattern = tuple[Any, Any, Any, Any]


class Index:
    """The graphs of our store on a server.

    `cut` says whether the server left out rows of the last query's result. `kg.query.run` asks an ordered query twice, first
    for its variables, which become the last keys of the order; while `tied`, that first time is answered here.
    """

    def __init__(self, server: Server, base: str, believed: NamedNode) -> None:
        self._server, self._base, self._believed = server, base, believed
        self._known: dict[Pattern, list[Quad]] = {}
        self._parser = ox.Store()
        self.cut = False
        self.tied = False

    def forget(self) -> None:
        """Forget what was looked up."""
        self._known = {}

    # --- Queries ----------------------------------------------------------------------------------------------------------

    def query(
        self,
        text: str,
        *,
        prefixes: Mapping[str, str] | None = None,
        default_graph: Any = None,
        named_graphs: Any = None,
    ) -> Any:
        """Run a query as `pyoxigraph.Store.query` does; the default graph is the believed one if none is given."""
        prefixes = dict(prefixes or {})
        if (untied := self._parsed(text, prefixes)) is not None:
            return untied
        graphs = [default_graph] if isinstance(default_graph, NamedNode) else [*(default_graph or [self._believed])]
        text = dataset.prefixed(text, prefixes)
        if dataset.form(text) == "DESCRIBE":
            return self._describe(text, graphs, named_graphs)
        sent, params = self._restated(text, graphs, named_graphs)
        if dataset.form(text) == "CONSTRUCT":
            triples, self.cut = self._server.triples(sent, params)
            return _graph(triples)
        answer = self._server.select(sent, params)
        self.cut = answer.cut
        if dataset.form(text) == "ASK":
            return _truth(answer.body)
        self._prepare(_things(answer.body))
        return solutions(answer.body)

    def _parsed(self, text: str, prefixes: dict[str, str]) -> QuerySolutions | None:
        """Read a query, SyntaxError, with the place, before it goes anywhere; return the answer of a first time (see above).

        pyoxigraph's results may be let go of only by the thread that made them, and what an error's traceback holds can end
        in any thread. So none is at hand here or below while the server is asked.
        """
        parsed = self._parser.query(text, prefixes=prefixes)
        return parsed if isinstance(parsed, QuerySolutions) and self.tied and not _tied(text, parsed) else None

    def _restated(
        self, text: str, graphs: Sequence[NamedNode], named: Iterable[NamedNode] | None
    ) -> tuple[str, list[tuple[str, str]]]:
        names = None if named is None else [graph.value for graph in named]
        if len(graphs) != 1:
            raise KgError("a query has one default graph")
        if self._server.config.kind == "kg" and names is None and graphs[0] == self._believed:
            return text, []
        return dataset.restated(text, graphs[0].value, names, self._base)

    def _describe(self, text: str, graphs: Sequence[NamedNode], named: Iterable[NamedNode] | None) -> QueryTriples:
        question, names = dataset.described(text)
        things = {f"<{thing}>" for thing in self._written(text, names)}
        cut = False
        if question:
            answer = self._server.select(*self._restated(question, graphs, named))
            cut = answer.cut
            things |= set(map(str, _things(answer.body)))
        triples = []
        for some in _some(sorted(things), _AT_ONCE):
            inside = f"VALUES ?s {{ {' '.join(some)} }} ?s ?p ?o"
            made, more = self._server.triples(
                f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graphs[0].value}> {{ {inside} }} }}"
            )
            triples += made
            cut = cut or more
        self.cut = cut
        return _graph(triples)

    def _written(self, text: str, names: list[str]) -> set[str]:
        """The full addresses of names as a query writes them, with its own prefixes."""
        if not names:
            return set()
        head = "".join(f"{line}\n" for line in _prologue(text))
        rows = self._parser.query(f"{head}SELECT ?x {{ VALUES ?x {{ {' '.join(names)} }} }}")
        assert isinstance(rows, QuerySolutions)
        return {row["x"].value for row in rows if isinstance(row["x"], NamedNode)}

    # --- Look-ups ---------------------------------------------------------------------------------------------------------

    def quads_for_pattern(self, s: Any, p: Any, o: Any, g: Any = None) -> Iterator[Quad]:
        """Return the quads that match, as `pyoxigraph.Store.quads_for_pattern` does; None as graph: in all our graphs."""
        pattern = s, p, o, g
        if pattern not in self._known:
            self._known[pattern] = self._matches(s, p, o, g)
        return iter(self._known[pattern])

    def contains_named_graph(self, graph: Any) -> bool:
        """Say whether the server has a graph."""
        return _truth(self._server.select(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}").body).__bool__()

    def articles(self) -> list[str]:
        """Return the names of the articles' graphs, sorted."""
        found: set[str] = set()
        last, more = "", True
        while more:
            ours = f'FILTER(STRSTARTS(STR(?g), "{self._base}article/") && STR(?g) > {Literal(last)})'
            where = f"GRAPH ?g {{ ?g <{DCTERMS}identifier> ?id }} {ours}"
            rows = self._server.rows(f"SELECT DISTINCT ?g WHERE {{ {where} }} ORDER BY STR(?g) LIMIT {_PAGE}")
            found |= {row["g"] for row in rows}
            last, more = max(found, default=""), len(rows) == _PAGE
        return sorted(found)

    def _matches(self, s: Any, p: Any, o: Any, g: Any) -> list[Quad]:
        if isinstance(s, Literal | BlankNode):
            return []
        if g is not None and (s, p, o) == (None, None, None):
            return [Quad(t.subject, t.predicate, t.object, g) for t in self._server.graph(g.value)]
        names = "?s" if s is None else str(s), "?p" if p is None else str(p), "?o" if o is None else str(o)
        where = f"GRAPH {'?g' if g is None else str(g)} {{ {' '.join(names)} }}"
        if g is None:
            where += f' FILTER(STRSTARTS(STR(?g), "{self._base}"))'
        if None not in (s, p, o, g):
            found = _truth(self._server.select(f"ASK {{ {where} }}").body)
            return [Quad(s, p, o, g)] if found else []
        answer = self._server.select(f"SELECT * WHERE {{ {where} }}")
        if answer.cut and g is not None:
            return [
                q
                for q in self.quads_for_pattern(None, None, None, g)
                if s in (None, q.subject) and p in (None, q.predicate) and o in (None, q.object)
            ]
        if answer.cut:
            raise KgError(f"{self._server.config.query}: the server cuts results off, and this one has to be whole")
        given: dict[str, Any] = {"s": s, "p": p, "o": o, "g": g}
        rows = solutions(answer.body)
        asked = {variable.value for variable in rows.variables}
        return [Quad(*(row[name] if name in asked else given[name] for name in "spog")) for row in rows]

    def _prepare(self, things: Iterable[NamedNode]) -> None:
        """Look up the labels, titles and ids of all things in a result at once, before they are asked for one by one."""
        new = sorted((thing for thing in things if (thing, LABEL, None, self._believed) not in self._known), key=str)
        for some in _some(new, _AT_ONCE):
            values = f"VALUES ?s {{ {' '.join(map(str, some))} }}"
            self._keep(
                some,
                (LABEL,),
                f"{values} GRAPH {self._believed} {{ ?s {LABEL} ?o }} BIND({LABEL} AS ?p)",
                self._believed,
            )
            nameless = [one for one in some if not self._known[one, LABEL, None, self._believed]]
            articles = [one for one in nameless if one.value.startswith(f"{self._base}article/")]
            for one in nameless:
                self._known |= {(one, name, None, one): [] for name in _NAMES}
            if articles:
                kinds = f"FILTER(?p IN ({_NAMES[0]}, {_NAMES[1]}))"
                values = f"VALUES ?s {{ {' '.join(map(str, articles))} }}"
                self._keep(articles, _NAMES, f"{values} GRAPH ?s {{ ?s ?p ?o }} {kinds}", None)

    def _keep(
        self, things: Iterable[NamedNode], names: Iterable[NamedNode], where: str, graph: NamedNode | None
    ) -> None:
        found: dict[Pattern, list[Quad]] = {(one, name, None, graph or one): [] for one in things for name in names}
        for row in solutions(self._server.select(f"SELECT ?s ?p ?o WHERE {{ {where} }}").body):
            s, p, o = row["s"], row["p"], row["o"]
            if isinstance(s, NamedNode) and isinstance(p, NamedNode) and o is not None:
                found[s, p, None, graph or s].append(Quad(s, p, o, graph or s))
        self._known |= found


def _things(body: bytes) -> set[NamedNode]:
    """The things that are in a result's rows."""
    rows = solutions(body)
    variables = range(len(rows.variables))
    return {cell for row in rows for at in variables if isinstance(cell := row[at], NamedNode)}


def _some(things: Sequence[Any], most: int) -> Iterator[list[Any]]:
    for at in range(0, len(things), most):
        yield [*things[at : at + most]]


def _tied(text: str, parsed: QuerySolutions) -> bool:
    """Whether a query has no order, or one that ends with all its variables."""
    pieces = list(tokens(text))
    begin, end = dataset.ordering(pieces)
    names = [variable.value for variable in parsed.variables]
    return begin == end or [token.text[1:] for token in pieces[begin:end]][-len(names) :] == names


def _prologue(text: str) -> Iterator[str]:
    pieces = list(tokens(text))
    for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if word.keyword == "PREFIX":
            yield f"PREFIX {name.text} {iri.text}"


def _truth(body: bytes) -> QueryBoolean:
    try:
        said = json.loads(body).get("boolean")
    except (ValueError, AttributeError):
        said = None
    if not isinstance(said, bool):
        raise KgError("the server's results cannot be read: neither yes nor no")
    found = ox.parse_query_results(json.dumps({"head": {}, "boolean": said}), ox.QueryResultsFormat.JSON)
    assert isinstance(found, QueryBoolean)
    return found


def _graph(triples: Iterable[ox.Triple]) -> QueryTriples:
    made = ox.Store()
    made.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    found = made.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, QueryTriples)
    return found
