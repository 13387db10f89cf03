"""JSON-LD with a context of our own: short keys for the ontology's terms, sorted, the same bytes for the same graph."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.ontology import NAMESPACE, load
from kg.rdf import ALT_LABEL, DCTERMS, LABEL, TYPE, XSD

_OTHER = {
    "label": LABEL.value,
    "altLabel": ALT_LABEL.value,
    "creator": DCTERMS + "creator",
    "title": DCTERMS + "title",
    "identifier": DCTERMS + "identifier",
}
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def jsonld(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> str:
    """Return quads as JSON-LD: a named graph is a node with `@graph`; the default graph's nodes stand beside them."""
    writer = _Writer(prefixes)
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        graphs["" if isinstance(quad.graph_name, DefaultGraph) else _id(quad.graph_name)].append(quad)
    made: list[dict[str, Any]] = writer.nodes(graphs.pop("", []))
    made += [{"@id": name, "@graph": writer.nodes(content)} for name, content in sorted(graphs.items())]
    return json.dumps({"@context": writer.context, "@graph": made}, ensure_ascii=False, indent=1) + "\n"


class _Writer:
    """Knows the keys: the local names of the ontology's properties, some common ones, prefixed names for the rest."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        properties = load().properties
        self._keys = {NAMESPACE + name: name for name in properties} | {iri: name for name, iri in _OTHER.items()}
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self.context: dict[str, str] = dict(sorted(prefixes.items()))
        self.context |= {name: iri for iri, name in sorted(self._keys.items(), key=lambda item: item[1])}

    def nodes(self, quads: Iterable[Quad]) -> list[dict[str, Any]]:
        """Return a node for each subject, in order."""
        grouped: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        for quad in quads:
            key, value = self._pair(quad)
            grouped[_id(quad.subject)][key][json.dumps(value)] = value
        return [{"@id": subject} | self._node(grouped[subject]) for subject in sorted(grouped)]

    def _node(self, pairs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        made = {}
        for key in sorted(pairs, key=lambda key: (key != "@type", key != "label", key)):
            values = [pairs[key][order] for order in sorted(pairs[key])]
            made[key] = values[0] if len(values) == 1 else values
        return made

    def _pair(self, quad: Quad) -> tuple[str, Any]:
        if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
            return "@type", self._short(quad.object.value)
        return self._keys.get(quad.predicate.value) or self._short(quad.predicate.value), self._value(quad.object)

    def _value(self, node: Any) -> Any:
        if not isinstance(node, Literal):
            return {"@id": _id(node)}
        if node.language:
            return {"@language": node.language, "@value": node.value}
        kind = node.datatype.value
        if kind == XSD + "string":
            return node.value
        if kind == XSD + "integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", node.value):
            return int(node.value)
        return {"@type": self._short(kind), "@value": node.value}

    def _short(self, iri: str) -> str:
        for prefix, start in self._prefixes:
            if iri.startswith(start) and _LOCAL.fullmatch(iri[len(start) :]):
                return f"{prefix}:{iri[len(start) :]}"
        return iri


def _id(node: Any) -> str:
    """The node's address; a blank node is written `_:name`."""
    return node.value if isinstance(node, NamedNode) else str(node)
