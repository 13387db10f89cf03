"""Read the gold's articles once, and compose their facts again and again under other thresholds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from unittest import mock

from pyoxigraph import Quad

from kg import rdf
from kg.annotate.document import Document, annotate
from kg.evaluate import Gold
from kg.extract import extract
from kg.extract.claims import Claim, claims, threshold

_claims = import_module("kg.extract.claims")  # kg.extract has the function of that name in its place
_extract = import_module("kg.extract")


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
    """Compose the facts of the articles under the thresholds as they are now: `kg.extract.extract` on what was read."""
    reads = list(reads)
    documents = {id(one.document.article): one.document for one in reads}
    known = {id(one.document): one.claims for one in reads}

    def claimed(document: Document) -> dict[str, list[Claim]]:
        found = known.get(id(document))
        return claims(document) if found is None else found

    patches: dict[str, Any] = {"annotate": lambda article: documents[id(article)], "claims": claimed}
    with mock.patch.multiple(_extract, **patches):
        return [quad for one in reads for quad in rdf.quads(extract(one.document.article))]


def thresholds() -> dict[str, float]:
    """Return the thresholds as they are now."""
    return dict(_claims._settings()["relations"])


def set_thresholds(values: dict[str, float]) -> None:
    """Use other thresholds, in this process only."""
    _claims._settings()["relations"].update(values)
    threshold.cache_clear()
