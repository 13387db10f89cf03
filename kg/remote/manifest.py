"""What a server's own graph `urn:kg:store:…` keeps of our store: which graphs it has, each article's file, who is writing.

<m> urn:kg:base "https://kg.example/" ; urn:kg:id "…" ; urn:kg:writer "2026-11-25T00:10:00 …"
<graph> urn:kg:state "DIGEST FILE"         the sha256 of the graph's lines and, for an article, of its file
<article> urn:kg:file "…"                  the article's file, compressed: from it any client can go on
<article> urn:kg:state "withdrawn 2026-11-25 …reason…"
<graph> urn:kg:pending "1"                 it is being written: what is there now is not what the state says
"""

from __future__ import annotations

import base64
import random
import re
import time
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from kg.model import DamagedStore, KgError
from kg.remote.server import Server, pieces
from kg.store.files import name

_STATE, _FILE, _PENDING, _WRITER = "<urn:kg:state>", "<urn:kg:file>", "<urn:kg:pending>", "<urn:kg:writer>"
_PAGE = 2000
_LEASE = timedelta(minutes=10)
"""How long a writer that does not answer any more keeps others out; the clocks of writers must agree so far."""
PATIENCE = 60.0
_LONGEST = 64 << 20
"""No article's file is longer than this when it is unpacked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the server has of a graph: digests of the graph and the article's file; or when and why it was withdrawn."""

    digest: str = ""
    file: str = ""
    withdrawn: str = ""
    pending: bool = False


