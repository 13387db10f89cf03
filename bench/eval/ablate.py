"""What each rule and each entry of the word lists is worth: facts are extracted again with one of them switched off.

    python bench/eval/ablate.py GOLD… [--only 'events.*'] [--parts words,rules,expressions,patterns] [--note] [-o FILE]

Four kinds of parts are switched off, one at a time, from here: nothing in kg knows of it.

    words        an entry of ontology/lexicon/*.toml ("events.planned: upcoming"), a whole list of one ("events.planned:
                 all", since words stand in for each other), or a line of a .txt file there
    patterns     an entry of the patterns.toml of the folders in use (KG_ONTOLOGY), and of any file that kg ships
    rules        a function of kg.extract and of what kg.annotate does with names, pronouns, dates and speakers. It
                 gives, by its return type, what says nothing: its own argument back where that has the same type, else
                 nothing, none or no; for yes and no, both are tried. A function that has no such value is left alone.
    expressions  a compiled expression of those modules, which then never matches

Worth is what F1 loses (in points of a hundred), over all folders and in each; then the right facts lost (+) or gained (-)
by switching it off and the wrong ones let in (+) or out (-), and the same for the dates, places, statuses and evidence that
are right. Articles in which a word does not stand are not read again; what the network has read once is kept. At the
end: the parts that earn nothing in all folders together, those that never come into play apart.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import parts as made
from parts import Part, forget
from results import called, note

from kg import rdf
from kg.annotate import document, encoder
from kg.evaluate import Gold, Tally, evaluate, load
from kg.extract import extract

PARTS = ("patterns", "rules", "expressions", "words")
ASPECTS = ("date", "place", "status", "evidence")


@dataclass(frozen=True)
class Outcome:
    """What came out for some articles: the facts, and how many of each aspect are right."""

    facts: Tally = field(default_factory=Tally)
    aspects: tuple[int, ...] = (0,) * len(ASPECTS)

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.facts + other.facts, tuple(a + b for a, b in zip(self.aspects, other.aspects, strict=True)))


@dataclass(frozen=True)
class Worth:
    """What a part is worth: F1 over all folders and in each; facts and aspects lost without it."""

    name: str
    f1: float
    folders: tuple[float, ...]
    right: int
    wrong: int
    aspects: tuple[int, ...]
    used: bool

    @property
    def is_nothing(self) -> bool:
        """Whether nothing got worse when it was switched off."""
        return self.f1 <= 0 and all(lost <= 0 for lost in self.aspects)

    def __str__(self) -> str:
        folders = " ".join(f"{one:+6.2f}" for one in self.folders)
        more = ", ".join(f"{name} {lost:+d}" for name, lost in zip(ASPECTS, self.aspects, strict=True) if lost)
        return (
            f"{self.f1:+7.2f}  [{folders}]  right {self.right:+d}, wrong {self.wrong:+d}  {self.name}  {more}".rstrip()
        )


class Bench:
    """The gold's articles, with what the network made of them kept."""

    def __init__(self, folders: Sequence[Sequence[Gold]]) -> None:
        self._golds = [(at, gold) for at, folder in enumerate(folders) for gold in folder]
        self._plain = [" ".join(re.findall(r"[\w-]+", gold.article.text.casefold())) for _, gold in self._golds]
        self._kept: dict[Any, Any] = {}
        for name in ("read_mentions", "read_pairs"):
            setattr(document, name, self._keeping(getattr(encoder, name)))
        self.before = [self._one(gold) for _, gold in self._golds]

    def _keeping(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def kept(*args: Any) -> Any:
            key = (function, *(tuple(sorted(a.items())) if isinstance(a, dict) else tuple(a) if isinstance(a, list) else a for a in args))  # fmt: skip
            if key not in self._kept:
                self._kept[key] = function(*args)
            return self._kept[key]

        return kept

    def _one(self, gold: Gold) -> Outcome:
        score = evaluate([gold], rdf.quads(extract(gold.article)))
        return Outcome(score.all, tuple(score.aspects.get(name, (0, 0))[0] for name in ASPECTS))

    def total(self, rows: Sequence[Outcome], folder: int | None = None) -> Outcome:
        """The outcome for a folder, or for all."""
        return sum((r for (at, _), r in zip(self._golds, rows, strict=True) if folder in (None, at)), Outcome())

    def worth(self, part: Part) -> Worth | None:
        """What a part is worth; None if nothing can be read without it."""
        after, used = list(self.before), False
        known = set(self._kept)
        stem = "" if part.word is None else " ".join(re.findall(r"[\w-]+", part.word.casefold().strip("-*")))
        with ExitStack() as stack:
            stack.callback(forget)
            part.off(stack)
            forget()
            for at, (_, gold) in enumerate(self._golds):
                if stem in self._plain[at]:
                    try:
                        after[at], used = self._one(gold), True
                    except Exception:  # noqa: BLE001 what a rule's absence breaks is for the others to say
                        return None
        self._kept = {key: value for key, value in self._kept.items() if key in known}
        numbers = range(max((at for at, _ in self._golds), default=0) + 1)
        f1 = [100 * (self.total(self.before, n).facts.f1 - self.total(after, n).facts.f1) for n in (None, *numbers)]
        b, a = self.total(self.before), self.total(after)
        lost = tuple(x - y for x, y in zip(b.aspects, a.aspects, strict=True))
        right, wrong = b.facts.right - a.facts.right, a.facts.wrong - b.facts.wrong
        return Worth(part.name, f1[0], tuple(f1[1:]), right, wrong, lost, used)


def main() -> int:
    """Switch everything off in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--only", default="*", help="patterns for names, such as 'events.*,context.*'")
    parser.add_argument("--parts", default=",".join(PARTS), help="of " + ", ".join(PARTS))
    parser.add_argument("--note", action="store_true", help="put the ten best rules into bench/eval/results.md")
    parser.add_argument("-o", "--output", type=Path, help="write what is printed into a file too")
    args = parser.parse_args()
    ways = {"patterns": made.patterns, "rules": made.rules, "expressions": made.expressions, "words": made.words}
    parts = [
        part
        for name in args.parts.split(",")
        for part in ways[name]()
        if any(fnmatchcase(part.name, one) for one in args.only.split(","))
    ]
    bench = Bench([load(folder) for folder in args.gold])
    found, needed = [], []
    for number, part in enumerate(parts, 1):
        worth = bench.worth(part)
        print(f"\r{number} of {len(parts)}", end="", file=sys.stderr)
        needed += [part.name] * (worth is None)
        found += [worth] * (worth is not None)
    kept = sorted((w for w in found if w), key=lambda w: (-w.f1, -sum(w.aspects), w.name))
    whole = bench.total(bench.before)
    lines = [f"F1 {whole.facts.f1:.4f}, precision {whole.facts.precision:.4f}, recall {whole.facts.recall:.4f}", ""]
    lines += ["worth in F1 [by folder]", *(str(worth) for worth in kept if not worth.is_nothing), ""]
    lines += ["earn nothing", *(str(worth) for worth in kept if worth.is_nothing and worth.used), ""]
    lines += ["never come into play", "; ".join(worth.name for worth in kept if not worth.used), ""]
    lines += ["nothing can be read without", "; ".join(needed)]
    print("\n" + "\n".join(lines))
    if args.output:
        args.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if args.note:
        best = "; ".join(f"{w.name} {w.f1:+.1f}" for w in kept if "()" in w.name)
        note([("F1 lost without a rule", called(args.gold), "; ".join(best.split("; ")[:10]))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
