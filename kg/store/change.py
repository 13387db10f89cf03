"""Changed article graphs -> the index: only the quads that differ are written, in them and in the believed graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import pyoxigraph as ox

from kg import believe
from kg.believe import Triple

_BULK = 20_000
"""From this many new quads on they are loaded as new data files, which is faster than through the log."""

BELIEVED = "graph/believed"
"""The name of the merged graph of what is believed, below the store's base."""


def apply(
    graph: ox.Store,
    notes: Callable[[], ox.Store],
    base: str,
    changed: Mapping[str, Sequence[Triple] | None],
    read: Callable[[str], Sequence[Triple]],
) -> None:
    """Bring an index up to date.

    Args:
        graph: The article graphs and the believed graph.
        notes: Opens what `kg.believe` keeps for itself.
        base: The base of common IRIs.
        changed: The triples of each changed article's file by the article's IRI; None for an article that is gone.
        read: Gives the triples of another article's file, if that article's mapping changes with the others.
    """
    lost: set[Triple] = set()
    won: set[Triple] = set()
    lines: list[str] = []
    targets: dict[str, list[Triple]] = {article: [] for article, triples in changed.items() if triples is None}
    for article, mapping in believe.identify(notes, base, changed).items():
        targets[article] = believe.mapped(changed.get(article) or read(article), mapping)
    for article, triples in targets.items():
        before, after = _held(graph, article), set(triples)
        old, new = set(before), after
        lost |= set(believe.statements(old)) - set(believe.statements(new))
        won |= set(believe.statements(new)) - set(believe.statements(old))
        for triple in old - new:
            graph.remove(before[triple])
        lines += _lines(sorted(new - old), article)
        if not new:
            graph.remove_graph(ox.NamedNode(article))
    _write(graph, lines)
    believed = base + BELIEVED
    leaving, entering = believe.revise(graph, believed, lost, won)
    for quad in ox.parse("\n".join(_lines(leaving, believed)), ox.RdfFormat.N_QUADS):
        graph.remove(quad)
    _write(graph, _lines(sorted(entering), believed))


def _held(graph: ox.Store, article: str) -> dict[Triple, ox.Quad]:
    """The triples that the index has of an article's graph."""
    quads = graph.quads_for_pattern(None, None, None, ox.NamedNode(article))
    return {(str(quad.subject), str(quad.predicate), str(quad.object)): quad for quad in quads}


def _lines(triples: Iterable[Triple], graph: str) -> list[str]:
    return [f"{s} {p} {o} <{graph}> ." for s, p, o in triples]


def _write(graph: ox.Store, lines: list[str]) -> None:
    data = "\n".join(lines).encode("utf-8")
    load = graph.bulk_load if len(lines) >= _BULK else graph.load
    load(data, ox.RdfFormat.N_QUADS, lenient=True)
