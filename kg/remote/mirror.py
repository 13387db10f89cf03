"""A remote store's mirror: an embedded store in the cache folder, in which identity and belief are worked out.

The server is the truth. Before writing, what others changed there comes into the mirror from the articles' files that the
server keeps; afterwards, the graphs that are other than the server's are put there, whole. A mirror that is deleted comes
back with the next build. It holds what the server holds, and so takes as much room as an embedded store.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.model import BadInput, KgError, Reading
from kg.remote.manifest import Entry, Manifest
from kg.remote.server import Server
from kg.serve.readings import reading
from kg.store import Store
from kg.store.files import Files, header

_BATCH = 64
_SMALL = 4
"""A large graph of which less than a quarter changed is changed, not put whole."""
_LEAST = 2000
"""Graphs with fewer lines than this are always put whole."""


def folder(environment: Mapping[str, str]) -> Path:
    """Return where mirrors are kept: `KG_CACHE`, or what the system has for caches."""
    if given := environment.get("KG_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home()) / "kg"
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kg"


class Mirror:
    """The mirror of a store on a server, open for writing; one process at a time has it."""

    def __init__(self, server: Server, manifest: Manifest, cache: Path, timeout: float = 60.0) -> None:
        self._server, self._manifest = server, manifest
        self._place = cache / "remote" / manifest.id
        self._place.mkdir(parents=True, exist_ok=True)
        there = (self._place / "store" / "kg.json").exists()
        path = self._place / "store"
        self.store = (
            Store.open(path, True, timeout=timeout) if there else Store.create(path, manifest.base, timeout=timeout)
        )

    def close(self) -> None:
        """Let other processes have it."""
        self.store.close()

    def pull(self) -> None:
        """Bring in what others put on the server or withdrew there since the last time."""
        entries, known, mine = self._manifest.entries(), self._known(), self._mine()
        same = [graph for graph in entries if mine.get(graph) == known.get(graph)]  # what was changed here goes there
        new = sorted(graph for graph in same if entries[graph].file not in ("", mine.get(graph)))
        self.store.put(self._read(graph, entries[graph]) for graph in new)
        for graph in same:
            if graph in mine and entries[graph].withdrawn:
                day, _, reason = entries[graph].withdrawn.partition(" ")
                self.store.withdraw(_id(graph), reason or "withdrawn", date.fromisoformat(day))
        both = {graph: entry.file for graph, entry in entries.items() if graph in new or entry.file == mine.get(graph)}
        gone = {graph for graph in same if entries[graph].withdrawn}
        self._know({graph: file for graph, file in (known | both).items() if graph not in gone})

    def _read(self, article: str, entry: Entry) -> Reading:
        data = self._manifest.file(article, entry)
        try:
            if header(data).article != article:
                raise ValueError("it is the file of another article")
            return reading(parse(data, RdfFormat.N_QUADS), article, self._manifest.base)
        except (BadInput, SyntaxError, ValueError) as error:
            raise KgError(f"{self._server.config.query}: the file of <{article}> cannot be used: {error}") from None

    def push(self, alive: Callable[[], None], gone: Mapping[str, str] | None = None, *, all: bool = False) -> int:
        """Put every graph that is other than the server's, and delete those that are not ours any more.

        Args:
            alive: Called now and then.
            gone: Of articles that were withdrawn just now, the day and the reason.
            all: Put all graphs, whatever the server says that it has.

        Returns:
            How many graphs were written or deleted.
        """
        gone, entries, mine = gone or {}, self._manifest.entries(), self._mine()
        digests = {graph: _digest(lines) for graph, lines in self._graphs()}
        wanted = {graph: Entry(digest, mine.get(graph, "")) for graph, digest in digests.items()}
        changed = [graph for graph, entry in wanted.items() if all or entries.get(graph) != entry]
        left = [
            graph for graph, entry in entries.items() if graph not in wanted and (entry.pending or not entry.withdrawn)
        ]
        changed.sort(key=lambda graph: (graph not in mine, graph))  # what is believed comes last
        names = [*changed, *sorted(left)]
        for at in range(0, len(names), _BATCH):
            some = names[at : at + _BATCH]
            alive()
            self._manifest.announce(some)
            with ThreadPoolExecutor(self._server.config.connections) as threads:
                list(
                    threads.map(
                        self._put,
                        some,
                        [Entry() if all else entries.get(graph, Entry()) for graph in some],
                        [graph in wanted for graph in some],
                    )
                )
            told = {graph: wanted.get(graph) or Entry(withdrawn=gone.get(graph) or self._why(graph)) for graph in some}
            self._manifest.record(
                told, {graph: Files(self.store.path).read(mine[graph]) for graph in some if graph in mine}
            )
        self._know(mine)
        return len(names)

    def _put(self, graph: str, before: Entry, wanted: bool) -> None:
        lines = self._lines(graph) if wanted else []
        if len(lines) < _LEAST:
            self._server.put(graph, lines)
            return
        kept = self._place / f"{hashlib.sha256(graph.encode()).hexdigest()[:16]}.nt"
        old = kept.read_bytes().decode("utf-8").split("\n") if kept.exists() else []
        if before.pending or before.digest != _digest(old) or not self._changed(graph, old, lines):
            self._server.put(graph, lines)
        new = kept.with_suffix(".new")
        new.write_bytes("\n".join(lines).encode("utf-8"))
        os.replace(new, kept)

    def _changed(self, graph: str, old: list[str], new: list[str]) -> bool:
        """Change a graph by what differs, if that is little; whether it was done and came out right."""
        leave, enter = sorted({*old} - {*new}), sorted({*new} - {*old})
        if (len(leave) + len(enter)) * _SMALL > len(new):
            return False
        for word, lines in (("DELETE", leave), ("INSERT", enter)):
            for at in range(0, len(lines), 1000):
                inside = "\n".join(lines[at : at + 1000])
                self._server.update(f"{word} DATA {{ GRAPH <{graph}> {{\n{inside}\n}} }}")
        rows = self._server.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return [int(row["n"]) for row in rows] == [len(new)]

    def _why(self, graph: str) -> str:
        """When and why the mirror's journal has an article as withdrawn; nothing for a graph that is no article's."""
        found = [entry for entry in self.store.log() if entry.article == graph and entry.action == "withdraw"]
        return f"{found[-1].day} {found[-1].reason}" if found else ""

    def _graphs(self) -> Iterator[tuple[str, list[str]]]:
        names = sorted(str(graph.value) for graph in self.store.oxigraph.named_graphs())
        return ((name, self._lines(name)) for name in names)

    def _lines(self, graph: str) -> list[str]:
        data = self.store.oxigraph.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph)) or b""
        return sorted(filter(None, data.decode("utf-8").split("\n")))

    def _mine(self) -> dict[str, str]:
        """The name of the file of each article that the mirror has, by the article's IRI."""
        live: dict[str, str] = {}
        for entry in self.store.log():
            if entry.action == "put":
                live[entry.article] = entry.file
            else:
                live.pop(entry.article, None)
        return live

    def _known(self) -> dict[str, str]:
        """What the mirror and the server both had after the last time."""
        try:
            found: dict[str, str] = json.loads((self._place / "known.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def _know(self, known: Mapping[str, str]) -> None:
        new = self._place / "known.new"
        new.write_text(json.dumps(known), encoding="utf-8")
        os.replace(new, self._place / "known.json")


def _id(article: str) -> str:
    return unquote(article.rsplit("/", 1)[1])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
