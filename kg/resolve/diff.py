"""What changed in knowledge between two states of a graph: things, facts, values, identity, articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg import rdf
from kg.model import BadInput
from kg.resolve.belief import FIRST_SEEN, LAST_SEEN
from kg.resolve.beliefs import REPLACED
from kg.resolve.terms import ALT_, LABEL_, NAMING, OBJECT, SUBJECT, TYPE_, is_thing, local, mapped, text
from kg.resolve.whole import BELIEVED, IDENTITY


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """A thing as a difference names it."""

    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A fact as a difference names it: the IRIs and what they are called."""

    subject: str
    relation: str
    object: str
    subject_label: str
    object_label: str


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """A property of a thing that is there in both states: the values that only the first and only the second has."""

    thing: str
    label: str
    property: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed; all sorted.

    `renamed` are pairs of the IRI of a thing before and after; `merged` of a thing and the one that it turned out to be; `split`
    of a thing that turned out to be another one and the one for which it was taken. None of these things is gone or new.
    """

    things_gone: tuple[Thing, ...] = ()
    things_new: tuple[Thing, ...] = ()
    facts_gone: tuple[Fact, ...] = ()
    facts_new: tuple[Fact, ...] = ()
    values: tuple[Value, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    split: tuple[tuple[str, str], ...] = ()
    articles_gone: tuple[str, ...] = ()
    articles_new: tuple[str, ...] = ()
    articles_changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True)
class State:
    """A graph at a moment: the believed triples, the redirects, and each article's statements."""

    believed: frozenset[tuple[str, str, str]]
    redirects: frozenset[tuple[str, str]]
    articles: dict[str, frozenset[tuple[str, str, str]]]


def state(quads: Iterable[Quad], base: str | None = None) -> State:
    """Return the state that quads hold; the base is found by the name of the believed graph if it is not given."""
    by: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for quad in quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        by[name].add((str(quad.subject), str(quad.predicate), str(quad.object)))
    if base is None:
        base = next((name.removesuffix(BELIEVED) for name in sorted(by) if name.endswith("/" + BELIEVED)), "")
    redirects = frozenset((s[1:-1], o[1:-1]) for s, p, o in by.get(base + IDENTITY, ()) if p == REPLACED)
    articles = {name: frozenset(found) for name, found in by.items() if name.startswith(f"{base}article/")}
    return State(frozenset(by.get(base + BELIEVED, by.get("", ()))), redirects, articles)


