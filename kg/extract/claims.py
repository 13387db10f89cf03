"""Scored pairs of mentions -> claims between entities, each with the sentences that carry it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Any

from kg.annotate.document import Document
from kg.annotate.encoder import Tagged

ALIKE = 0.7
"""From which part of the best score on another sentence counts as evidence too."""

IN_BODY = 0.3
"""From which part of the best score on a sentence of the body is better evidence than the headline, which only repeats."""

_LEAST = 5e-4
"""Scores nearer to 0 or 1 than this are taken as this far from it."""

SYMMETRIC = frozenset({"met", "cooperatesWith", "coparty"})
_BODIES = frozenset({"ORG", "COM", "COMM"})
_STATES = frozenset({"CTRY", "NORP"})
_ACTORS = frozenset({"PER"}) | _BODIES | _STATES

# Which kinds of entities a relation can join: what the ontology says of domain and range, in the tagger's terms.
SIDES = {
    "holds": (frozenset({"PER"}), _BODIES | _STATES | {"LOC"}),
    "represents": (frozenset({"PER"}), _STATES),
    "memberOf": (frozenset({"PER"}), _BODIES),
    "chairs": (frozenset({"PER"}), frozenset({"COMM", "ORG"})),
    "between": (frozenset({"COMM"}), _STATES | {"ORG"}),
    "met": (_ACTORS, _ACTORS),
    "visited": (frozenset({"PER"}), _STATES | {"LOC"}),
    "basedIn": (_BODIES, _STATES | {"LOC"}),
    "partOf": (_BODIES, _BODIES),
    "party": (frozenset({"AGR"}), _BODIES | _STATES),
    "coparty": (_BODIES | _STATES, _BODIES | _STATES),
    "cooperatesWith": (_STATES | _BODIES, _STATES | _BODIES),
    "opposes": (_ACTORS, _ACTORS),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation between two entities with its best score and the mentions that carry it, the best pair first."""

    subject: str
    relation: str
    object: str
    score: float
    mentions: tuple[tuple[Tagged, Tagged], ...]

    also: tuple[int, ...] = ()

    @property
    def sentences(self) -> tuple[int, ...]:
        """The numbers of the sentences that say it: those of the surest pair, and others whose pair is about as sure."""
        return tuple(sorted({*(m.sentence for m in self.mentions[0]), *self.also}))


def _also(found: list[tuple[float, Tagged, Tagged]]) -> tuple[int, ...]:
    """The sentences that by themselves say it about as surely as the surest pair; at most four."""
    least = ALIKE * found[0][0]
    return tuple(dict.fromkeys(x.sentence for score, x, y in found if x.sentence == y.sentence and score >= least))[:4]


def _of_body(document: Document, found: list[tuple[float, Tagged, Tagged]]) -> list[tuple[float, Tagged, Tagged]]:
    """The pairs without those of the headline, if the body says it about as well."""
    body = [row for row in found if min(row[1].sentence, row[2].sentence) >= document.headline]
    return body if body and body[0][0] >= IN_BODY * found[0][0] else found


@cache
def threshold(relation: str) -> float:
    """Return from which score on a relation is taken as said; KeyError for an unknown one."""
    return float(_settings()["relations"][relation])


def confidence(score: float, kind: str = "") -> float:
    """Return how sure a fact of that score is (0..1): the share of such facts that was right in held-out articles.

    Platt scaling (Platt 1999, "Probabilistic outputs for support vector machines"), with a slope and an intercept for each
    kind of fact ("met", "holds" …) in `thresholds.toml`, and a common one for other kinds. Those of a kind are the common
    ones, moved as far as the kind's judged facts speak for it (bench/eval/calibrate.py says how they are fitted).
    """
    held_out: dict[str, Any] = _settings()["confidence"]
    line = held_out.get(kind, held_out)
    bounded = min(max(score, _LEAST), 1 - _LEAST)
    return 1 / (1 + exp(-(line["slope"] * log(bounded / (1 - bounded)) + line["intercept"])))


def least_sure() -> float:
    """Return the confidence below which a fact is left out by default."""
    return float(_settings()["facts"]["least"])


@cache
def _settings() -> dict[str, dict[str, float]]:
    return tomllib.loads(files("kg").joinpath("extract", "thresholds.toml").read_text(encoding="utf-8"))


def claims(document: Document, least: float = 0.05) -> dict[str, list[Claim]]:
    """Return the claims by relation, from the best score down; those below `least` are left out.

    A symmetric relation is claimed once, with the mean of both directions. Pairs that span sentences count for less.
    """
    kinds = {entity.id: entity.kind for entity in document.entities}
    best: dict[tuple[str, str, str], list[tuple[float, Tagged, Tagged]]] = defaultdict(list)
    apart = _settings()["apart"]["factor"]
    for pair in document.pairs:
        a, b = document.owner.get(pair.subject), document.owner.get(pair.object)
        if a is None or b is None or a == b:
            continue
        weight = 1.0 if pair.subject.sentence == pair.object.sentence else apart
        for relation, (left, right) in SIDES.items():
            score = pair[relation] * weight
            if score >= least and kinds[a] in left and kinds[b] in right:
                best[a, relation, b].append((score, pair.subject, pair.object))
    made: dict[str, list[Claim]] = {relation: [] for relation in SIDES}
    for (a, relation, b), found in best.items():
        if relation in SYMMETRIC and a > b and (b, relation, a) in best:
            continue
        found.sort(key=lambda row: (-row[0], row[1], row[2]))
        score = found[0][0]
        found = _of_body(document, found)
        if relation in SYMMETRIC:
            back = max((row[0] for row in best.get((b, relation, a), ())), default=0.0)
            score = (score + back) / 2
        made[relation].append(Claim(a, relation, b, round(score, 4), tuple((x, y) for _, x, y in found), _also(found)))
    for rows in made.values():
        rows.sort(key=lambda c: (-c.score, c.subject, c.object))
    return made
