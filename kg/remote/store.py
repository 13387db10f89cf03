"""A store on a SPARQL server: read, asked and written like `kg.store.Store`.

It keeps its promises less far than an embedded store does. What `put` and `withdraw` return for is on the server, as safe as
that server keeps it; there is no journal there, no `kg check`, and no state that a reader keeps: while a writer puts graphs,
a reader can see some that are new and some that are old. What is written is put whole and can be put again, so a writer that
was killed is made up for by the next one. Writers wait for each other.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, cast
from urllib.parse import unquote

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Dataset

from kg import rdf
from kg.model import Article, KgError, Reading
from kg.query import Limits, Result, run
from kg.query.parameters import Value
from kg.remote import config, mirror
from kg.remote.http import Http
from kg.remote.index import Index
from kg.remote.manifest import Manifest
from kg.remote.mirror import Mirror
from kg.remote.served import Served
from kg.remote.server import Server
from kg.resolve import BELIEVED, IDENTITY
from kg.store import Report, sparql


class Remote:
    """A store on a server that is open for reading, or for reading and writing; a context manager."""

    def __init__(self, server: Server, base: str, writing: Mirror | Served | None, manifest: Manifest | None) -> None:
        self.base = base
        self.believed_graph = base + BELIEVED
        self.address = server.config.query
        self._server, self._writing, self._manifest = server, writing, manifest
        self._index = Index(server, base, NamedNode(self.believed_graph))

    @classmethod
    def open(cls, place: str | Path, write: bool = False, *, base: str | None = None, environment: Mapping[str, str] | None = None,
             http: Http | None = None) -> Remote:  # fmt: skip
        """Open the store at an address or of a TOML file; for writing, one that is not there yet is made.

        Args:
            place: The address of the SPARQL endpoint, or a TOML file (see `kg.remote.config`).
            write: Whether to write.
            base: The base of the IRIs of a new store; an old one must have it.
            environment: Where KG_REMOTE_USER, KG_REMOTE_PASSWORD, KG_REMOTE_TOKEN and KG_CACHE are looked up.
            http: What sends the requests.

        Raises:
            KgError: There is no server, or no store and it is not opened for writing, or its base is another one.
        """
        environment = os.environ if environment is None else environment
        said = config.load(place)
        server = Server.connect(said, config.secrets(environment), http)
        try:
            return cls._opened(server, write, base, mirror.folder(environment))
        except BaseException:
            server.close()
            raise

    @classmethod
    def _opened(cls, server: Server, write: bool, base: str | None, cache: Path) -> Remote:
        address, wanted = server.config.query, base or server.config.base
        if server.config.kind == "kg":
            _agree(address, server.config.base, base)
            return cls(server, server.config.base, Served(server, server.config.base) if write else None, None)
        manifest = Manifest.find(server)
        if manifest is None and not write:
            raise KgError(f"{address}: there is no store; `kg build FILE… -s {address}` makes one")
        manifest = manifest or Manifest.create(server, wanted or rdf.BASE)
        _agree(address, manifest.base, base)
        if not write:
            return cls(server, manifest.base, None, manifest)
        writing = Mirror(server, manifest, cache)
        try:
            writing.pull()
        except BaseException:
            writing.close()
            raise
        return cls(server, manifest.base, writing, manifest)

    def close(self) -> None:
        """Close the connections, and let other processes write."""
        if isinstance(self._writing, Mirror):
            self._writing.close()
        self._writing = None
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    # --- Reading ------------------------------------------------------------------------------------------------------

    @property
    def index(self) -> ox.Store:
        """The graphs on the server, for `kg.query`: the part of `pyoxigraph.Store` that it uses, one request a look-up."""
        return cast(ox.Store, self._index)

    @property
    def oxigraph(self) -> ox.Store:
        """A copy of all graphs, in memory: for what goes over everything, such as exports and drawings."""
        return self.copy([*self._index.articles(), self.base + BELIEVED, self.base + IDENTITY])

    def copy(self, graphs: Iterable[str]) -> ox.Store:
        """Return a copy of graphs, in memory."""
        made = ox.Store()
        names = list(graphs)
        with ThreadPoolExecutor(self._server.config.connections) as threads:
            for name, triples in zip(names, threads.map(self._server.graph, names), strict=True):
                made.extend(Quad(t.subject, t.predicate, t.object, NamedNode(name)) for t in triples)
        return made

    def dataset(self) -> Dataset:
        """Return a copy of all graphs as an rdflib Dataset."""
        return sparql.dataset(self.oxigraph)

    def query(
        self, text: str, parameters: Mapping[str, Value] | None = None, *, limits: Limits | None = None
    ) -> Result:
        """Run a query as `kg.query.run` does; the server does the work."""
        self._index.forget()
        self._index.tied = True
        try:
            found = run(self.index, NamedNode(self.believed_graph), text, parameters, limits=limits)
        finally:
            self._index.tied = False
        return replace(found, truncated=found.truncated or self._index.cut)

    def article_ids(self) -> list[str]:
        """Return the ids of all articles, sorted."""
        start = f"{self.base}article/"
        return sorted(unquote(name.removeprefix(start)) for name in self._index.articles())

    def text(self, article_id: str) -> str:
        """Return an article's text, in which the sentences' offsets count; KgError if the store does not have it."""
        article = rdf.article_iri(self.base, article_id)
        for quad in self._index.quads_for_pattern(article, rdf.term("text"), None, article):
            if isinstance(quad.object, Literal):
                return quad.object.value
        raise KgError(f"{self.address}: there is no article {article_id!r}")

    # --- Writing ------------------------------------------------------------------------------------------------------

    def has(self, article: Article, extractor: str) -> bool:
        """Say whether the store has this very article as this version of the extractor read it."""
        writing = self._writer()
        return (writing.store if isinstance(writing, Mirror) else writing).has(article, extractor)

    def put(self, readings: Iterable[Reading]) -> Report:
        """Store articles, each in the place of the one of its id; what is there already is skipped.

        What was read before an error is kept in the mirror and goes to the server with the next build.
        """
        writing = self._writer()
        if isinstance(writing, Served):
            report = writing.put(readings)
        else:
            report = writing.store.put(readings)
            self._sync(writing)
        self._index.forget()
        return report

    def withdraw(self, article_id: str, reason: str, day: date) -> None:
        """Take an article and all that rests on it alone out of the store."""
        writing = self._writer()
        if isinstance(writing, Served):
            writing.withdraw(article_id, reason, day)
        else:
            writing.store.withdraw(article_id, reason, day)
            self._sync(writing)
        self._index.forget()

    def repair(self) -> int:
        """Put every graph on the server again, whatever it says that it has; return how many."""
        writing = self._writer()
        return 0 if isinstance(writing, Served) else self._sync(writing, all=True)

    def _sync(self, writing: Mirror, all: bool = False) -> int:
        assert self._manifest
        with self._manifest.writing() as alive:
            writing.pull()
            return writing.push(alive, all=all)

    def _writer(self) -> Mirror | Served:
        if self._writing is None:
            raise KgError(f"{self.address}: the store is open for reading only")
        return self._writing


def _agree(address: str, base: str, wanted: str | None) -> None:
    if wanted not in (None, base):
        raise KgError(f"{address}: its IRIs begin with {base}; --base {wanted} needs a store of its own")
