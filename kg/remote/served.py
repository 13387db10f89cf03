"""Writing to a `kg serve --write`, which keeps article files and works out identity and belief itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from pyoxigraph import NamedNode

from kg import rdf
from kg.model import Article, KgError, Reading
from kg.remote.index import Index
from kg.remote.server import Server
from kg.resolve import BELIEVED
from kg.store import Report
from kg.store.files import encode

_ARTICLES, _BYTES = 32, 500_000
_ARTICLE = """
SELECT ?digest ?title ?published ?source ?licence ?author WHERE {{
  GRAPH {g} {{
    {g} kg:text ?text . {run} a prov:Activity . BIND(SHA256(?text) AS ?digest)
    OPTIONAL {{ {g} dcterms:title ?title }} OPTIONAL {{ {g} kg:published ?published }}
    OPTIONAL {{ {g} dcterms:source ?source }} OPTIONAL {{ {g} dcterms:license ?licence }}
    OPTIONAL {{ {g} dcterms:creator ?author }}
  }}
}}"""


class Served:
    """The store behind a `kg serve --write`."""

    def __init__(self, server: Server, base: str) -> None:
        self._server, self._base = server, base

    def has(self, article: Article, extractor: str) -> bool:
        """Say whether the server has this very article as this version of the extractor read it."""
        graph = rdf.article_iri(self._base, article.id)
        run = rdf.mint(self._base, "run", extractor or "unknown")
        published = article.published.isoformat() if article.published else None
        fields = {"title": article.title, "published": published, "source": article.source, "licence": article.licence}
        fields["author"] = article.author
        wanted = {name: value for name, value in fields.items() if value}
        wanted["digest"] = hashlib.sha256(article.text.encode("utf-8", "replace")).hexdigest()
        return wanted in self._server.rows(_ARTICLE.format(g=graph, run=run))

    def put(self, readings: Iterable[Reading]) -> Report:
        """Store articles, some at a time, those together or not at all; "unchanged" are the articles that `has` has."""
        added: list[str] = []
        replaced: list[str] = []
        unchanged: list[str] = []
        batch: dict[str, str] = {}
        size = 0
        there = set(Index(self._server, self._base, NamedNode(self._base + BELIEVED)).articles())
        for reading in readings:
            head, data = encode(reading, self._base)
            graph = NamedNode(head.article)
            lines = data.decode("utf-8").split("\n")[1:-1]
            end = -len(f" {graph} .")
            if size + len(data) > min(_BYTES, self._server.config.batch_bytes) or len(batch) >= _ARTICLES:
                self._send(batch)
                batch, size = {}, 0
            if head.article not in batch:
                known = graph.value in there
                which = added if not known else unchanged if self.has(reading.article, reading.extractor) else replaced
                which.append(reading.article.id)
            batch[head.article] = "".join(f"{line[:end]} .\n" for line in lines)
            size += len(data)
        self._send(batch)
        return Report(tuple(added), tuple(replaced), tuple(unchanged))

    def withdraw(self, article_id: str, reason: str, day: date) -> None:
        """Withdraw an article; the server records today as the day."""
        graph = rdf.article_iri(self._base, article_id)
        if not self._there(graph):
            raise KgError(f"{self._server.config.query}: there is no article {article_id!r}")
        self._server.delete(graph.value, reason=reason)

    def _there(self, graph: NamedNode) -> bool:
        found = self._server.rows(f"SELECT ?id WHERE {{ GRAPH {graph} {{ {graph} dcterms:identifier ?id }} }}")
        return bool(found)

    def _send(self, batch: dict[str, str]) -> None:
        if batch:
            parts = (
                f"DROP SILENT GRAPH <{graph}> ;\nINSERT DATA {{ GRAPH <{graph}> {{\n{lines}}} }}"
                for graph, lines in batch.items()
            )
            self._server.update(" ;\n".join(parts))
