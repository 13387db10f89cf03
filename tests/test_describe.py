"""The dataset describes itself: counts, licences of the sources, and the run that read them; without a clock."""

from __future__ import annotations

import json
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from small_index import BELIEVED, small

from kg.describe import DCAT, SCHEMA, VOID, Run, describe
from kg.export import export
from kg.model import Article, Fact, Reading, Span, Thing
from kg.ontology import load
from kg.rdf import BASE, DCTERMS, PROV, TYPE, XSD, quads, term
from kg.validate import Finding, Report, validate, validate_reading

STORE = small()
RUN = Run("abc-0.5", "0.1.0", "1.0.0", "0123456789ab", "ba9876543210", {"min-confidence": "0.5"})
DATASET = NamedNode(BASE + "dataset")


def values(found: list[Quad], subject: NamedNode, property_: str) -> list[str]:
    return [q.object.value for q in found if q.subject == subject and q.predicate == NamedNode(property_)]


def test_void_counts_what_there_is() -> None:
    found = describe(STORE, BELIEVED)
    assert {q.graph_name for q in found} == {NamedNode(BASE + "graph/description")}
    assert values(found, DATASET, VOID + "triples") == [str(len(STORE))]
    assert values(found, DATASET, VOID + "documents") == ["2"]
    part = NamedNode(BASE + "dataset#class-Meeting")
    meetings = len(list(STORE.quads_for_pattern(None, TYPE, term("Meeting"), BELIEVED)))
    assert values(found, part, VOID + "entities") == [str(meetings)]
    assert values(found, NamedNode(BASE + "dataset#period"), DCAT + "startDate") == ["2020-09-28"]


def test_each_distribution_is_a_format_that_there_is() -> None:
    found = describe(STORE, BELIEVED)
    names = [iri.partition("#file-")[2] for iri in values(found, DATASET, DCAT + "distribution")]
    assert "ttl" in names and "gexf" not in names
    assert all(export(STORE, BELIEVED, name) for name in names)


def test_the_licence_of_each_source_is_kept() -> None:
    free = "https://creativecommons.org/publicdomain/zero/1.0/"
    store = Store()
    for name, licence in (("a", free), ("b", "by agreement"), ("c", None)):
        article = Article(name, "Text.", None, date(2020, 1, 1), f"https://x.example/{name}", licence)
        store.extend(quads(Reading(article, (Span(0, 5),), (), ())))
    found = describe(store, BELIEVED, licence=free)
    assert values(found, DATASET, DCTERMS + "license") == [free]
    held = {
        q.subject: q.object for q in found if q.predicate == NamedNode(DCTERMS + "license") and q.subject != DATASET
    }
    parts = {q.object.value: held.get(q.subject) for q in found if q.predicate == NamedNode(DCTERMS + "hasPart")}
    assert parts == {
        BASE + "article/a": NamedNode(free),
        BASE + "article/b": Literal("by agreement"),
        BASE + "article/c": None,
    }
    assert values(found, NamedNode(BASE + "article/c"), DCTERMS + "source") == ["https://x.example/c"]


def test_a_run_says_versions_digests_and_parameters() -> None:
    found = describe(STORE, BELIEVED, runs=[RUN])
    run = NamedNode(BASE + "run/abc-0.5")
    assert set(values(found, run, PROV + "used")) == {BASE + "ontology/0123456789ab", BASE + "model/ba9876543210"}
    assert values(found, NamedNode(BASE + "ontology/0123456789ab"), DCTERMS + "hasVersion") == ["1.0.0"]
    assert values(found, NamedNode(f"{run.value}#min-confidence"), SCHEMA + "value") == ["0.5"]
    assert values(found, NamedNode(BASE + "software/kg-0.1.0"), SCHEMA + "softwareVersion") == ["0.1.0"]


def test_the_run_of_this_installation() -> None:
    run = Run.current(0.25)
    assert run.extractor.endswith("-0.25") and run.ontology == load().version and len(run.model_digest) == 12


def test_runs_that_can_be_made_again_are_told_in_full() -> None:
    """What another version of the extractor read is named, and no more: nobody knows any longer what it was."""
    ours = Run.current(0.25)
    store = Store()
    for name, extractor in (("a", ours.extractor), ("b", "older"), ("c", f"{ours.extractor}-x")):
        said = Fact("country/CU", "opposes", "country/US", (Span(0, 5),), 0.9)
        things = tuple(Thing(f"country/{c}", "Country", c, (), (("code", c),)) for c in ("CU", "US"))
        store.extend(quads(Reading(Article(name, "Text."), (Span(0, 5),), things, (said,), extractor=extractor)))
    assert Run.known(store) == [ours]
    found = describe(store, BELIEVED, runs=Run.known(store))
    assert len(values(found, DATASET, PROV + "wasGeneratedBy")) == 3
    assert values(found, NamedNode(f"{BASE}run/{ours.extractor}#min-confidence"), SCHEMA + "value") == ["0.25"]


def test_it_is_the_same_each_time_and_goes_out_with_the_graph() -> None:
    found = describe(STORE, BELIEVED, runs=[RUN])
    assert found == describe(STORE, BELIEVED, runs=[RUN])
    out = set(parse(export(STORE, BELIEVED, "trig", more=found), RdfFormat.TRIG))
    assert out == set(STORE) | set(found)


FINDING = Finding(
    "https://x.example/a",
    "https://x.example/a#char=3,9",
    "a label is a text",
    "http://www.w3.org/2000/01/rdf-schema#label",
    rule="DatatypeConstraintComponent",
)


def test_sarif_has_a_result_for_each_finding_with_its_rule_and_place() -> None:
    run = json.loads(Report((FINDING,)).sarif())["runs"][0]
    (result,) = run["results"]
    assert (
        result["level"] == "error"
        and result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "Datatype/label"
    )
    place = result["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "https://x.example/a"
    assert place["physicalLocation"]["region"] == {"charOffset": 3, "charLength": 6}
    assert json.loads(Report(()).sarif())["runs"][0]["results"] == []


def test_a_report_as_rdf_names_each_constraint() -> None:
    said = {
        str(q.predicate).rpartition("#")[2].rstrip(">") for q in parse(Report((FINDING,)).turtle(), RdfFormat.TURTLE)
    }
    assert {
        "focusNode",
        "resultMessage",
        "resultPath",
        "resultSeverity",
        "sourceConstraintComponent",
        "conforms",
    } <= said


def test_a_reading_is_checked_before_it_is_stored_and_loses_nothing() -> None:
    reading = Reading(Article("a", "Text.", None, date(2020, 1, 1)), (Span(0, 5),), (), ())
    assert validate_reading(reading).conforms
    found = quads(reading)
    broken = [
        *found,
        Quad(NamedNode("x:s"), term("start"), Literal("1", datatype=NamedNode(XSD + "integer")), found[0].graph_name),
    ]
    broken.append(Quad(NamedNode("x:s"), TYPE, term("Sentence"), found[0].graph_name))
    before = list(broken)
    assert not validate(broken).conforms and broken == before
