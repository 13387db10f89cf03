"""What the reading process can do: one function for each operation, from a state of the store to bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Index

from kg.export import export
from kg.jsonld import jsonld
from kg.model import BadQuery
from kg.ontology import NAMESPACE, load
from kg.query import Limits, Result, named, run
from kg.query.why import why
from kg.serve import updates
from kg.serve.pictures import network, picture, view
from kg.serve.state import Answer, Missing, Open, as_json
from kg.serve.things import article_of, described, replacement, stated, triples_about

PAGE_ROWS = 1000
"""How many rows of a result a page shows; downloads have all."""


def answer(state: Open, request: dict[str, Any]) -> Answer:
    """Do what a request asks for; KgError where it cannot be done."""
    request = dict(request)
    request.pop("seconds", None)
    return OPERATIONS[request.pop("operation")](state, **request)


def query(state: Open, text: str, rows: int, wants: dict[str, str], parameters: dict[str, str] | None = None,
          name: str | None = None, graphs: list[list[str]] | None = None) -> Answer:  # fmt: skip
    """Run SPARQL, or a named query; `wants` has the format for each kind of result (select, ask, graph)."""
    chosen = (_graphs(state, graphs[0]), _graphs(state, graphs[1])) if graphs else None
    if chosen and len(chosen[0]) > 1:
        raise BadQuery("only one default-graph-uri: a triple of two graphs would count twice")
    limits = Limits(rows=rows)
    found = run(
        state.index, state.believed, named(name).text if name else text, parameters, limits=limits, graphs=chosen
    )
    if found.kind not in wants:
        raise Unacceptable(f"a {found.kind} result cannot be had in the format asked for")
    notes = {"kind": found.kind, "truncated": found.truncated, "warnings": list(found.warnings), "size": len(found)}
    return Answer(_written(found, wants[found.kind]), wants[found.kind], notes)


class Unacceptable(BadQuery):
    """A kind of result that the formats asked for cannot hold."""


def _graphs(state: Open, names: list[str]) -> list[NamedNode]:
    made = []
    for name in names:
        graph = _node(name)
        if not state.index.contains_named_graph(graph):
            raise BadQuery(f"the store has no graph <{name}>")
        made.append(graph)
    return made


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise BadQuery(f"not a full address: {iri!r}") from None


def _written(found: Result, form: str) -> bytes:
    if form == "page":
        return json.dumps(_page(found), ensure_ascii=False).encode("utf-8", "replace")
    if form == "jsonld":
        return jsonld([Quad(t.subject, t.predicate, t.object) for t in found.triples], load().prefixes).encode()
    return found.to(form).encode("utf-8", "replace")


def _page(found: Result) -> dict[str, Any]:
    """A result as a page shows it: of each cell its kind, value and label."""
    rows = found.rows or tuple((t.subject, t.predicate, t.object) for t in found.triples)
    head = found.variables or (("subject", "relation", "object") if found.kind == "graph" else ())
    return {
        "kind": found.kind,
        "truth": found.truth,
        "head": head,
        "rows": [[_cell(found, cell) for cell in row] for row in rows[:PAGE_ROWS]],
        "size": len(rows),
        "truncated": found.truncated,
        "warnings": found.warnings,
    }


def _cell(found: Result, cell: Any) -> dict[str, str] | None:
    if cell is None:
        return None
    if isinstance(cell, NamedNode):
        return {"iri": cell.value, "label": found.labels.get(cell.value, "")}
    if isinstance(cell, Literal):
        return {"text": cell.value, "datatype": cell.datatype.value}
    return {"text": str(cell)}


def thing(state: Open, iri: str) -> Answer:
    """Describe a thing or an article with its facts and their sentences; where it has moved to, if it has."""
    node = _node(iri)
    if moved := replacement(state.index, node):
        return as_json({"moved": moved})
    if iri.startswith(state.base + "article/") and state.index.contains_named_graph(node):
        return as_json({"article": article_of(state.index, state.believed, node)})
    if any(state.index.quads_for_pattern(node, None, None, state.believed)):
        return as_json({"thing": described(state.index, state.believed, node)})
    raise Missing(f"nothing in the graph has the address {iri}")


def moved(state: Open, iri: str) -> Answer:
    """Say whether the store has an address, and which one it was merged into."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return as_json({"known": False, "moved": None})
    found = replacement(state.index, node)
    known = state.index.contains_named_graph(node) or any(
        state.index.quads_for_pattern(node, None, None, state.believed)
    )
    return as_json({"known": bool(found or known), "moved": found})


