"""What is believed of one thing, by the policy, from all that is claimed of it.

All claims stand beside each other, but for names (the fullest is the label), types (the most specific) and the properties
for which the policy says that there is one value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.ontology import NAMESPACE
from kg.rdf import XSD
from kg.resolve.names import plain
from kg.resolve.policy import Choice, Policy
from kg.resolve.terms import ALT_, LABEL_, TYPE_, kg, literal, local, parents, root, text
from kg.resolve.titles import office

Said = tuple[str, str]
"""A property and a value."""

HOLDS, STATUS, POSITION = kg("holds"), kg("status"), kg("Position")
FIRST_SEEN, LAST_SEEN, OFFICE = kg("firstSeen"), kg("lastSeen"), kg("office")


@dataclass(frozen=True, slots=True, order=True)
class Vote:
    """An article that makes a claim: when it was published, and the article whose text it is a copy of, or itself."""

    day: str
    source: str


def fullness(thing: str, label: str) -> tuple[int, bool, int, str]:
    """Return how full a name of a thing is: by its words; of two as full, the one in its IRI comes before the longer."""
    name = text(label)
    form = plain(name)
    return form.count("-"), form in thing[1:-1].split("/"), len(name), label


def names(thing: str, claims: Iterable[Said], renamed: str | None = None) -> set[Said]:
    """Return the types and names that are believed: the most specific types, the fullest label, all others beside it."""
    by: dict[str, set[str]] = defaultdict(set)
    for p, o in claims:
        by[p].add(o)
    types, labels, others = by[TYPE_], by[LABEL_], by[ALT_]
    general = {f"<{NAMESPACE}{parent}>" for t in types for parent in parents(local(t))}
    said = {(TYPE_, t) for t in types - general}
    if renamed is None and labels:
        renamed = max(labels, key=lambda label: fullness(thing, label))
    if POSITION in types:
        return _post(types - general, labels | others, renamed)
    label = {renamed} if renamed is not None else set()
    return said | {(LABEL_, name) for name in label} | {(ALT_, name) for name in (labels | others) - label}


def _post(types: set[str], titles: set[str], label: str | None) -> set[Said]:
    """The types and names of a position, and the office that its titles mean."""
    said = {(TYPE_, t) for t in types} | {(LABEL_, name) for name in [label] if name is not None}
    said |= {(ALT_, name) for name in titles - {label}}
    return said | {(OFFICE, literal(found)) for found in [min((office(text(t)) for t in titles), default="")] if found}


def one(votes: Mapping[str, Iterable[Vote]], choice: Choice, checked: Collection[str] = ()) -> str:
    """Return the value that is believed of a property that has one; each has its votes, and readers accepted the `checked`."""

    def rank(value: str) -> list[float | str]:
        return [
            float(value in checked) if rule == "review" else _rank(rule, value, votes[value], choice)
            for rule in choice.order
        ]

    return max(sorted(votes), key=rank)


def _rank(rule: str, value: str, votes: Iterable[Vote], choice: Choice) -> float | str:
    if rule == "support":
        return len({vote.source for vote in votes})
    if rule == "recent":
        return max(vote.day for vote in votes)
    if rule == "final":
        return float(local(value) in choice.final)
    return text(value).count("-")


def kind(types: Iterable[str]) -> str:
    """Return the most general class of a thing of these types, by which the policy's rules go."""
    return min((root(local(t)) for t in types), default="")


def chosen(property_: str, types: Iterable[str], policy: Policy) -> Choice | None:
    """Return how the value of a property is chosen for a thing of these types; None if all values stand."""
    return policy.choice(local(property_), kind(types)) if property_.startswith(f"<{NAMESPACE}") else None


def seen(current: Iterable[Vote]) -> set[Said]:
    """Return when articles spoke of a post as held: observations, from which spans are inferred elsewhere."""
    days = sorted(vote.day for vote in current if vote.day)
    return {(FIRST_SEEN, date(days[0])), (LAST_SEEN, date(days[-1]))} if days else set()


def date(day: str) -> str:
    """Return a day as a literal."""
    return f'"{day}"^^<{XSD}date>'


def named(label: str) -> str:
    """Return the literal of a name that a decision gives."""
    return literal(label)
