"""A result as text: columns for people, and the formats of the SPARQL and RDF standards."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.columns import columns
from kg.ontology import load
from kg.query.result import Result, Term
from kg.rdf import XSD
from kg.turtle import turtle

Writer = Callable[[Result, bool], str]
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STYLE = "text-align:left;vertical-align:top;white-space:pre-wrap"


def writers(kind: str) -> dict[str, Writer]:
    """Return the writers for a kind of result by the format's name, the one for people first."""
    if kind == "graph":
        return {"table": _graph_table, "ttl": _turtle, "nt": _ntriples, "html": _html}
    if kind == "ask":
        return {"table": _truth, "json": _json, "xml": _xml, "csv": _truth, "tsv": _truth, "html": _html}
    return {"table": _table, "csv": _csv, "tsv": _tsv, "json": _json, "xml": _xml, "html": _html}


def _truth(result: Result, _: bool) -> str:
    return "true\n" if result.truth else "false\n"


def _table(result: Result, _: bool) -> str:
    rows = [[result.shown(cell) for cell in row] for row in result.rows]
    return columns(rows, result.variables) + "\n" if result.variables else ""


def _graph_table(result: Result, _: bool) -> str:
    rows = [[result.shown(term) for term in (t.subject, t.predicate, t.object)] for t in result.triples]
    return columns(rows, ("subject", "relation", "object")) + "\n"


def _csv(result: Result, labels: bool) -> str:
    """SPARQL 1.1 Query Results CSV: plain values, lines end in CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(result.variables)
    writer.writerows([_plain(result, cell, labels) for cell in row] for row in result.rows)
    return out.getvalue()


def _plain(result: Result, cell: Term | None, labels: bool) -> str:
    if labels or cell is None:
        return result.shown(cell)
    return cell.value if isinstance(cell, NamedNode | Literal) else str(cell)


def _tsv(result: Result, labels: bool) -> str:
    """SPARQL 1.1 Query Results TSV: terms as Turtle writes them."""
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    for row in result.rows:
        lines.append("\t".join(str(Literal(result.shown(cell))) if labels else str(cell or "") for cell in row))
    return "\n".join(lines) + "\n"


def _json(result: Result, _: bool) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if result.kind == "ask":
        return json.dumps({"head": {}, "boolean": result.truth}) + "\n"
    rows = [
        {name: _binding(cell) for name, cell in zip(result.variables, row, strict=True) if cell is not None}
        for row in result.rows
    ]
    made = {"head": {"vars": list(result.variables)}, "results": {"bindings": rows}}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _binding(cell: Term) -> dict[str, str]:
    if isinstance(cell, NamedNode):
        return {"type": "uri", "value": cell.value}
    if isinstance(cell, BlankNode):
        return {"type": "bnode", "value": cell.value}
    if not isinstance(cell, Literal):
        return {"type": "literal", "value": str(cell)}
    if cell.language:
        return {"type": "literal", "value": cell.value, "xml:lang": cell.language}
    plain = {"type": "literal", "value": cell.value}
    return plain if cell.datatype.value == XSD + "string" else plain | {"datatype": cell.datatype.value}


def _xml(result: Result, _: bool) -> str:
    """SPARQL Query Results XML; characters that XML cannot have become U+FFFD."""
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in result.variables)
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
    if result.kind == "ask":
        return f"{start}<head></head>\n<boolean>{'true' if result.truth else 'false'}</boolean>\n</sparql>\n"
    rows = []
    for row in result.rows:
        cells = zip(result.variables, row, strict=True)
        bound = "".join(f"<binding name={quoteattr(n)}>{_element(c)}</binding>" for n, c in cells if c is not None)
        rows.append(f"<result>{bound}</result>\n")
    return f"{start}<head>{head}</head>\n<results>\n{''.join(rows)}</results>\n</sparql>\n"


def _element(cell: Term) -> str:
    kind = _binding(cell)
    text = escape(_NOT_XML.sub("\ufffd", kind["value"]), {"\r": "&#13;"})
    marks = "".join(f" {name}={quoteattr(kind[name])}" for name in ("xml:lang", "datatype") if name in kind)
    return f"<{kind['type']}{marks}>{text}</{kind['type']}>"


def _turtle(result: Result, _: bool) -> str:
    return turtle(result.triples, load().prefixes)


def _ntriples(result: Result, _: bool) -> str:
    return "".join(f"{triple} .\n" for triple in result.triples)


def _html(result: Result, labels: bool) -> str:
    """A table for notebooks: labels, with the address of a thing as its tip; all text is escaped."""
    if result.kind == "ask":
        return f"<p>{'yes' if result.truth else 'no'}</p>"
    if result.kind == "graph":
        return f"<pre>{html.escape(_turtle(result, labels))}</pre>"
    head = "".join(f'<th style="{_STYLE}">{html.escape(name)}</th>' for name in result.variables)
    rows = "".join(f"<tr>{''.join(map(lambda cell: _html_cell(result, cell), row))}</tr>" for row in result.rows[:1000])
    more = f"<caption>the first 1,000 of {len(result.rows):,} rows</caption>" if len(result.rows) > 1000 else ""
    return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _html_cell(result: Result, cell: Term | None) -> str:
    tip = f' title="{html.escape(cell.value)}"' if isinstance(cell, NamedNode) else ""
    return f'<td style="{_STYLE}"{tip}>{html.escape(result.shown(cell))}</td>'
