"""Which names have to be decided on together, and what becomes of the paths of their nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from kg.resolve import naming
from kg.resolve.cluster import Family
from kg.resolve.groups import Decided, Doubt
from kg.resolve.notes import Notes
from kg.resolve.policy import Identity
from kg.resolve.terms import named


class Families:
    """The tables of names in the notes, and the decisions on identity."""

    def __init__(self, notes: Notes, policy: Identity, decided: Decided) -> None:
        self._notes, self._policy, self._decided = notes, policy, decided

    def settle(self, forms: set[int]) -> tuple[set[int], set[tuple[str, str]]]:
        """Decide anew on all names that could meet the names given; forget those of them that have no nodes any more.

        Returns:
            The nodes that have another path now, and the redirects that came or went, as pairs of an old and a new path.
        """
        moved, bent = self._decide(self._gather(forms))
        self._notes.drop_forms(forms)
        return moved, bent

    def named(self, paths: Iterable[str]) -> set[int]:
        """Return the names that paths stand for."""
        roots = {root.lower(): root for root in named()}
        tagged = "SELECT form FROM node WHERE substr(key, -length(?1)) = ?1"
        found: set[int] = set()
        for path in paths:
            folder, _, rest = path.partition("/")
            if "#" in path:
                found |= {f for (f,) in self._notes.db.execute(tagged, (f'"{path}"]',))}
            elif rest and folder in roots:
                ident = (roots[folder], rest.split("/")[0])
                found |= {
                    f for (f,) in self._notes.db.execute("SELECT id FROM form WHERE root = ? AND form = ?", ident)
                }
        return found

    def doubts(self) -> set[Doubt]:
        """Return all pairs that may be one thing and are not decided."""
        found: set[Doubt] = set()
        every = [int(f) for (f,) in self._notes.db.execute("SELECT id FROM form ORDER BY id")]
        members, alike = self._notes.members(every), self._alike(every)
        for root in sorted(named()):
            seen = [s for rows in members.values() for _, s, _ in rows if s.node.root == root]
            found |= set(Family(root, seen, alike, self._decided, self._policy).doubts)
        return found

    # --- What is decided together -----------------------------------------------------------------------------------------

    def _gather(self, forms: set[int]) -> set[int]:
        """All names that have to be decided on together with some: those like them, and the short ones that could mean them."""
        found = self._closed(forms)
        chosen = self._weak(self.named(path for pair in self._decided.same | self._decided.different for path in pair))
        short = self._weak(found)  # one says nothing of another, unless a decision names it
        weak = short | self._notes.by_context(found if chosen else found - short, weak=True)
        weak |= self._weak(self._namesakes(found | weak))
        if chosen & (weak | self._notes.by_context(weak, weak=True)):  # what decisions name is compared like full names
            weak |= chosen
            found |= self._closed(chosen)
        return found | weak | self._closed(self._notes.by_context(weak, weak=False) | self._namesakes(weak) - weak)

    def _weak(self, forms: Iterable[int]) -> set[int]:
        query = "SELECT id FROM form WHERE weak = 1 AND id IN (?)"
        return {int(str(f)) for (f,) in self._notes.select(query, sorted(forms))}

    def _namesakes(self, forms: Iterable[int]) -> set[int]:
        """The names with the very words of some, full or short, which can want the same path."""
        query = "SELECT o.id FROM form f JOIN form o ON o.root = f.root AND o.form = f.form WHERE f.id IN (?)"
        return {int(str(f)) for (f,) in self._notes.select(query, sorted(forms))}

    def _closed(self, forms: set[int]) -> set[int]:
        """The names, all full names like them, and those that decisions join to them, until there are no more."""
        links = self._links()
        found: set[int] = set()
        front = forms
        while front:
            found |= self._notes.reach(front)
            front = {partner for form in found for partner in links.get(form, ())} - found
        return found

    def _links(self) -> dict[int, set[int]]:
        links: dict[int, set[int]] = defaultdict(set)
        for a, b in self._decided.same:
            ones, others = self.named([a]), self.named([b])
            for x in ones | others:
                links[x] |= (ones | others) - {x}
        return links

    def _alike(self, forms: Sequence[int]) -> dict[str, set[str]]:
        query = "SELECT f.form, g.form FROM edge e JOIN form f ON f.id = e.a JOIN form g ON g.id = e.b WHERE e.a IN (?)"
        alike: dict[str, set[str]] = defaultdict(set)
        for a, b in self._notes.select(query, forms):
            alike[str(a)].add(str(b))
        return alike

    # --- The decision -----------------------------------------------------------------------------------------------------

    def _decide(self, alive: set[int]) -> tuple[set[int], set[tuple[str, str]]]:
        """Decide on names together; return the nodes with another path and the redirects that came or went."""
        notes, order = self._notes, sorted(alive)
        members, alike = notes.members(order), self._alike(order)
        moved: dict[int, str | None] = {}
        leads: set[tuple[int, str, str]] = set()
        ids = {seen.node: (number, form, path) for form, rows in members.items() for number, seen, path in rows}
        every = sorted((seen for rows in members.values() for _, seen, _ in rows), key=lambda seen: seen.node.root)
        for root, some in groupby(every, key=lambda seen: seen.node.root):
            family = Family(root, some, alike, self._decided, self._policy)
            made = naming.name(family.groups, family.loose)
            for node, path in made.paths.items():
                number, form, before = ids[node]
                if before != path:
                    moved[number] = path
                olds = (node.path, node.narrow) if path and made.redirects else ()
                leads |= {(form, old, path) for old in olds if path and (old, path) in made.redirects}
        notes.db.executemany(
            "UPDATE node SET path = ? WHERE id = ?", [(path, number) for number, path in moved.items()]
        )
        rows = notes.select("SELECT form, old, new FROM redirect WHERE form IN (?)", order)
        led = {(int(str(form)), str(old), str(new)) for form, old, new in rows}
        notes.db.executemany("DELETE FROM redirect WHERE form = ? AND old = ? AND new = ?", sorted(led - leads))
        notes.db.executemany("INSERT INTO redirect VALUES (?, ?, ?)", sorted(leads - led))
        return set(moved), {lead[1:] for lead in led ^ leads}
