"""Calibrate the confidence of each kind of fact on held-out gold, and say how well it holds: a table, a plot, the settings.

    python bench/eval/calibrate.py GOLD… [--write] [--note] [-o bench/eval/reliability.svg] [--folds 10] [--least 0.1]

Every fact that the extractor finds has a score and is right or wrong by the gold (optional facts count neither way). A
common line over all kinds is fitted by Platt scaling (Platt 1999, with his targets that stay off 0 and 1): confidence =
1 / (1 + exp(-(slope * log(score / (1 - score)) + intercept))). Then each kind gets a line of its own, shrunk towards the
common one: the most likely line under a normal prior around the common one, "partial pooling" (Gelman and Hill 2006,
ch. 12), so that a kind with few judged facts stays by the common line. How wide the prior is in steepness and in height, of
WIDTHS, is chosen by the log loss in cross-validation. A slope is never below 0: a better score never makes a fact less sure.

The figures and the plot are of cross-validation: each article's facts get the confidence fitted on other articles. `now` is
with the settings as they are. The error is the mean distance between confidence and precision, weighted by the number of
facts in each of ten bins (expected calibration error, Guo et al. 2017). With less than some 50 facts it is mostly noise.

The settings are printed; `--write` puts them into kg/extract/thresholds.toml. `--least` lowers every threshold of a
relation, to see below them too. The plot needs no library.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from math import exp, log
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
from again import quads, read, set_thresholds, thresholds
from results import called, note

from kg.evaluate import evaluate, load
from kg.evaluate.gold import KINDS
from kg.extract.claims import confidence

BINS = 10
FEWEST = 20
"""Kinds with fewer found facts get no plot of their own."""
WIDTHS = [(slope, offset) for slope in (0.05, 0.1, 0.2, 0.4, 0.8) for offset in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)]
"""How far a kind's line goes from the common one: in steepness, over a usual spread of scores, and in height, in log odds."""
SIZE, GAP, HEAD = 200, 46, 34
SETTINGS = Path(__file__).parents[2] / "kg" / "extract" / "thresholds.toml"
PLOT = Path(__file__).with_name("reliability.svg")
_LEAST = 5e-4

Line = tuple[float, float]
"""Slope and intercept."""
FLAT = (0.0, 0.0)
Lines = dict[str, Line]
"""By kind; "" is the common one."""
Width = tuple[float, float]


@dataclass(frozen=True)
class Fact:
    """A found fact: its article, its kind, the network's score as log odds, whether it is right."""

    article: str
    kind: str
    odds: float
    right: bool

    def sure(self, lines: Lines) -> float:
        """The confidence that the lines give it."""
        slope, intercept = lines.get(self.kind, lines[""])
        return 1 / (1 + exp(-(slope * self.odds + intercept)))


@dataclass(frozen=True)
class Bin:
    """Facts of about the same confidence: how many, their mean confidence, the share that is right."""

    number: int
    confidence: float
    precision: float


def facts_of(folders: Sequence[Path]) -> list[Fact]:
    """Extract the facts of gold folders with the bare score in the place of the confidence, and judge them."""
    golds = [gold for folder in folders for gold in load(folder)]
    bare = mock.Mock(side_effect=lambda score, *_: min(max(score, _LEAST), 1 - _LEAST))
    with mock.patch.object(import_module("kg.extract.compose"), "confidence", bare):
        score = evaluate(golds, quads(read(golds)))
    found = [fact for fact in score.judged if fact.right is not None]
    return [Fact(f.article, f.kind, _odds(f.confidence), f.right is True) for f in found]


def _odds(score: float) -> float:
    bounded = min(max(score, _LEAST), 1 - _LEAST)
    return log(bounded / (1 - bounded))


def fit(facts: Sequence[Fact], around: Line = FLAT, width: Width = (1e3, 1e3)) -> Line:
    """Return the most likely line under a normal prior of a width around another one, by Newton's method.

    Platt's targets are for a line without such a prior: with one, they would hold it back twice.
    """
    if not facts:
        return around
    right = sum(fact.right for fact in facts)
    high, low = (1, 0) if around != FLAT else ((right + 1) / (right + 2), 1 / (len(facts) - right + 2))
    x = np.array([[fact.odds, 1.0] for fact in facts])
    y = np.array([high if fact.right else low for fact in facts])
    middle, scale = x[:, 0].mean(), x[:, 0].std() or 1.0
    basis = np.array(
        [[1 / scale, 0.0], [-middle / scale, 1.0]]
    )  # odds as distances from their mean: terms do not trade
    prior = np.linalg.solve(basis, np.array(around))
    free = np.array([True, True])
    line = _newton(x @ basis, y, prior, width, free)
    if line[0] < 0:
        line = _newton(x @ basis, y, np.array([0.0, prior[1]]), width, np.array([False, True]))
    slope, intercept = basis @ line
    return float(slope), float(intercept)


