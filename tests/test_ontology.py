"""The ontology is data: each term says what it is, and what joins what is read from the file."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from kg import ontology
from kg.ontology import Term
from kg.resources import resource

ALL = ontology.load()

THINGS = "Country Person Official Organization Commission Company Place Position Meeting Visit Event Agreement"
CLASSES = f"{THINGS} Article Assertion Sentence"
RELATIONS = (
    "holds represents memberOf chairs between participant place basedIn partOf party signedBy cooperatesWith opposes"
)
CARRIED = "of status date earliest latest about published confidence sentence exact start end article accordingTo"


@pytest.mark.parametrize("name", CLASSES.split())
def test_has_each_class_of_the_facts(name: str) -> None:
    assert name in ALL.classes


@pytest.mark.parametrize("name", RELATIONS.split())
def test_has_each_relation_of_the_facts(name: str) -> None:
    assert ALL.properties[name].relation


@pytest.mark.parametrize("name", CARRIED.split())
def test_has_what_things_and_assertions_carry(name: str) -> None:
    assert not ALL.properties[name].relation


def test_has_each_status() -> None:
    assert set(ALL.statuses) == set("Held Planned Cancelled Denied Current Former Designate".split())


@pytest.mark.parametrize("term", [*ALL.classes.values(), *ALL.properties.values()], ids=lambda term: term.name)
def test_each_term_says_what_it_is(term: Term) -> None:
    assert term.label
    assert term.comment.endswith(".")


@pytest.mark.parametrize("term", ALL.properties.values(), ids=lambda term: term.name)
def test_each_property_says_what_it_joins(term: Term) -> None:
    assert term.domain
    assert term.range
    assert set(term.domain) <= set(ALL.classes)
    if term.relation:
        assert set(term.range) <= set(ALL.classes)


@pytest.mark.parametrize(
    ("name", "parents"),
    [
        ("Official", ("Person", "Agent")),
        ("Company", ("Organization", "Agent")),
        ("Commission", ("Organization", "Agent")),
        ("Meeting", ("Event",)),
        ("Visit", ("Event",)),
        ("Country", ("Agent",)),
    ],
)
def test_which_class_is_below_which(name: str, parents: tuple[str, ...]) -> None:
    assert ALL.kinds(name) == (name, *parents)


def test_what_holds_both_ways() -> None:
    assert [term.name for term in ALL.properties.values() if term.symmetric] == ["cooperatesWith"]


@pytest.mark.parametrize(
    ("subject", "relation", "object_", "fault"),
    [
        ("Official", "holds", "Position", None),
        ("Company", "opposes", "Country", None),
        ("Commission", "between", "Organization", None),
        ("Place", "opposes", "Country", "a place cannot be the subject of kg:opposes"),
        ("Person", "holds", "Country", "a country cannot be the object of kg:holds"),
        ("Person", "married", "Person", "kg:married is not a relation of the ontology"),
        ("Person", "opposes", "Alien", "its object's class kg:Alien is not in the ontology"),
    ],
)
def test_what_may_be_joined(subject: str, relation: str, object_: str, fault: str | None) -> None:
    assert ALL.fault(subject, relation, object_) == fault


def test_the_prefixes_are_those_of_the_file() -> None:
    assert ALL.prefixes["kg"] == ontology.NAMESPACE
    assert {"rdf", "rdfs", "skos", "xsd", "prov", "dcterms"} <= set(ALL.prefixes)


def test_a_class_and_a_relation_that_a_user_adds_are_there(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    added = """
kg:Ship a owl:Class ; rdfs:label "ship"@en ; rdfs:comment "A ship." ; rdfs:subClassOf kg:Company .
kg:sank a owl:ObjectProperty, kg:Relation ; rdfs:label "sank"@en ; rdfs:comment "Sank it." ;
    rdfs:domain kg:Ship ; rdfs:range [ owl:unionOf ( kg:Ship kg:Place ) ] .
"""
    file.write_text(_text(resource("ontology", "kg.ttl")) + added, encoding="utf-8")
    mine = ontology.read(file)
    assert mine.kinds("Ship") == ("Ship", "Company", "Organization", "Agent")
    assert mine.properties["sank"].range == ("Place", "Ship")
    assert mine.fault("Ship", "sank", "Ship") is None
    assert mine.digest != ALL.digest


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
