"""Each query that kg ships, on two articles whose answers are known; and queries of one's own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from small_index import BELIEVED, seen, small

from kg.model import BadQuery, KgError
from kg.query import named, queries, run

STORE = seen(small())
Rows = list[str]

EXPECTED: dict[str, tuple[dict[str, str], Rows]] = {
    "agreements-of": ({"who": "Russia"}, ["Gas Agreement|Cuba|2021-03||Held"]),
    "articles": (
        {},
        ["gas|||2021-03-05|Kommersant|9", "cuba|Talks in Moscow||2020-09-28|https://reuters.example/1|18"],
    ),
    "cancelled-or-denied": (
        {"who": "Lavrov"},
        ["Meeting in Lima|Ana López|Lima|||Denied", "Meeting in Lima|Sergei Lavrov|Lima|||Denied"],
    ),
    "co-chairs-of": (
        {"commission": "joint commission"},
        ["Joint Commission|Ricardo Cabrisas|Cuba", "Joint Commission|Sergei Lavrov|Russia"],
    ),
    "commissions-between": ({"a": "Russia", "b": "Cuba"}, ["Joint Commission|Russia|Cuba"]),
    "companies-based-in": ({"place": "Germany"}, ["Siemens|Germany"]),
    "companies-met-by": ({"who": "Cuba"}, ["Ricardo Cabrisas|Siemens|2020|"]),
    "cooperates-with": ({"who": "Cuba"}, ["Cuba|Russia"]),
    "countries": ({}, ["Cuba|CU|1|0|0|1", "Germany|DE|0|0|0|0", "Russia|RU|1|0|0|1", "United States|US|0|0|0|0"]),
    "evidence-of": (
        {"subject": "Lavrov", "relation": "chairs", "object": "Joint Commission"},
        [
            "Sergei Lavrov|chairs|Joint Commission|They chair the Joint Commission of Cuba and Russia."
            "|Talks in Moscow|2020-09-28|0.9"
        ],
    ),
    "facts-of": (
        {"article": "gas"},
        ["Meeting in Lima|has participant|Ana López|0.9|Lavrov denied that he met Ana López in Lima."],
    ),
    "meetings-of-country": (
        {"country": "Cuba", "until": "2020-09"},
        [
            "Meeting in Moscow|Ricardo Cabrisas|Sergei Lavrov|2020-09-28|Moscow",
            "Meeting with Siemens|Ricardo Cabrisas|Siemens|2020|",
        ],
    ),
    "meetings-per-month": ({}, ["2020|1", "2020-09|1"]),
    "members-of": ({"of": "Gazprom"}, ["Igor Ivanov|member"]),
    "met-between": ({"a": "Lavrov", "b": "Cabrisas"}, ["Meeting in Moscow|2020-09-28|Moscow|Held"]),
    "most-connected": ({"class": "Person", "limit": "2"}, ["Sergei Lavrov|official|6", "Ricardo Cabrisas|official|5"]),
    "office-holder": (
        {"country": "Russia", "title": "foreign", "on": "2020"},
        ["Foreign Minister|Sergei Lavrov|2020-09-28|2020-09-28|observed"],
    ),
    "officials-of": ({"country": "Cuba"}, ["Ricardo Cabrisas|deputy prime minister|Current"]),
    "opposes": ({"who": "Cuba"}, ["United States|Cuba"]),
    "parties-of": ({"words": "gas"}, ["Gas Agreement|Cuba|party|2021-03", "Gas Agreement|Russia|party|2021-03"]),
    "path-between": ({"a": "Lavrov", "b": "Siemens", "limit": "1"}, []),
    "planned": ({"who": "Lavrov"}, ["Visit to Havana|Sergei Lavrov|Havana|2021-05||Planned"]),
    "posts-of": ({"who": "Igor Ivanov"}, ["Igor Ivanov|foreign minister|Russia|Former"]),
    "recent": ({"since": "2021-04"}, ["2021-05|Visit to Havana|Sergei Lavrov|Havana|Planned"]),
    "said-by-source": ({"source": "KOMMERSANT", "limit": "1"}, ["Gas Agreement|has party|Cuba|gas|2021-03-05"]),
    "statements-by": (
        {"who": "Lavrov", "about": "sanctions"},
        [
            'Sergei Lavrov|"Sanctions will fail", said Foreign Minister Lavrov: the United States opposes Cuba.'
            "|Talks in Moscow|2020-09-28"
        ],
    ),
    "subsidiaries-of": ({"of": "Siemens"}, ["Mobility|Siemens"]),
    "visitors-to": ({"place": "Havana"}, ["Sergei Lavrov|Havana|2021-05|Planned"]),
    "visits-of": ({"who": "Lavrov", "since": "2021"}, ["Sergei Lavrov|Havana|2021-05|Planned"]),
    "who-met": ({"who": "Lavrov"}, ["Sergei Lavrov|Ricardo Cabrisas|2020-09-28|Moscow"]),
}


def test_there_is_an_expected_answer_for_each_query() -> None:
    assert EXPECTED.keys() == queries().keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_answer_of(name: str) -> None:
    given, rows = EXPECTED[name]
    found = run(STORE, BELIEVED, named(name).text, given)
    shown = ["|".join(map(found.shown, row)) for row in found.rows]
    assert shown[: len(rows)] == rows and (len(shown) == len(rows) or name == "facts-of")


def test_a_path_goes_over_facts_in_any_direction() -> None:
    found = run(STORE, BELIEVED, named("path-between").text, {"a": "Mobility", "b": "Cabrisas"})
    assert ["|".join(map(found.shown, row)) for row in found.rows] == [
        "Mobility|Siemens|Meeting with Siemens|Ricardo Cabrisas|3"
    ]


@pytest.mark.parametrize("name", queries())
def test_each_says_what_it_asks_what_it_takes_and_how(name: str) -> None:
    query = named(name)
    assert query.title.endswith("?") and query.about.endswith(".") and query.examples
    marks = set(re.findall(r"\$(\w+)", re.sub(r"(?m)^#.*$", "", query.text)))
    assert marks == {parameter.name for parameter in query.parameters}
    assert all(parameter.about for parameter in query.parameters)
    for example in query.examples:
        words = shlex.split(example)
        assert words[:3] == ["kg", "query", name]
        assert set(words[4::3]) <= marks and set(words[3::3]) <= {"-p"}


@pytest.mark.parametrize("name", queries())
def test_each_takes_all_its_parameters_at_once(name: str) -> None:
    values = {"name": "Cuba", "article": "gas", "iri": "holds", "date": "2020", "text": "x", "integer": "3"}
    run(STORE, BELIEVED, named(name).text, {p.name: values[p.type] for p in named(name).parameters})


def test_a_folder_of_ones_own_adds_queries_and_comes_first(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("# title: Mine?\nSELECT * { ?x a kg:Visit }", "utf-8")
    (tmp_path / "who-met.rq").write_text("# title: Other?\nASK {}", "utf-8")
    found = queries([tmp_path])
    assert found["mine"].title == "Mine?" and found["who-met"].title == "Other?" and "recent" in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ASK {}", "has no title"),
        ("# title: t\n# param: who\nASK {}", "not a parameter"),
        ("# title: t\n# param: x cat required\n", "not a p"),
    ],
)
def test_a_broken_header_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "broken.rq").write_text(text, "utf-8")
    with pytest.raises(BadQuery, match=said):
        queries([tmp_path])


def test_an_unknown_name_has_a_suggestion() -> None:
    with pytest.raises(KgError, match="did you mean who-met"):
        named("who-meet")
