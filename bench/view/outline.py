"""Make kg/view/web/land.txt and borders.txt, the map view's outlines: SVG paths in half degrees, x east and y south.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python bench/view/outline.py package/land-110m.json > kg/view/web/land.txt
    python bench/view/outline.py package/countries-110m.json > kg/view/web/borders.txt

The shapes are Natural Earth's 1:110m land and countries (public domain); world-atlas (ISC) only holds them as TopoJSON.
Borders are those that Natural Earth draws: who controls a place, not who claims it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

Point = tuple[float, float]

TOLERANCE = 0.55
"""Degrees that a coast may be off."""

SMALLEST = 2.5
"""Square degrees under which an island is left out."""


def arcs_of(topology: dict) -> list[list[Point]]:
    """Decode the arcs of a TopoJSON file into longitude, latitude."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def borders(topology: dict) -> list[list[Point]]:
    """Return the arcs that two countries share."""
    used: Counter[int] = Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        used.update({max(i, ~i) for polygon in shapes for indexes in polygon for i in indexes})
    arcs = arcs_of(topology)
    return [arcs[i] for i, countries in sorted(used.items()) if countries > 1]


def rings(topology: dict) -> list[list[Point]]:
    """Return the rings of a land file."""
    arcs, made = arcs_of(topology), []
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            for indexes in polygon:
                ring: list[Point] = []
                for i in indexes:
                    part = arcs[i] if i >= 0 else arcs[~i][::-1]
                    ring += part[1:] if ring else part
                made.append(unwrapped(ring))
    return made


def unwrapped(ring: list[Point]) -> list[Point]:
    """Let a ring run on past 180 degrees east or west, rather than jump to the other edge of the map."""
    made, turn = ring[:1], 0
    for (x1, _), (x2, y) in zip(ring, ring[1:], strict=False):
        turn += (x1 - x2 > 180) - (x2 - x1 > 180)
        made.append((x2 + 360 * turn, y))
    middle = sum(x for x, _ in made) / len(made)
    return [(x - 360 * round(middle / 360), y) for x, y in made]


def simpler(points: list[Point]) -> list[Point]:
    """Leave out points that are within the tolerance of the line between those kept (Douglas-Peucker)."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5

    def off(point: Point) -> float:
        x, y = point
        if not length:
            return ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
        return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length

    far = max(range(1, len(points) - 1), key=lambda i: off(points[i]))
    if off(points[far]) < TOLERANCE:
        return [points[0], points[-1]]
    return simpler(points[: far + 1])[:-1] + simpler(points[far:])


def area(ring: list[Point]) -> float:
    """Square degrees inside a ring."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False))) / 2


def path(line: list[Point], closed: bool) -> str:
    """Write a ring or a line as relative moves in half degrees, as short as SVG allows; nothing where it is a point."""
    points = [(round(x * 2), round(-y * 2)) for x, y in simpler(line)]
    steps = []
    for (x1, y1), (x2, y2) in zip(points, points[1:-1] if closed else points[1:], strict=False):
        if (x1, y1) != (x2, y2):
            steps.append(f"{x2 - x1} {y2 - y1} ")
    moves = "".join([f"M{points[0][0]} {points[0][1]}l", *steps]).replace(" -", "-").strip()
    return moves + "z" * closed if steps else ""


if __name__ == "__main__":
    atlas = json.loads(Path(sys.argv[1]).read_text())
    if "countries" in atlas["objects"]:
        print("".join(path(line, False) for line in borders(atlas)))
    else:
        found = [ring for ring in rings(atlas) if area(ring) > SMALLEST]
        print("".join(path(ring, True) for ring in found if min(y for _, y in ring) > -60))
