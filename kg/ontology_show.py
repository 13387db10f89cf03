"""The ontology for people: as text, as Turtle, and drawn on one self-contained page."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from kg.model import BadQuery
from kg.ontology import NAMESPACE, Ontology, Term, graph, load

if TYPE_CHECKING:
    from networkx import MultiDiGraph

FORMATS = ("text", "ttl", "html")


def show(format: str = "text") -> str:
    """Return the ontology in use: "text", "ttl" (canonical Turtle) or "html" (a drawn page); BadQuery for another."""
    if format == "text":
        return as_text(load())
    if format == "ttl":
        return as_turtle(graph(), load())
    if format == "html":
        return as_page(load())
    raise BadQuery(f"no format {format!r}; there is {', '.join(FORMATS)}")


def as_text(ontology: Ontology) -> str:
    """Return the version, the classes as a tree, and the properties with what they join."""
    lines = [f"kg ontology {ontology.edition}", "", "Classes"]
    lines += _tree(ontology, None, "  ")
    for heading, relation in (("Relations: what articles state", True), ("Properties: what things carry", False)):
        lines += ["", heading]
        for term in ontology.properties.values():
            if term.relation is relation:
                both = "; holds both ways" if term.symmetric else ""
                lines += [
                    f"  kg:{term.name}  {_either(term.domain)} -> {_either(term.range)}{both}",
                    f"      {term.comment}",
                ]
    return "\n".join([*lines, "", "States", "  " + " ".join(f"kg:{name}" for name in ontology.statuses)]) + "\n"


def _tree(ontology: Ontology, above: str | None, indent: str) -> list[str]:
    lines: list[str] = []
    for term in ontology.classes.values():
        if (term.parents[0] if term.parents else None) == above:
            lines.append(f"{indent}kg:{term.name}  {term.comment}")
            lines += _tree(ontology, term.name, indent + "  ")
    return lines


def _either(classes: tuple[str, ...]) -> str:
    return " or ".join(name.rpartition("#")[2] for name in classes) or "anything"


def as_turtle(terms: Graph, ontology: Ontology) -> str:
    """Return the ontology's files joined, as Turtle that is sorted and the same for the same ontology."""
    from kg.turtle import turtle

    canonical = _without_blanks(terms)
    return turtle([quad.triple for quad in parse(canonical, RdfFormat.N_TRIPLES)], ontology.prefixes)


def _without_blanks(terms: Graph) -> str:
    """N-Triples whose blank nodes (lists of classes) have names that come from what they say."""
    from rdflib.compare import to_canonical_graph

    return str(to_canonical_graph(terms).serialize(format="nt"))


def as_graph(ontology: Ontology) -> MultiDiGraph[str]:
    """Return the classes as nodes, with an edge to the class above and one for each property from domain to range."""
    from networkx import MultiDiGraph

    made: MultiDiGraph[str] = MultiDiGraph(title=f"kg ontology {ontology.version}", articles={})
    for term in ontology.classes.values():
        made.add_node(NAMESPACE + term.name, **_node(term))
    for term in ontology.classes.values():
        for parent in term.parents[:1]:
            _edge(made, term.name, "subClassOf", "is a", parent, f"{term.label}: {term.comment}")
    for term in ontology.properties.values():
        for left, right in itertools.product(term.domain, term.range):
            target = right if right in ontology.classes else right.rpartition("#")[2]
            if right not in ontology.classes:
                made.add_node(right, label=target, type="Datatype", names=[], values={})
            _edge(made, left, term.name, term.label, right, term.comment)
    return made


def _node(term: Term) -> dict[str, object]:
    return {"label": term.label, "type": term.name, "names": [f"kg:{term.name}"], "values": {"about": term.comment}}


def _edge(made: MultiDiGraph[str], left: str, relation: str, label: str, right: str, comment: str) -> None:
    ends = (NAMESPACE + left, right if right.startswith("http") else NAMESPACE + right)
    said = {"sentence": comment, "start": 0, "end": len(comment), "article": "", "speaker": "", "confidence": 1.0}
    made.add_edge(
        *ends, key=relation, relation=relation, label=label, status="", confidence=1.0, disputed=False, evidence=[said]
    )


def as_page(ontology: Ontology) -> str:
    """Return a self-contained HTML page that draws the classes and what joins them."""
    from kg.view import page

    return page(as_graph(ontology))
