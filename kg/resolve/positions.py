"""Positions across articles: the common IRI of each (who holds it, the office, what it is of), and the IRIs that lead there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from urllib.parse import quote

from kg.resolve.names import plain
from kg.resolve.notes import Notes
from kg.resolve.terms import LABEL_, TYPE_, Renaming, Triple, kg, statements, text
from kg.resolve.titles import office

_HOLDS, _OF, _POSITION = kg("holds"), kg("of"), kg("Position")


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """A position by the paths of the common IRIs of its holder and of what it is of, several of these joined by `/`."""

    holder: str
    title: str
    body: str

    @property
    def path(self) -> str:
        """The path of its IRI."""
        title = quote(self.title.replace(" ", "-"), safe="-")
        return "/".join(p for p in ("position", self.holder.partition("/")[2], title, self.body) if p)


def posts(article: str, graph: Sequence[Triple], mapping: Renaming, base: str) -> dict[str, Post]:
    """Return an article's positions by their IRIs there; none whose holder or body has no common IRI."""
    about: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    holders: dict[str, set[str]] = defaultdict(set)
    for s, p, o in statements(graph):
        about[s][p].add(o)
        if p == _HOLDS:
            holders[o].add(mapping.get(s, s))
    made: dict[str, Post] = {}
    for iri, said in about.items():
        if _POSITION not in said[TYPE_] or not iri.startswith(f"<{article}#") or len(holders[iri]) != 1:
            continue
        (holder,) = holders[iri]
        bodies = sorted(mapping.get(o, o) for o in said[_OF])
        title = min((office(text(o)) or plain(text(o)) for o in said[LABEL_]), default="")
        if title and "#" not in holder and not any("#" in body for body in bodies):
            first, *rest = (term.removeprefix(f"<{base}")[:-1] for term in (holder, *bodies))
            made[iri] = Post(first, title, "/".join(rest))
    return made


class Posts:
    """The table of positions in the notes: which articles have which."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def put(self, article: str, posts: Iterable[Post]) -> set[Post]:
        """Note an article's positions in the place of those noted before; return those that it gained or lost."""
        db, new, number = self._notes.db, set(posts), self._notes.article(article)
        old = {Post(*row) for row in db.execute("SELECT holder, title, body FROM post WHERE article = ?", (number,))}
        for sql, some in (("DELETE FROM post WHERE article = ? AND holder = ? AND title = ? AND body = ?", old - new),
                          ("INSERT INTO post VALUES (?, ?, ?, ?)", new - old)):  # fmt: skip
            db.executemany(sql, [(number, p.holder, p.title, p.body) for p in some])
        return old ^ new

    def of(self, paths: Iterable[str]) -> set[Post]:
        """Return the positions whose holder or body has one of the paths."""
        query, wanted = "SELECT DISTINCT holder, title, body FROM post WHERE {} IN (?)", sorted(set(paths))
        rows = (row for column in ("holder", "body") for row in self._notes.select(query.format(column), wanted))
        return {Post(*map(str, row)) for row in rows}

    def leads(self, posts: Iterable[Post]) -> set[tuple[str, str]]:
        """Return the redirects to those of the positions that there are.

        They are the IRIs that each would have if its holder or body went by another of the IRIs that lead to it.
        """
        there = "SELECT 1 FROM post WHERE holder = ? AND title = ? AND body = ? LIMIT 1"
        named = "SELECT DISTINCT old FROM redirect WHERE new = ?"

        @lru_cache(maxsize=10_000)
        def names(path: str) -> list[str]:
            return [path, *(old for (old,) in self._notes.db.execute(named, (path,)))]

        made: set[tuple[str, str]] = set()
        for post in posts:
            if self._notes.db.execute(there, (post.holder, post.title, post.body)).fetchone():
                others = {Post(h, post.title, b).path for h, b in product(names(post.holder), names(post.body))}
                made |= {(other, post.path) for other in others - {post.path}}
        return made
