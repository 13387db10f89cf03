"""Queries: what they may do, how parameters are bound, how results look, and what is said when one is wrong."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Store, parse, parse_query_results
from small_index import BELIEVED, small

from kg.model import BadQuery, KgError
from kg.query import Limits, Result, run, update
from kg.query.tokens import tokens

STORE = small()
NAMES = "SELECT ?thing ?name { ?thing rdfs:label ?name }"


def ask(text: str, **parameters: str) -> Result:
    return run(STORE, BELIEVED, text, parameters)


def fault(text: str, **parameters: str) -> str:
    with pytest.raises(KgError) as caught:
        ask(text, **parameters)
    return str(caught.value)


# --- Answers


def test_the_believed_graph_is_the_default_and_counts_each_fact_once() -> None:
    found = ask("SELECT (COUNT(*) AS ?n) { ?who rdfs:label 'Sergei Lavrov' }")
    assert [row["n"] for row in found] == [1]


def test_provenance_is_asked_through_graph() -> None:
    found = ask("SELECT DISTINCT ?id { GRAPH ?article { ?article a kg:Article ; dcterms:identifier ?id } }")
    assert [row["id"] for row in found] == ["cuba", "gas"]


def test_prefixes_of_the_ontology_need_no_declaration_and_may_be_declared() -> None:
    assert ask("ASK { ?m a kg:Meeting }")
    assert not ask("PREFIX kg: <http://elsewhere/> ASK { ?m a kg:Meeting }")


def test_ask_construct_and_describe() -> None:
    assert ask("ASK { ?m a kg:Visit }").truth is True
    built = ask("CONSTRUCT { ?p kg:represents ?c } WHERE { ?p kg:represents ?c }")
    described = ask("DESCRIBE ?c { ?c kg:code 'CU' }")
    assert (built.kind, len(built)) == ("graph", 2)
    assert 'rdfs:label "Cuba"' in described.to("ttl")


def test_rows_without_order_are_sorted_and_ties_of_an_order_too() -> None:
    rows = ask(NAMES).rows
    assert list(rows) == sorted(rows, key=str)
    tied = [row["thing"] for row in ask("SELECT ?thing { ?thing a ?class } ORDER BY STRLEN('same') LIMIT 5")]
    assert tied == sorted(tied) and len(tied) == 5


def test_from_names_one_graph_of_the_store() -> None:
    gas = "<https://kg.example/article/gas>"
    assert ask(f"SELECT * FROM {gas} {{ ?a a kg:Agreement }}")
    assert not ask(f"SELECT * FROM {gas} {{ ?v a kg:Visit }}")
    assert not ask(f"SELECT * FROM NAMED {gas} {{ GRAPH ?g {{ ?v a kg:Visit }} }}")


def test_the_address_after_from_may_be_short_of_the_querys_base() -> None:
    agreements = ask("SELECT * FROM <https://kg.example/article/gas> { ?a a kg:Agreement }")
    assert ask("BASE <https://kg.example/x> SELECT * FROM <article/gas> { ?a a kg:Agreement }") == agreements
    assert (
        ask("BASE <https://kg.example/> PREFIX a: <article/> SELECT * FROM a:gas { ?a a kg:Agreement }") == agreements
    )
    assert "full address" in fault("SELECT * FROM <article/gas> { ?a a kg:Agreement }")


# --- What a query may not do


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p trueSERVICE:x { ?a ?b ?c } }",
        "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        r"SELECT * { ?s <http://x/\u0041'''> ?o SERVICE <http://127.0.0.1:9/> {} ?a <http://x/\u0041'''> ?b }",
        "SELECT * { ?s <http://x/#a> ?o # '\n SERVICE <http://127.0.0.1:9/> {} #'\n }",
        "PREFIX x: <http://x/> SELECT * { ?s x:a·\\' ?o SERVICE <http://127.0.0.1:9/> {} ?s x:a·\\' ?o }",
    ],
)
def test_a_query_reaches_no_server_however_it_hides_it(text: str) -> None:
    assert "without a network" in fault(text)


def test_service_in_a_text_or_a_comment_is_no_service() -> None:
    assert not ask("SELECT * { ?s rdfs:label 'SERVICE <http://x>' } # SERVICE <http://x> {}")


@pytest.mark.parametrize("graph", ["<file:///etc/passwd>", "<http://127.0.0.1:9/x>", "kg:nothing"])
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_reads_no_other_graph(graph: str, clause: str) -> None:
    assert "the store has no graph" in fault(f"SELECT * {clause} {graph} {{ ?s ?p ?o }}")


def test_two_froms_are_refused_because_they_would_count_twice() -> None:
    both = "FROM <https://kg.example/article/gas> FROM <https://kg.example/article/cuba>"
    assert "count twice" in fault(f"SELECT (COUNT(*) AS ?n) {both} {{ ?s ?p ?o }}")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT * { FILTER(" + "!" * 20_000 + "true) }",
        "SELECT * { ?s kg:of" + "/kg:of" * 20_000 + " ?o }",
        "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 4_000 + "}",
        "SELECT * { ?s ?p ?o }" + " " * 200_000,
    ],
    ids=["braces", "nots", "path", "optionals", "long"],
)
def test_a_query_that_would_end_the_parser_never_reaches_it(text: str) -> None:
    assert "more than" in fault(text)


@pytest.mark.parametrize("word", ["INSERT DATA { <a:a> <a:a> <a:a> }", "DROP ALL", "LOAD <http://x>", "CLEAR ALL"])
def test_a_query_changes_nothing(word: str) -> None:
    before = len(STORE)
    assert "line 1, column 1" in fault(word)
    assert len(STORE) == before


def test_rows_above_the_limit_are_cut_and_said_so() -> None:
    found = run(STORE, BELIEVED, NAMES, limits=Limits(rows=3))
    assert (len(found), found.truncated) == (3, True)


# --- Parameters

HEADED = """# title: t
# param: who name required — who it is about
# param: since date optional — from then on
# param: about text optional
# param: most integer optional default 5 — at most
SELECT ?m { VALUES ?who { $who } VALUES ?since { $since } VALUES ?words { $about }
  ?m kg:participant ?who . OPTIONAL { ?m kg:date ?d }
  FILTER(!BOUND(?since) || SUBSTR(?since, 1, STRLEN(STR(?d))) <= STR(?d))
  FILTER(!BOUND(?words) || EXISTS { ?m rdfs:label ?l FILTER(CONTAINS(?l, ?words)) }) } LIMIT $most"""


@pytest.mark.parametrize(
    "name", ["Sergei Lavrov", "sergei  LAVROV", "Lavrov", "<https://kg.example/person/sergei-lavrov>"]
)
def test_names_are_labels_or_other_names_in_any_case_or_addresses(name: str) -> None:
    assert len(ask(HEADED, who=name)) == 3


def test_accents_of_names_do_not_matter() -> None:
    assert ask(HEADED, who="ana lopez").rows == ask(HEADED, who="Ana López").rows != ()


@pytest.mark.parametrize(
    ("since", "rows"), [("2020", 2), ("2020-09-28", 2), ("2020-10", 1), ("2021", 1), ("2021-05-31", 1), ("2021-06", 0)]
)
def test_dates_compare_with_days_months_and_years(since: str, rows: int) -> None:
    assert len(ask(HEADED, who="Lavrov", since=since)) == rows


def test_an_integer_bounds_and_a_text_is_found_in_a_text() -> None:
    assert len(ask(HEADED, who="Lavrov", most="1")) == 1
    assert len(ask(HEADED, who="Lavrov", about="Moscow")) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "needs the parameter who"),
        ({"who": "Sergej Lavrov"}, "did you mean 'Sergei Lavrov'?"),
        ({"who": "Lavrov", "since": "May"}, "not a date of the form YYYY"),
        ({"who": "Lavrov", "since": "2020-02-30"}, "since:"),
        ({"who": "Lavrov", "most": "5; DROP ALL"}, "most is a whole number"),
        ({"who": "Lavrov", "sinse": "2020"}, "did you mean since?"),
        ({"who": "https://kg.example/nobody"}, "has the address"),
        ({"who": "a\ud800b"}, "not Unicode"),
    ],
)
def test_a_wrong_parameter_is_named(given: dict[str, str], said: str) -> None:
    assert said in fault(HEADED, **given)


def test_a_parameter_needs_no_header_and_a_term_is_taken_as_it_is() -> None:
    assert len(ask("SELECT ?x { ?x rdfs:label $label }", label="Cuba")) == 1
    cuba = run(STORE, BELIEVED, "SELECT ?p { ?p kg:represents $c }", {"c": NamedNode("https://kg.example/country/CU")})
    assert len(cuba) == 1


def test_dollar_variables_without_a_parameter_are_variables() -> None:
    assert len(ask("SELECT $x { $x a kg:Visit }")) == 1


def test_a_mark_in_a_text_or_a_comment_is_no_mark() -> None:
    found = ask("SELECT ?v { VALUES ?v { '$label' $label } } # $label", label="x")
    assert [row["v"] for row in found] == ["$label", "x"]


ANYTHING = st.text() | st.sampled_from(
    [
        '" } DROP ALL #',
        "' } UNION { ?s ?p ?o } #",
        "\\",
        '\\"',
        "\n",
        "x\r\n}",
        "$who",
        "UNDEF",
        "> . ?s ?p ?o",
        "\u0000",
        '"""',
        "?x",
    ]
)


