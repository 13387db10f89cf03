"""Words that stand for somebody named elsewhere: "he", "the minister", "the Cuban president", "that bilateral body".

Each is given the name of one person or joint body of the article, or nothing when more than one would do. The network then
reads the text with the name in the word's place (`encoder.read_pairs`), so that what it learned of names holds for their
stand-ins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.annotate import countries
from kg.annotate.encoder import Pair, Tagged
from kg.annotate.lexicon import words
from kg.annotate.names import Entity, plain
from kg.model import Span

_PRONOUN = re.compile(r"\b([Hh]e|[Ss]he)\b")
_SMALL = r"(?!(?:the|a|an|of|and|or|in|on|with|to|for|by|at|from|that|who|which|is|was|will|has|had)\b)"
_BODY = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat|said) (?:(?:bilateral|joint|binational|mixed|intergovernmental|bi-national) )*"
    r"(?:body|commission|committee|dialogue|working group|task force)\b"
)
_OF_NAME = re.compile(r" (?:of|for|at) [^,.;:]{2,110}, (?P<title>(?:[^,.;:]{2,60}(?= ))?) ?")
REACH = 3
"""A pronoun's person is looked for in so many sentences before it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the article says of a person: the titles, as comparable words, and the countries (ids) that they are of."""

    titles: tuple[str, ...]
    countries: frozenset[str]


def known_of(text: str, pairs: Sequence[Pair], entities: Sequence[Entity], least: float) -> dict[str, Known]:
    """Return the titles and countries that the article gives each person, by the person's id."""
    owner = {mention: entity.id for entity in entities for mention in entity.mentions}
    titles: dict[str, list[str]] = {}
    holders: dict[Tagged, set[str]] = {}
    for pair in pairs:
        a, b = pair.subject, pair.object
        if a.kind == "ROLE" and b.kind == "PER" and b in owner and pair["titled"] >= least and a.sentence == b.sentence:
            titles.setdefault(owner[b], []).append(plain(a.span.of(text)))
            holders.setdefault(a, set()).add(owner[b])
    states: dict[str, set[str]] = {person: set() for person in titles}
    for pair in pairs:
        a, b = pair.subject, pair.object
        target = owner.get(b, "")
        if not target.startswith("country/") or a.sentence != b.sentence:
            continue
        if a in holders and pair["titleOf"] >= least:
            for person in holders[a]:
                states[person].add(target)
        elif owner.get(a) in states and pair["represents"] >= least:
            states[owner[a]].add(target)
    return {person: Known(tuple(rows), frozenset(states[person])) for person, rows in titles.items()}


def stand_ins(
    text: str,
    sentences: Sequence[Span],
    entities: Sequence[Entity],
    roles: Sequence[Tagged],
    known: dict[str, Known],
) -> dict[Tagged, str]:
    """Return the stand-ins as mentions of persons and joint bodies, with the id of what they stand for."""
    people = [entity for entity in entities if entity.kind == "PER"]
    found: dict[Tagged, str] = {}
    for number, sentence in enumerate(sentences):
        found |= _bodies(text, number, sentence, entities)
        for span in _title_spans(text, sentence, roles, people):
            who = _holder(text, span, people, known)
            if who:
                found[Tagged(span, "PER", 1.0, number)] = who
        for match in _PRONOUN.finditer(sentence.of(text)):
            span = Span(sentence.start + match.start(), sentence.start + match.end())
            who = _antecedent(sentences, number, span, people, found)
            if who:
                found[Tagged(span, "PER", 1.0, number)] = who
    return found


def _bodies(text: str, number: int, sentence: Span, entities: Sequence[Entity]) -> dict[Tagged, str]:
    """What "the commission", "that bilateral body" mean: the article's one joint body, where it has no more and named it before."""
    bodies = [entity for entity in entities if entity.kind == "COMM"]
    if len(bodies) != 1:
        return {}
    found = {}
    for match in _BODY.finditer(sentence.of(text)):
        span = Span(sentence.start + match.start(), sentence.start + match.end())
        taken = any(m.span.start < span.end and span.start < m.span.end for e in entities for m in e.mentions)
        if not taken and any(m.span.end <= span.start for m in bodies[0].mentions):
            found[Tagged(span, "COMM", 1.0, number)] = bodies[0].id
    return found


