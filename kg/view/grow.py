"""A picture that grows: neighbours come to it, and what is there stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kg.view.layout import layout

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Places = dict[str, tuple[float, float]]


def grow(graph: MultiDiGraph[str], places: Places, more: MultiDiGraph[str]) -> tuple[MultiDiGraph[str], Places]:
    """Return a graph with another one joined to it, and the places of all things, of which the known ones do not move.

    The same steps from the same start give the same picture. Graphs are as `kg.graph.to_networkx` makes them; of what both
    have, the first one's attributes count, and so does its title.
    """
    import networkx as nx

    made = cast("MultiDiGraph[str]", nx.compose(more, graph))
    made.graph["articles"] = {**more.graph["articles"], **graph.graph["articles"]}
    return made, layout(made, places)