@given(ANYTHING)
def test_a_text_parameter_can_only_be_itself(value: str) -> None:
    try:
        found = ask("SELECT ?v { VALUES ?v { $value } }", value=value)
    except BadQuery as error:
        assert "not Unicode" in str(error)
    else:
        assert [row["v"] for row in found] == [value]


@given(ANYTHING)
def test_a_hostile_name_matches_nothing(value: str) -> None:
    names = {row["name"] for row in ask(NAMES)} | {"Lavrov", "Cabrisas", "US"}
    try:
        found = ask("# param: who name required\nSELECT ?who { VALUES ?who { $who } }", who=value)
    except KgError:
        return
    assert value.casefold().strip() in {str(name).casefold() for name in names} and len(found) == 1


@given(st.text(max_size=40), st.sampled_from(["date", "integer", "iri", "article"]))
def test_a_hostile_value_of_another_type_is_refused_or_one_term(value: str, type_: str) -> None:
    try:
        found = ask(f"# param: v {type_} required\nSELECT ?v {{ VALUES ?v {{ $v }} }}", v=value)
    except KgError:
        return
    assert len(found) == 1


@given(st.text(alphabet="SELECT*{}?spo.:<>'\"\\#$@ \n()[]^|&!=kg1", max_size=60))
def test_any_text_is_answered_or_refused_with_its_place(text: str) -> None:
    assert all(text[t.start : t.end] == t.text for t in tokens(text))
    try:
        ask(text)
    except BadQuery as error:
        assert str(error).startswith(("line ", "the query ", "FROM "))


