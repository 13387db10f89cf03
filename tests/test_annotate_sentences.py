"""Sentences are stretches of the untouched text: in order, apart, and nothing but white space between them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.annotate.sentences import abbreviations, split


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He came. She left.", ["He came.", "She left."]),
        ("Is it? Yes! It is… Really.", ["Is it?", "Yes!", "It is…", "Really."]),
        ("Mr. Smith met Gen. Mark Lee. He left.", ["Mr. Smith met Gen. Mark Lee.", "He left."]),
        ("George W. Bush met J. R. Jones. He left.", ["George W. Bush met J. R. Jones.", "He left."]),
        ("The U.N. Council met. Then U.S. troops left.", ["The U.N. Council met.", "Then U.S. troops left."]),
        ("Order No. 7 is signed. Then it rose 3.5 percent.", ["Order No. 7 is signed.", "Then it rose 3.5 percent."]),
        ("He said: “We agree.” She left.", ["He said: “We agree.”", "She left."]),
        ('He said "It is over." Then he left.', ['He said "It is over."', "Then he left."]),
        ("“Why?” he asked. “Because.”", ["“Why?” he asked.", "“Because.”"]),
        ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
        ("It was so. 2020 was good.", ["It was so.", "2020 was good."]),
        ("no capital. so no end", ["no capital. so no end"]),
        ("A heading\nThe text begins.", ["A heading", "The text begins."]),
        ("One without a stop\n\ntwo", ["One without a stop", "two"]),
        ("", []),
        (" \t\r\n\u2028 ", []),
    ],
)
def test_where_a_sentence_ends(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


def test_a_line_that_is_wrapped_by_hand_goes_on() -> None:
    text = "The ministers of the two countries met in the capital on\nFriday and said that it was good. They left."
    assert sentences(text) == [text[: text.index(" They")], "They left."]


@pytest.mark.parametrize("word", ["Mr", "Dr", "U.S", "Sen", "e.g"])
def test_the_abbreviations_are_data(word: str) -> None:
    assert word.lower() in abbreviations()


WORDS = (
    "Mr. Smith met U.S. envoys? J. R. Jones said: “Yes.” ”! ( ) … 3.5 \n \n\n \r\n \t é Ł İ ß \u00a0 \u2028 \x85 \x0b"
)
PROSE = st.lists(st.sampled_from(WORDS.split(" ")), max_size=30).map(" ".join)


@given(st.one_of(PROSE, st.text(st.characters(exclude_categories=["Cs"]))))
@example(".\n.”\n A")
def test_spans_are_in_order_apart_and_whole(text: str) -> None:
    spans = split(text)
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges)
    gaps = [text[end:start] for end, start in zip(edges[::2], edges[1::2], strict=True)]
    assert not "".join(gaps).strip(), "only white space is between sentences"
    for span in spans:
        assert span.of(text) == span.of(text).strip() != ""


@given(PROSE)
def test_the_same_text_has_the_same_sentences(text: str) -> None:
    assert split(text) == split(text)
