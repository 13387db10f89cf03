"""Names that stand in one list share what is said of the list: "met executives of A, B and C".

The network scores each pair by itself and grows unsure along a list; what it says of the surest member is carried to the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import prod

from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.extract.claims import Claim, threshold

RELATIONS = ("met", "visited", "coparty")
SHARE = 0.75
"""What the surest member's score is worth for the others of its list, and the most that all scores together are worth."""

_LINK = re.compile(r"(?:,|;|\band\b|&|\bas well as\b|\balong with\b)")
_FILLER = re.compile(
    r"\b(?:and|or|as|well|along|with|of|the|for|from|at|in|to|his|her|its|their|former|then|both|also)\b|[\s,;&.’'-]"
)
_KINDS = {"PER": "PER", "ORG": "ORG", "COM": "ORG", "COMM": "ORG", "CTRY": "CTRY", "NORP": "CTRY", "LOC": "LOC"}


def lists(document: Document) -> list[tuple[Tagged, ...]]:
    """Return the runs of two or more names of one kind that stand side by side in a sentence, joined by commas and "and"."""
    made: list[tuple[Tagged, ...]] = []
    for kind in ("PER", "ORG", "CTRY", "LOC"):
        names = sorted(m for m in document.owner if _KINDS.get(m.kind) == kind)
        run: list[Tagged] = []
        for mention in names:
            if run and not _joined(document, run[-1], mention):
                made.append(tuple(run))
                run = []
            run.append(mention)
        made.append(tuple(run))
    return [run for run in made if len(run) > 1]


def _joined(document: Document, a: Tagged, b: Tagged) -> bool:
    if a.sentence != b.sentence or a.span.end > b.span.start:
        return False
    gap = document.article.text[a.span.end : b.span.start]
    for other in reversed(document.marks):
        between = a.span.end <= other.span.start and other.span.end <= b.span.start
        if between and _KINDS.get(other.kind) != _KINDS.get(a.kind):
            gap = gap[: other.span.start - a.span.end] + gap[other.span.end - a.span.end :]
    gap = re.sub(r"\([^)]*\)", "", gap)
    return _LINK.search(gap) is not None and not _FILLER.sub("", gap)


def spread(document: Document, claims: dict[str, list[Claim]]) -> dict[str, list[Claim]]:
    """Return the claims with those that a list carries over from its surest member."""
    made = {relation: list(rows) for relation, rows in claims.items()}
    runs = lists(document)
    for relation in RELATIONS:
        made[relation] = _spread(document, relation, made[relation], runs)
    return made


def _spread(document: Document, relation: str, rows: list[Claim], runs: Iterable[tuple[Tagged, ...]]) -> list[Claim]:
    known = {(c.subject, c.object): c for c in rows}
    for run in runs:
        members = {document.owner[m]: m for m in reversed(run)}
        others = {end for c in rows for end in (c.subject, c.object)} - set(members)
        for other in sorted(others):
            for forward in (True, False):
                found = [known.get((other, m) if forward else (m, other)) for m in members]
                sure = max((c for c in found if c), key=lambda c: c.score, default=None)
                if sure is None or not _is_said_of(sure, run):
                    continue
                together = 1 - prod(1 - c.score for c in found if c)
                if together < threshold(relation):
                    continue
                at = sure.mentions[0][0 if forward else 1]
                for member, mention in members.items():
                    pair = (other, member) if forward else (member, other)
                    score = round(max(SHARE * sure.score, min(together, SHARE)), 4)
                    old = known.get(pair)
                    if old is None or old.score < score:
                        known[pair] = Claim(
                            pair[0], relation, pair[1], score, ((at, mention) if forward else (mention, at),)
                        )
    return sorted(known.values(), key=lambda c: (-c.score, c.subject, c.object))


def _is_said_of(claim: Claim, run: tuple[Tagged, ...]) -> bool:
    """Whether the claim's surest pair has a mention of the list itself, and both of its ends in the list's sentence."""
    a, b = claim.mentions[0]
    return (a in run) != (b in run) and a.sentence == b.sentence
