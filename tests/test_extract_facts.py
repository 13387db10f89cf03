"""From scored pairs of names to facts: on documents that are marked and scored by hand, so that no model decides."""

from __future__ import annotations

from datetime import date

import pytest
from marked import document

from kg.annotate.document import Document
from kg.extract.claims import SIDES, claims, threshold
from kg.extract.compose import Draft, compose, slug
from kg.extract.context import home_country
from kg.extract.events import Event, events
from kg.extract.positions import Holding, holdings
from kg.model import PartialDate

TITLE = ("Foreign Minister", "titled", "Ann Lee", 0.9)


def drafted(read: Document) -> Draft:
    found = claims(read)
    return compose(read, found, holdings(read, found), events(read, found))


def facts(read: Document) -> set[str]:
    return {f"{fact.subject} {fact.relation} {fact.object}" for fact in drafted(read).facts}


def values(read: Document, key: str) -> dict[str, object]:
    return dict(next(thing for thing in drafted(read).things if thing.key == key).values)


class TestClaims:
    def test_the_best_pair_of_two_things_comes_first(self) -> None:
        text = "[PER Ann Lee] and [PER Bo Chan] talked. [PER Lee] met [PER Chan]."
        found = claims(document(text, ("Ann Lee", "met", "Bo Chan", 0.5), ("Lee", "met", "Chan", 0.9)))["met"]
        assert [(claim.score, claim.sentences) for claim in found] == [(0.9, (1,))]

    def test_both_directions_of_a_symmetric_one_count(self) -> None:
        read = document("[PER Ann Lee] met [PER Bo Chan].", ("Ann Lee", "met", "Bo Chan", 0.8))
        half = Document(read.article, read.sentences, read.entities, read.roles, {}, read.pairs[:1])
        assert [claim.score for claim in claims(half)["met"]] == [0.4]

    def test_names_in_two_sentences_count_for_less_and_name_both(self) -> None:
        found = claims(document("[PER Ann Lee] left. She is in [ORG Acme].", ("Ann Lee", "memberOf", "Acme", 1.0)))
        assert found["memberOf"][0].score < 1
        assert found["memberOf"][0].sentences == (0, 1)

    @pytest.mark.parametrize("relation", ["represents", "between", "party", "holds"])
    def test_things_of_the_wrong_kind_make_none(self, relation: str) -> None:
        assert claims(document("[LOC Rome] is in [PER Ann Lee].", ("Rome", relation, "Ann Lee", 1.0)))[relation] == []

    def test_a_thing_has_no_relation_to_itself(self) -> None:
        read = document("[PER Ann Lee] is [PER Lee].", ("Ann Lee", "met", "Lee", 1.0))
        assert claims(read)["met"] == []

    @pytest.mark.parametrize("relation", [*SIDES, "titled", "titleOf"])
    def test_each_relation_has_a_threshold(self, relation: str) -> None:
        assert 0 < threshold(relation) < 1


def held(text: str, *said: tuple[str, str, str, float], source: str | None = None) -> list[Holding]:
    read = document(text, *said, source=source)
    return holdings(read, claims(read))


