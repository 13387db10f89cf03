"""What a body's own name tells: where it is based ("the Cuban Foreign Ministry"), whom it joins ("the US-Japan Dialogue")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.annotate import countries
from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import words
from kg.annotate.names import plain

SURE = 0.75
"""The score of such a claim; the labelled articles bear it out about so often."""

Told = tuple[str, str, tuple[int, ...], float]
"""Ids of the body and of a country or place, the sentence, the score."""


def seats(document: Document) -> list[Told]:
    """Return the seats that the names of state bodies tell."""
    found: dict[tuple[str, str], Told] = {}
    for mention, owner in sorted(document.owner.items()):
        if mention.kind == "ORG" and document.by_id[owner].kind == "ORG":
            for where in _where(document, mention):
                found.setdefault((owner, where), (owner, where, (mention.sentence,), SURE))
    return sorted(found.values())


def _where(document: Document, mention: Tagged) -> Iterator[str]:
    text = document.article.text
    name = mention.span.of(text)
    kind = set(plain(name).split())
    if kind & words("organizations", "missions"):
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
    elif any(re.search(rf"\b{re.escape(body)}\b", plain(name)) for body in words("organizations", "seated")):
        code = _country(name)
        if code:
            yield f"country/{code}"


def _country(name: str) -> str | None:
    """The country whose name or adjective leads the name, or whose name ends it after "of"."""
    parts = name.split()
    for size in (3, 2, 1):
        lead = " ".join(parts[:size]).removesuffix("'s").removesuffix("’s")
        if len(parts) > size and (code := countries.by_demonym(lead) or countries.by_name(lead)):
            return code
    tail = re.search(r" of (?:the )?([A-Z].*)$", name)
    return countries.by_name(tail.group(1)) if tail else None


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
