"""The common IRIs of groups, and what becomes of the IRIs that other names would have.

A group has the path of its member that was published first, so that articles that come later do not change it. Where two
groups would have one path, each has its country in it, and the path without is a redirect to both. Where a group has the
path without, the one with its country leads to it: so whichever of them an IRI was, it leads to what it stands for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.resolve.groups import Group, Seen
from kg.resolve.profile import Node


@dataclass(frozen=True, slots=True)
class Named:
    """The path of each node (None where it is nobody known), and the redirects, as pairs of an old and a new path."""

    paths: dict[Node, str | None]
    redirects: frozenset[tuple[str, str]]


def name(groups: Sequence[Group], loose: Iterable[Seen]) -> Named:
    """Return the paths of all nodes of a family."""
    leaders = [_leader(group) for group in groups]
    chosen = [""] * len(groups)
    for tagged in (False, True):  # those that the decision log sets apart leave the plain IRIs to the others
        for shorten in (_path, _narrow, _alone):
            open_ = [n for n, node in enumerate(leaders) if bool(node.tag) == tagged and not chosen[n]]
            wanted = Counter(shorten(leaders[n]) for n in open_)
            taken = set(chosen)
            for n in open_:
                path = shorten(leaders[n])
                chosen[n] = path if wanted[path] == 1 and path not in taken else ""
    paths: dict[Node, str | None] = {seen.node: None for seen in loose}
    leads: set[tuple[str, str]] = set()
    for group, path in zip(groups, chosen, strict=True):
        for seen in group.members:
            paths[seen.node] = path
            leads |= {(old, path) for old in (seen.node.path, seen.node.narrow) if not seen.node.tag}
    final = set(chosen)
    return Named(paths, frozenset((old, new) for old, new in leads if old not in final))


def _leader(group: Group) -> Node:
    """The member that names the group."""
    full = [seen for seen in group.members if not seen.node.weak] or group.members
    plain = [seen for seen in full if not seen.node.tag] or full
    return min(plain, key=lambda seen: (seen.first or "9999", seen.node.path, seen.node)).node


def _path(node: Node) -> str:
    return node.path


def _narrow(node: Node) -> str:
    return node.narrow


def _alone(node: Node) -> str:
    return f"{node.narrow}/{hashlib.sha256(repr(node).encode()).hexdigest()[:8]}"