class Manifest:
    """The graph of a store on a server."""

    def __init__(self, server: Server, base: str, id: str) -> None:
        self._server, self.base, self.id = server, base, id
        self._graph = _graph(base)

    @classmethod
    def find(cls, server: Server) -> Manifest | None:
        """Return the manifest of the store on a server; KgError if there are several and the base does not say which."""
        rows = server.rows(
            "SELECT DISTINCT ?m ?base ?id WHERE { GRAPH ?m { ?m <urn:kg:base> ?base ; <urn:kg:id> ?id } }"
        )
        wanted = server.config.base
        _check(server, rows)
        found = {row["base"]: row["id"] for row in rows if not wanted or row["base"] == wanted}
        if len(found) > 1:
            bases = ", ".join(sorted(found))
            raise KgError(f"{server.config.query}: there are several stores; say which by base in a TOML file: {bases}")
        return next((cls(server, base, id) for base, id in found.items()), None)

    @classmethod
    def create(cls, server: Server, base: str) -> Manifest:
        """Make the manifest of a new store."""
        made = cls(server, base, uuid.uuid4().hex)
        server.update(
            f'INSERT DATA {{ GRAPH {made._graph} {{ {made._graph} <urn:kg:base> {Literal(base)} ; <urn:kg:id> "{made.id}" }} }}'
        )
        return made

    def entries(self) -> dict[str, Entry]:
        """Return what the server has, by the name of each graph."""
        found: dict[str, dict[str, str]] = {}
        last, more = "", True
        while more:
            rows = self._server.rows(
                f"SELECT ?g ?p ?said WHERE {{ GRAPH {self._graph} {{ ?g ?p ?said }} FILTER(?p IN ({_STATE}, {_PENDING})"
                f" && STR(?g) >= {Literal(last)}) }} ORDER BY STR(?g) LIMIT {_PAGE}"
            )
            for row in rows:
                found.setdefault(row["g"], {})[row["p"]] = row["said"]
            last, more = max(found, default=""), len(rows) == _PAGE
        return {graph: _entry(said) for graph, said in found.items()}

    def file(self, article: str, entry: Entry) -> bytes:
        """Return an article's file; DamagedStore if it is missing or not what the digest says."""
        rows = self._server.rows(f"SELECT ?said WHERE {{ GRAPH {self._graph} {{ <{article}> {_FILE} ?said }} }}")
        for row in rows:
            try:
                data = zlib.decompressobj().decompress(base64.b64decode(row["said"]), _LONGEST)
            except (ValueError, zlib.error):
                continue
            if name(data) == entry.file:
                return data
        raise DamagedStore(
            f"{self._server.config.query}: the file of <{article}> is missing or damaged; build the article again"
        )

    def announce(self, graphs: Iterable[str]) -> None:
        """Note that graphs are about to be written."""
        self._insert(f'<{graph}> {_PENDING} "1" .' for graph in graphs)

    def record(self, entries: Mapping[str, Entry], files: Mapping[str, bytes]) -> None:
        """Note what graphs are now; an entry without anything is forgotten."""
        if not entries:
            return
        names = ", ".join(f"<{graph}>" for graph in entries)
        found = f"GRAPH {self._graph} {{ ?g ?p ?o }}"
        self._server.update(f"DELETE {{ {found} }} WHERE {{ {found} FILTER(?g IN ({names})) }}")
        lines = []
        for graph, entry in entries.items():
            if entry.digest or entry.withdrawn:
                said = f"withdrawn {entry.withdrawn}" if entry.withdrawn else f"{entry.digest} {entry.file}".strip()
                lines.append(f"<{graph}> {_STATE} {Literal(said)} .")
            if graph in files:
                lines.append(f'<{graph}> {_FILE} "{base64.b64encode(zlib.compress(files[graph])).decode()}" .')
        self._insert(lines)

    def _insert(self, lines: Iterable[str]) -> None:
        for piece in pieces(lines, self._server.config.batch_bytes):
            self._server.update(f"INSERT DATA {{ GRAPH {self._graph} {{\n" + "\n".join(piece) + "\n} }")

    # --- One writer at a time ---------------------------------------------------------------------------------------------

    @contextmanager
    def writing(
        self, patience: float = PATIENCE, sleep: Callable[[float], None] = time.sleep
    ) -> Iterator[Callable[[], None]]:
        """Keep other writers out; yields what has to be called now and then to go on keeping them out."""
        mine, end = uuid.uuid4().hex, time.monotonic() + patience
        while not self._taken(mine):
            if time.monotonic() > end:
                raise KgError(f"{self._server.config.query}: another process is writing to the store; try again later")
            sleep(random.uniform(0.2, 1.0))
        begun = time.monotonic()

        def go_on() -> None:
            nonlocal begun
            if time.monotonic() - begun > _LEASE.total_seconds() / 4:
                begun = time.monotonic()
                self._taken(mine)

        try:
            yield go_on
        finally:
            self._release(mine)

    def _taken(self, mine: str) -> bool:
        now = datetime.now(UTC)
        until = f"{(now + _LEASE).isoformat(timespec='seconds')} {mine}"
        graph = self._graph
        found = f"GRAPH {graph} {{ {graph} {_WRITER} ?w }}"
        old = f'STR(?w) < {Literal(now.isoformat(timespec="seconds"))} || STRENDS(STR(?w), "{mine}")'
        self._server.update(f"DELETE {{ {found} }} WHERE {{ {found} FILTER({old}) }}")
        free = f"GRAPH {graph} {{ {graph} <urn:kg:base> ?b }} FILTER NOT EXISTS {{ {found} }}"
        self._server.update(f"INSERT {{ GRAPH {graph} {{ {graph} {_WRITER} {Literal(until)} }} }} WHERE {{ {free} }}")
        rows = self._server.rows(f"SELECT ?w WHERE {{ {found} }}")
        if [row["w"].endswith(mine) for row in rows] == [True]:
            return True
        if any(row["w"].endswith(mine) for row in rows):  # two came at the same moment: both step back
            self._release(mine)
        return False

    def _release(self, mine: str) -> None:
        graph = self._graph
        found = f"GRAPH {graph} {{ {graph} {_WRITER} ?w }}"
        self._server.update(f'DELETE {{ {found} }} WHERE {{ {found} FILTER(STRENDS(STR(?w), "{mine}")) }}')


def _graph(base: str) -> str:
    return f"<urn:kg:store:{quote(base, safe='')}>"


def _check(server: Server, rows: Iterable[Mapping[str, str]]) -> None:
    """What a server says is put into queries and names a folder: see that it is a base and an id."""
    for row in rows:
        try:
            NamedNode(row["base"] + "graph/believed")
            fine = bool(re.fullmatch(r"[0-9a-f]{32}", row["id"])) and row["base"].endswith("/")
        except ValueError:
            fine = False
        if not fine:
            raise KgError(
                f"{server.config.query}: the graph of the store there is damaged: its base is {row['base']!r}"
            )


def _entry(said: Mapping[str, str]) -> Entry:
    state = said.get(_STATE[1:-1], "")
    pending = _PENDING[1:-1] in said
    if state.startswith("withdrawn "):
        return Entry(withdrawn=state.removeprefix("withdrawn "), pending=pending)
    digest, _, file = state.partition(" ")
    return Entry(digest, file, pending=pending)
