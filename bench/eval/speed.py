"""How fast articles are read, on one thread: words per second and core, beside bare spaCy in the same run; and the peak memory.

    python bench/eval/speed.py GOLD… [--rounds 3] [--spacy-python PATH] [--spacy-model NAME] [--note]

kg extracts the facts of the gold folders' articles (names, relations, facts: all that `kg build` does but for reading files
and writing the store), spaCy runs its pipeline as it is loaded, over the same texts. Each runs in a process of its own on
one thread, in turns, `--rounds` times; the fastest round of each counts. A word is what stands between spaces. Seconds are
of processor time, so that other work on the machine takes little from the figure; the wall clock is shown beside it. The
memory is the process's peak resident size, with Python and all libraries. Loading is not counted in the time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from results import note

from kg.evaluate import load

TIMED = """
import json, resource, sys, time
texts = json.load(sys.stdin)
{load}
read("Ann Lee met Bo Chan in Rome on 3 May 2020.")
wall, cpu = time.perf_counter(), time.process_time()
for text in texts:
    read(text)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
json.dump(dict(wall=wall, cpu=cpu, peak=peak, name=name), sys.stdout)
"""
KG = """
from kg.extract import extract
from kg.model import Article
name = "kg"
def read(text):
    extract(Article("a", text))
"""
SPACY = """
import spacy
read = spacy.load({model!r})
name = "spaCy " + read.meta["name"]
"""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "RAYON_NUM_THREADS")


def timed(python: str, code: str, texts: list[str]) -> dict[str, Any]:
    """Read the texts in a new process; return the seconds of both clocks, the peak memory in MB, what was run."""
    environment = {**os.environ, **{name: "1" for name in ONE_THREAD}, "TOKENIZERS_PARALLELISM": "false"}
    command = [python, "-c", TIMED.replace("{load}", code)]
    ran = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, env=environment, check=False)
    if ran.returncode:
        raise SystemExit(f"{python} failed: {ran.stderr[-800:]}")
    return dict(json.loads(ran.stdout))


def main() -> int:
    """Time, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spacy-python", help="the interpreter of another environment that has spaCy")
    parser.add_argument("--spacy-model", default="en_core_web_sm", help="the package or the folder of the model there")
    parser.add_argument("--note", action="store_true", help="put the figures into bench/eval/results.md")
    args = parser.parse_args()
    texts = [gold.article.text for folder in args.gold for gold in load(folder)]
    words = sum(len(text.split()) for text in texts)
    runs = [(sys.executable, KG)]
    if args.spacy_python:
        runs.append((args.spacy_python, SPACY.format(model=args.spacy_model)))
    rounds: dict[str, list[dict[str, Any]]] = {}
    for _ in range(args.rounds):
        for python, code in runs:
            ran = timed(python, code, texts)
            rounds.setdefault(ran["name"], []).append(ran)
    best = {name: min(made, key=lambda one: one["cpu"]) for name, made in rounds.items()}
    print(f"{len(texts)} articles, {words} words, the fastest of {args.rounds} rounds")
    for name, one in best.items():
        rate, ratio = words / one["cpu"], best["kg"]["cpu"] / one["cpu"]
        peak = max(round_["peak"] for round_ in rounds[name])
        told = (
            f"{rate:.0f} words per second and core ({words / one['wall']:.0f} by the clock), {peak:.0f} MB at the peak"
        )
        told += "" if name == "kg" else f"; kg has {1 / ratio:.2f} of its speed"
        print(f"{name:36}{told}")
        if args.note:
            note([(f"speed, {name}", f"{len(texts)} articles, {words} words", told)], weights=name == "kg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
