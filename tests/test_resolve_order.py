"""Any order of articles, corrections, withdrawals and decisions gives the very same graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox
from corpus60 import load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.resolve import Notes, Resolver, Triple, bring, policy, whole
from kg.resolve.decisions import Decision, Decisions
from kg.resolve.links import Linked
from kg.resolve.whole import Difference, lines

BASE = rdf.BASE
MORE = """
@ b1 | Wire | 2031-04-03 | The day after
S Energy ministers Kiril Petkov and Pedro Muñoz met in Santiago today, and so did Bulgaria and Chile.
P kpetkov = Kiril Petkov; Energy Minister of BG
P munoz = Pedro Muñoz; Energy Minister of CL
L santiago = Santiago
M energy = kpetkov munoz @ santiago; 2031-04-03; Held
M states = BG CL @ santiago; 2031-04-03; Held
@ b2 | Wire | 2031-04-01 | The day before
S Energy ministers Kiril Petkov and Pedro Muñoz meet in Santiago tomorrow.
P kpetkov = Kiril Petkov; Energy Minister of RS; Current; 0.6
P munoz = Pedro Muñoz; Energy Minister of PE; Current; 0.6
L santiago = Santiago
M energy = kpetkov munoz @ santiago; 2031-04-01; Planned
@ b3 | Wire | 2031-01-02 | A name in full
S Kiril Georgiev Petkov, the energy minister of Bulgaria, leads the board of Balkan Energy.
P kpetkov = Kiril Georgiev Petkov; energy minister of BG
O balkan = Balkan Energy; BG
P board = Kiril Georgiev Petkov; chairman of balkan
"""
TOLD = load() + load(MORE)
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
    Decision("accept", a("person/dimitar-jeliazkov"), f"represents {a('country/BG')}", "Ann", "2031-01-02", "I know"),
    Decision("accept", f"{IRIS[27]}#meeting/summit", "status Held"),
    Decision("accept", f"{IRIS[25]}#meeting/summit", "status Cancelled", "Bo"),
    Decision("accept", a("position/tomas-soto/president/country/CL"), "status Current", "", "2031-01-02"),
)


LINKS = tuple(
    Linked(a(path), match, f"https://x.example/{entry}", 0.9, gazetteer)
    for path, match, entry, gazetteer in (
        ("person/kiril-petkov", "exact", "1", "g"),
        ("person/ivan-petkov", "exact", "1", "g"),
        ("person/ivan-petkov/MK", "exact", "2", "g"),
        ("person/dimitar-jeliazkov", "close", "3", "g"),
        ("organization/andes-cobre", "exact", "4", "h"),
    )
)


class Index:
    """An index in memory, and the articles that are in it."""

    def __init__(self) -> None:
        self.store, self.notes = ox.Store(), Notes(None)
        self.graphs: dict[str, list[Triple]] = {}
        self.decisions = Decisions()

    def change(
        self,
        changed: dict[str, list[Triple] | None],
        decisions: Sequence[Decision] | None = None,
        links: Sequence[Linked] | None = None,
        size: int = 1_000,
    ) -> None:
        """Bring articles in, in parts of that size that are all noted first, as a store does."""
        for article, graph in changed.items():
            self.graphs.pop(article, None)
            if graph is not None:
                self.graphs[article] = graph
        if decisions is not None:
            self.decisions = replace(self.decisions, lines=tuple(decisions))
        if links is not None:
            self.decisions = replace(self.decisions, links=tuple(links))
        parts = [dict([*changed.items()][start : start + size]) for start in range(0, max(1, len(changed)), size)]
        resolver = Resolver(self.notes, BASE, policy.load(), self.decisions)
        for part in parts if len(parts) > 1 else ():
            resolver.note(part)
        for part in parts:
            bring(self.store, self.notes, BASE, part, self.read, self.decisions, self.write, None, resolver)

    def read(self, article: str) -> list[Triple]:
        return self.graphs.get(article, [])

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
    st.tuples(
        st.just("parts"), st.tuples(st.sets(numbers, min_size=4, max_size=25), st.sets(st.integers(0, 9), max_size=2))
    ),
    st.tuples(st.just("withdraw"), st.sets(numbers, min_size=1, max_size=4)),
    st.tuples(st.just("correct"), st.tuples(numbers, numbers)),
    st.tuples(st.just("decide"), st.sets(st.integers(0, len(LINES) - 1), max_size=4)),
    st.tuples(st.just("link"), st.sets(st.integers(0, len(LINKS) - 1), max_size=4)),
)


def run(index: Index, steps: Sequence[tuple[str, object]]) -> None:
    for what, value in steps:
        if what == "put":
            index.change({IRIS[n]: triples(n) for n in sorted(value)})  # type: ignore[call-overload]
        elif what == "parts":
            chosen, lines_ = value  # type: ignore[misc]
            gone = {n for n in chosen if n % 3 == 0 and IRIS[n] in index.graphs}
            articles = {IRIS[n]: None if n in gone else triples(n) for n in sorted(chosen)}
            index.change(articles, [LINES[n] for n in sorted(lines_)], size=3)
        elif what == "withdraw":
            index.change({IRIS[n]: None for n in sorted(value) if IRIS[n] in index.graphs})  # type: ignore[call-overload]
        elif what == "correct":
            number, like = value  # type: ignore[misc]
            index.change({IRIS[number]: triples(number, like)})
        elif what == "link":
            index.change({}, links=[LINKS[n] for n in sorted(value)])  # type: ignore[call-overload]
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
