"""Entities, posts, events and claims -> the things and facts of one article."""

from __future__ import annotations

import hashlib
import re

from kg.annotate import countries
from kg.annotate.document import Document
from kg.annotate.lexicon import words
from kg.annotate.names import Entity, plain
from kg.annotate.speakers import speaker
from kg.extract.agreements import agreements
from kg.extract.bodies import INSIDE, SURE, joined, parts, seats, states
from kg.extract.claims import Claim, confidence, threshold
from kg.extract.events import Event
from kg.extract.gatherings import chairs
from kg.extract.positions import Holding
from kg.model import Fact, Mention, PartialDate, Thing

_CHAIR = re.compile(r"\b(?:co-?)?(?:chair|chairman|chairwoman|chairperson|president)s?\b", re.I)
DIRECT = ("memberOf", "chairs", "between", "basedIn", "partOf", "cooperatesWith", "opposes")
_TYPES = {
    "PER": "Person",
    "ORG": "Organization",
    "COM": "Company",
    "COMM": "Commission",
    "CTRY": "Country",
    "NORP": "Country",
    "LOC": "Place",
    "AGR": "Agreement",
}
_FOLDERS = {"Official": "person"}


class Draft:
    """The things and facts of one article while they are put together; `things` and `facts` give the result, sorted."""

    def __init__(self, document: Document, officials: frozenset[str]) -> None:
        self.document, self.officials = document, officials
        self._keys: dict[str, str] = {}
        self._things: dict[str, Thing] = {}
        self._facts: dict[tuple[str, str, str], Fact] = {}
        self._speakers = {number: speaker(document, number) for number in range(len(document.sentences))}

    @property
    def things(self) -> tuple[Thing, ...]:
        """The things made so far."""
        return tuple(sorted(self._things.values(), key=lambda t: t.key))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts made so far."""
        return tuple(sorted(self._facts.values()))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Where the article names its things."""
        keys = self._keys
        return tuple(sorted(Mention(m.span, keys[owner]) for m, owner in self.document.owner.items() if owner in keys))

    def entity(self, name: str) -> str:
        """Return the key of an entity's thing and make it if it is new."""
        if name not in self._keys:
            found = self.document.by_id.get(name) or _unmentioned(name)
            type_ = self._type(found)
            key = (
                name if type_ == "Country" else self._free(f"{_FOLDERS.get(type_, type_.lower())}/{slug(found.label)}")
            )
            values = (("code", name.removeprefix("country/")),) if type_ == "Country" else ()
            self._keys[name] = key
            self._things[key] = Thing(key, type_, found.label, tuple(sorted(set(found.names) - {found.label})), values)
        return self._keys[name]

    def add(self, thing: Thing) -> str:
        """Add a thing of its own, such as an event; its key is made unique."""
        key = self._free(thing.key)
        self._things[key] = Thing(
            key, thing.type, thing.label, thing.names, tuple(sorted(thing.values)), tuple(sorted(thing.links))
        )
        return key

    def say(self, subject: str, relation: str, object_: str, sentences: tuple[int, ...], score: float) -> None:
        """Add a fact that the network's score speaks for."""
        kind = {"Meeting": "met", "Visit": "visited"}.get(self._things[subject].type, relation)
        self.state(subject, relation, object_, sentences, confidence(score, kind))

    def state(self, subject: str, relation: str, object_: str, sentences: tuple[int, ...], sure: float) -> None:
        """Add a fact between two things, with its confidence; one already there gains the sentences and keeps the better one."""
        evidence = {self.document.sentence(n) for n in sentences}
        who = next((self._speakers[n] for n in sentences if self._speakers[n]), None)
        told = self.entity(who) if who and self._keys.get(who) not in (subject, object_) else None
        old = self._facts.get((subject, relation, object_))
        if old:
            evidence |= set(old.evidence)
            sure, told = max(sure, old.confidence), old.speaker
        self._facts[subject, relation, object_] = Fact(
            subject, relation, object_, tuple(sorted(evidence)), round(min(sure, 1.0), 4), told
        )

    def _type(self, entity: Entity) -> str:
        if entity.id.startswith("country/"):
            return "Country"
        if entity.id in self.officials:
            return "Official"
        name = plain(entity.label)
        if entity.kind == "COMM" and any(p in name for p in words("organizations", "permanent")):
            return "Organization"
        return "Place" if entity.kind in ("CTRY", "NORP") else _TYPES.get(entity.kind, entity.kind)

    def _free(self, key: str) -> str:
        number, free = 1, key
        while free in self._things:
            number += 1
            free = f"{key}-{number}"
        return free


def _unmentioned(name: str) -> Entity:
    """A country that only an adjective names, or a place that stands only inside another name."""
    if name.startswith(INSIDE):
        return Entity(name, "LOC", name.removeprefix(INSIDE), (), ())
    code = name.removeprefix("country/")
    return Entity(name, "CTRY", countries.table()[code].label, (), ())


