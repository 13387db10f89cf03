"""A SPARQL update on a copy, in memory, of the article graphs that it names: which of them it changes, and to what."""

from __future__ import annotations

from urllib.parse import unquote

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from pyoxigraph import Store as Index

from kg.model import BadQuery
from kg.ontology import load
from kg.query import Limits
from kg.query.guard import shape
from kg.query.tokens import Token, tokens
from kg.store import Store


def updated(store: Store, text: str) -> dict[str, str]:
    """Return each graph that an update changes, as N-Triples, an empty text for one that it deletes.

    Raises:
        BadQuery: It cannot be read, reaches out, writes to the default graph, or names an article that is not there in
            a place where one must be.
    """
    pieces = list(tokens(text))
    shape(text, pieces, Limits(steps=1_000_000))
    prefixes = load().prefixes
    before: dict[str, set[Triple]] = {}
    copy = Index()
    for iri in _named(pieces, prefixes):
        if iri.startswith(f"{store.base}article/") and store.oxigraph.contains_named_graph(NamedNode(iri)):
            quads = store.reading_quads(unquote(iri.removeprefix(f"{store.base}article/")))
            copy.extend(quads)
            before[iri] = {Triple(q.subject, q.predicate, q.object) for q in quads}
    try:
        copy.update(text, prefixes=prefixes)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise BadQuery(f"the update cannot be run: {error}") from None
    after: dict[str, set[Triple]] = {iri: set() for iri in before}
    for quad in copy:
        _put(after, quad)
    changed = {iri: triples for iri, triples in after.items() if triples != before.get(iri, set())}
    return {iri: _written(triples) for iri, triples in sorted(changed.items())}


def _put(graphs: dict[str, set[Triple]], quad: Quad) -> None:
    if not isinstance(quad.graph_name, NamedNode):
        raise BadQuery("the default graph follows from the articles: write to GRAPH <article>")
    graphs.setdefault(quad.graph_name.value, set()).add(Triple(quad.subject, quad.predicate, quad.object))


def _named(pieces: list[Token], prefixes: dict[str, str]) -> set[str]:
    """The addresses that an update writes out, in full or with one of our prefixes or its own."""
    known = dict(prefixes)
    for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if word.keyword == "PREFIX" and iri.kind == "iri":
            known[name.text[:-1]] = iri.text[1:-1]
    full = {token.text[1:-1] for token in pieces if token.kind == "iri"}
    short = (token.text.partition(":") for token in pieces if token.kind == "name")
    return full | {known[prefix] + local for prefix, _, local in short if prefix in known}


def _written(triples: set[Triple]) -> str:
    return (serialize(sorted(triples, key=str), format=RdfFormat.N_TRIPLES) or b"").decode()
