"""Documents made by hand: a text with its mentions marked in it, and scores for pairs of them; no network reads it.

document("[PER Sergei Lavrov] met [PER Wang Yi] on Friday.", ("Sergei Lavrov", "met", "Wang Yi", 0.9))
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from kg.annotate import names
from kg.annotate.document import Document
from kg.annotate.encoder import Pair, Tagged, network
from kg.annotate.sentences import split
from kg.extract.claims import SYMMETRIC
from kg.model import Article, Span

_MARK = re.compile(r"\[([A-Z]+) ([^\]]+)\]")
PUBLISHED = date(2020, 9, 28)  # a Monday

Said = tuple[str, str, str, float]


def marked(text: str) -> tuple[str, list[Tagged]]:
    """The text without its marks, and the mentions that were marked."""
    plain, mentions, at = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        mentions.append((Span(len(plain), len(plain) + len(mark.group(2))), mark.group(1)))
        plain += mark.group(2)
        at = mark.end()
    plain += text[at:]
    sentences = split(plain)
    return plain, [Tagged(span, kind, 0.9, _number(sentences, span)) for span, kind in mentions]


def _number(sentences: tuple[Span, ...], span: Span) -> int:
    return max((number for number, sentence in enumerate(sentences) if sentence.start <= span.start), default=0)


def document(text: str, *said: Said, published: date | None = PUBLISHED, source: str | None = None) -> Document:
    """A document whose pairs have the given scores, both ways for a symmetric relation."""
    plain, mentions = marked(text)
    entities = names.group(plain, [m for m in mentions if m.kind != "ROLE"])
    first: dict[str, Tagged] = {}
    for mention in mentions:
        first.setdefault(mention.span.of(plain), mention)
    scores: dict[tuple[Tagged, Tagged], dict[str, float]] = {}
    for subject, relation, object_, score in said:
        scores.setdefault((first[subject], first[object_]), {})[relation] = score
        if relation in SYMMETRIC:
            scores.setdefault((first[object_], first[subject]), {})[relation] = score
    pairs = tuple(_pair(a, b, rows) for (a, b), rows in scores.items())
    article = Article("a", plain, published=published, source=source)
    roles = tuple(m for m in mentions if m.kind == "ROLE")
    return Document(article, split(plain), entities, roles, {}, pairs)


def _pair(a: Tagged, b: Tagged, scores: dict[str, float]) -> Pair:
    relations = network().relations
    assert set(scores) <= set(relations)
    return Pair(a, b, tuple(scores.get(relation, 0.0) for relation in relations))


def labels(document: Document) -> dict[str, tuple[str, ...]]:
    """The entities: label -> its other names."""
    return {entity.label: entity.names for entity in document.entities}


def grouped(text: str) -> list[set[str]]:
    """Which names of a marked text mean the same thing."""
    plain, mentions = marked(text)
    return [{m.span.of(plain) for m in entity.mentions} for entity in names.group(plain, mentions)]


def cleaned(text: str) -> list[str]:
    """The mentions of a marked text as they are left when they are cleaned."""
    plain, mentions = marked(text)
    return [m.span.of(plain) for m in names.clean(plain, mentions)]


def voted(text: str, **kinds: float) -> list[str]:
    """The kinds of the mentions of a marked text after the vote; `kinds` are the probabilities, where not 0.9."""
    plain, mentions = marked(text)
    return [m.kind for m in names.vote(plain, [replace(m, probability=kinds.get(m.kind, 0.9)) for m in mentions])]
