"""Exports: other parsers read the same graph back, the same graph gives the same bytes, selections select."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from rdflib.compare import isomorphic
from small_index import BELIEVED, small

from kg.export import export, format_of
from kg.export.triples import reified, unreified
from kg.model import BadQuery, KgError
from kg.rdf import BASE, RDF, TYPE, XSD, term

STORE = small()
PARSERS = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
RDF12 = {"ttl12": RdfFormat.TURTLE, "trig12": RdfFormat.TRIG}
RDFLIB = {"ttl": "turtle", "trig": "trig", "nq": "nquads", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
WITH_GRAPHS = ("trig", "nq", "jsonld")


def triples(store: Store) -> set[object]:
    return {quad.triple for quad in store}


@pytest.mark.parametrize("name", PARSERS)
def test_pyoxigraph_reads_the_same_back(name: str) -> None:
    read = list(parse(export(STORE, BELIEVED, name), PARSERS[name]))
    assert set(read) == set(STORE) if name in WITH_GRAPHS else {quad.triple for quad in read} == triples(STORE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own use of what it deprecates
@pytest.mark.parametrize("name", PARSERS)
def test_rdflib_reads_the_same_back(name: str) -> None:
    wanted = rdflib.Graph().parse(data=export(STORE, BELIEVED, "nt", selection="believed"), format="nt")
    read = rdflib.Dataset(default_union=True)
    read.parse(data=export(STORE, BELIEVED, name, selection="believed"), format=RDFLIB[name])
    joined = rdflib.Graph()
    for s, p, o, _ in read.quads((None, None, None, None)):
        joined.add((s, p, o))
    assert isomorphic(joined, wanted)


@pytest.mark.parametrize("name", PARSERS)
def test_the_order_of_the_store_does_not_show(name: str) -> None:
    backwards = Store()
    backwards.extend(sorted(STORE, key=str, reverse=True))
    assert export(backwards, BELIEVED, name) == export(STORE, BELIEVED, name)


def test_hash_seed_locale_and_time_zone_do_not_show() -> None:
    made_by = "export(small(), BELIEVED, 'trig') + export(small(), BELIEVED, 'jsonld')"
    code = f"import sys; from small_index import *; from kg.export import export; sys.stdout.buffer.write({made_by})"
    made = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "C.UTF-8")):
        env = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": locale,
            "PYTHONPATH": str(Path(__file__).parent),
        }
        made.add(subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout)
    assert len(made) == 1


def test_turtle_is_prefixed_and_has_a_line_for_each_value() -> None:
    text = export(STORE, BELIEVED, "ttl", selection="believed").decode()
    assert text.startswith("@prefix kg: <https://kg.example/ontology#> .\n")
    assert (
        "\n<https://kg.example/meeting/1>\n"
        "    a kg:Meeting ;\n"
        '    rdfs:label "Meeting in Moscow" ;\n'
        '    kg:date "2020-09-28"^^xsd:date ;\n'
        "    kg:participant <https://kg.example/person/ricardo-cabrisas> ,\n"
        "        <https://kg.example/person/sergei-lavrov> ;\n"
        "    kg:place <https://kg.example/place/moscow> ;\n"
        "    kg:status kg:Held ;\n"
        "    .\n"
    ) in text
    assert "@prefix foaf:" not in text


def test_one_fact_more_is_one_line_more() -> None:
    before = export(STORE, BELIEVED, "ttl", selection="believed").decode().splitlines()
    more = Store()
    more.extend(STORE)
    kg = "https://kg.example/ontology#"
    more.add(Quad(NamedNode(BASE + "meeting/1"), NamedNode(kg + "about"), Literal("trade"), BELIEVED))
    after = export(more, BELIEVED, "ttl", selection="believed").decode().splitlines()
    assert sorted(set(after) - set(before)) == ['    kg:about "trade" ;'] and len(after) == len(before) + 1


def test_json_ld_is_compact_with_our_keys() -> None:
    made = json.loads(export(STORE, BELIEVED, "jsonld", article="gas"))
    (graph,) = made["@graph"]
    node = next(node for node in graph["@graph"] if node["@id"].endswith("agreement/gas"))
    assert graph["@id"] == "https://kg.example/article/gas"
    assert node["@type"] == "kg:Agreement" and node["label"] == "Gas Agreement"
    assert node["date"] == {"@type": "xsd:gYearMonth", "@value": "2021-03"}
    assert made["@context"]["participant"] == "https://kg.example/ontology#participant"


def test_selections() -> None:
    believed = {quad for quad in STORE if quad.graph_name == BELIEVED}
    assert set(parse(export(STORE, BELIEVED, "nq", selection="believed"), RdfFormat.N_QUADS)) == believed
    gas = {str(quad.graph_name) for quad in parse(export(STORE, BELIEVED, "nq", article="gas"), RdfFormat.N_QUADS)}
    assert gas == {"<https://kg.example/article/gas>"}


@pytest.mark.parametrize("name", ["turtle", "TTL", ".ttl", "out/graph.ttl"])
def test_formats_go_by_name_extension_or_file(name: str) -> None:
    assert format_of(name) == "ttl"


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(BadQuery, match="did you mean turtle"):
        export(STORE, BELIEVED, "turtel")
    with pytest.raises(BadQuery, match="no selection 'some'"):
        export(STORE, BELIEVED, selection="some")
    with pytest.raises(KgError, match="did you mean gas"):
        export(STORE, BELIEVED, article="gass")


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)
IRIS = st.from_regex(r"http://x\.example/([a-zA-Zé0-9_.~:/&=-]|%25){0,12}(#[a-z0-9:.-]{0,4})?", fullmatch=True)
LITERALS = st.one_of(
    TEXT.map(Literal),
    TEXT.map(lambda t: Literal(t, language="en-GB")),
    st.builds(
        lambda t, kind: Literal(t, datatype=NamedNode(XSD + kind)),
        st.sampled_from(["1", "-0", "007", "1.0", ".5", "1.", "true", "1e3", "x", "2020"]) | TEXT,
        st.sampled_from(["integer", "decimal", "boolean", "double", "gYear"]),
    ),
)
NODES = IRIS.map(NamedNode)
QUADS = st.builds(Quad, NODES, NODES, NODES | LITERALS, NODES)


@pytest.mark.parametrize("name", RDF12)
def test_rdf_1_2_has_a_triple_term_for_each_assertion_and_comes_back(name: str) -> None:
    read = list(parse(export(STORE, BELIEVED, name), RDF12[name]))
    terms = [quad for quad in read if quad.predicate.value.endswith("#reifies")]
    claims = {quad.subject for quad in STORE if quad.predicate.value.endswith("-ns#subject")}
    assert {quad.subject for quad in terms} == claims and all(isinstance(quad.object, Triple) for quad in terms)
    assert not any(quad.predicate.value.endswith(("-ns#subject", "-ns#predicate", "-ns#object")) for quad in read)
    back = unreified(read)
    assert set(back) == set(STORE) if name == "trig12" else {quad.triple for quad in back} == triples(STORE)


def test_rdf_xml_says_what_it_cannot_write() -> None:
    store = Store()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p/1"), Literal("o"), BELIEVED))
    with pytest.raises(BadQuery, match="no way to write the property <x:p/1>"):
        export(store, BELIEVED, "rdf")
    store.clear()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), Literal("a\x01b"), BELIEVED))
    (read,) = parse(export(store, BELIEVED, "rdf"), RdfFormat.RDF_XML)
    assert read.object == Literal("a\ufffdb")


def test_an_assertion_that_lacks_a_part_stays_as_it_is() -> None:
    said = [q for q in STORE if not q.predicate.value.endswith("-ns#object")]
    assert set(reified(said)) == set(said)


@settings(max_examples=60)
@given(st.lists(QUADS, max_size=5))
def test_any_graph_comes_back(quads: list[Quad]) -> None:
    store = Store()
    store.extend(quads)
    for name in PARSERS:
        wanted = store if name != "rdf" else writable(store)
        read = list(parse(export(wanted, BELIEVED, name), PARSERS[name]))
        assert set(read) == set(wanted) if name in WITH_GRAPHS else {quad.triple for quad in read} == triples(wanted)


def writable(store: Store) -> Store:
    """What XML can hold: properties that end in a name, texts without control characters."""
    made = Store()
    for quad in store:
        text = quad.object.value if isinstance(quad.object, Literal) else ""
        ends = re.search(r"[A-Za-z_][A-Za-z0-9_.-]*\Z", quad.predicate.value)
        if ends and not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text):
            made.add(quad)
    return made


@settings(max_examples=40)
@given(st.lists(st.tuples(NODES, NODES, NODES | LITERALS), max_size=4, unique=True))
def test_any_evidence_comes_back_from_rdf_1_2(claims: list[tuple[NamedNode, NamedNode, NamedNode]]) -> None:
    store = Store()
    for number, parts in enumerate(claims):
        node = NamedNode(f"https://kg.example/article/a#{number}")
        store.add(Quad(node, TYPE, term("Assertion"), BELIEVED))
        store.extend(
            Quad(node, NamedNode(RDF + p), o, BELIEVED)
            for p, o in zip(("subject", "predicate", "object"), parts, strict=True)
        )
    for name, form in RDF12.items():
        back = unreified(parse(export(store, BELIEVED, name), form))
        assert {quad.triple for quad in back} == triples(store)
