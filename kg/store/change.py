"""Changed article graphs -> the index: only the quads that differ are written, in whichever graph they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.resolve import Difference, Notes, Resolver, Triple, bring, decisions, lines, policy

_BULK = 20_000
"""From this many new quads on they are loaded as new data files, which is faster than through the log."""


def apply(
    graph: ox.Store,
    notes: Callable[[], Path],
    base: str,
    parts: Sequence[Sequence[str]],
    graphs: Callable[[Sequence[str]], Mapping[str, Sequence[Triple] | None]],
    read: Callable[[str], Sequence[Triple]],
    log: decisions.Decisions,
) -> None:
    """Bring an index up to date.

    Args:
        graph: The article graphs, the graph of what is believed and the graph of redirects.
        notes: Gives the folder of the files that `kg.resolve` keeps for itself.
        base: The base of common IRIs.
        parts: The changed articles, in parts that fit in memory.
        graphs: Gives the triples of each article's file of a part; None for an article that is gone.
        read: Gives the triples of another article's file, if that article's mapping changes with the others.
        log: The decision log as it is now.
    """
    kept = Notes(notes() / "resolve.sqlite")
    try:
        resolver = Resolver(kept, base, policy.load(), log)
        for part in parts if len(parts) > 1 else ():
            resolver.note(graphs(part))
        for part in parts:
            bring(graph, kept, base, graphs(part), read, log, lambda found: _write(graph, found), None, resolver)
    finally:
        kept.close()


def _write(graph: ox.Store, differences: Mapping[str, Difference]) -> None:
    leaves = "\n".join(lines({name: difference.leaves for name, difference in differences.items()}))
    for quad in ox.parse(leaves, ox.RdfFormat.N_QUADS, lenient=True):
        graph.remove(quad)
    enters = [*lines({name: difference.enters for name, difference in differences.items()})]
    load = graph.bulk_load if len(enters) >= _BULK else graph.load
    load("\n".join(enters).encode("utf-8"), ox.RdfFormat.N_QUADS, lenient=True)
    for name, difference in differences.items():
        node = ox.NamedNode(name)
        if difference.leaves and not any(graph.quads_for_pattern(None, None, None, node)):
            graph.remove_graph(node)
