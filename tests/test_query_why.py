"""`why`: facts with their sentences."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from small_index import BELIEVED, CUBA_TEXT, small

from kg.model import KgError
from kg.query.why import why
from kg.rdf import BASE, LABEL

STORE = small()


def test_a_fact_has_its_sentence_article_and_confidence() -> None:
    (fact,) = why(STORE, BELIEVED, "Cabrisas", "represents", "Cuba")
    (said,) = fact.evidence
    assert (fact.subject, fact.relation, fact.object, fact.confidence) == (
        "Ricardo Cabrisas",
        "represents",
        "Cuba",
        0.9,
    )
    assert said.sentence == CUBA_TEXT[said.start : said.end]
    assert (said.article.id, said.article.title, said.article.published) == ("cuba", "Talks in Moscow", "2020-09-28")
    assert said.article.source == "https://reuters.example/1"


def test_without_a_relation_all_facts_that_a_thing_is_in() -> None:
    found = [(fact.subject, fact.relation, fact.object) for fact in why(STORE, BELIEVED, "Igor Ivanov")]
    assert found == [("Igor Ivanov", "holds", "foreign minister"), ("Igor Ivanov", "is a member of", "Gazprom")]


@pytest.mark.parametrize("relation", ["met", "participant", "has participant", None])
def test_what_joins_two_people_is_the_meeting_of_both(relation: str | None) -> None:
    found = why(STORE, BELIEVED, "Lavrov", relation, "Cabrisas")
    assert {(f.subject, f.object) for f in found if f.status} >= {
        ("Meeting in Moscow", "Sergei Lavrov"),
        ("Meeting in Moscow", "Ricardo Cabrisas"),
    }
    assert [len(f.evidence) for f in found if f.object == "Sergei Lavrov"] == [2]


def test_a_reported_fact_names_the_speaker_and_an_event_its_status() -> None:
    (fact,) = why(STORE, BELIEVED, "US", "opposes")
    assert fact.evidence[0].speaker == "Sergei Lavrov" and fact.status == ""
    assert {fact.status for fact in why(STORE, BELIEVED, "Ana López", "met")} == {"Denied"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Sergei Lawrow",), "did you mean 'Sergei Lavrov'"),
        (("Lavrov", "represent"), "did you mean represents"),
        (("Lavrov", "met", "Nobody"), "nothing in the graph is called 'Nobody'"),
    ],
)
def test_an_unknown_name_or_relation_has_a_suggestion(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(KgError, match=said):
        why(STORE, BELIEVED, *words)


def test_a_name_of_two_things_lists_both() -> None:
    store = small()
    store.add(Quad(NamedNode(BASE + "person/other"), LABEL, Literal("Lavrov"), BELIEVED))
    with pytest.raises(KgError, match="can be 2 things.*\n.*person/other.*\n.*person/sergei-lavrov"):
        why(store, BELIEVED, "lavrov")
