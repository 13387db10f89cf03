"""`to_networkx`: the believed facts as a graph, with their evidence."""

from __future__ import annotations

import networkx as nx
import pytest
from pyoxigraph import Store
from small_index import BELIEVED, CUBA_TEXT, small

from kg.graph import to_networkx
from kg.model import KgError
from kg.rdf import BASE

STORE = small()
LAVROV, MEETING = BASE + "person/sergei-lavrov", BASE + "meeting/1"


def labels(graph: nx.MultiDiGraph[str]) -> set[str]:
    return {node["label"] for _, node in graph.nodes(data=True)}


def test_nodes_have_labels_classes_names_and_values() -> None:
    graph = to_networkx(STORE, BELIEVED)
    assert graph.nodes[LAVROV] == {"label": "Sergei Lavrov", "type": "Official", "names": ["Lavrov"], "values": {}}
    assert graph.nodes[MEETING]["values"] == {"date": "2020-09-28", "status": "Held"}
    assert graph.nodes[BASE + "country/CU"]["values"] == {"code": "CU", "lat": 21.5, "lon": -80.0}


def test_edges_have_relation_status_confidence_and_sorted_evidence() -> None:
    edge = to_networkx(STORE, BELIEVED).edges[MEETING, LAVROV, "participant"]
    assert (edge["relation"], edge["label"], edge["status"]) == ("participant", "has participant", "Held")
    assert (edge["confidence"], edge["disputed"]) == (0.9, False)
    assert [CUBA_TEXT[said["start"] : said["end"]] == said["sentence"] for said in edge["evidence"]] == [True, True]
    assert edge["evidence"][0] | {"sentence": ""} == {
        "sentence": "",
        "start": 0,
        "end": 98,
        "article": BASE + "article/cuba",
        "speaker": "",
        "confidence": 0.9,
    }


def test_what_a_post_is_of_is_an_edge_without_evidence_of_its_own() -> None:
    edge = to_networkx(STORE, BELIEVED).edges[BASE + "position/foreign", BASE + "country/RU", "of"]
    assert (edge["label"], edge["status"], edge["evidence"]) == ("of", "Current", [])


def test_the_graph_has_its_articles() -> None:
    graph = to_networkx(STORE, BELIEVED)
    assert graph.graph["title"] == "" and list(graph.graph["articles"]) == [BASE + "article/cuba", BASE + "article/gas"]
    assert graph.graph["articles"][BASE + "article/cuba"] == {
        "id": "cuba",
        "title": "Talks in Moscow",
        "published": "2020-09-28",
        "source": "https://reuters.example/1",
        "author": "",
    }


def test_a_step_goes_through_events_and_posts() -> None:
    near = to_networkx(STORE, BELIEVED, focus="Ana López")
    assert near.graph["title"] == "Ana López"
    assert labels(near) == {"Ana López", "Meeting in Lima", "Lima", "Sergei Lavrov"}
    assert "Cuba" not in labels(near) and "Ricardo Cabrisas" in labels(
        to_networkx(STORE, BELIEVED, focus="Ana López", depth=2)
    )


def test_a_focus_without_facts_is_alone() -> None:
    assert labels(to_networkx(STORE, BELIEVED, focus="Havana", depth=0)) == {"Havana"}


def test_one_article_and_a_period_select() -> None:
    gas = to_networkx(STORE, BELIEVED, article="gas")
    assert "Gas Agreement" in labels(gas) and "Siemens" not in labels(gas)
    assert ("foreign minister", "Russia") in {(gas.nodes[s]["label"], gas.nodes[o]["label"]) for s, o in gas.edges()}
    later = to_networkx(STORE, BELIEVED, since="2021-04")
    assert labels(later) == {"Visit to Havana", "Sergei Lavrov", "Havana"}
    assert "Meeting with Siemens" in labels(to_networkx(STORE, BELIEVED, until="2020-01"))


def test_the_order_is_the_same_whatever_the_order_of_the_store() -> None:
    backwards = Store()
    backwards.extend(sorted(STORE, key=str, reverse=True))
    one, other = to_networkx(STORE, BELIEVED), to_networkx(backwards, BELIEVED)
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))


def test_an_unknown_focus_has_a_suggestion() -> None:
    with pytest.raises(KgError, match="did you mean 'Ana López'"):
        to_networkx(STORE, BELIEVED, focus="Ana Lopes")
