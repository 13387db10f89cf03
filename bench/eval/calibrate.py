"""Reliability: of the facts that the extractor is so sure of, how many are right? A table, and a plot as SVG.

    python bench/eval/calibrate.py GOLD… [-o reliability.svg] [--least 0.1]

Facts that the gold calls optional count neither way. `--least` lowers every threshold, to see below them too. The error
is the mean distance between confidence and precision, weighted by the number of facts in each bin (ECE). The plot needs
no library.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from again import quads, read, set_thresholds, thresholds

from kg.evaluate import evaluate, load
from kg.evaluate.gold import KINDS
from kg.evaluate.score import Judged

BINS = 10
FEWEST = 20
"""Kinds with fewer found facts get no plot of their own."""
SIZE, GAP, HEAD = 200, 46, 34


@dataclass(frozen=True)
class Bin:
    """Facts of about the same confidence: how many, their mean confidence, the share that is right."""

    number: int
    confidence: float
    precision: float


def bins(facts: list[Judged]) -> list[Bin]:
    """Put facts into bins of equal width, leaving out empty ones."""
    rows: dict[int, list[Judged]] = defaultdict(list)
    for fact in facts:
        rows[min(int(fact.confidence * BINS), BINS - 1)].append(fact)
    made = []
    for _, row in sorted(rows.items()):
        right = sum(fact.right is True for fact in row)
        made.append(Bin(len(row), sum(fact.confidence for fact in row) / len(row), right / len(row)))
    return made


def error(rows: list[Bin]) -> float:
    """Return the expected calibration error."""
    total = sum(row.number for row in rows)
    return sum(row.number * abs(row.confidence - row.precision) for row in rows) / total if total else 0.0


def table(kinds: dict[str, list[Judged]]) -> str:
    """Return the figures as text."""
    lines = [f"{'fact':16}{'facts':>7}{'sure':>7}{'right':>7}{'error':>7}   bins: confidence>precision(facts)"]
    for kind, facts in kinds.items():
        rows = bins(facts)
        sure = sum(fact.confidence for fact in facts) / len(facts)
        right = sum(fact.right is True for fact in facts) / len(facts)
        shown = "  ".join(f"{row.confidence:.2f}>{row.precision:.2f}({row.number})" for row in rows)
        lines.append(f"{kind:16}{len(facts):7}{sure:7.2f}{right:7.2f}{error(rows):7.3f}   {shown}")
    return "\n".join(lines)


def plot(kinds: dict[str, list[Judged]]) -> str:
    """Return the plots side by side as an SVG file: a dot for each bin, larger for more facts; the line is ideal."""
    shown = {kind: bins(facts) for kind, facts in kinds.items() if kind == "all" or len(facts) >= FEWEST}
    across = min(4, len(shown))
    down = -(-len(shown) // across)
    width, height = across * (SIZE + GAP) + GAP, down * (SIZE + GAP + HEAD) + GAP
    box = f'width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} viewBox="0 0 {width} {height}" style="font:11px sans-serif">',
        f'<rect {box} fill="#fff"/>',
    ]
    for at, (kind, rows) in enumerate(shown.items()):
        x, y = GAP + at % across * (SIZE + GAP), HEAD + at // across * (SIZE + GAP + HEAD)
        parts += panel(x, y, kind, rows)
    return "\n".join([*parts, "</svg>", ""])


def panel(x: int, y: int, kind: str, rows: list[Bin]) -> list[str]:
    """One plot with its axes."""
    total = sum(row.number for row in rows)
    made = [
        f'<text x="{x}" y="{y - 10}" font-weight="bold">{kind}: {total} facts, error {error(rows):.3f}</text>',
        f'<rect x="{x}" y="{y}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#999"/>',
        f'<line x1="{x}" y1="{y + SIZE}" x2="{x + SIZE}" y2="{y}" stroke="#999" stroke-dasharray="4 3"/>',
        f'<text x="{x + SIZE / 2}" y="{y + SIZE + 28}" text-anchor="middle">confidence</text>',
        f'<text transform="translate({x - 28} {y + SIZE / 2}) rotate(-90)" text-anchor="middle">precision</text>',
    ]
    for tick in (0, 0.5, 1):
        made.append(f'<text x="{x + tick * SIZE}" y="{y + SIZE + 14}" text-anchor="middle">{tick:g}</text>')
        made.append(f'<text x="{x - 5}" y="{y + SIZE - tick * SIZE + 4}" text-anchor="end">{tick:g}</text>')
    points = [(x + row.confidence * SIZE, y + SIZE - row.precision * SIZE, row) for row in rows]
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in points)
    made.append(f'<polyline points="{path}" fill="none" stroke="#1f6f8b" stroke-width="1.5"/>')
    for px, py, row in points:
        radius = 2 + 8 * (row.number / total) ** 0.5
        said = f"{row.number} facts: confidence {row.confidence:.2f}, precision {row.precision:.2f}"
        made.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{radius:.1f}" fill="#1f6f8b" fill-opacity="0.7">'
                    f"<title>{said}</title></circle>")  # fmt: skip
    return made


def main() -> int:
    """Print the table and write the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--least", type=float)
    args = parser.parse_args()
    golds = [gold for folder in args.gold for gold in load(folder)]
    if args.least is not None:
        set_thresholds({relation: min(value, args.least) for relation, value in thresholds().items()})
    score = evaluate(golds, quads(read(golds)))
    found = [fact for fact in score.judged if fact.right is not None]
    kinds = {kind: rows for kind in KINDS if (rows := [fact for fact in found if fact.kind == kind])}
    kinds["all"] = found
    print(table(kinds))
    if args.output:
        args.output.write_text(plot(kinds), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
