"""`why`: the facts about a thing, or between two, with the sentences that say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from kg.model import BadQuery
from kg.ontology import NAMESPACE, Ontology, load
from kg.query.evidence import Evidence, Said
from kg.query.faults import close
from kg.query.names import label, one
from kg.rdf import TYPE, term

EVENT_RELATIONS = {"met": "Meeting", "visited": "Visit"}
"""What people call taking part in an event, and the class of the event."""
_STATUS, _PARTICIPANT = term("status"), term("participant")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with the sentences that say it.

    `subject` and `object` are labels, `relation` is the ontology's label, `iris` the three IRIs. `status` is the local
    name of the status of the event or post that the fact is about, or empty. `confidence` (0..1) is that of the surest
    sentence, 0 without any, and 1 if a reader has accepted the fact: `checked` then says who and when.
    """

    subject: str
    relation: str
    object: str
    iris: tuple[str, str, str]
    status: str
    confidence: float
    evidence: tuple[Said, ...]
    checked: str = ""


def why(
    store: Store,
    believed: NamedNode,
    subject: str,
    relation: str | None = None,
    object: str | None = None,
    *,
    ontology: Ontology | None = None,
) -> list[Fact]:
    """Return the believed facts that a thing is in, with their sentences, sorted; with `object`, those of both.

    Names are labels, other names or addresses. `relation` is a property's local name or label (`basedIn`, "is
    based in"), or `met` or `visited`. Of two things that share an event, a post or an agreement, both of its
    facts are returned. KgError for a name that nothing or more than one thing has, BadQuery for an unknown relation.
    """
    ontology = ontology or load()
    evidence = Evidence(store, believed)
    start = one(store, believed, subject)
    end = one(store, believed, object) if object is not None else None
    wanted, kind = _relation(relation, ontology)
    found = {(s, p, o) for s, p, o in _facts(store, believed, start, end, ontology) if wanted is None or p == wanted}
    if kind:
        found = {fact for fact in found if kind in _types(store, believed, fact[0])}
    return sorted(
        (_fact(store, believed, evidence, ontology, *fact) for fact in found),
        key=lambda f: (f.iris[1] != wanted, f.iris),
    )


Three = tuple[NamedNode, NamedNode, NamedNode]


def _relation(text: str | None, ontology: Ontology) -> tuple[NamedNode | None, str | None]:
    """The property that a word names, and the class of event that a word such as `met` is about."""
    if text is None:
        return None, None
    word = text.removeprefix("kg:").removeprefix(NAMESPACE)
    if word in EVENT_RELATIONS:
        return None, EVENT_RELATIONS[word]
    relations = {name: found for name, found in ontology.properties.items() if found.relation}
    by_word = {found.label.casefold(): name for name, found in relations.items()} | {n.casefold(): n for n in relations}
    if word.casefold() in by_word:
        return term(by_word[word.casefold()]), None
    slip = close(word, [*by_word, *EVENT_RELATIONS])
    known = ", ".join(sorted([*relations, *EVENT_RELATIONS]))
    raise BadQuery(f"{text!r} is not a relation; there is {known}" + (f"\nHint: did you mean {slip}?" if slip else ""))


def _facts(
    store: Store, believed: NamedNode, start: NamedNode, end: NamedNode | None, ontology: Ontology
) -> Iterator[Three]:
    """The facts of a thing; with another one, those between the two, also across one event, post or agreement."""
    near = list(_around(store, believed, start, ontology))
    if end is None:
        yield from near
        return
    yield from (fact for fact in near if end in (fact[0], fact[2]))
    far = list(_around(store, believed, end, ontology))
    shared = {_other(fact, start) for fact in near} & {_other(fact, end) for fact in far}
    for fact in (*near, *far):
        if _joins(store, believed, fact, ontology) & shared:
            yield fact


def _around(store: Store, believed: NamedNode, thing: NamedNode, ontology: Ontology) -> Iterator[Three]:
    for subject, object_ in ((thing, None), (None, thing)):
        for quad in store.quads_for_pattern(subject, None, object_, believed):
            stated = ontology.properties.get(quad.predicate.value.removeprefix(NAMESPACE))
            if (
                stated
                and stated.relation
                and isinstance(quad.subject, NamedNode)
                and isinstance(quad.object, NamedNode)
            ):
                yield quad.subject, quad.predicate, quad.object


def _other(fact: Three, thing: NamedNode) -> NamedNode:
    return fact[2] if fact[0] == thing else fact[0]


def _joins(store: Store, believed: NamedNode, fact: Three, ontology: Ontology) -> set[NamedNode]:
    """The ends of a fact that are events, posts or agreements: what joins other things."""
    return {end for end in (fact[0], fact[2]) if is_joint(_types(store, believed, end), ontology)}


def is_joint(types: Iterable[str], ontology: Ontology) -> bool:
    """Say whether a thing of these classes (local names) joins others: an event, a position or an agreement."""
    kinds = {kind for name in types if name in ontology.classes for kind in ontology.kinds(name)}
    return bool(kinds & {"Event", "Position", "Agreement"})


def _types(store: Store, believed: NamedNode, thing: NamedNode) -> set[str]:
    found = store.quads_for_pattern(thing, TYPE, None, believed)
    return {quad.object.value.removeprefix(NAMESPACE) for quad in found if isinstance(quad.object, NamedNode)}


def _fact(
    store: Store, believed: NamedNode, evidence: Evidence, ontology: Ontology, s: NamedNode, p: NamedNode, o: NamedNode
) -> Fact:
    said, checked = tuple(evidence.of(s, p, o)), evidence.checked(s, p, o)
    name = ontology.properties[p.value.removeprefix(NAMESPACE)].label
    return Fact(
        label(store, believed, s),
        name,
        label(store, believed, o),
        (s.value, p.value, o.value),
        status(store, believed, s) or status(store, believed, o),
        1.0 if checked else max((one.confidence for one in said), default=0.0),
        said,
        checked,
    )


def status(store: Store, believed: NamedNode, thing: NamedNode) -> str:
    """Return the local name of a thing's status, the first of several, or an empty text."""
    found = store.quads_for_pattern(thing, _STATUS, None, believed)
    return min((q.object.value.removeprefix(NAMESPACE) for q in found if isinstance(q.object, NamedNode)), default="")
