"""The headline's meeting, found from the body alone: recall on title_silver.

    python bench/eval/silver.py CORPORA [--trained FILE_OR_FOLDER…] [--articles N] [--missed] [--note]

`title_silver.jsonl` of the corpora has a ministry's own headline as the key ("Secretary X's Call with French Foreign
Minister Y", in the field `gold`: the host and the counterparts). Here only the body is read. A counterpart is found if a
meeting has both the host and the counterpart, a visit's traveller and place aside:

    somebody with a name   a participant has its last word as one of the words of a name
    nobody with a name     ("UN Secretary-General", "Turkmenistan Finance Minister") a participant has all its words with
                           capitals in its name, its posts and what they are of, or is or represents the country it names

`any` asks for no host: the counterpart takes part in some meeting. A host that the key gives by post alone ("President")
need not be found. Keys that stand for more than the body tells ("Foreign Ministers from Central America") count as missed.
`--trained` names what the network was trained on (training/labels.jsonl, the folder of labelled articles): the articles that
are not among them are also counted by themselves. The texts stay where they are.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from results import note

from kg.annotate import countries
from kg.evaluate.found import plain
from kg.extract import extract
from kg.model import Article, Reading

SITES = {"us-state": "https://www.state.gov/", "swiss-gov": "https://www.admin.ch/"}
POSTS = frozenset(
    "president minister ministers secretary general secretarygeneral chancellor ambassador councillor counterpart king queen "
    "commissioner director chair chairman government delegation players representatives officials executive".split()
)
"""Last words of keys that name a post or a group, not a person."""
_TAIL = re.compile(r" (?:on|in|at|to|during|for talks|for a|ahead of|before|after) .*$")


def participants(reading: Reading) -> list[set[str]]:
    """Return the keys of those who take part, meeting by meeting."""
    types = {thing.key: thing.type for thing in reading.things}
    meetings: dict[str, set[str]] = {}
    for fact in reading.facts:
        if fact.relation == "participant" and types[fact.subject] == "Meeting":
            meetings.setdefault(fact.subject, set()).add(fact.object)
    return list(meetings.values())


class Who:
    """What a reading says of its things: their names, and the words around them."""

    def __init__(self, reading: Reading) -> None:
        things = {thing.key: thing for thing in reading.things}
        names = {key: " ".join(plain(name) for name in (thing.label, *thing.names)) for key, thing in things.items()}
        self.names = {key: set(name.split()) for key, name in names.items()}
        self.about = {key: set(words) for key, words in self.names.items()}
        self.states: dict[str, set[str]] = {key: {key} for key in things}
        for fact in reading.facts:
            if fact.relation == "holds":
                of = dict(things[fact.object].links).get("of", "")
                self.about[fact.subject] |= self.names[fact.object] | self.names.get(of, set())
                self.states[fact.subject].add(of)
            elif fact.relation in ("represents", "memberOf", "chairs"):
                self.about[fact.subject] |= self.names[fact.object]
                self.states[fact.subject].add(fact.object)

    def fits(self, key: str, thing: str) -> bool:
        """Whether a thing is the one that a key of the headline means."""
        bare = _TAIL.sub("", key)
        last = (plain(bare).split() or [""])[-1]
        if not _is_post(bare):
            return last in self.names[thing]
        capitals = {word for word in plain(" ".join(re.findall(r"\b[A-Z][\w.’'-]*", bare))).split()}
        return capitals <= self.about[thing] or any(code in self.states[thing] for code in _countries(bare))


def _is_post(key: str) -> bool:
    last = re.sub(r"\W+", "", key.split()[-1]) if key.split() else ""
    return last.casefold() in POSTS or not last[:1].isupper()


def _countries(key: str) -> Iterable[str]:
    words = re.sub(r"['’]s\b", "", key).split()
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size])
            if code := countries.by_name(name) or countries.by_demonym(name):
                yield f"country/{code}"


def judged(row: dict[str, Any]) -> list[tuple[str, bool, bool]]:
    """Read the body of a row; return for each counterpart whether it met the host, and whether it met anybody."""
    day = date.fromisoformat(row["date"]) if row.get("date") else None
    reading = extract(Article(row["id"], row["text"], None, day, SITES.get(row["src"])))
    who, met, host = Who(reading), participants(reading), row["gold"].get("host") or ""
    named = bool(host) and not _is_post(_TAIL.sub("", host))
    found = []
    for counterpart in row["gold"]["counterparts"]:
        key = counterpart.get("name") or counterpart["raw"]
        rows = [meeting for meeting in met if any(who.fits(key, one) for one in meeting)]
        with_host = [m for m in rows if not named or any(who.fits(host, one) for one in m)]
        found.append((key, bool(with_host), bool(rows)))
    return found


def trained(paths: Sequence[Path]) -> set[str]:
    """Return the ids of the articles that the network was trained on."""
    found: set[str] = set()
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        for file in files:
            texts = file.read_text(encoding="utf-8")
            lines = texts.splitlines() if file.suffix == ".jsonl" else [texts]
            found |= {str(json.loads(line)["id"]) for line in lines if line.strip()}
    return found


def every(rows: list[dict[str, Any]], articles: int | None) -> list[dict[str, Any]]:
    """Return so many rows, evenly from all of them."""
    return rows[:: max(1, len(rows) // articles)][:articles] if articles else rows


def main() -> int:
    """Count what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--trained", type=Path, action="append", default=[])
    parser.add_argument("--articles", type=int, help="read so many only, evenly from all")
    parser.add_argument("--missed", action="store_true", help="show what was not found")
    parser.add_argument("--note", action="store_true", help="put the recall into bench/eval/results.md")
    args = parser.parse_args()
    lines = (args.corpora / "title_silver.jsonl").read_text(encoding="utf-8").splitlines()
    rows = every([json.loads(line) for line in lines], args.articles)
    known = trained(args.trained)
    found = [(row, one) for row in rows for one in judged(row)]
    notes = []
    parts = {
        "all": found,
        **{source: [(r, one) for r, one in found if r["src"] == source] for source in sorted(SITES)},
        "with a name": [(r, one) for r, one in found if not _is_post(_TAIL.sub("", one[0]))],
        "not trained on": [(r, one) for r, one in found if r["id"] not in known] if known else [],
    }
    print(f"{'':16}{'keys':>6}{'found':>7}{'any':>7}")
    for name, part in parts.items():
        if part:
            recall, loose = (sum(bool(one[at]) for _, one in part) / len(part) for at in (1, 2))
            print(f"{name:16}{len(part):6}{recall:7.3f}{loose:7.3f}")
            notes.append(f"{name} {recall:.3f} (any {loose:.3f})")
    if args.missed:
        for row, (key, met, loose) in found:
            if not met:
                print(f"{row['id']}: {key}{' (met another)' * loose} << {row['title']} << {row['text'][:200]!r}")
    if args.note:
        note([("title_silver, recall", f"{len(rows)} articles, {len(found)} keys", "; ".join(notes))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
