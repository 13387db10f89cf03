"""The graph as a file: formats of RDF, of graph tools, of tables and of people; the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from pyoxigraph import NamedNode, Quad, Store

from kg.export import cypher, ftm, network, report, tables, triples
from kg.export.select import Selection
from kg.jsonld import jsonld
from kg.model import BadQuery
from kg.query.faults import close
from kg.turtle import trig

__all__ = ["FORMATS", "Format", "export", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is in a line, its writer, and its media type."""

    about: str
    write: Callable[[Selection], str | bytes]
    media: str


FORMATS: dict[str, Format] = {
    "ttl": Format("RDF as Turtle, made for git diff", triples.as_turtle, "text/turtle"),
    "trig": Format("RDF with its graphs as TriG", lambda s: trig(s.quads, s.prefixes), "application/trig"),
    "nq": Format("RDF with its graphs as N-Quads", triples.as_nquads, "application/n-quads"),
    "nt": Format("RDF as N-Triples", triples.as_ntriples, "application/n-triples"),
    "jsonld": Format(
        "RDF with its graphs as JSON-LD", lambda s: jsonld(s.quads, s.prefixes), "application/ld+json"
    ),
    "rdf": Format("RDF as RDF/XML", triples.as_rdfxml, "application/rdf+xml"),
    "ttl12": Format("RDF 1.2 as Turtle: evidence about triple terms", triples.as_turtle12, "text/turtle"),
    "trig12": Format("RDF 1.2 with its graphs as TriG", triples.as_trig12, "application/trig"),
    "graphml": Format("the believed facts for yEd, Cytoscape, igraph", network.as_graphml, "application/graphml+xml"),
    "gexf": Format("the believed facts for Gephi", network.as_gexf, "application/gexf+xml"),
    "csv": Format("a line for each believed fact, with a sentence", tables.as_edges, "text/csv"),
    "nodes.csv": Format("a line for each thing", tables.as_nodes, "text/csv"),
    "zip": Format("nodes.csv and edges.csv in one file", tables.as_zip, "application/zip"),
    "parquet": Format("the believed facts as Parquet (needs pyarrow)", tables.as_parquet, "application/vnd.apache.parquet"),
    "nodes.parquet": Format("the things as Parquet (needs pyarrow)", tables.as_nodes_parquet, "application/vnd.apache.parquet"),
    "cypher": Format("statements for Neo4j, Memgraph, Kùzu", cypher.as_cypher, "text/plain"),
    "ftm": Format("FollowTheMoney entities, a JSON object a line", ftm.as_ftm, "application/json+ftm"),
    "md": Format("a report about one thing, with footnoted sentences", report.as_markdown, "text/markdown"),
}  # fmt: skip
_NAMES = {
    "turtle": "ttl",
    "n-triples": "nt",
    "ntriples": "nt",
    "n-quads": "nq",
    "nquads": "nq",
    "json-ld": "jsonld",
    "rdfxml": "rdf",
    "rdf/xml": "rdf",
    "xml": "rdf",
    "turtle12": "ttl12",
    "edges": "csv",
    "edges.csv": "csv",
    "nodes": "nodes.csv",
    "cyp": "cypher",
    "cql": "cypher",
    "ftm.json": "ftm",
    "markdown": "md",
}


def export(
    store: Store,
    believed: NamedNode,
    format: str = "ttl",
    *,
    selection: str = "all",
    article: str | None = None,
    focus: str | None = None,
    depth: int = 1,
    since: str | None = None,
    until: str | None = None,
    more: Iterable[Quad] = (),
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    """Return the graph as a file of a format: one of `FORMATS`, or another name or a file name that means one.

    Formats of RDF without graphs (ttl, nt, rdf, ttl12) join the graphs of the selection into one. The others that are
    not RDF hold the believed facts as `kg.graph.to_networkx` gives them, with their sentences.

    Args:
        store: The index.
        believed: The name of the graph of believed facts.
        format: What to write.
        selection: "all", what the articles say with their evidence and the believed graph; or "believed", that graph
            alone, without sentences.
        article: An article by id, title or address: its graph alone, or only the believed facts that it states.
        focus: A thing by name or address: only the facts around it, with their evidence.
        depth: With `focus`: how many steps around it.
        since: Only facts of this day, month or year or later (YYYY, YYYY-MM, YYYY-MM-DD).
        until: Only facts up to this day, month or year.
        more: Further quads for the formats of RDF, such as those of `kg.infer` and `kg.describe`.
        prefixes: Other prefixes than the ontology's.

    Raises:
        BadQuery: There is no such format or selection, a date is none, or the format cannot hold the graph.
        KgError: There is no such article or thing, or a library that the format needs is not installed.
    """
    if selection not in ("all", "believed"):
        raise BadQuery(f"no selection {selection!r}; there is all and believed")
    chosen = Selection(
        store, believed, selection == "believed", article, focus, depth, since, until, tuple(more), prefixes
    )
    made = FORMATS[format_of(format)].write(chosen)
    return made.encode("utf-8") if isinstance(made, str) else made


def format_of(name: str) -> str:
    """Return the format (a key of `FORMATS`) that a name, an extension or a file name means; else BadQuery."""
    path = PurePath(name.lower())
    known = [*FORMATS, *_NAMES]
    suffix = "".join(path.suffixes[-2:]).lstrip(".")
    words = [
        path.name.lstrip("."),
        suffix,
        f"{path.stem}{path.suffix}",
        path.suffix.lstrip("."),
        name.lower().lstrip("."),
    ]
    for word in words:
        if word in known:
            return _NAMES.get(word, word)
    word = path.suffix.lstrip(".") or words[0]
    slip = close(word, known)
    hint = f"\nHint: did you mean {slip}?" if slip else ""
    raise BadQuery(f"no format {name!r}; there is {', '.join(FORMATS)}{hint}")
