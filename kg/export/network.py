"""GraphML and GEXF: the believed facts for yEd, Cytoscape, igraph and Gephi, readable whatever the articles' texts hold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from kg.export.select import Selection
from kg.export.tables import edges, nodes

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_RENAMED = {"start": "from_character", "end": "to_character"}
"""GEXF takes `start` and `end` as times."""


def as_graphml(selection: Selection) -> bytes:
    """Return GraphML; nodes go by their IRIs, edges have relation, sentence and article."""
    import networkx

    made = io.BytesIO()
    networkx.write_graphml_xml(_flat(selection), made, prettyprint=True, named_key_ids=True)
    return made.getvalue()


def as_gexf(selection: Selection) -> bytes:
    """Return GEXF 1.2; nodes go by their IRIs, edges have relation, sentence and article."""
    import networkx

    lines = networkx.generate_gexf(_flat(selection), prettyprint=True)
    text = re.sub(r' lastmodifieddate="[^"]*"', "", "\n".join(lines), count=1)  # the same graph gives the same bytes
    text = re.sub(r"\s*<creator>[^<]*</creator>", "\n      <creator>kg</creator>", text, count=1)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _flat(selection: Selection) -> MultiDiGraph[str]:
    """The graph with plain texts and numbers as attributes, without the characters that XML cannot hold."""
    from networkx import MultiDiGraph

    made: MultiDiGraph[str] = MultiDiGraph()
    for row in nodes(selection):
        made.add_node(str(row.pop("iri")), **_clean(row))
    for number, row in enumerate(edges(selection)):
        ends = str(row.pop("subject")), str(row.pop("object"))
        for name in ("subject_label", "subject_type", "object_label", "object_type"):
            row.pop(name)
        made.add_edge(*ends, f"e{number}")
        made.edges[(*ends, f"e{number}")].update(_clean(row))
    return made


def _clean(row: dict[str, str | float]) -> dict[str, str | float]:
    renamed = {_RENAMED.get(name, name): value for name, value in row.items()}
    return {
        name: _FORBIDDEN.sub("\ufffd", value) if isinstance(value, str) else value for name, value in renamed.items()
    }
