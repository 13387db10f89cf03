"""The pyvis engine: pyvis makes the rows of vis-network, our own page holds them.

Of pyvis' own page nothing is used: it loads scripts from a network and does not escape. No row has a `title`, which
pyvis and vis-network may read as HTML; hovering and clicking are the shell's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pyvis.network import Network

SHAPES = {
    "circle": "dot",
    "ring": "dot",
    "square": "square",
    "bar": "square",
    "diamond": "diamond",
    "triangle": "triangle",
    "triangle-down": "triangleDown",
    "pentagon": "hexagon",
    "hexagon": "hexagon",
    "star": "star",
    "plus": "star",
}
"""Our shapes to those of vis-network, which lacks some; web/pyvis.js draws these with the shell's own pen."""


def network_data(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the nodes and edges of vis-network for the page's data; ids are row numbers."""
    net = Network(directed=True, cdn_resources="in_line")
    degree = [0] * len(data["nodes"])
    for edge in data["edges"]:
        degree[edge[0]] += 1
        degree[edge[1]] += 1
    for i, node in enumerate(data["nodes"]):
        shape = SHAPES[data["classes"][node[2]][4]]
        size = round(7 + 2.2 * degree[i] ** 0.5, 1)
        net.add_node(i, label=node[1], x=node[3], y=node[4], shape=shape, size=size, color=data["classes"][node[2]][2])
    for i, edge in enumerate(data["edges"]):
        net.add_edge(edge[0], edge[1], id=i, label=data["relations"][edge[2]][1], dashes=bool(edge[5]))
    return {"nodes": net.nodes, "edges": net.edges}


@cache
def vis_script() -> str:
    """Return vis-network as pyvis installs it.

    Raises:
        FileNotFoundError: This version of pyvis keeps it elsewhere.
    """
    found = sorted((files("pyvis") / "templates" / "lib").glob("vis-*/vis-network.min.js"))  # type: ignore[attr-defined]
    if not found:
        raise FileNotFoundError("pyvis has no templates/lib/vis-*/vis-network.min.js")
    return str(found[-1].read_text(encoding="utf-8")).replace("</script", "<\\/script")
