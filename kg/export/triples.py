"""RDF in its plainer formats, and RDF 1.2, in which an assertion reifies a triple term instead of naming its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.export.rdfxml import rdfxml
from kg.export.select import Selection
from kg.rdf import RDF, TYPE, term
from kg.turtle import trig, turtle

REIFIES = NamedNode(RDF + "reifies")
_PARTS = tuple(NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
_ASSERTION = term("Assertion")


def as_turtle(selection: Selection) -> str:
    """Return Turtle."""
    return turtle(_triples(selection.quads), selection.prefixes)


def as_ntriples(selection: Selection) -> str:
    """Return N-Triples, sorted."""
    return "".join(sorted({f"{triple} .\n" for triple in _triples(selection.quads)}))


def as_nquads(selection: Selection) -> str:
    """Return N-Quads, sorted."""
    return "".join(sorted({f"{quad} .\n" for quad in selection.quads}))


def as_rdfxml(selection: Selection) -> str:
    """Return RDF/XML; BadQuery where a property's IRI does not end in a name."""
    return rdfxml(_triples(selection.quads), selection.prefixes)


def as_turtle12(selection: Selection) -> str:
    """Return RDF 1.2 Turtle: `assertion rdf:reifies <<( s p o )>>` in the place of rdf:subject, predicate and object."""
    return turtle(_triples(reified(selection.quads)), selection.prefixes)


def as_trig12(selection: Selection) -> str:
    """Return RDF 1.2 TriG, with triple terms as in `as_turtle12`."""
    return trig(reified(selection.quads), selection.prefixes)


def reified(quads: Iterable[Quad]) -> list[Quad]:
    """Replace the three parts of each whole assertion by one triple term, which rdf:reifies has; all else stays."""
    quads = list(quads)
    claims = {(quad.graph_name, quad.subject) for quad in quads if quad.predicate == TYPE and quad.object == _ASSERTION}
    parts: dict[Any, dict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if quad.predicate in _PARTS and (quad.graph_name, quad.subject) in claims:
            parts[quad.graph_name, quad.subject][quad.predicate].append(quad.object)
    whole = {key: Triple(*(found[part][0] for part in _PARTS)) for key, found in parts.items() if _is_whole(found)}
    kept = [quad for quad in quads if quad.predicate not in _PARTS or (quad.graph_name, quad.subject) not in whole]
    return kept + [Quad(subject, REIFIES, claim, graph) for (graph, subject), claim in whole.items()]


def unreified(quads: Iterable[Quad]) -> list[Quad]:
    """Undo `reified`: name the parts of each triple term that is reified."""
    made = []
    for quad in quads:
        if quad.predicate == REIFIES and isinstance(quad.object, Triple):
            claim = quad.object
            values = (claim.subject, claim.predicate, claim.object)
            made += [Quad(quad.subject, p, o, quad.graph_name) for p, o in zip(_PARTS, values, strict=True)]
        else:
            made.append(quad)
    return made


def _is_whole(found: dict[NamedNode, list[Any]]) -> bool:
    one = all(len(found[part]) == 1 for part in _PARTS)
    return one and not isinstance(found[_PARTS[0]][0], Literal | Triple) and isinstance(found[_PARTS[1]][0], NamedNode)


def _triples(quads: Iterable[Quad]) -> list[Triple]:
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
