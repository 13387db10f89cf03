"""Where each node lies: computed once, here, so that the reader's browser has nothing to work out.

Each connected part is laid out by itself (small ones by stress, large ones by forces on a mesh), then the parts are
packed side by side. Everything is seeded and ordered by IRI: the same graph gives the same picture however it was
built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.view.mesh import mesh_layout
from kg.view.stress import separate, stress_layout

if TYPE_CHECKING:
    import networkx as nx

SMALL = 300
"""The most nodes that stress is minimised for: it takes all pairs of them."""

GAP = 90.0
"""The space between two parts, in the units of the positions; a line is some 110 long."""

WIDE = 1.25
"""Width over height that packing aims at: that of the space a screen leaves for the picture."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def layout(
    g: nx.MultiDiGraph[str], fixed: Mapping[str, tuple[float, float]] | None = None
) -> dict[str, tuple[float, float]]:
    """Lay a graph out in the plane.

    Args:
        g: The graph; of its attributes only the nodes' `label` counts, for the room that it takes.
        fixed: Positions of nodes that must not move (those of the last picture); nodes not in `g` are left out.

    Returns:
        Node to (x, y), x to the right and y downwards, rounded to 0.1; a line between two nodes is some 110 long.
    """
    nodes = sorted(g)
    index = {node: i for i, node in enumerate(nodes)}
    ends = sorted({(min(index[u], index[v]), max(index[u], index[v])) for u, v in g.edges() if u != v})
    edges = np.array(ends, dtype=np.int64).reshape(-1, 2)
    boxes = np.array([_box(str(g.nodes[node].get("label") or "")) for node in nodes]).reshape(-1, 2)
    place = np.zeros((len(nodes), 2))
    pinned = np.zeros(len(nodes), dtype=bool)
    for node, xy in (fixed or {}).items():
        if node in index:
            place[index[node]], pinned[index[node]] = xy, True

    loose = []
    for part, links in _parts(len(nodes), edges):
        place[part] = _one_part(place[part], pinned[part], links, boxes[part])
        if not pinned[part].any():
            loose.append(part)
    _pack(place, loose, boxes, place[pinned])
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, place, strict=True)}


def _box(label: str) -> tuple[float, float]:
    """Return half the width and height of a node with its label under it."""
    if len(label) < 24:
        return 12 + 3.4 * len(label), 24.0
    return 12 + 3.4 * min(len(label) * 0.6, 26), 31.0  # it is written in two lines


def _one_part(start: Floats, pinned: Bools, edges: Ints, boxes: Floats) -> Floats:
    """Lay out one connected part; pinned nodes keep their places exactly."""
    if len(start) == 1:
        return start
    if len(start) > SMALL:
        return mesh_layout(start, pinned, edges)
    made = stress_layout(start, pinned, edges)
    if not pinned.any():  # fill the space that a screen has: a flat picture is drawn taller
        width, height = made.max(axis=0) - made.min(axis=0)
        made[:, 1] *= min(max(width / WIDE / max(height, 1.0), 1.0), 1.7)
    return separate(made, pinned, boxes)


def _parts(count: int, edges: Ints) -> list[tuple[Ints, Ints]]:
    """Split into connected parts, the largest first: the nodes of each, and its edges as indexes into them."""
    near: list[list[int]] = [[] for _ in range(count)]
    for u, v in edges.tolist():
        near[u].append(v)
        near[v].append(u)
    part_of = np.full(count, -1, dtype=np.int64)
    within = np.zeros(count, dtype=np.int64)
    parts: list[list[int]] = []
    for first in range(count):
        if part_of[first] >= 0:
            continue
        part_of[first] = len(parts)
        found = [first]
        for node in found:
            for other in near[node]:
                if part_of[other] < 0:
                    part_of[other] = len(parts)
                    found.append(other)
        found.sort()
        within[found] = np.arange(len(found))
        parts.append(found)
    order = np.argsort(part_of[edges[:, 0]], kind="stable") if len(edges) else np.zeros(0, dtype=np.int64)
    by_part = np.split(edges[order], np.searchsorted(part_of[edges[order, 0]], np.arange(1, len(parts))))
    made = [(np.array(part, dtype=np.int64), within[links]) for part, links in zip(parts, by_part, strict=False)]
    return sorted(made, key=lambda one: (-len(one[0]), int(one[0][0])))


def _pack(place: Floats, parts: list[Ints], boxes: Floats, taken: Floats) -> None:
    """Set the parts in rows, the largest first, below whatever is already taken; changes `place`."""
    sizes = []
    for part in parts:
        low, high = (place[part] - boxes[part]).min(axis=0), (place[part] + boxes[part]).max(axis=0)
        place[part] -= low
        sizes.append(high - low + (GAP if len(part) > 1 else GAP / 4))
    if not sizes:
        return
    area = sum(float(w * h) for w, h in sizes)
    width = max(float(sizes[0][0]), (area * WIDE) ** 0.5)
    left, top = (float(taken[:, 0].min()), float(taken[:, 1].max()) + 2 * GAP) if len(taken) else (0.0, 0.0)
    x, y, tall = left, top, 0.0
    for part, (w, h) in zip(parts, sizes, strict=True):
        if x > left and x + w > left + width:
            x, y, tall = left, y + tall, 0.0
        place[part] += (x, y)
        x, tall = x + float(w), max(tall, float(h))
