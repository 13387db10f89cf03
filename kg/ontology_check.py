"""Is the ontology whole: does each term say what it is, is it used, and does each shape pass and fail its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from kg.ontology import KG, NAMESPACE, graph, load, parsed
from kg.resources import layers

_TERM = re.compile(r"\bkg:([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A term or shape, and what is wrong with it."""

    term: str
    message: str

    def __str__(self) -> str:
        return f"{self.term}: {self.message}"


def check() -> list[Fault]:
    """Return what is wrong with the ontology in use and its shapes, sorted; nothing if all is well.

    Each term has a label and a comment, each property a domain and a range whose classes there are. A term is used: by a
    shape, query, rule, pattern or example, or by another term. Each shape has something to look at in the passing
    examples (`examples/pass.ttl`), which are without fault, and each of its messages comes up in the failing ones.
    """
    terms = graph()
    return sorted({*_terms(terms), *_unused(terms), *_examples()})


def _terms(terms: Graph) -> Iterator[Fault]:
    for iri in _ours(terms):
        for property_, word in ((RDFS.label, "label"), (RDFS.comment, "comment")):
            found = list(terms.objects(iri, property_))
            if len(found) != 1 or not str(found[0]).strip():
                yield Fault(
                    _short(iri), f"has {len(found) or 'no'} {word}{'s' if len(found) > 1 else ''}; it needs one"
                )
    ontology = load()
    for name, term in ontology.properties.items():
        for side, classes in (("domain", term.domain), ("range", term.range)):
            if not classes:
                yield Fault(f"kg:{name}", f"has no {side}")
            for missing in (c for c in classes if c not in ontology.classes and not c.startswith("http")):
                yield Fault(f"kg:{name}", f"has the {side} kg:{missing}, which is not in the ontology")


def _unused(terms: Graph) -> Iterator[Fault]:
    """Terms that nothing speaks of but their own definition."""
    used = {name for file in _files() for name in _TERM.findall(_without_prefixes(file))}
    used |= {_local(o) for s, p, o in terms if str(o).startswith(NAMESPACE) and s != o and p != RDFS.isDefinedBy}
    used |= {_local(p) for _, p, _ in terms if str(p).startswith(NAMESPACE)}
    for iri in _ours(terms):
        if (
            _local(iri) not in used
            and (iri, OWL.deprecated, None) not in terms
            and (iri, RDF.type, KG.Status) not in terms
        ):
            yield Fault(_short(iri), "is not used by any term, shape, query, rule, pattern or example")


def _files() -> Iterator[Traversable]:
    for name in ("shapes.ttl", "patterns.toml"):
        yield from layers(name)
    for name in ("queries", "rules", "examples"):
        for folder in layers(name):
            yield from (file for file in folder.iterdir() if file.name.endswith((".rq", ".ttl")))


def _without_prefixes(file: Traversable) -> str:
    text = file.read_text(encoding="utf-8")
    return re.sub(r'(?m)^\s*(?:relation|class)\s*=\s*"(\w+)"', r"kg:\1", re.sub(r"(?m)^@prefix.*$", "", text))


def _examples() -> Iterator[Fault]:
    """The shapes that lack an example of either kind, and what is wrong in the passing ones."""
    from kg.validate import shapes, validate

    all_shapes = shapes()
    passing, failing = (_joined("examples", f"{name}.ttl") for name in ("pass", "fail"))
    for finding in validate(passing).findings:
        yield Fault(finding.focus, f"is wrong in examples/pass.ttl: {finding.message}")
    told = [finding.message for finding in validate(failing).findings]
    for shape in sorted(all_shapes.subjects(RDF.type, SH.NodeShape), key=str):
        if not _targets(all_shapes, shape, passing):
            yield Fault(_named(shape), "has no passing example in examples/pass.ttl")
        for message in sorted({str(m) for m in _messages(all_shapes, shape)}):
            wanted = re.compile(re.sub(r"\\\{\\?\?\w+\\\}", ".*", re.escape(message)))
            if not any(wanted.fullmatch(one) for one in told):
                yield Fault(_named(shape), f"has no failing example in examples/fail.ttl that says {message!r}")


def _joined(*parts: str) -> Graph:
    made = Graph()
    for file in layers(*parts):
        made += parsed(file)
    return made


def _targets(all_shapes: Graph, shape: Node, data: Graph) -> bool:
    """Whether a shape has something in a graph to look at."""
    classes, ontology = set(all_shapes.objects(shape, SH.targetClass)), load()
    below = {KG[name] for name, term in ontology.classes.items() if {KG[k] for k in (name, *term.parents)} & classes}
    if any((None, RDF.type, kind) in data for kind in classes | below):
        return True
    subjects = any((None, p, None) in data for p in all_shapes.objects(shape, SH.targetSubjectsOf))
    return subjects or any((None, p, None) in data for p in all_shapes.objects(shape, SH.targetObjectsOf))


def _messages(all_shapes: Graph, shape: Node) -> Iterator[Node]:
    yield from all_shapes.objects(shape, SH.message)
    for part in (SH.property, SH.sparql):
        for inner in all_shapes.objects(shape, part):
            yield from all_shapes.objects(inner, SH.message)


def _ours(terms: Graph) -> list[URIRef]:
    return sorted({s for s in terms.subjects(RDF.type, None) if isinstance(s, URIRef) and s.startswith(NAMESPACE)})


def _local(iri: Node) -> str:
    return str(iri).removeprefix(NAMESPACE)


def _short(iri: Node) -> str:
    return f"kg:{_local(iri)}"


def _named(shape: Node) -> str:
    return f"shape:{str(shape).rpartition('#')[2]}"
