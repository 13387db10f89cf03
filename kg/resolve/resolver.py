"""The common IRIs of all articles' things, kept up to date: what is looked at again depends on what changed.

The result depends on the articles and the decisions alone, not on the order in which they came: names meet under keys
(`blocks`), all that could meet is decided together by a pure function (`cluster`, `events`), and what that function says of
a thing does not depend on what else it is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kg.resolve import copies, naming
from kg.resolve.cluster import Family
from kg.resolve.decisions import Decisions
from kg.resolve.groups import Doubt, Seen
from kg.resolve.happenings import Happenings
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.positions import positions
from kg.resolve.profile import FOLDERS, Profile, profile
from kg.resolve.terms import OBJECT, PREDICATE, SUBJECT, Renaming, Triple, mapped

Read = Callable[[str], Sequence[Triple]]


@dataclass
class Changes:
    """What an update changed: the mappings of articles that are new or other than before; redirects gone and come."""

    mappings: dict[str, Renaming] = field(default_factory=dict)
    graphs: dict[str, Sequence[Triple]] = field(default_factory=dict)
    fewer: set[tuple[str, str]] = field(default_factory=set)
    more: set[tuple[str, str]] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)
    """Articles whose text is a copy of others' that they were not a copy of before, or no longer is."""


class Resolver:
    """Keeps `Notes` up to date; `update` brings changed articles in, with the decisions as they are now."""

    def __init__(self, notes: Notes, base: str, policy: Policy, decisions: Decisions) -> None:
        self.notes, self.base, self.policy = notes, base, policy
        self._decisions = decisions
        self._decided = decisions.decided(base)
        self._happenings = Happenings(notes, base, policy, self._decided)

    def update(self, changed: Mapping[str, Sequence[Triple] | None], read: Read) -> Changes:
        """Bring changed articles in.

        Args:
            changed: The triples of each changed article's file by the article's IRI; None for an article that is gone.
            read: Gives the triples of another article's file.
        """
        graphs: dict[str, Sequence[Triple] | None] = dict(changed)
        asked, news = self._news(graphs, read)
        self.notes.begin()
        try:
            made = self._update(graphs, asked, news, read)
            self.notes.keep("decisions", "\n".join(sorted(news.now)))
            self.notes.commit()
        except BaseException:
            self.notes.rollback()
            raise
        return made

    # --- Decisions --------------------------------------------------------------------------------------------------------

    def _news(self, graphs: dict[str, Sequence[Triple] | None], read: Read) -> tuple[set[str], News]:
        """What the decision log says now and did not say before, or the other way round; articles that it names are read."""
        now = {f"same {a} {b}" for a, b in self._decided.same} | {
            f"different {a} {b}" for a, b in self._decided.different
        }
        before = set(filter(None, self.notes.meta("decisions").split("\n")))
        paths = {path for line in now ^ before for path in line.split(" ")[1:]}
        for path in sorted(paths):
            article = path.partition("#")[0]
            if "#" in path and article not in graphs and self.notes.article(article) is not None:
                graphs[article] = read(article)
        return paths, News(now, before)

    # --- The update -------------------------------------------------------------------------------------------------------

    def _update(self, graphs: dict[str, Sequence[Triple] | None], asked: set[str], news: News, read: Read) -> Changes:
        notes, made = self.notes, Changes()
        profiles: dict[str, Profile] = {}
        nodes: set[int] = set()
        numbers: dict[str, int] = {}
        for article, graph in sorted(graphs.items()):
            known = notes.article(article)
            nodes |= set(notes.nodes_of(known)) if known is not None else set()
            if graph is None:
                if known is not None:
                    notes.mention(known, "", ())
                continue
            profiles[article] = profile(article, graph, self._decisions.tags)
            numbers[article] = notes.put_article(article, profiles[article].day)
            mine = {notes.node(node) for node in profiles[article].nodes.values()}
            notes.mention(numbers[article], profiles[article].day, mine)
            nodes |= mine
        made.copied = copies.update(notes, graphs, self.policy.likeness)
        forms = notes.sweep(nodes) | self._named(asked)
        moved = self._settle(forms, made)
        having = "SELECT DISTINCT a.iri FROM mention m JOIN article a ON a.id = m.article WHERE m.node IN (?)"
        touched = set(profiles) | {str(iri) for (iri,) in notes.select(having, sorted(moved))}
        for article in sorted(touched):
            graph = graphs.get(article) or read(article)
            made.graphs[article] = graph
            if article not in profiles:
                profiles[article] = profile(article, graph, self._decisions.tags)
            made.mappings[article] = self._mapping(profiles[article])
        gone = [article for article, graph in graphs.items() if graph is None]
        days = {article: profiles[article].day for article in touched}
        for article, renaming in self._happenings.update(made.mappings, made.graphs, days, gone, asked, made).items():
            if article not in made.mappings:
                made.graphs[article] = read(article)
                profiles[article] = profile(article, made.graphs[article], self._decisions.tags)
                made.mappings[article] = self._mapping(profiles[article])
            made.mappings[article] |= renaming
        for article, mapping in made.mappings.items():
            mapping |= positions(article, made.graphs[article], mapping, self.base)
        for article in gone:
            notes.drop_article(article)
        kept = {
            pair
            for pair in made.fewer | made.more
            if notes.db.execute("SELECT 1 FROM redirect WHERE old = ? AND new = ?", pair).fetchone()
        }
        made.more -= made.fewer - kept
        made.fewer -= kept | made.more
        return made

    def _named(self, paths: Iterable[str]) -> set[int]:
        """The names that paths stand for."""
        roots = {folder: root for root, folder in FOLDERS.items()}
        found: set[int] = set()
        for path in paths:
            if "#" in path:
                found |= {
                    f
                    for (f,) in self.notes.db.execute(
                        "SELECT form FROM node WHERE substr(key, -length(?1)) = ?1", (f'"{path}"]',)
                    )
                }
            elif path.count("/") and path.split("/")[0] in roots:
                root, form = roots[path.split("/")[0]], path.split("/")[1]
                found |= {
                    f for (f,) in self.notes.db.execute("SELECT id FROM form WHERE root = ? AND form = ?", (root, form))
                }
        return found

    def common(self, iri: str, read: Read) -> set[str]:
        """Return the common IRIs of what an IRI stands for: itself, what took its place, or the thing of an article's own IRI."""
        article = iri.partition("#")[0]
        if "#" in iri:
            if self.notes.article(article) is None:
                return set()
            term = f"<{iri}>"
            return {self.whole(article, read(article)).get(term, term)}
        path = iri.removeprefix(self.base)
        rows = self.notes.db.execute(
            "SELECT new FROM redirect WHERE old = ?1 UNION SELECT path FROM event WHERE own = ?1 AND path != ?1",
            (path,),
        )
        return {f"<{self.base}{new}>" for (new,) in rows} or {f"<{iri}>"}

    def claim(self, assertion: str, read: Read) -> list[Triple]:
        """Return the triple, with common IRIs, that an article's assertion is about; none if there is no such assertion."""
        article = assertion.partition("#")[0]
        if self.notes.article(article) is None:
            return []
        graph = read(article)
        parts = {p: o for s, p, o in graph if s == f"<{assertion}>"}
        if not parts:
            return []
        return mapped([(parts[SUBJECT], parts[PREDICATE], parts[OBJECT])], self.whole(article, graph))

    def whole(self, article: str, graph: Sequence[Triple]) -> Renaming:
        """Return the common IRIs of all things of an article that the notes have."""
        mapping = self._mapping(profile(article, graph, self._decisions.tags)) | self._happenings.of(article)
        return mapping | positions(article, graph, mapping, self.base)

    def _mapping(self, one: Profile) -> Renaming:
        """The common IRIs of an article's people, bodies and places."""
        mapping: Renaming = {}
        for iri, node in one.nodes.items():
            row = self.notes.db.execute("SELECT path FROM node WHERE id = ?", (self.notes.node(node),)).fetchone()
            if row[0] is not None:
                mapping[iri] = f"<{self.base}{row[0]}>"
        return mapping

    # --- Families ---------------------------------------------------------------------------------------------------------

    def _settle(self, forms: set[int], made: Changes) -> list[int]:
        """Decide anew on all names that could meet the names given; return the nodes that have another path now."""
        notes = self.notes
        alive = self.gather(forms)
        members = notes.members(sorted(alive))
        moved: list[int] = []
        leads: set[tuple[int, str, str]] = set()
        ids = {seen.node: (number, form, path) for form, rows in members.items() for number, seen, path in rows}
        every = sorted((seen for rows in members.values() for _, seen, _ in rows), key=lambda seen: seen.node.root)
        for root, some in groupby(every, key=lambda seen: seen.node.root):
            family = Family(root, some, self._alike(sorted(alive)), self._decided, self.policy.identity)
            named = naming.name(family.groups, family.loose)
            for node, path in named.paths.items():
                number, form, before = ids[node]
                if before != path:
                    moved.append(number)
                    notes.db.execute("UPDATE node SET path = ? WHERE id = ?", (path, number))
                if path and path != node.path and (node.path, path) in named.redirects:
                    leads.add((form, node.path, path))
        rows = notes.select("SELECT form, old, new FROM redirect WHERE form IN (?)", sorted(alive | forms))
        old = {(int(str(form)), str(a), str(b)) for form, a, b in rows}
        notes.db.executemany("DELETE FROM redirect WHERE form = ? AND old = ? AND new = ?", sorted(old - leads))
        notes.db.executemany("INSERT INTO redirect VALUES (?, ?, ?)", sorted(leads - old))
        made.fewer |= {lead[1:] for lead in old - leads}
        made.more |= {lead[1:] for lead in leads - old}
        notes.drop_forms(forms)
        return moved

    def gather(self, forms: Iterable[int]) -> set[int]:
        """Return all names that have to be decided on together with the names given."""
        found = self._closed(set(forms))
        weak = set(self._weak(self.notes.by_context(found, weak=True) | found))
        chosen = set(
            self._weak(self._named(path for pair in self._decided.same | self._decided.different for path in pair))
        )
        if chosen & (weak | self.notes.by_context(weak, weak=True)):  # what decisions name is compared like full names
            weak |= chosen
            found |= self._closed(chosen)
        return found | weak | self._closed(self.notes.by_context(weak, weak=False))

    def _weak(self, forms: Iterable[int]) -> list[int]:
        return [
            int(str(f)) for (f,) in self.notes.select("SELECT id FROM form WHERE weak = 1 AND id IN (?)", sorted(forms))
        ]

    def _closed(self, forms: set[int]) -> set[int]:
        """The names, all full names like them, and those that decisions join to them, until there are no more."""
        links = self._links()
        found: set[int] = set()
        front = forms
        while front:
            found |= self.notes.reach(front)
            front = {partner for form in found for partner in links.get(form, ())} - found
        return found

    def _links(self) -> dict[int, set[int]]:
        links: dict[int, set[int]] = defaultdict(set)
        for a, b in self._decided.same:
            ones, others = self._named([a]), self._named([b])
            for x in ones | others:
                links[x] |= (ones | others) - {x}
        return links

    def _alike(self, forms: Sequence[int]) -> dict[str, set[str]]:
        query = "SELECT f.form, g.form FROM edge e JOIN form f ON f.id = e.a JOIN form g ON g.id = e.b WHERE e.a IN (?)"
        alike: dict[str, set[str]] = defaultdict(set)
        for a, b in self.notes.select(query, forms):
            alike[str(a)].add(str(b))
        return alike

    def doubts(self) -> list[Doubt]:
        """Return all pairs that may be one thing and are not decided, likeliest first."""
        found: set[Doubt] = set(self._happenings.doubts())
        every = {int(f) for (f,) in self.notes.db.execute("SELECT id FROM form")}
        members = self.notes.members(sorted(every))
        for root in FOLDERS:
            seen: list[Seen] = [s for rows in members.values() for _, s, _ in rows if s.node.root == root]
            found |= set(Family(root, seen, self._alike(sorted(every)), self._decided, self.policy.identity).doubts)
        return sorted(found, key=lambda d: (-d.score, d))


@dataclass(frozen=True, slots=True)
class News:
    """The decisions on identity as lines, as they are and as they were."""

    now: set[str]
    before: set[str]
