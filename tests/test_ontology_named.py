"""What the ontology in use says of identity, and what a store notes of the ontology that it was made with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_index import CUBA_READING
from test_ontology_folder import EXAMPLE

from kg import ontology
from kg.cli.keep import check, rebuild
from kg.knowledge import Knowledge
from kg.model import Article, Fact, Reading, Span, Thing
from kg.rdf import BASE
from kg.resolve.terms import named, root
from kg.resources import using
from kg.store import Store

TEXT = "The United States sanctioned the {}."


def told(id: str, ship: str, kind: str = "Vessel") -> Reading:
    """An article in which the United States sanctions a ship."""
    text = TEXT.format(ship)
    things = (Thing("country/US", "Country", "United States", (), (("code", "US"),)), Thing("vessel/it", kind, ship))
    fact = Fact("country/US", "sanctions", "vessel/it", (Span(0, len(text)),), 0.9)
    return Reading(Article(id, text), (Span(0, len(text)),), things, (fact,), extractor="x")


def vessels(store: Path) -> set[str]:
    with Knowledge(store) as graph:
        rows = graph.query(
            "SELECT ?v { kg-country:US kg:sanctions ?v }".replace("kg-country:US", f"<{BASE}country/US>")
        ).rows
    return {str(row[0])[1:-1].removeprefix(BASE) for row in rows}


def test_a_class_of_the_users_own_is_one_across_articles(tmp_path: Path) -> None:
    with using(EXAMPLE):
        with Store.create(tmp_path / "store") as store:
            store.put([told("a", "Ocean Star"), told("b", "OCEAN STAR"), told("c", "Red Tide")])
        assert vessels(tmp_path / "store") == {"vessel/ocean-star", "vessel/red-tide"}
        with Knowledge(tmp_path / "store") as graph:
            (why,) = graph.why("Ocean Star")
            assert {said.article.id for said in why.evidence} == {"a", "b"}


def test_what_is_below_a_named_class_belongs_to_it(tmp_path: Path) -> None:
    (tmp_path / "kg.ttl").write_text(
        """@prefix kg: <https://kg.example/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        kg:Tanker a owl:Class ; rdfs:label "tanker"@en ; rdfs:comment "A ship for oil."@en ; rdfs:subClassOf kg:Vessel .""",
        encoding="utf-8",
    )
    with using(EXAMPLE, tmp_path):
        assert (root("Tanker"), root("Vessel"), root("Official"), root("Country")) == (
            "Vessel",
            "Vessel",
            "Person",
            "Country",
        )
    with using(EXAMPLE):
        assert root("Tanker") == "Tanker" and "Vessel" in named()
    assert named() == {"Organization", "Person", "Place"} and root("Vessel") == "Vessel"


def test_a_class_that_is_not_named_stays_apart_in_each_article(tmp_path: Path) -> None:
    made = tmp_path / "mine"
    made.mkdir()
    text = (EXAMPLE / "kg.ttl").read_text(encoding="utf-8")
    (made / "kg.ttl").write_text(text.replace("owl:Class, kg:Named", "owl:Class"), encoding="utf-8")
    with using(made):
        with Store.create(tmp_path / "store") as store:
            store.put([told("a", "Ocean Star"), told("b", "Ocean Star")])
        assert vessels(tmp_path / "store") == {"article/a#vessel/it", "article/b#vessel/it"}


def noted(store: Path) -> str:
    with Store.open(store) as opened:
        return opened.ontology


@pytest.mark.filterwarnings("ignore:'get_binary_stream':DeprecationWarning")
def test_a_store_notes_its_ontology_and_check_names_another(tmp_path: Path) -> None:
    place = tmp_path / "store"
    with Store.create(place) as store:
        store.put([CUBA_READING])
    mine = ontology.load().edition
    assert noted(place) == mine
    assert CliRunner().invoke(check, ["-s", str(place)]).exit_code == 0
    with using(EXAMPLE):
        other = ontology.load().edition
        assert other != mine and "+sanctions-1" in other
        with Store.open(place, write=True) as store:
            store.put([told("a", "Ocean Star")])
        assert noted(place) == mine, "not all of it was made with the other one"
        found = CliRunner().invoke(check, ["-s", str(place)])
        assert found.exit_code == 3
        assert f"made with ontology {mine}; in use is {other}: name that one's folder" in found.output
    assert CliRunner().invoke(rebuild, ["-s", str(place), "--ontology", str(EXAMPLE)]).exit_code == 0
    assert noted(place) == other
    assert CliRunner().invoke(check, ["-s", str(place), "--ontology", str(EXAMPLE)]).exit_code == 0


def test_a_store_whose_articles_all_come_again_is_of_the_ontology_in_use(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store") as store:
        store.put([told("a", "Ocean Star")])
    with using(EXAMPLE):
        with Store.open(tmp_path / "store", write=True) as store:
            store.put([replace(told("a", "Ocean Star"), extractor="y")])
        assert noted(tmp_path / "store") == ontology.load().edition
