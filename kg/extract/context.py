"""What a title is of where its own words do not say: the person's side, other posts, the publisher, the article around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from kg.annotate import countries
from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import has_word, words
from kg.annotate.names import plain
from kg.annotate.publishers import hosts
from kg.extract.claims import Claim, threshold

TARGETS = ("ORG", "COM", "COMM", "CTRY", "NORP")
"""The kinds of names that a title can be of."""

STATE = re.compile(r"\b(president|minister|king|queen|chancellor|premier|emir|sultan|councillor)\b")
"""A title that states have."""

_HEAD_OF_STATE = re.compile(r"\b(president|minister|king|queen|chancellor|premier|emir|sultan)\b")
_ROYAL_OR_MINISTER = re.compile(r"\b(minister|king|queen|chancellor|premier|emir|sultan|councillor)\b")
_SIDE = re.compile(r"\b(?:for|on|of|from) the ((?:[A-Z][\w.-]* ?){1,3}?) (?:side|delegation|team)\b")

_SHARED = re.compile(r" and (?:[A-Z][\w.’'-]* ){2,8}of (?:the )?")

FARTHER = 0.6
"""What a score is worth where the title and what it is of stand in different sentences."""


def home_country(document: Document) -> str | None:
    """Return the id of the country whose government published the article, by the host name of its source; None if unknown."""
    host = (urlsplit(document.article.source or "").hostname or "").removeprefix("www.")
    labels = host.split(".")
    for size in range(len(labels), 0, -1):
        end = ".".join(labels[-size:])
        for pattern, code in hosts().items():
            if size == pattern.count(".") + 1 and fnmatchcase(end, pattern):
                found = labels[-1].upper() if code == "*" else code
                found = {"UK": "GB"}.get(found, found)
                return f"country/{found}" if found in countries.table() else None
    return None


def post_at_home(document: Document, role: Tagged) -> str | None:
    """The country whose government published the article, if the title is one that its officials have and it names no other."""
    title = plain(role.span.of(document.article.text))
    home = home_country(document)
    if not home or _HEAD_OF_STATE.search(title):
        return None
    return home if has_word(title, "people", "home_posts") else None


def side(document: Document, role: Tagged, person: str) -> tuple[str, float] | None:
    """The country whose side a person is said to be on: "co-chair for the Russian side"."""
    text = document.article.text
    for mention in document.mentions(person):
        end = document.sentence(mention.sentence).end
        if mention.sentence != role.sentence:
            continue
        side = _SIDE.search(text, mention.span.end, min(end, mention.span.end + 80))
        code = (countries.by_demonym(side.group(1)) or countries.by_name(side.group(1))) if side else None
        if code:
            return f"country/{code}", 0.8
    return None


def shared(document: Document, role: Tagged, person: str) -> tuple[str, float] | None:
    """The country that the next person's "of" gives both: "Prime Minister A and Foreign Minister B of C"."""
    text = document.article.text
    for mention in document.mentions(person):
        for other, owner in document.owner.items():
            gap = text[mention.span.end : other.span.start]
            if other.kind == "CTRY" and mention.sentence == other.sentence == role.sentence and _SHARED.fullmatch(gap):
                return owner, 0.8
    return None


def _states(document: Document) -> Iterator[tuple[Tagged, str]]:
    """The mentions of countries, and those of capitals as ones of their countries."""
    for mention, owner in document.owner.items():
        code = countries.by_capital(document.by_id[owner].label) if mention.kind == "LOC" else None
        yield mention, f"country/{code}" if code else owner


