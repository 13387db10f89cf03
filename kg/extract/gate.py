"""The one gate that every fact passes: its sentences are in the text, its ends are things of the right classes."""

from __future__ import annotations

from kg.annotate.lexicon import patterns
from kg.model import Article, Fact, Rejection, Span, Thing
from kg.ontology import Ontology


def passed(
    article: Article,
    things: tuple[Thing, ...],
    facts: tuple[Fact, ...],
    ontology: Ontology,
    min_confidence: float = 0.0,
) -> tuple[tuple[Fact, ...], tuple[Rejection, ...]]:
    """Split facts into those that may go into the graph and those that may not, each with the reason."""
    by_key = {thing.key: thing for thing in things}
    reasons = {fact: _fault(article, by_key, fact, ontology) or _doubt(fact, min_confidence) for fact in facts}
    held = {fact.subject for fact in facts if fact.relation == "participant" and reasons[fact] is None}
    for fact in facts:
        if reasons[fact] is None and fact.subject not in held and by_key[fact.subject].type in ("Meeting", "Visit"):
            reasons[fact] = "nobody is left who took part"
    kept = tuple(fact for fact in facts if reasons[fact] is None)
    return kept, tuple(
        Rejection(fact.subject, fact.relation, fact.object, fact.evidence[0] if fact.evidence else Span(0, 0), reason)
        for fact in facts
        if (reason := reasons[fact]) is not None
    )


def _doubt(fact: Fact, min_confidence: float) -> str | None:
    return (
        f"its confidence {fact.confidence:g} is below {min_confidence:g}" if fact.confidence < min_confidence else None
    )


def _fault(article: Article, things: dict[str, Thing], fact: Fact, ontology: Ontology) -> str | None:
    if not fact.evidence:
        return "no sentence says it"
    if any(not 0 <= span.start < span.end <= len(article.text) for span in fact.evidence):
        return "its sentence is not in the text"
    if all(any(p.match(span.of(article.text)) for p in patterns("furniture")) for span in fact.evidence):
        return "its sentence is not part of the article but of its page"
    if fact.subject not in things or fact.object not in things:
        return "one of its ends is not a thing of the article"
    if not 0 <= fact.confidence <= 1:
        return "its confidence is not between 0 and 1"
    return ontology.fault(things[fact.subject].type, fact.relation, things[fact.object].type)
