"""What changed in knowledge between two states of a graph: things, facts, values, identity, articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg import rdf
from kg.model import BadInput
from kg.resolve.belief import FIRST_SEEN, LAST_SEEN
from kg.resolve.terms import ALT_, LABEL_, TYPE_, is_thing, local, text
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
    """What changed; all sorted. `merged` are pairs of an IRI and the one that took its place; `split` the other way."""

    things_gone: tuple[Thing, ...] = ()
    things_new: tuple[Thing, ...] = ()
    facts_gone: tuple[Fact, ...] = ()
    facts_new: tuple[Fact, ...] = ()
    values: tuple[Value, ...] = ()
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
    redirects = frozenset((s[1:-1], o[1:-1]) for s, _, o in by.get(base + IDENTITY, ()))
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
    """Return what changed in knowledge from one state to another; a thing with another IRI of its own is the same thing."""
    before = _moved(before, after)
    old, new = _Names(before), _Names(after)
    merged, split = after.redirects - before.redirects, before.redirects - after.redirects
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
    return Difference(
        old.things(old.kinds.keys() - same), new.things(new.kinds.keys() - same), tuple(sorted(facts[0])), tuple(sorted(facts[1])),
        tuple(sorted(values)), tuple(sorted(merged)), tuple(sorted(split)),
        tuple(sorted(before.articles.keys() - both)), tuple(sorted(after.articles.keys() - both)),
        tuple(sorted(a for a in both if before.articles[a] != after.articles[a])),
    )  # fmt: skip


def _moved(before: State, after: State) -> State:
    """The first state with the IRIs of the second where a thing only goes by another of its IRIs."""
    old, new = ({s for s, p, _ in state.believed if p == TYPE_} for state in (before, after))
    moves: dict[str, str] = {}
    for thing in sorted(old - new):
        later = [b for a, b in after.redirects if f"<{a}>" == thing]
        later += [a for a, b in before.redirects if f"<{b}>" == thing and f"<{a}>" in new]
        free = sorted({iri for iri in later if f"<{iri}>" not in old})
        if len(free) == 1 and free[0] not in moves.values():
            moves[thing] = f"<{free[0]}>"
    triples = frozenset((moves.get(s, s), p, moves.get(o, o)) for s, p, o in before.believed)
    return State(triples, before.redirects, before.articles)


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
