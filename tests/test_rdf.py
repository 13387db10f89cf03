"""A reading as quads: sorted, the same each time, no blank nodes, and legal whatever an article is called or says."""

from __future__ import annotations

import unicodedata
import warnings
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Literal, URIRef

from kg import rdf
from kg.model import Article, Fact, Mention, PartialDate, Reading, Rejection, Span, Thing
from kg.ontology import NAMESPACE

GOLDEN = Path(__file__).with_name("golden_article.nq")
TEXT = "Cuba's Foreign Minister Ann Lee met “Bo” Chan in Rome on Friday.\nThe talks were good, Cy Dahl said."
FIRST, SECOND = Span(0, 64), Span(65, 101)
POST = "position/foreign-minister-of-cu-ann-lee"
READING = Reading(
    Article("talks/1", TEXT, "Talks in Rome", date(2020, 9, 28), "https://paper.example/a?b=1", "CC0"),
    (FIRST, SECOND),
    (
        Thing("country/CU", "Country", "Cuba", values=(("code", "CU"),)),
        Thing("meeting/1", "Meeting", "Meeting", values=(("date", PartialDate(2020, 9)), ("status", "Held"))),
        Thing("person/ann-lee", "Official", "Ann Lee", ("Lee", "A. Lee")),
        Thing("person/bo-chan", "Person", "“Bo” Chan"),
        Thing("person/cy-dahl", "Person", "Cy Dahl"),
        Thing("place/rome", "Place", "Rome"),
        Thing(POST, "Position", "Foreign Minister", (), (("status", "Current"),), (("of", "country/CU"),)),
    ),
    (
        Fact("meeting/1", "participant", "person/ann-lee", (FIRST, SECOND), 0.9, "person/cy-dahl"),
        Fact("meeting/1", "participant", "person/bo-chan", (FIRST,), 0.9),
        Fact("meeting/1", "place", "place/rome", (FIRST,), 1.0),
        Fact("person/ann-lee", "holds", POST, (FIRST,), 0.12345678),
    ),
    (Mention(Span(24, 31), "person/ann-lee"),),
    (Rejection("person/cy-dahl", "holds", "place/rome", SECOND, "a place cannot be the object"),),
    "e1",
)


def lines(reading: Reading, base: str = rdf.BASE) -> str:
    return "".join(f"{quad} .\n" for quad in rdf.quads(reading, base))


def test_an_article_s_graph() -> None:
    """After a change that is meant: `python tests/test_rdf.py` writes the file again."""
    assert lines(READING) == GOLDEN.read_text(encoding="utf-8")


def test_is_sorted_and_has_no_quad_twice() -> None:
    made = lines(READING).splitlines()
    assert made == sorted(set(made))


def test_all_is_in_the_article_s_graph_and_nothing_is_blank() -> None:
    for quad in rdf.quads(READING):
        assert quad.graph_name == ox.NamedNode("https://kg.example/article/talks%2F1")
        assert not {type(quad.subject), type(quad.object)} & {ox.BlankNode, ox.Triple}


def test_each_fact_has_an_assertion_and_each_assertion_a_sentence_that_stands_there() -> None:
    graph = ox.Store()
    graph.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in rdf.quads(READING))
    found = graph.query(
        f"PREFIX kg: <{NAMESPACE}> PREFIX rdf: <{rdf.RDF}> SELECT ?start ?end ?exact ?text {{ ?a a kg:Assertion ; "
        "rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:sentence ?x . ?s ?p ?o . "
        "?x kg:exact ?exact ; kg:start ?start ; kg:end ?end ; kg:article/kg:text ?text }"
    )
    rows = [tuple(row[name].value for name in ("start", "end", "exact", "text")) for row in found]
    assert len(rows) == sum(len(fact.evidence) for fact in READING.facts)
    assert all(text[int(start) : int(end)] == exact for start, end, exact, text in rows)


def test_a_country_is_one_thing_in_all_articles_and_a_person_is_not() -> None:
    first, second = rdf.article_iri(rdf.BASE, "a"), rdf.article_iri(rdf.BASE, "b")
    assert rdf.thing_iri(rdf.BASE, first, "country/CU") == rdf.thing_iri(rdf.BASE, second, "country/CU")
    assert rdf.thing_iri(rdf.BASE, first, "person/a") != rdf.thing_iri(rdf.BASE, second, "person/a")


def test_what_is_minted_lies_below_the_base() -> None:
    base = "https://graph.paper.example/"
    minted = {quad.subject.value for quad in rdf.quads(READING, base) if isinstance(quad.subject, ox.NamedNode)}
    assert all(iri.startswith(base) for iri in minted)


@pytest.mark.parametrize(
    ("value", "datatype"),
    [(PartialDate(2020), "gYear"), (PartialDate(2020, 9), "gYearMonth"), (PartialDate(2020, 9, 28), "date")],
)
def test_a_date_says_how_precise_it_is(value: PartialDate, datatype: str) -> None:
    made = rdf.value_of("date", value)
    assert made == ox.Literal(str(value), datatype=ox.NamedNode(rdf.XSD + datatype))


@pytest.mark.parametrize(
    "source", ["https://[", "http://", "javascript:x", "https://x y", "https://a\nb", "a paper", "file:///etc"]
)
def test_what_is_no_web_address_is_text(source: str) -> None:
    made = {quad.object for quad in rdf.quads(Reading(Article("a", "x", source=source), (), (), ()))}
    assert ox.Literal(source) in made


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
HOSTILE = st.one_of(
    ANY,
    st.sampled_from(
        ['"', "\\", "<x>", "a b", "a#b?c", "../..", "\n\r\t", "\u2028", "\x00", "😀", "é", "e\u0301", "%2F", "{}|^`"]
    ),
)


def hostile(name: str, label: str, source: str) -> Reading:
    article = Article(name, f"{label}. {name}", label, date(2020, 1, 1), f"https://{source}", source)
    ends = Span(0, max(1, len(label)))
    things = (Thing("event/1", "Meeting", label, (name,), (("about", name),)), Thing(f"person/{name}", "Person", name))
    return Reading(
        article, (ends,), things, (Fact("event/1", "participant", f"person/{name}", (ends,), 0.5),), extractor=name
    )


@settings(max_examples=60)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_pyoxigraph_reads_back_each_quad(name: str, label: str, source: str) -> None:
    reading = hostile(name, label, source)
    made = lines(reading)
    assert list(ox.parse(made, format=ox.RdfFormat.N_QUADS)) == rdf.quads(reading)
    assert made == lines(reading)


@settings(max_examples=60)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_rdflib_reads_back_each_quad(name: str, label: str, source: str) -> None:
    reading = hostile(name, label, source)
    dataset = Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib's own: it deprecates what its parser uses
        dataset.parse(data=lines(reading), format="nquads")
        found = {(str(s), str(p), str(o)) for s, p, o, _ in dataset.quads()}
    wanted = {(_value(quad.subject), _value(quad.predicate), _value(quad.object)) for quad in rdf.quads(reading)}
    assert found == wanted
    assert all(isinstance(node, URIRef | Literal) for _, _, node, _ in dataset.quads())


@given(HOSTILE, HOSTILE)
def test_two_articles_never_share_a_graph(one: str, other: str) -> None:
    same = rdf.article_iri(rdf.BASE, one) == rdf.article_iri(rdf.BASE, other)
    assert same == (unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other))


def _value(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


if __name__ == "__main__":
    GOLDEN.write_text(lines(READING), encoding="utf-8")