Floats = npt.NDArray[np.float64]


def _newton(x: Floats, y: Floats, prior: Floats, width: Width, free: npt.NDArray[np.bool_]) -> Floats:
    line, tight = prior.copy(), 1 / np.array(width) ** 2
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ line, -30, 30)))
        slope = x.T @ (p - y) + tight * (line - prior)
        curve = (x.T * (p * (1 - p))) @ x + np.diag(tight)
        step = np.zeros(2)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        line = line - np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return line


def lines_of(facts: Sequence[Fact], width: Width | None) -> Lines:
    """Fit the common line, and with a width those of the kinds around it."""
    common = fit(facts)
    if width is None:
        return {"": common}
    kinds = sorted({fact.kind for fact in facts}, key=KINDS.index)
    return {"": common} | {kind: fit([f for f in facts if f.kind == kind], common, width) for kind in kinds}


Judged = list[tuple[str, float, bool]]
"""Kind, confidence, whether right."""


def crossed(facts: Sequence[Fact], width: Width | None, folds: int) -> Judged:
    """Give each fact the confidence that is fitted on the articles of the other folds."""
    articles = sorted({fact.article for fact in facts})
    fold = {article: number % folds for number, article in enumerate(articles)}
    lines = [lines_of([f for f in facts if fold[f.article] != number], width) for number in range(folds)]
    return [(f.kind, f.sure(lines[fold[f.article]]), f.right) for f in facts]


def loss(judged: Judged) -> float:
    """Return the mean log loss."""
    return -sum(log(max(sure if right else 1 - sure, 1e-9)) for _, sure, right in judged) / len(judged)


def bins(judged: Judged) -> list[Bin]:
    """Put facts into bins of equal width, leaving out empty ones."""
    rows: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for _, sure, right in judged:
        rows[min(int(sure * BINS), BINS - 1)].append((sure, right))
    means = [(len(row), *(sum(part) / len(row) for part in zip(*row, strict=True))) for _, row in sorted(rows.items())]
    return [Bin(*mean) for mean in means]


def error(judged: Judged) -> float:
    """Return the expected calibration error."""
    return sum(row.number * abs(row.confidence - row.precision) for row in bins(judged)) / len(judged) if judged else 0


def _of(judged: Judged, kind: str) -> Judged:
    return [row for row in judged if kind in ("all", row[0])]


def table(now: Judged, common: Judged, kinds: Judged, lines: Lines) -> str:
    """Return the figures as text."""
    made = [f"{'fact':15}{'facts':>6}{'right':>6}{'sure':>6}  error: {'now':>6}{'common':>8}{'by kind':>8}"
            f"{'slope':>9}{'intercept':>10}   bins by kind: confidence>precision(facts)"]  # fmt: skip
    for kind in [*(kind for kind in KINDS if _of(now, kind)), "all"]:
        rows = _of(kinds, kind)
        right, sure = (sum(float(row[part]) for row in rows) / len(rows) for part in (2, 1))
        errors = "".join(f"{error(_of(way, kind)):8.3f}" for way in (now, common, kinds))
        slope, intercept = lines["" if kind == "all" else kind]
        shown = "  ".join(f"{row.confidence:.2f}>{row.precision:.2f}({row.number})" for row in bins(rows))
        made.append(
            f"{kind:15}{len(rows):6}{right:6.2f}{sure:6.2f}       {errors}{slope:9.3f}{intercept:10.3f}   {shown}"
        )
    return "\n".join(made)


def plot(judged: Judged) -> str:
    """Return the plots side by side as an SVG file: a dot for each bin, larger for more facts; the line is ideal."""
    shown = {kind: _of(judged, kind) for kind in ("all", *KINDS)}
    shown = {kind: rows for kind, rows in shown.items() if kind == "all" or len(rows) >= FEWEST}
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


