"""Any order of articles, corrections, withdrawals and decisions gives the very same graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox
from corpus60 import load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.resolve import Notes, Triple, bring, whole
from kg.resolve.decisions import Decision, Decisions
from kg.resolve.whole import Difference, lines

BASE = rdf.BASE
TOLD = load()
IRIS = [rdf.article_iri(BASE, told.article.id).value for told in TOLD]


def triples(number: int, like: int | None = None) -> list[Triple]:
    """The graph of an article; if `like` is given, that of another article under its name: a correction."""
    told = TOLD[number if like is None else like]
    made = [(str(q.subject), str(q.predicate), str(q.object)) for q in rdf.quads(told.reading(), BASE)]
    old, new = (f"<{IRIS[n]}" for n in (number if like is None else like, number))
    return [tuple(new + t[len(old) :] if t.startswith((old + "#", old + ">")) else t for t in row) for row in made]  # type: ignore[misc]


def a(path: str) -> str:
    return BASE + path


LINES = (
    Decision("different", f"{IRIS[5]}#person/kiril-petkov", a("person/kiril-petkov")),
    Decision("different", f"{IRIS[10]}#person/elena-vasileva", f"{IRIS[11]}#person/vasileva"),
    Decision("same", a("person/kiril-petkov"), a("person/ivan-petkov")),
    Decision("same", a("person/penka-ilieva"), a("person/maria-hristova")),
    Decision("same", a("person/ana-maria-rojas"), f"{IRIS[3]}#person/rojas"),
    Decision("same", a("organization/balkan-energy"), a("organization/andes-cobre")),
    Decision("rename", a("person/dimitar-jeliazkov"), "D. Zh."),
    Decision("rename", a("person/ana-rojas"), "Rojas"),
    Decision("reject", a("person/dimitar-zhelyazkov"), f"represents {a('country/BG')}"),
    Decision("reject", a("position/tomas-soto/president/country/CL"), "status Current"),
    Decision("different", f"{IRIS[0]}#meeting/fm", f"{IRIS[1]}#meeting/fm"),
    Decision("same", f"{IRIS[18]}#meeting/energy", f"{IRIS[56]}#meeting/energy2"),
)


class Index:
    """An index in memory, and the articles that are in it."""

    def __init__(self) -> None:
        self.store, self.notes = ox.Store(), Notes(None)
        self.graphs: dict[str, list[Triple]] = {}
        self.decisions = Decisions()

    def change(self, changed: dict[str, list[Triple] | None], decisions: Sequence[Decision] | None = None) -> None:
        for article, graph in changed.items():
            self.graphs.pop(article, None)
            if graph is not None:
                self.graphs[article] = graph
        if decisions is not None:
            self.decisions = Decisions(tuple(decisions))
        bring(self.store, self.notes, BASE, changed, lambda article: self.graphs[article], self.decisions, self.write)

    def write(self, differences: Mapping[str, Difference]) -> None:
        for name, difference in differences.items():
            for line in lines({name: difference.leaves}):
                self.store.remove(next(iter(ox.parse(line, ox.RdfFormat.N_QUADS))))
            self.store.load("\n".join(lines({name: difference.enters})), ox.RdfFormat.N_QUADS)

    def content(self) -> list[str]:
        return sorted(f"{quad} ." for quad in self.store)


def defined(index: Index) -> list[str]:
    return sorted(lines(whole(index.graphs, BASE, index.decisions)))


numbers = st.integers(0, len(TOLD) - 1)
step = st.one_of(
    st.tuples(st.just("put"), st.sets(numbers, min_size=1, max_size=12)),
    st.tuples(st.just("withdraw"), st.sets(numbers, min_size=1, max_size=4)),
    st.tuples(st.just("correct"), st.tuples(numbers, numbers)),
    st.tuples(st.just("decide"), st.sets(st.integers(0, len(LINES) - 1), max_size=4)),
)


def run(index: Index, steps: Sequence[tuple[str, object]]) -> None:
    for what, value in steps:
        if what == "put":
            index.change({IRIS[n]: triples(n) for n in sorted(value)})  # type: ignore[call-overload]
        elif what == "withdraw":
            index.change({IRIS[n]: None for n in sorted(value) if IRIS[n] in index.graphs})  # type: ignore[call-overload]
        elif what == "correct":
            number, like = value  # type: ignore[misc]
            index.change({IRIS[number]: triples(number, like)})
        else:
            index.change({}, [LINES[n] for n in sorted(value)])  # type: ignore[call-overload]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(step, min_size=1, max_size=8))
def test_any_order_of_changes_gives_what_the_definition_says(steps: list[tuple[str, object]]) -> None:
    index = Index()
    run(index, steps)
    assert index.content() == defined(index)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(step, max_size=4), st.sets(st.integers(0, len(LINES) - 1), min_size=1, max_size=5))
def test_a_decision_that_is_undone_gives_back_the_very_same_graphs(
    steps: list[tuple[str, object]], chosen: set[int]
) -> None:
    index = Index()
    run(index, [("put", set(range(0, len(TOLD), 2))), *steps])
    before, standing = index.content(), list(index.decisions.lines)
    index.change({}, [*standing, *(LINES[n] for n in sorted(chosen))])
    index.change({}, standing)
    assert index.content() == before
