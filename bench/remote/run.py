"""Build, update, query and export on each kind of store in one run: python bench/remote/run.py [articles]."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
import engines
from small_index import CUBA_READING, GAS_READING

from kg.export import export
from kg.model import KgError, Reading
from kg.query import queries, run
from kg.rdf import BASE
from kg.remote import Remote
from kg.store import Store

T = TypeVar("T")
BELIEVED = NamedNode(BASE + "graph/believed")
GIVEN = {
    "name": "Sergei Lavrov",
    "article": "cuba-0",
    "date": "2020",
    "text": "Moscow",
    "iri": "kg:Meeting",
    "integer": "2",
}


def readings(number: int) -> Iterator[Reading]:
    """Yield articles: the two of the tests, again and again, each with people of its own."""
    for at in range(number):
        one = (CUBA_READING, GAS_READING)[at % 2]
        text = one.article.text + f" Number {at}."
        things = tuple(replace(t, label=f"{t.label} {at % 97}") if t.key == "place/havana" else t for t in one.things)
        yield replace(one, article=replace(one.article, id=f"{one.article.id}-{at}", text=text), things=things)


@contextmanager
def stores(kind: str, cache: str) -> Iterator[Store | Remote]:
    with ExitStack() as stack:
        if kind == "embedded":
            yield stack.enter_context(Store.create(Path(cache) / "embedded"))
            return
        environment = {"KG_CACHE": cache}
        if kind == "kg serve":
            from kg.serve.run import serving
            from kg.serve.settings import Settings

            folder = Path(cache) / "served"
            Store.create(folder).close()
            address = stack.enter_context(serving(Settings(folder, BASE, port=0, token="a token for the bench")))
            environment["KG_REMOTE_TOKEN"] = "a token for the bench"
        else:
            address = stack.enter_context(getattr(engines, kind)())
            if kind == "virtuoso":
                environment |= {"KG_REMOTE_USER": "dba", "KG_REMOTE_PASSWORD": "dba"}
        yield stack.enter_context(Remote.open(address, True, environment=environment))


def timed(what: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    made = what()
    return time.perf_counter() - begun, made


def main(number: int, kinds: list[str]) -> None:
    wanted: dict[str, object] = {}
    print(
        f"{number} articles\n{'store':10} {'build':>8} {'again':>8} {'one':>8} {'queries':>8} {'export':>8}  same   (s; queries: median ms)"
    )
    for kind in kinds:
        with tempfile.TemporaryDirectory() as cache, stores(kind, cache) as store:
            build, _ = timed(lambda: store.put(readings(number)))
            again, _ = timed(lambda: store.put([]))
            changed = replace(next(readings(1)), facts=CUBA_READING.facts[:-1])
            one, _ = timed(lambda changed=changed: store.put([changed]))
            times, same = [], 0
            for query in queries().values():
                given = {p.name: GIVEN[p.type] for p in query.parameters if p.required}
                try:
                    if isinstance(store, Remote):
                        taken, found = timed(lambda query=query, given=given: store.query(query.text, given))
                    else:
                        taken, found = timed(
                            lambda query=query, given=given: run(store.oxigraph, BELIEVED, query.text, given)
                        )
                    times.append(taken)
                    same += wanted.setdefault(query.name, found) == found
                    if wanted[query.name] != found:
                        print("  differs:", query.name)
                except KgError as error:
                    print("  ", query.name, error)
            taken, data = timed(lambda: export(store.oxigraph, BELIEVED, "nq"))
            equal = wanted.setdefault("export", data) == data
            quads = data.count(b"\n")
            print(
                f"{kind:10} {build:8.2f} {again:8.2f} {one:8.2f} {statistics.median(times) * 1000:8.1f} {taken:8.2f}  {same}/{len(queries())} export {equal} ({quads} quads)",
                flush=True,
            )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1000,
        sys.argv[2:] or ["embedded", "oxigraph", "virtuoso", "kg serve"],
    )
