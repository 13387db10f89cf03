"""Pictures of a part of the graph, made in the reading process: as a page, as its data, as GraphML and GEXF."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kg.graph import beyond, to_networkx
from kg.model import BadQuery
from kg.query import Limits, Result, named, run
from kg.selection import select
from kg.serve.state import Answer, Open

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from kg.view.grow import Places

KEPT = 16
"""How many pictures a process remembers: the next step of one is laid out from what is there."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def view(state: Open, alone: bool, write: bool = False, **selection: Any) -> Answer:
    """Draw a part of the graph as a page: `alone`, or for a frame that brings it more; `write`: decisions can be sent."""
    from kg.view import page

    graph, places = _drawn(state, selection, write)
    if alone:
        del graph.graph["more"]
    return Answer(page(graph, positions=places, live=not alone).encode("utf-8", "replace"), "html")


def picture(state: Open, write: bool = False, **selection: Any) -> Answer:
    """Return what a page shows of the same selection, for a page that is there already."""
    from kg.view import picture as data

    graph, places = _drawn(state, selection, write)
    made = data(graph, positions=places)
    return Answer(json.dumps(made, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace"))


def network(state: Open, form: str, **selection: Any) -> Answer:
    """Return the same selection as GraphML or GEXF."""
    from networkx import MultiDiGraph, generate_gexf, generate_graphml

    found, _ = _drawn(state, selection)
    made: MultiDiGraph[str] = MultiDiGraph()
    for node, values in found.nodes(data=True):
        flat = {k: v for k, v in values.items() if k not in ("names", "values")} | values["values"]
        made.add_node(node, **_plain(flat | {"names": "; ".join(values["names"])}))
    for u, v, key, values in found.edges(keys=True, data=True):
        said = values["evidence"]
        more = {"sentences": "\n".join(one["sentence"] for one in said),
                "articles": " ".join(sorted({one["article"] for one in said}))}  # fmt: skip
        made.add_edge(u, v, key, **_plain({k: v for k, v in values.items() if k != "evidence"} | more))
    lines = generate_graphml(made) if form == "graphml" else generate_gexf(made)
    return Answer("\n".join(lines).encode("utf-8", "replace"), form)


def _plain(values: dict[str, Any]) -> dict[str, str | float | bool]:
    """Values that GraphML and GEXF have, without the characters that XML cannot hold."""
    return {
        key: value
        if isinstance(value, bool)
        else float(value)
        if key == "confidence"
        else _NOT_XML.sub("\ufffd", str(value))
        for key, value in values.items()
    }


def _drawn(state: Open, selection: dict[str, Any], write: bool = False) -> tuple[MultiDiGraph[str], Places]:
    """The selected part with the neighbours of the things of `add`, one after another, and where all of it lies."""
    from kg.view import grow, layout

    add = selection.pop("add", None) or []
    kept: dict[str, tuple[MultiDiGraph[str], Places]] = state.memory.setdefault("pictures", {})
    made: tuple[MultiDiGraph[str], Places] | None = None
    for steps in range(len(add) + 1):
        key = json.dumps([selection, add[:steps]], sort_keys=True)
        if key in kept:
            made = kept.pop(key)
        elif made is None:
            first = _selected(state, dict(selection))
            made = first, layout(first)
        else:
            made = grow(*made, _around(state, add[steps - 1]))
        kept[key] = made
        while len(kept) > KEPT:
            del kept[next(iter(kept))]
    assert made
    graph, places = made
    graph.graph |= {"base": state.base, "more": beyond(state.index, state.believed, graph), "write": write}
    return graph, places


def _around(state: Open, thing: str) -> MultiDiGraph[str]:
    return to_networkx(state.index, state.believed, focus=f"<{thing}>")


def _selected(state: Open, selection: dict[str, Any]) -> MultiDiGraph[str]:
    text, name, parameters = (selection.pop(key, None) for key in ("query", "name", "parameters"))
    end = selection.pop("to", None)
    if end:
        start = selection.pop("focus", None)
        if not start:
            raise BadQuery("a path has two ends: give both")
        selection["path"] = start, end
    if text or name:
        selection["answer"] = _answer(state, text or "", name, parameters)
    try:
        made = select(state.index, state.believed, **selection)
    except ValueError as error:
        raise BadQuery(str(error)) from None
    if name:
        made.graph["title"] = made.graph["title"].replace("Answer", named(name).title, 1)
    if selection.get("article"):
        for source in made.graph["articles"].values():
            source["text"] = state.store.text(source["id"])  # the page shows it beside the graph
    return made


def _answer(state: Open, text: str, name: str | None, parameters: dict[str, str] | None) -> Result:
    given = named(name).text if name else text
    return run(state.index, state.believed, given, parameters, limits=Limits(rows=10_000))
