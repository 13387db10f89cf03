"""Queries in a process of their own: what exceeds its limits ends, and the next query is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store
from small_index import BELIEVED, small

from kg.model import BadQuery, DamagedStore
from kg.query import Limits, run
from kg.query.worker import Worker

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + "".join(f"?s{n} ?p{n} ?o{n} . " for n in range(5)) + "}"
QUESTIONS = [
    "SELECT ?x ?n { ?x rdfs:label ?n }",
    "ASK { ?x a kg:Visit }",
    "DESCRIBE ?x { ?x a kg:Visit }",
    "SELECT * { ?x kg:no ?y }",
]


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    path = tmp_path_factory.mktemp("store") / "index"
    store = Store(str(path))
    store.extend(small())
    store.flush()
    del store
    with Worker(path, BELIEVED, Limits(memory=2 << 30)) as made:
        yield made


@pytest.mark.parametrize("text", QUESTIONS)
def test_its_answers_are_those_of_run(worker: Worker, text: str) -> None:
    assert worker.run(text) == run(small(), BELIEVED, text)


def test_parameters_go_with_it(worker: Worker) -> None:
    text = "# param: who name required\nSELECT ?c { VALUES ?who { $who } ?who kg:represents ?c }"
    assert len(worker.run(text, {"who": "Lavrov"})) == 1
    assert len(worker.run(text, {"who": NamedNode("https://kg.example/person/sergei-lavrov")})) == 1


def test_too_long_is_said_and_the_next_one_is_answered(worker: Worker) -> None:
    with pytest.raises(BadQuery, match="more than 1 s"):
        worker.run(ENDLESS, limits=Limits(seconds=1))
    assert worker.run("ASK { ?x a kg:Visit }")


def test_too_much_memory_is_said_and_the_next_one_is_answered(worker: Worker) -> None:
    with pytest.raises(BadQuery, match="memory|more than 5 s"):
        worker.run(ENDLESS.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?s0", limits=Limits(seconds=5))
    assert worker.run("ASK { ?x a kg:Visit }")


def test_a_fault_is_that_of_run(worker: Worker) -> None:
    with pytest.raises(BadQuery, match="line 1, column 10: missing }"):
        worker.run("SELECT * { ?s ?p ?o")


def test_a_place_without_a_store_is_said(tmp_path: Path) -> None:
    with Worker(tmp_path / "nothing", BELIEVED) as nowhere, pytest.raises(DamagedStore):
        nowhere.run("ASK {}")
