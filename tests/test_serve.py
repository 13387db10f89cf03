"""`kg serve` as a client has it: a real server on the loopback, on a store of readings made by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import networkx as nx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Index
from test_store_readings import reading

from kg.serve import answers
from kg.serve.negotiate import choose
from kg.serve.run import serving
from kg.serve.settings import Settings
from kg.store import Store

BASE = "https://kg.example/"
HOSTILE = "<script>alert(1)</script> Ev'il"
ARTICLE = f"{BASE}article/a%2F1"
PERSON = f"{BASE}person/ana-ruiz"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a kg:Country }"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("serve") / "store"
    with Store.create(made) as store:
        others = reading(2, people=("Ana Ruiz", "Cy Ng"), day=13), reading(3, people=(HOSTILE, "Dee Doe"))
        store.put([reading(1), *others])
    return made


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[httpx.Client]:
    settings = Settings(path, BASE, port=0, seconds=300, rows=50, cors=("https://app.example",))
    with serving(settings) as address, httpx.Client(base_url=address, timeout=300, trust_env=False) as made:
        yield made


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    found = answer.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def test_a_query_is_taken_in_each_way_of_the_protocol(client: httpx.Client) -> None:
    ways = [
        client.get("/sparql", params={"query": COUNT}),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", content=COUNT, headers={"Content-Type": "application/sparql-query"}),
    ]
    for answer in ways:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/sparql-results+json"
        assert rows(answer) == [{"n": "1"}]


@pytest.mark.parametrize(
    ("accept", "kind", "start"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", "{"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv; charset=utf-8", "n\r\n1"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?n\n"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8", "n"),
    ],
)
def test_a_result_comes_in_the_format_asked_for(client: httpx.Client, accept: str, kind: str, start: str) -> None:
    answer = client.get("/sparql", params={"query": COUNT}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.text.startswith(start)


@pytest.mark.parametrize(
    ("accept", "form"),
    [("text/turtle", RdfFormat.TURTLE), ("application/n-triples", RdfFormat.N_TRIPLES), ("*/*", RdfFormat.TURTLE),
     ("application/ld+json", RdfFormat.JSON_LD)],
)  # fmt: skip
def test_a_graph_comes_in_the_format_asked_for(client: httpx.Client, accept: str, form: RdfFormat) -> None:
    query = f"DESCRIBE <{BASE}country/PE>"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert {quad.subject for quad in parse(answer.content, form)} == {NamedNode(f"{BASE}country/PE")}


def test_a_format_that_cannot_hold_the_result_is_refused(client: httpx.Client) -> None:
    for accept in ("text/turtle", "image/png", "application/json;q=0"):
        assert client.get("/sparql", params={"query": COUNT}, headers={"Accept": accept}).status_code == 406


def test_the_default_graph_is_what_is_believed_and_another_can_be_named(client: httpx.Client) -> None:
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s a kg:Sentence }"}
    assert rows(client.get("/sparql", params=query)) == [{"n": "0"}]
    assert rows(client.get("/sparql", params=query | {"default-graph-uri": ARTICLE})) == [{"n": "1"}]
    named = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s a kg:Sentence } }", "named-graph-uri": ARTICLE}
    assert rows(client.get("/sparql", params=named)) == [{"g": ARTICLE}]
    for wrong in ({"default-graph-uri": f"{BASE}nope"}, {"default-graph-uri": [ARTICLE, f"{BASE}graph/believed"]}):
        answer = client.get("/sparql", params=query | wrong)
        assert answer.status_code == 400
        assert "graph" in answer.json()["detail"]


def test_without_a_query_the_service_describes_itself(client: httpx.Client) -> None:
    answer = client.get("/sparql")
    quads = parse(answer.content, RdfFormat.TURTLE)
    found = {(quad.predicate.value.rsplit("#")[-1], str(quad.object)) for quad in quads}
    assert ("endpoint", f"<{client.base_url}sparql>") in found
    assert ("name", f"<{BASE}graph/believed>") in found
    assert client.get("/sparql", headers={"Accept": "text/html"}).headers["location"] == "/query"


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"params": {"query": "SELECT * { ?s ?p }"}}),
        (400, {"params": [("query", COUNT), ("query", COUNT)]}),
        (400, {"params": {"update": "CLEAR ALL"}}),
        (403, {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (403, {"method": "POST", "content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}),
        (415, {"method": "POST", "content": COUNT, "headers": {"Content-Type": "text/plain"}}),
        (400, {"method": "POST", "content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}),
        (413, {"method": "POST", "content": b"#" * 1_100_000, "headers": {"Content-Type": "application/sparql-query"}}),
        (405, {"method": "PUT", "content": "x"}),
    ],
)
def test_what_is_wrong_with_a_request_is_told(client: httpx.Client, status: int, request_: dict[str, object]) -> None:
    answer = client.request(**{"method": "GET", "url": "/sparql"} | request_)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_a_result_that_was_cut_off_says_so(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"})
    assert len(rows(answer)) == 50
    assert answer.headers["kg-truncated"] == "after 50 rows"
    page = client.get("/query", params={"query": "SELECT ?s { GRAPH ?g { ?s ?p ?o } }"})
    assert "The first 50 rows" in page.text


def test_graphs_can_be_read(client: httpx.Client, path: Path) -> None:
    with Store.open(path) as store:
        sizes = {name: sum(1 for _ in store.oxigraph.quads_for_pattern(None, None, None, NamedNode(name)))
                 for name in (ARTICLE, store.believed_graph)}  # fmt: skip
        everything = len(store.oxigraph)
    for question, name in ((f"graph={ARTICLE.replace('%', '%25')}", ARTICLE), ("default", f"{BASE}graph/believed")):
        answer = client.get(f"/graph?{question}", headers={"Accept": "application/n-triples"})
        assert len(list(parse(answer.content, RdfFormat.N_TRIPLES))) == sizes[name]
        head = client.head(f"/graph?{question}", headers={"Accept": "application/n-triples"})
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == answer.headers["content-length"]
    whole = client.get("/graph", headers={"Accept": "application/n-quads"})
    assert len(list(parse(whole.content, RdfFormat.N_QUADS))) == everything
    assert client.get("/graph", params={"graph": f"{BASE}article/nope"}).status_code == 404
    assert client.get("/graph", params={"graph": "nope"}).status_code == 400
    assert client.put("/graph?default", content="x").status_code == 403
    assert client.delete("/graph?default").status_code == 403
    assert client.post("/graph?default", content="x").status_code == 405


@pytest.mark.parametrize(
    ("ending", "accept", "kind"),
    [
        ("", "text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("", "text/turtle", "text/turtle; charset=utf-8"),
        ("", "application/ld+json", "application/ld+json"),
        ("", "application/json", "application/json"),
        (".ttl", "text/html", "text/turtle; charset=utf-8"),
        (".nt", "*/*", "application/n-triples"),
        (".jsonld", "*/*", "application/ld+json"),
        (".json", "*/*", "application/json"),
        (".html", "text/turtle", "text/html; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("place", ["/person/ana-ruiz", "/country/PE", "/article/a%2F1"])
def test_things_are_at_their_own_paths(client: httpx.Client, place: str, ending: str, accept: str, kind: str) -> None:
    answer = client.get(place + ending, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "country/PE" in answer.text


def test_what_is_not_there_is_not_found(client: httpx.Client) -> None:
    for place in ("/person/nobody", "/person/nobody.ttl", "/a%20b%3E", "/static/..%2fapp.py", "/ask/nope"):
        assert client.get(place).status_code == 404, place
    assert client.get("/person/ana-ruiz", headers={"Accept": "image/png"}).status_code == 406


def test_a_page_has_the_sentences_of_each_fact(client: httpx.Client) -> None:
    page = client.get("/person/ana-ruiz", headers={"Accept": "text/html"}).text
    assert "Ana Ruiz, Bob Stone of Peru met at Acme in Lima." in page
    assert "according to" in page
    assert 'href="/article/a%2F1#char=0,48"' in page
    article = client.get("/article/a%2F1", headers={"Accept": "text/html"}).text
    assert '<mark id="char=0,48">Ana Ruiz, Bob Stone of Peru met at Acme in Lima.</mark>' in article


PAGES = ["/", "/search?q=script", "/articles", "/stats", "/ask", "/ask/who-met?who=Dee+Doe", "/article/a%2F3",
         "/explore?focus=Peru", "/query?query=SELECT+*+%7B+?s+rdfs:label+?l+%7D", "/ontology",
         "/ask/who-met?who=<script>alert(2)</script>", "/query?query=<script>alert(3)</script>",
         "/search?q=</title><script>alert(4)</script>", "/explore?focus=\"><script>alert(5)</script>"]  # fmt: skip


@pytest.mark.parametrize("place", PAGES)
def test_hostile_text_is_text(client: httpx.Client, place: str) -> None:
    answer = client.get(place, headers={"Accept": "text/html"})
    assert "<script>alert" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.count("<script") == answer.text.count('<script src="/static/')


def test_a_thing_with_a_hostile_name_has_a_page(client: httpx.Client) -> None:
    (hit,) = client.get("/api/search", params={"q": "<script>", "class": "Official"}).json()["hits"]
    page = client.get(hit["page"], headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Ev&#x27;il" in page.text
    assert "<script>alert" not in page.text


def test_the_graph_view_has_its_own_policy(client: httpx.Client) -> None:
    answer = client.get("/view", params={"focus": PERSON})
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]
    for form in ("graphml", "gexf"):
        found = client.get("/api/network", params={"focus": "Peru", "format": form})
        assert found.status_code == 200
        assert "Accord of Acme" in found.text


def test_a_picture_grows_step_by_step_and_nothing_in_it_moves(client: httpx.Client) -> None:
    def places(*add: str) -> dict[str, list[float]]:
        data = client.get("/api/view", params={"focus": "Cy Ng", "add": add}).json()
        return {data["base"] + node[0]: node[3:5] for node in data["nodes"]}

    first, later = places(), places(PERSON, f"{BASE}country/PE")
    assert set(first) < set(places(PERSON)) <= set(later)
    assert {node: later[node] for node in first} == first
    assert later == places(PERSON, f"{BASE}country/PE"), "the address is the state"
    assert client.get("/api/view", params={"add": ["x"]}).status_code == 400
    assert client.get("/api/view", params={"add": [PERSON] * 41}).status_code == 400


def test_an_answer_is_to_be_had_as_a_picture_and_as_files(client: httpx.Client) -> None:
    asked = {"ask": "who-met", "p.who": "Ana Ruiz", "depth": "0"}
    labels = {node[1] for node in client.get("/api/view", params=asked).json()["nodes"]}
    assert {"Ana Ruiz", "Bob Stone", "Cy Ng"} <= labels and "Dee Doe" not in labels
    query = {"query": "SELECT ?p { ?p a kg:Official }", "depth": "0"}
    graphml = nx.parse_graphml(client.get("/api/network", params=query | {"format": "graphml"}).text)
    assert {"Ana Ruiz", HOSTILE} <= {data["label"] for _, data in graphml.nodes(data=True)}
    gexf = nx.read_gexf(io.BytesIO(client.get("/api/network", params=asked | {"format": "gexf"}).content))
    assert {data["label"] for _, data in gexf.nodes(data=True)} == labels
    alone = client.get("/view", params=asked | {"alone": "1"})
    assert "postMessage" not in alone.text and alone.headers["content-security-policy"].startswith("default-src 'none'")
    wrong = client.get("/view", params={"focus": "Ana Ruis"}, headers={"Accept": "text/html"})
    assert wrong.status_code == 404 and "did you mean" in wrong.text
    assert "script-src" not in wrong.headers["content-security-policy"], "nothing runs there"
    assert client.get("/query", params=query | {"as": "pie"}).status_code == 400


def test_search_finds_by_parts_of_names(client: httpx.Client) -> None:
    hits = client.get("/api/search", params={"q": "ruiz an"}).json()["hits"]
    assert [hit["page"] for hit in hits] == ["/person/ana-ruiz"]
    assert client.get("/api/search", params={"q": "PERU"}).json()["hits"][0]["iri"] == f"{BASE}country/PE"
    assert client.get("/api/search", params={"q": "peru", "class": "Official"}).json()["hits"] == []
    assert client.get("/api/search", params={"q": "x", "limit": "0"}).status_code == 400


def test_a_named_question_has_one_address_for_people_and_programs(client: httpx.Client) -> None:
    place = "/api/queries/who-met?who=Ana+Ruiz"
    assert {row["met"] for row in rows(client.get(place))} == {f"{BASE}person/bob-stone", f"{BASE}person/cy-ng"}
    assert "Bob Stone" in client.get(place, headers={"Accept": "text/html"}).text
    assert client.get(place + "&format=csv").headers["content-type"].startswith("text/csv")
    missing = client.get("/api/queries/who-met")
    assert missing.status_code == 400
    unknown = client.get("/ask/who-met?who=Ana+Ruis", headers={"Accept": "text/html"})
    assert "did you mean" in unknown.text


def test_the_api_tells_what_there_is(client: httpx.Client) -> None:
    stats = client.get("/api/stats").json()
    assert (stats["articles"], stats["things"]["Country"]) == (3, 1)
    listed = client.get("/api/articles", params={"limit": 2}).json()
    assert (listed["total"], len(listed["articles"])) == (3, 2)
    facts = client.get("/api/facts", params={"subject": "Ana Ruiz", "relation": "holds"}).json()
    assert {fact["relation"]["label"] for fact in facts["facts"]} == {"holds"}
    assert facts["facts"][0]["evidence"][0]["sentence"].startswith("Ana Ruiz")
    thing = client.get("/api/entity", params={"iri": PERSON}).json()["thing"]
    assert (thing["label"], thing["class"]) == ("Ana Ruiz", "Official")
    described = client.get("/api/openapi.json").json()
    assert "/api/queries/who-met" in described["paths"]
    json.dumps(described)


def test_only_names_of_this_server_are_answered(client: httpx.Client) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:8321", "localhost@evil.example", "[::1", ""):
        assert client.get("/", headers={"Host": host}).status_code in (400, 421), host
    for host in ("localhost:1", "127.0.0.1", "[::1]:8321", "LOCALHOST"):
        assert client.get("/api/stats", headers={"Host": host}).status_code == 200, host


def test_only_named_sites_may_read_the_answers(client: httpx.Client) -> None:
    ours = client.get("/api/stats", headers={"Origin": "https://app.example"})
    assert ours.headers["access-control-allow-origin"] == "https://app.example"
    other = client.get("/api/stats", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    allowed = client.options("/sparql", headers=asked)
    assert allowed.status_code == 204
    assert "authorization" not in allowed.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        (None, ("ttl", "page"), "ttl"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ("json", "page"), "page"),
        ("text/*;q=0.3, text/turtle;q=0.1", ("ttl", "csv"), "csv"),
        ("*/*;q=0.1, application/ld+json", ("ttl", "jsonld"), "jsonld"),
        ("*/*, text/turtle;q=0", ("ttl", "nt"), "nt"),
        ("nonsense", ("ttl",), "ttl"),
        ("text/turtle;q=nan", ("ttl",), None),
        ("image/png", ("ttl", "page"), None),
    ],
)
def test_the_format_liked_best_is_chosen(accept: str | None, offered: tuple[str, ...], chosen: str | None) -> None:
    assert choose(accept, offered) == chosen


def test_a_thing_that_was_merged_leads_to_what_it_became() -> None:
    old, new = f"{BASE}person/old", f"{BASE}person/new"
    index = Index()
    became = NamedNode("http://purl.org/dc/terms/isReplacedBy")
    index.add(Quad(NamedNode(old), became, NamedNode(new), NamedNode(f"{BASE}graph/identity")))
    state = answers.Open(None, index, NamedNode(f"{BASE}graph/believed"), BASE, "1")  # type: ignore[arg-type]
    assert json.loads(answers.answer(state, {"operation": "thing", "iri": old}).body) == {"moved": new}
    assert json.loads(answers.answer(state, {"operation": "moved", "iri": old}).body) == {"known": True, "moved": new}
    assert Settings(Path(), BASE).href(new) == "/person/new"
