"""What a body's own name tells: where it is based ("the Cuban Foreign Ministry"), whom it joins ("the US-Japan Dialogue")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.annotate import countries
from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import has_word, words
from kg.annotate.names import plain

SURE = 0.75
"""The score of such a claim; the labelled articles bear it out about so often."""

INSIDE = "inside:"
"""Leads the id of a place that stands only inside a longer name ("the Swiss Embassy in Rome")."""

Told = tuple[str, str, tuple[int, ...], float]
"""Ids of the body and of a country or place, the sentence, the score."""


def seats(document: Document) -> list[Told]:
    """Return the seats that the names of state bodies tell."""
    found: dict[tuple[str, str], Told] = {}
    for mention, owner in _organizations(document):
        for where in _where(document, mention):
            found.setdefault((owner, where), (owner, where, (mention.sentence,), SURE))
    return sorted(found.values())


def states(document: Document) -> dict[str, str]:
    """Return the country of each body of a state whose name tells it, by the body's id; a mission is its sender's."""
    found: dict[str, str] = {}
    for mention, owner in _organizations(document):
        name = mention.span.of(document.article.text)
        if _has(name, "state_bodies") and (code := _country(name) or _before(document, mention)):
            found.setdefault(owner, f"country/{code}")
    return found


def _organizations(document: Document) -> list[tuple[Tagged, str]]:
    return sorted((m, o) for m, o in document.owner.items() if m.kind == "ORG" and document.by_id[o].kind == "ORG")


def _has(name: str, key: str) -> bool:
    return has_word(plain(name), "organizations", key)


def _before(document: Document, mention: Tagged) -> str | None:
    """The country whose name or adjective stands right before a body's name."""
    text = document.article.text
    for other, owner in document.owner.items():
        if owner.startswith("country/") and text[other.span.end : mention.span.start] in (" ", "'s ", "’s "):
            return owner.removeprefix("country/")
    return None


def _where(document: Document, mention: Tagged) -> Iterator[str]:
    text = document.article.text
    name = mention.span.of(text)
    kind = set(plain(name).split())
    if kind & words("organizations", "missions"):
        inside = re.search(r" in (?:the )?([A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*)$", name)
        if inside:
            yield _named(document, inside.group(1))
        after = re.match(r" (?:in|to) (?:the )?", text[mention.span.end :])
        if after and after.group().startswith(" in"):
            place = next(
                (
                    o
                    for m, o in document.owner.items()
                    if m.span.start == mention.span.end + after.end() and m.kind in ("LOC", "CTRY")
                ),
                None,
            )
            if place:
                yield place
    elif _has(name, "seated"):
        code = _country(name) or _before(document, mention)
        if code:
            yield f"country/{code}"


def _named(document: Document, name: str) -> str:
    """The id of the place of that name; one of its own where it stands only inside a longer name."""
    ids = (
        entity.id
        for entity in document.entities
        if entity.kind in ("LOC", "CTRY") and name in (entity.label, *entity.names)
    )
    return next(ids, INSIDE + name)


def _country(name: str) -> str | None:
    """The country whose name or adjective leads the name, or whose name ends it after "of"."""
    parts = name.split()
    for size in (3, 2, 1):
        lead = " ".join(parts[:size]).removesuffix("'s").removesuffix("’s")
        if len(parts) > size and (code := countries.by_demonym(lead) or countries.by_name(lead)):
            return code
    tail = re.search(r" of (?:the )?([A-Z].*)$", name)
    return countries.by_name(tail.group(1)) if tail else None


def parts(document: Document) -> list[Told]:
    """Return what bodies another is a part of by where it stands: "the ministry's Press Bureau", "Press Bureau, Ministry of …"."""
    found: dict[tuple[str, str], Told] = {}
    bodies = _organizations(document)
    for a, whole in bodies:
        for b, part in bodies:
            if whole != part and a.sentence == b.sentence and _is_part(document, a, b):
                found.setdefault((part, whole), (part, whole, (b.sentence,), SURE))
    return sorted(found.values())


def _is_part(document: Document, whole: Tagged, part: Tagged) -> bool:
    text = document.article.text
    name = part.span.of(text)
    if text[whole.span.end : part.span.start] in ("'s ", "’s "):
        return _has(name, "parts")
    after = text[part.span.end : whole.span.start] in (", ", ", the ", " of the ", " at the ")
    return after and plain(name).split()[-1] in words("organizations", "parts") and _has(whole.span.of(text), "seated")


def joined(document: Document) -> list[Told]:
    """Return the states that the names of joint bodies tell: those whose name has two or more."""
    found: dict[tuple[str, str], Told] = {}
    for mention, owner in sorted(document.owner.items()):
        if mention.kind == "COMM":
            codes = _countries(mention.span.of(document.article.text))
            for code in sorted(codes) if len(codes) > 1 else ():
                found.setdefault((owner, code), (owner, f"country/{code}", (mention.sentence,), SURE))
    return sorted(found.values())


def _countries(name: str) -> set[str]:
    """The countries that a name has, as nouns or adjectives of up to three words."""
    parts = [part for part in re.split(r"[\s–—/-]+|['’]s\b", name.replace("U.S.", "US")) if part]
    spans = (" ".join(parts[i : i + size]) for size in (3, 2, 1) for i in range(len(parts) - size + 1))
    codes = (countries.by_demonym(span) or countries.by_name(span) for span in spans if span[0].isupper())
    return {code for code in codes if code}