class TestPositions:
    @pytest.mark.parametrize(
        "text",
        [
            "[NORP Cuban] [ROLE Foreign Minister] [PER Ann Lee] came.",
            "[PER Ann Lee], [CTRY Cuba]'s [ROLE Foreign Minister], came.",
            "[PER Ann Lee], [ROLE Foreign Minister] of [CTRY Cuba], came.",
        ],
    )
    def test_a_title_beside_a_name(self, text: str) -> None:
        land = "Cuban" if "Cuban" in text else "Cuba"
        found = held(text, TITLE, ("Foreign Minister", "titleOf", land, 0.9))
        assert [(h.title, h.of, h.status) for h in found] == [("Foreign Minister", "country/CU", "Current")]

    def test_the_title_carries_no_country(self) -> None:
        text = "[PER Ann Lee], [ROLE Cuban Foreign Minister] of [CTRY Cuba], came."
        title = "Cuban Foreign Minister"
        found = held(text, (title, "titled", "Ann Lee", 0.9), (title, "titleOf", "Cuba", 0.9))
        assert [h.title for h in found] == ["Foreign Minister"]

    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("Former [NORP Cuban] [ROLE Foreign Minister] [PER Ann Lee] came.", "Former"),
            ("The then [NORP Cuban] [ROLE Foreign Minister] [PER Ann Lee] came.", "Former"),
            ("[NORP Cuban] [ROLE Foreign Minister]-designate [PER Ann Lee] came.", "Designate"),
            ("The incoming [NORP Cuban] [ROLE Foreign Minister] [PER Ann Lee] came.", "Designate"),
        ],
    )
    def test_its_status(self, text: str, status: str) -> None:
        found = held(text, TITLE, ("Foreign Minister", "titleOf", "Cuban", 0.9))
        assert [(h.title, h.status) for h in found] == [("Foreign Minister", status)]

    def test_a_shorter_form_of_a_title_is_the_same_post(self) -> None:
        text = (
            "[NORP Cuban] [ROLE Foreign Minister] [PER Ann Lee] came. The [NORP Cuban] [ROLE Minister] [PER Lee] left."
        )
        found = held(text, TITLE, ("Foreign Minister", "titleOf", "Cuban", 0.9), ("Minister", "titled", "Lee", 0.9))
        assert [(h.title, h.sentences) for h in found] == [("Foreign Minister", (0, 1))]

    def test_what_an_unsure_title_is_of_is_not_guessed(self) -> None:
        assert held("[ROLE Foreign Minister] [PER Ann Lee] came.", TITLE) == []

    @pytest.mark.parametrize(
        ("source", "home"),
        [("https://www.state.gov/a", "country/US"), ("https://paper.example/a", None), (None, None), ("a paper", None)],
    )
    def test_a_government_s_address_tells_its_country(self, source: str | None, home: str | None) -> None:
        assert home_country(document("Text.", source=source)) == home

    def test_it_makes_an_official_who_represents_the_country(self) -> None:
        read = document(
            "[NORP Cuban] [ROLE Foreign Minister] [PER Ann Lee] came.",
            TITLE,
            ("Foreign Minister", "titleOf", "Cuban", 0.9),
        )
        position = "position/foreign-minister-of-cu-ann-lee"
        assert facts(read) == {f"person/ann-lee holds {position}", "person/ann-lee represents country/CU"}
        assert {thing.key: thing.type for thing in drafted(read).things}["person/ann-lee"] == "Official"
        assert values(read, position) == {"status": "Current"}

    def test_who_held_it_once_represents_nobody(self) -> None:
        text = "Former [NORP Cuban] [ROLE Foreign Minister] [PER Ann Lee] came."
        said = facts(document(text, TITLE, ("Foreign Minister", "titleOf", "Cuban", 0.9)))
        assert not [fact for fact in said if "represents" in fact]


def happened(text: str, *said: tuple[str, str, str, float]) -> list[Event]:
    read = document(text, *said)
    return events(read, claims(read))


MET = ("Ann Lee", "met", "Bo Chan", 0.9)
WENT = ("Ann Lee", "visited", "Rome", 0.9)


class TestEvents:
    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("met", "Held"),
            ("held talks with", "Held"),
            ("will meet", "Planned"),
            ("is expected to meet", "Planned"),
            ("agreed to meet", "Planned"),
            ("did not meet", "Denied"),
            ("called off a meeting with", "Cancelled"),
        ],
    )
    def test_status_of_a_meeting(self, words: str, status: str) -> None:
        assert [event.status for event in happened(f"[PER Ann Lee] {words} [PER Bo Chan].", MET)] == [status]

    @pytest.mark.parametrize("words", ["could meet", "would like to meet", "refused to meet", "is ready to meet"])
    def test_a_wish_is_no_event(self, words: str) -> None:
        assert happened(f"[PER Ann Lee] {words} [PER Bo Chan].", MET) == []

    def test_date_and_place_of_a_meeting(self) -> None:
        (event,) = happened("[PER Ann Lee] met [PER Bo Chan] in [LOC Rome] on Friday.", MET)
        assert (event.date, event.places) == (PartialDate(2020, 9, 25), (("place/rome", (0,)),))

    def test_a_date_after_the_article_makes_it_planned(self) -> None:
        (event,) = happened("[PER Ann Lee] meets [PER Bo Chan] on October 5, 2020.", MET)
        assert event.status == "Planned"

    def test_a_limit_is_kept_as_a_limit(self) -> None:
        (event,) = happened("[PER Ann Lee] will meet [PER Bo Chan] before the end of this year.", MET)
        assert (event.date, event.latest) == (None, PartialDate.of(date(2020, 12, 31)))

    def test_three_who_all_met_are_one_meeting(self) -> None:
        text = "[PER Ann Lee] met [PER Bo Chan] and [PER Cy Dahl]."
        pairs = [("Ann Lee", "Bo Chan"), ("Ann Lee", "Cy Dahl"), ("Bo Chan", "Cy Dahl")]
        (event,) = happened(text, *((a, "met", b, 0.9) for a, b in pairs))
        assert [who for who, _ in event.participants] == ["person/ann-lee", "person/bo-chan", "person/cy-dahl"]

    def test_two_who_met_a_third_one_apart_are_two_meetings(self) -> None:
        text = "[PER Ann Lee] met [PER Bo Chan] and [PER Cy Dahl]."
        assert len(happened(text, MET, ("Ann Lee", "met", "Cy Dahl", 0.9))) == 2

    def test_each_destination_is_a_visit_of_its_own(self) -> None:
        text = "[PER Ann Lee] will visit [LOC Rome] and [CTRY Cuba]."
        found = happened(text, WENT, ("Ann Lee", "visited", "Cuba", 0.9))
        assert {(event.type, event.places[0][0], event.status) for event in found} == {
            ("Visit", "place/rome", "Planned"),
            ("Visit", "country/CU", "Planned"),
        }

    def test_below_its_threshold_there_is_none(self) -> None:
        assert happened("[PER Ann Lee] met [PER Bo Chan].", (*MET[:3], threshold("met") - 0.01)) == []


