"""Layout of a large connected graph: lines pull, nodes push, and the push is summed on a mesh by Fourier transform.

One round takes time in n + g^2 log g for a mesh of g x g cells, so 10,000 nodes take seconds and 50,000 some more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SCALE = 3.0
"""Units of the positions for one unit of the forces: nodes come out as far apart as in small graphs."""

ROUNDS = 220
PUSH = 4.0
GRAVITY = 0.02

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def mesh_layout(start: Floats, pinned: NDArray[np.bool_], edges: Ints) -> Floats:
    """Place the nodes of a connected graph by forces.

    Args:
        start: (n, 2) positions; only those of pinned nodes are read.
        pinned: (n,) which nodes must not move.
        edges: (m, 2) pairs of node indexes, none twice, m > 0.

    Returns:
        (n, 2) positions.
    """
    count = len(start)
    free = ~pinned
    middle = start[pinned].mean(axis=0) if pinned.any() else np.zeros(2)
    degree = np.bincount(edges.ravel(), minlength=count).astype(float)
    mass = 1 + degree
    place = _spread(edges, degree, start, pinned, middle)
    mesh = Mesh(int(min(256, max(64, 2 ** np.ceil(np.log2(np.sqrt(count) * 1.5))))))
    before = np.zeros_like(place)
    speed = 1e-2
    for turn in range(ROUNDS):
        push, size = mesh.push(place, mass)
        force = push * (PUSH * mass)[:, None] + _pull(place, edges) - place * mass[:, None] * GRAVITY
        swing = np.linalg.norm(force - before, axis=1)  # ForceAtlas2's speed: slow where nodes swing to and fro
        steady = np.linalg.norm(force + before, axis=1) / 2
        best = float((mass * steady).sum() / max(float((mass * swing).sum()), 1e-9))
        speed = min(best, speed * 1.5) if turn else speed
        move = (speed / (1 + speed * np.sqrt(swing)))[:, None] * force
        move *= np.minimum(1, size * 0.05 / np.maximum(np.linalg.norm(move, axis=1), 1e-9))[:, None]
        place[free] += move[free]
        before = force
    # what shares a cell of the mesh does not push: two leaves of one node would lie on each other
    made = place * SCALE + middle + np.random.default_rng(2).normal(size=place.shape) * 6
    made[pinned] = start[pinned]
    return np.asarray(made)


class Mesh:
    """The 1/distance push of all nodes on all others, on a square of `cells` x `cells`."""

    def __init__(self, cells: int) -> None:
        self.cells, self.wide = cells, 2 * cells  # twice as wide, so that the transform's ends do not meet
        steps = np.fft.fftfreq(self.wide, 1 / self.wide)
        dx, dy = np.meshgrid(steps, steps, indexing="ij")
        far = dx**2 + dy**2 + 0.49
        self.kernels = [np.fft.rfft2(dx / far), np.fft.rfft2(dy / far)]

    def push(self, place: Floats, mass: Floats) -> tuple[Floats, float]:
        """Return the push on each node for a unit of mass, and the side of the square that holds them all."""
        low = place.min(axis=0)
        size = float((place.max(axis=0) - low).max()) * 1.02 + 1e-9
        cell = size / (self.cells - 1)
        where = (place - low) / cell
        corner = np.clip(where.astype(np.int64), 0, self.cells - 2)
        part = where - corner
        at = corner[:, 0] * self.wide + corner[:, 1]
        x, y = part[:, 0], part[:, 1]
        corners = [(0, (1 - x) * (1 - y)), (1, (1 - x) * y), (self.wide, x * (1 - y)), (self.wide + 1, x * y)]
        density = np.zeros(self.wide**2)
        for step, share in corners:
            density += np.bincount(at + step, share * mass, self.wide**2)
        waves = np.fft.rfft2(density.reshape(self.wide, self.wide))
        made = np.zeros_like(place)
        for axis, kernel in enumerate(self.kernels):
            field = np.fft.irfft2(waves * kernel, s=(self.wide, self.wide)).ravel()
            for step, share in corners:
                made[:, axis] += share * field[at + step]
        return made / cell, size


def _pull(place: Floats, edges: Ints) -> Floats:
    """Return the pull of the lines on each node, as strong as they are long."""
    gap = place[edges[:, 0]] - place[edges[:, 1]]
    made = np.empty_like(place)
    for axis in (0, 1):
        made[:, axis] = np.bincount(edges[:, 1], gap[:, axis], len(place)) - np.bincount(
            edges[:, 0], gap[:, axis], len(place)
        )
    return made


def _spread(edges: Ints, degree: Floats, start: Floats, pinned: NDArray[np.bool_], middle: Floats) -> Floats:
    """Return first places, in units of the forces: random ones averaged over neighbours, so what is linked is near."""
    count = len(degree)
    rng = np.random.default_rng(1)
    place = rng.normal(size=(count, 2))
    weight = degree / degree.sum()
    known = (start - middle) / SCALE
    still = pinned.any()
    for _ in range(30):
        place[pinned] = known[pinned]
        mean = (_pull(place, edges) + degree[:, None] * place) / np.maximum(degree, 1)[:, None]
        place = 0.5 * place + 0.5 * mean
        if not still:  # keep the two axes apart and as wide as before: otherwise all drift to one point
            place -= weight @ place
            x, y = place[:, 0], place[:, 1]
            y -= x * (weight @ (x * y)) / max(float(weight @ x**2), 1e-12)
            place /= place.std(axis=0) + 1e-12
    if not still:
        return np.asarray(place * np.sqrt(count) * 2 + rng.normal(size=(count, 2)) * 0.3 * np.sqrt(count))
    place += rng.normal(size=(count, 2))
    place[pinned] = known[pinned]
    return np.asarray(place)
