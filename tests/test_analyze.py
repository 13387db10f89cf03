"""Who is central, what hangs together, what joins two things; on a graph small enough to see the answer."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.analyze import between, path, standings
from kg.model import KgError


def graph(*lines: tuple[str, str, str]) -> nx.MultiDiGraph[str]:
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(articles={"art": {"id": "a-1"}})
    for a, relation, b in lines:
        for node in (a, b):
            made.add_node(node, label=node.upper(), type="Person", names=[])
        evidence = [{"sentence": f"{a} {relation} {b}.", "article": "art"}]
        made.add_edge(a, b, key=relation, label=relation, evidence=evidence)
    return made


BRIDGE = graph(
    ("a", "x", "b"),
    ("b", "x", "c"),
    ("c", "x", "a"),
    ("c", "y", "d"),
    ("d", "x", "e"),
    ("e", "x", "f"),
    ("f", "x", "d"),
)


def test_bridges_are_central_and_sides_are_communities() -> None:
    found = {one.label: one for one in standings(BRIDGE)}
    assert [one.label for one in standings(BRIDGE)][:2] == ["C", "D"]
    assert found["C"].degree == 3
    assert found["A"].community == found["B"].community == found["C"].community != found["E"].community


def test_the_same_graph_in_another_order_gives_the_same_answer() -> None:
    turned = graph(*[(a, r, b) for a, r, b in sorted(((u, k, v) for u, v, k in BRIDGE.edges(keys=True)), reverse=True)])
    assert standings(turned) == standings(BRIDGE)


def test_an_empty_graph_has_no_standings() -> None:
    assert standings(graph()) == []


def test_a_path_goes_both_ways_along_lines_and_has_sentences() -> None:
    steps = path(BRIDGE, "B", "d")
    assert [(s.subject, s.relation, s.object, s.sentence, s.article) for s in steps] == [
        ("B", "x", "C", "b x c.", "a-1"),
        ("C", "y", "D", "c y d.", "a-1"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "told"), [("A", "Nobody", "not in the graph"), ("A", "z", "nothing in the graph joins")]
)
def test_what_cannot_be_joined_is_told(start: str, end: str, told: str) -> None:
    apart = graph(("a", "x", "b"), ("z", "x", "y"))
    with pytest.raises(KgError, match=told):
        path(apart, start, end)


def test_between_keeps_all_lines_of_all_shortest_ways() -> None:
    both = graph(("a", "x", "b"), ("b", "x", "c"), ("a", "y", "d"), ("c", "z", "d"), ("a", "x", "e"), ("b", "q", "c"))
    made = between(both, "a", "c")
    assert sorted(made.edges(keys=True)) == [
        ("a", "b", "x"),
        ("a", "d", "y"),
        ("b", "c", "q"),
        ("b", "c", "x"),
        ("c", "d", "z"),
    ]
    with pytest.raises(KgError, match="nothing in the graph joins"):
        between(graph(("a", "x", "b"), ("z", "x", "y")), "a", "z")


def test_a_backend_that_is_not_installed_is_named() -> None:
    with pytest.raises(KgError, match="no backend 'cuda9'"):
        standings(BRIDGE, "cuda9")
