"""SHACL: what kg makes conforms, and each way to be wrong is found, with the node and a sentence about it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad
from small_index import CUBA_READING, GAS_READING

from kg.cli.keep import validate as command
from kg.model import Thing
from kg.ontology import NAMESPACE as KG
from kg.rdf import BASE, LABEL, RDF, TYPE, XSD, quads
from kg.store import Store
from kg.validate import validate

ARTICLE = NamedNode(BASE + "article/cuba")
GOOD = quads(CUBA_READING)


def node(key: str) -> NamedNode:
    return NamedNode(f"{ARTICLE.value}#{key}")


def typed(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + kind))


SENTENCE = next(q.subject for q in GOOD if q.predicate == NamedNode(KG + "exact") and "Ricardo" in str(q.object))
ASSERTION = next(q.subject for q in GOOD if q.object == NamedNode(KG + "represents"))
Change = tuple[NamedNode, str, NamedNode | Literal | None]
WRONG: dict[str, Change] = {
    "an article has one id": (ARTICLE, "http://purl.org/dc/terms/identifier", None),
    "an article is published on one day": (ARTICLE, KG + "published", typed("2020-09", "gYearMonth")),
    "an article's author is one text": (ARTICLE, "http://purl.org/dc/terms/creator+", NamedNode(BASE + "ann")),
    "an article has one source": (ARTICLE, "http://purl.org/dc/terms/source+", Literal("another")),
    "a thing has one label": (node("place/moscow"), LABEL.value, None),
    "a thing has one class": (node("place/moscow"), TYPE.value + "+", NamedNode(KG + "Country")),
    "a country has one code of two capitals": (NamedNode(BASE + "country/CU"), KG + "code", Literal("cub")),
    "a post is current, former or designate": (node("position/foreign"), KG + "status", NamedNode(KG + "Held")),
    "a post is held by one person": (node("person/ricardo-cabrisas"), KG + "holds+", node("position/foreign")),
    "a post is of a country": (node("position/foreign"), KG + "of", node("person/sergei-lavrov")),
    "an event has a status": (node("meeting/1"), KG + "status", None),
    "a status is held, planned, cancelled or denied": (node("meeting/1"), KG + "status", NamedNode(KG + "Former")),
    "a date is one day, month or year": (node("meeting/1"), KG + "date", Literal("yesterday")),
    "the earliest day is": (node("meeting/1"), KG + "earliest+", Literal("soon")),
    "a visit goes to a place": (node("visit/1"), KG + "place", None),
    "an event is in a place or a country": (node("visit/1"), KG + "place", node("person/sergei-lavrov")),
    "who takes part is a person": (node("visit/1"), KG + "participant", node("place/havana")),
    "who is represented is a country": (node("person/sergei-lavrov"), KG + "represents", node("place/havana")),
    "a person represents a country": (node("place/havana"), KG + "represents+", NamedNode(BASE + "country/CU")),
    "a commission is between": (node("commission/joint"), KG + "between", node("place/havana")),
    "what is based somewhere is an organization": (node("person/sergei-lavrov"), KG + "basedIn+", node("place/havana")),
    "a body is part of an organization": (node("company/mobility"), KG + "partOf", node("place/havana")),
    "one cooperates with": (NamedNode(BASE + "country/CU"), KG + "cooperatesWith+", node("place/havana")),
    "who is opposed is": (NamedNode(BASE + "country/US"), KG + "opposes", node("place/havana")),
    "has no assertion, and so no sentence": (node("person/sergei-lavrov"), KG + "memberOf+", node("company/siemens")),
    "of a fact that the graph does not have": (node("company/siemens"), KG + "basedIn", None),
    "an assertion has one relation": (ASSERTION, RDF + "predicate", NamedNode(KG + "date")),
    "an assertion has one confidence from 0 to 1": (ASSERTION, KG + "confidence", typed("1.5", "decimal")),
    "an assertion has a sentence": (ASSERTION, KG + "sentence", None),
    "a speaker is a person": (ASSERTION, KG + "accordingTo+", node("place/havana")),
    "an assertion names the run": (ASSERTION, "http://www.w3.org/ns/prov#wasGeneratedBy", None),
    "a sentence is in one article": (SENTENCE, KG + "article", None),
    "a sentence starts at a character": (SENTENCE, KG + "start", typed("98", "integer")),
    "a sentence has its text": (SENTENCE, KG + "exact", None),
    "is not what the article's text has": (SENTENCE, KG + "exact", Literal("He said so.")),
}


def changed(subject: NamedNode, predicate: str, value: NamedNode | Literal | None) -> list[Quad]:
    """The good graph with another value, without one (None), or with one more (a predicate that ends in +)."""
    property_ = NamedNode(predicate.rstrip("+"))
    kept = [q for q in GOOD if predicate.endswith("+") or (q.subject, q.predicate) != (subject, property_)]
    return kept + ([Quad(subject, property_, value, ARTICLE)] if value is not None else [])


def test_what_kg_makes_conforms() -> None:
    report = validate(GOOD + quads(GAS_READING))
    assert report.conforms and report.text() == "no problem in 2 graphs\n"


@pytest.mark.parametrize("message", WRONG)
def test_what_is_wrong_is_found(message: str) -> None:
    subject, predicate, value = WRONG[message]
    found = validate(changed(subject, predicate, value)).findings
    assert any(message in finding.message for finding in found), found


@pytest.mark.filterwarnings("ignore:'get_binary_stream':DeprecationWarning")
def test_the_command_writes_a_report_and_exits_with_3(tmp_path: Path) -> None:
    place, wrong = str(tmp_path / "store"), Thing("meeting/9", "Meeting", "A meeting of nobody")
    with Store.create(place) as store:
        store.put([CUBA_READING])
    assert CliRunner().invoke(command, ["-s", place]).exit_code == 0
    with Store.open(place, write=True) as store:
        store.put([replace(GAS_READING, things=(*GAS_READING.things, wrong))])
    for form, told in (
        ("text", "an event has somebody who takes part"),
        ("sarif", "2.1.0"),
        ("json", "focus"),
        ("ttl", "sh:"),
    ):
        done = CliRunner().invoke(command, ["-s", place, "-f", form])
        assert done.exit_code == 3 and told in done.output, form


def test_a_finding_names_the_node_the_value_and_the_graph() -> None:
    (finding,) = validate(changed(ASSERTION, KG + "confidence", typed("1.5", "decimal"))).findings
    assert (finding.focus, finding.value, finding.path) == (ASSERTION.value, "1.5", KG + "confidence")
    assert (finding.graph, finding.severity) == (ARTICLE.value, "violation")


def test_the_report_is_text_json_and_rdf() -> None:
    report = validate(changed(SENTENCE, KG + "exact", Literal("He said so.")))
    assert report.text() == (
        f"{SENTENCE.value}: the sentence is not what the article's text has at its place\n1 problem in 1 graph\n"
    )
    assert json.loads(report.json())["findings"][0]["focus"] == SENTENCE.value
    read = rdflib.Graph().parse(data=report.turtle(), format="turtle")
    assert (None, rdflib.SH.focusNode, rdflib.URIRef(SENTENCE.value)) in read
    assert (None, rdflib.SH.conforms, rdflib.Literal(False)) in read


def test_an_rdflib_graph_and_other_shapes_may_be_given() -> None:
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{q.triple} .\n" for q in GOOD), format="nt")
    before = set(graph)
    shapes = rdflib.Graph().parse(
        data="@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://kg.example/ontology#> . "
        "<x:s> a sh:NodeShape ; sh:targetClass kg:Place ; "
        "sh:property [ sh:path kg:code ; sh:minCount 1 ; sh:message 'no code' ] ."
    )
    assert validate(graph).conforms
    assert [finding.message for finding in validate(graph, shapes).findings] == ["no code", "no code"]
    assert set(graph) == before