@cache
def _the_title() -> re.Pattern[str]:
    heads = "|".join(re.escape(head) for head in sorted(words("people", "title_heads"), key=len, reverse=True))
    return re.compile(rf"\b[Tt]he (?:{_SMALL}[\w.’'-]+ ){{0,5}}?(?i:{heads})\b(?!-)")


def _title_spans(text: str, sentence: Span, roles: Sequence[Tagged], people: Sequence[Entity]) -> list[Span]:
    """The titles of a sentence that have an article before them and no name after them."""
    spans = []
    for match in _the_title().finditer(sentence.of(text)):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if any(
            m.span.end < start and re.fullmatch(r",? ", text[m.span.end : start]) for p in people for m in p.mentions
        ):
            continue  # in apposition to the name before it
        named = any(
            m.span.start < end + 40
            and m.span.end > start
            and not re.search(r"[.;:]|\b(?:and|with|to|met|said)\b", text[end : m.span.start])
            for p in people
            for m in p.mentions
        )
        if not named and not _names_its_holder(text, sentence, end, roles, people):
            longer = next((r.span.end for r in roles if start < r.span.start < end < r.span.end), end)
            spans.append(Span(start, longer))
    return spans


def _names_its_holder(text: str, sentence: Span, end: int, roles: Sequence[Tagged], people: Sequence[Entity]) -> bool:
    """Whether the title goes on to its holder's name: "the head of the Department of Trade, Federal Councillor X"."""
    after = min((m.span.start for p in people for m in p.mentions if end <= m.span.start < sentence.end), default=None)
    if after is None or not (gap := _OF_NAME.fullmatch(text[end:after])):
        return False
    return not gap.group("title") or any(
        r.span.end == after - 1 and r.span.start == end + gap.start("title") for r in roles
    )


def _holder(text: str, span: Span, people: Sequence[Entity], known: dict[str, Known]) -> str | None:
    """The one person of the article, named before, whose title the words shorten and whose country they name, if they do."""
    said = [w for w in plain(span.of(text)).split() if w != "the"]
    country, said = _country(text, span, said)
    if not said:
        return None
    fits = []
    for person in people:
        about = known.get(person.id)
        named = any(m.span.end <= span.start for m in person.mentions)
        if about is None or not named or not any(_shortens(said, title.split()) for title in about.titles):
            continue
        if country is None or country in about.countries:
            fits.append(person.id)
    return fits[0] if len(fits) == 1 else None


def _country(text: str, span: Span, said: list[str]) -> tuple[str | None, list[str]]:
    """The country that the words begin with ("the Cuban minister") or that follows them, and the words without it."""
    for size in (3, 2, 1):
        lead = " ".join(said[:size])
        code = countries.by_demonym(lead) or countries.by_name(lead) if len(said) > size else None
        if code:
            return f"country/{code}", said[size:]
    after = re.match(r" of (?:the )?((?:[A-Z][\w.’-]+ ?){1,4})", text[span.end : span.end + 50])
    parts = after.group(1).split() if after else []
    for size in range(len(parts), 0, -1):
        if code := countries.by_name(" ".join(parts[:size])):
            return f"country/{code}", said
    return None, said


def _shortens(said: list[str], title: list[str]) -> bool:
    """Whether the words are a title or its beginning or its head: "deputy secretary" for "deputy secretary of state"."""
    core = (
        title[: title.index("of")]
        if "of" in title[1:]
        else title[: title.index("for")]
        if "for" in title[1:]
        else title
    )
    return (
        said in (title, core)
        or (len(said) == 1 and said[0] == core[-1])
        or (len(said) < len(core) and core[-len(said) :] == said)
    )


def _antecedent(
    sentences: Sequence[Span], number: int, span: Span, people: Sequence[Entity], found: dict[Tagged, str]
) -> str | None:
    """The person whom a pronoun most likely means: the first one named in the nearest sentence before it that names any.

    Within its own sentence only a single person named before it will do.
    """
    here = {
        person.id for person in people for m in person.mentions if m.sentence == number and m.span.end <= span.start
    }
    here |= {who for m, who in found.items() if m.sentence == number and m.span.end <= span.start}
    if here:
        return here.pop() if len(here) == 1 else None
    for back in range(number - 1, max(-1, number - 1 - REACH), -1):
        named = sorted(
            [(m.span.start, person.id) for person in people for m in person.mentions if m.sentence == back]
            + [(m.span.start, who) for m, who in found.items() if m.sentence == back]
        )
        if named:
            return named[0][1]
    return None
