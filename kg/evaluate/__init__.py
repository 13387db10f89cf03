"""A graph against gold facts: precision, recall, F1 by kind of fact, and what was missed and what is wrong.

    golds = load(Path("data/gold"))
    score = evaluate(golds, extracted(golds))
    score.all.f1, score.kinds["met"].precision, score.wrong

Nothing here uses the code that is measured, save `extracted`, which runs it: a change of how names are grouped must not
change how names are compared with the gold's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad

from kg.evaluate.gold import Gold, load
from kg.evaluate.score import Score, Tally, evaluate

__all__ = ["Gold", "Score", "Tally", "evaluate", "extracted", "load", "stored"]


def extracted(golds: Iterable[Gold]) -> list[Quad]:
    """Extract the facts of the gold's articles with the extractor as it is; each article stays by itself."""
    from kg import rdf
    from kg.extract import extract

    return [quad for gold in golds for quad in rdf.quads(extract(gold.article))]


def stored(path: str | Path) -> list[Quad]:
    """Return what a store holds, as `kg export -f nq` writes it; KgError if there is no store."""
    from kg.store import Store

    with Store.open(path) as store:
        return list(store.oxigraph.quads_for_pattern(None, None, None, None))