# --- Faults: line, column, caret, hint


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("SELECT * { ?s ?p }", "line 1, column 18: a triple needs three parts", ""),
        ("SELECT *\n{ ?s ?p ?o . ?x }", "line 2, column 17: a triple needs three parts", ""),
        ("SELECT * { ?s ?p ?o", "line 1, column 10: missing }", ""),
        ("SELECT * { ?s ?p ?o }}", "line 1, column 22: } closes nothing", ""),
        ("SELECT * { FILTER(?a }", "line 1, column 22: missing ) before this }", ""),
        ("SELECT * { ?s ?p 'x }", "line 1, column 18: the text that begins here has no closing '", ""),
        ("SELECT * { ?s kq:of ?o }", "line 1, column 15: the prefix kq: is not declared", "did you mean kg:?"),
        ("SELEC * { ?s ?p ?o }", "line 1, column 1: a query begins with", "did you mean SELECT?"),
        ("SELECT * { ?s ?p ?o FLTER(?s) }", "line 1, column 21: FLTER is not a word of SPARQL", "did you mean FILTER?"),
        (
            "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }",
            "line 1, column 8: ?s is neither grouped nor counted",
            "GROUP BY ?s",
        ),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "line 1, column 8: SELECT * cannot stand with GROUP BY", "name what"),
        ("SELECT * { ?s ?p ?o . FILTER(?o > ) } LIMIT 3", "line 1, column 35: ) cannot stand here", ""),
        ("SELECT * { ?s ?p <of> }", "line 1, column 18: an address is not a full one", "https://"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?s) }", "line 1, column 31: ?s has a value already", ""),
        ("SELECT * { ?s ?p ?o } LIMIT", "line 1, column 28: the query ends too early", ""),
        ("", "line 1, column 1: the query is empty", "begin with SELECT"),
        ("SELECT * { ?s kg:metWith ?o", "missing }", "kg:metWith is not in the ontology"),
    ],
)
def test_a_fault_has_its_place_and_a_hint(text: str, said: str, hint: str) -> None:
    told = fault(text)
    assert said in told and hint in told


def test_a_caret_points_at_the_place_also_behind_a_parameter() -> None:
    lines = fault("SELECT * { ?s ?p $who .\n?x }", who="a longer value than its mark").splitlines()
    assert lines[0].startswith("line 2, column 4:")
    assert lines[2].index("^") - 2 == lines[1].index("}") - 2 == 3


