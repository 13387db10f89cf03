"""Load, update, open and query: kg.store against rdflib's memory store and bare pyoxigraph in the same layout, in one run.

    python bench/store/speed.py 100000 [--cpu] [--no-rdflib]

With `--cpu` processor seconds of all threads are measured, not the wall clock: for a machine that others use too.

The store writes article files, journal, index and believed graph, from readings. The others get the quads that it ends with as one
N-Quads text: pyoxigraph with `bulk_load` into a store on disk, rdflib with its parser. Queries run through `Dataset.query` (ours,
rdflib) and `Store.query` (ours, bare), best of five. Ratios: rdflib's time / ours (more is better), ours / bare (less is better).
"""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import Dataset, URIRef
from shape import readings

from kg.model import Reading
from kg.store import Store, rebuild
from kg.store.sparql import lines

CLOCK = time.process_time if "--cpu" in sys.argv else time.perf_counter
warnings.simplefilter("ignore", DeprecationWarning)
PREFIX = "PREFIX kg: <https://kg.example/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
FACTS = {
    "point": "SELECT ?p ?o { <PERSON> ?p ?o }",
    "who met whom in a period": 'SELECT ?a ?b ?d { ?m a kg:Meeting ; kg:date ?d ; kg:participant ?a, ?b FILTER(?d >= "2019-03-01"^^xsd:date && ?d <= "2019-03-14"^^xsd:date && str(?a) < str(?b)) }',
    "visits of": "SELECT ?v ?where ?d { ?v a kg:Visit ; kg:participant <PERSON> ; kg:place ?where ; kg:date ?d }",
    "co-chairs": "SELECT ?name { ?c a kg:Commission . <PERSON> kg:chairs ?c . ?x kg:chairs ?c ; rdfs:label ?name }",
    "office holders": 'SELECT ?name ?land { ?p kg:holds ?post ; rdfs:label ?name . ?post rdfs:label "ambassador" ; kg:of ?land } ORDER BY ?name LIMIT 50',
    "most connected": "SELECT ?p (COUNT(DISTINCT ?m) AS ?c) { ?m a kg:Meeting ; kg:participant ?p } GROUP BY ?p ORDER BY DESC(?c) LIMIT 10",
    "planned": "SELECT ?v ?d { ?v kg:status kg:Planned ; kg:date ?d } ORDER BY ?d LIMIT 50",
    "classes": "SELECT ?type (COUNT(*) AS ?c) { ?s a ?type } GROUP BY ?type",
    "companies met by": "SELECT DISTINCT ?c { ?m kg:participant <PERSON>, ?x . ?x kg:memberOf ?c . ?c a kg:Company }",
}
SOURCES = {
    "evidence of": "SELECT ?text ?g { GRAPH ?g { ?a rdf:subject <PERSON> ; rdf:predicate kg:represents ; kg:sentence ?s . ?s kg:exact ?text } }",
    "what X said": "SELECT ?s ?o { GRAPH ?g { ?a kg:accordingTo <PERSON> ; rdf:subject ?s ; rdf:object ?o } }",
}


def main() -> None:
    quads = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with_rdflib = "--no-rdflib" not in sys.argv
    made = list(readings(quads))
    folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        run(made, folder, with_rdflib)
    finally:
        shutil.rmtree(folder)


