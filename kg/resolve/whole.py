"""Articles and decisions -> all graphs of an index: at once, and as the difference that a change makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.resolve import checks, links
from kg.resolve import policy as policies
from kg.resolve.belief import Vote
from kg.resolve.beliefs import Change, Effects, Reviser, became, believe, effects, redirected, redirects
from kg.resolve.decisions import Decisions
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.resolver import Read, Resolver
from kg.resolve.tables import digest
from kg.resolve.terms import TYPE_, Triple, kg, mapped, statements

VERSION = f"4-{digest()}"
"""Raised when the same articles give another mapping or other beliefs, so that indexes made before are made anew."""

BELIEVED, IDENTITY = "graph/believed", "graph/identity"
"""The names, below the base, of the graph of what is believed and of that of redirects and of what is known of links and checks."""

Graphs = Mapping[str, Sequence[Triple]]


@dataclass
class Difference:
    """What leaves and what enters the graph of a name."""

    leaves: set[Triple] = field(default_factory=set)
    enters: set[Triple] = field(default_factory=set)


def whole(
    graphs: Graphs, base: str, decisions: Decisions | None = None, policy: Policy | None = None
) -> dict[str, list[Triple]]:
    """Return all graphs of an index by their names, sorted: the definition. Nothing depends on the order of `graphs`.

    Args:
        graphs: The triples of each article's file, by the article's IRI.
        base: The base of common IRIs.
        decisions: The decision log, and the links.
        policy: The rules; those that kg ships, if none are given.
    """
    decisions, policy = decisions or Decisions(), policy or policies.load()
    notes = Notes(None)
    resolver = Resolver(notes, base, policy, decisions)
    identity = redirects(resolver, resolver.update(graphs, graphs.__getitem__))
    leads: dict[str, set[str]] = defaultdict(set)
    for old, _, new in identity:
        leads[old].add(new)
    common = partial(resolver.common, read=graphs.__getitem__, became=lambda iri: leads.get(iri, set()))
    found = effects(decisions, resolver, graphs.__getitem__, common)
    made = {article: sorted(set(mapped(graph, resolver.whole(article, graph)))) for article, graph in graphs.items()}
    votes = {iri: Vote(day, source) for iri, day, source in notes.db.execute("SELECT iri, day, source FROM article")}
    believed = believe(made, votes, policy, found)
    there = {s for s, p, _ in believed if p == TYPE_}
    linked, told = links.triples(decisions.links, common, there.__contains__, base)
    identity |= told | checks.triples(found.checked, set(believed).__contains__, base)
    believed = sorted({*believed, *linked})
    notes.close()
    return made | {base + BELIEVED: believed} | ({base + IDENTITY: sorted(identity)} if identity else {})


def bring(index: Store, notes: Notes, base: str, changed: Mapping[str, Sequence[Triple] | None], read: Read, decisions: Decisions,
          write: Callable[[Mapping[str, Difference]], None], policy: Policy | None = None,
          resolver: Resolver | None = None) -> None:  # fmt: skip
    """Bring an index up to date with changed articles, and with the decisions as they are now.

    Args:
        index: All graphs.
        notes: What was kept of the changes before.
        base: The base of common IRIs.
        changed: The triples of each changed article's file by the article's IRI; None for an article that is gone.
        read: Gives the triples of another article's file.
        decisions: The decision log, and the links.
        write: Brings differences into the index, by the names of their graphs.
        policy: The rules; those that kg ships, if none are given.
        resolver: One of these notes and decisions that has noted these articles and others that come next.
    """
    policy = policy or policies.load()
    resolver = resolver or Resolver(notes, base, policy, decisions)
    before = Effects.decode(notes.meta("effects"))
    changes = resolver.update(changed, read)
    change = Change()
    single = {kg(name.partition(".")[0]) for name, _ in policy.believe}
    targets: dict[str, list[Triple]] = {article: [] for article, graph in changed.items() if graph is None}
    targets |= {article: mapped(changes.graphs[article], mapping) for article, mapping in changes.mappings.items()}
    differences: dict[str, Difference] = {}
    for article, graph in targets.items():
        old, new = held(index, article), set(graph)
        differences[article] = Difference(old - new, new - old)
        change.take(article, set(statements(old)), set(statements(new)), single)
    for article in sorted(changes.copied - targets.keys()):
        change.asked |= {(s, p) for s, p, _ in statements(held(index, article)) if p in single}
    identity = NamedNode(base + IDENTITY)
    led, leads = redirected(index, identity, changes, base), redirects(resolver, changes)
    differences[base + IDENTITY] = Difference(led - leads, leads - led)
    write(differences)

    def found(article: str) -> Sequence[Triple]:
        return changes.graphs.get(article) or read(article)

    common = partial(resolver.common, read=found, became=lambda iri: became(index, identity, iri))
    now = effects(decisions, resolver, found, common)
    notes.keep("effects", now.encode())
    revised = Reviser(index, base + BELIEVED, notes, policy, now, before).revise(change)
    write({base + BELIEVED: Difference(*revised)})
    linked, told = links.triples(
        decisions.links, common, lambda thing: bool(_some(index, base + BELIEVED, thing, TYPE_)), base
    )
    told |= checks.triples(now.checked, lambda triple: _has(index, base + BELIEVED, triple), base)
    old = {t for match in (links.EXACT, links.CLOSE) for t in _some(index, base + BELIEVED, None, match)}
    known = _some(index, base + IDENTITY, None, TYPE_)
    old_told = {t for link, _, _ in known for t in _some(index, base + IDENTITY, link, None)}
    write(
        {
            base + BELIEVED: Difference(old - linked, linked - old),
            base + IDENTITY: Difference(old_told - told, told - old_told),
        }
    )


def held(index: Store, name: str) -> set[Triple]:
    """Return the triples that an index has of a graph."""
    return _some(index, name, None, None)


def _has(index: Store, name: str, triple: Triple) -> bool:
    """Whether a graph has a triple."""
    return all(quad in index for quad in parse(f"{' '.join(triple)} <{name}> .", RdfFormat.N_QUADS))


def _some(index: Store, name: str, thing: str | None, property_: str | None) -> set[Triple]:
    """The triples of a graph with that subject and that predicate."""
    subject, predicate = (NamedNode(term[1:-1]) if term else None for term in (thing, property_))
    found = index.quads_for_pattern(subject, predicate, None, NamedNode(name))
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in found}


def lines(graphs: Mapping[str, Iterable[Triple]]) -> Iterator[str]:
    """Yield the N-Quads lines of graphs."""
    for name, triples in sorted(graphs.items()):
        for s, p, o in sorted(triples):
            yield f"{s} {p} {o} <{name}> ."
