"""IRIs are stable: whatever IRI a thing had, it leads to the thing; and a difference follows it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from corpus60 import Told, load

from kg import rdf
from kg.cli import kg
from kg.resolve import BELIEVED, IDENTITY, diff
from kg.store import Store

BASE = rdf.BASE
TOLD = load()


def stored(path: Path, articles: Iterable[Told]) -> diff.State:
    """Put articles into a store, which is made if it is new, and return its state."""
    with Store.open(path, write=True) if path.exists() else Store.create(path) as store:
        store.put(told.reading() for told in articles)
        return diff.of_store(store.oxigraph, store.base)


def things(state: diff.State) -> set[str]:
    return {s[1:-1] for s, p, _ in state.believed if p == str(rdf.TYPE) and s.startswith(f"<{BASE}") and "#" not in s}


@pytest.mark.parametrize("seed", range(4))
def test_an_iri_that_a_thing_had_when_there_were_fewer_articles_leads_to_a_thing(seed: int, tmp_path: Path) -> None:
    articles = random.Random(seed).sample(TOLD, len(TOLD))
    before = [stored(tmp_path / "store", articles[start : start + 15]) for start in range(0, 60, 15)]
    after = before[-1]
    leads = {old for old, new in after.redirects if new in things(after)}
    for state in before[:-1]:
        assert things(state) <= things(after) | leads
        assert {thing.removeprefix(BASE).split("/")[0] for thing in things(state)} >= {
            "person",
            "position",
            "meeting",
            "place",
        }


RUSSIA = """@ a1 | Wire | 2031-01-10 | One
S Ivan Dimov is the finance minister of Russia.
P dimov = Ivan Dimov; finance minister of RU
"""
BULGARIA = """@ a2 | Wire | 2031-01-11 | Two
S Ivan Dimov is the speaker of Bulgaria's parliament.
P other = Ivan Dimov; speaker of BG
"""


def test_the_iri_with_a_country_leads_to_the_one_without_and_back(tmp_path: Path) -> None:
    two = stored(tmp_path / "two", load(RUSSIA + BULGARIA))
    one = stored(tmp_path / "one", load(RUSSIA))
    assert f"{BASE}person/ivan-dimov/RU" in things(two) and f"{BASE}person/ivan-dimov" in things(one)
    assert (f"{BASE}person/ivan-dimov/RU", f"{BASE}person/ivan-dimov") in one.redirects
    posts = [f"{BASE}position/ivan-dimov/{more}finance-minister/country/RU" for more in ("RU/", "")]
    assert tuple(posts) in one.redirects
    assert {new for old, new in two.redirects if old == f"{BASE}person/ivan-dimov"} == {
        f"{BASE}person/ivan-dimov/RU", f"{BASE}person/ivan-dimov/BG"
    }  # fmt: skip


def test_a_thing_whose_iri_moved_is_renamed_and_neither_gone_nor_new(tmp_path: Path) -> None:
    two = stored(tmp_path / "two", load(RUSSIA + BULGARIA))
    one = stored(tmp_path / "one", load(RUSSIA))
    found = diff.diff(two, one)
    assert (f"{BASE}person/ivan-dimov/RU", f"{BASE}person/ivan-dimov") in found.renamed
    assert [thing.iri for thing in found.things_gone] == [
        f"{BASE}country/BG", f"{BASE}person/ivan-dimov/BG", f"{BASE}position/ivan-dimov/BG/speaker/country/BG"
    ]  # fmt: skip
    assert not found.things_new and not found.facts_new and not found.articles_changed
    told = CliRunner().invoke(kg, ["diff", str(tmp_path / "two"), str(tmp_path / "one")])
    assert told.exit_code == 3
    assert f"→ {BASE}person/ivan-dimov/RU is {BASE}person/ivan-dimov now" in told.output.splitlines()
    assert not [line for line in told.output.splitlines() if line.startswith("+")]


def test_two_that_turned_out_to_be_one_are_merged_and_two_that_were_taken_for_one_are_split(tmp_path: Path) -> None:
    from kg.resolve import decisions
    from kg.resolve.decisions import Decision

    path = tmp_path / "store"
    apart = stored(path, load(RUSSIA + BULGARIA))
    ends = [f"{BASE}person/ivan-dimov/{code}" for code in ("RU", "BG")]
    decisions.append(path, [Decision("same", *ends)])
    together = stored(path, [])
    (kept,) = {thing for thing in things(together) if "/person/" in thing}
    found, back = diff.diff(apart, together), diff.diff(together, apart)
    assert {pair for pair in found.renamed + found.merged if "/person/" in pair[0]} == {(end, kept) for end in ends}
    assert not found.facts_gone and not found.facts_new and not found.things_gone and not found.things_new
    assert {pair for pair in back.split if "/person/" in pair[0]} == {(end, kept) for end in ends}


def test_graphs_without_articles_are_compared_by_their_redirects(tmp_path: Path) -> None:
    states = []
    for name, text in (("two", RUSSIA + BULGARIA), ("one", RUSSIA)):
        stored(tmp_path / name, load(text))
        with Store.open(tmp_path / name) as store:
            graphs = {rdf.NamedNode(BASE + graph) for graph in (BELIEVED, IDENTITY)}
            lines = [f"{quad} .\n" for quad in store.oxigraph if quad.graph_name in graphs]
        (tmp_path / f"{name}.nq").write_text("".join(lines), "utf-8")
        states.append(diff.read(tmp_path / f"{name}.nq"))
    assert (f"{BASE}person/ivan-dimov/RU", f"{BASE}person/ivan-dimov") in diff.diff(*states).renamed
