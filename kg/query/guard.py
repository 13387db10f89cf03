"""What a query may not do, checked on its text before any engine reads it: reach out, or be so deep that parsers die.

Measured on Oxigraph 0.5.13: 1,000 nested braces or 500 chained OPTIONALs end a process whose stack is 1 MiB; SERVICE
fetches; FROM is ignored in silence when the caller sets the data set. So all of it is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from pyoxigraph import NamedNode, Store

from kg.model import BadQuery
from kg.query.faults import bad
from kg.query.tokens import Token


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a query may take.

    `characters` of its text, `nesting` in brackets, `steps`: its signs and keywords in all, `rows` or triples of its
    result. Time and memory are bounded by whoever runs the query for strangers: `kg.serve`.
    """

    characters: int = 100_000
    nesting: int = 50
    steps: int = 1_000
    rows: int = 1_000_000


def size(text: str, limits: Limits) -> None:
    """Raise BadQuery for a text that is too long to look at."""
    if len(text) > limits.characters:
        raise BadQuery(f"the query has {len(text):,} characters, more than {limits.characters:,}")


def shape(text: str, pieces: list[Token], limits: Limits) -> None:
    """Raise BadQuery for a query too deep or too long for the parser, or one that would fetch something."""
    depth = steps = 0
    for token in pieces:
        if token.kind == "name" and token.text.upper().partition(":")[0].endswith("SERVICE"):
            raise _out(text, token)  # Oxigraph may read `trueSERVICE:x` as `true SERVICE :x`
        if token.kind not in ("sign", "word"):
            continue
        steps += 1
        depth += (token.text in "({[") - (token.text in ")}]")
        if depth > limits.nesting:
            raise bad(text, token.start, f"brackets more than {limits.nesting} deep")
        if steps > limits.steps:
            raise bad(text, token.start, f"more than {limits.steps:,} keywords and signs in one query")
        if "SERVICE" in token.keyword or token.keyword == "LOAD":
            raise _out(text, token)
        if token.text == "\\":
            raise bad(text, token.start, "a backslash stands only in texts, addresses and names")


def _out(text: str, token: Token) -> BadQuery:
    return bad(text, token.start, "SERVICE and LOAD reach out to a server, and queries run without a network")


def dataset(
    text: str, pieces: list[Token], prefixes: Mapping[str, str], store: Store
) -> tuple[list[NamedNode], list[NamedNode]]:
    """Return the graphs of FROM and of FROM NAMED; both empty if the query names none.

    BadQuery for a graph that the store does not have, and for two FROMs: engines give a triple once a graph, and counts
    come out wrong.
    """
    default: list[NamedNode] = []
    named: list[NamedNode] = []
    base = ""
    for at, token in enumerate(pieces):
        if token.keyword == "BASE" and at + 1 < len(pieces) and pieces[at + 1].kind == "iri":
            base = pieces[at + 1].text[1:-1]
        if token.keyword != "FROM":
            continue
        is_named = at + 1 < len(pieces) and pieces[at + 1].keyword == "NAMED"
        graph = pieces[at + 1 + is_named] if at + 1 + is_named < len(pieces) else None
        iri = _iri(graph, prefixes, base)
        if graph is None or iri is None:
            raise bad(text, token.start, "FROM needs a graph's full address, <https://…>, or a prefixed name")
        if not store.contains_named_graph(iri):
            raise bad(text, graph.start, f"the store has no graph {graph.text}")
        (named if is_named else default).append(iri)
        if len(default) > 1:
            raise bad(text, token.start, "only one FROM: a triple of two graphs would count twice")
    return default, named


def _iri(token: Token | None, prefixes: Mapping[str, str], base: str) -> NamedNode | None:
    if token is None:
        return None
    prefix, colon, local = token.text.partition(":")
    if token.kind != "iri" and not (colon and prefix in prefixes):
        return None
    text = token.text[1:-1] if token.kind == "iri" else prefixes[prefix] + local
    with suppress(ValueError):
        return NamedNode(text)
    with suppress(ValueError):
        return NamedNode(urljoin(base, text))  # BASE is for the addresses that are not full
    return None
