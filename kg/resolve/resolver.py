"""The common IRIs of all articles' things, kept up to date: what is looked at again depends on what changed.

The result depends on the articles and the decisions alone, not on the order in which they came: names meet under keys
(`blocks`), all that could meet is decided together by a pure function (`cluster`, `events`), and what that function says of
a thing does not depend on what else it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.resolve import copies
from kg.resolve.decisions import Decisions
from kg.resolve.families import Families
from kg.resolve.groups import Doubt
from kg.resolve.happenings import Happenings
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.positions import Post, Posts, posts
from kg.resolve.profile import Node, Profile, profile
from kg.resolve.terms import OBJECT, PREDICATE, SUBJECT, Renaming, Triple, mapped

Read = Callable[[str], Sequence[Triple]]
Became = Callable[[str], set[str]]
"""Gives the things that took the place of one; none for one whose place nothing took."""


@dataclass
class Changes:
    """What an update changed: the mappings of articles that are new or other than before, and what redirects may change."""

    mappings: dict[str, Renaming] = field(default_factory=dict)
    graphs: dict[str, Sequence[Triple]] = field(default_factory=dict)
    olds: set[str] = field(default_factory=set)
    """Paths that may lead elsewhere than before, or newly or no longer."""
    posts: set[Post] = field(default_factory=set)
    """Positions to which other paths may lead than before."""
    copied: set[str] = field(default_factory=set)
    """Articles whose text is a copy of others' that they were not a copy of before, or no longer is."""


class Resolver:
    """Keeps `Notes` up to date; `update` brings changed articles in, with the decisions as they are now.

    What comes in many parts is noted first, all of it, so that who is who is decided once and not for each part.
    """

    def __init__(self, notes: Notes, base: str, policy: Policy, decisions: Decisions) -> None:
        self.notes, self.base, self.policy = notes, base, policy
        self._decisions = decisions
        self._decided = decisions.decided(base)
        self._families = Families(notes, policy.identity, self._decided)
        self._happenings = Happenings(notes, base, policy, self._decided)
        self._posts = Posts(notes)
        self._noted: dict[str, Profile | None] = {}
        self._alike: dict[Node, Node] = {}
        self._nodes: set[int] = set()
        self._copied: set[str] = set()

    def note(self, changed: Mapping[str, Sequence[Triple] | None]) -> None:
        """Note the names in changed articles that updates will bring in; the first of these decides on all that were noted."""
        self.notes.begin()
        try:
            profiles = self._note(changed)
            for article in changed:  # nodes that are alike are kept once
                one = profiles.get(article)
                nodes = {iri: self._alike.setdefault(node, node) for iri, node in one.nodes.items()} if one else {}
                self._noted[article] = replace(one, nodes=nodes) if one else None
            self.notes.commit()
        except BaseException:
            self.notes.rollback()
            raise

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
        profiles = self._note({article: graph for article, graph in graphs.items() if article not in self._noted})
        noted = {article: self._noted.pop(article) for article in graphs if article in self._noted}
        profiles |= {article: one for article, one in noted.items() if one is not None}
        self._alike = self._alike if self._noted else {}
        made.copied, self._copied = self._copied, set()
        nodes, self._nodes = self._nodes, set()
        moved, bent = self._families.settle(notes.sweep(nodes) | self._families.named(asked))
        having = "SELECT DISTINCT a.iri FROM mention m JOIN article a ON a.id = m.article WHERE m.node IN (?)"
        touched = {
            str(iri) for (iri,) in notes.select(having, sorted(moved))
        } - self._noted.keys()  # these come by themselves
        touched |= {article for article, graph in graphs.items() if graph is not None}
        for article in sorted(touched):
            graph = graphs.get(article) or read(article)
            made.graphs[article] = graph
            if article not in profiles:
                profiles[article] = self._profile(article, graph)
            made.mappings[article] = self._mapping(profiles[article])
        gone = [article for article, graph in graphs.items() if graph is None]
        happened = self._happenings.update(made.mappings, made.graphs, profiles, gone, asked)
        for article, renaming in happened.mappings.items():
            if article not in made.mappings:
                made.graphs[article] = read(article)
                profiles[article] = self._profile(article, made.graphs[article])
                made.mappings[article] = self._mapping(profiles[article])
            made.mappings[article] |= renaming
        for article, mapping in made.mappings.items():
            found = posts(article, made.graphs[article], mapping, self.base)
            mapping |= {iri: f"<{self.base}{post.path}>" for iri, post in found.items()}
            made.posts |= self._posts.put(article, found.values())
        for article in gone:
            made.posts |= self._posts.put(article, ())
            notes.drop_article(article)
        made.olds = happened.olds | {old for old, _ in bent}
        made.posts |= self._posts.of(new for _, new in bent)
        return made

    def _note(self, graphs: Mapping[str, Sequence[Triple] | None]) -> dict[str, Profile]:
        """Note the names in articles; return the profiles of those that are there."""
        notes = self.notes
        profiles: dict[str, Profile] = {}
        for article, graph in sorted(graphs.items()):
            known = notes.article(article)
            self._nodes |= set(notes.nodes_of(known)) if known is not None else set()
            if graph is None:
                if known is not None:
                    notes.mention(known, "", ())
                continue
            profiles[article] = self._profile(article, graph)
            mine = {notes.node(node) for node in profiles[article].nodes.values()}
            notes.mention(notes.put_article(article, profiles[article].day), profiles[article].day, mine)
            self._nodes |= mine
        self._copied |= copies.update(notes, graphs, self.policy.likeness)
        return profiles

    def leads(self, changes: Changes) -> set[tuple[str, str]]:
        """Return the redirects that there are now among those that an update may have changed: old and new paths."""
        query = "SELECT old, new FROM redirect WHERE old IN (?)"
        nodes = {(str(old), str(new)) for old, new in self.notes.select(query, sorted(changes.olds))}
        return nodes | self._happenings.leads(changes.olds) | self._posts.leads(changes.posts)

    def common(self, iri: str, read: Read, became: Became) -> set[str]:
        """Return the common IRIs of what an IRI stands for: itself, what took its place, or the thing of an article's own IRI."""
        article, term = iri.partition("#")[0], f"<{iri}>"
        if "#" not in iri:
            return became(term) or {term}
        return (
            {self.whole(article, read(article)).get(term, term)} if self.notes.article(article) is not None else set()
        )

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
        mapping = self._mapping(self._profile(article, graph)) | self._happenings.of(article)
        found = posts(article, graph, mapping, self.base)
        return mapping | {iri: f"<{self.base}{post.path}>" for iri, post in found.items()}

    def _profile(self, article: str, graph: Sequence[Triple]) -> Profile:
        return profile(article, graph, self._decisions.tags, self.policy.identity.country_sure)

    def _mapping(self, one: Profile) -> Renaming:
        """The common IRIs of an article's people, bodies and places."""
        mapping: Renaming = {}
        for iri, node in one.nodes.items():
            row = self.notes.db.execute("SELECT path FROM node WHERE id = ?", (self.notes.node(node),)).fetchone()
            if row[0] is not None:
                mapping[iri] = f"<{self.base}{row[0]}>"
        return mapping

    def doubts(self) -> list[Doubt]:
        """Return all pairs that may be one thing and are not decided, likeliest first."""
        return sorted({*self._happenings.doubts(), *self._families.doubts()}, key=lambda d: (-d.score, d))


@dataclass(frozen=True, slots=True)
class News:
    """The decisions on identity as lines, as they are and as they were."""

    now: set[str]
    before: set[str]
