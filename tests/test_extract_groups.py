"""What sentences tell by lists of names, by a body's place in the text, by "both": on documents marked and scored by hand."""

from __future__ import annotations

import pytest
from marked import document

from kg.annotate.document import Document
from kg.extract.claims import Claim, claims
from kg.extract.compose import compose
from kg.extract.context import lacks
from kg.extract.events import Event, events
from kg.extract.gatherings import gathered
from kg.extract.positions import holdings

LEE = "Ann Lee"


def facts(read: Document) -> set[str]:
    found = gathered(read, claims(read))
    draft = compose(read, found, holdings(read, found), events(read, found))
    return {f"{fact.subject} {fact.relation} {fact.object}" for fact in draft.facts}


def happened(read: Document) -> list[Event]:
    return events(read, gathered(read, claims(read)))


def participants(read: Document) -> set[frozenset[str]]:
    return {frozenset(who for who, _ in event.participants) for event in happened(read) if event.type == "Meeting"}


class TestGatherings:
    @pytest.mark.parametrize("told", ["The attendees included", "The lunch was attended by", "Participants were"])
    def test_those_who_attended_have_met(self, told: str) -> None:
        read = document(f"{told} [PER Ann Lee], [PER Bo Chan] and [PER Cy Dole].")
        assert participants(read) == {frozenset({"person/ann-lee", "person/bo-chan", "person/cy-dole"})}

    def test_those_who_led_the_two_sides_have_met(self) -> None:
        read = document("The first delegation was led by [PER Ann Lee]. The other delegation was led by [PER Bo Chan].")
        assert participants(read) == {frozenset({"person/ann-lee", "person/bo-chan"})}

    def test_one_led_delegation_alone_is_no_meeting(self) -> None:
        assert participants(document("The delegation was led by [PER Ann Lee] and [PER Bo Chan].")) == set()

    def test_who_goes_along_visits_the_same_place(self) -> None:
        read = document(
            "[PER Ann Lee] will travel to [LOC Rome]. [PER Lee] will be accompanied by [PER Bo Chan].",
            (LEE, "visited", "Rome", 0.95),
        )
        visitors = {who for event in happened(read) for who, _ in event.participants if event.type == "Visit"}
        assert visitors == {"person/ann-lee", "person/bo-chan"}

    def test_a_side_s_chair_chairs_the_only_joint_body(self) -> None:
        read = document("[COMM Joint Commission] met. The Cuban side was co-chaired by [PER Ann Lee].")
        assert "person/ann-lee chairs commission/joint-commission" in facts(read)

    def test_countries_that_one_person_met_have_not_met_each_other(self) -> None:
        read = document(
            "[PER Ann Lee] met the ministers of [CTRY Peru] and [CTRY Chile].",
            (LEE, "met", "Peru", 0.9),
            (LEE, "met", "Chile", 0.9),
            ("Peru", "met", "Chile", 0.9),
        )
        assert participants(read) == {
            frozenset({"person/ann-lee", "country/PE"}),
            frozenset({"person/ann-lee", "country/CL"}),
        }


class TestAgreements:
    def test_the_two_countries_that_sign_are_parties(self) -> None:
        read = document("[CTRY Peru] and [CTRY Chile] talked. The two countries signed a [AGR tax treaty].")
        assert {"agreement/tax-treaty party country/PE", "agreement/tax-treaty party country/CL"} <= facts(read)

    def test_not_where_a_third_one_is_named_as_often(self) -> None:
        read = document("[CTRY Peru], [CTRY Chile] and [CTRY Cuba] talked. Both countries signed a [AGR tax treaty].")
        assert not any(" party " in fact for fact in facts(read))

    def test_a_treaty_that_is_only_spoken_of_has_no_parties(self) -> None:
        read = document("[CTRY Peru] and [CTRY Chile] talked. The two countries discussed a [AGR tax treaty].")
        assert not any(" party " in fact for fact in facts(read))


