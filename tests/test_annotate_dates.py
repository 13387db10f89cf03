"""Dates are as precise as they are said, and count from the article's own date: here Monday, 28 September 2020."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import PUBLISHED

from kg.annotate.dates import dates
from kg.model import PartialDate, Span


def said(text: str, published: date | None = PUBLISHED, ahead: bool = False) -> list[str]:
    """The dates of a sentence; one that only sets a limit has ≤ before it."""
    found = dates(text, Span(0, len(text)), published, ahead)
    return [str(one.value) if one.value else f"≤{one.latest}" for one in found]


@pytest.mark.parametrize(
    "text",
    ["2020-05-03", "May 3, 2020", "May 3rd, 2020", "3 May 2020", "3rd of May 2020", "the 3rd of May, 2020"]
    + ["Sunday, May 3, 2020 at noon", "May 3-5, 2020", "May 3–5, 2020", "3-5 May 2020", "from 3 to 5 May 2020"],
)
def test_a_whole_date_needs_no_other(text: str) -> None:
    assert said(text, None) == ["2020-05-03"]


@pytest.mark.parametrize("text", ["Sept. 3, 2020", "Sep. 3, 2020", "Sept 3, 2020", "3 Sept. 2020"])
def test_short_months(text: str) -> None:
    assert said(text, None) == ["2020-09-03"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("in May 2019", "2019-05"),
        ("in December of 1994", "1994-12"),
        ("May 2019 was warm", "2019-05"),
        ("in 2018", "2018"),
        ("since 1999", "1999"),
        ("in May", "2020-05"),
        ("last month", "2020-08"),
        ("this year", "2020"),
        ("next year", "2021"),
    ],
)
def test_no_day_or_month_is_invented(text: str, wanted: str) -> None:
    assert said(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("today", "2020-09-28"),
        ("this morning", "2020-09-28"),
        ("yesterday", "2020-09-27"),
        ("tomorrow", "2020-09-29"),
        ("on Monday", "2020-09-28"),
        ("on Friday", "2020-09-25"),
        ("last Monday", "2020-09-21"),
        ("last Friday", "2020-09-25"),
        ("next Friday", "2020-10-02"),
        ("next Monday", "2020-10-05"),
        ("September 20", "2020-09-20"),
        ("20 September", "2020-09-20"),
    ],
)
def test_counted_from_the_article(text: str, wanted: str) -> None:
    assert said(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("on Friday", "2020-10-02"), ("in May", "2021-05"), ("on January 5", "2021-01-05"), ("last Friday", "2020-09-25")],
)
def test_a_sentence_about_what_is_to_come_looks_ahead(text: str, wanted: str) -> None:
    assert said(text, ahead=True) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("before the end of this year", "≤2020-12-31"),
        ("by the end of next month", "≤2020-10-31"),
        ("no later than October 15, 2020", "≤2020-10-15"),
        ("before May 5, 2021", "≤2021-05-05"),
        ("until 5 May 2021", "≤2021-05-05"),
    ],
)
def test_a_limit_is_no_date(text: str, wanted: str) -> None:
    assert said(text, ahead=True) == [wanted]


@pytest.mark.parametrize("text", ["today", "on Friday", "in May", "3 May", "last year", "before the end of this year"])
def test_without_the_article_s_date_only_whole_ones(text: str) -> None:
    assert said(text, None) == []


@pytest.mark.parametrize(
    "text", ["31 June", "2020-13-01", "He may march in August company.", "in the 1990s", "12/05/2019"]
)
def test_not_a_date(text: str) -> None:
    assert said(text.replace("in August company", "with august company")) == []


def test_in_order_with_their_places() -> None:
    text = "Before. He came on 3 May 2019 and left in June 2019."
    found = dates(text, Span(8, len(text)), None)
    assert [(one.span.of(text), str(one.value)) for one in found] == [
        ("3 May 2019", "2019-05-03"),
        ("June 2019", "2019-06"),
    ]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d"]))
def test_every_day_can_be_said(day: date, form: str) -> None:
    assert said(f"They met on {day.strftime(form)}.", None) == [str(PartialDate.of(day))]


@given(st.text(max_size=40), st.booleans(), st.none() | st.dates(date(1000, 1, 1), date(9998, 1, 1)))
def test_no_text_makes_it_fail(text: str, ahead: bool, published: date | None) -> None:
    dates(f"{text} on Friday, next year, in May, tomorrow", Span(0, len(text) + 41), published, ahead)
