"""Triples in the notation of N-Triples, one string a term, as they lie in article files; and what their IRIs stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.ontology import NAMESPACE, load
from kg.rdf import ALT_LABEL, LABEL, RDF, TYPE
from kg.resources import Folder, folders

Triple = tuple[str, str, str]
Renaming = dict[str, str]
"""The IRIs of an article's own things -> their common IRIs."""

TYPE_, LABEL_, ALT_ = str(TYPE), str(LABEL), str(ALT_LABEL)
NAMING = frozenset({TYPE_, LABEL_, ALT_})
SUBJECT, PREDICATE, OBJECT = (f"<{RDF}{name}>" for name in ("subject", "predicate", "object"))
_NOT_THINGS = frozenset({"Article", "Assertion", "Sentence"})
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def kg(name: str) -> str:
    """Return a term of the ontology by its local name."""
    return f"<{NAMESPACE}{name}>"


def local(iri: str) -> str:
    """Return the local name of a term of the ontology."""
    return iri[1:-1].removeprefix(NAMESPACE)


def text(literal: str) -> str:
    """Return the characters of a literal."""
    inner = literal[1 : literal.rindex('"')]
    return _ESCAPE.sub(lambda m: _character(m[1]), inner) if "\\" in inner else inner


def _character(escape: str) -> str:
    return chr(int(escape[1:], 16)) if escape[0] in "uU" and len(escape) > 1 else _ESCAPED.get(escape, escape)


def literal(characters: str) -> str:
    """Return a plain literal of these characters."""
    return '"' + characters.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'


@cache
def is_thing(type_: str) -> bool:
    """Say whether a class is one of things: all of the ontology's but those of articles and their parts."""
    return type_.startswith(f"<{NAMESPACE}") and local(type_) not in _NOT_THINGS


def parents(kind: str) -> tuple[str, ...]:
    """Return the classes above a class, nearest first."""
    classes = load().classes
    return classes[kind].parents if kind in classes else ()


def named() -> frozenset[str]:
    """Return the classes that the ontology in use has as `kg:Named`: their things are one across articles by name."""
    return _named(folders())


@cache
def _named(_: tuple[Folder, ...]) -> frozenset[str]:
    return frozenset(name for name, term in load().classes.items() if term.named)


def root(kind: str) -> str:
    """Return the class within which two things of one name can be one thing: the most general named one, else any."""
    return _root(kind, folders())


@cache
def _root(kind: str, _: tuple[Folder, ...]) -> str:
    every = [k for k in (kind, *parents(kind)) if k != "Agent"] or [kind]
    return ([k for k in every if k in named()] or every)[-1]


def statements(graph: Iterable[Triple]) -> list[Triple]:
    """Return the triples about things: all but those about the article, its sentences, assertions and runs."""
    graph = list(graph)
    things = {s for s, p, o in graph if p == TYPE_ and is_thing(o)}
    return [triple for triple in graph if triple[0] in things]


def mapped(graph: Iterable[Triple], mapping: Renaming) -> list[Triple]:
    """Return the triples with the article's own IRIs replaced by common ones."""
    return [(mapping.get(s, s), p, mapping.get(o, o)) for s, p, o in graph]
