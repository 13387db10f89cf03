"""Remote stores for real: the Oxigraph server, Virtuoso 7 and our own server, each against the embedded store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

pytest.importorskip("httpx", reason="REMOTE STORES ARE NOT TESTED: pip install -e '.[remote]'")

import engines
import httpx
from small_index import CUBA_READING, GAS_READING

from kg.export import export
from kg.model import BadQuery, KgError, Reading
from kg.query import queries, run
from kg.query.why import why
from kg.rdf import BASE
from kg.remote import Remote
from kg.remote.manifest import Manifest
from kg.store import Store

TOKEN = "a token of some length"
BELIEVED = NamedNode(BASE + "graph/believed")
GIVEN = {
    "name": "Sergei Lavrov",
    "article": "cuba",
    "date": "2020",
    "text": "Moscow",
    "iri": "kg:Meeting",
    "integer": "2",
}
NOT_OURS = "http://other.example/graph"
TEXTS = [
    "DESCRIBE ?p { ?p a kg:Meeting }",
    "PREFIX c: <https://kg.example/country/> DESCRIBE c:CU <https://kg.example/person/sergei-lavrov>",
    "ASK { ?x a kg:Commission }",
    "ASK { ?x a kg:Visit ; kg:place ?x }",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT { ?s kg:about ?o } WHERE { ?s kg:participant ?o }",
    "CONSTRUCT { ?s kg:about ?g } WHERE { ?s kg:participant ?o GRAPH ?g { ?o a kg:Official } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o GRAPH ?g { ?s a ?t } }",
    "SELECT ?x ?n { ?x a kg:Place { SELECT ?x (COUNT(*) AS ?n) { GRAPH ?g { ?x ?p ?o } } GROUP BY ?x } } ORDER BY DESC(?n)",
    "SELECT ?x ?id { ?x a kg:Official OPTIONAL { GRAPH ?g { ?x a kg:Person . ?g dcterms:identifier ?id } } }",
    "SELECT ?x { ?x a kg:Meeting FILTER NOT EXISTS { GRAPH <https://kg.example/article/gas> { ?x a kg:Meeting } } }",
    "SELECT ?x FROM <https://kg.example/article/gas> { ?x a kg:Meeting }",
    "SELECT ?x FROM NAMED <https://kg.example/article/gas> { ?x a kg:Meeting . GRAPH ?g { ?x a kg:Meeting } }",
    "SELECT ?x FROM <https://kg.example/article/gas> FROM NAMED <https://kg.example/article/cuba> { GRAPH ?g { ?x a kg:Meeting } }",
    'SELECT ?x { VALUES ?l { "Ana López" "Cuba" } ?x rdfs:label ?l }',
]


@dataclass
class Engine:
    """A server that runs, and what it is asked with."""

    address: str
    environment: dict[str, str]
    folder: Path | None = None

    def open(self, write: bool = False, **more: str) -> Remote:
        return Remote.open(self.address, write, environment=self.environment | more)

    def clear(self) -> None:
        """Empty the server."""
        if self.folder:
            with self.open(True) as store:
                for name in store.article_ids():
                    store.withdraw(name, "test", date(2026, 1, 2))
            return
        update = self.address.replace("/query", "/update").replace("/sparql", "/sparql-auth")
        auth = httpx.DigestAuth("dba", "dba") if "auth" in update else None
        graphs = httpx.post(
            self.address,
            data={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"},
            headers={"Accept": "application/sparql-results+json"},
        )
        names = [row["g"]["value"] for row in graphs.json()["results"]["bindings"]]
        for name in [one for one in names if "kg.example" in one or one == NOT_OURS]:
            httpx.post(update, data={"update": f"CLEAR GRAPH <{name}>"}, auth=auth).raise_for_status()
        httpx.post(
            update,
            data={"update": f"INSERT DATA {{ GRAPH <{NOT_OURS}> {{ <http://x.example/> a <{NOT_OURS}> }} }}"},
            auth=auth,
        ).raise_for_status()


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso", "kg"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with ExitStack() as stack:
        cache = stack.enter_context(tempfile.TemporaryDirectory())
        if request.param == "kg":
            run_ = pytest.importorskip("kg.serve.run", reason="KG SERVE IS NOT TESTED: pip install -e '.[serve]'")
            from kg.serve.settings import Settings

            folder = Path(cache) / "served"
            Store.create(folder).close()
            address = stack.enter_context(run_.serving(Settings(folder, BASE, port=0, token=TOKEN, workers=1)))
            yield Engine(address, {"KG_CACHE": cache, "KG_REMOTE_TOKEN": TOKEN}, folder)
            return
        try:
            address = stack.enter_context(getattr(engines, request.param)())
        except engines.Missing as error:
            pytest.skip(f"REMOTE STORES ARE NOT TESTED ON {request.param.upper()}: {error}")
        user = {"KG_REMOTE_USER": "dba", "KG_REMOTE_PASSWORD": "dba"} if request.param == "virtuoso" else {}
        yield Engine(address, {"KG_CACHE": cache, **user})


others = pytest.mark.parametrize("engine", ["oxigraph", "virtuoso"], indirect=True, scope="module")
"""For what a `kg serve` sees to itself."""


@pytest.fixture
def empty(engine: Engine) -> Engine:
    engine.clear()
    return engine


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("embedded") / "store") as store:
        store.put([CUBA_READING, GAS_READING])
        yield store


def whole(store: Store | Remote) -> bytes:
    return export(store.oxigraph, BELIEVED, "nq")


def built(tmp_path: Path, *readings: Reading) -> bytes:
    with Store.create(tmp_path / f"store{len(list(tmp_path.iterdir()))}") as store:
        store.put(readings)
        return whole(store)


def test_a_remote_store_answers_like_an_embedded_one(empty: Engine, embedded: Store) -> None:
    with empty.open(True) as store:
        assert store.put([CUBA_READING, GAS_READING]).added == ("cuba", "gas")
    with empty.open() as store:
        assert store.base == BASE
        assert store.article_ids() == ["cuba", "gas"]
        assert store.text("gas") == GAS_READING.article.text
        assert whole(store) == whole(embedded)
        for query in queries().values():
            for every in (False,) if empty.folder else (False, True):
                given = {one.name: GIVEN[one.type] for one in query.parameters if one.required or every}
                wanted = run(embedded.oxigraph, BELIEVED, query.text, given)
                assert store.query(query.text, given) == wanted, query.name
        for text in TEXTS:
            assert store.query(text) == run(embedded.oxigraph, BELIEVED, text), text
        assert why(store.index, BELIEVED, "Sergei Lavrov", "met") == why(
            embedded.oxigraph, BELIEVED, "Sergei Lavrov", "met"
        )
        assert store.query("SELECT ?x { ?x a kg:Official }", limits=None).labels
        with pytest.raises(BadQuery, match="line 1, column 11"):
            store.query("SELECT ?x { ?x a kg:Official")
        with pytest.raises(KgError, match="did you mean 'Sergei Lavrov'"):
            store.query(queries()["who-met"].text, {"who": "Sergej Lavrov"})
        with pytest.raises(BadQuery, match="has no graph"):
            store.query("SELECT * FROM <https://kg.example/article/none> { ?s ?p ?o }")
        with pytest.raises(BadQuery, match="SERVICE"):
            store.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
        with pytest.raises(KgError, match="no article 'none'"):
            store.text("none")
        with pytest.raises(KgError, match="for reading only"):
            store.put([CUBA_READING])


def test_articles_are_skipped_replaced_and_withdrawn(empty: Engine, tmp_path: Path) -> None:
    with empty.open(True) as store:
        store.put([CUBA_READING, GAS_READING])
        assert store.has(CUBA_READING.article, "test") and store.has(GAS_READING.article, "test")
        assert not store.has(CUBA_READING.article, "test 2")
        assert not store.has(replace(CUBA_READING.article, title="Other"), "test")
        assert store.put([CUBA_READING]).unchanged == ("cuba",)
        shorter = replace(GAS_READING, facts=GAS_READING.facts[:-1])
        if not empty.folder:  # our own server sees that it is another one; the client does not ask what facts it has
            assert store.put([shorter]).replaced == ("gas",)
        else:
            store.put([shorter])
        assert whole(store) == built(tmp_path, CUBA_READING, shorter)
        store.withdraw("cuba", "a mistake", date(2026, 1, 2))
        assert store.article_ids() == ["gas"]
        assert whole(store) == built(tmp_path, shorter)
        with pytest.raises(KgError, match="no article 'cuba'"):
            store.withdraw("cuba", "again", date(2026, 1, 2))
        with pytest.raises(KgError, match="needs a store of its own"):
            Remote.open(empty.address, base="https://other.example/", environment=empty.environment)


def test_a_second_client_goes_on_where_the_first_was(empty: Engine, tmp_path: Path) -> None:
    with empty.open(True, KG_CACHE=str(tmp_path / "a")) as store:
        store.put([CUBA_READING])
    with empty.open(True, KG_CACHE=str(tmp_path / "b")) as store:
        assert store.has(CUBA_READING.article, "test")
        store.put([GAS_READING])
        assert whole(store) == built(tmp_path, CUBA_READING, GAS_READING)
    with empty.open(True, KG_CACHE=str(tmp_path / "a")) as store:
        assert store.has(GAS_READING.article, "test")
        store.withdraw("cuba", "a mistake", date(2026, 1, 2))
    with empty.open(True, KG_CACHE=str(tmp_path / "b")) as store:
        assert not store.has(CUBA_READING.article, "test")
        store.put([])
        assert whole(store) == built(tmp_path, GAS_READING)


@others
def test_what_a_killed_writer_left_is_made_up_for(
    empty: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt), empty.open(True) as store:
            store.put([CUBA_READING])
    with empty.open(True, KG_CACHE=str(tmp_path / "b")) as store:  # another machine knows nothing of that article
        store.put([GAS_READING])
        assert whole(store) == built(tmp_path, GAS_READING)
    with empty.open(True) as store:
        assert store.has(CUBA_READING.article, "test")
        store.put([])
        assert whole(store) == built(tmp_path, CUBA_READING, GAS_READING)
        store._server.delete(BASE + "article/cuba")
        assert whole(store) != built(tmp_path, CUBA_READING, GAS_READING)
        assert store.repair() == 4  # two articles, what is believed, and the redirects
        assert whole(store) == built(tmp_path, CUBA_READING, GAS_READING)


@others
def test_writers_wait_for_each_other(empty: Engine) -> None:
    with empty.open(True) as store:
        manifest = store._manifest
        assert manifest
        with (
            manifest.writing(),
            pytest.raises(KgError, match="another process is writing"),
            manifest.writing(patience=0, sleep=lambda _: None),
        ):
            pass
        with manifest.writing(patience=0):
            pass


@others
def test_a_large_graph_is_changed_by_what_differs(
    empty: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.remote.mirror._LEAST", 10)
    monkeypatch.setattr("kg.remote.mirror._SMALL", 1)
    with empty.open(True) as store:
        store.put([CUBA_READING])
        shorter = replace(CUBA_READING, facts=CUBA_READING.facts[:-1])
        put: list[str] = []
        monkeypatch.setattr(type(store._server), "put", lambda self, iri, lines: put.append(iri))
        store.put([shorter])
        assert put == []
        assert whole(store) == built(tmp_path, shorter)


@others
def test_graphs_are_written_by_updates_where_there_is_no_graph_store(empty: Engine, tmp_path: Path) -> None:
    update = empty.address.replace("/query", "/update").replace("/sparql", "/sparql-auth")
    file = tmp_path / "server.toml"
    file.write_text(
        f'query = "{empty.address}"\nupdate = "{update}"\nbatch-bytes = 4000\nbase = "https://paper.example/"\n'
    )
    with Remote.open(file, True, environment=empty.environment) as store:
        store.put([CUBA_READING])
        assert store.base == "https://paper.example/"
        assert store.article_ids() == ["cuba"]
        with Store.create(tmp_path / "store", "https://paper.example/") as local:
            local.put([CUBA_READING])
            believed = NamedNode(local.believed_graph)
            assert export(store.oxigraph, believed, "nq") == export(local.oxigraph, believed, "nq")
    with Remote.open(file, environment={}) as store:
        assert store.article_ids() == ["cuba"]
