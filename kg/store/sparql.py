"""The index as an rdflib Dataset, on Oxigraph or in memory."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph

from kg import believe, rdf
from kg.model import Reading
from kg.store import change, files


class _Dataset(Dataset):
    """A Dataset without the warning that rdflib gives itself for its own use of `default_context`."""

    @property
    def default_context(self) -> Graph:
        default: Graph = self.default_graph
        return default

    @default_context.setter
    def default_context(self, graph: Graph) -> None:
        self.default_graph = graph


def dataset(store: ox.Store) -> Dataset:
    """Return an Oxigraph store as a Dataset. Its default graph is not the union of all, which Oxigraph counts wrong."""
    return _Dataset(store=OxigraphStore(store=store), default_union=False)


def memory(readings: Iterable[Reading], base: str = rdf.BASE) -> Dataset:
    """Return what a store of these articles holds in rdflib's own memory store: for tests, and for small graphs."""
    made = _Dataset(default_union=False)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Dataset.default_context is deprecated")  # rdflib's own use of it
        made.parse(data="\n".join(lines(readings, base)), format="nquads")
    return made


def lines(readings: Iterable[Reading], base: str = rdf.BASE) -> list[str]:
    """Return the sorted N-Quads lines of the index of a store of these articles, by the definition in `kg.believe`."""
    graphs = {head.article: files.triples(data) for head, data in (files.encode(reading, base) for reading in readings)}
    mappings, believed = believe.believed(graphs, base)
    named = {article: believe.mapped(graph, mappings[article]) for article, graph in graphs.items()}
    named[base + change.BELIEVED] = believed
    return sorted({f"{s} {p} {o} <{graph}> ." for graph, triples in named.items() for s, p, o in triples})
