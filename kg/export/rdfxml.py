"""RDF/XML: sorted, the same bytes for the same graph, an element for each subject and for each value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.model import BadQuery
from kg.rdf import RDF, XSD

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_QUOTED = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


def rdfxml(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return triples as RDF/XML. What XML cannot hold, some control characters, becomes U+FFFD.

    Raises:
        BadQuery: A property's IRI does not end in a name, or a triple is about a triple: RDF/XML cannot say it.
    """
    writer = _Writer(prefixes)
    grouped: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        grouped[_about(triple.subject, "about")].add(writer.value(triple))
    body = "".join(
        f" <rdf:Description {subject}>\n{''.join(sorted(grouped[subject]))} </rdf:Description>\n"
        for subject in sorted(grouped)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{writer.names()}>\n{body}</rdf:RDF>\n'


class _Writer:
    """Writes values and remembers the namespaces that they used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {iri: prefix for prefix, iri in sorted(prefixes.items(), reverse=True) if _NAME.match(prefix)}
        self._used = {"rdf": RDF}

    def names(self) -> str:
        return "".join(f'\n    xmlns:{prefix}="{_attribute(iri)}"' for prefix, iri in sorted(self._used.items()))

    def value(self, triple: Triple) -> str:
        """The element of a property and its value."""
        element = self._element(triple.predicate)
        node = triple.object
        if isinstance(node, Literal):
            return f"  <{element}{_kind(node)}>{_text(node.value)}</{element.partition(' ')[0]}>\n"
        return f"  <{element} {_about(node, 'resource')}/>\n"

    def _element(self, predicate: NamedNode) -> str:
        """The element's name; a namespace without a prefix is declared in place."""
        found = _NAME.search(predicate.value)
        if not found:
            raise BadQuery(f"RDF/XML has no way to write the property {predicate}; use ttl or nt")
        name = found.group()
        iri = predicate.value[: -len(name)]
        prefix = "rdf" if iri == RDF else self._prefixes.get(iri)
        if prefix is None:
            return f'p:{name} xmlns:p="{_attribute(iri)}"'
        self._used[prefix] = iri
        return f"{prefix}:{name}"


def _about(node: NamedNode | BlankNode | Literal | Triple, word: str) -> str:
    if isinstance(node, NamedNode):
        return f'rdf:{word}="{_attribute(node.value)}"'
    if isinstance(node, BlankNode):
        return f'rdf:nodeID="b{node.value}"'
    raise BadQuery("RDF/XML has no way to write a triple about a triple; use ttl12")


def _kind(node: Literal) -> str:
    if node.language:
        return f' xml:lang="{_attribute(node.language)}"'
    kind = node.datatype.value
    return "" if kind == XSD + "string" else f' rdf:datatype="{_attribute(kind)}"'


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text), _QUOTED)
