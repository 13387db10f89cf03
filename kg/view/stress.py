"""Layout of a small connected graph: distances in the picture as near as can be to distances in the graph (SMACOF)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LINK = 110.0
"""The length that a line should have."""

ROUNDS = 150

Floats = NDArray[np.float64]


def stress_layout(start: Floats, pinned: NDArray[np.bool_], edges: NDArray[np.int64]) -> Floats:
    """Place the nodes of a connected graph by stress majorization.

    Args:
        start: (n, 2) positions; only those of pinned nodes are read.
        pinned: (n,) which nodes must not move.
        edges: (m, 2) pairs of node indexes, none twice.

    Returns:
        (n, 2) positions; time and memory grow with n squared.
    """
    ideal = _distances(len(start), edges)
    place = _first_places(start, pinned, ideal)
    weight = 1 / (ideal + np.eye(len(ideal))) ** 2
    np.fill_diagonal(weight, 0)
    stiff = np.diag(weight.sum(axis=1)) - weight
    free = ~pinned
    if free.all():
        free[0] = False  # only differences count: without one still node the system has no one solution
    if not free.any():
        return place
    solve = np.linalg.inv(stiff[np.ix_(free, free)])
    hold = stiff[np.ix_(free, ~free)]
    for _ in range(ROUNDS):
        apart = np.linalg.norm(place[:, None] - place[None, :], axis=2)
        pull = -weight * ideal / np.maximum(apart, 1e-6)
        np.fill_diagonal(pull, 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        place[free] = solve @ ((pull @ place)[free] - hold @ place[~free])
    return place


def _distances(count: int, edges: NDArray[np.int64]) -> Floats:
    """Return the shortest way between each two nodes; lines at a node with many lines are longer, to make room."""
    degree = np.bincount(edges.ravel(), minlength=count)
    length = LINK * np.maximum(1, np.sqrt(degree[edges].max(axis=1)) / 2.4)
    far = np.full((count, count), np.inf)
    np.fill_diagonal(far, 0)
    far[edges[:, 0], edges[:, 1]] = far[edges[:, 1], edges[:, 0]] = length
    for via in range(count):
        np.minimum(far, far[:, via, None] + far[None, via, :], out=far)
    return far


def _first_places(start: Floats, pinned: NDArray[np.bool_], ideal: Floats) -> Floats:
    """Return classical scaling; with pinned nodes the middle of those near, a little off to tell them apart."""
    count = len(ideal)
    noise = np.random.default_rng(1).normal(size=(count, 2)) * LINK * 0.1
    if pinned.any():
        near = 1 / (ideal[:, pinned] + LINK * 0.1) ** 3
        place: Floats = near @ start[pinned] / near.sum(axis=1, keepdims=True) + noise * 3
        place[pinned] = start[pinned]
        return place
    centre = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-centre @ ideal**2 @ centre / 2)
    top = vectors[:, [-1, -2]]
    sign = np.sign(top[np.abs(top).argmax(axis=0), [0, 1]])  # a vector and its opposite are both right: choose
    return np.asarray(top * sign * np.sqrt(np.maximum(values[[-1, -2]], 0)) + noise)


def separate(place: Floats, pinned: NDArray[np.bool_], boxes: Floats) -> Floats:
    """Push nodes apart until their boxes (half width, half height, with the label) are clear, or for 60 rounds."""
    place = place.copy()
    order = np.sign(np.arange(len(place))[:, None] - np.arange(len(place)))[:, :, None]  # for nodes on one spot
    share = np.where(pinned[:, None] & pinned[None, :], 0.0, np.where(pinned[:, None] | pinned[None, :], 1.0, 0.5))
    share[pinned, :] = 0
    room = boxes[:, None] + boxes[None, :]
    for _ in range(60):
        apart = place[:, None] - place[None, :]
        over = room - np.abs(apart)
        hit = (over[:, :, 0] > 0) & (over[:, :, 1] > 0)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        way = np.where(apart == 0, order, np.sign(apart))
        least = over[:, :, 0] < over[:, :, 1]
        push = np.stack([np.where(hit & least, over[:, :, 0], 0), np.where(hit & ~least, over[:, :, 1], 0)], axis=2)
        place += (push * way * share[:, :, None]).sum(axis=1) * 0.6
    return place
