"""An article as the extractors see it: sentences, entities with their mentions, scored pairs, who stands for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kg.annotate import anaphora, names
from kg.annotate.encoder import Pair, Tagged, read_mentions, read_pairs
from kg.annotate.names import Entity
from kg.annotate.sentences import split
from kg.model import Article, Span

TITLED = 0.4
"""From this score on a title is taken to be a person's."""


@dataclass(frozen=True)
class Document:
    """What was read in an article, before any fact."""

    article: Article
    sentences: tuple[Span, ...]
    entities: tuple[Entity, ...]
    roles: tuple[Tagged, ...]
    stand_ins: dict[Tagged, str]
    pairs: tuple[Pair, ...]

    @cached_property
    def owner(self) -> dict[Tagged, str]:
        """The entity's id of each mention, stand-ins included."""
        return {m: e.id for e in self.entities for m in e.mentions} | self.stand_ins

    @cached_property
    def marks(self) -> tuple[Tagged, ...]:
        """All mentions, stand-ins and titles, in the order of the text."""
        return tuple(sorted({*self.owner, *self.roles}, key=lambda m: m.span))

    @cached_property
    def by_id(self) -> dict[str, Entity]:
        """The entities by id."""
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def headline(self) -> int:
        """How many sentences at the start are a headline: the first one, if it ends a line without a full stop."""
        first = self.sentences[0].of(self.article.text) if self.sentences else ""
        after = self.article.text[self.sentences[0].end :] if self.sentences else ""
        titled = first == (self.article.title or "").strip() or not first.rstrip("\"”’'»)]").endswith(
            (".", "!", "?", "…", ":")
        )
        return int(len(self.sentences) > 1 and titled and "\n" in after[: len(after) - len(after.lstrip())])

    def mentions(self, entity: str) -> Iterator[Tagged]:
        """The mentions of an entity, stand-ins included."""
        yield from self.by_id[entity].mentions
        yield from (m for m, who in self.stand_ins.items() if who == entity)

    def sentence(self, number: int) -> Span:
        """The sentence of that number."""
        return self.sentences[number]


def annotate(article: Article) -> Document:
    """Read an article: tag, clean and group its names, find stand-ins, score the pairs."""
    text = article.text
    sentences = split(text)
    mentions = names.vote(text, names.clean(text, read_mentions(text, sentences)))
    entities = names.group(text, mentions)
    roles = tuple(m for m in mentions if m.kind == "ROLE")
    first = read_pairs(text, sentences, mentions, {})
    known = anaphora.known_of(text, first, entities, TITLED)
    found = anaphora.stand_ins(text, sentences, entities, roles, known)
    if found:
        kept = [m for m in mentions if not any(m.span.start < s.span.end and s.span.start < m.span.end for s in found)]
        labels = {entity.id: entity.label for entity in entities}
        first = read_pairs(text, sentences, sorted([*kept, *found]), {m.span: labels[who] for m, who in found.items()})
        roles = tuple(m for m in roles if m in kept)
    return Document(article, sentences, entities, roles, found, tuple(first))
