"""Read the gold's articles once, and compose their facts again and again under other thresholds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from pyoxigraph import Quad

from kg import ontology, rdf
from kg.annotate.document import Document, annotate
from kg.evaluate import Gold
from kg.extract.claims import Claim, claims, threshold
from kg.extract.compose import compose
from kg.extract.events import events
from kg.extract.gate import passed
from kg.extract.positions import holdings
from kg.model import Reading

_claims = import_module("kg.extract.claims")  # kg.extract has the function of that name in its place


@dataclass(frozen=True)
class Read:
    """One article as the network read it, before any threshold."""

    document: Document
    claims: dict[str, list[Claim]]


def read(golds: Iterable[Gold]) -> list[Read]:
    """Read the gold's articles: the slow part."""
    documents = [annotate(gold.article) for gold in golds]
    return [Read(document, claims(document)) for document in documents]


def quads(reads: Iterable[Read]) -> list[Quad]:
    """Compose the facts of the articles under the thresholds as they are now, as `kg.extract.extract` does."""
    made: list[Quad] = []
    for one in reads:
        document, found = one.document, one.claims
        draft = compose(document, found, holdings(document, found), events(document, found))
        facts, _ = passed(document.article, draft.things, draft.facts, ontology.load())
        made += rdf.quads(Reading(document.article, document.sentences, draft.things, facts))
    return made


def thresholds() -> dict[str, float]:
    """Return the thresholds as they are now."""
    return dict(_claims._settings()["relations"])


def set_thresholds(values: dict[str, float]) -> None:
    """Use other thresholds, in this process only."""
    _claims._settings()["relations"].update(values)
    threshold.cache_clear()
