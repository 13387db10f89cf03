"""SHACL: does each article's graph look as `ontology/shapes.ttl` says, and if not, what is wrong with what."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from pyoxigraph import DefaultGraph, Quad
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from kg.model import Reading
from kg.ontology import KG, load, parsed
from kg.rdf import BASE, quads
from kg.resources import Folder, folders, layers


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong with a node: the graph it is in, the property, the value (empty if none), in words; severity.

    `rule` is the local name of the kind of constraint in SHACL, such as `MinCountConstraintComponent`.
    """

    graph: str
    focus: str
    message: str
    path: str = ""
    value: str = ""
    severity: str = "violation"
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found, sorted; `graphs` is how many graphs were looked at."""

    findings: tuple[Finding, ...]
    graphs: int = 1

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def text(self) -> str:
        """Return the report for people: a line for each finding, and one that sums up."""
        shown = [
            f"{_short(f.focus)}: {f.message}" + (f" (is {_short(f.value)})" if f.value else "") for f in self.findings
        ]
        count = f"{len(self.findings)} problem{'' if len(self.findings) == 1 else 's'}" if shown else "no problem"
        of = f"{self.graphs} graph{'' if self.graphs == 1 else 's'}"
        return "\n".join([*shown, f"{count} in {of}"]) + "\n"

    def json(self) -> str:
        """Return the report as JSON."""
        found = {"conforms": self.conforms, "graphs": self.graphs, "findings": [asdict(f) for f in self.findings]}
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"

    def sarif(self) -> str:
        """Return the report as SARIF 2.1.0."""
        from kg.validate.sarif import sarif

        return sarif(self, load().version)

    def turtle(self) -> str:
        """Return the report as RDF: a `sh:ValidationReport` in Turtle."""
        from pyoxigraph import Literal, NamedNode, Triple

        from kg.rdf import TYPE, XSD
        from kg.turtle import turtle

        prefixes = load().prefixes | {"sh": str(SH)}
        report = NamedNode("https://kg.example/validation")
        said = "true" if self.conforms else "false"
        made = [
            Triple(report, TYPE, NamedNode(str(SH.ValidationReport))),
            Triple(report, NamedNode(str(SH.conforms)), Literal(said, datatype=NamedNode(XSD + "boolean"))),
        ]
        for number, found in enumerate(self.findings, 1):
            result = NamedNode(f"{report.value}#{number}")
            made += [
                Triple(report, NamedNode(str(SH.result)), result),
                Triple(result, TYPE, NamedNode(str(SH.ValidationResult))),
                Triple(result, NamedNode(str(SH.focusNode)), _node(found.focus)),
                Triple(result, NamedNode(str(SH.resultMessage)), Literal(found.message)),
                Triple(result, NamedNode(str(SH.resultSeverity)), NamedNode(str(SH[found.severity.capitalize()]))),
            ]
            if found.rule:
                made.append(
                    Triple(result, NamedNode(str(SH.sourceConstraintComponent)), NamedNode(str(SH[found.rule])))
                )
            made += [Triple(result, NamedNode(str(SH.resultPath)), _node(found.path))] if found.path else []
            made += [Triple(result, NamedNode(str(SH.value)), _node(found.value))] if found.value else []
        return turtle(made, prefixes)


def validate(data: Graph | Iterable[Quad], shapes: Graph | None = None) -> Report:
    """Compare graphs with shapes: an rdflib Graph, or quads, each of whose graphs is looked at alone.

    `shapes` is another shapes graph than the one that kg ships. The ontology's subclasses are known. Nothing is changed
    and nothing is fetched.
    """
    known = _shapes(folders()) if shapes is None else shapes
    graphs = {"": data} if isinstance(data, Graph) else _graphs(data)
    findings: list[Finding] = []
    for name, graph in sorted(graphs.items()):
        findings += _findings(name, graph, known)
    return Report(tuple(sorted(set(findings))), len(graphs))


def validate_reading(reading: Reading, base: str = BASE) -> Report:
    """Compare the graph that one article's reading becomes with the shapes, before it is stored; nothing is left out."""
    return validate(quads(reading, base))


def _graphs(found: Iterable[Quad]) -> dict[str, Graph]:
    """The quads by graph, as rdflib has them."""
    named: dict[str, list[Quad]] = defaultdict(list)
    for quad in found:
        named["" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value].append(quad)
    made = {}
    for name, members in named.items():
        triples = "".join(f"{quad.triple} .\n" for quad in members)
        made[name] = Graph().parse(data=triples, format="nt")
    return made


def shapes() -> Graph:
    """Return the shapes in use: those that kg ships and those of the user's own folders."""
    return _shapes(folders())


@cache
def _shapes(_: tuple[Folder, ...]) -> Graph:
    made = Graph()
    for source in layers("shapes.ttl"):
        made += parsed(source)
    return made


def _findings(name: str, graph: Graph, shapes: Graph) -> Iterable[Finding]:
    import pyshacl

    known = Graph()
    for triple in graph:
        known.add(triple)
    for child, term in load().classes.items():
        for parent in term.parents:
            known.add((KG[child], RDFS.subClassOf, KG[parent]))
    for relation in (name for name, term in load().properties.items() if term.relation):
        known.add((KG[relation], RDF.type, KG.Relation))
    _, report, _ = pyshacl.validate(known, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph), report
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield _finding(name, report, result)


def _finding(name: str, report: Graph, result: Node) -> Finding:
    def told(property_: URIRef) -> str:
        values = sorted(str(value) for value in report.objects(result, property_) if isinstance(value, URIRef) or value)
        return values[0] if values else ""

    severity = told(SH.resultSeverity).rsplit("#", 1)[-1].lower()
    path = report.value(result, SH.resultPath)
    focus, value = told(SH.focusNode), told(SH.value)
    if (result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent) in report and value:
        focus, value = value, ""  # such a shape looks at a whole article, and what is wrong in it is the value
    kind = told(SH.sourceConstraintComponent).rsplit("#", 1)[-1]
    path_ = str(path) if isinstance(path, URIRef) else ""
    return Finding(name, focus, told(SH.resultMessage), path_, value, severity, kind)


def _short(iri: str) -> str:
    """An IRI of the ontology or of a thing as people read it: what comes after the article's `#`, or the whole."""
    for prefix, start in load().prefixes.items():
        if iri.startswith(start) and len(iri) > len(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def _node(text: str) -> Any:
    from pyoxigraph import Literal, NamedNode

    try:
        return NamedNode(text)
    except ValueError:
        return Literal(text)