def test_an_unknown_term_is_a_warning_on_an_empty_answer_only() -> None:
    assert ask("SELECT * { ?m kg:partcipant ?who }").warnings == (
        "line 1, column 15: kg:partcipant is not in the ontology; did you mean kg:participant?",
    )
    assert ask("SELECT * { ?m kg:participant ?who }").warnings == ()


# --- Formats


AWKWARD = """SELECT ?v { VALUES ?v { "a,b\\n\\"c\\"" "<b>&amp;</b>"
"tab\\there" "x"@en 5 1.50 true "2020"^^xsd:gYear kg:Held UNDEF } }"""


@pytest.mark.parametrize(
    ("name", "format_"),
    [("json", QueryResultsFormat.JSON), ("xml", QueryResultsFormat.XML), ("tsv", QueryResultsFormat.TSV)],
)
def test_another_parser_reads_the_rows_back(name: str, format_: QueryResultsFormat) -> None:
    found = ask(AWKWARD)
    read = parse_query_results(found.to(name), format_)
    assert [row["v"] for row in read] == [row[0] for row in found.rows]


def test_csv_is_that_of_the_standard_and_may_have_labels() -> None:
    rows = list(csv.reader(io.StringIO(ask(AWKWARD).to("csv"))))
    assert rows[0] == ["v"] and ['a,b\n"c"'] in rows and ["https://kg.example/ontology#Held"] in rows
    text = "SELECT ?who { ?who kg:represents ?c } ORDER BY ?c"
    assert ask(text).to("csv", labels=True) == "who\r\nRicardo Cabrisas\r\nSergei Lavrov\r\n"
    assert "https://kg.example/person/sergei-lavrov" in ask(text).to("csv")


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=20), max_size=4))
def test_any_text_survives_json_and_csv(values: list[str]) -> None:
    found = Result("select", ("v",), tuple((Literal(value),) for value in values))
    assert [b["v"]["value"] for b in json.loads(found.to("json"))["results"]["bindings"]] == values
    read = parse_query_results(found.to("tsv"), QueryResultsFormat.TSV)
    assert [row["v"].value for row in read] == values
    ElementTree.fromstring(found.to("xml"))


def test_a_table_has_labels_and_cannot_steer_a_terminal() -> None:
    found = ask("SELECT ?who ?post { ?who kg:holds ?post ; kg:represents ?c . ?c kg:code 'CU' }")
    assert str(found).splitlines() == [
        "who               post",
        "----------------  ---------------------",
        "Ricardo Cabrisas  deputy prime minister",
    ]
    assert "\x1b" not in Result("select", ("v",), ((Literal("\x1b[2J\u202e"),),)).to("table")


def test_a_notebook_shows_labels_and_escapes_all() -> None:
    shown = ask("SELECT ?who { ?who kg:represents ?c }")._repr_html_()
    assert ">Sergei Lavrov<" in shown and 'title="https://kg.example/person/sergei-lavrov"' in shown
    hostile = Result("select", ("v",), ((Literal("<script>alert(1)</script>"),),))._repr_html_()
    assert "<script>" not in hostile


def test_a_graph_is_turtle_or_n_triples() -> None:
    found = ask("CONSTRUCT { ?p kg:represents ?c } WHERE { ?p kg:represents ?c }")
    for name, format_ in (("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES)):
        assert {q.triple for q in parse(found.to(name), format_)} == set(found.triples)
    assert "no format 'csv'" in str(pytest.raises(BadQuery, found.to, "csv").value)


def test_an_answer_is_the_same_whatever_the_order_of_the_store() -> None:
    backwards = Store()
    backwards.extend(reversed(sorted(STORE, key=str)))
    for text in (NAMES, "SELECT * { ?s ?p ?o } ORDER BY ?p", "DESCRIBE ?x { ?x a kg:Meeting }"):
        assert run(backwards, BELIEVED, text) == run(STORE, BELIEVED, text)


# --- Updates


def test_an_update_is_a_function_of_its_own() -> None:
    store = small()
    update(store, "INSERT DATA { GRAPH <https://kg.example/graph/believed> { <https://x.example/a> rdfs:label 'A' } }")
    assert run(store, BELIEVED, "ASK { ?x rdfs:label 'A' }")


@pytest.mark.parametrize(
    "text", ["LOAD <http://127.0.0.1:9/>", "INSERT { ?s ?p ?o } WHERE { SERVICE <http://x> {} }", "DROP"]
)
def test_an_update_fetches_nothing_and_says_what_is_wrong(text: str) -> None:
    store = small()
    before = set(store)
    with pytest.raises(BadQuery):
        update(store, text)
    assert set(store) == before
