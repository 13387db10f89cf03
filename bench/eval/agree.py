"""Compare `kg.evaluate` with ../shared/score_facts.py, number by number, on the same graph.

    python bench/eval/agree.py [GOLD…]      default: data/gold, and ../shared/gold where it is there

Where two events of an article join one pair, score_facts.py judges the date, place and status of the one that Python's
hash order puts first; here it gets the quads in the order in which they are sorted, as `kg.evaluate` does.
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import rdflib

from kg.evaluate import Score, evaluate, extracted, load

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT.parent / "shared" / "score_facts.py"


def ours(score: Score) -> dict[str, object]:
    """Return a score in the script's form."""
    rows = {**score.kinds, "all": score.all}
    facts = {kind: [t.precision, t.recall, t.f1, t.right, t.wrong, t.missed] for kind, t in rows.items()}
    right = {name: a / b for name, (a, b) in score.aspects.items()}
    return {"facts": facts, "right": right, "broken_evidence": score.broken, "missing_articles": score.missing}


def theirs(graph: Path, gold: Path) -> dict[str, object]:
    """Run the script on quads that are sorted."""
    unsorted = rdflib.Dataset.quads

    def in_order(self: rdflib.Dataset, pattern: object = None) -> Iterator[tuple[rdflib.term.Node, ...]]:
        return iter(sorted(unsorted(self, pattern), key=lambda quad: " ".join(term.n3() for term in quad[:3])))

    told = io.StringIO()
    with (
        mock.patch.object(rdflib.Dataset, "quads", in_order),
        mock.patch.object(sys, "argv", ["score_facts.py", str(graph), "--gold", str(gold), "--json"]),
        contextlib.redirect_stdout(told),
        contextlib.suppress(SystemExit),
    ):
        runpy.run_path(str(SCRIPT), run_name="__main__")
    return dict(json.loads(told.getvalue()))


def differences(gold: Path) -> list[str]:
    """Return a line for each figure that differs."""
    golds = load(gold)
    quads = extracted(golds)
    mine = json.loads(json.dumps(ours(evaluate(golds, quads))))
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.nq"
        graph.write_text("".join(sorted({f"{quad} .\n" for quad in quads})), encoding="utf-8")
        told = theirs(graph, gold)
    return [f"{name}: {mine[name]} / {told[name]}" for name in mine if mine[name] != told[name]]


def main() -> int:
    """Compare, and say where they differ."""
    if not SCRIPT.exists():
        print(f"{SCRIPT} is not there: nothing to compare with")
        return 2
    folders = [Path(arg) for arg in sys.argv[1:]] or [ROOT / "data" / "gold", SCRIPT.parent / "gold"]
    failed = False
    for folder in folders:
        found = differences(folder)
        failed |= bool(found)
        print(f"{folder}: {'; '.join(found) or 'the same'}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
