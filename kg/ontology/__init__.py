"""The ontology as one immutable object: classes, properties, who may stand on which side of a relation.

`ontology/kg.ttl` says it, with the `kg.ttl` of each of the user's own folders (`kg.resources.using`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from rdflib import OWL, RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from kg.model import BadInput
from kg.resources import Folder, folders, layers

NAMESPACE = "https://kg.example/ontology#"
KG = Namespace(NAMESPACE)


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property: its local name and what it is called; of a property, the classes on either side.

    `parents` are the local names of the classes above it in the ontology, nearest first. `relation` says that articles state
    the property, so that each use has an assertion; `symmetric`, that it holds both ways; `named`, that things of the class
    are known by their names across articles.
    """

    name: str
    label: str
    comment: str
    parents: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    relation: bool = False
    symmetric: bool = False
    named: bool = False


@dataclass(frozen=True)
class Ontology:
    """The classes and properties of `kg:` by local name, the statuses, and the prefixes that queries may use."""

    classes: dict[str, Term]
    properties: dict[str, Term]
    statuses: tuple[str, ...]
    prefixes: dict[str, str]
    version: str
    digest: str

    @property
    def edition(self) -> str:
        """Its version and digest, as stores note what they were made with."""
        return f"{self.version} ({self.digest})"

    def kinds(self, name: str) -> tuple[str, ...]:
        """Return a class's name and the names of all classes above it; KeyError for an unknown class."""
        return (name, *self.classes[name].parents)

    def fault(self, subject: str, relation: str, object_: str) -> str | None:
        """Say why a relation cannot join things of these two classes; None if it can."""
        term = self.properties.get(relation)
        if term is None or not term.relation:
            return f"kg:{relation} is not a relation of the ontology"
        for side, name, wanted in (("subject", subject, term.domain), ("object", object_, term.range)):
            if name not in self.classes:
                return f"its {side}'s class kg:{name} is not in the ontology"
            if wanted and not set(self.kinds(name)) & set(wanted):
                return f"a {self.classes[name].label} cannot be the {side} of kg:{relation}"
        return None


def load() -> Ontology:
    """Read the ontology that kg ships, with what the folders in use add to it."""
    return _loaded(folders())


@cache
def _loaded(_: tuple[Folder, ...]) -> Ontology:
    return read(*layers("kg.ttl"))


def read(*sources: Traversable) -> Ontology:
    """Read an ontology from Turtle files that follow the form of `ontology/kg.ttl`; further ones add to the first.

    Its version is that of the first file, with those of the others behind a plus sign.

    Raises:
        BadInput: A file is not Turtle.
    """
    data = [source.read_bytes() for source in sources]
    versions: list[str] = []
    prefixes: dict[str, str] = {}
    graph = Graph()
    for source, content in zip(sources, data, strict=True):
        one = parsed(source)
        versions += sorted(str(v) for v in one.objects(None, OWL.versionInfo))[:1] or ["0"]
        prefixes |= dict(_declared(content.decode("utf-8")))
        graph += one
    classes = {_local(c): _class(graph, c) for c in _ours(graph, OWL.Class)}
    properties = {
        _local(p): _property(graph, p)
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for p in _ours(graph, kind)
    }
    statuses = tuple(sorted(_local(s) for s in _ours(graph, KG.Status)))
    digest = hashlib.sha256(b"\n".join(data)).hexdigest()[:12]
    return Ontology(
        dict(sorted(classes.items())),
        dict(sorted(properties.items())),
        statuses,
        dict(sorted(prefixes.items())),
        "+".join(versions),
        digest,
    )


def graph() -> Graph:
    """Return the ontology in use as RDF: all its files, joined."""
    made = Graph()
    for source in layers("kg.ttl"):
        made += parsed(source)
    return made


def parsed(source: Traversable) -> Graph:
    """Read a Turtle file; BadInput if it is not Turtle."""
    try:
        return Graph().parse(data=source.read_bytes(), format="turtle")
    except (BadSyntax, ValueError) as error:
        told = " ".join(str(error).split())[:200]
        raise BadInput(f"{source}: not Turtle: {told}") from error


def _declared(text: str) -> list[tuple[str, str]]:
    rows = [line.split() for line in text.splitlines() if line.startswith("@prefix")]
    return [(row[1].rstrip(":"), row[2].strip("<>")) for row in rows]


def _ours(graph: Graph, kind: Node) -> list[URIRef]:
    found = {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and s.startswith(NAMESPACE)}
    return sorted(found)


def _local(iri: Node) -> str:
    return str(iri).removeprefix(NAMESPACE)


def _class(graph: Graph, iri: URIRef) -> Term:
    parents: list[str] = []
    level: list[Node] = [iri]
    while level:
        level = sorted(
            {p for c in level for p in graph.objects(c, RDFS.subClassOf) if str(p).startswith(NAMESPACE)}, key=str
        )
        parents += [_local(p) for p in level if _local(p) not in parents]
    told = _text(graph, iri, RDFS.label), _text(graph, iri, RDFS.comment)
    return Term(_local(iri), *told, tuple(parents), named=(iri, RDF.type, KG.Named) in graph)


def _property(graph: Graph, iri: URIRef) -> Term:
    return Term(
        _local(iri),
        _text(graph, iri, RDFS.label),
        _text(graph, iri, RDFS.comment),
        domain=_sides(graph, iri, RDFS.domain),
        range=_sides(graph, iri, RDFS.range),
        relation=(iri, RDF.type, KG.Relation) in graph,
        symmetric=(iri, RDF.type, OWL.SymmetricProperty) in graph,
    )


def _sides(graph: Graph, iri: URIRef, side: URIRef) -> tuple[str, ...]:
    """The classes that the property's domain or range names, alone or as a union."""
    found: list[Node] = []
    for value in graph.objects(iri, side):
        union = graph.value(value, OWL.unionOf)
        found += list(Collection(graph, union)) if union is not None else [value]
    return tuple(sorted(_local(f) for f in found))


def _text(graph: Graph, iri: URIRef, property_: URIRef) -> str:
    return str(graph.value(iri, property_) or "")
