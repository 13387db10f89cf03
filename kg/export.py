"""The graph as bytes in the formats of RDF: sorted, the same bytes for the same graph, whatever wrote the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath

from pyoxigraph import NamedNode, Quad, Store, Triple

from kg.jsonld import jsonld
from kg.model import BadQuery
from kg.ontology import load
from kg.query.faults import close
from kg.query.names import article as find_article
from kg.turtle import trig, turtle

Writer = Callable[[list[Quad], Mapping[str, str]], str]


def export(
    store: Store,
    believed: NamedNode,
    format: str = "ttl",
    *,
    selection: str = "all",
    article: str | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    """Return the graph as a file of a format: ttl, trig, nq, nt or jsonld, or another name or file name of one.

    `selection` is "all", what the articles say with their evidence and the believed graph; or "believed", that graph
    alone. `article` (id, title or address) selects one article's graph instead. Formats without graphs (ttl, nt) join
    the graphs of the selection into one. Turtle, TriG, N-Quads and N-Triples are sorted and prefixed in one way only.

    Raises:
        BadQuery: There is no such format or selection.
        KgError: There is no such article.
    """
    write = _FORMATS[format_of(format)]
    if article is not None:
        graph: NamedNode | None = find_article(store, article)
    elif selection in ("all", "believed"):
        graph = believed if selection == "believed" else None
    else:
        raise BadQuery(f"no selection {selection!r}; there is all and believed")
    quads = list(store.quads_for_pattern(None, None, None, graph))
    return write(quads, prefixes if prefixes is not None else load().prefixes).encode("utf-8")


def format_of(name: str) -> str:
    """Return the format (ttl, trig, nq, nt, jsonld) that a name, an extension or a file name means; else BadQuery."""
    word = (PurePath(name).suffix or name).lower().lstrip(".")
    found = _NAMES.get(word, word)
    if found not in _FORMATS:
        slip = close(word, [*_FORMATS, *_NAMES])
        hint = f"\nHint: did you mean {slip}?" if slip else ""
        raise BadQuery(f"no format {name!r}; there is {', '.join(_FORMATS)}{hint}")
    return found


def _ntriples(quads: Iterable[Quad], _: Mapping[str, str]) -> str:
    return "".join(sorted({f"{triple} .\n" for triple in _triples(quads)}))


def _nquads(quads: Iterable[Quad], _: Mapping[str, str]) -> str:
    return "".join(sorted({f"{quad} .\n" for quad in quads}))


def _turtle(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> str:
    return turtle(_triples(quads), prefixes)


def _triples(quads: Iterable[Quad]) -> list[Triple]:
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


_FORMATS: dict[str, Writer] = {"ttl": _turtle, "trig": trig, "nq": _nquads, "nt": _ntriples, "jsonld": jsonld}
_NAMES = {"turtle": "ttl", "n-triples": "nt", "ntriples": "nt", "n-quads": "nq", "nquads": "nq", "json-ld": "jsonld"}
