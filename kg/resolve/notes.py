"""What the resolver keeps between changes: a SQLite file that lies with the index and can always be made again."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from kg.resolve import blocks
from kg.resolve.cluster import compare
from kg.resolve.groups import Seen
from kg.resolve.profile import Node

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, day TEXT, source TEXT);
CREATE TABLE IF NOT EXISTS form (
    id INTEGER PRIMARY KEY, root TEXT, form TEXT, weak INTEGER, context TEXT, UNIQUE (root, form, weak, context));
CREATE TABLE IF NOT EXISTS node (
    id INTEGER PRIMARY KEY, form INTEGER, key TEXT UNIQUE, path TEXT, first TEXT, last TEXT, count INTEGER);
CREATE INDEX IF NOT EXISTS node_form ON node (form);
CREATE TABLE IF NOT EXISTS mention (node INTEGER, day TEXT, article INTEGER, PRIMARY KEY (node, day, article)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mention_article ON mention (article);
CREATE TABLE IF NOT EXISTS key (key TEXT, form INTEGER, PRIMARY KEY (key, form)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS key_form ON key (form);
CREATE TABLE IF NOT EXISTS edge (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS redirect (form INTEGER, old TEXT, new TEXT, PRIMARY KEY (form, old, new)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS redirect_old ON redirect (old);
CREATE INDEX IF NOT EXISTS redirect_new ON redirect (new);
CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, article INTEGER, own TEXT, data TEXT, path TEXT);
CREATE INDEX IF NOT EXISTS event_article ON event (article);
CREATE TABLE IF NOT EXISTS event_key (key TEXT, event INTEGER, PRIMARY KEY (key, event)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS event_key_event ON event_key (event);
CREATE INDEX IF NOT EXISTS event_own ON event (own);
CREATE INDEX IF NOT EXISTS event_path ON event (path);
CREATE TABLE IF NOT EXISTS post (
    article INTEGER, holder TEXT, title TEXT, body TEXT, PRIMARY KEY (article, holder, title, body)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS post_holder ON post (holder, title, body);
CREATE INDEX IF NOT EXISTS post_body ON post (body);
CREATE TABLE IF NOT EXISTS band (band INTEGER, article INTEGER, PRIMARY KEY (band, article)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sketch (article INTEGER PRIMARY KEY, data BLOB);
"""
_CHUNK = 500
_STEPS = (1, 2, 3, 5, 20, 100, 500, 2_500, 12_500, 60_000, 300_000, 1_500_000)
_JOINT = """SELECT DISTINCT f.id FROM key k JOIN key o ON o.key = k.key JOIN form f ON f.id = o.form
WHERE k.form IN (?) AND substr(k.key, 1, 2) = 'j|' AND f.weak = 0"""


