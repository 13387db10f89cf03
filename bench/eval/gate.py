"""The evaluation gate: fail when a figure falls below its floor, or when the corpus is not the one that was pinned.

    python bench/eval/gate.py               check; exit 1 where a floor is not held
    python bench/eval/gate.py --pin         raise the floors to the figures as they are, less a margin; lower none
    python bench/eval/gate.py --pin --lower   lower those not held, on purpose; also needed when the corpus changed

`floors.toml` has the floors and a digest of every file of the corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tomllib
from pathlib import Path

from kg.evaluate import Score, evaluate, extracted, load

FLOORS = Path(__file__).with_name("floors.toml")
MARGIN = 0.02
FEWEST = 10
"""Kinds with fewer gold facts have no floor of their own: one fact would move it by more than the margin."""


def digest(folder: Path) -> str:
    """Return a digest of the names and bytes of a folder's files."""
    total = hashlib.sha256()
    for file in sorted(folder.glob("*.json")):
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def figures(score: Score) -> dict[str, dict[str, float]]:
    """Return what has a floor: F1 and precision by kind and in all, the shares of right dates, places and so on."""
    rows = {k: t for k, t in score.kinds.items() if t.right + t.missed >= FEWEST} | {"all": score.all}
    made = {kind: {"f1": tally.f1, "precision": tally.precision} for kind, tally in rows.items()}
    return made | {"right": {name: right / of for name, (right, of) in score.aspects.items()}}


def below(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for each floor that is not held; a figure that is no longer there does not hold its floor."""
    return [
        f"{kind} {name}: {found.get(kind, {}).get(name, 0.0):.3f} is below its floor {floor:.3f}"
        for kind, row in floors.items()
        for name, floor in row.items()
        if found.get(kind, {}).get(name, 0.0) < floor
    ]


def pinned(
    found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]], lower: bool
) -> dict[str, dict[str, float]]:
    """Return new floors: each figure less the margin, but where not `lower`, never less than the floor before."""
    made: dict[str, dict[str, float]] = {}
    for kind in [*found, *(k for k in floors if k not in found and not lower)]:
        row = {name: max(0.0, int((figure - MARGIN) * 1000) / 1000) for name, figure in found.get(kind, {}).items()}
        old = {} if lower else floors.get(kind, {})
        made[kind] = {name: max(row.get(name, 0.0), old.get(name, 0.0)) for name in {**row, **old}}
    return made


def written(folder: str, sha256: str, floors: dict[str, dict[str, float]]) -> str:
    """Return the text of `floors.toml`."""
    lines = ["# What `kg eval` must reach; changed by `python bench/eval/gate.py --pin` only.", "", "[corpus]"]
    lines += [f'folder = "{folder}"', f'sha256 = "{sha256}"']
    for kind, row in floors.items():
        lines += ["", f"[floors.{kind}]", *(f"{name} = {floor:g}" for name, floor in row.items())]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the gate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", action="store_true")
    args = parser.parse_args()
    settings = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    corpus = settings.get("corpus", {"folder": "data/gold", "sha256": ""})
    floors: dict[str, dict[str, float]] = settings.get("floors", {})
    folder = Path(__file__).parents[2] / corpus["folder"]
    now = digest(folder)
    golds = load(folder)
    score = evaluate(golds, extracted(golds))
    found = figures(score)
    problems = [] if now == corpus["sha256"] else [f"{corpus['folder']} is not the corpus that was pinned"]
    if args.pin:
        if problems and settings and not args.lower:
            print(*problems, "say --lower to pin it all the same", sep="; ")
            return 1
        FLOORS.write_text(
            written(corpus["folder"], now, pinned(found, floors, args.lower or not settings)), encoding="utf-8"
        )
        problems, floors = [], tomllib.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    problems += below(found, floors)
    problems += [f"{score.broken} sentences do not stand where the graph says"] * bool(score.broken)
    problems += [f"{name}: not in the graph" for name in score.missing]
    print(*problems, sep="\n", end="\n" if problems else "")
    print(
        f"F1 {score.all.f1:.3f}, precision {score.all.precision:.3f}: {'FAILED' if problems else 'all floors are held'}"
    )
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
