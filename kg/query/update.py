"""SPARQL Update on an index, apart from queries: the same guard, the same prefixes, all or nothing."""

from __future__ import annotations

from pyoxigraph import Store

from kg.model import BadQuery
from kg.ontology import Ontology, load
from kg.query import guard
from kg.query.guard import Limits
from kg.query.tokens import tokens


def update(store: Store, text: str, *, limits: Limits | None = None, ontology: Ontology | None = None) -> None:
    """Run a SPARQL Update on an index that is open for writing, in one transaction.

    It names its graphs (GRAPH, WITH). What it changes is in the index alone: the store's files stay what they are, and
    the next rebuild undoes it. BadQuery for a faulty update, and for LOAD and SERVICE, which would fetch something.
    """
    limits, ontology = limits or Limits(), ontology or load()
    guard.size(text, limits)
    guard.shape(text, list(tokens(text)), limits)
    try:
        store.update(text, prefixes=ontology.prefixes)
    except SyntaxError as error:
        raise BadQuery(f"the update cannot be read: {error}") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise BadQuery(f"the update could not be made: {error}") from None
