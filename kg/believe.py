"""What holds across articles: which things are one, and what the merged graph says of them.

`believed` is the definition, from all article graphs at once. The store calls `identify` and `revise`, which do the
same for a change, in a time that depends on the change; a test holds the two together for any order of changes. Terms
are in the notation of N-Triples (`<https://…>`, `"text"`): one string each, as they lie in the files.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from urllib.parse import quote

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.ontology import NAMESPACE, load
from kg.rdf import ALT_LABEL, LABEL, TYPE

VERSION = "1"
"""Raised when the same articles give another mapping or other beliefs, so that indexes made before are made anew."""

Triple = tuple[str, str, str]

Renaming = dict[str, str]
"""The IRIs of an article's own things -> their common IRIs."""

_TYPE, _LABEL, _ALT = str(TYPE), str(LABEL), str(ALT_LABEL)
_NAMING = frozenset({_TYPE, _LABEL, _ALT})
_NOT_THINGS = frozenset({"Article", "Assertion", "Sentence"})
_EVENT_DATES = frozenset(f"<{NAMESPACE}{name}>" for name in ("date", "earliest", "latest"))
_HOLDS, _OF, _STATUS, _PARTICIPANT, _PLACE = (
    f"<{NAMESPACE}{n}>" for n in ("holds", "of", "status", "participant", "place")
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def believed(graphs: Mapping[str, Sequence[Triple]], base: str) -> tuple[dict[str, Renaming], list[Triple]]:
    """Return what the store's index must hold for these article graphs (by the article's IRI): the definition.

    Args:
        graphs: The triples of each article's graph, with the article's own IRIs.
        base: The base of common IRIs.

    Returns:
        The mapping of each article and the sorted triples of the believed graph, whatever the order of `graphs`.
    """
    mappings = {article: identify_one(article, graph, base) for article, graph in sorted(graphs.items())}
    claims: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for article, graph in graphs.items():
        for s, p, o in statements(mapped(graph, mappings[article])):
            claims[s].add((p, o))
    return mappings, sorted((s, p, o) for s, said in claims.items() for p, o in settle(said))


def identify(
    notes: Callable[[], Store], base: str, changed: Mapping[str, Sequence[Triple] | None]
) -> dict[str, Renaming]:
    """Return the mapping of every article whose mapping is new or not what it was, changed itself or not.

    Args:
        notes: Opens a store that this module alone reads and writes, and that is kept with the index. (It is not opened
            as long as a thing's common IRI follows from its own article.)
        base: The base of common IRIs.
        changed: The new triples of each changed article's graph; None for an article that is gone.
    """
    return {article: identify_one(article, graph, base) for article, graph in changed.items() if graph is not None}


def revise(index: Store, graph: str, removed: set[Triple], added: set[Triple]) -> tuple[set[Triple], set[Triple]]:
    """Return what leaves and what enters the believed graph, given what articles no longer say and now say of things.

    Args:
        index: All graphs, the article graphs already as they are after the change.
        graph: The IRI of the believed graph, as it is before the change.
        removed: The statements that some article made of its things and no longer makes.
        added: The statements that some article did not make before and now makes.
    """
    name = NamedNode(graph)
    gone = {triple for triple in removed - added if not _supported(index, name, triple)}
    leaving = {triple for triple in gone if triple[1] not in _NAMING}
    entering = {triple for triple in added if triple[1] not in _NAMING}
    news: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for s, p, o in added:
        if p in _NAMING:
            news[s].add((p, o))
    losers = {s for s, p, _ in gone if p in _NAMING}
    for subject in sorted(losers | news.keys()):
        before = {(p, o) for p in _NAMING for o in _objects(index, subject, p, name)}
        claims = before | news[subject]
        if subject in losers:
            claims = {
                (p, o)
                for p, o in _candidates(claims)
                if (p, o) in news[subject] or _supported(index, name, (subject, p, o))
            }
        after = settle(claims)
        leaving |= {(subject, p, o) for p, o in before - after}
        entering |= {(subject, p, o) for p, o in after - before}
    return leaving, entering


def settle(claims: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return what is believed of one thing: its most specific types, the fullest label, all other names beside it."""
    by: dict[str, set[str]] = defaultdict(set)
    for p, o in claims:
        by[p].add(o)
    types = by.pop(_TYPE, set())
    general = {f"<{NAMESPACE}{parent}>" for t in types for parent in _parents(_local(t))}
    labels, others = by.pop(_LABEL, set()), by.pop(_ALT, set())
    best = {max(labels, key=lambda text: (len(text), text))} if labels else set()
    said = {(p, o) for p, objects in by.items() for o in objects}
    said |= {(_TYPE, t) for t in types - general} | {(_LABEL, text) for text in best}
    return said | {(_ALT, text) for text in (labels | others) - best}


def statements(graph: Iterable[Triple]) -> list[Triple]:
    """Return the triples about things: all but those about the article, its sentences, assertions and runs."""
    graph = list(graph)
    things = {s for s, p, o in graph if p == _TYPE and _is_thing(o)}
    return [triple for triple in graph if triple[0] in things]


def mapped(graph: Iterable[Triple], mapping: Renaming) -> list[Triple]:
    """Return the triples with the article's own IRIs replaced by common ones."""
    return [(mapping.get(s, s), p, mapping.get(o, o)) for s, p, o in graph]


def identify_one(article: str, graph: Sequence[Triple], base: str) -> Renaming:
    """Return the common IRIs of an article's things: by class and name, a post by its holder, an event by its date."""
    own = f"<{article}#"
    about: dict[str, list[tuple[str, str]]] = defaultdict(list)
    holders: dict[str, set[str]] = defaultdict(set)
    for s, p, o in statements(graph):
        about[s].append((p, o))
        if p == _HOLDS:
            holders[o].add(s)
    mapping: Renaming = {}
    roots = {
        iri: _root(min(_local(o) for p, o in said if p == _TYPE)) for iri, said in about.items() if iri.startswith(own)
    }
    for iri, root in roots.items():
        if root not in ("Position", "Event") and (slug := _slug(about[iri])):
            mapping[iri] = f"<{base}{root.lower()}/{slug}>"
    for iri, root in roots.items():
        if root == "Position" and (post := _post(about[iri], holders[iri], mapping, base)):
            mapping[iri] = post
        elif root == "Event" and (event := _event(about[iri], mapping, base, own)):
            mapping[iri] = event
    return mapping


def plain(name: str) -> str:
    """Return a name without case, accents and punctuation, the words joined by single hyphens."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "-".join("".join(c if c.isalnum() else " " for c in letters).split())


def _post(said: list[tuple[str, str]], holders: set[str], mapping: Renaming, base: str) -> str | None:
    """The common IRI of a position: one known holder, a title, and what it is of."""
    people = sorted(mapping[h] for h in holders if h in mapping)
    title = _slug(said)
    bodies = [mapping.get(o, o) for p, o in said if p == _OF]
    if len(people) != 1 or len(holders) != 1 or not title or any("#" in body for body in bodies):
        return None
    tails = [iri.removeprefix(f"<{base}")[:-1] for iri in (people[0], *sorted(bodies))]
    return f"<{base}position/{tails[0].partition('/')[2]}/{title}{''.join('/' + tail for tail in tails[1:])}>"


def _event(said: list[tuple[str, str]], mapping: Renaming, base: str, own: str) -> str | None:
    """The common IRI of an event: its type, who and where, when and whether; None if it has no date or nobody."""
    kind = min(_local(o) for p, o in said if p == _TYPE)
    dates = sorted(o for p, o in said if p in _EVENT_DATES)
    joined = sorted((p, mapping.get(o, o)) for p, o in said if p in (_PARTICIPANT, _PLACE, _STATUS))
    who = [o for p, o in joined if p == _PARTICIPANT]
    if not dates or not who or any(o.startswith(own) for _, o in joined):
        return None
    if kind != "Visit":
        joined = [(p, o) for p, o in joined if p != _PLACE]
    digest = hashlib.sha256(repr((kind, dates, joined)).encode()).hexdigest()[:12]
    return f"<{base}{kind.lower()}/{_text(dates[0])}-{digest}>"


def _slug(said: list[tuple[str, str]]) -> str:
    labels = [o for p, o in said if p == _LABEL]
    return quote(plain(_text(max(labels, key=lambda text: (len(text), text)))), safe="-") if labels else ""


def _text(literal: str) -> str:
    """The characters of a literal in N-Triples' notation."""
    inner = literal[1 : literal.rindex('"')]
    return _ESCAPE.sub(lambda m: _character(m[1]), inner) if "\\" in inner else inner


def _character(escape: str) -> str:
    return chr(int(escape[1:], 16)) if escape[0] in "uU" and len(escape) > 1 else _ESCAPED.get(escape, escape)


def _local(iri: str) -> str:
    return iri[1:-1].removeprefix(NAMESPACE)


@cache
def _is_thing(type_: str) -> bool:
    return type_.startswith(f"<{NAMESPACE}") and _local(type_) not in _NOT_THINGS


@cache
def _parents(kind: str) -> tuple[str, ...]:
    classes = load().classes
    return classes[kind].parents if kind in classes else ()


@cache
def _root(kind: str) -> str:
    """The most general class above one, below `kg:Agent`, within which two things of one name are one thing."""
    return [k for k in (kind, *_parents(kind)) if k != "Agent"][-1]


def _candidates(claims: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """All claims that may come to light when one of a thing's names or types goes."""
    names = {o for p, o in claims if p != _TYPE}
    types = {f"<{NAMESPACE}{kind}>" for kind in load().classes} | {o for p, o in claims if p == _TYPE}
    return {(p, o) for p in (_LABEL, _ALT) for o in names} | {(_TYPE, o) for o in types}


def _supported(index: Store, graph: NamedNode, triple: Triple) -> bool:
    """Whether some article graph says it; at most two graphs are looked at, for one can be the believed graph."""
    quad = next(iter(parse(f"{' '.join(triple)} .", RdfFormat.N_TRIPLES)))
    found = index.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(quad.graph_name != graph for quad in found)


def _objects(index: Store, subject: str, predicate: str, graph: NamedNode) -> list[str]:
    found = index.quads_for_pattern(NamedNode(subject[1:-1]), NamedNode(predicate[1:-1]), None, graph)
    return [str(quad.object) for quad in found]
