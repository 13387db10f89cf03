"""Gatherings that a sentence tells by a list of names: who attended, who led the sides, who went along.

The network reads pairs of names; in these sentences the names stand side by side and nothing between them says that they met.
The phrases are in `ontology/lexicon/gatherings.toml`.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise

from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import words
from kg.extract.bodies import Told
from kg.extract.claims import Claim, threshold

TOLD = 0.75
"""The score of what such a sentence tells."""

Named = tuple[Tagged, str]
"""A mention and the id of who it is."""


def gathered(document: Document, claims: dict[str, list[Claim]]) -> dict[str, list[Claim]]:
    """Return the claims with the meetings and visits that such sentences tell."""
    met = [claim for group in _groups(document) for claim in _all_met(group)]
    return {
        **claims,
        "met": _more(claims["met"], met),
        "visited": _more(claims["visited"], _along(document, claims["visited"])),
    }


def chairs(document: Document) -> list[Told]:
    """Return who chaired the article's one joint body: "The Japanese side was co-chaired by …"."""
    bodies = [entity for entity in document.entities if entity.kind == "COMM"]
    found: dict[str, Told] = {}
    for number, end in _found(document, "chaired") if len(bodies) == 1 else ():
        for _, who in _people(document, number, end):
            found.setdefault(who, (who, bodies[0].id, (number,), TOLD))
    return sorted(found.values())


def _groups(document: Document) -> list[list[Named]]:
    """The people of each gathering."""
    made = [_people(document, number, end) for number, end in _found(document, "attended")]
    for (a, a_end), (b, b_end) in pairwise(_found(document, "side_led")):
        if b - a <= 2:
            made.append([*_people(document, a, a_end), *_people(document, b, b_end)])
    return made


def _all_met(group: list[Named]) -> list[Claim]:
    ordered = sorted({who: mention for mention, who in reversed(group)}.items())
    return [Claim(a, "met", b, TOLD, ((x, y),)) for (a, x), (b, y) in combinations(ordered, 2)]


def _along(document: Document, visits: list[Claim]) -> list[Claim]:
    """The visits of those who go along: "he will be accompanied by …"."""
    made = []
    for number, end in _found(document, "company"):
        before = {
            o for m, o in document.owner.items() if m.sentence == number and m.kind == "PER" and m.span.end <= end
        }
        for visit in visits:
            if visit.subject in before and visit.score >= threshold("visited"):
                made += [
                    Claim(who, "visited", visit.object, min(TOLD, visit.score), visit.mentions, (number,))
                    for _, who in _people(document, number, end)
                    if who not in before
                ]
    return made


def _people(document: Document, number: int, after: int) -> list[Named]:
    """The people named in a sentence after a place in the text."""
    owner = document.owner
    return [(m, owner[m]) for m in sorted(owner) if m.sentence == number and m.kind == "PER" and m.span.start >= after]


def _found(document: Document, key: str) -> list[tuple[int, int]]:
    """The sentences in which one of the phrases stands, with where it ends in the text."""
    pattern = re.compile("|".join(sorted(words("gatherings", key))), re.I)
    hits = (
        (number, pattern.search(document.article.text, span.start, span.end))
        for number, span in enumerate(document.sentences)
    )
    return [(number, hit.end()) for number, hit in hits if hit]


def _more(claims: list[Claim], told: list[Claim]) -> list[Claim]:
    """Claims with those told besides; where both say a thing, either way round, the surer one stays."""
    best: dict[tuple[str, ...], Claim] = {}
    for claim in sorted([*claims, *told], key=lambda c: -c.score):
        ends = (claim.subject, claim.object)
        best.setdefault(ends if claim.relation == "visited" else tuple(sorted(ends)), claim)
    return sorted(best.values(), key=lambda c: (-c.score, c.subject, c.object))
