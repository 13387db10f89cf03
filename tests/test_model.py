"""The values that flow from stage to stage."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article, BadInput, BadQuery, DamagedStore, KgError, PartialDate, Reading, Span, Thing


@pytest.mark.parametrize("text", ["2020", "2020-02", "2020-02-29", "0001-01-01"])
def test_a_date_is_as_precise_as_it_is_said(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "20", "2020-2", "2020-13", "2021-02-29", "2020-02-29T00:00", "-2020", " 2020", "2020-02-29\n", "٢٠٢٠x"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day|range"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-02-03", date(2020, 2, 3), date(2020, 2, 3)),
    ],
)
def test_the_days_that_it_can_mean(text: str, first: date, last: date) -> None:
    assert (PartialDate.parse(text).first, PartialDate.parse(text).last) == (first, last)


@given(st.dates())
def test_a_day_goes_there_and_back(day: date) -> None:
    assert PartialDate.parse(str(PartialDate.of(day))) == PartialDate(day.year, day.month, day.day)
    assert PartialDate.of(day).first == day == PartialDate.of(day).last


@pytest.mark.parametrize(
    ("inner", "is_in"), [((2, 5), True), ((2, 3), True), ((4, 5), True), ((1, 5), False), ((2, 6), False)]
)
def test_a_span_in_another(inner: tuple[int, int], is_in: bool) -> None:
    assert (Span(*inner) in Span(2, 5)) is is_in


def test_a_span_counts_characters_not_bytes() -> None:
    assert Span(1, 3).of("éñ😀x") == "ñ😀"


def test_a_reading_finds_its_things() -> None:
    thing = Thing("person/a", "Person", "A")
    reading = Reading(Article("a", "A."), (), (thing,), ())
    assert reading.thing("person/a") is thing
    with pytest.raises(KeyError):
        reading.thing("person/b")


@pytest.mark.parametrize("value", [Span(0, 1), PartialDate(2020), Article("a", ""), Thing("a", "b", "c")])
def test_values_do_not_change(value: object) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, dataclasses.fields(value)[0].name, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [BadInput, BadQuery, DamagedStore])
def test_every_error_that_a_user_can_meet_is_one_kind(kind: type[Exception]) -> None:
    assert issubclass(kind, KgError)
