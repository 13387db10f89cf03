"""What part of the graph a view is of: around a thing, of an answer, along the paths between two, of an article or a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store

from kg.analyze import between
from kg.graph import to_networkx
from kg.model import KgError
from kg.query.names import one
from kg.query.result import Result

if TYPE_CHECKING:
    from networkx import MultiDiGraph

MOST = 200
"""Of how many things an answer's picture is at most: those that it names first."""


def select(
    store: Store,
    believed: NamedNode,
    *,
    focus: str | None = None,
    answer: Result | None = None,
    path: tuple[str, str] | None = None,
    depth: int = 1,
    article: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> MultiDiGraph[str]:
    """Return a part of the believed facts as `kg.graph.to_networkx` makes it.

    Args:
        store: The index.
        believed: The name of the graph of believed facts.
        focus: A thing by name or address: it and what is around it.
        answer: The result of a query: the things that it names (the first `MOST`) and what is around them.
        path: Two things: what lies on the shortest paths between them.
        depth: How many steps around `focus` or the things of `answer`; 0 is only what joins these to each other.
        article: Only what this article states.
        since: Only from this day, month or year on.
        until: Only up to this day, month or year.

    Raises:
        KgError: A name means nothing or several things, more than one of focus, answer and path is given, the answer names
            nothing that the graph has, or nothing joins the two things.
        ValueError: `since` or `until` is not a date.
    """
    if sum(given is not None for given in (focus, answer, path)) > 1:
        raise KgError("a view is around a thing, of an answer or of a path: give one of them")
    named = [f"<{thing.value}>" for thing in _things(store, believed, answer)] if answer is not None else None
    shown = named[:MOST] if named is not None else focus
    made = to_networkx(store, believed, focus=shown, depth=depth, article=article, since=since, until=until)
    if path is not None:
        start, end = (one(store, believed, name).value for name in path)
        made = between(made, start, end)
    if named is not None:
        cut = f" (the first {MOST} of {len(named):,} things)" if len(named) > MOST else ""
        made.graph["title"] = f"Answer{cut}"
    return made


def _things(store: Store, believed: NamedNode, answer: Result) -> list[NamedNode]:
    """The things that an answer names, in its order."""
    rows = answer.rows or tuple((triple.subject, triple.object) for triple in answer.triples)
    cells = dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, NamedNode))
    found = [cell for cell in cells if any(store.quads_for_pattern(cell, None, None, believed))]
    if not found:
        raise KgError("the answer names nothing that the graph has, so there is nothing to draw; see it as a table")
    return found
