"""Queries for servers whose default graph is not ours: restated, they give the same on a store with other graphs too."""

from __future__ import annotations

import re
import traceback
from types import SimpleNamespace
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store
from small_index import BELIEVED, small

from kg.model import BadQuery, KgError
from kg.ontology import load
from kg.query import queries, run
from kg.rdf import BASE, TYPE
from kg.remote.dataset import described, prefixed, restated
from kg.remote.index import Index

SHARED = small()
for name in ("http://other.example/graph", "https://kg.exampled/graph"):
    SHARED.add(
        Quad(NamedNode("http://x.example/"), TYPE, NamedNode("https://kg.example/ontology#Official"), NamedNode(name))
    )
SHARED.add(Quad(NamedNode("http://x.example/"), TYPE, NamedNode("https://kg.example/ontology#Official")))


def answers(store: Store, text: str, **graphs: object) -> list[str]:
    found = store.query(text, prefixes=load().prefixes, **graphs)  # type: ignore[arg-type]
    return sorted(str(row) for row in found)  # type: ignore[union-attr]


def asked(text: str) -> list[str]:
    """What a server answers: the data set of the protocol counts, else all its graphs."""
    sent, params = restated(prefixed(text, load().prefixes), BELIEVED.value, None, BASE)
    graphs = {"default_graph": NamedNode(params[0][1]), "named_graphs": []} if params else {}
    return sorted(str(row) for row in SHARED.query(sent, **graphs))  # type: ignore[arg-type,union-attr]


@pytest.mark.parametrize(
    "text",
    [
        *(re.sub(r"\$\w+ }", "UNDEF }", query.text).replace("$limit", "5") for query in queries().values()),
        "SELECT ?x { ?x a kg:Official }",
        "SELECT * { GRAPH ?g { ?x a kg:Official } }",
        "select*{graph?g{?x a kg:Official}}",
        "SELECT ?x (COUNT(*) AS ?n) { ?x a kg:Official . GRAPH $g { ?x ?p ?o } } GROUP BY ?x HAVING (COUNT(*) > 1) VALUES ?x { UNDEF }",  # noqa: E501
        "SELECT * { { SELECT DISTINCT ?x { GRAPH ?g { ?x a kg:Official } } } OPTIONAL { ?x rdfs:label ?l } MINUS { GRAPH ?h { ?x kg:holds ?p } } }",  # noqa: E501
        "SELECT * { ?x a kg:Official OPTIONAL { GRAPH ?g { ?x kg:memberOf ?o } } } # GRAPH ?z { }",
        "SELECT ?x { ?x a kg:Official FILTER EXISTS { GRAPH <https://kg.example/article/gas> { ?x a kg:Official } } }",
        "SELECT ?x { { ?x a kg:Meeting } UNION { GRAPH ?g { ?x a kg:Official } } } ORDER BY ?x ?x DESC(?x)",
        'SELECT ?l { ?x rdfs:label ?l FILTER(?l != "} GRAPH ?g {") GRAPH ?g { ?x a kg:Country } }',
        "CONSTRUCT { ?x kg:about ?g } WHERE { GRAPH ?g { ?x a kg:Official } }",
        "CONSTRUCT WHERE { ?x a kg:Official }",
    ],
)
def test_a_restated_query_gives_the_same(text: str) -> None:
    assert asked(text) == answers(small(), text, default_graph=BELIEVED)


def test_exists_outside_where_is_refused_with_graph() -> None:
    text = "SELECT (EXISTS { ?x a ?t } AS ?y) { GRAPH ?x { ?s ?p ?o } }"
    with pytest.raises(BadQuery, match="line 1, column 9"):
        restated(text, BELIEVED.value, None, BASE)


def test_from_goes_into_the_protocol() -> None:
    sent, params = restated(
        "SELECT * FROM <http://a/> FROM NAMED <http://b/> { GRAPH ?g { ?s ?p ?o } }", "http://a/", ["http://b/"], BASE
    )
    assert "FROM" not in sent
    assert params == [("default-graph-uri", "http://a/"), ("named-graph-uri", "http://b/")]


def test_what_is_described() -> None:
    assert described("DESCRIBE <http://a/> kg:x") == ("", ["<http://a/>", "kg:x"])
    select, names = described("DESCRIBE ?x <http://a/> WHERE { ?x a kg:Meeting } LIMIT 3")
    assert (select, names) == ("SELECT DISTINCT ?x WHERE { ?x a kg:Meeting } LIMIT 3", ["<http://a/>"])


def test_comments_do_not_go_out() -> None:
    assert prefixed("# mine: kg:x\nSELECT * # secret\n{ ?x a kg:Meeting }", load().prefixes).count("#") == 1


def test_the_error_of_a_server_keeps_no_results_which_another_thread_may_not_let_go_of() -> None:
    def refused(*_: object) -> None:
        raise KgError("the server is away")

    server: Any = SimpleNamespace(config=SimpleNamespace(kind=""), select=refused)
    index: Any = Index(server, BASE, BELIEVED)
    index.tied = True
    with pytest.raises(KgError, match="away") as caught:
        run(index, BELIEVED, "SELECT ?x { ?x a kg:Meeting } ORDER BY ?x")
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    assert not [value for frame in frames for value in frame.f_locals.values() if isinstance(value, QuerySolutions)]
