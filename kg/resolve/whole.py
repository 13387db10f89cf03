"""Articles and decisions -> all graphs of an index: at once, and as the difference that a change makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Store

from kg.resolve import policy as policies
from kg.resolve.belief import Vote
from kg.resolve.beliefs import Change, Effects, Reviser, believe, effects, redirects
from kg.resolve.decisions import Decisions
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.resolver import Read, Resolver
from kg.resolve.tables import digest
from kg.resolve.terms import Triple, kg, mapped, statements

VERSION = f"2-{digest()}"
"""Raised when the same articles give another mapping or other beliefs, so that indexes made before are made anew."""

BELIEVED, IDENTITY = "graph/believed", "graph/identity"
"""The names, below the base, of the graph of what is believed and of the graph of redirects."""

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
        decisions: The decision log.
        policy: The rules; those that kg ships, if none are given.
    """
    decisions, policy = decisions or Decisions(), policy or policies.load()
    notes = Notes(None)
    resolver = Resolver(notes, base, policy, decisions)
    resolver.update(graphs, lambda article: graphs[article])
    found = effects(decisions, resolver, lambda article: graphs[article])
    made = {article: sorted(set(mapped(graph, resolver.whole(article, graph)))) for article, graph in graphs.items()}
    votes = {iri: Vote(day, source) for iri, day, source in notes.db.execute("SELECT iri, day, source FROM article")}
    leads = notes.db.execute(
        "SELECT old, new FROM redirect UNION SELECT own, path FROM event WHERE path != own AND path NOT LIKE own || '-%'"
    )
    identity = sorted(redirects(leads.fetchall(), base))
    believed = believe(made, votes, policy, found)
    notes.close()
    return made | {base + BELIEVED: believed} | ({base + IDENTITY: identity} if identity else {})


def bring(index: Store, notes: Notes, base: str, changed: Mapping[str, Sequence[Triple] | None], read: Read, decisions: Decisions,
          write: Callable[[Mapping[str, Difference]], None], policy: Policy | None = None) -> None:  # fmt: skip
    """Bring an index up to date with changed articles, and with the decisions as they are now.

    Args:
        index: All graphs.
        notes: What was kept of the changes before.
        base: The base of common IRIs.
        changed: The triples of each changed article's file by the article's IRI; None for an article that is gone.
        read: Gives the triples of another article's file.
        decisions: The decision log.
        write: Brings differences into the index, by the names of their graphs.
        policy: The rules; those that kg ships, if none are given.
    """
    policy = policy or policies.load()
    resolver = Resolver(notes, base, policy, decisions)
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
        gone, come = set(statements(old)), set(statements(new))
        change.lost |= gone - come
        change.won |= come - gone
        change.asked |= {(s, p) for s, p, _ in gone | come if p in single}
    for article in sorted(changes.copied - targets.keys()):
        change.asked |= {(s, p) for s, p, _ in statements(held(index, article)) if p in single}
    differences[base + IDENTITY] = Difference(redirects(changes.fewer, base), redirects(changes.more, base))
    write(differences)
    now = effects(decisions, resolver, lambda article: changes.graphs.get(article) or read(article))
    notes.keep("effects", now.encode())
    revised = Reviser(index, base + BELIEVED, notes, policy, now, before).revise(change)
    write({base + BELIEVED: Difference(*revised)})


def held(index: Store, name: str) -> set[Triple]:
    """Return the triples that an index has of a graph."""
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in index.quads_for_pattern(None, None, None, NamedNode(name))
    }


def lines(graphs: Mapping[str, Iterable[Triple]]) -> Iterator[str]:
    """Yield the N-Quads lines of graphs."""
    for name, triples in sorted(graphs.items()):
        for s, p, o in sorted(triples):
            yield f"{s} {p} {o} <{name}> ."
