"""Sentences that should say something and gave no fact, and what was nearly read in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.annotate.document import Document, annotate
from kg.annotate.lexicon import words
from kg.extract import extract
from kg.extract.claims import Claim, claims, threshold
from kg.model import BadInput, Reading, Span
from kg.read import read

ACTORS = frozenset({"PER", "CTRY", "NORP", "COM"})
"""Who must be named, as the tagger types it: officials and other people, countries, companies."""

NEAR = 0.1
"""From this score on a claim is worth telling."""

MOST = 5
"""How many claims are told of one sentence, the surest first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that was nearly read, by the names of its ends, why it did not go in, and its score if it has one."""

    subject: str
    relation: str
    object: str
    reason: str
    score: float | None = None

    def told(self) -> str:
        """The candidate on one line."""
        return f"{self.subject} — {self.relation} — {self.object}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence without a fact: where it stands, whom it names, its words for events, what was nearly read in it."""

    article: str
    span: Span
    sentence: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    def told(self) -> str:
        """The gap as lines of text."""
        head = f"{self.article} [{self.span.start}:{self.span.end}] “{' '.join(self.sentence.split())}”"
        about = f"  names {', '.join(self.names) or 'nobody'}; event words: {', '.join(self.words) or 'none'}"
        return "\n".join([head, about, *(f"  {one.told()}" for one in self.candidates)])

    def to_dict(self) -> dict[str, Any]:
        """The gap for JSON."""
        near = [
            {"subject": c.subject, "relation": c.relation, "object": c.object, "reason": c.reason, "score": c.score}
            for c in self.candidates
        ]
        return {"article": self.article, "start": self.span.start, "end": self.span.end, "sentence": self.sentence,
                "names": list(self.names), "words": list(self.words), "candidates": near}  # fmt: skip


def of_sources(sources: Iterable[str | Path], min_confidence: float | None = None) -> tuple[list[Gap], list[BadInput]]:
    """Read articles as `kg build` does and return their gaps, and the problems met. Nothing is written."""
    found: list[Gap] = []
    problems: list[BadInput] = []
    for article in read(sources):
        if isinstance(article, BadInput):
            problems.append(article)
        else:
            found += gaps(extract(article, min_confidence))
    return found, problems


def gaps(reading: Reading, document: Document | None = None) -> list[Gap]:
    """Return the gaps of one article in the order of its sentences.

    A sentence is one if no fact rests on it and it names somebody who acts, a second thing, and an event; or if a
    candidate read in it was refused by the gate. `document` is what `annotate` made of the article; without it that is
    done again.
    """
    document = document or annotate(reading.article)
    stated = {span for fact in reading.facts for span in fact.evidence}
    refused = _refused(reading)
    near = _near(document)
    made = []
    for number, span in enumerate(document.sentences):
        actors, names, said = _named(document, number), _names(document, number), _events(span.of(reading.article.text))
        silent = span not in stated and actors and said and len(names) > 1
        if not silent and span not in refused:
            continue
        candidates = [*refused.get(span, ()), *(near.get(number, ()) if silent else ())]
        made.append(Gap(reading.article.id, span, span.of(reading.article.text), names, said, tuple(candidates)))
    return made


def _named(document: Document, number: int) -> bool:
    return any(m.sentence == number and m.kind in ACTORS for m in document.owner)


def _names(document: Document, number: int) -> tuple[str, ...]:
    """The names of the things that a sentence speaks of, each once, in order."""
    here = sorted(m for m in document.owner if m.sentence == number)
    return tuple(dict.fromkeys(_label(document, document.owner[m]) for m in here))


def _label(document: Document, entity: str) -> str:
    return document.by_id[entity].label if entity in document.by_id else entity


def _events(sentence: str) -> tuple[str, ...]:
    triggers = words("events", "meeting") | words("events", "visit")
    return tuple(dict.fromkeys(w for w in re.findall(r"[\w-]+", sentence.lower()) if w in triggers))


def _refused(reading: Reading) -> dict[Span, list[Candidate]]:
    """What the gate refused, by sentence."""
    labels = {thing.key: thing.label for thing in reading.things}
    found: dict[Span, list[Candidate]] = defaultdict(list)
    for one in reading.rejected:
        ends = [labels.get(key, key) for key in (one.subject, one.object)]
        found[one.span].append(Candidate(ends[0], one.relation, ends[1], one.reason))
    return found


def _near(document: Document) -> dict[int, list[Candidate]]:
    """The surest claims of each sentence, and why they made no fact there."""
    scored: dict[int, list[tuple[float, Candidate]]] = defaultdict(list)
    for relation, rows in claims(document, NEAR).items():
        for claim in rows:
            if claim.score < NEAR:  # the mean of both directions
                continue
            number = max(m.sentence for m in claim.mentions[0])
            ends = [_label(document, end) for end in (claim.subject, claim.object)]
            scored[number].append((claim.score, Candidate(ends[0], relation, ends[1], _reason(claim), claim.score)))
    return {
        n: [c for _, c in sorted(rows, key=lambda row: (-row[0], row[1].told()))[:MOST]] for n, rows in scored.items()
    }


def _reason(claim: Claim) -> str:
    least = threshold(claim.relation)
    if claim.score < least:
        return f"its score {claim.score:.2f} is below {least:g}"
    if claim.relation == "holds":
        return f"its score is {claim.score:.2f}, but no title was found with the name"
    return f"its score is {claim.score:.2f}, but it was taken for a wish or a condition, or for a part of another fact"
