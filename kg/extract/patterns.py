r"""Facts by patterns that a user gives as data: names of the user's classes, and words that state the user's relations.

The files `patterns.toml` of the folders in use (`kg.resources.using`) say both. Two calls do the work: `named`, right after
an article is annotated, and `say`, when its facts are put together. Without a folder both do nothing.

    [[names]]                                  # how things of a class are named
    class = "Vessel"
    list = ["Ocean Star"]                      # names, as they stand in texts
    before = ["tanker"]                        # words before a name of words with capitals
    regex = ['\bMV ([A-Z]\w+)']                # expressions; the first group is the name, if there is one

    [[relations]]                              # how a relation is stated
    relation = "sanctions"
    subject = ["Country", "Organization"]      # classes; those below them too
    object = ["Vessel"]
    triggers = ["sanctioned", "blacklisted"]
    templates = ["{subject} * {trigger} * {object}"]   # * is up to `within` words, 12 by default
    unless = ["did not"]                       # words between or before, with which it is no fact
    confidence = 0.8
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.names import Entity, plain
from kg.extract.compose import Draft
from kg.extract.recipes import Names, Recipe, recipes
from kg.model import Span
from kg.ontology import Ontology, load

_KINDS = {
    "PER": "Person",
    "ORG": "Organization",
    "COM": "Company",
    "COMM": "Commission",
    "CTRY": "Country",
    "NORP": "Country",
}
_KINDS |= {"LOC": "Place", "AGR": "Agreement"}
_JOINED = re.compile(r"\s*(?:,|,?\s*\band\b|&|,?\s*\bas well as\b)\s*(?:the\s+)?(?:[a-z]+\s+)?")
_CAPITALS = r"([A-Z][\w’'-]*(?: (?:[A-Z][\w’'-]*|\d+))*)"
_SIDES = {"subject": "\ue000", "object": "\ue001"}


def named(document: Document, given: Iterable[Names] | None = None) -> Document:
    """Return the document with the names of the user's classes in it, in the place of what the tagger made of them.

    A name that stands inside a longer one of the tagger's ("Ocean Star" in "Ocean Star Shipping") is left alone.
    """
    rules = list(recipes().names if given is None else given)
    text = document.article.text
    found: dict[Span, str] = {}
    for rule in rules:
        for span in _spans(text, rule):
            if not any(span.start < other.end and other.start < span.end for other in found):
                found[span] = rule.kind
    tagged = {mention for mention in document.owner if mention.kind in _KINDS}
    befores = {word for rule in rules for word in rule.before}
    kept = {span: kind for span, kind in found.items() if not _is_inside(text, span, tagged, befores)}
    if not kept:
        return document
    return _with(document, kept)


def _spans(text: str, rule: Names) -> Iterator[Span]:
    """Where the names of a rule stand, the longest first; a name found once is found wherever else it stands."""
    spans = {Span(*m.span(m.lastindex or 0)) for one in rule.regex for m in re.finditer(one, text)}
    if rule.before:
        words = "|".join(re.escape(word) for word in sorted(rule.before, key=len, reverse=True))
        spans |= {Span(*m.span(1)) for m in re.finditer(rf"\b(?:{words})\s+{_CAPITALS}", text)}
        joined = rf"\s*(?:,|,?\s*\band\b)\s+(?:the\s+)?{_CAPITALS}"
        for span in sorted(spans):
            while more := re.compile(joined).match(text, span.end):
                span = Span(*more.span(1))
                spans.add(span)
    names = {span.of(text) for span in spans} | set(rule.list)
    spans |= {Span(*m.span()) for name in names if name for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)}
    yield from sorted(spans, key=lambda span: (span.start - span.end, span))


def _is_inside(text: str, span: Span, tagged: Iterable[Tagged], befores: set[str]) -> bool:
    """Whether a name is a part of a longer name that says more than a word for its class."""
    for mention in tagged:
        if span in mention.span and span != mention.span:
            rest = text[mention.span.start : span.start] + " " + text[span.end : mention.span.end]
            if any(
                word[0].isupper()
                for word in re.findall(r"\w+", rest)
                if word not in befores and word not in ("The", "MV", "MT")
            ):
                return True
    return False


def _with(document: Document, found: dict[Span, str]) -> Document:
    text = document.article.text
    taken = sorted(found)
    entities: list[Entity] = []
    for entity in document.entities:
        left = tuple(m for m in entity.mentions if not _overlaps(m.span, taken))
        if left:
            entities.append(entity if left == entity.mentions else replace(entity, mentions=left))
    groups: dict[tuple[str, str], list[Tagged]] = {}
    for span in taken:
        number = next((n for n, s in enumerate(document.sentences) if span in s), None)
        if number is not None:
            key = found[span], plain(span.of(text))
            groups.setdefault(key, []).append(Tagged(span, found[span], 1.0, number))
    for (kind, name), mentions in groups.items():
        entities.append(Entity(f"{kind.lower()}/{name}", kind, mentions[0].span.of(text), (), tuple(mentions)))
    ids = {entity.id for entity in entities}
    stand_ins = {m: who for m, who in document.stand_ins.items() if who in ids and not _overlaps(m.span, taken)}
    ordered = tuple(sorted(entities, key=lambda e: e.mentions[0].span))
    return replace(document, entities=ordered, stand_ins=stand_ins)


def _overlaps(span: Span, taken: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in taken)


@dataclass(frozen=True, slots=True, order=True)
class _Match:
    """Where a template fits: how far it reaches, and the two mentions."""

    length: int
    subject: Tagged
    object: Tagged


def say(draft: Draft, document: Document, given: Iterable[Recipe] | None = None) -> None:
    """Add the facts that the patterns find; each passes the gate like any other.

    Of several mentions that fit, the nearest counts, and those that are joined to it by commas and "and".
    """
    ontology = load()
    for recipe in recipes().relations if given is None else given:
        for number in range(len(document.sentences)):
            here = sorted(m for m in document.owner if m.sentence == number)
            subjects, objects = (_of(here, kinds, ontology) for kinds in (recipe.subject, recipe.object))
            for subject, object_ in _pairs(document, number, recipe, subjects, objects):
                a, b = document.owner[subject], document.owner[object_]
                if a != b:
                    draft.state(draft.entity(a), recipe.relation, draft.entity(b), (number,), recipe.confidence)


def _of(mentions: Iterable[Tagged], kinds: tuple[str, ...], ontology: Ontology) -> list[Tagged]:
    """The mentions that the tagger, or `named`, has as one of some classes or of a class below."""
    made = []
    for mention in mentions:
        kind = _KINDS.get(mention.kind, mention.kind)
        if kind in ontology.classes and set(ontology.kinds(kind)) & set(kinds):
            made.append(mention)
    return made


def _pairs(
    document: Document, number: int, recipe: Recipe, subjects: list[Tagged], objects: list[Tagged]
) -> Iterator[tuple[Tagged, Tagged]]:
    text, sentence = document.article.text, document.sentence(number)
    for template in recipe.expressions:
        matches = sorted(
            match
            for s in subjects
            for o in objects
            if s.span != o.span and (match := _fits(text, sentence, template, recipe, s, o))
        )
        used: set[Tagged] = set()
        for match in matches:
            if match.subject in used or match.object in used:
                continue  # a longer reach from a mention that has its nearest already
            left, right = _group(text, match.subject, subjects), _group(text, match.object, objects)
            used |= {*left, *right}
            yield from ((s, o) for s in left for o in right)


def _fits(text: str, sentence: Span, template: re.Pattern[str], recipe: Recipe, s: Tagged, o: Tagged) -> _Match | None:
    """Whether a template fits a sentence in which the two mentions are put in the places of its sides."""
    first, second = sorted(((s.span, _SIDES["subject"]), (o.span, _SIDES["object"])))
    if first[0].end > second[0].start:
        return None
    parts = (text[sentence.start : first[0].start], first[1], text[first[0].end : second[0].start], second[1])
    line = "".join(parts) + text[second[0].end : sentence.end]
    found = template.search(line)
    if not found:
        return None
    told = line[: found.end()]
    if any(re.search(rf"\b{re.escape(word)}\b", told, re.IGNORECASE) for word in recipe.unless):
        return None
    return _Match(found.end() - found.start(), s, o)


def _group(text: str, mention: Tagged, among: list[Tagged]) -> list[Tagged]:
    """A mention and those that are joined to it by commas and "and", with nothing else between."""
    order = sorted(among)
    at = order.index(mention)
    first = last = at
    while first > 0 and _JOINED.fullmatch(text[order[first - 1].span.end : order[first].span.start]):
        first -= 1
    while last + 1 < len(order) and _JOINED.fullmatch(text[order[last].span.end : order[last + 1].span.start]):
        last += 1
    return order[first : last + 1]
