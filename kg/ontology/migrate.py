"""What a change of the ontology means for a store: whether it was made with another one, which of its terms are gone.

A term that goes stays in `kg.ttl` for a while as `owl:deprecated true ; dcterms:isReplacedBy kg:other`. Article files are
never rewritten: what they say is put in the new terms when the index is made from them (`kg rebuild`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad
from rdflib import DCTERMS, OWL, Graph, Literal, URIRef

from kg.ontology import NAMESPACE, graph, load


@dataclass(frozen=True, slots=True, order=True)
class Outdated:
    """A term of the namespace that a store uses and the ontology no longer has, or has as deprecated."""

    term: str
    uses: int
    replacement: str

    def __str__(self) -> str:
        what = (
            f"becomes kg:{self.replacement} (kg rebuild)"
            if self.replacement
            else "is not in the ontology any more: kg build --force"
        )
        return f"kg:{self.term}, used {self.uses} times, {what}"


def replacements(terms: Graph | None = None) -> dict[str, str]:
    """Return the deprecated terms that have a replacement, by local name; chains are followed to their end."""
    terms = graph() if terms is None else terms
    direct = {
        _local(old): _local(new)
        for old, new in terms.subject_objects(DCTERMS.isReplacedBy)
        if isinstance(new, URIRef) and (old, OWL.deprecated, Literal(True)) in terms
    }
    made = {}
    for old in direct:
        new, seen = direct[old], {old}
        while new in direct and new not in seen:
            seen.add(new)
            new = direct[new]
        if new not in seen:
            made[old] = new
    return made


def strange(edition: str) -> str | None:
    """Say that a store of that edition of the ontology is none of the one in use, and what to do; None if it is."""
    now = load().edition
    if edition == now:
        return None
    made = f"with ontology {edition}" if edition else "before kg noted with which ontology"
    return f"made {made}; in use is {now}: name that one's folder with --ontology, or kg rebuild"


def outdated(quads: Iterable[Quad], terms: Graph | None = None) -> list[Outdated]:
    """Return the terms that quads use and the ontology in use does not have, or has as deprecated, sorted."""
    terms = graph() if terms is None else terms
    known = {_local(s) for s in terms.subjects() if str(s).startswith(NAMESPACE)}
    gone = {_local(s) for s in terms.subjects(OWL.deprecated, Literal(True))}
    used = Counter(name for quad in quads for name in _used(quad) if name not in known or name in gone)
    new = replacements(terms)
    return sorted(Outdated(name, count, new.get(name, "")) for name, count in used.items())


def replaced(quads: Iterable[Quad], names: Mapping[str, str] | None = None) -> Iterator[Quad]:
    """Yield quads with deprecated terms replaced: properties, classes, and what assertions say of either."""
    mapping = {
        NamedNode(NAMESPACE + a): NamedNode(NAMESPACE + b)
        for a, b in (replacements() if names is None else names).items()
    }
    for quad in quads:
        if not mapping:
            yield quad
            continue
        object_ = mapping.get(quad.object, quad.object) if isinstance(quad.object, NamedNode) else quad.object
        yield Quad(quad.subject, mapping.get(quad.predicate, quad.predicate), object_, quad.graph_name)


def _used(quad: Quad) -> Iterator[str]:
    """The terms of the ontology that a quad uses, as a property, as a class or as a value."""
    if quad.predicate.value.startswith(NAMESPACE):
        yield _local(quad.predicate.value)
    if isinstance(quad.object, NamedNode) and quad.object.value.startswith(NAMESPACE):
        yield _local(quad.object.value)


def _local(iri: object) -> str:
    return str(iri).removeprefix(NAMESPACE)
