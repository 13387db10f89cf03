"""Turtle and TriG made for `git diff`: prefixed, sorted, a line for each value, the same bytes for the same graph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.rdf import LABEL, TYPE, XSD

_LOCAL = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_-]*)")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_LONG = str.maketrans({"\\": "\\\\", '"': '\\"', "\r": "\\r"})

Node = NamedNode | BlankNode | Literal | Triple


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return triples as Turtle: used prefixes, then subjects in order, each with its type and label first."""
    writer = _Writer(prefixes)
    body = "\n".join(writer.subjects(triples))
    return writer.head() + body


def trig(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> str:
    """Return quads as TriG: the default graph, then the named graphs in order, each as `turtle` writes it."""
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
        graphs[name].append(Triple(quad.subject, quad.predicate, quad.object))
    writer = _Writer(prefixes)
    parts = []
    for name, triples in sorted(graphs.items()):
        body = "\n".join(writer.subjects(triples))
        parts.append(f"{name} {{\n{body}}}\n" if name else body)
    return writer.head() + "\n".join(parts)


class _Writer:
    """Writes terms and remembers which prefixes they used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used: set[str] = set()

    def head(self) -> str:
        lines = [f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(self._prefixes) if name in self._used]
        return "".join(lines) + ("\n" if lines else "")

    def subjects(self, triples: Iterable[Triple]) -> Iterable[str]:
        grouped: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for triple in triples:
            predicate = "a" if triple.predicate == TYPE else self.term(triple.predicate)
            grouped[self.term(triple.subject)][predicate].add(self.term(triple.object))
        label = self.term(LABEL) if any(LABEL.value.startswith(iri) for _, iri in self._prefixes) else str(LABEL)
        for subject in sorted(grouped):
            lines = [subject]
            for predicate in sorted(grouped[subject], key=lambda p: (p != "a", p != label, p)):
                lines.append(f"    {predicate} " + " ,\n        ".join(sorted(grouped[subject][predicate])) + " ;")
            yield "\n".join(lines) + "\n    .\n"

    def term(self, node: Node) -> str:
        if isinstance(node, NamedNode):
            return self._name(node)
        if isinstance(node, Triple):  # RDF 1.2 writes a triple that is spoken about in this way
            return f"<<( {self.term(node.subject)} {self._name(node.predicate)} {self.term(node.object)} )>>"
        if not isinstance(node, Literal):
            return str(node)
        bare = _BARE.get(node.datatype.value)
        if bare and bare.fullmatch(node.value):
            return node.value
        if node.language:
            return str(node)
        text = f'"""{node.value.translate(_LONG)}"""' if _is_long(node.value) else str(Literal(node.value))
        return text if node.datatype.value == XSD + "string" else f"{text}^^{self._name(node.datatype)}"

    def _name(self, node: NamedNode) -> str:
        for prefix, iri in self._prefixes:
            if node.value.startswith(iri) and _LOCAL.fullmatch(node.value[len(iri) :]):
                self._used.add(prefix)
                return f"{prefix}:{node.value[len(iri) :]}"
        return str(node)


def _is_long(text: str) -> bool:
    """Whether a text reads better over several lines; not one with characters that need escapes of their own."""
    return "\n" in text and not re.search(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]", text)
