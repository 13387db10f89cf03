"""The believed graph: its definition, from all article graphs at once, and its revision after a change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg.rdf import DCTERMS
from kg.resolve import belief
from kg.resolve.belief import STATUS, Said, Vote
from kg.resolve.decisions import Decisions
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.resolver import Read, Resolver
from kg.resolve.terms import ALT_, LABEL_, NAMING, TYPE_, Triple, kg, local, parents, statements

_REPLACED = f"<{DCTERMS}isReplacedBy>"
_CURRENT = kg("Current")


@dataclass(frozen=True)
class Effects:
    """What decisions make of beliefs: names given, facts that nobody believes, claims of articles that do not count."""

    renamed: dict[str, str] = field(default_factory=dict)
    rejected: frozenset[Triple] = frozenset()
    excluded: frozenset[tuple[str, Triple]] = frozenset()

    def encode(self) -> str:
        """Return the effects as text."""
        return json.dumps([sorted(self.renamed.items()), sorted(self.rejected), sorted(self.excluded)])

    @classmethod
    def decode(cls, text: str) -> Effects:
        """Read effects that were kept as text."""
        renamed, rejected, excluded = json.loads(text or "[[],[],[]]")
        return cls(
            {a: b for a, b in renamed},
            frozenset(map(_triple, rejected)),
            frozenset((a, _triple(t)) for a, t in excluded),
        )

    def other(self, before: Effects) -> set[Triple]:
        """Return the facts, and for names the things (with no property), of which the effects are not as before."""
        names = {thing for thing, _ in self.renamed.items() ^ before.renamed.items()}
        return (
            {(thing, LABEL_, "") for thing in names}
            | (self.rejected ^ before.rejected)
            | {t for _, t in self.excluded ^ before.excluded}
        )


def _triple(parts: Sequence[str]) -> Triple:
    s, p, o = parts
    return s, p, o


def effects(decisions: Decisions, resolver: Resolver, read: Read) -> Effects:
    """Return what the decisions make of beliefs, by the common IRIs that things have now."""
    rejected: set[Triple] = set()
    excluded: set[tuple[str, Triple]] = set()
    for a, b in decisions.rejected:
        if "#assertion/" in a:
            excluded |= {(a.partition("#")[0], t) for t in resolver.claim(a, read)}
        else:
            relation, _, value = b.partition(" ")
            property_ = kg(relation.removeprefix("kg:"))
            for s in resolver.common(a, read):
                rejected |= {(s, property_, o) for o in _values(value, resolver, read)}
    renamed = {
        thing: belief.named(name) for a, name in sorted(decisions.renamed.items()) for thing in resolver.common(a, read)
    }
    return Effects(renamed, frozenset(rejected), frozenset(excluded))


def _values(value: str, resolver: Resolver, read: Read) -> set[str]:
    """What a value in a decision can stand for: a thing, a status, a date, a text."""
    if value.startswith(("http://", "https://", "urn:")):
        return resolver.common(value, read)
    dates = {f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>' for kind in ("date", "gYearMonth", "gYear")}
    return {kg(value), belief.named(value), *dates} if value.replace("-", "").isalnum() else {belief.named(value)}


def redirects(pairs: Iterable[tuple[str, str]], base: str) -> set[Triple]:
    """Return the triples of redirects: IRIs of which another takes the place."""
    return {(f"<{base}{old}>", _REPLACED, f"<{base}{new}>") for old, new in pairs}


# --- The definition ---------------------------------------------------------------------------------------------------------


def believe(
    graphs: Mapping[str, Iterable[Triple]], votes: Mapping[str, Vote], policy: Policy, effects: Effects
) -> list[Triple]:
    """Return the believed graph of these article graphs (with common IRIs), sorted: the definition."""
    claims: dict[str, dict[Said, set[Vote]]] = defaultdict(lambda: defaultdict(set))
    for article, graph in graphs.items():
        for s, p, o in statements(graph):
            if (article, (s, p, o)) not in effects.excluded and (s, p, o) not in effects.rejected:
                claims[s][p, o].add(votes[article])
    return sorted((s, p, o) for s, said in claims.items() for p, o in _settled(s, said, policy, effects))


def _settled(thing: str, said: Mapping[Said, set[Vote]], policy: Policy, effects: Effects) -> set[Said]:
    """All that is believed of one thing."""
    made = belief.names(thing, (claim for claim in said if claim[0] in NAMING), effects.renamed.get(thing))
    types = {o for p, o in said if p == TYPE_}
    by: dict[str, dict[str, set[Vote]]] = defaultdict(dict)
    for (p, o), found in said.items():
        if p not in NAMING:
            by[p][o] = found
    for p, values in by.items():
        choice = belief.chosen(p, types, policy)
        made |= {(p, belief.one(values, choice))} if choice else {(p, o) for o in values}
    if belief.POSITION in types:
        made |= belief.seen(by[STATUS].get(_CURRENT, ()))
    return made


# --- The revision -----------------------------------------------------------------------------------------------------------


@dataclass
class Change:
    """What an update does to article graphs: the statements that an article no longer makes and those it newly makes.

    `asked` are the things and properties of which the votes may count otherwise than before.
    """

    lost: set[Triple] = field(default_factory=set)
    won: set[Triple] = field(default_factory=set)
    asked: set[Said] = field(default_factory=set)


class Reviser:
    """Revises the believed graph after a change of article graphs in an index."""

    def __init__(
        self, index: Store, graph: str, notes: Notes, policy: Policy, effects: Effects, before: Effects
    ) -> None:
        self._index, self._graph, self._notes, self._policy = index, NamedNode(graph), notes, policy
        self._effects, self._before = effects, before
        self._votes: dict[str, Vote] = {}
        self._single = {kg(name.partition(".")[0]) for name, _ in policy.believe}

    def revise(self, change: Change) -> tuple[set[Triple], set[Triple]]:
        """Return what leaves and what enters the believed graph; the article graphs are already as they are after the change."""
        other = self._effects.other(self._before)
        claims = {t for t in change.lost | change.won | other if t[1] not in NAMING}
        named = {t[0] for t in other if t[1] in NAMING}
        named |= {t[0] for t in change.won if t[1] in NAMING and t[0] not in named and not self._known(t)}
        named |= {t[0] for t in change.lost if t[1] in NAMING and t[0] not in named and not self._supported(t)}
        single = {(s, p) for s, p, _ in claims if p in self._single} | change.asked
        single |= {(s, p) for s, p, _ in change.lost | change.won if p == TYPE_ for p in self._single}
        leaving: set[Triple] = set()
        entering: set[Triple] = set()
        for triple in claims:
            if triple[1] not in self._single:
                (entering if self._supported(triple) else leaving).add(triple)
        for thing in named:
            after = self._names(thing)
            before = {(p, o) for p in (*NAMING, belief.OFFICE) for o in self._believed(thing, p)}
            leaving |= {(thing, *said) for said in before - after}
            entering |= {(thing, *said) for said in after - before}
        for thing, property_ in single:
            after = self._value(thing, property_)
            properties = {property_, belief.FIRST_SEEN, belief.LAST_SEEN} if property_ == STATUS else {property_}
            before = {(p, o) for p in properties for o in self._believed(thing, p)}
            leaving |= {(thing, *said) for said in before - after}
            entering |= {(thing, *said) for said in after - before}
        return leaving, entering

    def _known(self, triple: Triple) -> bool:
        """Whether a type or name makes no difference, as names go now: so articles that say it need not be counted."""
        thing, property_, value = triple
        if property_ == TYPE_:
            return any(value in (o, *map(kg, parents(local(o)))) for o in self._believed(thing, TYPE_))
        label = next(iter(self._believed(thing, LABEL_)), None)
        if value == label or label is None:
            return value == label
        less = property_ == ALT_ or belief.fullness(thing, value) < belief.fullness(thing, label)
        return less and thing not in self._effects.renamed and value in self._believed(thing, ALT_)

    def _names(self, thing: str) -> set[Said]:
        """The names and types that are believed of a thing, from all that articles give."""
        claims = {(p, o) for p in NAMING for o in self._said(thing, p)}
        return belief.names(thing, claims, self._effects.renamed.get(thing) if claims else None)

    def _value(self, thing: str, property_: str) -> set[Said]:
        """What is believed of a property that may have one value, and for a post's status when it was seen to be held."""
        values = self._said(thing, property_)
        types = set(self._said(thing, TYPE_))
        choice = belief.chosen(property_, types, self._policy)
        made = {(property_, belief.one(values, choice))} if choice and values else {(property_, o) for o in values}
        if property_ == STATUS and belief.POSITION in types:
            made |= belief.seen(values.get(_CURRENT, ()))
        return made

    def _said(self, thing: str, property_: str) -> dict[str, set[Vote]]:
        """The values that articles give, each with its votes."""
        found: dict[str, set[Vote]] = defaultdict(set)
        for quad in self._index.quads_for_pattern(NamedNode(thing[1:-1]), NamedNode(property_[1:-1]), None, None):
            article = _name(quad)
            triple = (thing, property_, str(quad.object))
            if (
                quad.graph_name != self._graph
                and (article, triple) not in self._effects.excluded
                and triple not in self._effects.rejected
            ):
                found[triple[2]].add(self._vote(article))
        return dict(found)

    def _vote(self, article: str) -> Vote:
        if article not in self._votes:
            day, source = self._notes.db.execute("SELECT day, source FROM article WHERE iri = ?", (article,)).fetchone()
            self._votes[article] = Vote(day, source)
        return self._votes[article]

    def _supported(self, triple: Triple) -> bool:
        """Whether some article graph says it and no decision is against it."""
        if triple in self._effects.rejected:
            return False
        quad = next(iter(parse(f"{' '.join(triple)} .", RdfFormat.N_TRIPLES)))
        found = self._index.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return any(q.graph_name != self._graph and (_name(q), triple) not in self._effects.excluded for q in found)

    def _believed(self, thing: str, property_: str) -> list[str]:
        found = self._index.quads_for_pattern(NamedNode(thing[1:-1]), NamedNode(property_[1:-1]), None, self._graph)
        return [str(quad.object) for quad in found]


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
