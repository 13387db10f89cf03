"""kg: news articles -> an RDF graph in which every fact keeps the sentence it came from.

import kg
kg.build(["articles/"], "my-graph")
with kg.open("my-graph") as graph:
    print(graph.query("who-met", who="Sergei Lavrov"))
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.build import build
    from kg.extract import extract
    from kg.knowledge import Knowledge
    from kg.model import Article, BadInput, KgError, Reading
    from kg.read import read

__all__ = ["Article", "BadInput", "KgError", "Knowledge", "Reading", "build", "extract", "open", "read"]

_HOMES = {
    "Article": "kg.model",
    "BadInput": "kg.model",
    "KgError": "kg.model",
    "Reading": "kg.model",
    "build": "kg.build",
    "extract": "kg.extract",
    "Knowledge": "kg.knowledge",
    "read": "kg.read",
}


def open(path: str | Path) -> Knowledge:
    """Open the graph in a folder that `build` made, or on a SPARQL server; KgError if there is none."""
    from kg.knowledge import Knowledge

    return Knowledge(path)


def __getattr__(name: str) -> Any:
    """Import the rest when it is first asked for: the command line's help must not wait for the model's libraries."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value  # also where the module of that name, imported just now, has taken its place
    return value