class TestBodies:
    def test_a_bureau_of_the_ministry_before_it(self) -> None:
        read = document("The [ORG Ministry of Trade]'s [ORG Press Bureau] wrote it.")
        assert "organization/press-bureau partOf organization/ministry-of-trade" in facts(read)

    def test_a_bureau_before_its_ministry(self) -> None:
        read = document("The [ORG Press Bureau], [ORG Ministry of Trade] wrote it.")
        assert "organization/press-bureau partOf organization/ministry-of-trade" in facts(read)

    def test_two_ministries_in_a_row_are_not_parts(self) -> None:
        read = document("The [ORG Ministry of Health], [ORG Ministry of Trade] and others wrote it.")
        assert not any(" partOf " in fact for fact in facts(read))

    @pytest.mark.parametrize("body", ["Peruvian police", "Peru National Assembly", "Peruvian Electoral Commission"])
    def test_a_body_of_a_state_is_based_there(self, body: str) -> None:
        assert any(fact.endswith("basedIn country/PE") for fact in facts(document(f"The [ORG {body}] said so.")))

    def test_an_embassy_is_based_where_its_name_says(self) -> None:
        read = document("The [ORG Cuban Embassy in Lima] said so.")
        assert any(fact.endswith("basedIn place/lima") for fact in facts(read))

    def test_who_works_for_a_state_s_ministry_represents_the_state(self) -> None:
        read = document(
            "[PER Ann Lee], [ROLE spokeswoman] of the [ORG Peruvian Foreign Ministry], said so.",
            ("spokeswoman", "titled", LEE, 0.99),
            ("spokeswoman", "titleOf", "Peruvian Foreign Ministry", 0.99),
        )
        assert "person/ann-lee represents country/PE" in facts(read)


class TestPlaces:
    def test_a_site_in_a_city_is_in_both(self) -> None:
        read = document(
            "[PER Ann Lee] met [PER Bo Chan] at the [LOC Old Palace] in [LOC Rome].", (LEE, "met", "Bo Chan", 0.9)
        )
        assert [place for place, _ in happened(read)[0].places] == ["place/old palace", "place/rome"]

    def test_what_is_talked_of_is_no_place(self) -> None:
        read = document(
            "[PER Ann Lee] met [PER Bo Chan] on the situation in [CTRY Syria].", (LEE, "met", "Bo Chan", 0.9)
        )
        assert happened(read)[0].places == ()


class TestPosts:
    def test_a_verb_that_tells_a_post_is_named_as_the_post(self) -> None:
        read = document(
            "[PER Ann Lee], who [ROLE heads] [ORG Acme], left.",
            ("heads", "titled", LEE, 0.99),
            ("heads", "titleOf", "Acme", 0.99),
            (LEE, "holds", "Acme", 0.95),
        )
        assert [holding.title for holding in holdings(read, claims(read))] == ["head"]

    def test_the_second_one_s_country_is_the_first_one_s_too(self) -> None:
        read = document(
            "[ROLE Prime Minister] [PER Ann Lee] and [ROLE Foreign Minister] [PER Bo Chan] of [CTRY Peru] came.",
            ("Prime Minister", "titled", LEE, 0.99),
        )
        assert [(h.person, h.of) for h in holdings(read, claims(read))] == [("person/ann-lee", "country/PE")]

    def test_a_country_has_not_every_post(self) -> None:
        assert lacks("country/US", "Minister for Defence")
        assert not lacks("country/US", "President")


class TestHeadline:
    def test_a_sentence_of_the_body_is_the_evidence(self) -> None:
        read = document(
            "[PER Ann Lee] to meet [PER Bo Chan]\n\n[PER Lee] met [PER Chan].",
            (LEE, "met", "Bo Chan", 0.9),
            ("Lee", "met", "Chan", 0.5),
        )
        assert claims(read)["met"][0].sentences == (1,)


class TestRanks:
    def test_a_rank_is_a_post_only_where_the_words_say_of_what(self) -> None:
        said = (("Cardinal", "titled", LEE, 0.99), ("Cardinal", "titleOf", "Acme Church", 0.99))
        assert holdings(*_with(document("[ROLE Cardinal] [PER Ann Lee] came. [ORG Acme Church] sang.", *said))) == []
        beside = document("[ROLE Cardinal] [PER Ann Lee] of [ORG Acme Church] came.", *said)
        assert [holding.title for holding in holdings(*_with(beside))] == ["Cardinal"]


def _with(read: Document) -> tuple[Document, dict[str, list[Claim]]]:
    return read, claims(read)
