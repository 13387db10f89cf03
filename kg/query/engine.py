"""Run a query: guard it, fill its parameters, ask Oxigraph, put what comes back in an order that is always the same.

The believed graph is the default graph; each article's graph is there through GRAPH. (The union of the articles' graphs
as default graph gives a triple once for each graph that has it, and so wrong counts, on Oxigraph 0.5 and Virtuoso.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from kg.model import BadQuery
from kg.ontology import NAMESPACE, Ontology, load
from kg.query import guard
from kg.query.faults import explain, unknown_terms
from kg.query.filled import Filled
from kg.query.guard import Limits
from kg.query.names import label
from kg.query.parameters import Value, declared, fill
from kg.query.result import Result, Term, order
from kg.query.tokens import Token, place, tokens
from kg.rdf import DCTERMS, LABEL
from kg.store.disk import damage

LABELLED = 20_000
"""How many different things of a result get their labels; a table longer than that is for machines."""

T = TypeVar("T")


def run(
    store: Store,
    believed: NamedNode,
    text: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    limits: Limits | None = None,
    ontology: Ontology | None = None,
    graphs: tuple[list[NamedNode], list[NamedNode]] | None = None,
) -> Result:
    """Run a SELECT, ASK, CONSTRUCT or DESCRIBE query in this process and return its result.

    The ontology's prefixes need no PREFIX lines. `parameters` fill the `$name` marks of the query, which its header
    may declare (`# param: who name required — who it is about`). BadQuery for a query that cannot or may not be run,
    KgError for a name that nothing has. `graphs`, the default graph and the named ones, go before FROM and FROM NAMED,
    as the SPARQL Protocol has it. The time it may take is not limited here: `kg.serve` does that, in processes of its own.
    """
    limits, ontology = limits or Limits(), ontology or load()
    guard.size(text, limits)
    pieces = list(tokens(text))
    prefixes = ontology.prefixes | dict(_declared(pieces))
    try:
        guard.shape(text, pieces, limits)
        default, named_graphs = graphs or guard.dataset(text, pieces, prefixes, store)
        filled = fill(text, pieces, declared(text.splitlines()), parameters or {}, store, believed, ontology)
        answer = _ask(store, ([*(default or [believed])], [*named_graphs] or None), filled, ontology)
    except SyntaxError:
        raise explain(filled, text, prefixes, ontology) from None
    warnings = [f"{_at(text, token)}: {said}" for token, said in unknown_terms(pieces, prefixes, ontology)]
    try:
        return _result(answer, store, believed, limits, warnings, ontology, ordered=_order_end(pieces) is not None)
    except (OSError, RuntimeError, ValueError) as error:
        raise damage(error) or BadQuery(f"the query could not be evaluated: {error}") from None


def _declared(pieces: list[Token]) -> Iterator[tuple[str, str]]:
    """The prefixes that the query declares itself."""
    for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if word.keyword == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            yield name.text[:-1], iri.text[1:-1]


Graphs = tuple[list[NamedNode | BlankNode | DefaultGraph], list[NamedNode | BlankNode] | None]


def _ask(store: Store, graphs: Graphs, filled: Filled, ontology: Ontology) -> Answer:
    def ask(text: str) -> Answer:
        try:
            return store.query(text, prefixes=ontology.prefixes, default_graph=graphs[0], named_graphs=graphs[1])
        except (OSError, RuntimeError, ValueError) as error:
            raise damage(error) or BadQuery(f"the query could not be evaluated: {error}") from None

    answer = ask(filled.text)
    end = _order_end(list(tokens(filled.text)))
    if end is None or not isinstance(answer, QuerySolutions):
        return answer
    ties = "".join(f" {variable}" for variable in answer.variables)
    del answer  # only this thread may let go of it, and an error's traceback would keep it
    return ask(filled.text[:end] + ties + filled.text[end:])


Answer = QuerySolutions | QueryBoolean | QueryTriples


def _order_end(pieces: list[Token]) -> int | None:
    """Where the query's own ORDER BY ends, or None if it has none: what follows there breaks ties."""
    depth, begun, end = 0, False, None
    for token in pieces:
        depth += (token.text in "({[") - (token.text in ")}]") if token.kind == "sign" else 0
        if depth == 0 and token.keyword == "ORDER":
            begun = True
        elif depth == 0 and token.keyword in ("LIMIT", "OFFSET", "VALUES"):
            begun = False
        if begun:
            end = token.end
    return end


def _at(text: str, token: Token) -> str:
    return "line {}, column {}".format(*place(text, token.start))


Rows = list[tuple[Term | None, ...]]


def _result(
    answer: Answer,
    store: Store,
    believed: NamedNode,
    limits: Limits,
    warnings: list[str],
    ontology: Ontology,
    ordered: bool,
) -> Result:
    if isinstance(answer, QueryBoolean):
        return Result("ask", truth=bool(answer), warnings=tuple(warnings if not answer else ()))
    if isinstance(answer, QueryTriples):
        triples, cut = _capped(answer, limits.rows)
        made = tuple(sorted(set(triples), key=str))
        return Result("graph", triples=made, truncated=cut, warnings=tuple(warnings if not made else ()))
    variables = tuple(variable.value for variable in answer.variables)
    solutions, cut = _capped(answer, limits.rows)
    rows: Rows = [tuple(solution[name] for name in variables) for solution in solutions]
    if not ordered:
        rows.sort(key=order)
    labels = _labels(rows, store, believed, ontology)
    said = tuple(warnings if not rows else ())
    return Result("select", variables, tuple(rows), labels=labels, truncated=cut, warnings=said)


def _capped(answer: Iterable[T], most: int) -> tuple[list[T], bool]:
    found = list(islice(answer, most + 1))
    return found[:most], len(found) > most


def _labels(rows: Rows, store: Store, believed: NamedNode, ontology: Ontology) -> dict[str, str]:
    """What the things of a result are called: their label, an article's title or id, a term's label in the ontology."""
    things = sorted({cell.value for row in rows for cell in row if isinstance(cell, NamedNode)})
    return {iri: name_of(NamedNode(iri), store, believed, ontology) for iri in things[:LABELLED]}


def name_of(thing: NamedNode, store: Store, believed: NamedNode, ontology: Ontology) -> str:
    """Return what people call a thing, an article or a term of the ontology."""
    if thing.value.startswith(NAMESPACE):
        local = thing.value.removeprefix(NAMESPACE)
        term = ontology.properties.get(local) or ontology.classes.get(local)
        return term.label if term else local
    if any(store.quads_for_pattern(thing, LABEL, None, believed)):
        return label(store, believed, thing)
    for property_ in ("title", "identifier"):
        for quad in store.quads_for_pattern(thing, NamedNode(DCTERMS + property_), None, thing):
            if isinstance(quad.object, Literal):
                return quad.object.value
    return thing.value