def facts(state: Open, subject: str, limit: int, relation: str | None = None, object_: str | None = None) -> Answer:
    """Return the facts about a thing, or between two, with their sentences."""
    found = why(state.index, state.believed, subject, relation, object_)
    return as_json({"total": len(found), "facts": [stated(fact) for fact in found[:limit]]})


def resource(state: Open, iri: str, form: str) -> Answer:
    """Return the triples about a thing, or an article's graph, in a format of RDF."""
    node = _node(iri)
    if state.index.contains_named_graph(node):
        return graph(state, iri, form)
    found = triples_about(state.index, state.believed, node)
    if not found:
        raise Missing(f"nothing in the graph has the address {iri}")
    return Answer(_alone(found, form), form)


def _alone(quads: Iterable[Quad], form: str) -> bytes:
    """One graph as a file that does not name it."""
    made = Index()
    made.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return export(made, NamedNode("kg:none"), form)


def graph(state: Open, iri: str | None, form: str) -> Answer:
    """Return a named graph, or the believed one, in a format of RDF."""
    node = _node(iri) if iri is not None else state.believed
    if not state.index.contains_named_graph(node):
        raise Missing(f"the store has no graph <{node.value}>")
    return Answer(_alone(state.index.quads_for_pattern(None, None, None, node), form), form)


def whole(state: Open, form: str) -> Answer:
    """Return everything, as a data set or joined into one graph."""
    return Answer(export(state.index, state.believed, form), form)


def search(state: Open, text: str, limit: int, kind: str | None = None) -> Answer:
    """Find things and articles by a part of a name."""
    return as_json([asdict(hit) for hit in state.names().search(text, limit, kind)])


def articles(state: Open, limit: int, offset: int) -> Answer:
    """List the articles, the latest first."""
    if "articles" not in state.memory:
        found = run(state.index, state.believed, named("articles").text)
        rows = [{k: "" if v is None else v for k, v in row.items()} for row in found]
        ids = {_value(q.object): _value(q.subject) for q in _of(state, "http://purl.org/dc/terms/identifier")}
        listed = [{"iri": ids.get(str(row["id"]), ""), **row} for row in rows]
        state.memory["articles"] = sorted(listed, key=lambda row: (str(row["published"]), row["iri"]), reverse=True)
    listed = state.memory["articles"]
    return as_json({"total": len(listed), "articles": listed[offset : offset + limit]})


def _of(state: Open, relation: str) -> Any:
    return state.index.quads_for_pattern(None, NamedNode(relation), None, None)


def _value(term: Any) -> str:
    return str(term.value) if isinstance(term, NamedNode | Literal) else str(term)


def stats(state: Open) -> Answer:
    """Count articles, sentences, things by class and facts by relation."""
    if "stats" not in state.memory:
        relations = {NAMESPACE + name for name, term in load().properties.items() if term.relation}
        things = _counted(state, "SELECT ?of (COUNT(?x) AS ?number) { ?x a ?of } GROUP BY ?of")
        facts = _counted(state, "SELECT ?of (COUNT(*) AS ?number) { ?s ?of ?o } GROUP BY ?of")
        names = [graph.value for graph in state.index.named_graphs()]
        sentence = NamedNode(NAMESPACE + "Sentence")
        state.memory["stats"] = {
            "articles": sum(name.startswith(state.base + "article/") for name in names),
            "sentences": sum(1 for _ in state.index.quads_for_pattern(None, None, sentence, None)),
            "things": {iri.removeprefix(NAMESPACE): number for iri, number in things.items()},
            "facts": {iri.removeprefix(NAMESPACE): n for iri, n in facts.items() if iri in relations},
        }
    return as_json(state.memory["stats"])


def _counted(state: Open, text: str) -> dict[str, int]:
    found = state.index.query(text, default_graph=state.believed)
    assert isinstance(found, QuerySolutions)
    return dict(sorted((row["of"].value, int(row["number"].value)) for row in found))


def updated(state: Open, text: str) -> Answer:
    """Return the article graphs that an update would change, and to what."""
    return as_json({"changed": updates.updated(state.store, text)})


OPERATIONS: dict[str, Callable[..., Answer]] = {
    made.__name__: made
    for made in (
        query,
        thing,
        moved,
        facts,
        resource,
        graph,
        whole,
        search,
        articles,
        stats,
        updated,
        view,
        picture,
        network,
    )
}