def run(made: list[Reading], folder: Path, with_rdflib: bool) -> None:
    text = "\n".join(lines(made))
    print(f"{len(made)} articles, {text.count(chr(10)) + 1} quads in the index, {len(text) / 1e6:.0f} MB")
    store = Store.create(folder / "store")
    ours = timed(lambda: store.put(made))
    again = timed(lambda: store.put(made))
    bare = ox.Store(str(folder / "bare"))
    alone = timed(lambda: (bare.bulk_load(text.encode(), ox.RdfFormat.N_QUADS), bare.flush()))
    assert len(store.oxigraph) == len(bare)
    oracle = Dataset()
    slow = timed(lambda: oracle.parse(data=text, format="nquads")) if with_rdflib else math.nan
    show("load, from readings", ours, alone, slow)
    print(f"  build again, nothing changed: {again:.2f} s")
    store.close()
    show("load, rebuild from files", timed(lambda: rebuild(folder / "store")), alone, slow)
    store = Store.open(folder / "store", write=True)
    changed = next(readings(1, seed=99))
    one = made[len(made) // 2]
    replaced = [
        Reading(one.article, changed.sentences, changed.things, facts, extractor="b@2")
        for facts in (changed.facts[:k] for k in range(20, 15, -1))
    ]
    show(
        "update of one article",
        best(store.put, [[one] for one in replaced]),
        *updates(bare, oracle if with_rdflib else None, text, one),
    )
    store.put([one])
    store.close()
    person = next(
        line.split(" ")[0]
        for line in text.split("\n")
        if "#represents>" in line and line.startswith("<https://kg.example/person/")
    )
    print(f"  open and point query: {best(point, [(folder / 'store', person)] * 5) * 1000:.0f} ms")
    queries(Store.open(folder / "store"), bare, oracle if with_rdflib else None, person)


def updates(bare: ox.Store, oracle: Dataset | None, text: str, one: Reading) -> tuple[float, float]:
    """Replace one article's graph (not the believed graph) in the others."""
    graph = f"<https://kg.example/article/{one.article.id.replace('/', '%2F')}>"
    body = "\n".join(line[: -len(graph) - 3] + " ." for line in text.split("\n") if line.endswith(f"{graph} ."))
    update = f"CLEAR GRAPH {graph} ; INSERT DATA {{ GRAPH {graph} {{ {body} }} }}"
    return best(bare.update, [update] * 5), best(oracle.update, [update] * 3) if oracle is not None else math.nan


def point(argument: tuple[Path, str]) -> None:
    path, person = argument
    with Store.open(path) as store:
        list(
            store.oxigraph.query(f"SELECT ?p ?o {{ {person} ?p ?o }}", default_graph=ox.NamedNode(store.believed_graph))
        )


def queries(store: Store, bare: ox.Store, oracle: Dataset | None, person: str) -> None:
    believed = ox.NamedNode(store.believed_graph)
    ratios: list[tuple[float, float]] = []
    for name, query in (FACTS | SOURCES).items():
        query = PREFIX + query.replace("<PERSON>", person)
        graph = believed if name in FACTS else None
        mine = best(lambda q, g=graph: list(store.oxigraph.query(q, default_graph=g)), [query] * 5)
        other = best(lambda q, g=graph: list(bare.query(q, default_graph=g)), [query] * 5)
        through = store.dataset().graph(URIRef(believed.value)) if graph else store.dataset()
        facade = best(lambda q, t=through: list(t.query(q)), [query] * 5)
        slow = math.nan
        if oracle is not None:
            target = oracle.graph(URIRef(believed.value)) if graph else oracle
            slow = best(lambda q, t=target: list(t.query(q)), [query] * (1 if len(bare) > 500_000 else 2))
            rows = {len(list(through.query(query))), len(list(target.query(query)))}
            assert len(rows) == 1, (name, rows)
        ratios.append((slow / facade, mine / other))
        show(name, mine, other, slow, facade)
    mean = [math.exp(sum(map(math.log, column)) / len(column)) for column in zip(*ratios, strict=True)]
    print(f"  geometric mean: rdflib / ours through rdflib {mean[0]:.1f}, ours / bare {mean[1]:.2f}")


def timed(call: Callable[[], object]) -> float:
    start = CLOCK()
    call()
    return CLOCK() - start


def best(call: Callable[[Any], object], arguments: list[Any]) -> float:
    return min(timed(lambda a=argument: call(a)) for argument in arguments)


def show(what: str, ours: float, bare: float, slow: float, facade: float | None = None) -> None:
    through = f"  through rdflib {facade * 1000:10.2f} ms" if facade else " " * 31
    print(f"  {what:26} ours {ours * 1000:10.2f} ms{through}  bare {bare * 1000:10.2f} ms  rdflib {slow * 1000:10.2f} ms"
          f"  rdflib/ours {slow / (facade or ours):8.1f}  ours/bare {ours / bare:5.2f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
