"""A result of a query as a table, with links to the things in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.rdf import XSD
from kg.serve.html import Child, Html, tag
from kg.serve.pages.shell import link
from kg.serve.settings import Settings

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


def result(settings: Settings, found: Mapping[str, Any]) -> Html:
    """Return a result with what is to be said of it: how many rows, cut off or not, what may be wrong."""
    warnings = [tag("p", warning, class_="warning") for warning in found["warnings"]]
    if found["kind"] == "ask":
        return tag("section", tag("p", "Yes." if found["truth"] else "No.", class_="answer"), warnings)
    return tag("section", tag("p", count(found), class_="mute", role="status"), warnings, _table(settings, found))


def count(found: Mapping[str, Any]) -> str:
    """Return how many rows a result has, and whether that is all."""
    shown, size = len(found["rows"]), found["size"]
    what = "triple" if found["kind"] == "graph" else "row"
    told = f"{size:,} {what}{'' if size == 1 else 's'}" if size else "Nothing found."
    if found["truncated"]:
        told = f"The first {size:,} {what}s; the server gives no more: add a LIMIT or ask for less"
    if shown < size:
        told += f"; here are the first {shown:,}, a download has all"
    return told


def _table(settings: Settings, found: Mapping[str, Any]) -> Html | None:
    if not found["rows"]:
        return None
    head = tag("thead", tag("tr", [tag("th", name, scope="col") for name in found["head"]]))
    body = tag("tbody", [tag("tr", [_cell(settings, cell) for cell in row]) for row in found["rows"]])
    return tag("div", tag("table", head, body), class_="scroll", tabindex="0", role="region", aria_label="Result")


def _cell(settings: Settings, cell: Mapping[str, str] | None) -> Html:
    if cell is None:
        return tag("td")
    if "iri" in cell:
        return tag("td", link(settings, cell["iri"], cell["label"]))
    long: Child = cell["text"]
    if len(cell["text"]) > 400:
        long = tag("details", tag("summary", cell["text"][:200] + "…"), cell["text"])
    return tag("td", long, dir="auto", class_="number" if cell.get("datatype") in _NUMBERS else None)
