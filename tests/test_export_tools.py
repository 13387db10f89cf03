"""Exports for graph tools, tables, databases and people: they open, hold all facts, and no text can break out of them."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from small_index import BELIEVED, small

from kg.export import FORMATS, export, format_of
from kg.export.cypher import name as cypher_name
from kg.export.cypher import text as cypher_text
from kg.graph import to_networkx
from kg.model import BadQuery, KgError
from kg.rdf import LABEL

STORE = small()
ALL = to_networkx(STORE, BELIEVED)
TEXT = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=30)


def named(text: str) -> Store:
    """The store with a place that is called as given."""
    made = Store()
    made.extend(q for q in STORE if not (q.subject.value.endswith("place/moscow") and q.predicate == LABEL))
    made.add(Quad(NamedNode("https://kg.example/place/moscow"), LABEL, Literal(text), BELIEVED))
    return made


@pytest.mark.parametrize("name", [name for name in FORMATS if "parquet" not in name])
def test_the_same_graph_gives_the_same_bytes(name: str) -> None:
    backwards = Store()
    backwards.extend(sorted(STORE, key=str, reverse=True))
    focus = "Sergei Lavrov" if name == "md" else None
    assert export(STORE, BELIEVED, name, focus=focus) == export(backwards, BELIEVED, name, focus=focus)


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_all_facts_back(form: str, read: object, tmp_path: Path) -> None:
    file = tmp_path / f"graph.{form}"
    file.write_bytes(export(STORE, BELIEVED, form))
    graph = read(file)  # type: ignore[operator]
    assert set(graph) == set(ALL)
    wanted = sorted((u, v, d["relation"]) for u, v, d in ALL.edges(data=True))
    assert sorted((u, v, d["relation"]) for u, v, d in graph.edges(data=True)) == wanted
    assert any(d.get("sentence", "").startswith("Ricardo Cabrisas") for _, _, d in graph.edges(data=True))


@settings(max_examples=25)
@given(TEXT)
def test_graph_files_open_whatever_a_thing_is_called(text: str) -> None:
    store = named(text)
    shown = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", "\ufffd", text)
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        graph = read(io.BytesIO(export(store, BELIEVED, form)))
        assert graph.nodes["https://kg.example/place/moscow"]["label"].split() == shown.split()


@settings(max_examples=25)
@given(TEXT)
def test_tables_hold_whatever_a_thing_is_called(text: str) -> None:
    rows = csv.DictReader(io.StringIO(export(named(text), BELIEVED, "nodes.csv").decode(), newline=""))
    assert {row["label"] for row in rows if row["iri"].endswith("place/moscow")} == {text}


def test_the_zip_has_both_tables_and_no_time() -> None:
    archive = zipfile.ZipFile(io.BytesIO(export(STORE, BELIEVED, "zip")))
    assert archive.namelist() == ["edges.csv", "nodes.csv"]
    assert archive.read("edges.csv") == export(STORE, BELIEVED, "csv")
    assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in archive.infolist())
    assert (
        len(list(csv.DictReader(io.StringIO(archive.read("edges.csv").decode(), newline="")))) == ALL.number_of_edges()
    )


def test_without_pyarrow_parquet_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(KgError, match=r"kg-news\[parquet\]"):
        export(STORE, BELIEVED, "parquet")


@pytest.mark.parametrize(("form", "table"), [("parquet", "csv"), ("nodes.parquet", "nodes.csv")])
def test_parquet_holds_the_rows_of_the_tables_with_types(form: str, table: str) -> None:
    why = "PARQUET IS NOT TESTED: pip install 'kg-news[parquet]' (55 MB, 170 MB unpacked)"
    parquet = pytest.importorskip("pyarrow.parquet", reason=why)
    made = export(STORE, BELIEVED, form)
    assert made == export(STORE, BELIEVED, form), "the same bytes for the same graph"
    found = parquet.read_table(io.BytesIO(made))
    rows = list(csv.DictReader(io.StringIO(export(STORE, BELIEVED, table).decode(), newline="")))
    assert found.column_names == list(rows[0])
    for one, row in zip(found.to_pylist(), rows, strict=True):
        assert {name: "" if value is None else str(value) for name, value in one.items()} == row
    types = dict(zip(found.column_names, map(str, found.schema.types), strict=True))
    numbers = {
        "confidence": "double",
        "sentences": "int64",
        "start": "int64",
        "end": "int64",
        "lat": "double",
        "lon": "double",
    }
    assert types == {name: numbers.get(name, "string") for name in types}


def literal(code: str) -> str:
    """Read a literal of Cypher as an old Neo4j does: first the escapes of Unicode, wherever they stand, then the text."""
    code = re.sub(r"\\[uU]([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), code)
    escapes = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
    parts = []
    for part in re.split(r" \+ (?=')", code.removeprefix("(").removesuffix(")") if code.startswith("(") else code):
        assert re.fullmatch(r"'(?:[^'\\]|\\.)*'", part, re.DOTALL), part
        parts.append(re.sub(r"\\(.)", lambda m: escapes.get(m[1], m[1]), part[1:-1], flags=re.DOTALL))
    return "".join(parts)


@settings(max_examples=200)
@given(TEXT | st.text(alphabet="\\u'0027+ `", max_size=12))
def test_no_text_breaks_out_of_a_literal_of_cypher(text: str) -> None:
    assert literal(cypher_text(text)) == text
    assert "\n" not in cypher_text(text)


def test_cypher_has_a_statement_for_each_thing_and_fact() -> None:
    lines = export(STORE, BELIEVED, "cypher").decode().splitlines()
    assert len([line for line in lines if line.startswith("MERGE (n:Thing")]) == len(ALL)
    assert len([line for line in lines if line.startswith("MATCH (a:Thing")]) == ALL.number_of_edges()
    assert any("SET n:Official:Person:Agent;" in line for line in lines)
    assert cypher_name("a`b") == "`a``b`" and cypher_name("MET_AT") == "MET_AT"


ALLOWED = {
    "Person": "name alias country sourceUrl proof",
    "Company": "name alias country sourceUrl proof",
    "Organization": "name alias country sourceUrl proof",
    "PublicBody": "name alias country sourceUrl proof",
    "Territory": "name alias country sourceUrl",
    "Address": "name alias full sourceUrl",
    "Position": "name alias country organization subnationalArea sourceUrl",
    "Event": "name keywords date startDate endDate summary location country involved description proof sourceUrl",
    "Occupancy": "holder post status description proof",
    "Membership": "member organization role description proof",
    "UnknownLink": "subject object role description proof",
    "Article": "title publishedAt sourceUrl publisher author",
}
"""What FollowTheMoney 4.11 has, of what kg writes."""


def test_follow_the_money_has_known_schemata_and_no_loose_ends() -> None:
    found = [json.loads(line) for line in export(STORE, BELIEVED, "ftm").decode().splitlines()]
    ids = {one["id"] for one in found}
    for one in found:
        assert set(one["properties"]) <= set(ALLOWED[one["schema"]].split()), one
        for name in ("holder", "post", "member", "organization", "subject", "object", "involved", "proof"):
            assert set(one["properties"].get(name, ())) <= ids
    held = next(one for one in found if one["schema"] == "Occupancy" and one["properties"]["status"] == ["Former"])
    assert held["properties"]["description"] == ["Former foreign minister Igor Ivanov is a member of Gazprom."]


def test_a_report_has_a_footnote_for_each_sentence_it_cites() -> None:
    text = export(STORE, BELIEVED, "md", focus="Sergei Lavrov").decode()
    cited, told = set(re.findall(r"\[\^(\d+)\](?!:)", text)), set(re.findall(r"(?m)^\[\^(\d+)\]:", text))
    assert text.startswith("# Sergei Lavrov\n") and cited == told and cited
    assert "“Lavrov will go to Havana in May 2021.” — Talks in Moscow, 2020-09-28, <https://reuters.example/1>" in text
    with pytest.raises(BadQuery, match="a report is about one thing"):
        export(STORE, BELIEVED, "md")


@settings(max_examples=40)
@given(TEXT | st.text(alphabet="<>[]()*_`#|!&;\\ a1.-", min_size=1, max_size=20))
def test_no_name_is_markup_in_a_report(text: str) -> None:
    page = MarkdownIt("commonmark").render(export(named(text), BELIEVED, "md", focus="Sergei Lavrov").decode())
    tags = set(re.findall(r"<(\w+)", page))
    assert tags <= {"h1", "h2", "ul", "li", "p", "strong", "a"}, page
    assert set(re.findall(r'href="([^"]*)"', page)) <= {"https://reuters.example/1", text.strip()} or "href" not in page


def test_a_focus_or_a_period_selects_facts_with_their_evidence() -> None:
    quads = set(parse(export(STORE, BELIEVED, "nq", focus="Gazprom"), RdfFormat.N_QUADS))
    assert quads <= set(STORE)
    facts = {q.predicate.value.rpartition("#")[2] for q in quads if q.graph_name == BELIEVED}
    assert "memberOf" in facts and "participant" not in facts
    assert any(q.predicate.value.endswith("#exact") for q in quads)
    late = export(STORE, BELIEVED, "nt", since="2021-04", selection="believed").decode()
    both = export(STORE, BELIEVED, "nt", article="cuba", since="2021-04", selection="believed").decode()
    assert "Visit to Havana" in both and "participant" in both
    assert "Visit to Havana" in late and "Meeting in Moscow" not in late and "#exact" not in late
    with pytest.raises(BadQuery, match="not a date"):
        export(STORE, BELIEVED, "nt", since="spring")


def test_believed_alone_has_no_sentences() -> None:
    rows = list(csv.DictReader(io.StringIO(export(STORE, BELIEVED, "csv", selection="believed").decode())))
    assert rows and not any(row["sentence"] or row["article"] for row in rows)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("graph.graphml", "graphml"),
        ("out/edges.csv", "csv"),
        ("x/facts.csv", "csv"),
        ("nodes.csv", "nodes.csv"),
        ("my.nodes.csv", "nodes.csv"),
        ("g.rdf", "rdf"),
        ("g.xml", "rdf"),
        ("RDF/XML", "rdf"),
        ("a.b.ttl", "ttl"),
        ("lavrov.md", "md"),
        ("g.ftm.json", "ftm"),
        ("x.zip", "zip"),
        ("nodes.parquet", "nodes.parquet"),
        ("g.parquet", "parquet"),
        ("g.cypher", "cypher"),
    ],
)
def test_a_file_name_tells_the_format(name: str, form: str) -> None:
    assert format_of(name) == form
