"""What is wrong with a query, where, and what to do: the line, a caret under the place, a hint."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Store

from kg.model import BadQuery
from kg.ontology import NAMESPACE, Ontology
from kg.query.filled import Filled
from kg.query.tokens import Token, offset, place, tokens

READS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
WRITES = ("INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "LOAD", "WITH")
_WORDS = frozenset(
    (*READS, *WRITES)
    + tuple(
        """a ABS ALL AS ASC AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONTAINS COUNT DATA DATATYPE DAY DEFAULT
        DESC DISTINCT ENCODE_FOR_URI EXISTS FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INTO IRI
        isBLANK isIRI isLITERAL isNUMERIC isURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT
        NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND sameTerm SAMPLE SECONDS SEPARATOR SERVICE SHA1
        SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM
        TIMEZONE TO TZ UCASE UNDEF UNION URI USING UUID VALUES WHERE YEAR true false""".split()
    )
)
_KNOWN = {word.upper(): word for word in _WORDS}
_CLOSES = {")": "(", "}": "{", "]": "["}


def bad(text: str, start: int, message: str, hint: str = "") -> BadQuery:
    """Return the error for a place in a query: line, column, what is wrong, the line, a caret, and the hint."""
    line, column = place(text, start)
    shown = (text.splitlines() or [""])[min(line, len(text.splitlines()) or 1) - 1].rstrip()
    left = max(0, column - 80)
    caret = " " * (column - 1 - left) + "^"
    told = f"line {line}, column {column}: {message}\n  {shown[left : left + 120]}\n  {caret}"
    return BadQuery(told + (f"\nHint: {hint}" if hint else ""))


def close(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that a word is most likely a slip of, or None; `cutoff` is how alike they must be, 0..1."""
    by_folded = {name.casefold(): name for name in sorted(known)}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else None


def explain(filled: Filled, original: str, prefixes: Mapping[str, str], ontology: Ontology) -> BadQuery:
    """Return the error for a query that the parser refuses; places are places in the text that the user wrote."""
    pieces = list(tokens(filled.text))
    unknown = unknown_terms(pieces, prefixes, ontology)
    found = next(filter(None, (check(pieces, prefixes) for check in _CHECKS)), None) or _refused(pieces, prefixes)
    token, message, hint = found
    start = len(original.rstrip()) if token is None else filled.original(token.start)
    return bad(original, start, message, hint or (unknown[0][1] if unknown else ""))


Fault = tuple[Token | None, str, str]
"""The token that is wrong (None: the end of the text), what is wrong, and a hint that may be empty."""


def _beginning(pieces: list[Token], _: Mapping[str, str]) -> Fault | None:
    """A query that is empty, that writes, or that begins with no word of SPARQL."""
    first = _first(pieces)
    if first is None:
        return None, "the query is empty", "begin with SELECT, ASK, CONSTRUCT or DESCRIBE"
    word = first.text.upper()
    if word in READS:
        return None
    if word in WRITES:
        return first, f"{word} changes the store, and a query only reads", "kg build and kg drop change a store"
    slip = close(first.text, READS)
    hint = f"did you mean {slip}?" if slip else ""
    return first, f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not {first.text}", hint


def _first(pieces: list[Token]) -> Token | None:
    """The first token after PREFIX and BASE lines."""
    at = 0
    while at < len(pieces) and pieces[at].text.upper() in ("PREFIX", "BASE"):
        at += 3 if pieces[at].text.upper() == "PREFIX" else 2
    return pieces[at] if at < len(pieces) else None


def _quotes(pieces: list[Token], _: Mapping[str, str]) -> Fault | None:
    for token in pieces:
        if token.kind == "open_string":
            return token, f"the text that begins here has no closing {token.text}", ""
    return None


def _brackets(pieces: list[Token], _: Mapping[str, str]) -> Fault | None:
    open_: list[Token] = []
    for token in pieces:
        if token.kind != "sign":
            continue
        if token.text in "({[":
            open_.append(token)
        elif token.text in _CLOSES:
            if not open_:
                return token, f"{token.text} closes nothing", f"take it away, or add {_CLOSES[token.text]} before"
            if open_[-1].text != _CLOSES[token.text]:
                wanted = next(close for close, begin in _CLOSES.items() if begin == open_[-1].text)
                return token, f"missing {wanted} before this {token.text}", ""
            open_.pop()
    if open_:
        wanted = next(close for close, begin in _CLOSES.items() if begin == open_[-1].text)
        return open_[-1], f"missing {wanted}: nothing closes this {open_[-1].text}", ""
    return None


def _prefix(pieces: list[Token], prefixes: Mapping[str, str]) -> Fault | None:
    for at, token in enumerate(pieces):
        prefix = token.text.split(":", 1)[0]
        declares = at > 0 and pieces[at - 1].text.upper() == "PREFIX"
        if token.kind == "name" and prefix not in prefixes and prefix != "_" and not declares:
            slip = close(prefix, prefixes, 0.5)
            known = ", ".join(f"{name}:" for name in sorted(prefixes))
            hint = f"did you mean {slip}:?" if slip else f"known without PREFIX: {known}"
            return token, f"the prefix {prefix}: is not declared", hint
    return None


