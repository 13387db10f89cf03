"""The believed graph: its definition, from all article graphs at once, and its revision after a change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg.rdf import DCTERMS
from kg.resolve import belief
from kg.resolve.belief import STATUS, Said, Vote
from kg.resolve.checks import Check
from kg.resolve.decisions import Decision, Decisions
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.resolver import Changes, Read, Resolver
from kg.resolve.terms import ALT_, LABEL_, NAMING, TYPE_, Triple, kg, local, parents, statements

REPLACED = f"<{DCTERMS}isReplacedBy>"
_CURRENT = kg("Current")


@dataclass(frozen=True)
class Effects:
    """What decisions make of beliefs: names given, facts rejected, claims of articles that do not count, facts accepted."""

    renamed: dict[str, str] = field(default_factory=dict)
    rejected: frozenset[Triple] = frozenset()
    excluded: frozenset[tuple[str, Triple]] = frozenset()
    checked: dict[Triple, Check] = field(default_factory=dict)

    def encode(self) -> str:
        """Return the effects as text."""
        parts = self.renamed.items(), self.rejected, self.excluded, self.checked.items()
        return json.dumps([sorted(part) for part in parts])

    @classmethod
    def decode(cls, text: str) -> Effects:
        """Read effects that were kept as text."""
        renamed, rejected, excluded, checked = json.loads(text or "[[],[],[],[]]")
        return cls(
            {a: b for a, b in renamed},
            frozenset(map(_triple, rejected)),
            frozenset((a, _triple(t)) for a, t in excluded),
            {_triple(t): _triple(check) for t, check in checked},
        )

    def other(self, before: Effects) -> set[Triple]:
        """Return the facts, and for names the things (with no property), of which the effects are not as before."""
        names = {thing for thing, _ in self.renamed.items() ^ before.renamed.items()}
        return (
            {(thing, LABEL_, "") for thing in names}
            | (self.rejected ^ before.rejected)
            | {t for _, t in self.excluded ^ before.excluded}
            | (self.checked.keys() ^ before.checked.keys())
        )


def _triple(parts: Sequence[str]) -> Triple:
    s, p, o = parts
    return s, p, o


def effects(decisions: Decisions, resolver: Resolver, read: Read, common: Callable[[str], set[str]]) -> Effects:
    """Return what the decisions make of beliefs, by the common IRIs that things have now, which `common` gives."""
    facts: dict[Triple, Decision] = {}  # the last line on each
    claims: dict[tuple[str, Triple], Decision] = {}
    for line in decisions.reviews:
        if "#assertion/" in line.a:
            claims |= {(line.a.partition("#")[0], t): line for t in resolver.claim(line.a, read)}
        else:
            relation, _, value = line.b.partition(" ")
            property_ = kg(relation.removeprefix("kg:"))
            facts |= {(s, property_, o): line for s in common(line.a) for o in _values(value, common)}
    rejected = frozenset(fact for fact, line in facts.items() if line.decision == "reject")
    excluded = frozenset(claim for claim, line in claims.items() if line.decision == "reject")
    checked = {fact: (line.who, line.when, line.why) for fact, line in facts.items() if line.decision == "accept"}
    renamed = {thing: belief.named(name) for a, name in sorted(decisions.renamed.items()) for thing in common(a)}
    return Effects(renamed, rejected, excluded, checked)


def _values(value: str, common: Callable[[str], set[str]]) -> set[str]:
    """What a value in a decision can stand for: a thing, a status, a date, a text."""
    if value.startswith(("http://", "https://", "urn:")):
        return common(value)
    dates = {f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>' for kind in ("date", "gYearMonth", "gYear")}
    return {kg(value), belief.named(value), *dates} if value.replace("-", "").isalnum() else {belief.named(value)}


def redirects(resolver: Resolver, changes: Changes) -> set[Triple]:
    """Return the redirects that there are among those that changes may have changed: IRIs of which another takes the place."""
    base = resolver.base
    return {(f"<{base}{old}>", REPLACED, f"<{base}{new}>") for old, new in resolver.leads(changes)}


def redirected(index: Store, identity: NamedNode, changes: Changes, base: str) -> set[Triple]:
    """Return the redirects that an index has among those that changes may have changed."""
    to = NamedNode(REPLACED[1:-1])
    found = [index.quads_for_pattern(NamedNode(base + old), to, None, identity) for old in changes.olds]
    found += [index.quads_for_pattern(None, to, NamedNode(base + post.path), identity) for post in changes.posts]
    return {(str(q.subject), REPLACED, str(q.object)) for quads in found for q in quads}


def became(index: Store, identity: NamedNode, term: str) -> set[str]:
    """Return what took the place of a thing, by the redirects that an index has."""
    found = index.quads_for_pattern(NamedNode(term[1:-1]), NamedNode(REPLACED[1:-1]), None, identity)
    return {str(quad.object) for quad in found}


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
        checked = [o for o in values if (thing, p, o) in effects.checked]
        made |= {(p, belief.one(values, choice, checked))} if choice else {(p, o) for o in values}
    if belief.POSITION in types:
        made |= belief.seen(by[STATUS].get(_CURRENT, ()))
    return made


# --- The revision -----------------------------------------------------------------------------------------------------------


@dataclass
class Change:
    """What an update does to article graphs: the statements that an article no longer makes and those it newly makes.

    `asked` are the things and properties of which the votes may count otherwise than before; `by` has the articles that newly
    make the statements of names, types and what may have one value, by thing, property and value.
    """

    lost: set[Triple] = field(default_factory=set)
    won: set[Triple] = field(default_factory=set)
    asked: set[Said] = field(default_factory=set)
    by: dict[str, dict[str, dict[str, list[str]]]] = field(default_factory=dict)

    def take(self, article: str, gone: set[Triple], come: set[Triple], single: Set[str]) -> None:
        """Take in what an article said and what it says now; `single` are the properties that may have one value."""
        self.lost |= gone - come
        new = come - gone
        self.won |= new
        self.asked |= {(s, p) for s, p, _ in gone | come if p in single}
        for s, p, o in new:
            if p in NAMING or p in single:
                self.by.setdefault(s, {}).setdefault(p, {}).setdefault(o, []).append(article)


class Reviser:
    """Revises the believed graph after a change of article graphs in an index."""

    def __init__(
        self, index: Store, graph: str, notes: Notes, policy: Policy, effects: Effects, before: Effects
    ) -> None:
        self._index, self._graph, self._notes, self._policy = index, NamedNode(graph), notes, policy
        self._effects, self._before = effects, before
        self._contested = effects.rejected | {triple for _, triple in effects.excluded}
        self._plain = not (self._contested or before.rejected or before.excluded)
        self._by: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = {}
        self._votes: dict[str, Vote] = {}
        self._held: dict[str, dict[str, list[str]]] = {}
        self._kinds: dict[str, frozenset[str]] = {}
        self._single = {kg(name.partition(".")[0]) for name, _ in policy.believe}

    def revise(self, change: Change) -> tuple[set[Triple], set[Triple]]:
        """Return what leaves and what enters the believed graph; the article graphs are already as they are after the change."""
        self._by = change.by
        other = self._effects.other(self._before)
        claims = {t for t in change.lost | change.won | other if t[1] not in NAMING}
        named = {t[0] for t in other if t[1] in NAMING}
        named |= {t[0] for t in change.won if t[1] in NAMING and t[0] not in named and not self._known(t)}
        named |= {t[0] for t in change.lost if t[1] in NAMING and t[0] not in named and not self._supported(t)}
        single = {(s, p) for s, p, _ in claims if p in self._single} | change.asked
        typed = {s for s, p, _ in change.lost | change.won if p == TYPE_}
        single |= {(s, p) for s in typed for p in self._believed(s) if p in self._single}  # other types, other rules
        leaving: set[Triple] = set()
        entering: set[Triple] = set()
        for triple in claims:
            if triple[1] not in self._single:
                sure = triple in change.won and triple not in self._contested
                (entering if sure or self._supported(triple) else leaving).add(triple)
        for thing in named:
            after = self._names(thing)
            before = {(p, o) for p in (*NAMING, belief.OFFICE) for o in self._values(thing, p)}
            leaving |= {(thing, *said) for said in before - after}
            entering |= {(thing, *said) for said in after - before}
        for thing, property_ in single:
            after = self._value(thing, property_)
            properties = {property_, belief.FIRST_SEEN, belief.LAST_SEEN} if property_ == STATUS else {property_}
            before = {(p, o) for p in properties for o in self._values(thing, p)}
            leaving |= {(thing, *said) for said in before - after}
            entering |= {(thing, *said) for said in after - before}
        return leaving, entering

    def _known(self, triple: Triple) -> bool:
        """Whether a type or name makes no difference, as names go now: so articles that say it need not be counted."""
        thing, property_, value = triple
        if property_ == TYPE_:
            return any(value in (o, *map(kg, parents(local(o)))) for o in self._values(thing, TYPE_))
        label = next(iter(self._values(thing, LABEL_)), None)
        if value == label or label is None:
            return value == label
        less = property_ == ALT_ or belief.fullness(thing, value) < belief.fullness(thing, label)
        return less and thing not in self._effects.renamed and value in self._values(thing, ALT_)

    def _names(self, thing: str) -> set[Said]:
        """The names and types that are believed of a thing, from all that articles give."""
        claims = {(p, o) for p in NAMING for o in self._said(thing, p)}
        return belief.names(thing, claims, self._effects.renamed.get(thing) if claims else None)

    def _value(self, thing: str, property_: str) -> set[Said]:
        """What is believed of a property that may have one value, and for a post's status when it was seen to be held."""
        values = self._said(thing, property_)
        types = self._types(thing)
        choice = belief.chosen(property_, types, self._policy)
        checked = [o for o in values if (thing, property_, o) in self._effects.checked]
        believed = {belief.one(values, choice, checked)} if choice and values else values.keys()
        made = {(property_, o) for o in believed}
        if property_ == STATUS and belief.POSITION in types:
            made |= belief.seen(values.get(_CURRENT, ()))
        return made

    def _said(self, thing: str, property_: str) -> dict[str, set[Vote]]:
        """The values that articles give, each with its votes."""
        if self._plain and thing in self._by and not self._believed(thing):  # nobody spoke of it before
            new = self._by[thing].get(property_, {})
            return {value: {self._vote(article) for article in articles} for value, articles in new.items()}
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

    def _types(self, thing: str) -> frozenset[str]:
        """The types that articles give."""
        if thing not in self._kinds:
            self._kinds[thing] = frozenset(self._said(thing, TYPE_))
        return self._kinds[thing]

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

    def _believed(self, thing: str) -> dict[str, list[str]]:
        """What is believed of a thing before the change, by property."""
        if thing not in self._held:
            held = self._held[thing] = defaultdict(list)
            for quad in self._index.quads_for_pattern(NamedNode(thing[1:-1]), None, None, self._graph):
                held[str(quad.predicate)].append(str(quad.object))
        return self._held[thing]

    def _values(self, thing: str, property_: str) -> list[str]:
        return self._believed(thing).get(property_, [])


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
