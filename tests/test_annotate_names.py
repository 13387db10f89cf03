"""Which names of an article mean one thing, and how a name is cleaned before. Mentions are marked by hand: [PER …]."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import cleaned, grouped, labels, marked, voted
from marked import document as made

from kg.annotate import countries
from kg.annotate.names import plain


class TestPeople:
    @pytest.mark.parametrize("short", ["Cabrisas", "Ricardo Cabrisas", "R. Ruiz", "CABRISAS", "Ricardo Cabrisas Ruiz"])
    def test_a_shorter_name_joins_the_longest(self, short: str) -> None:
        assert grouped(f"[PER Ricardo Cabrisas Ruiz] came. [PER {short}] left.") == [{"Ricardo Cabrisas Ruiz", short}]

    def test_the_longest_may_come_last(self) -> None:
        assert grouped("[PER Lavrov] came. [PER Sergei Lavrov] left.") == [{"Lavrov", "Sergei Lavrov"}]

    def test_accents_are_no_difference(self) -> None:
        assert grouped("[PER Hugo Chávez] came. [PER Chavez] left.") == [{"Hugo Chávez", "Chavez"}]

    @pytest.mark.parametrize("other", ["Kim Yong-nam", "Yuri Borisov", "Maria Lavrova"])
    def test_another_name_is_another_person(self, other: str) -> None:
        assert len(grouped(f"[PER Sergei Lavrov] met [PER {other}].")) == 2

    def test_two_with_one_surname_are_two(self) -> None:
        assert len(grouped("[PER Hillary Clinton] and [PER Bill Clinton] came.")) == 2

    def test_the_label_is_the_fullest_name(self) -> None:
        document = made("[PER Lavrov] came. [PER Sergei Viktorovich Lavrov] and [PER Sergei Lavrov] left.")
        assert labels(document) == {"Sergei Viktorovich Lavrov": ("Lavrov", "Sergei Lavrov")}


class TestCountries:
    @pytest.mark.parametrize("name", ["Russia", "Russian Federation", "the Russian Federation"])
    def test_by_each_of_its_names(self, name: str) -> None:
        assert countries.by_name(name) == "RU"

    @pytest.mark.parametrize(("word", "code"), [("Cuban", "CU"), ("Russians", "RU"), ("Japanese", "JP")])
    def test_by_its_people(self, word: str, code: str) -> None:
        assert countries.by_demonym(word) == code

    def test_us_is_a_country_and_us_is_not(self) -> None:
        assert countries.by_name("US") == "US"
        assert countries.by_name("us") is None

    def test_name_and_people_are_one_thing_and_people_are_no_name_of_it(self) -> None:
        document = made("[CTRY Cuba] spoke. The [NORP Cuban] side left.")
        assert labels(document) == {"Cuba": ()}
        assert document.entities[0].id == "country/CU"

    def test_a_capital_that_acts_is_its_country(self) -> None:
        assert grouped("[CTRY Moscow] urged [CTRY Russia] on.") == [{"Moscow", "Russia"}]

    def test_a_capital_as_a_place_is_not(self) -> None:
        assert grouped("In [LOC Moscow], [CTRY Russia] spoke.") == [{"Moscow"}, {"Russia"}]

    @pytest.mark.parametrize("country", countries.table().values(), ids=lambda country: country.code)
    def test_each_is_found_by_its_label(self, country: countries.Country) -> None:
        assert countries.by_name(country.label) == country.code


class TestBodies:
    def test_an_acronym_joins_its_name(self) -> None:
        text = "The [ORG World Trade Organization] met. The [ORG WTO] agreed."
        assert grouped(text) == [{"World Trade Organization", "WTO"}]

    @pytest.mark.parametrize("other", ["Acme Corp", "Acme Inc.", "Acme Group"])
    def test_a_company_s_suffix_is_no_difference(self, other: str) -> None:
        assert grouped(f"[COM Acme] bought it. [COM {other}] paid.") == [{"Acme", other}]

    def test_the_commission_is_the_one_that_was_named(self) -> None:
        text = "The [COMM Russian-Cuban Commission] met. The [COMM commission] agreed."
        assert grouped(text) == [{"Russian-Cuban Commission", "commission"}]

    def test_the_commission_is_neither_where_two_were_named(self) -> None:
        text = "The [COMM Joint Commission] met the [COMM Border Commission]. The [COMM commission] agreed."
        assert len(grouped(text)) == 3


class TestCleaning:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("[ORG the Senate] met", "Senate"),
            ("[PER Lavrov's] plane", "Lavrov"),
            ("[PER Lavrov’s] plane", "Lavrov"),
            ("[PER “Lavrov”,] he said", "Lavrov"),
            ("[PER President Putin] came", "Putin"),
            ("[PER Mr. Putin] came", "Putin"),
            ("[COM Acme Inc.] paid", "Acme Inc."),
            ("[CTRY U.S.] ships", "U.S."),
        ],
    )
    def test_what_is_not_the_name_goes(self, text: str, wanted: str) -> None:
        assert cleaned(text) == [wanted]

    @pytest.mark.parametrize("text", ["[PER 7]", "[ORG the]", "[PER ,,]", "[PER he]"])
    def test_nothing_is_left_of_what_is_no_name(self, text: str) -> None:
        assert cleaned(text) == []

    @given(st.text(st.sampled_from("aA.’' ,“”\n"), min_size=1, max_size=20).filter(lambda name: not name.isspace()))
    def test_a_span_never_leaves_the_one_that_was_tagged(self, name: str) -> None:
        text, mentions = marked(f"x [PER {name}] y")
        if text == f"x {name} y":
            assert all(left in name for left in cleaned(f"x [PER {name}] y"))
            assert len(mentions) == 1


class TestVote:
    def test_a_name_has_one_kind_in_an_article(self) -> None:
        assert voted("[COM Acme] paid. [COM Acme] grew. [ORG Acme] left.") == ["COM", "COM", "COM"]

    def test_a_known_country_is_no_place(self) -> None:
        assert voted("He went to [LOC France].") == ["CTRY"]

    def test_a_surname_is_a_person_s(self) -> None:
        assert voted("[PER Jean Paris] came. [ORG Paris] left.") == ["PER", "PER"]


@given(st.text())
def test_a_name_for_comparison_is_stable(name: str) -> None:
    once = plain(name)
    assert once == once.strip()
    assert plain(f"The {name}") == plain(f"the {name}")