class TestFacts:
    def test_a_meeting_with_its_participants(self) -> None:
        read = document("[PER Ann Lee] met [PER Bo Chan] in [LOC Rome] on Friday.", MET)
        assert facts(read) == {
            "meeting/1 participant person/ann-lee",
            "meeting/1 participant person/bo-chan",
            "meeting/1 place place/rome",
        }
        assert values(read, "meeting/1") == {"date": PartialDate(2020, 9, 25), "status": "Held"}

    def test_cooperation_goes_both_ways(self) -> None:
        read = document("[CTRY Cuba] and [CTRY Japan] are allies.", ("Cuba", "cooperatesWith", "Japan", 0.9))
        both = {"country/CU cooperatesWith country/JP", "country/JP cooperatesWith country/CU"}
        assert facts(read) == both

    @pytest.mark.parametrize("relation", ["memberOf", "chairs", "basedIn", "partOf", "opposes"])
    def test_a_direct_one(self, relation: str) -> None:
        left, right = {"basedIn": ("ORG Acme", "LOC Rome"), "partOf": ("ORG Acme", "ORG Bund")}.get(
            relation, ("PER Ann Lee", "ORG Bund")
        )
        read = document(f"[{left}] x [{right}].", (left[4:], relation, right[4:], 0.9))
        assert [fact.split()[1] for fact in facts(read)] == [relation]

    def test_who_buys_and_who_is_bought_share_an_agreement(self) -> None:
        read = document("[COM Acme] bought [COM Bund].", ("Acme", "coparty", "Bund", 0.9))
        agreement = "agreement/agreement-of-acme-and-bund"
        assert facts(read) == {f"{agreement} party company/acme", f"{agreement} party company/bund"}

    def test_the_evidence_is_the_sentence(self) -> None:
        read = document("It rained. [PER Ann Lee] met [PER Bo Chan]. They left.", MET)
        assert {span.of(read.article.text) for fact in drafted(read).facts for span in fact.evidence} == {
            "Ann Lee met Bo Chan."
        }

    def test_whose_words_a_sentence_reports(self) -> None:
        read = document("[PER Ann Lee] met [PER Bo Chan], [PER Cy Dahl] told reporters.", MET)
        assert {fact.speaker for fact in drafted(read).facts} == {"person/cy-dahl"}

    def test_the_order_of_the_text_s_pairs_is_no_matter(self) -> None:
        text = "[PER Ann Lee] met [PER Bo Chan] in [LOC Rome]. [CTRY Cuba] and [CTRY Japan] are allies."
        read = document(text, MET, ("Cuba", "cooperatesWith", "Japan", 0.9), WENT)
        back = Document(read.article, read.sentences, read.entities, read.roles, {}, read.pairs[::-1])
        assert (drafted(read).things, drafted(read).facts) == (drafted(back).things, drafted(back).facts)

    @pytest.mark.parametrize(
        ("name", "key"), [("Hugo Chávez", "hugo-chavez"), ("The U.S. Navy", "us-navy"), ("a" * 90, "a" * 60)]
    )
    def test_a_name_as_a_part_of_a_key(self, name: str, key: str) -> None:
        assert slug(name) == key

    def test_a_name_without_a_latin_letter_has_a_key_too(self) -> None:
        assert slug("习近平").isalnum()
        assert slug("习近平") != slug("毛泽东")