class Notes:
    """The tables of the resolver; a connection, which the one who made it commits and closes."""

    def __init__(self, path: Path | None, write: bool = True) -> None:
        self._path = path
        self._write = write
        self._forms: dict[tuple[str, str, bool, str], int] = {}
        self._nodes: dict[Node, int] = {}
        self._keyed: set[tuple[str, int]] = set()
        where = f"{path.resolve().as_uri()}?mode={'rwc' if write else 'ro&immutable=1'}" if path else ":memory:"
        self.db = sqlite3.connect(where, isolation_level=None, uri=path is not None)
        if not write:
            return
        self.db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;")
        self.db.executescript(_SCHEMA)

    def begin(self) -> None:
        """Begin the changes of one update."""
        self.db.execute("BEGIN")

    def commit(self) -> None:
        """Make the changes of one update last."""
        self.db.execute("COMMIT")

    def rollback(self) -> None:
        """Leave an update half done: the file is to be thrown away."""
        if self.db.in_transaction:
            self.db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file, when it is on the disk."""
        self.db.close()
        if self._path and self._write:
            with open(self._path, "rb") as file:
                os.fsync(file.fileno())

    # --- Values -----------------------------------------------------------------------------------------------------------

    def meta(self, name: str) -> str:
        """Return a value that was kept under a name; "" if none was."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def keep(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def select(self, query: str, values: Iterable[object]) -> Iterator[tuple[object, ...]]:
        """Run a query whose `(?)` stands for many values, a part of them at a time."""
        found = list(values)
        for start in range(0, len(found), _CHUNK):
            part = found[start : start + _CHUNK]
            yield from self.db.execute(query.replace("(?)", f"({','.join('?' * len(part))})"), part)

    # --- Articles and their nodes -----------------------------------------------------------------------------------------

    def article(self, iri: str) -> int | None:
        """Return the number of an article; None if it is not there."""
        row = self.db.execute("SELECT id FROM article WHERE iri = ?", (iri,)).fetchone()
        return int(row[0]) if row else None

    def put_article(self, iri: str, day: str) -> int:
        """Note an article, at first as its own source, or its day if it is there, and return its number."""
        query = """INSERT INTO article (iri, day, source) VALUES (?1, ?2, ?1)
                   ON CONFLICT (iri) DO UPDATE SET day = excluded.day RETURNING id"""
        return int(self.db.execute(query, (iri, day)).fetchone()[0])

    def drop_article(self, iri: str) -> None:
        """Forget an article that has no nodes any more."""
        self.db.execute("DELETE FROM article WHERE iri = ?", (iri,))

    def nodes_of(self, article: int) -> list[int]:
        """Return the numbers of an article's nodes."""
        return [row[0] for row in self.db.execute("SELECT node FROM mention WHERE article = ?", (article,))]

    def mention(self, article: int, day: str, nodes: Iterable[int]) -> None:
        """Note which nodes an article has, in the place of those noted before."""
        self.db.execute("DELETE FROM mention WHERE article = ?", (article,))
        self.db.executemany("INSERT OR IGNORE INTO mention VALUES (?, ?, ?)", [(node, day, article) for node in nodes])

    def node(self, node: Node) -> int:
        """Return a node's number; a new one is noted with its name, its keys and the names that it meets."""
        if node not in self._nodes:
            key = encode(node)
            row = self.db.execute("SELECT id FROM node WHERE key = ?", (key,)).fetchone()
            if row is None:
                form = self._form(node)
                row = self.db.execute("INSERT INTO node (form, key) VALUES (?, ?) RETURNING id", (form, key)).fetchone()
                self._index(form, blocks.context(node))
            self._nodes[node] = int(row[0])
        return self._nodes[node]

    def _form(self, node: Node) -> int:
        place = (node.countries, node.joint, node.offices[:1]) if node.weak else ()
        ident = (node.root, node.form, node.weak, json.dumps(place))
        if ident not in self._forms:
            row = self.db.execute(
                "SELECT id FROM form WHERE root = ? AND form = ? AND weak = ? AND context = ?", ident
            ).fetchone()
            if row is None:
                row = self.db.execute(
                    "INSERT INTO form (root, form, weak, context) VALUES (?, ?, ?, ?) RETURNING id", ident
                ).fetchone()
                if not node.weak:
                    self._meet(int(row[0]), node)
            self._forms[ident] = int(row[0])
        return self._forms[ident]

    def _meet(self, form: int, node: Node) -> None:
        """Index a full name, and note which others it is like."""
        keys = blocks.full(node.root, node.form)
        rows = self.select(
            "SELECT DISTINCT f.id, f.form FROM key k JOIN form f ON f.id = k.form WHERE k.key IN (?)", sorted(keys)
        )
        alike = {int(str(other)) for other, name in rows if compare(node.root, node.form, str(name)).kind != "no"}
        self.db.executemany(
            "INSERT OR IGNORE INTO edge VALUES (?, ?)",
            [pair for o in alike - {form} for pair in ((form, o), (o, form))],
        )
        self._index(form, keys)

    def _index(self, form: int, keys: Iterable[str]) -> None:
        new = {(key, form) for key in keys} - self._keyed
        self.db.executemany("INSERT OR IGNORE INTO key VALUES (?, ?)", sorted(new))
        self._keyed |= new

    def sweep(self, nodes: Iterable[int]) -> set[int]:
        """Look again at nodes that articles have gained or lost; delete those that none has any more.

        Returns:
            The numbers of the names of nodes that are new or gone, or of which something else is known now that counts.
            How many articles have a node, and the last year, are kept roundly, so that one more of many makes no work.
        """
        forms: set[int] = set()
        dead: list[int] = []
        seen = "SELECT min(day), max(day), count(*) FROM mention WHERE node = ?"
        wanted = sorted(set(nodes))
        for number, form, *before in self.select(
            "SELECT id, form, first, last, count FROM node WHERE id IN (?)", wanted
        ):
            first, last, count = self.db.execute(seen, (number,)).fetchone()
            now = [first, _roundly(last), max(step for step in _STEPS if step <= count)] if count else None
            if now is None:
                dead.append(int(str(number)))
            elif now != before:
                self.db.execute("UPDATE node SET first = ?, last = ?, count = ? WHERE id = ?", (*now, number))
            if now != before:
                forms.add(int(str(form)))
        if dead:
            self._nodes, self._forms, self._keyed = {}, {}, set()
            self.db.executemany("DELETE FROM node WHERE id = ?", [(n,) for n in dead])
        return forms

    def drop_forms(self, forms: Iterable[int]) -> None:
        """Delete those of the names that have no nodes any more."""
        for form in sorted(forms):
            if self.db.execute("SELECT 1 FROM node WHERE form = ? LIMIT 1", (form,)).fetchone() is None:
                for table, column in (("form", "id"), ("key", "form"), ("edge", "a"), ("edge", "b")):
                    self.db.execute(f"DELETE FROM {table} WHERE {column} = ?", (form,))

    # --- Families ---------------------------------------------------------------------------------------------------------

    def reach(self, forms: Iterable[int]) -> set[int]:
        """Return the names, and all that are like one of them, like one like one of them, and so on."""
        found: set[int] = set()
        front = set(forms)
        while front:
            found |= front
            near = [
                *self.select("SELECT DISTINCT b FROM edge WHERE a IN (?)", sorted(front)),
                *self.select(_JOINT, sorted(front)),
            ]
            front = {int(str(b)) for (b,) in near} - found
        return found

    def by_context(self, forms: Iterable[int], weak: bool | None = None) -> set[int]:
        """Return the names that share a context's key with one of the names: all, or the weak or the full."""
        query = """SELECT DISTINCT o.form FROM key k JOIN key o ON o.key = k.key
                   WHERE k.form IN (?) AND substr(k.key, 1, 2) IN ('s|', 'a|', 'j|')"""
        found = {int(str(form)) for (form,) in self.select(query, sorted(set(forms)))}
        if weak is None:
            return found
        return {
            int(str(f))
            for (f,) in self.select(f"SELECT id FROM form WHERE weak = {int(weak)} AND id IN (?)", sorted(found))
        }

    def members(self, forms: Sequence[int]) -> dict[int, list[tuple[int, Seen, str | None]]]:
        """Return the nodes of the names by the name's number, each with its own number and its path."""
        made: dict[int, list[tuple[int, Seen, str | None]]] = {form: [] for form in forms}
        query = "SELECT form, id, key, first, last, count, path FROM node WHERE count > 0 AND form IN (?)"
        for form, number, key, first, last, count, path in self.select(query, forms):
            seen = Seen(decode(str(key)), str(first), str(last), int(str(count)))
            made[int(str(form))].append((int(str(number)), seen, None if path is None else str(path)))
        return made


def _roundly(day: str) -> str:
    """The last of the four years that a day is in."""
    return f"{int(day[:4]) // 4 * 4 + 3:04d}" if day else ""


def encode(node: Node) -> str:
    """Return the key of a node."""
    lists = (node.countries, node.joint, node.offices, node.aliases)
    return json.dumps((node.root, node.form, *lists, node.year, node.unsure, node.tag), ensure_ascii=False)


@lru_cache(maxsize=300_000)
def decode(key: str) -> Node:
    """Return the node that a key stands for."""
    root, form, *lists, year, unsure, tag = json.loads(key)
    countries, joint, offices, aliases = map(tuple, lists)
    return Node(root, form, countries, joint, offices, aliases, year, tag, unsure)
