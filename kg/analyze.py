"""Graph analytics on the believed facts, by networkx: who is central, which things hang together, what joins two of them."""

from __future__ import annotations

from contextlib import nullcontext
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


def standings(graph: nx.MultiDiGraph[str], backend: str | None = None) -> list[Standing]:
    """Return every thing's standing, the most central first.

    Betweenness as Brandes (2001) has it, communities as Louvain (Blondel and others 2008) with a fixed seed: the same graph
    gives the same answer. `graph` is what `kg.graph.to_networkx` makes. `backend` is an installed backend of networkx, such
    as "parallel": it does what it can do, networkx the rest, and what it estimates may differ in the last digits.

    Raises:
        KgError: The backend is not installed, or not one for this version of networkx.
    """
    import networkx as nx

    if backend is not None and backend not in nx.config.backends:
        there = ", ".join(sorted(nx.config.backends)) or "none"
        raise KgError(f"networkx has no backend {backend!r} here; installed: {there}")

    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges() if a != b}))
    if not plain:
        return []
    try:
        with nx.config(backend_priority=[backend]) if backend else nullcontext():
            central = nx.betweenness_centrality(plain, k=min(SAMPLE, len(plain)), seed=1)
            found = nx.community.louvain_communities(plain, seed=1)
    except ImportError as error:
        raise KgError(f"the backend {backend!r} does not work with this networkx: {error}") from None
    groups = sorted(found, key=lambda group: (-len(group), min(group)))
    community = {node: number for number, group in enumerate(groups, 1) for node in group}
    made = [
        Standing(
            node,
            str(graph.nodes[node]["label"]),
            str(graph.nodes[node]["type"]),
            plain.degree(node),
            round(central[node], 6),
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


def between(graph: nx.MultiDiGraph[str], start: str, end: str) -> nx.MultiDiGraph[str]:
    """Return what lies on a shortest path between two things, with all lines from one step to the next.

    KgError where a name means no thing or more than one, or nothing joins the two.
    """
    import networkx as nx

    source, target = _node(graph, start), _node(graph, end)
    both = graph.to_undirected(as_view=True)
    from_start, to_end = (nx.single_source_shortest_path_length(both, node) for node in (source, target))
    if target not in from_start:
        raise KgError(f"nothing in the graph joins {start!r} and {end!r}")
    long = from_start[target]
    steps = {node: step for node, step in from_start.items() if step + to_end[node] == long}
    lines = [(u, v, k) for u, v, k in graph.edges(keys=True) if u in steps and v in steps and steps[u] != steps[v]]
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    made.add_nodes_from((node, graph.nodes[node]) for node in sorted(steps))
    for u, v, k in sorted(lines):
        made.add_edge(u, v, k, **graph.edges[u, v, k])
    said = {one["article"] for _, _, line in made.edges(data=True) for one in line["evidence"]}
    labels = (str(graph.nodes[node]["label"]) for node in (source, target))
    made.graph |= {
        "title": " – ".join(labels),
        "articles": {iri: one for iri, one in graph.graph["articles"].items() if iri in said},
    }
    return made


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
