"""Which part of the graph a view is of: around a thing, of an answer, along the paths between two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner
from small_index import BELIEVED, CUBA_READING, GAS_READING, small

import kg
from kg.cli import kg as command
from kg.graph import beyond, to_networkx
from kg.model import KgError
from kg.query import run
from kg.query.named import named
from kg.rdf import BASE
from kg.selection import select
from kg.store import Store
from kg.view import grow, layout

STORE = small()


def labels(graph: nx.MultiDiGraph[str]) -> set[str]:
    return {node["label"] for _, node in graph.nodes(data=True)}


def answer(text: str, **parameters: str) -> Any:
    return run(STORE, BELIEVED, text if "{" in text else named(text).text, parameters)


def test_an_answer_is_drawn_with_what_joins_its_things_and_what_is_around_them() -> None:
    met = answer("who-met", who="Sergei Lavrov")
    only = select(STORE, BELIEVED, answer=met, depth=0)
    assert labels(only) == {"Sergei Lavrov", "Ricardo Cabrisas", "Moscow", "Meeting in Moscow"}
    assert only.graph["title"] == "Answer"
    around = select(STORE, BELIEVED, answer=met)
    assert labels(only) < labels(around)
    assert {"Cuba", "Siemens"} <= labels(around), "a step goes on from each thing, through its meetings"


def test_an_event_that_an_answer_names_comes_with_who_took_part() -> None:
    visits = answer("SELECT ?v { ?v a kg:Visit }")
    assert {"Visit to Havana", "Sergei Lavrov", "Havana"} == labels(select(STORE, BELIEVED, answer=visits, depth=0))


def test_what_a_construct_gives_is_drawn_too() -> None:
    made = answer("CONSTRUCT { ?a kg:cooperatesWith ?b } WHERE { ?a kg:cooperatesWith ?b }")
    assert {"Russia", "Cuba"} <= labels(select(STORE, BELIEVED, answer=made, depth=0))


def test_an_answer_of_many_things_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.selection.MOST", 2)
    made = select(STORE, BELIEVED, answer=answer("SELECT ?c { ?c a kg:Country }"), depth=0)
    assert len(made) == 2
    assert made.graph["title"].startswith("Answer (the first 2 of")


def test_a_path_has_all_shortest_ways_with_their_sentences() -> None:
    made = select(STORE, BELIEVED, path=("Ricardo Cabrisas", "Moscow"))
    assert labels(made) == {"Ricardo Cabrisas", "Meeting in Moscow", "Moscow"}
    assert all(line["evidence"] for _, _, line in made.edges(data=True))
    assert made.graph["title"] == "Ricardo Cabrisas – Moscow"
    assert list(made.graph["articles"]) == [BASE + "article/cuba"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"focus": "Cuba", "path": ("Cuba", "Russia")}, "give one of them"),
        ({"path": ("Cuba", "Nobody")}, "nothing in the graph is called 'Nobody'"),
        ({"answer": answer("SELECT ?n { BIND(1 AS ?n) }")}, "names nothing that the graph has"),
    ],
)
def test_what_cannot_be_drawn_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(KgError, match=said):
        select(STORE, BELIEVED, **asked)


def test_a_picture_grows_and_nothing_in_it_moves() -> None:
    first = to_networkx(STORE, BELIEVED, focus="Ricardo Cabrisas")
    places = layout(first)
    more, later = grow(first, places, to_networkx(STORE, BELIEVED, focus="Cuba"))
    assert len(more) > len(first)
    assert {node: later[node] for node in places} == places
    assert more.graph["title"] == "Ricardo Cabrisas"
    assert set(more.graph["articles"]) >= set(first.graph["articles"])
    cuba = BASE + "country/CU"
    assert beyond(STORE, BELIEVED, first)[cuba] > 0
    assert cuba not in beyond(STORE, BELIEVED, more)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("selection") / "store"
    with Store.create(made) as store:
        store.put([CUBA_READING, GAS_READING])
    return made


def test_python_and_the_command_line_draw_the_same(place: Path, tmp_path: Path) -> None:
    with kg.open(place) as graph:
        met = graph.view(query="who-met", parameters={"who": "Sergei Lavrov"}, depth=0)
        way = graph.view(path=("Ricardo Cabrisas", "Moscow"))
    asked = [
        (met, ["--query", "who-met", "-p", "who", "Sergei Lavrov", "--depth", "0"]),
        (way, ["--path", "Ricardo Cabrisas", "Moscow"]),
    ]
    for page, options in asked:
        file = tmp_path / "page.html"
        done = CliRunner().invoke(command, ["view", "-s", str(place), "-o", str(file), *options])
        assert done.exit_code == 0, done.output
        assert file.read_text(encoding="utf-8").strip() == page.strip()


@pytest.mark.parametrize(
    "options",
    [["--query", "who-met", "--focus", "Cuba"], ["-p", "who", "Cuba"], ["--path", "Cuba", "Russia", "--focus", "x"]],
)
def test_options_that_exclude_each_other_are_refused(place: Path, options: list[str]) -> None:
    assert CliRunner().invoke(command, ["view", "-s", str(place), *options]).exit_code == 2


def test_review_takes_in_the_lines_that_a_page_saved(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "article.decisions.csv"
    with kg.open(place) as graph:
        (fact,) = graph.why("Igor Ivanov", "memberOf")
    wrong = f'reject,{fact.iris[0]},memberOf {fact.iris[2]},Ann,2026-11-25,"so, they say"\n'
    file.write_text("decision,a,b,who,when,why\n" + wrong, encoding="utf-8")
    for told in ("1 decision taken in", "0 decisions taken in"):
        done = CliRunner().invoke(command, ["review", "-s", str(place), "--apply", str(file)])
        assert (done.exit_code, told in done.output) == (0, True), done.output
    assert (place / "decisions.csv").read_text(encoding="utf-8").endswith(wrong)
    with kg.open(place) as graph:
        assert graph.why("Igor Ivanov", "memberOf") == []


def test_what_a_page_saved_as_right_is_shown_as_checked(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "article.decisions.csv"
    with kg.open(place) as graph:
        (fact,) = graph.why("Cabrisas", "represents", "Cuba")
    assert (fact.checked, fact.confidence) == ("", 0.9)
    right = f"accept,{fact.iris[0]},represents {fact.iris[2]},Ann,2026-11-25,kg view\n"
    file.write_text("decision,a,b,who,when,why\n" + right, encoding="utf-8")
    assert CliRunner().invoke(command, ["review", "-s", str(place), "--apply", str(file)]).exit_code == 0
    with kg.open(place) as graph:
        (fact,) = graph.why("Cabrisas", "represents", "Cuba")
        drawn = graph.to_networkx(focus="Cuba").edges[fact.iris[0], fact.iris[2], "represents"]
    assert (fact.checked, fact.confidence) == ("checked by Ann on 2026-11-25", 1.0)
    assert (drawn["confidence"], drawn["evidence"][0]["confidence"]) == (1.0, 0.9), "the sentence is no surer"
    shown = CliRunner().invoke(command, ["why", "Cabrisas", "represents", "Cuba", "-s", str(place)]).output
    assert "\n  checked by Ann on 2026-11-25\n" in shown