def read(path: str | Path) -> State:
    """Read a state from an exported file (.nq, .trig, or .nt and .ttl with what is believed alone).

    Raises:
        BadInput: The file is missing or is not RDF.
    """
    path = Path(path)
    kinds = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG, ".nt": RdfFormat.N_TRIPLES, ".ttl": RdfFormat.TURTLE}
    if path.suffix not in kinds:
        raise BadInput(f"{path}: not a graph that can be compared; use {', '.join(kinds)} or a store")
    try:
        return state(parse(path.read_bytes(), kinds[path.suffix]))
    except (OSError, SyntaxError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from None


def of_store(store: Store, base: str) -> State:
    """Return the state of an index."""
    return state(store, base)


def diff(before: State, after: State) -> Difference:
    """Return what changed in knowledge from one state to another; a thing that goes by another IRI is the same thing."""
    identity = _identity(before, after)
    before = _moved(before, identity)
    old, new = _Names(before), _Names(after)
    gone, come = before.believed - after.believed, after.believed - before.believed
    same = old.kinds.keys() & new.kinds.keys()
    plain = {TYPE_, LABEL_, ALT_, FIRST_SEEN, LAST_SEEN}
    changed: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    facts: tuple[set[Fact], set[Fact]] = (set(), set())
    for number, (names, triples) in enumerate(((old, gone), (new, come))):
        for s, p, o in triples:
            if p not in plain and o in names.kinds:
                facts[number].add(Fact(s[1:-1], local(p), o[1:-1], names.label(s), names.label(o)))
            elif s in same:
                changed[s, p][number].add(local(o) if o.startswith("<") else text(o))
    values = [
        Value(s[1:-1], new.label(s), _short(p), tuple(sorted(a)), tuple(sorted(b)))
        for (s, p), (a, b) in changed.items()
    ]
    both = before.articles.keys() & after.articles.keys()
    parted = {f"<{part}>" for part, _ in identity.split}
    return Difference(
        old.things(old.kinds.keys() - same - identity.parted), new.things(new.kinds.keys() - same - parted),
        tuple(sorted(facts[0])), tuple(sorted(facts[1])), tuple(sorted(values)),
        tuple(sorted(identity.renamed)), tuple(sorted(identity.merged)), tuple(sorted(identity.split)),
        tuple(sorted(before.articles.keys() - both)), tuple(sorted(after.articles.keys() - both)),
        tuple(sorted(a for a in both if before.articles[a] != after.articles[a])),
    )  # fmt: skip


@dataclass
class _Identity:
    """Which things of the first state are which of the second, as `Difference` has it; `parted` are gone, having been several."""

    renamed: set[tuple[str, str]] = field(default_factory=set)
    merged: set[tuple[str, str]] = field(default_factory=set)
    split: set[tuple[str, str]] = field(default_factory=set)
    parted: set[str] = field(default_factory=set)


def _identity(before: State, after: State) -> _Identity:
    old, new = ({s for s, p, o in state.believed if p == TYPE_ and is_thing(o)} for state in (before, after))
    became = _became(before, after, old, new)
    made, taken = _Identity(), set[str]()
    for thing in sorted(old):
        others = became.get(thing, set())
        parts = {other for other in others - old if len(others) > 1}
        made.split |= {(part[1:-1], thing[1:-1]) for part in parts}
        if thing in new:
            continue
        if parts:
            made.parted.add(thing)
        for other in others if len(others) == 1 else ():
            fresh = other not in old and other not in taken
            (made.renamed if fresh else made.merged).add((thing[1:-1], other[1:-1]))
            taken.add(other)
    return made


def _became(before: State, after: State, old: set[str], new: set[str]) -> dict[str, set[str]]:
    """What each thing of the first state is in the second: by the assertions of articles that both have, else by redirects."""
    became: dict[str, set[str]] = defaultdict(set)
    for article in before.articles.keys() & after.articles.keys():
        ends, later = (
            {(s, p): o for s, p, o in state.articles[article] if p in (SUBJECT, OBJECT)} for state in (before, after)
        )
        for place in ends.keys() & later.keys():
            if ends[place] in old and later[place] in new:
                became[ends[place]].add(later[place])
    lost = old - new - became.keys()
    for a, b in after.redirects:
        if f"<{a}>" in lost and f"<{b}>" in new:
            became[f"<{a}>"].add(f"<{b}>")
    lost, taken = lost - became.keys(), {other for others in became.values() for other in others}
    led = Counter(a for a, _ in before.redirects)
    for a, b in before.redirects:  # the name that brought a thing its IRI is gone, another name that led there is left
        if f"<{b}>" in lost and f"<{a}>" in new - taken and led[a] == 1:
            became[f"<{b}>"].add(f"<{a}>")
    return became


def _moved(before: State, identity: _Identity) -> State:
    """The first state with the IRIs of the second; of a thing that turned out to be another, without its names."""
    moves = {f"<{a}>": f"<{b}>" for a, b in identity.renamed | identity.merged}
    less = {f"<{a}>" for a, _ in identity.merged}
    triples = ((s, p, o) for s, p, o in before.believed if s not in less or p not in NAMING)
    articles = {name: frozenset(mapped(graph, moves)) for name, graph in before.articles.items()}
    return State(frozenset(mapped(triples, moves)), before.redirects, articles)


def _short(property_: str) -> str:
    return {TYPE_: "type", LABEL_: "label", ALT_: "other name"}.get(property_, local(property_)).removeprefix(rdf.SKOS)


class _Names:
    """What the things of a state are called, and what they are."""

    def __init__(self, state: State) -> None:
        self.kinds = {s: o for s, p, o in sorted(state.believed) if p == TYPE_ and is_thing(o)}
        self._labels = {s: text(o) for s, p, o in sorted(state.believed) if p == LABEL_}

    def label(self, iri: str) -> str:
        return self._labels.get(iri, iri[1:-1])

    def things(self, iris: Iterable[str]) -> tuple[Thing, ...]:
        return tuple(sorted(Thing(iri[1:-1], self.label(iri), local(self.kinds[iri])) for iri in iris))
