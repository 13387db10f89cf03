"""A query for our data set -> the same query for a server whose default graph, and some of whose graphs, are not ours.

The believed graph is asked by its name. A query without GRAPH is sent as it is, with `default-graph-uri`. That would leave
GRAPH without any graphs, so a query with GRAPH has its WHERE put inside `GRAPH <believed> { … }` instead, in which GRAPH
still means all graphs; those of others, which do not begin with our base, are left out by a FILTER.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.model import BadQuery
from kg.query.faults import bad
from kg.query.tokens import Token, tokens

Pairs = list[tuple[str, str]]


def restated(text: str, default: str, named: Sequence[str] | None, base: str) -> tuple[str, Pairs]:
    """Return the query and the data set to send with it.

    Args:
        text: A query that can be read.
        default: The name of the default graph.
        named: The names of the graphs for GRAPH; None for all of ours.
        base: What the names of our graphs begin with.

    Raises:
        BadQuery: It has EXISTS outside WHERE together with GRAPH.
    """
    pieces = list(tokens(text))
    cuts = [*_froms(pieces), *_unbound(pieces), *_repeated(pieces)]
    if named is not None or not any(token.keyword == "GRAPH" for token in pieces):
        pairs = [("default-graph-uri", default), *(("named-graph-uri", name) for name in named or ())]
        return _edited(text, cuts), pairs
    begin, end = _where(pieces)
    for token in (*pieces[:begin], *pieces[end:]):
        if token.keyword == "EXISTS":
            raise bad(text, token.start, "with GRAPH, a remote store takes EXISTS only in WHERE")
    edits = [
        *cuts,
        (pieces[begin].end, pieces[begin].end, f" GRAPH <{default}> {{"),
        (pieces[end].start, pieces[end].start, "} "),
    ]
    for at in range(begin, end):
        name = pieces[at + 1]
        if pieces[at].keyword == "GRAPH" and name.kind == "variable":
            close = pieces[_closing(pieces, at + 2)].end
            edits.append((close, close, f' FILTER(STRSTARTS(STR({name.text}), "{base}"))'))
    return _edited(text, edits), []


def prefixed(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query without its comments, with PREFIX lines for the prefixes that it uses and does not declare."""
    pieces = list(tokens(text))
    gaps = (text[a.end : b.start] for a, b in zip(pieces, pieces[1:], strict=False))
    text = "".join(f"{token.text}{' ' if '#' in gap else gap}" for token, gap in zip(pieces, [*gaps, ""], strict=False))
    own = {name.text[:-1] for word, name in zip(pieces, pieces[1:], strict=False) if word.keyword == "PREFIX"}
    used = {token.text.partition(":")[0] for token in pieces if token.kind == "name"}
    lines = [f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(used & prefixes.keys() - own)]
    return "".join(lines) + text


def form(text: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE."""
    return next(
        (token.keyword for token in tokens(text) if token.keyword in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), ""
    )


def described(text: str) -> tuple[str, list[str]]:
    """Return what a DESCRIBE describes: the SELECT that finds it, empty without WHERE; and the names that are written out.

    What DESCRIBE gives is up to each server, so it is asked for in a way that gives the same on all: the triples that
    have the thing as their subject.
    """
    pieces = list(tokens(text))
    begin = next(at for at, token in enumerate(pieces) if token.keyword == "DESCRIBE")
    end = next(
        (at for at in range(begin, len(pieces)) if pieces[at].text == "{" or pieces[at].keyword in ("FROM", "WHERE")),
        len(pieces),
    )
    wanted = pieces[begin + 1 : end]
    names = [token.text for token in wanted if token.kind in ("iri", "name")]
    variables = [token.text for token in wanted if token.kind == "variable" or token.text == "*"]
    if not variables:
        return "", names
    rest = text[pieces[end].start :] if end < len(pieces) else ""
    return f"{text[: pieces[begin].start]}SELECT DISTINCT {' '.join(variables)} {rest}", names


def _froms(pieces: list[Token]) -> list[tuple[int, int, str]]:
    cuts = []
    for at, token in enumerate(pieces):
        if token.keyword == "FROM":
            last = pieces[at + 1 + (pieces[at + 1].keyword == "NAMED")]
            cuts.append((token.start, last.end, " "))
    return cuts


def _unbound(pieces: list[Token]) -> list[tuple[int, int, str]]:
    """The `VALUES ?x { UNDEF }` of parameters that were not given: they bind nothing, and Virtuoso 7 dies of them."""
    cuts = []
    for at in range(len(pieces) - 4):
        if [token.text.upper() for token in pieces[at : at + 5 : 2]] == ["VALUES", "{", "}"] and pieces[
            at + 3
        ].keyword == "UNDEF":
            cuts.append((pieces[at].start, pieces[at + 4].end, " "))
    return cuts


def ordering(pieces: list[Token]) -> tuple[int, int]:
    """Return where the query's own ORDER BY begins and ends, as numbers of tokens; the same twice if it has none."""
    depth, begin = 0, len(pieces)
    for at, token in enumerate(pieces):
        depth += (token.text in "({[") - (token.text in ")}]") if token.kind == "sign" else 0
        if depth == 0 and token.keyword == "ORDER":
            begin = at
        elif depth == 0 and begin < at and token.keyword in ("LIMIT", "OFFSET", "VALUES"):
            return begin, at
    return begin, len(pieces)


def _repeated(pieces: list[Token]) -> list[tuple[int, int, str]]:
    """The variables that ORDER BY has had before: they order nothing, and Virtuoso 7 dies of them."""
    begin, end = ordering(pieces)
    cuts, seen, depth = [], set(), 0
    for at in range(begin, end):
        token = pieces[at]
        depth += (token.text in "({[") - (token.text in ")}]") if token.kind == "sign" else 0
        if token.kind == "variable" and depth == 0 and token.text[1:] in seen:
            cuts.append((token.start, token.end, ""))
        elif token.kind == "variable" and (
            depth == 0 or (pieces[at - 2].keyword in ("ASC", "DESC") and pieces[at + 1].text == ")")
        ):
            seen.add(token.text[1:])
    return cuts


def _where(pieces: list[Token]) -> tuple[int, int]:
    """The brackets of the outermost WHERE: the first at the top, but for CONSTRUCT's template."""
    template = any(token.keyword == "CONSTRUCT" for token in pieces)
    depth = 0
    for at, token in enumerate(pieces):
        if token.kind != "sign":
            continue
        if token.text == "{" and depth == 0:
            if not template:
                return at, _closing(pieces, at)
            template = False
        depth += (token.text in "({[") - (token.text in ")}]")
    raise BadQuery("the query has no WHERE")


def _closing(pieces: list[Token], at: int) -> int:
    """The bracket that closes the one at a place."""
    depth = 0
    for number in range(at, len(pieces)):
        if pieces[number].kind == "sign":
            depth += (pieces[number].text in "({[") - (pieces[number].text in ")}]")
        if depth == 0:
            return number
    raise BadQuery("a bracket is not closed")


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, put in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + put + text[end:]
    return text
