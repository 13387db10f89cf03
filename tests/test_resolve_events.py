"""Which reports are of one event: days that are off by one, states and those who act for them, and what became of a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from corpus60 import load

from kg import rdf
from kg.resolve import BELIEVED, policy, review, whole
from kg.resolve.claims import Index
from kg.resolve.conflicts import conflicts
from kg.resolve.policy import Policy
from kg.resolve.terms import TYPE_, kg, local
from kg.store import Store, index

BASE = rdf.BASE


def report(
    ident: str, day: str, sentence: str, date: str, place: str = "@ sofia", status: str = "Held", who: str = "a b"
) -> str:
    """An article that reports a meeting of the foreign ministers of Chile and Bulgaria."""
    return f"""@ {ident} | Wire | {day} | Talks
S {sentence}
P a = Ana Rojas; Foreign Minister of CL
P b = Yordan Chakarov; Foreign Minister of BG
L sofia = Sofia
M m = {who} {place}; {date}; {status}
"""


MONDAY = report("e1", "2031-03-10", "Ana Rojas met Yordan Chakarov in Sofia on 10 March.", "2031-03-10")
TODAY = report("e2", "2031-03-11", "Ana Rojas met Yordan Chakarov in Sofia today.", "2031-03-11")


def meetings(text: str, rules: Policy | None = None) -> int:
    """How many meetings the articles tell of, all in all."""
    graphs = {
        rdf.article_iri(BASE, told.article.id).value: [
            (str(q.subject), str(q.predicate), str(q.object)) for q in rdf.quads(told.reading())
        ]
        for told in load(text)
    }
    return sum(1 for _, p, o in whole(graphs, BASE, policy=rules)[BASE + BELIEVED] if (p, o) == (TYPE_, kg("Meeting")))


def test_a_day_that_was_reckoned_may_be_off_by_one() -> None:
    assert meetings(MONDAY + TODAY) == 1


def test_days_that_two_articles_name_are_two() -> None:
    named = report("e2", "2031-03-12", "Ana Rojas met Yordan Chakarov in Sofia on March 11.", "2031-03-11")
    assert meetings(MONDAY + named) == 2


def test_how_far_off_a_day_may_be_is_a_rule_of_the_policy() -> None:
    rules = policy.load()
    later = report("e2", "2031-03-12", "Ana Rojas met Yordan Chakarov in Sofia today.", "2031-03-12")
    for days, text, number in ((0, TODAY, 2), (1, TODAY, 1), (1, later, 2), (2, later, 1)):
        assert meetings(MONDAY + text, replace(rules, events=replace(rules.events, days_apart=days))) == number


@pytest.mark.parametrize(
    "other",
    [
        report("e2", "2031-03-11", "Ana Rojas met Yordan Chakarov today.", "2031-03-11", "@"),
        TODAY.replace("Sofia", "Varna"),
        TODAY.replace("Yordan Chakarov", "Elena Vasileva"),
        TODAY + "M n = a b @ sofia; 2031-03-10; Held\n",
    ],
    ids=["no place", "another place", "other people", "an article that tells of both days"],
)
def test_near_days_are_two_meetings_where_anything_tells_them_apart(other: str) -> None:
    assert meetings(MONDAY + other) == 2


def test_a_day_between_two_others_is_neither(tmp_path: Path) -> None:
    after = report("e3", "2031-03-13", "Ana Rojas met Yordan Chakarov in Sofia on 12 March.", "2031-03-12")
    assert meetings(MONDAY + TODAY + after) == 3
    assert {reason for _, _, reason in doubts(tmp_path, MONDAY + TODAY + after)} == {
        "days near each other, and others as near"
    }


def doubts(path: Path, text: str) -> list[tuple[str, str, str]]:
    """What `kg review` asks about events: the labels of both, and the reason."""
    with Store.create(path / "store") as store:
        store.put(told.reading() for told in load(text))
        notes = index.newest(path / "store" / "index") / "notes"  # type: ignore[operator]
        found = review.candidates(Index(store.oxigraph, store.base), notes, path / "store")
        return [(c.a.label, c.b.label, c.reason) for c in found]


STATES = report("e4", "2031-03-11", "Chile and Bulgaria held talks in Sofia on Monday.", "2031-03-10", who="CL BG")


def test_talks_of_states_and_of_their_ministers_stay_two_until_somebody_decides(tmp_path: Path) -> None:
    assert meetings(MONDAY + STATES) == 2
    ((a, b, reason),) = doubts(tmp_path, MONDAY + STATES)
    assert {a, b} == {"Meeting of a b", "Meeting of CL BG"}
    assert reason.startswith("talks of states, and of people who act for them on that day")


def test_a_planned_meeting_that_was_held_is_one_event_with_a_history(tmp_path: Path) -> None:
    will = "Ana Rojas will meet Yordan Chakarov in Sofia on 10 March."
    planned = report("e0", "2031-03-01", will, "2031-03-10", status="Planned")
    soon = report(
        "e5", "2031-03-02", "Ana Rojas is to meet Yordan Chakarov in Sofia in March.", "2031-03", status="Planned"
    )
    with Store.create(tmp_path / "store") as store:
        store.put(told.reading() for told in load(planned + soon + MONDAY + TODAY))
        opened = Index(store.oxigraph, store.base)
        (meeting,) = opened.things("Meeting")
        said = {
            local(v): {a.value.rpartition("/")[2] for a in found}
            for v, found in opened.claimed(kg("status"))[meeting].items()
        }
        assert said == {"Planned": {"e0", "e5"}, "Held": {"e1", "e2"}}
        assert opened.values(meeting, kg("status")) == [kg("Held")]
        assert opened.values(meeting, kg("date")) == ['"2031-03-10"^^<http://www.w3.org/2001/XMLSchema#date>']
        assert [c.rule for c in conflicts(opened)] == ["functional"]
