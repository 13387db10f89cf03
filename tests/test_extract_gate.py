"""Every fact passes one gate: a sentence of the text says it, and its ends are things of the right classes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ontology
from kg.extract.gate import passed
from kg.model import Article, Fact, Rejection, Span, Thing

ARTICLE = Article("a", "Ann Lee met Bo Chan in Rome. Acme is in Rome.")
THINGS = tuple(
    Thing(key, type_, key)
    for key, type_ in [("ann", "Official"), ("bo", "Person"), ("rome", "Place"), ("acme", "Company"), ("m", "Meeting")]
)
SENTENCE = Span(0, 28)


def reason(fact: Fact, min_confidence: float = 0.0) -> str | None:
    kept, refused = passed(ARTICLE, THINGS, (fact,), ontology.load(), min_confidence)
    assert len(kept) + len(refused) == 1
    return None if kept else refused[0].reason


@pytest.mark.parametrize(
    ("subject", "relation", "object_"),
    [("m", "participant", "ann"), ("acme", "basedIn", "rome"), ("ann", "opposes", "bo")],
)
def test_what_the_ontology_allows_goes_in(subject: str, relation: str, object_: str) -> None:
    assert reason(Fact(subject, relation, object_, (SENTENCE,), 0.9)) is None


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (Fact("acme", "holds", "rome", (SENTENCE,), 0.9), "a company cannot be the subject of kg:holds"),
        (Fact("m", "participant", "rome", (SENTENCE,), 0.9), "a place cannot be the object of kg:participant"),
        (Fact("ann", "knows", "bo", (SENTENCE,), 0.9), "kg:knows is not a relation of the ontology"),
        (Fact("ann", "status", "bo", (SENTENCE,), 0.9), "kg:status is not a relation of the ontology"),
        (Fact("ann", "opposes", "cy", (SENTENCE,), 0.9), "one of its ends is not a thing of the article"),
        (Fact("ann", "opposes", "bo", (), 0.9), "no sentence says it"),
        (Fact("ann", "opposes", "bo", (Span(0, 999),), 0.9), "its sentence is not in the text"),
        (Fact("ann", "opposes", "bo", (Span(5, 5),), 0.9), "its sentence is not in the text"),
        (Fact("ann", "opposes", "bo", (SENTENCE, Span(-1, 3)), 0.9), "its sentence is not in the text"),
        (Fact("ann", "opposes", "bo", (SENTENCE,), 1.5), "its confidence is not between 0 and 1"),
        (Fact("ann", "opposes", "bo", (SENTENCE,), float("nan")), "its confidence is not between 0 and 1"),
    ],
)
def test_what_stays_out_and_why(fact: Fact, why: str) -> None:
    assert reason(fact) == why


@pytest.mark.parametrize(("confidence", "goes_in"), [(0.5, True), (0.4999, False)])
def test_the_threshold_that_the_user_asks_for(confidence: float, goes_in: bool) -> None:
    found = reason(Fact("ann", "opposes", "bo", (SENTENCE,), confidence), 0.5)
    assert found == (None if goes_in else "its confidence 0.4999 is below 0.5")


def test_a_refused_fact_keeps_its_sentence() -> None:
    fact = Fact("ann", "knows", "bo", (Span(29, 45), SENTENCE), 0.9)
    why = "kg:knows is not a relation of the ontology"
    assert passed(ARTICLE, THINGS, (fact,), ontology.load())[1] == (Rejection("ann", "knows", "bo", Span(29, 45), why),)


KEYS = st.sampled_from([*(thing.key for thing in THINGS), "nobody"])
RELATIONS = st.sampled_from([*ontology.load().properties, "unknown"])
SPANS = st.builds(Span, st.integers(-2, 60), st.integers(-2, 60))
FACTS = st.builds(Fact, KEYS, RELATIONS, KEYS, st.lists(SPANS, max_size=2).map(tuple), st.floats(-1, 2))


@given(st.lists(FACTS, max_size=8).map(tuple), st.floats(0, 1))
def test_each_fact_is_kept_or_refused_and_the_kept_are_sound(facts: tuple[Fact, ...], least: float) -> None:
    kept, refused = passed(ARTICLE, THINGS, facts, ontology.load(), least)
    assert len(kept) + len(refused) == len(facts)
    assert all(one.reason for one in refused)
    keys = {thing.key for thing in THINGS}
    for fact in kept:
        assert fact.evidence
        assert {fact.subject, fact.object} <= keys
        assert least <= fact.confidence <= 1
        assert all(span.of(ARTICLE.text) for span in fact.evidence)


def test_a_meeting_that_has_lost_those_who_took_part_goes_with_them() -> None:
    place, ann = (
        Fact("m", relation, end, (SENTENCE,), 0.9) for relation, end in (("place", "rome"), ("participant", "ann"))
    )
    assert passed(ARTICLE, THINGS, (place, ann), ontology.load())[0] == (place, ann)
    assert passed(ARTICLE, THINGS, (place,), ontology.load())[1][0].reason == "nobody is left who took part"
