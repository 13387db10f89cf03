"""Cypher: statements that bring the believed facts into Neo4j, Memgraph or another property graph; they can be run again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.export.select import Selection
from kg.export.tables import edges, nodes

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {"'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def as_cypher(selection: Selection) -> str:
    """Return a statement a line: one for each thing, then one for each fact. A thing's label is its class."""
    return "".join(f"{line}\n" for line in _statements(selection))


def _statements(selection: Selection) -> Iterator[str]:
    yield "CREATE CONSTRAINT kg_thing_iri IF NOT EXISTS FOR (n:Thing) REQUIRE n.iri IS UNIQUE;"
    classes = selection.ontology.classes
    for row in nodes(selection):
        kinds = selection.ontology.kinds(row["type"]) if row["type"] in classes else (row["type"],)
        labels = "".join(f":{name(kind)}" for kind in kinds if kind)
        match = f"MERGE (n:Thing {{iri: {text(row['iri'])}}}) SET n += {_map(row, skip=('iri', 'type'))}"
        yield f"{match}{' SET n' + labels if labels else ''};"
    for row in edges(selection):
        ends = f"MATCH (a:Thing {{iri: {text(row['subject'])}}}), (b:Thing {{iri: {text(row['object'])}}})"
        relation = name(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", row["relation"]).upper())
        values = _map(row, skip=("subject", "object", "subject_label", "subject_type", "object_label", "object_type"))
        yield f"{ends} MERGE (a)-[r:{relation}]->(b) SET r += {values};"


def _map(row: Mapping[str, Any], skip: tuple[str, ...]) -> str:
    pairs = (f"{name(key)}: {_value(value)}" for key, value in row.items() if key not in skip and value != "")
    return "{" + ", ".join(pairs) + "}"


def _value(value: object) -> str:
    return text(value) if isinstance(value, str) else repr(value)


def name(word: str) -> str:
    """Return a label, a type or a key as Cypher has it: in backticks unless it is a plain word."""
    return word if _PLAIN.fullmatch(word) else "`" + word.replace("\\", "_").replace("`", "``") + "`"


def text(value: str) -> str:
    r"""Return a text as a literal that nothing in it can end.

    Older Neo4j reads `\uXXXX` before anything else, even after another backslash, so no backslash of the text is left
    before a `u`: the literal is parted there.
    """
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in value.replace("\\", "\\\\"))
    escaped = re.sub(r"\\\\(?=[uU])", r"\\\\' + '", escaped)
    literal = f"'{escaped}'"
    return f"({literal})" if "' + '" in escaped else literal
