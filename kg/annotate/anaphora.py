"""Words that stand for a person named elsewhere: "he", "the minister", "the Deputy Secretary of State".

Each is given the name of one person of the article, or nothing when more than one would do. The network then reads the text
with the name in the word's place (`encoder.read_pairs`), so that what it learned of names holds for their stand-ins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.annotate.encoder import Pair, Tagged
from kg.annotate.lexicon import words
from kg.annotate.names import Entity, plain
from kg.model import Span

_PRONOUN = re.compile(r"\b([Hh]e|[Ss]he)\b")
_THE = re.compile(r"\b[Tt]he ((?:[\w.’'-]+ ){0,5}?[\w.’'-]+)")
REACH = 3
"""A pronoun's person is looked for in so many sentences before it."""


def titles_of(text: str, pairs: Sequence[Pair], entities: Sequence[Entity], least: float) -> dict[str, list[str]]:
    """Return the titles that the article gives each person, as comparable words, by the person's id."""
    owner = {mention: entity.id for entity in entities for mention in entity.mentions}
    found: dict[str, list[str]] = {}
    for pair in pairs:
        if (
            pair.subject.kind == "ROLE"
            and pair.object in owner
            and pair["titled"] >= least
            and pair.subject.sentence == pair.object.sentence
        ):
            found.setdefault(owner[pair.object], []).append(plain(pair.subject.span.of(text)))
    return found


def stand_ins(
    text: str,
    sentences: Sequence[Span],
    entities: Sequence[Entity],
    roles: Sequence[Tagged],
    titles: dict[str, list[str]],
) -> dict[Tagged, str]:
    """Return the stand-ins as mentions of persons, with the person's id."""
    people = [entity for entity in entities if entity.kind == "PER"]
    found: dict[Tagged, str] = {}
    for number, sentence in enumerate(sentences):
        for span in _title_spans(text, sentence, roles, people):
            who = _holder(text, span, people, titles)
            if who:
                found[Tagged(span, "PER", 1.0, number)] = who
        for match in _PRONOUN.finditer(sentence.of(text)):
            span = Span(sentence.start + match.start(), sentence.start + match.end())
            who = _antecedent(sentences, number, span, people, found)
            if who:
                found[Tagged(span, "PER", 1.0, number)] = who
    return found


def _title_spans(text: str, sentence: Span, roles: Sequence[Tagged], people: Sequence[Entity]) -> list[Span]:
    """The titles of a sentence that have an article before them and no name after them."""
    spans = []
    heads = words("people", "title_heads")
    for match in _THE.finditer(sentence.of(text)):
        parts = match.group(1).split(" ")
        ends = [i for i, part in enumerate(parts) if part.lower().rstrip(",.’'s") in heads or part.lower() in heads]
        if not ends:
            continue
        start = sentence.start + match.start()
        end = sentence.start + match.start(1) + len(" ".join(parts[: ends[0] + 1]))
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
        if not named:
            longer = next((r.span.end for r in roles if start < r.span.start < end < r.span.end), end)
            spans.append(Span(start, longer))
    return spans


def _holder(text: str, span: Span, people: Sequence[Entity], titles: dict[str, list[str]]) -> str | None:
    """The one person of the article, named before, whose title the words shorten; the last named if the words are a whole title."""
    said = [w for w in plain(span.of(text)).split() if w != "the"]
    if not said:
        return None
    fits = []
    for person in people:
        before = [m for m in person.mentions if m.span.end <= span.start]
        if before and any(_shortens(said, title.split()) for title in titles.get(person.id, ())):
            fits.append((before[-1].span.start, person.id))
    return fits[0][1] if len(fits) == 1 else None


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
