"""Which nodes are one thing: a pure function of a family, that is of all nodes whose names could meet.

Nodes with a full name and a country come first, then longer and shorter names, then names without a country, then those
that are only a surname or an acronym. Each step joins a node to the only group that it can belong to; a node that could
belong to two stays apart. Groups that a decision, a country, a period or a name keeps apart are never joined, not even
through a third.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.resolve import blocks, names
from kg.resolve.groups import Decided, Doubt, Group, Pool, Seen, runs
from kg.resolve.names import Match
from kg.resolve.policy import Identity
from kg.resolve.profile import Node
from kg.resolve.titles import agree

Alike = Mapping[str, Iterable[str]]
"""The names that are like a name."""

Unit = tuple[str, tuple[str, ...], tuple[str, ...], str, int]
"""What one step decides at once: form, countries, joint, tag and first decade of nodes with a full name."""


def compare(root: str, a: str, b: str) -> Match:
    """Compare two plain names of things of a kind."""
    if root == "Person":
        return names.people(a, b)
    return names.bodies(a, b) if root == "Organization" else Match("same" if a == b else "no", 1.0, "same name")


class Family:
    """The work on one family of nodes; `groups`, `doubts` and `loose` (nodes of which nothing can be said) are the result."""

    def __init__(self, root: str, nodes: Iterable[Seen], alike: Alike, decided: Decided, policy: Identity) -> None:
        self.root, self.policy = root, policy
        self.doubts: list[Doubt] = []
        self.loose: list[Seen] = []
        self._alike = alike
        self._pool = Pool()
        self._same, self._different = _lookup(decided.same), _lookup(decided.different)
        looks: dict[tuple[str, tuple[str, ...], tuple[str, ...], str], list[Seen]] = defaultdict(list)
        weak: list[Seen] = []
        for seen in sorted(nodes, key=_place):
            node = seen.node
            named = node.tag or (node.weak and next((p for p in paths(node) if p in self._same), ""))
            (weak if node.weak and not named else looks[node.form, node.countries, node.joint, named or ""]).append(
                seen
            )
        eras = [(key, run) for key, found in looks.items() for run in runs(found, policy.period)]
        full: dict[Unit, list[Seen]] = {(*key, run[0].node.year): run for key, run in eras}
        self._decided(full)
        self._placed(full)
        self._joined()
        self._strays()
        self._bare(full)
        self._weak(weak)

    @property
    def groups(self) -> list[Group]:
        """The groups made so far."""
        return self._pool.groups

    # --- What keeps groups apart ------------------------------------------------------------------------------------------

    def _apart(self, a: Group, b: Group) -> str:
        """Why two groups are not one thing; "" if nothing says so."""
        if self._kept(a.members, b.members):
            return "a decision says different"
        if a.countries and b.countries and not a.countries & b.countries:
            return "other country"
        if a.joint and b.joint and not (a.joint <= b.joint or b.joint <= a.joint):
            return "joins other states"
        if a.years and b.years and max(min(a.years) - max(b.years), min(b.years) - max(a.years)) > self.policy.period:
            return "other period"
        joint = a.joint and a.joint == b.joint
        strangers = (compare(self.root, x, y).kind == "no" for x in a.forms for y in b.forms)
        return "other name" if not joint and (all if a.decided or b.decided else any)(strangers) else ""

    def _kept(self, a: Sequence[Seen], b: Sequence[Seen]) -> bool:
        if not self._different:
            return False
        theirs = {path for seen in b for path in paths(seen.node)}
        return any(self._different.get(path, frozenset()) & theirs for seen in a for path in paths(seen.node))

    def _near(self, group: Group) -> list[Group]:
        """The groups that have a name alike, or join the same states."""
        forms = {other for form in group.forms for other in (form, *self._alike.get(form, ()))}
        return [g for g in self._pool.having(forms, group.joint) if g is not group]

    # --- The steps --------------------------------------------------------------------------------------------------------

    def _decided(self, full: dict[Unit, list[Seen]]) -> None:
        """Groups that decisions make, each of all units that they name."""
        links: dict[str, set[Unit]] = defaultdict(set)
        for unit, seen in full.items() if self._same else ():
            for path in {path for one in seen for path in paths(one.node)} & self._same.keys():
                links[path].add(unit)
        done: set[Unit] = set()
        for unit in sorted({unit for units in links.values() for unit in units}):
            if unit in done:
                continue
            joined, front = {unit}, [unit]
            while front:
                here = {path for one in full[front.pop()] for path in paths(one.node)}
                more = {path for h in here for path in self._same.get(h, ())} | (here & self._same.keys())
                for other in sorted({u for path in more for u in links[path]} - joined - done):
                    if not any(self._kept(full[other], full[member]) for member in joined):
                        joined.add(other)
                        front.append(other)
            done |= joined
            group = Group([], decided=True)
            for member in sorted(joined):
                group.take(full.pop(member))
            self._pool.add(group)

    def _placed(self, full: dict[Unit, list[Seen]]) -> None:
        """Names with a country: those of one country first, then those of several, to the group that has most of them."""
        for unit in sorted(full, key=lambda u: (len(u[1]) + len(u[2]), u)):
            if unit[1] or unit[2]:
                new = Group([])
                new.take(full.pop(unit))
                found = [g for g in self._near(new) if self._meets(g, new) and not self._apart(g, new)]
                several = len(new.countries) > 1
                found = several and [g for g in found if len(g.countries) == 1] or found
                self._enter(new, found, self.policy.dominance_placed, placed=not several)

    def _meets(self, group: Group, new: Group) -> bool:
        """Whether one of the names is the same and the country is, or for a joint body the states are."""
        joint = group.joint and group.joint == new.joint
        if not (joint or group.countries & new.countries):
            return False
        matches = [compare(self.root, x, y) for x in group.forms for y in new.forms]
        return any(m.kind == "same" or (m.kind == "near" and joint) for m in matches)

    def _enter(self, new: Group, found: list[Group], dominance: float, placed: bool = True) -> bool:
        """Join a group to the only one found, or to the one with by far most articles; if there are rivals, note the doubt."""
        found = sorted(found, key=lambda g: (-g.count, g.members[0].node))
        if found and (len(found) == 1 or found[0].count >= dominance * sum(g.count for g in found[1:])):
            self._pool.merge(found[0], new, placed)
            return True
        self.doubts += [self._doubt(new, group, "several of that name") for group in found]
        self._pool.add(new)
        return not found

    def _doubt(self, a: Group, b: Group, why: str) -> Doubt:
        x, y = sorted((a.members[0].node.narrow, b.members[0].node.narrow))
        score = max((compare(self.root, f, g).score for f in a.forms for g in b.forms), default=0.0) or 0.5
        return Doubt(x, y, round(score * 0.8, 3), why)

    def _joined(self) -> None:
        """Shorter names to the only longer one of the same country; initials if the office agrees too."""
        for group in sorted(self.groups, key=lambda g: (-g.words, min(g.forms), g.members[0].node)):
            rivals = []
            for other in self._near(group):
                if not (group.countries & other.countries or (group.joint and group.joint == other.joint)):
                    continue
                kinds = {compare(self.root, x, y).kind for x in group.forms for y in other.forms}
                if self._kept(group.members, other.members):
                    continue
                if self.root == "Person" and "part" in kinds and not self._apart(group, other):
                    rivals.append(other)
                elif "initial" in kinds and any(agree(x, y) for x in group.offices for y in other.offices):
                    if not self._apart(group, other):
                        rivals.append(other)
                elif kinds & {"part", "near", "initial"}:
                    self.doubts.append(self._doubt(group, other, "names nearly alike"))
            if len(rivals) == 1:
                self._pool.remove(group)
                self._pool.merge(rivals[0], group)
            else:
                self.doubts += [self._doubt(group, other, "several longer names") for other in rivals]

    def _bare(self, full: dict[Unit, list[Seen]]) -> None:
        """Full names without a country: to the only group of that name; those of a name that two have stay apart."""
        for unit in sorted(full, key=lambda u: (-u[0].count("-"), u)):
            new = Group([])
            new.take(full[unit])
            found = []
            for group in self._near(new):
                kind = self._bare_meets(group, unit[0])
                if kind == "yes" and not self._apart(group, new):
                    found.append(group)
                elif kind != "no" and not self._kept(group.members, new.members):
                    self.doubts.append(self._doubt(new, group, "names alike, no country to compare"))
            known = [group for group in found if group.count >= self.policy.substantial]
            found = known if len(known) == 1 else found
            if not self._enter(new, found, self.policy.dominance_bare) and not unit[3]:
                self._pool.remove(new)
                self.loose += new.members

    def _strays(self) -> None:
        """People whose country is unsure, or whom one article alone puts into it, to the only namesake in such an office."""
        for group in self.groups if self.root == "Person" else ():
            unsure = group.unsure and group.count < self.policy.several
            if group.decided or not group.countries or (group.count > 1 and not unsure):
                continue
            known = [g for g in self._near(group) if self._replaces(g, group, unsure)]
            if len(known) == 1:
                self._pool.remove(group)
                self._pool.merge(known[0], group, placed=False)
            self.doubts += [self._doubt(group, g, "one office, a country unsure") for g in known if len(known) > 1]

    def _replaces(self, known: Group, group: Group, unsure: bool) -> bool:
        """Whether a group's country is known so well, and its office such, that another country of its name is a mistake."""
        least = (self.policy.several if known.unsure else 1) if unsure else self.policy.many
        other = bool(known.countries) and not known.countries & group.countries
        if known.count < least or not other or self._kept(known.members, group.members):
            return False
        near = _near_in_time(known.years, group.years, self.policy.weak_years)
        matches = [compare(self.root, x, y) for x in group.forms for y in known.forms]
        same = any(m.kind == "same" and m.score >= (0.95 if unsure else 1) for m in matches)
        return near and same and any(agree(x, y) for x in known.offices for y in group.offices)

    def _bare_meets(self, group: Group, form: str) -> str:
        matches = [compare(self.root, form, other) for other in group.forms]
        if any(m.kind == "same" and m.score >= 0.98 for m in matches):
            return "yes"
        placed = bool(group.countries or group.joint)
        if placed and any(m.kind == "same" and m.score >= 0.9 for m in matches):
            return "yes"
        if self.root == "Person" and any(m.kind in ("part", "whole") and m.score >= 0.9 for m in matches):
            return "yes" if placed or any(_middle(form, other) for other in group.forms) else "maybe"
        return "maybe" if any(m.kind in ("same", "near") for m in matches) else "no"

    def _weak(self, weak: Sequence[Seen]) -> None:
        """Surnames, acronyms and what every state has: to the only group of that name, office, state and time."""
        left: dict[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], list[Seen]] = defaultdict(list)
        taken: list[tuple[Group, Seen]] = []
        for seen in weak:
            node = seen.node
            near = self._pool.within(blocks.context(node))
            found = [group for group in near if self._fits(group, node) and not self._kept(group.members, [seen])]
            if len(found) == 1:
                taken.append((found[0], seen))
            elif found:
                self.loose.append(seen)
                self.doubts += [
                    self._doubt(Group([seen]), group, "several of that surname and office") for group in found
                ]
            elif (node.countries or node.joint) and (node.offices or node.root != "Person"):
                left[node.form, node.countries, node.joint, node.offices[:1]].append(seen)
            else:
                self.loose.append(seen)
        for group, seen in taken:
            group.take([seen], weak=True)
        for key in sorted(left):
            for run in runs(left[key], self.policy.weak_years):
                group = Group([])
                group.take(run)
                self._pool.add(group)

    def _fits(self, group: Group, node: Node) -> bool:
        """Whether what a name alone does not say, its context does."""
        if node.root == "Organization":
            if node.generic:
                alike = any(set(names.body_words(node.form)) <= set(names.body_words(f)) for f in group.forms)
                return alike and group.joint == frozenset(node.joint) != frozenset()
            return not (node.countries and group.countries and not group.countries & set(node.countries))
        if not any(names.alone(node.form, form) >= 0.9 for form in group.forms):
            return False
        window = self.policy.weak_years
        if node.year and group.years and not min(group.years) - window <= node.year <= max(group.years) + window:
            return False
        posts = any(agree(x, y) for x in group.offices for y in node.offices)
        if node.countries:
            return bool(group.countries & set(node.countries)) and (posts or not node.offices)
        return posts and not self.policy.country_needed


def _place(seen: Seen) -> tuple[object, ...]:
    """The order of nodes of one kind."""
    node = seen.node
    return node.form, node.countries, node.joint, node.offices, node.aliases, node.year, node.tag


def _near_in_time(a: set[int], b: set[int], years: int) -> bool:
    return not (a and b) or max(min(a) - max(b), min(b) - max(a)) <= years


def _middle(a: str, b: str) -> bool:
    """Whether two names differ only by middle initials."""
    one, two = ([w for w in names.person_words(f) if len(w) > 1] for f in (a, b))
    return one == two


def paths(node: Node) -> tuple[str, ...]:
    """Return the paths by which the decision log can name a node; one that it names by the article's own IRI has no other."""
    return (node.tag,) if node.tag else (node.path, node.narrow)


def _lookup(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    made: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        made[a].add(b)
        made[b].add(a)
    return {path: frozenset(others) for path, others in made.items()}
