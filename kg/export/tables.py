"""Tables: a row for each thing and a row for each believed fact, as CSV or Parquet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from kg.export.select import Selection
from kg.model import KgError

NODES = "iri label type names code date earliest latest status about lat lon".split()
EDGES = (
    "subject relation object subject_label subject_type label object_label object_type status confidence sentences "
    "sentence start end speaker article article_id published source author"
).split()
_NUMBERS = {"lat": float, "lon": float, "confidence": float, "sentences": int, "start": int, "end": int}
Row = dict[str, Any]


def nodes(selection: Selection) -> list[Row]:
    """Return a row for each thing, sorted by IRI; empty where nothing is known. Names are joined by ` | `."""
    made: list[Row] = []
    for iri in sorted(selection.graph):
        node: Row = selection.graph.nodes[iri]
        values = {name: node["values"].get(name, "") for name in NODES[4:]}
        made.append(
            {"iri": iri, "label": node["label"], "type": node["type"], "names": " | ".join(node["names"]), **values}
        )
    return [{name: value for name, value in row.items() if value != "" or name not in _NUMBERS} for row in made]


def edges(selection: Selection) -> list[Row]:
    """Return a row for each believed fact, sorted, with its surest sentence and how many there are."""
    graph, made = selection.graph, []
    for subject, object_, edge in sorted(graph.edges(data=True), key=lambda one: (one[0], one[2]["relation"], one[1])):
        ends = {"subject": graph.nodes[subject], "object": graph.nodes[object_]}
        row: Row = {"subject": subject, "relation": edge["relation"], "object": object_}
        row |= {f"{end}_{name}": node[name] for end, node in ends.items() for name in ("label", "type")}
        row |= {name: edge[name] for name in ("label", "status", "confidence")} | {"sentences": len(edge["evidence"])}
        best = max(edge["evidence"], key=lambda one: (one["confidence"], one["sentence"]), default=None)
        row |= {name: best[name] if best else "" for name in ("sentence", "start", "end", "speaker", "article")}
        source = graph.graph["articles"].get(row["article"], {})
        row |= {"article_id": source.get("id", "")} | {
            name: source.get(name, "") for name in ("published", "source", "author")
        }
        made.append({name: row[name] for name in EDGES if row[name] != "" or name not in _NUMBERS})
    return made


def as_edges(selection: Selection) -> str:
    """Return the facts as CSV (RFC 4180, UTF-8)."""
    return _csv(EDGES, edges(selection))


def as_nodes(selection: Selection) -> str:
    """Return the things as CSV (RFC 4180, UTF-8)."""
    return _csv(NODES, nodes(selection))


def as_zip(selection: Selection) -> bytes:
    """Return a zip of nodes.csv and edges.csv; it has no time in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("edges.csv", as_edges(selection)), ("nodes.csv", as_nodes(selection))):
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, text)
    return made.getvalue()


def as_parquet(selection: Selection) -> bytes:
    """Return the facts as Parquet; KgError where pyarrow is not installed."""
    return _parquet(EDGES, edges(selection))


def as_nodes_parquet(selection: Selection) -> bytes:
    """Return the things as Parquet; KgError where pyarrow is not installed."""
    return _parquet(NODES, nodes(selection))


def _csv(names: Sequence[str], rows: Iterable[Row]) -> str:
    made = io.StringIO()
    writer = csv.DictWriter(made, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def _parquet(names: Sequence[str], rows: Sequence[Row]) -> bytes:
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise KgError("Parquet needs pyarrow: pip install 'kg-news[parquet]'") from error
    kinds = {str: pyarrow.string(), float: pyarrow.float64(), int: pyarrow.int64()}
    columns = {name: pyarrow.array([row.get(name) for row in rows], kinds[_NUMBERS.get(name, str)]) for name in names}
    made = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), made)
    return made.getvalue()