def panel(x: int, y: int, kind: str, judged: Judged) -> list[str]:
    """One plot with its axes."""
    made = [
        f'<text x="{x}" y="{y - 10}" font-weight="bold">{kind}: {len(judged)} facts, error {error(judged):.3f}</text>',
        f'<rect x="{x}" y="{y}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#999"/>',
        f'<line x1="{x}" y1="{y + SIZE}" x2="{x + SIZE}" y2="{y}" stroke="#999" stroke-dasharray="4 3"/>',
        f'<text x="{x + SIZE / 2}" y="{y + SIZE + 28}" text-anchor="middle">confidence</text>',
        f'<text transform="translate({x - 28} {y + SIZE / 2}) rotate(-90)" text-anchor="middle">precision</text>',
    ]
    for tick in (0, 0.5, 1):
        made.append(f'<text x="{x + tick * SIZE}" y="{y + SIZE + 14}" text-anchor="middle">{tick:g}</text>')
        made.append(f'<text x="{x - 5}" y="{y + SIZE - tick * SIZE + 4}" text-anchor="end">{tick:g}</text>')
    points = [(x + row.confidence * SIZE, y + SIZE - row.precision * SIZE, row) for row in bins(judged)]
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in points)
    made.append(f'<polyline points="{path}" fill="none" stroke="#1f6f8b" stroke-width="1.5"/>')
    for px, py, row in points:
        radius = 2 + 8 * (row.number / len(judged)) ** 0.5
        said = f"{row.number} facts: confidence {row.confidence:.2f}, precision {row.precision:.2f}"
        made.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{radius:.1f}" fill="#1f6f8b" fill-opacity="0.7">'
                    f"<title>{said}</title></circle>")  # fmt: skip
    return made


def settings(facts: Sequence[Fact], lines: Lines, width: Width) -> str:
    """Return the tables of thresholds.toml."""
    said = (f"# From a score to a confidence, for all kinds of fact and for each: fitted by bench/eval/calibrate.py on {len(facts)} facts of\n"
            f"# {len({f.article for f in facts})} held-out articles (Platt scaling; kinds are shrunk towards the common line, by a prior of widths {width[0]:g}, {width[1]:g}).\n")  # fmt: skip
    made = []
    for kind, (slope, intercept) in lines.items():
        number = sum(fact.kind == kind for fact in facts)
        name = f"[confidence.{kind}]  # {number} facts" if kind else "[confidence]"
        made.append(f"{name}\nslope = {slope:.3f}\nintercept = {intercept:.3f}\n")
    return said + "\n".join(made)


def written(old: str, new: str) -> str:
    """Return the settings' text with other tables for the confidence, which are its last ones."""
    kept = re.split(r"(?m)^\[confidence\]", old)[0].rstrip().splitlines()
    while kept and kept[-1].startswith("#"):
        kept.pop()
    return "\n".join(kept).rstrip() + "\n\n" + new


def main() -> int:
    """Fit, print the table and the settings, write the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=PLOT)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--least", type=float)
    parser.add_argument("--write", action="store_true", help="put the settings into kg/extract/thresholds.toml")
    parser.add_argument("--note", action="store_true", help="put the errors into bench/eval/results.md")
    args = parser.parse_args()
    if args.least is not None:
        set_thresholds({relation: min(value, args.least) for relation, value in thresholds().items()})
    facts = facts_of(args.gold)
    ways = {width: crossed(facts, width, args.folds) for width in WIDTHS}
    width = min(WIDTHS, key=lambda w: (loss(ways[w]), w))
    now = [(f.kind, confidence(1 / (1 + exp(-f.odds)), f.kind), f.right) for f in facts]
    common, lines = crossed(facts, None, args.folds), lines_of(facts, width)
    print(table(now, common, ways[width], lines))
    print(
        f"log loss: now {loss(now):.4f}, common {loss(common):.4f}, by kind {loss(ways[width]):.4f} (widths {width})\n"
    )
    print(settings(facts, lines, width))
    args.output.write_text(plot(ways[width]), encoding="utf-8")
    if args.write:
        SETTINGS.write_text(
            written(SETTINGS.read_text(encoding="utf-8"), settings(facts, lines, width)), encoding="utf-8"
        )
    if args.note:
        shown = [f"{kind} {error(_of(ways[width], kind)):.3f}" for kind in KINDS if len(_of(now, kind)) >= FEWEST]
        figures = f"all {error(ways[width]):.3f} (one line for all kinds: {error(common):.3f}); {', '.join(shown)}"
        note([("calibration error", f"{called(args.gold)}: {len(facts)} facts", figures)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
