"""Found facts against the gold's: which are right, which are wrong, which are missing, how right the right ones are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Quad

from kg.evaluate.found import ArticleFacts, Found, Graph, plain
from kg.evaluate.gold import KINDS, Gold, GoldFact

ASPECTS = ("date", "place", "status", "evidence")
"""What is asked of a fact that was found."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many facts are right, wrong and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of the found facts that are right; 0 if none was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold's facts that were found; 0 if there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    def to_dict(self) -> dict[str, float]:
        """The figures by name."""
        names = ("precision", "recall", "f1", "right", "wrong", "missed")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Judged:
    """One fact of one article and what became of it: `right` (None for a missed one), how sure the extractor was.

    `words` are the sentence in which a wrong fact was read, or the gold's quote for a missed one.
    """

    article: str
    kind: str
    ends: tuple[str, ...]
    words: str
    right: bool | None
    confidence: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The fact for JSON."""
        ends = {"subject": self.ends[0], "object": self.ends[1], "title": "".join(self.ends[2:]) or None}
        shown = {"article": self.article, "fact": self.kind, **ends, "sentence": self.words}
        return shown if self.right is None else {**shown, "confidence": self.confidence}


@dataclass(slots=True)
class Score:
    """How a graph did: by kind of fact (`kinds`), in all, on the aspects of found facts (right ones, asked ones).

    `broken` counts the sentences that do not stand where the graph says; `missing` are articles that it does not have.
    """

    kinds: dict[str, Tally] = field(default_factory=dict)
    aspects: dict[str, tuple[int, int]] = field(default_factory=dict)
    broken: int = 0
    missing: list[str] = field(default_factory=list)
    articles: int = 0
    judged: list[Judged] = field(default_factory=list)

    @property
    def all(self) -> Tally:
        """All kinds together."""
        return sum(self.kinds.values(), Tally())

    @property
    def missed(self) -> list[Judged]:
        """The gold's facts that were not found."""
        return [fact for fact in self.judged if fact.right is None]

    @property
    def wrong(self) -> list[Judged]:
        """The found facts that the gold neither states nor allows."""
        return [fact for fact in self.judged if fact.right is False]

    def to_dict(self, errors: bool = False) -> dict[str, Any]:
        """The figures for JSON; with `errors` also each fact that was missed or is wrong."""
        shown: dict[str, Any] = {
            "facts": {kind: tally.to_dict() for kind, tally in self.kinds.items()} | {"all": self.all.to_dict()},
            "aspects": {
                name: {"right": right, "of": of, "share": right / of} for name, (right, of) in self.aspects.items()
            },
            "broken_evidence": self.broken,
            "missing_articles": self.missing,
        }
        if errors:
            shown["missed"] = [fact.to_dict() for fact in self.missed]
            shown["wrong"] = [fact.to_dict() for fact in self.wrong]
        return shown


def evaluate(golds: Sequence[Gold], quads: Iterable[Quad]) -> Score:
    """Score a graph against gold facts.

    A fact counts for the article whose sentence its assertion names; the gold's optional facts count neither way.
    Several found titles for one post are one right fact. Where two events join the same pair, the first is judged.
    """
    graph = Graph(quads)
    score = Score(articles=len(golds))
    asked: Counter[tuple[str, bool]] = Counter()
    for gold in golds:
        read = ArticleFacts(graph, gold)
        if read.missing:
            score.missing.append(gold.article.id)
        for kind in KINDS:
            _kind(score, asked, gold, kind, read.facts.get(kind, {}))
    score.kinds = {kind: score.kinds[kind] for kind in KINDS if kind in score.kinds}
    score.aspects = {
        name: (asked[name, True], of) for name in ASPECTS if (of := asked[name, True] + asked[name, False])
    }
    return score


def _kind(
    score: Score, asked: Counter[tuple[str, bool]], gold: Gold, kind: str, rows: dict[tuple[str, ...], Found]
) -> None:
    name, text = gold.article.id, gold.article.text
    right = wrong = missed = 0
    used: set[tuple[str, ...]] = set()
    for fact in (fact for fact in gold.facts if fact.kind == kind):
        hits = [ends for ends, row in rows.items() if _same(fact, ends, row)]
        used.update(hits)
        if hits:
            right += 1
            _ask(asked, fact, rows[hits[0]], text)
        else:
            missed += 1
            score.judged.append(Judged(name, kind, (*fact.ends, *fact.titles[:1]), fact.quote, None))
    allowed = [fact for fact in gold.optional if fact.kind == kind]
    for ends, row in rows.items():
        score.broken += sum(span.of(text) != exact for span, exact in row.sentences)
        if ends not in used and any(_same(fact, ends, row) for fact in allowed):
            continue
        words = row.sentences[0][1] if row.sentences else ""
        score.judged.append(Judged(name, kind, ends, words, ends in used, row.confidence))
        wrong += ends not in used
    if right or wrong or missed:
        score.kinds[kind] = score.kinds.get(kind, Tally()) + Tally(right, wrong, missed)


def _same(fact: GoldFact, ends: tuple[str, ...], row: Found) -> bool:
    if fact.ends != ends[:2]:
        return False
    return fact.kind != "holds" or any(same_title(row.title, title) for title in fact.titles)


def same_title(a: str, b: str) -> bool:
    """Whether two titles share at least half of their words, small words aside."""
    x, y = (set(plain(title).split()) - {"of", "the", "for", "and"} for title in (a, b))
    return bool(x and y) and len(x & y) / len(x | y) >= 0.5


def _ask(asked: Counter[tuple[str, bool]], fact: GoldFact, row: Found, text: str) -> None:
    start = text.find(fact.quote)
    end = start + len(fact.quote)
    asked["evidence", any(span.start < end and start < span.end for span, _ in row.sentences)] += 1
    if fact.kind not in ("met", "visited"):
        return
    if fact.date:
        asked["date", row.date == fact.date] += 1
    if fact.place and fact.kind == "met":
        asked["place", fact.place in row.places] += 1
    if fact.status:
        asked["status", row.status == fact.status] += 1
