"""Names, offices and decisions: what is one name, what is one office, what a line of the log must be."""

from __future__ import annotations

import pytest

from kg.model import KgError
from kg.resolve import decisions, policy
from kg.resolve.names import alone, bodies, people, plain
from kg.resolve.titles import agree, office


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Serguei Lavrov", "Sergey Lavrov"),
        ("Serguei Lavrov", "Сергей Лавров"),
        ("María Zajarova", "Maria Zakharova"),
        ("Mohammed bin Salman", "Mohamed ben Salmane"),
        ("Xi Jinping", "Jinping Xi"),
        ("Vladimir Putin", "Vladimir Poutine"),
        ("Abdel Fattah el-Sisi", "Abdul Fatah al-Sissi"),
        ("Dimitar Zhelyazkov", "Dimitar Jeliazkov"),
        ("Yordan Chakarov", "Jordan Tschakarow"),
        ("Miguel Díaz-Canel", "Miguel Diaz Canel"),
        ("Volodymyr Zelensky", "Volodimir Zelenskiy"),
        ("Antony Blinken", "Tony Blinken"),
        ("Muammar Gaddafi", "Moammar Qaddafi"),
    ],
)
def test_one_name_in_several_spellings(one: str, other: str) -> None:
    assert people(plain(one), plain(other)).kind == people(plain(other), plain(one)).kind == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Raúl Castro", "Fidel Castro"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("Ivan Ivanov", "Ivana Ivanova"),
        ("Wang Yi", "Wang Li"),
        ("Han Zheng", "Hang Zheng Wu"),
        ("José López", "Jorge López"),
        ("Yin Li", "Lee In"),
        ("Zhang Yang", "Yang Jiechi"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert people(plain(one), plain(other)).kind == "no"


def test_a_name_with_fewer_words_and_an_initial_are_not_the_same_name() -> None:
    assert people("nicolas-maduro", "nicolas-maduro-moros").kind == "part"
    assert people("nicolas-maduro-moros", "nicolas-maduro").kind == "whole"
    assert people("s-lavrov", "sergey-lavrov").kind == "initial"
    assert people("george-w-bush", "george-h-w-bush").kind == "initial"


def test_a_surname_said_alone() -> None:
    assert alone("lavrov", "sergey-lavrov") and alone("zajarova", "maria-zakharova") and alone("xi", "xi-jinping")
    assert not alone("sergey", "sergey-lavrov") and not alone("zhang", "yang-jiechi")


def test_bodies() -> None:
    assert bodies(plain("OAO Gazprom"), plain("Gazprom")).kind == "same"
    assert bodies(plain("Siemens AG"), plain("Siemens")).kind == "same"
    assert bodies(plain("Ministry of Foreign Affairs"), plain("Foreign Ministry")).kind == "same"
    assert bodies(plain("Siemens"), plain("Siemens Energy")).kind == "part"
    assert bodies(plain("Bank of Cuba"), plain("Bank of Chile")).kind == "no"


def test_offices() -> None:
    assert office("Minister of Foreign Affairs") == office("the Foreign Minister") == "foreign minister"
    assert office("Vice Premier") == office("Deputy Chairman of the Council of Ministers") == "deputy prime minister"
    assert agree("minister", "foreign minister") and not agree("minister", "deputy foreign minister")
    assert not agree("foreign minister", "finance minister")


GOOD = 'decision,a,b,who,when,why\nsame,https://x.example/a,https://x.example/b,ann,2031-01-02,"a, b"\n'


def test_a_decision_log_is_read_and_written_as_it_was() -> None:
    assert decisions.write(decisions.parse(GOOD).lines) == GOOD


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n", ":1: the first line"),
        (GOOD + "maybe,https://x.example/a,https://x.example/b,,,\n", ":3: 'maybe' is no decision"),
        (GOOD + "same,https://x.example/a,https://x.example/a,,,\n", ":3: a and b are the same"),
        (GOOD + "same,Lavrov,https://x.example/a,,,\n", ":3: a must be an IRI"),
        (GOOD + "same,https://x.example/a,https://x.example/b,,yesterday,\n", ":3: when must be a day"),
        (GOOD + "same,https://x.example/a\n", ":3: 2 fields"),
        (GOOD + "rename,https://x.example/a,,,,\n", ":3: b must be the name"),
        (GOOD + "reject,https://x.example/a,holds,,,\n", ":3: b must be a relation"),
        (GOOD + "accept,https://x.example/a,holds,,,\n", ":3: b must be a relation"),
        (GOOD + 'same,"https://x.example/a,b,c\n', ":3: not CSV"),
    ],
)
def test_a_line_that_is_wrong_is_named(text: str, told: str) -> None:
    with pytest.raises(KgError, match="decisions.csv") as caught:
        decisions.parse(text)
    assert told in str(caught.value)


def test_a_policy_that_is_wrong_is_told() -> None:
    with pytest.raises(KgError, match="policy.toml cannot be used"):
        policy.parse("[identity]\nperiod = 3\n")
