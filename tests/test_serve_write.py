"""Writing over HTTP: only with the token, and only what kg itself could have written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from pyoxigraph import Quad, RdfFormat, serialize
from test_store_readings import reading, readings

from kg import rdf
from kg.model import BadInput, Reading
from kg.serve import readings as read
from kg.serve.run import serving
from kg.serve.settings import Settings
from kg.store import Store, check

BASE = "https://kg.example/"
TOKEN = "a token of some length"
AUTH = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {"Content-Type": "text/turtle"}


def turtle(quads: list[Quad]) -> bytes:
    data = serialize([quad.triple for quad in quads], format=RdfFormat.TURTLE)
    assert data
    return data


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Store.create(tmp_path / "store") as store:
        store.put([reading(1)])
    return tmp_path / "store"


@pytest.fixture
def client(path: Path) -> Iterator[httpx.Client]:
    with (
        serving(Settings(path, BASE, port=0, token=TOKEN, workers=1, seconds=300)) as address,
        httpx.Client(base_url=address, timeout=300, trust_env=False) as made,
    ):
        yield made


def graph(number: int) -> dict[str, str]:
    return {"graph": f"{BASE}article/a%2F{number}"}


def articles(client: httpx.Client) -> list[str]:
    return sorted(one["id"] for one in client.get("/api/articles").json()["articles"])


@given(readings)
def test_a_graph_gives_back_the_reading_that_it_was_made_from(made: Reading) -> None:
    quads = rdf.quads(made, BASE)
    assert rdf.quads(read.reading(quads, str(rdf.article_iri(BASE, made.article.id).value), BASE), BASE) == quads


@pytest.mark.parametrize("cut", ["assertion", "char=", "#text", "identifier", "wasGeneratedBy"])
def test_a_graph_that_lacks_something_is_no_article(cut: str) -> None:
    quads = [quad for quad in rdf.quads(reading(1)) if cut not in str(quad)]
    with pytest.raises(BadInput):
        read.reading(quads, f"{BASE}article/a%2F1", BASE)


def test_articles_are_put_replaced_and_withdrawn(client: httpx.Client, path: Path) -> None:
    quads = rdf.quads(reading(2, people=("Cy Ng",)), BASE)
    assert client.put("/graph", params=graph(2), content=turtle(quads), headers=AUTH | TURTLE).status_code == 201
    assert articles(client) == ["a/1", "a/2"]
    assert "Cy Ng" in client.get("/person/cy-ng", headers={"Accept": "text/html"}).text
    changed = rdf.quads(reading(2, people=("Dee Doe",)), BASE)
    assert client.put("/graph", params=graph(2), content=turtle(changed), headers=AUTH | TURTLE).status_code == 204
    assert client.get("/person/cy-ng").status_code == 404
    gone = client.delete("/graph", params=graph(2) | {"reason": "a mistake"}, headers=AUTH)
    assert gone.status_code == 204
    assert articles(client) == ["a/1"]
    assert client.delete("/graph", params=graph(2), headers=AUTH).status_code == 404
    assert check(path) == []


def test_without_the_token_nothing_is_written(client: httpx.Client) -> None:
    content = turtle(rdf.quads(reading(2), BASE))
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
        assert client.put("/graph", params=graph(2), content=content, headers=headers | TURTLE).status_code == 401
        assert client.delete("/graph", params=graph(1), headers=headers).status_code == 401
        assert client.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers).status_code == 401
    assert articles(client) == ["a/1"]


def test_only_what_kg_could_have_written_is_taken(client: httpx.Client) -> None:
    quads = rdf.quads(reading(2), BASE)
    lie = turtle(quads).replace(b"met at Acme in Lima.", b"met at Evil in Lima.", 1)
    lame = turtle(quads[1:])
    for content, status in ((lie, 409), (lame, 409), (b"<a:a> <a:b> _:c .", 409), (b"@nope", 400), (b"", 409)):
        answer = client.put("/graph", params=graph(2), content=content, headers=AUTH | TURTLE)
        assert answer.status_code == status, content
    for place in ("/graph?default", f"/graph?graph={BASE}graph/believed", f"/graph?graph={BASE}person/x", "/graph"):
        assert client.put(place, content=turtle(quads), headers=AUTH | TURTLE).status_code == 409
    wrong = client.put("/graph", params=graph(3), content=turtle(quads), headers=AUTH | TURTLE)
    assert wrong.status_code == 409
    assert client.put("/graph", params=graph(2), content=turtle(quads), headers=AUTH).status_code == 415
    assert articles(client) == ["a/1"]


def update(client: httpx.Client, text: str) -> httpx.Response:
    return client.post("/sparql", content=text.encode(), headers=AUTH | {"Content-Type": "application/sparql-update"})


def test_an_update_changes_the_articles_that_it_names(client: httpx.Client, path: Path) -> None:
    name = graph(2)["graph"]
    triples = "".join(f"{quad.triple} .\n" for quad in rdf.quads(reading(2, people=("Cy Ng",)), BASE))
    assert update(client, f"INSERT DATA {{ GRAPH <{name}> {{ {triples} }} }}").status_code == 204
    assert articles(client) == ["a/1", "a/2"]
    rename = f"""WITH <{name}> DELETE {{ ?p rdfs:label "Cy Ng" }} INSERT {{ ?p rdfs:label "Cy Y. Ng" }}
                 WHERE {{ ?p a kg:Official }}"""
    assert update(client, rename).status_code == 204
    assert client.get("/api/search", params={"q": "Cy Y. Ng"}).json()["hits"]
    assert update(client, f"DROP GRAPH <{name}>").status_code == 204
    assert articles(client) == ["a/1"]
    assert check(path) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400),
        ("INSERT DATA { GRAPH <a:g> { <a:a> <a:b> <a:c> } }", 409),
        (f"INSERT DATA {{ GRAPH <{BASE}article/a%2F1> {{ <a:a> <a:b> <a:c> }} }}", 409),
        ("LOAD <http://127.0.0.1:9/>", 400),
        ("INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
        ("INSERT DATA", 400),
    ],
)
def test_an_update_that_kg_cannot_hold_is_refused(client: httpx.Client, text: str, status: int) -> None:
    assert update(client, text).status_code == status
    assert articles(client) == ["a/1"]


def test_who_builds_comes_first(client: httpx.Client, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.serve.write._PATIENCE", 0.2)
    with Store.open(path, write=True):
        answer = client.delete("/graph", params=graph(1), headers=AUTH)
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


CSV = {"Content-Type": "text/csv"}
HEAD = "decision,a,b,who,when,why\n"


def test_decisions_are_added_to_the_log_and_the_graph_follows(client: httpx.Client, path: Path) -> None:
    def facts() -> list[str]:
        found = client.get("/api/facts", params={"subject": "Ana Ruiz", "relation": "memberOf"}).json()["facts"]
        return [fact["object"]["iri"] for fact in found]

    (acme,) = facts()
    line = f'reject,{BASE}person/ana-ruiz,memberOf {acme},Ann,2026-11-25,"no, she left"\n'
    for taken in (1, 0):
        answer = client.post("/api/decisions", content=HEAD + line, headers=AUTH | CSV)
        assert (answer.status_code, answer.json()) == (200, {"taken": taken})
    assert (path / "decisions.csv").read_text(encoding="utf-8") == HEAD + line
    assert facts() == []
    assert check(path) == []


def test_a_fact_that_is_accepted_after_it_was_rejected_is_there_again_and_checked(
    client: httpx.Client, path: Path
) -> None:
    def facts() -> list[tuple[str, str, float]]:
        found = client.get("/api/facts", params={"subject": "Ana Ruiz", "relation": "memberOf"}).json()["facts"]
        return [(fact["object"]["iri"], fact["checked"], fact["confidence"]) for fact in found]

    ((acme, _, _),) = facts()
    lines = [f"{kind},{BASE}person/ana-ruiz,memberOf {acme},Ann,2026-11-25,\n" for kind in ("reject", "accept")]
    for line, known in zip([*lines, *lines], [False, True] * 2, strict=True):
        answer = client.post("/api/decisions", content=HEAD + line, headers=AUTH | CSV)
        assert (answer.status_code, answer.json()) == (200, {"taken": 1})
        assert facts() == ([(acme, "checked by Ann on 2026-11-25", 1.0)] if known else [])
    assert check(path) == []


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (HEAD, CSV, 401),
        (HEAD, AUTH, 415),
        ("a,b\n1,2\n", AUTH | CSV, 400),
        (HEAD + "burn,https://a.example/x,,Ann,,\n", AUTH | CSV, 400),
        (HEAD + "reject,https://a.example/x,holds https://a.example/y,=1+1,,\n", AUTH | CSV, 409),
        (HEAD + 'rename,https://a.example/x,"@SUM(A1)",Ann,,\n', AUTH | CSV, 409),
        (HEAD + "x" * 1_100_000, AUTH | CSV, 413),
    ],
)
def test_decisions_that_cannot_be_taken_are_refused(
    client: httpx.Client, path: Path, content: str, headers: dict[str, str], status: int
) -> None:
    assert client.post("/api/decisions", content=content, headers=headers).status_code == status
    assert not (path / "decisions.csv").exists()
