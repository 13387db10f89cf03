"""The store as a user has it: what is put is there, what is withdrawn is gone, in whatever order; all of it twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, serialize
from rdflib import Graph, URIRef
from test_store_readings import reading, readings

from kg import rdf
from kg.model import KgError, Reading
from kg.store import Report, Store, check, digest_of, memory, rebuild
from kg.store.sparql import lines

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own use of what it deprecates

DAY = date(2021, 1, 1)
KG = "PREFIX kg: <https://kg.example/ontology#>\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "store") as made:
        yield made


def content(store: Store) -> list[str]:
    """Every quad of the index as a sorted line of N-Quads."""
    data = serialize(store.oxigraph, format=RdfFormat.N_QUADS) or b""
    return sorted(data.decode().split("\n")[:-1])


def believed(store: Store) -> set[str]:
    return {line for line in content(store) if line.endswith(f"<{store.believed_graph}> .")}


def test_what_is_put_can_be_read_by_another(store: Store) -> None:
    made = [reading(1), reading(2)]
    assert store.put(made) == Report(added=("a/1", "a/2"))
    with Store.open(store.path) as other:
        assert other.article_ids() == ["a/1", "a/2"]
        assert other.text("a/1") == made[0].article.text
        assert other.reading_quads("a/2") == rdf.quads(made[1])
        assert content(other) == lines(made)


@pytest.mark.parametrize("size", [1, 4_000, 20_000])
def test_an_index_made_in_many_parts_is_that_made_in_one(
    store: Store, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("kg.store.session.INDEX_BYTES", size)
    made = [reading(number) for number in range(8)]
    store.put(made[:5])
    store.put([*made[5:], reading(1, body="New")])
    assert content(store) == lines([made[0], reading(1, body="New"), *made[2:]])
    before = content(store)
    store.close()
    assert rebuild(store.path) == []
    with Store.open(store.path) as again:
        assert content(again) == before


def test_an_article_put_again_changes_nothing(store: Store) -> None:
    store.put([reading(1)])
    before = {path: path.stat().st_mtime_ns for path in store.path.rglob("*")}
    assert store.put([reading(1)]) == Report(unchanged=("a/1",))
    assert {path: path.stat().st_mtime_ns for path in store.path.rglob("*")} == before


def test_an_article_takes_the_place_of_the_one_before(store: Store) -> None:
    store.put([reading(1), reading(2)])
    assert store.put([reading(1, body="Bolt")]) == Report(replaced=("a/1",))
    assert content(store) == lines([reading(1, body="Bolt"), reading(2)])
    assert len(list((store.path / "articles").rglob("*.nq"))) == 2


def test_the_last_of_two_of_one_id_in_a_batch_counts(store: Store) -> None:
    assert store.put([reading(1), reading(1, body="Bolt")]) == Report(added=("a/1",))
    assert content(store) == lines([reading(1, body="Bolt")])
    assert store.put([reading(1), reading(1, body="Bolt")]) == Report(replaced=("a/1",))
    store.close()
    assert check(store.path) == []


def test_a_withdrawn_article_takes_what_rests_on_it_alone(store: Store) -> None:
    store.put([reading(1), reading(2, people=("Cy Ng",))])
    store.withdraw("a/1", "a false report", DAY)
    assert content(store) == lines([reading(2, people=("Cy Ng",))])
    assert not any("ana-ruiz" in line for line in content(store))
    last = store.log()[-1]
    assert (last.action, last.article, last.day, last.reason) == (
        "withdraw",
        "https://kg.example/article/a%2F1",
        "2021-01-01",
        "a false report",
    )
    with pytest.raises(KgError, match="no article 'a/1'"):
        store.withdraw("a/1", "again", DAY)
    with pytest.raises(KgError, match="no article 'a/1'"):
        store.text("a/1")
    assert store.put([reading(1)]) == Report(added=("a/1",))


def test_it_knows_which_articles_need_no_extraction(store: Store) -> None:
    store.put([reading(1)])
    article = reading(1).article
    assert store.has(article, "rules@1")
    assert not store.has(article, "rules@2")
    assert not store.has(reading(1, other=" More.").article, "rules@1")
    assert not store.has(reading(2).article, "rules@1")
    assert len(digest_of(article)) == 64
    with Store.open(store.path) as other:
        assert other.has(article, "rules@1")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_of_changes_gives_the_same_index_byte_for_byte(tmp_path: Path, data: st.DataObject) -> None:
    """An incremental index, one made at once and the definition agree, whatever was put and withdrawn before."""
    path = tmp_path / "store"
    shutil.rmtree(path, ignore_errors=True)
    there: dict[str, Reading] = {}
    with Store.create(path) as store:
        for batch in data.draw(st.lists(st.lists(readings, max_size=4), max_size=5)):
            store.put(batch)
            there |= {one.article.id: one for one in batch}
            for gone in data.draw(st.sets(st.sampled_from(sorted(there)))) if there else ():
                store.withdraw(gone, "", DAY)
                del there[gone]
            assert content(store) == lines(there.values())
            assert store.article_ids() == sorted(there)
        incremental = content(store)
    assert check(path) == rebuild(path) == []
    with Store.open(path) as store:
        assert content(store) == incremental


QUERIES = {
    "names": "SELECT ?n { ?p a kg:Official ; rdfs:label ?n }",
    "pairs": "SELECT ?a ?b ?d { ?m a kg:Meeting ; kg:participant ?a, ?b ; kg:date ?d FILTER(str(?a) < str(?b)) }",
    "posts": "SELECT ?n (COUNT(?of) AS ?c) { ?p kg:holds ?x ; rdfs:label ?n . OPTIONAL { ?x kg:of ?of } } GROUP BY ?n",
    "count": "SELECT ?type (COUNT(*) AS ?c) { ?s a ?type } GROUP BY ?type",
    "path": "SELECT ?x { <https://kg.example/person/bob-stone> (^kg:participant/kg:participant)+ ?x }",
}
EVIDENCE = """SELECT ?text ?g { GRAPH ?g {
  ?a a kg:Assertion ; rdf:predicate kg:memberOf ; rdf:subject ?s ; kg:sentence [ kg:exact ?text ] } }"""


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_the_believed_graph_answers_as_rdflib_does(store: Store, query: str) -> None:
    made = [reading(n, people=("Ana Ruiz", f"P {n % 3}", "Bob Stone"), body=f"Body {n % 2}") for n in range(9)]
    store.put(made)
    graph = URIRef(store.believed_graph)
    ours = store.dataset().graph(graph).query(KG + query)
    oracle = memory(made).graph(graph).query(KG + query)
    assert _rows(ours) == _rows(oracle) != []


def test_evidence_is_found_as_in_rdflib(store: Store) -> None:
    made = [reading(n, people=("Ana Ruiz", f"P {n}")) for n in range(3)]
    store.put(made)
    assert _rows(store.dataset().query(KG + EVIDENCE)) == _rows(memory(made).query(KG + EVIDENCE)) != []


def _rows(result: object) -> list[tuple[str, ...]]:
    return sorted(tuple(str(term) for term in row) for row in result)  # type: ignore[attr-defined]


def test_one_thing_has_one_iri_one_type_and_one_label(store: Store) -> None:
    store.put([reading(1, ("Ana Ruiz",), kinds=("Person", "Company")), reading(2, ("Ana Ruíz del Monte",))])
    store.put([reading(3, ("ANA RUIZ",))])
    graph = Graph().parse(data="\n".join(believed(store)).replace(f"<{store.believed_graph}> .", "."), format="nt")
    ana = URIRef("https://kg.example/person/ana-ruiz")
    assert set(graph.objects(ana, URIRef(rdf.TYPE.value))) == {URIRef("https://kg.example/ontology#Official")}
    assert [str(label) for label in graph.objects(ana, URIRef(rdf.LABEL.value))] == ["Ana Ruíz del Monte"]
    assert {str(name) for name in graph.objects(ana, URIRef(rdf.ALT_LABEL.value))} == {
        "Ana Ruiz",
        "ANA RUIZ",
        "ANA RUÍZ DEL MONTE",
    }
    for gone in ("a/2", "a/3"):
        store.withdraw(gone, "", DAY)
    kinds = store.oxigraph.quads_for_pattern(NamedNode(str(ana)), rdf.TYPE, None, NamedNode(store.believed_graph))
    assert [str(quad.object) for quad in kinds] == ["<https://kg.example/ontology#Person>"]


def test_a_reader_keeps_the_state_that_it_opened(store: Store) -> None:
    store.put([reading(1)])
    with Store.open(store.path) as early:
        before = content(early)
        for number in range(2, 6):
            store.put([reading(number)])
        assert content(early) == before
        with Store.open(store.path) as late:
            assert len(late.article_ids()) == 5
    store.put([reading(9)])
    assert len([path for path in (store.path / "index").iterdir() if path.name.isdigit()]) == 1


def test_a_reader_cannot_write(store: Store) -> None:
    store.put([reading(1)])
    with Store.open(store.path) as other:
        with pytest.raises(KgError, match="open for reading only"):
            other.put([reading(2)])
        with pytest.raises((RuntimeError, OSError)):
            other.oxigraph.update("CLEAR ALL")
    with pytest.raises((RuntimeError, OSError)):
        store.oxigraph.update("CLEAR ALL")


def test_the_articles_before_an_error_in_the_readings_are_in(store: Store) -> None:
    def failing() -> Iterator[Reading]:
        yield from (reading(number) for number in range(70))
        raise OSError("no such article")

    with pytest.raises(OSError, match="no such article"):
        store.put(failing())
    assert len(store.article_ids()) == 70
    store.close()
    assert check(store.path) == []


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "none": (lambda path: Store.open(path), "there is no store; `kg build"),
    "none to write": (lambda path: Store.open(path, write=True), "there is no store; `kg build"),
    "none to check": (lambda path: check(path), "there is no store; `kg build"),
    "none to rebuild": (lambda path: rebuild(path), "there is no store; `kg build"),
    "base": (lambda path: Store.create(path, "https://a b/"), "not the base of IRIs"),
    "end of base": (lambda path: Store.create(path, "https://a.example"), "must end in /"),
}


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_opened_is_refused_and_not_made(
    tmp_path: Path, call: Callable[[Path], object], message: str
) -> None:
    with pytest.raises(KgError, match=message) as error:
        call(tmp_path / "store")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "store").exists()


def test_a_store_is_not_made_over_anything(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("dear diary")
    with pytest.raises(KgError, match="the folder is not empty"):
        Store.create(tmp_path)
    with pytest.raises(KgError, match="Not a directory|File exists"):
        Store.create(tmp_path / "diary.txt")
    Store.create(tmp_path / "store").close()
    with pytest.raises(KgError, match="there is a store already"):
        Store.create(tmp_path / "store")


def test_an_own_base_names_everything(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store", "https://data.example/x/") as store:
        store.put([reading(1)])
    with Store.open(tmp_path / "store") as store:
        assert store.base == "https://data.example/x/"
        assert content(store) == lines([reading(1)], "https://data.example/x/")
        assert store.article_ids() == ["a/1"]


def test_the_decision_log_is_left_alone(store: Store) -> None:
    log = "decision,a,b,who,when,why\nsame,https://kg.example/person/a,https://kg.example/person/b,,,\n"
    (store.path / "decisions.csv").write_text(log)
    store.put([reading(1)])
    store.close()
    assert check(store.path) == rebuild(store.path) == []
    assert (store.path / "decisions.csv").read_text() == log