def implied(
    document: Document, role: Tagged, person: str, posts: Sequence[tuple[float, str]], claims: dict[str, list[Claim]]
) -> tuple[str, float] | None:
    """Return what a title is of, and how sure that is, where not its own sentence but the article makes it plain.

    `posts` are the scores of the person's other posts and what they are of.
    """
    title = plain(role.span.of(document.article.text))
    state = STATE.search(title) is not None
    known = [post for post in posts if post[1].startswith("country/") or not state]
    found = side(document, role, person) or (shared(document, role, person) if state else None)
    if found is not None:
        return found
    if known:
        return max(known)[1], 0.7
    at_home = post_at_home(document, role)
    if at_home:
        return at_home, 0.7
    abroad = abroad_of(document, person, claims["visited"])
    for relation in ("holds", "represents"):
        direct = [
            c
            for c in claims[relation]
            if c.subject == person
            and c.object not in abroad
            and not lacks(c.object, title)
            and (c.object.startswith("country/") or not state)
            and c.score >= threshold(relation)
            and c.mentions[0][0].sentence == c.mentions[0][1].sentence
        ]
        if direct:
            return direct[0].object, direct[0].score
    farther = _farther(document, role, abroad)
    if farther:
        return farther
    home = home_country(document)
    if state:
        own = home if _ROYAL_OR_MINISTER.search(title) is None else None
        near = [
            (owner == own, abs(m.span.start - role.span.start), owner)
            for m, owner in _states(document)
            if owner.startswith("country/")
            and (owner != home or owner == own)
            and owner not in abroad
            and not lacks(owner, title)
            and 0 <= role.sentence - m.sentence <= 2
            and not taken(document, m, role)
        ]
        if near:
            return min(near)[2], 0.45
        return _mostly_about(document, None if own else home)
    return None


def abroad_of(document: Document, person: str, visits: Sequence[Claim]) -> set[str]:
    """Return the ids of the places and countries that a person visits, or whose capital, and so is not of."""
    places = [claim.object for claim in visits if claim.subject == person and claim.score >= threshold("visited")]
    codes = [countries.by_capital(document.by_id[place].label) for place in places if place in document.by_id]
    return {*places, *(f"country/{code}" for code in codes if code)}


def _mostly_about(document: Document, home: str | None) -> tuple[str, float] | None:
    """The one country that the article speaks of most by far, for a post of state that it leaves without one."""
    counts = Counter(owner for owner in document.owner.values() if owner.startswith("country/") and owner != home)
    ranked = counts.most_common(2)
    if ranked and ranked[0][1] >= 2 * (ranked[1][1] if len(ranked) > 1 else 1):
        return ranked[0][0], 0.4
    return None


def _farther(document: Document, role: Tagged, abroad: Collection[str]) -> tuple[str, float] | None:
    """What the network takes the title to be of, named in another sentence; a foreign state rather than the publisher's own."""
    found = [row for row in _likely(document, role, abroad) if row[2].sentence != role.sentence]
    best = max(found, default=None, key=lambda row: row[:2])
    if best is None:
        return None
    other = foreign(document, role, abroad) if best[1] == home_country(document) else None
    return other or (best[1], FARTHER * best[0])


def foreign(document: Document, role: Tagged, abroad: Collection[str] = ()) -> tuple[str, float] | None:
    """The foreign state that a post of state is likely to be of, in an article that a government published; None if none is."""
    home = home_country(document)
    if home is None or not STATE.search(plain(role.span.of(document.article.text))):
        return None
    found = [row for row in _likely(document, role, abroad) if row[1].startswith("country/") and row[1] != home]
    best = max(found, default=None, key=lambda row: row[:2])
    return (best[1], FARTHER * best[0]) if best else None


def _likely(document: Document, role: Tagged, abroad: Collection[str]) -> list[tuple[float, str, Tagged]]:
    """What the network takes the title to be of: score, owner and mention of each that is likely."""
    return [
        (pair["titleOf"], document.owner[pair.object], pair.object)
        for pair in document.pairs
        if pair.subject == role
        and pair["titleOf"] >= 0.5
        and pair.object.kind in TARGETS
        and document.owner.get(pair.object, "") not in {"", *abroad}
        and not lacks(document.owner[pair.object], role.span.of(document.article.text))
    ]


def lacks(country: str, title: str) -> bool:
    """Whether a country (its id) has no such post: the United States have no ministers."""
    code = country.removeprefix("country/").lower() + " "
    posts = (post.removeprefix(code) for post in words("people", "no_posts") if post.startswith(code))
    return any(re.search(rf"\b{re.escape(post)}\b", plain(title)) for post in posts)


def taken(document: Document, country: Tagged, role: Tagged) -> bool:
    """Whether the country's name or adjective stands right before another title, and so belongs to that one."""
    return any(other is not role and other.span.start == country.span.end + 1 for other in document.roles)
