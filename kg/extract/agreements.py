"""Agreements with their parties: named ones, those that a sentence implies ("A bought B"), those that the two sides sign."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.annotate.document import Document
from kg.annotate.lexicon import words
from kg.extract.claims import Claim, threshold

BOTH_SIGN = 0.7
"""The score of a party that is only one of "the two countries", or the country of one of those who sign."""

_BOTH = re.compile(
    r"\b(?:the two|both|our two) (?:countries|nations|states|sides|governments|parties|neighbou?rs)\b", re.I
)

Party = tuple[str, tuple[int, ...], float]
"""The id of who takes part, the sentences, the score."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: the id of the entity that it is, or a label where no words name it (`named` says which)."""

    name: str
    named: bool
    parties: tuple[Party, ...]


def agreements(document: Document, found: dict[str, list[Claim]], served: Iterable[tuple[str, str]]) -> list[Agreement]:
    """Return the agreements of an article with their parties.

    `served` are people with the country that each represents.
    """
    named: dict[str, list[Party]] = defaultdict(list)
    for claim in found["party"]:
        if claim.score >= threshold("party"):
            named[claim.subject].append((claim.object, claim.sentences, claim.score))
    for agreement, parties in _signed(document, served):
        if agreement not in named:
            named[agreement] = parties
    joined = {who for parties in named.values() for who, _, _ in parties}
    made = [Agreement(name, True, tuple(parties)) for name, parties in sorted(named.items())]
    implied: dict[tuple[int, ...], dict[str, float]] = defaultdict(dict)
    for claim in found["coparty"]:
        if claim.score >= threshold("coparty") and not {claim.subject, claim.object} <= joined:
            for who in (claim.subject, claim.object):
                rows = implied[claim.sentences]
                rows[who] = max(rows.get(who, 0.0), claim.score)
    for sentences, scores in sorted(implied.items()):
        label = f"Agreement of {' and '.join(sorted(document.by_id[who].label for who in scores))}"
        made.append(Agreement(label, False, tuple((who, sentences, score) for who, score in sorted(scores.items()))))
    return made


def _signed(document: Document, served: Iterable[tuple[str, str]]) -> list[tuple[str, list[Party]]]:
    """Agreements that a sentence says are signed by "the two countries" or by people of two countries."""
    made: list[tuple[str, list[Party]]] = []
    states: dict[str, set[str]] = defaultdict(set)
    for person, country in served:
        states[person].add(country)
    for mention, owner in sorted(document.owner.items()):
        sentence = document.sentence(mention.sentence).of(document.article.text)
        if mention.kind != "AGR" or not set(re.findall(r"\w+", sentence.lower())) & words("events", "signing"):
            continue
        here = {o for m, o in document.owner.items() if m.sentence == mention.sentence and m.kind == "PER"}
        sides = {country for person in here for country in states[person] if len(states[person]) == 1}
        if len(sides) != 2:
            sides = both(document, mention.sentence) if _BOTH.search(sentence) else set()
        if len(sides) == 2:
            made.append((owner, [(who, (mention.sentence,), BOTH_SIGN) for who in sorted(sides)]))
    return made


def both(document: Document, number: int) -> set[str]:
    """Return the two countries that "both countries" means in a sentence: the two that the article names most up to there.

    Empty where a third one is named about as often.
    """
    counts = Counter(o for m, o in document.owner.items() if o.startswith("country/") and m.sentence <= number)
    ranked = counts.most_common(3)
    if len(ranked) < 2 or (len(ranked) == 3 and ranked[2][1] * 2 > ranked[1][1]):
        return set()
    return {ranked[0][0], ranked[1][0]}
