"""Choose the thresholds of kg/extract/thresholds.toml on labelled articles that the network was not trained on.

    python bench/eval/choose.py GOLD… > thresholds.toml

For each relation in turn, the others as they are by then: the threshold with the best F1 of the kinds of fact that it
decides, among those with a precision of at least LEAST (on FEWEST right facts or more); where none has that, the one
with the best F0.5. Two rounds, on a grid; of equals the one nearest to 0.5, since a figure at its edge says little.
"""

from __future__ import annotations

import sys
from pathlib import Path

from again import Read, quads, read, set_thresholds, thresholds

from kg.evaluate import Gold, Tally, evaluate, load

LEAST = 0.85
FEWEST = 5
GRID = [round(0.1 + 0.05 * step, 2) for step in range(17)]
ROUNDS = 2
DECIDES = {
    "titled": ("holds", "represents"),
    "titleOf": ("holds", "represents"),
    "holds": ("holds", "represents"),
    "coparty": ("party",),
}
"""The kinds of fact that a threshold decides, where it is not the kind of its own name."""


def tally(golds: list[Gold], reads: list[Read], kinds: tuple[str, ...]) -> Tally:
    """Score some kinds of fact under the thresholds as they are."""
    score = evaluate(golds, quads(reads))
    return sum((score.kinds.get(kind, Tally()) for kind in kinds), Tally())


def worth(found: Tally) -> tuple[bool, float]:
    """Return what one threshold is better than another by."""
    p, r = found.precision, found.recall
    enough = p >= LEAST and found.right >= FEWEST
    return enough, found.f1 if enough else (1.25 * p * r / (0.25 * p + r) if p and r else 0.0)


def choose(golds: list[Gold], reads: list[Read]) -> dict[str, Tally]:
    """Set each threshold to its best value; return how its kinds do with it."""
    told: dict[str, Tally] = {}
    for round_ in range(ROUNDS):
        for relation in thresholds():
            tried = {}
            for value in GRID:
                set_thresholds({relation: value})
                tried[value] = tally(golds, reads, DECIDES.get(relation, (relation,)))
            best = max(GRID, key=lambda value: (*worth(tried[value]), -abs(value - 0.5)))
            set_thresholds({relation: best})
            told[relation] = tried[best]
            print(f"round {round_ + 1}: {relation} = {best:g}", file=sys.stderr)
    return told


def main() -> int:
    """Choose, and print the file."""
    golds = [gold for folder in sys.argv[1:] for gold in load(Path(folder))]
    if not golds:
        print(__doc__, file=sys.stderr)
        return 2
    told = choose(golds, read(golds))
    chosen = f"Chosen by bench/eval/choose.py on {len(golds)} labelled articles."
    print(f"# From which score on a relation is taken as said. {chosen}")
    print("\n[relations]")
    for relation, value in thresholds().items():
        t = told[relation]
        few = f"; only {t.right + t.missed} gold facts" if t.right + t.missed < 20 else ""
        print(f"{relation} = {value:g}  # precision {t.precision:.2f}, recall {t.recall:.2f}, F1 {t.f1:.2f}{few}")
    print("\n# What a score is worth when the two names stand in different sentences.\n[apart]\nfactor = 0.6")
    return 0


if __name__ == "__main__":
    sys.exit(main())
