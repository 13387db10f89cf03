"""What identity is decided with: nodes as they are seen, groups of them, and how groups are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.resolve import blocks, names
from kg.resolve.profile import Node


@dataclass(frozen=True, slots=True)
class Seen:
    """A node, the first day on which an article has it, and roundly the last year and how many articles have it."""

    node: Node
    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Two things that may be one, by the paths of their IRIs: how likely, and why it is not decided."""

    a: str
    b: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of paths that people have decided on."""

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Group:
    """Nodes that are one thing."""

    members: list[Seen]
    forms: set[str] = field(default_factory=set)
    countries: frozenset[str] = frozenset()
    joint: frozenset[str] = frozenset()
    offices: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    number: int = 0
    decided: bool = False

    def take(self, seen: Iterable[Seen], weak: bool = False, placed: bool = True) -> None:
        """Take nodes in; `weak` ones have nothing to say of the group, and not `placed` ones not of its country."""
        for one in seen:
            self.members.append(one)
            node = one.node
            self.years |= {int(day[:4]) for day in (one.first, one.last) if day}
            if not weak:
                self.forms.add(node.form)
                self.countries |= frozenset(node.countries) if placed else frozenset()
                self.joint |= frozenset(node.joint)
                self.offices |= set(node.offices)

    @property
    def count(self) -> int:
        """How many articles have it."""
        return sum(seen.count for seen in self.members)

    @property
    def unsure(self) -> bool:
        """Whether all that say its country have it with little confidence."""
        return all(seen.node.unsure for seen in self.members)

    @property
    def words(self) -> int:
        """How many words its longest name has."""
        return max((len(names.person_words(form)) for form in self.forms), default=0)


class Pool:
    """The groups made so far, found by their names, by the states that they join and by the keys of their contexts."""

    def __init__(self) -> None:
        self._groups: dict[int, Group] = {}
        self._by: dict[str, set[int]] = defaultdict(set)
        self._number = 0

    @property
    def groups(self) -> list[Group]:
        """All groups, in the order in which they came."""
        return [self._groups[number] for number in sorted(self._groups)]

    def add(self, group: Group) -> None:
        """Put a group in."""
        self._number += 1
        group.number = self._number
        self._groups[group.number] = group
        self._index(group, group.members)

    def remove(self, group: Group) -> None:
        """Take a group out."""
        del self._groups[group.number]

    def merge(self, group: Group, other: Group, placed: bool = True) -> None:
        """Let a group take all members of another, which is not in the pool, and its countries if `placed`."""
        group.take(other.members, placed=placed)
        self._index(group, other.members)

    def having(self, forms: Iterable[str], joint: frozenset[str]) -> list[Group]:
        """Return the groups with one of the names, or that join just those states."""
        return self._found([f"={form}" for form in forms] + ([f"j|{'+'.join(sorted(joint))}"] if joint else []))

    def within(self, keys: Iterable[str]) -> list[Group]:
        """Return the groups of which a member has one of the keys."""
        return self._found(keys)

    def _found(self, keys: Iterable[str]) -> list[Group]:
        numbers = {number for key in keys for number in self._by.get(key, ()) if number in self._groups}
        return [self._groups[number] for number in sorted(numbers)]

    def _index(self, group: Group, members: Iterable[Seen]) -> None:
        for node in {seen.node for seen in members}:
            for key in (f"={node.form}", *blocks.context(node)):
                self._by[key].add(group.number)


def runs(seen: Sequence[Seen], gap: int) -> list[list[Seen]]:
    """Split nodes where more than `gap` years lie between them."""
    made: list[list[Seen]] = []
    undated = [one for one in seen if not one.node.year]
    for one in sorted((one for one in seen if one.node.year), key=lambda s: (s.node.year, s.node)):
        if made and one.node.year - made[-1][-1].node.year <= gap:
            made[-1].append(one)
        else:
            made.append([one])
    return [[*undated, *made[0]], *made[1:]] if made else [undated]
