"""A picture in a frame of its own, and a result as a table, graph, timeline or map, each at its own address."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from kg.serve.html import Child, Html, tag
from kg.serve.pages.shell import downloads
from kg.serve.pages.table import count, result
from kg.serve.settings import Settings

SHAPES = ("table", "graph", "timeline", "map")

Pairs = Sequence[tuple[str, str]]

_STYLE = ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;padding:24px;white-space:pre-wrap}"


def picture(settings: Settings, what: Pairs, add: Sequence[str] = (), tab: str = "graph") -> Html:
    """Return the frame with a part of the graph; the script `explore` brings it more and keeps its state in the address.

    Args:
        settings: How the server is set up.
        what: The part, as `kg.serve.explorer.selection` reads it.
        add: The things whose neighbours were added.
        tab: Which of the views is open.
    """
    address = "/view?" + urlencode([*what, *(("add", iri) for iri in add)])
    frame = tag(
        "iframe", src=f"{address}#tab={tab}" if tab != "graph" else address, title="Graph", class_="graph",
        sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox",
        data_more="/api/view?" + urlencode(what),
    )  # fmt: skip
    said = tag("p", id="said", role="status", class_="mute")
    return tag("section", frame, said, _sender() if settings.token else None, aria_label="Picture")


def _sender() -> Html:
    """The fields that let decisions made in the picture be written to the store; a script shows them when there are some."""
    token = tag("input", type="password", name="token", autocomplete="off", required=True, maxlength="500")
    label = tag("label", tag("span", "Token of the server"), tag("span", token, class_="field"))
    return tag("form", tag("p", id="decisions"), label, tag("button", "Write them to the store"), id="sender", class_="bar",
               hidden=True)  # fmt: skip


def files(what: Pairs, add: Sequence[str] = (), others: Pairs = (), drawn: bool = True) -> Html:
    """Return links to the files of a part of the graph, after others; those of the picture itself are saved by a script."""
    address = urlencode([*what, *(("add", iri) for iri in add)])
    networks = [(name, f"/api/network?{address}&format={name.lower()}") for name in ("GraphML", "GEXF")]
    buttons = [
        [tag("button", name, type="button", data_save=name, class_="plain-button"), " "] for name in ("PNG", "SVG")
    ]
    return tag("div", downloads([*others, *networks]), buttons if drawn else None, class_="files")


def answer(settings: Settings, found: Mapping[str, Any], here: str, asked: Pairs, what: Pairs, shape: str,
           others: Pairs) -> Child:  # fmt: skip
    """Return a result with links to see it as a table, a graph, a timeline or a map, and its downloads.

    Args:
        settings: How the server is set up.
        found: The result, as the reading process gives it to a page.
        here: The path of the page.
        asked: What the page's address asks.
        what: The same as a part of the graph.
        shape: One of `SHAPES`.
        others: Downloads of the rows.
    """
    if not any(cell and "iri" in cell for row in found["rows"] for cell in row):
        return [result(settings, found), downloads(others)]
    links = [
        tag("a", name.capitalize(), href=f"{here}?" + urlencode([*asked, ("as", name)]), class_="button",
            aria_current="page" if name == shape else None)
        for name in SHAPES
    ]  # fmt: skip
    shapes = tag("nav", links, aria_label="See the result as", class_="shapes")
    what = [*what, ("depth", "1" if shape == "map" else "0")]  # a map has the countries that the things are of
    if shape == "table":
        return [shapes, result(settings, found), files(what, others=others, drawn=False)]
    told = tag("p", count(found), class_="mute", role="status")
    return [shapes, told, picture(settings, what, tab=shape), files(what, others=others)]


def trouble(message: str) -> tuple[str, str]:
    """Return a page for the frame that says why there is no picture, and its policy."""
    page = tag("html", tag("head", tag("meta", charset="utf-8"), tag("title", "No picture"), tag("style", _STYLE)),
               tag("body", tag("main", message)), lang="en")  # fmt: skip
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return f"<!doctype html>\n{page}\n", f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'self'"
