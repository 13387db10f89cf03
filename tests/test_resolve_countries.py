"""A country that an article gives with little confidence is unsure: it is no reason to take one person for two."""

from __future__ import annotations

import pytest
from corpus60 import load

from kg import rdf
from kg.resolve import BELIEVED, whole
from kg.resolve.terms import TYPE_, kg

BASE = rdf.BASE


def people(*posts: str) -> int:
    """How many people there are in articles of a day each, which each say who has a post."""
    text = "".join(
        f"@ c{n} | Wire | 2031-01-{n + 1:02d} | T\nS One says so.\nP p = {post}\n" for n, post in enumerate(posts)
    )
    graphs = {
        rdf.article_iri(BASE, told.article.id).value: [
            (str(q.subject), str(q.predicate), str(q.object)) for q in rdf.quads(told.reading())
        ]
        for told in load(text)
    }
    return sum(1 for _, p, o in whole(graphs, BASE)[BASE + BELIEVED] if (p, o) == (TYPE_, kg("Official")))


def shoukry(country: str, sure: float, title: str = "Foreign Minister", name: str = "Sameh Shoukry") -> str:
    return f"{name}; {title} of {country}; Current; {sure}"


def test_an_unsure_country_gives_way_to_a_sure_one_in_the_same_office() -> None:
    assert people(shoukry("EG", 0.94), shoukry("IL", 0.59)) == 1
    assert people(shoukry("EG", 0.94), shoukry("IL", 0.59, name="Sameh Shukri")) == 1


def test_a_sure_country_is_contradicted_only_by_many_articles() -> None:
    assert people(*[shoukry("EG", 0.94)] * 4, shoukry("IL", 0.94)) == 2
    assert people(*[shoukry("EG", 0.94)] * 5, shoukry("IL", 0.94)) == 1


def test_an_unsure_country_gives_way_to_another_unsure_one_that_several_articles_give() -> None:
    assert people(*[shoukry("EG", 0.65)] * 2, shoukry("IL", 0.65)) == 2
    assert people(*[shoukry("EG", 0.65)] * 3, shoukry("IL", 0.65)) == 1


@pytest.mark.parametrize(
    "posts",
    [
        (shoukry("EG", 0.94), shoukry("IL", 0.59, "Ambassador")),
        (shoukry("EG", 0.94), shoukry("SD", 0.94), shoukry("IL", 0.59)),
        (shoukry("EG", 0.94), *[shoukry("IL", 0.59)] * 3),
        (*[shoukry("EG", 0.94)] * 5, shoukry("IL", 0.94, "Ambassador")),
        (shoukry("EG", 0.94), shoukry("IL", 0.59, name="Samir Shoukry")),
    ],
    ids=["another post", "two namesakes", "several articles say so", "another post, surely", "another name"],
)
def test_two_people_stay_two(posts: tuple[str, ...]) -> None:
    assert people(*posts) == len(set(posts))
