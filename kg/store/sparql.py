"""The index as an rdflib Dataset, on Oxigraph or in memory."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph

from kg import rdf, resolve
from kg.model import Reading
from kg.store import files


class _Dataset(Dataset):
    """A Dataset without the warning that rdflib gives itself for its own use of `default_context`."""

    @property
    def default_context(self) -> Graph:
        default: Graph = self.default_graph
        return default

    @default_context.setter
    def default_context(self, graph: Graph) -> None:
        self.default_graph = graph


class _Snapshot(OxigraphStore):
    """A read-only Oxigraph store; rdflib may ask for a graph in it, which adds the graph's name to other stores."""

    def add_graph(self, graph: Graph) -> None:
        pass


def dataset(store: ox.Store) -> Dataset:
    """Return an Oxigraph store as a Dataset. Its default graph is not the union of all, which Oxigraph counts wrong."""
    return _Dataset(store=_Snapshot(store=store), default_union=False)


def memory(readings: Iterable[Reading], base: str = rdf.BASE) -> Dataset:
    """Return what a store of these articles holds in rdflib's own memory store: for tests, and for small graphs."""
    made = _Dataset(default_union=False)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Dataset.default_context is deprecated")  # rdflib's own use of it
        made.parse(data="\n".join(lines(readings, base)), format="nquads")
    return made


def lines(readings: Iterable[Reading], base: str = rdf.BASE) -> list[str]:
    """Return the sorted N-Quads lines of the index of a store of these articles, by the definition in `kg.resolve`."""
    graphs = {head.article: files.triples(data) for head, data in (files.encode(reading, base) for reading in readings)}
    return sorted(resolve.lines(resolve.whole(graphs, base)))
