"""The files `patterns.toml` of the folders in use, read and checked: what `kg.extract.patterns` goes by."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from kg.model import BadInput
from kg.ontology import load
from kg.resources import Folder, folders, layers

_NAMES = {"class", "list", "before", "regex"}
_RELATION = {"relation", "subject", "object", "triggers", "templates", "unless", "confidence", "within"}
_PLACES = {"subject": "\ue000", "object": "\ue001"}


@dataclass(frozen=True, slots=True)
class Names:
    """How things of a class are named."""

    kind: str
    list: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a relation is stated; `expressions` are the templates, with the sides as characters of their own."""

    relation: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    expressions: tuple[re.Pattern[str], ...]
    unless: tuple[str, ...] = ()
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Recipes:
    """All that the folders in use say."""

    names: tuple[Names, ...] = ()
    relations: tuple[Recipe, ...] = ()


def recipes() -> Recipes:
    """Read the patterns of the folders in use.

    Raises:
        BadInput: A file is not TOML, has a key, class or relation that there is not, or a broken expression.
    """
    return _read(folders())


@cache
def _read(_: tuple[Folder, ...]) -> Recipes:
    names: list[Names] = []
    relations: list[Recipe] = []
    for file in layers("patterns.toml"):
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise BadInput(f"{file}: not TOML: {error}") from error
        if unknown := sorted(tables.keys() - {"names", "relations"}):
            raise BadInput(f"{file}: no table {unknown[0]!r}; there are names and relations")
        names += [_names(file, n, row) for n, row in enumerate(tables.get("names", ()), 1)]
        relations += [_recipe(file, n, row) for n, row in enumerate(tables.get("relations", ()), 1)]
    return Recipes(tuple(names), tuple(relations))


def _names(file: Traversable, number: int, row: Mapping[str, Any]) -> Names:
    where = f"{file}: names {number}"
    _known(where, row, _NAMES, ("class",))
    lists = {key: _texts(where, row, key) for key in ("list", "before", "regex")}
    for expression in lists["regex"]:
        _compiled(where, expression)
    if not any(lists.values()):
        raise BadInput(f"{where}: give list, before or regex")
    return Names(_class(where, row["class"]), lists["list"], lists["before"], lists["regex"])


def _recipe(file: Traversable, number: int, row: Mapping[str, Any]) -> Recipe:
    where = f"{file}: relations {number}"
    _known(where, row, _RELATION, ("relation", "subject", "object", "templates"))
    term = load().properties.get(row["relation"])
    if term is None or not term.relation:
        raise BadInput(f"{where}: {row['relation']!r} is not a relation (kg:Relation) of the ontology")
    sides = [tuple(_class(where, name) for name in _texts(where, row, side)) for side in ("subject", "object")]
    confidence, within = row.get("confidence", 0.8), row.get("within", 12)
    if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise BadInput(f"{where}: confidence is a number from 0 to 1")
    if not isinstance(within, int) or not 0 <= within <= 100:
        raise BadInput(f"{where}: within is a number of words, up to 100")
    triggers = _texts(where, row, "triggers")
    made = tuple(_expression(where, template, triggers, within) for template in _texts(where, row, "templates"))
    return Recipe(term.name, sides[0], sides[1], made, _texts(where, row, "unless"), float(confidence))


def _expression(where: str, template: str, triggers: tuple[str, ...], within: int) -> re.Pattern[str]:
    """A template as an expression: words in any case, `*` for up to `within` words, the sides as their characters."""
    words = template.split()
    for side in _PLACES:
        if words.count(f"{{{side}}}") != 1:
            raise BadInput(f"{where}: a template has {{{side}}} once: {template!r}")
    if "{trigger}" in words and not triggers:
        raise BadInput(f"{where}: a template has {{trigger}}, and there are no triggers")
    gap = rf"(?:[^\w\s\ue000\ue001]*\s+(?:[^\w\s\ue000\ue001]*[\w’'.-]+[^\w\s\ue000\ue001]*\s+){{0,{within}}}?)"
    either = "|".join(r"\s+".join(map(re.escape, one.split())) for one in sorted(triggers, key=len, reverse=True))
    parts: list[str] = []
    for n, word in enumerate(words):
        if word != "*":
            before = words[n - 1] if n else ""
            parts.append("" if not n else gap if before == "*" else r"[^\w\s\ue000\ue001]*\s+")
            side = word.strip("{}")
            parts.append(
                _PLACES[side] if side in _PLACES else rf"\b(?:{either})\b" if word == "{trigger}" else re.escape(word)
            )
    return re.compile("".join(parts), re.IGNORECASE)


def _known(where: str, row: Mapping[str, Any], keys: set[str], needed: tuple[str, ...]) -> None:
    if unknown := sorted(row.keys() - keys):
        raise BadInput(f"{where}: no key {unknown[0]!r}; there are {', '.join(sorted(keys))}")
    for key in needed:
        if key not in row:
            raise BadInput(f"{where}: {key} is missing")


def _texts(where: str, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise BadInput(f"{where}: {key} is a list of texts")
    return tuple(value)


def _class(where: str, name: object) -> str:
    if not isinstance(name, str) or name not in load().classes:
        raise BadInput(f"{where}: the class {name!r} is not in the ontology")
    return name


def _compiled(where: str, expression: str) -> None:
    try:
        re.compile(expression)
    except re.error as error:
        raise BadInput(f"{where}: {expression!r} is not a regular expression: {error}") from error