def slug(name: str) -> str:
    """Return a name as a part of a key: plain ASCII words joined by hyphens; a digest where nothing is left of it."""
    made = "-".join(re.findall(r"[a-z0-9]+", plain(name)))[:60].strip("-")
    return made or hashlib.sha256(name.encode()).hexdigest()[:10]


def compose(document: Document, found: dict[str, list[Claim]], holdings: list[Holding], happened: list[Event]) -> Draft:
    """Put the facts of an article together."""
    draft = Draft(document, _officials(document, found, holdings))
    for holding in holdings:
        _post(draft, holding)
    served = {(h.person, h.of) for h in holdings if h.of.startswith("country/") and h.status != "Former"}
    for claim in found["represents"]:
        other = any(person == claim.subject and state != claim.object for person, state in served)
        if claim.score >= threshold("represents") and claim.object.startswith("country/") and not other:
            draft.say(
                draft.entity(claim.subject), "represents", draft.entity(claim.object), claim.sentences, claim.score
            )
    bodies = states(document)
    for holding in holdings:
        if holding.of in bodies and holding.status != "Former":
            country = draft.entity(bodies[holding.of])
            draft.say(draft.entity(holding.person), "represents", country, holding.sentences, holding.score * SURE)
    held = {(h.person, h.of) for h in holdings}
    for relation in DIRECT:
        for claim in found[relation]:
            if claim.score < threshold(relation) or (relation == "memberOf" and (claim.subject, claim.object) in held):
                continue
            subject, object_ = draft.entity(claim.subject), draft.entity(claim.object)
            draft.say(subject, relation, object_, claim.sentences, claim.score)
            if relation == "cooperatesWith":
                draft.say(object_, relation, subject, claim.sentences, claim.score)
    for relation, told in (
        ("basedIn", seats(document)),
        ("partOf", parts(document)),
        ("between", joined(document)),
        ("chairs", chairs(document)),
    ):
        for body, where, sentences, score in told:
            draft.say(draft.entity(body), relation, draft.entity(where), sentences, score)
    for number, event in enumerate(sorted(happened, key=lambda e: (e.type, e.participants, e.places)), 1):
        _event(draft, event, number)
    for agreement in agreements(document, found, served):
        key = draft.entity(agreement.name) if agreement.named else draft.add(_implied(agreement.name))
        for who, sentences, score in agreement.parties:
            draft.say(key, "party", draft.entity(who), sentences, score)
    return draft


def _officials(document: Document, found: dict[str, list[Claim]], holdings: list[Holding]) -> frozenset[str]:
    """People with a post in a state, a state body or an international organisation."""
    made = {c.subject for c in found["represents"] if c.score >= threshold("represents")}
    posts = words("people", "state_posts")
    for holding in holdings:
        title = plain(holding.title)
        entity = document.by_id.get(holding.of)
        company = entity is not None and entity.kind == "COM"
        if (
            holding.of.startswith("country/")
            or (not company and any(post in title for post in posts))
            or (
                entity is not None
                and entity.kind in ("ORG", "COMM")
                and re.search(r"secretary general|commissioner|high representative|director general", title)
            )
        ):
            made.add(holding.person)
    return frozenset(made)


def _post(draft: Draft, holding: Holding) -> None:
    person, of = draft.entity(holding.person), draft.entity(holding.of)
    key = f"position/{slug(holding.title)}-of-{of.split('/', 1)[1].lower()}-{person.split('/', 1)[1]}"
    position = draft.add(Thing(key, "Position", holding.title, (), (("status", holding.status),), (("of", of),)))
    draft.say(person, "holds", position, holding.sentences, holding.score)
    body = draft.document.by_id.get(holding.of)
    if body is not None and body.kind == "COMM" and _CHAIR.search(holding.title):
        draft.say(person, "chairs", of, holding.sentences, holding.score)
    if (
        holding.of.startswith("country/")
        and holding.status != "Former"
        and not re.search(r"\bopposition\b", holding.title, re.I)
    ):
        draft.say(person, "represents", of, holding.sentences, holding.score)


def _event(draft: Draft, event: Event, number: int) -> None:
    names = [draft.document.by_id[who].label if who in draft.document.by_id else who for who, _ in event.participants]
    where = ", ".join(draft.document.by_id[place].label for place, _ in event.places)
    label = f"Visit of {names[0]} to {where}" if event.type == "Visit" else f"Meeting of {' and '.join(names)}"
    values: list[tuple[str, str | PartialDate]] = [("status", event.status)]
    if event.date:
        values.append(("date", event.date))
    if event.latest:
        values.append(("latest", event.latest))
    key = draft.add(Thing(f"{event.type.lower()}/{number}", event.type, label, (), tuple(values)))
    for who, sentences in event.participants:
        draft.say(key, "participant", draft.entity(who), sentences, event.score)
    for place, sentences in event.places:
        draft.say(key, "place", draft.entity(place), sentences, event.score)


def _implied(label: str) -> Thing:
    return Thing(f"agreement/{slug(label)}", "Agreement", label)
