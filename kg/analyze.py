"""Graph analytics on the believed facts, by networkx: who is central, which things hang together, what joins two of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.model import KgError

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Standing:
    """A thing's place in the graph: how many lines it has, how central it is, the number of its community (1 is the largest).

    `betweenness` is the share of shortest paths that pass through it, between 0 and 1.
    """

    iri: str
    label: str
    type: str
    degree: int
    betweenness: float
    community: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a path, with a sentence that states it (empty where the line has none of its own)."""

    subject: str
    relation: str
    object: str
    sentence: str
    article: str


SAMPLE = 500
"""In larger graphs betweenness is estimated from so many sources (Brandes and Pich 2007)."""


def standings(graph: nx.MultiDiGraph[str]) -> list[Standing]:
    """Return every thing's standing, the most central first.

    Betweenness as Brandes (2001) has it, communities as Louvain (Blondel and others 2008) with a fixed seed: the same graph
    gives the same answer. `graph` is what `kg.graph.to_networkx` makes.
    """
    import networkx as nx

    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges() if a != b}))
    if not plain:
        return []
    between = nx.betweenness_centrality(plain, k=min(SAMPLE, len(plain)), seed=1)
    groups = sorted(nx.community.louvain_communities(plain, seed=1), key=lambda group: (-len(group), min(group)))
    community = {node: number for number, group in enumerate(groups, 1) for node in group}
    made = [
        Standing(
            node,
            str(graph.nodes[node]["label"]),
            str(graph.nodes[node]["type"]),
            plain.degree(node),
            round(between[node], 6),
            community[node],
        )
        for node in plain
    ]
    return sorted(made, key=lambda one: (-one.betweenness, -one.degree, one.iri))


def path(graph: nx.MultiDiGraph[str], start: str, end: str) -> list[Step]:
    """Return the shortest path between two things, each line with a sentence; of several, the first by IRI.

    KgError where a name means no thing or more than one, or nothing joins the two.
    """
    import networkx as nx

    source, target = _node(graph, start), _node(graph, end)
    both = graph.to_undirected(as_view=True)
    try:
        nodes: list[str] = min(list(found) for found in nx.all_shortest_paths(both, source, target))
    except nx.NetworkXNoPath:
        raise KgError(f"nothing in the graph joins {start!r} and {end!r}") from None
    return [_step(graph, a, b) for a, b in pairwise(nodes)]


def _node(graph: nx.MultiDiGraph[str], name: str) -> str:
    said = name.casefold()
    found = [node for node in sorted(graph) if node == name or said in _names(graph.nodes[node])]
    if len(found) != 1:
        what = "can be several things" if found else "is not in the graph"
        raise KgError(f"{name!r} {what}; give an address" + "".join(f"\n  <{node}>" for node in found[:10]))
    return found[0]


def _names(data: dict[str, Any]) -> set[str]:
    return {str(name).casefold() for name in (data["label"], *data["names"])}


def _step(graph: nx.MultiDiGraph[str], a: str, b: str) -> Step:
    lines = [(u, v, str(key)) for u, v in ((a, b), (b, a)) for key in graph.get_edge_data(u, v) or {}]
    u, v, key = min(lines)
    data = graph.edges[u, v, key]
    said = data["evidence"][0] if data["evidence"] else {"sentence": "", "article": ""}
    source = graph.graph["articles"].get(said["article"], {}).get("id", "")
    return Step(graph.nodes[u]["label"], data["label"], graph.nodes[v]["label"], said["sentence"], source)