def _word(pieces: list[Token], _: Mapping[str, str]) -> Fault | None:
    for token in pieces:
        if token.kind == "word" and token.text.upper() not in _KNOWN:
            slip = close(token.text, _KNOWN.values())
            hint = f"did you mean {slip}?" if slip else "text stands in quotes, a variable begins with ?"
            return token, f"{token.text} is not a word of SPARQL", hint
    return None


def _ungrouped(pieces: list[Token], _: Mapping[str, str]) -> Fault | None:
    """A variable that SELECT names beside a count, but that GROUP BY does not."""
    counts = any(token.keyword in ("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT") for token in pieces)
    group = next((at for at, token in enumerate(pieces) if token.keyword == "GROUP"), len(pieces))
    grouped = {token.text[1:] for token in pieces[group:] if token.kind == "variable"}
    depth = 0
    for token in pieces if counts else ():
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "{":
            break
        if depth == 0 and token.kind == "variable" and token.text[1:] not in grouped:
            return token, f"{token.text} is neither grouped nor counted", f"add GROUP BY {token.text} at the end"
    return None


def _bound_twice(pieces: list[Token], _: Mapping[str, str]) -> Fault | None:
    """A variable that BIND gives a value though it has one."""
    seen: set[str] = set()
    for before, token in zip(pieces, pieces[1:], strict=False):
        if token.kind == "variable":
            if before.keyword == "AS" and token.text[1:] in seen:
                return token, f"{token.text} has a value already: AS needs a new variable", ""
            seen.add(token.text[1:])
    return None


_CHECKS = (_beginning, _quotes, _brackets, _prefix, _word, _ungrouped)
_GAP = 24
"""More than the longest keyword: Oxigraph gives a place behind a token by the longest keyword that it tried."""


def _refused(pieces: list[Token], prefixes: Mapping[str, str]) -> Fault:
    """Ask the parser for the first token that it cannot use, on a copy of the query whose tokens stand far apart."""
    starts, spaced = [], ""
    for piece in pieces:
        spaced += " " * _GAP
        starts.append(len(spaced))
        spaced += piece.text
    spaced += " " * _GAP
    told = _told(spaced, prefixes)
    at = _parsers_place(told, spaced)
    index = max((number for number, start in enumerate(starts) if start <= at), default=0)
    end = at >= starts[index] + len(pieces[index].text) + _GAP
    token = None if end else pieces[index]
    before = pieces[: index + end]
    if "IRI parsing failed" in told:
        return before[-1] if token is None else token, "an address is not a full one", "write it whole, <https://…>"
    if "SELECT * is not authorized" in told:
        star = next(piece for piece in pieces if piece.text == "*")
        return star, "SELECT * cannot stand with GROUP BY", "name what is grouped and counted"
    twice = _bound_twice(pieces, prefixes)
    if twice and (token is None or token.text == "}"):
        return twice
    cut_short = bool(before) and before[-1].kind in ("variable", "iri", "name")
    if token is not None and token.text in (".", "}", ";") and cut_short:
        return token, "a triple needs three parts: subject, relation, object", ""
    signs = sorted(set(re.findall(r'"([^"\w\s]{1,2})"', told.partition("expected")[2])))
    wanted = f"; expected {' or '.join(signs)}" if 0 < len(signs) <= 4 else ""
    return token, ("the query ends too early" if token is None else f"{token.text} cannot stand here") + wanted, ""


def _told(text: str, prefixes: Mapping[str, str]) -> str:
    try:
        Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        return str(error)
    return ""


def _parsers_place(told: str, text: str) -> int:
    found = re.match(r"error at (\d+):(\d+)", told)
    return offset(text, int(found[1]), int(found[2])) if found else len(text)


def unknown_terms(pieces: list[Token], prefixes: Mapping[str, str], ontology: Ontology) -> list[tuple[Token, str]]:
    """Return the tokens that name a term which the ontology lacks, each with a sentence that says so."""
    known = {*ontology.classes, *ontology.properties, *ontology.statuses}
    found: list[tuple[Token, str]] = []
    for token in pieces:
        local = _local(token, prefixes)
        if local and local not in known and not local.startswith("plover"):
            slip = close(local, known)
            said = f"kg:{local} is not in the ontology" + (f"; did you mean kg:{slip}?" if slip else "")
            found.append((token, said))
    return found


def _local(token: Token, prefixes: Mapping[str, str]) -> str:
    """The local name of a token in the ontology's namespace, or an empty text."""
    if token.kind == "iri":
        iri = token.text[1:-1]
    elif token.kind == "name":
        prefix, _, local = token.text.partition(":")
        iri = prefixes.get(prefix, "") + local
    else:
        return ""
    return iri.removeprefix(NAMESPACE) if iri.startswith(NAMESPACE) else ""
