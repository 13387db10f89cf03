"""What can be switched off in the extractor from outside: rules, expressions, entries of pattern files and of word lists.

A part is switched off by putting something that says nothing in its place, in every module of kg that has it, until an
`ExitStack` is closed; `forget` must follow, since kg keeps what it made of its lists.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from functools import partial
from types import ModuleType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from unittest import mock

from kg.annotate import lexicon, publishers
from kg.extract.recipes import Recipes, recipes
from kg.resources import resource

LEFT_ALONE = {"encoder", "tokens", "lexicon", "countries", "document", "publishers", "gate", "recipes", "sentences"}
"""Modules without rules of their own: the network, the reading of files; the gate and the sentences are for safety."""
NO_RULES = {"plain", "slug", "known_of"}


@dataclass(frozen=True)
class Part:
    """Something to switch off: its name, how, and the word without which it cannot matter to an article."""

    name: str
    off: Callable[[ExitStack], None]
    word: str | None = None


def modules() -> list[ModuleType]:
    """The modules with rules."""
    packages = [importlib.import_module(name) for name in ("kg.annotate", "kg.extract")]
    named = [f"{package.__name__}.{m.name}" for package in packages for m in pkgutil.iter_modules(package.__path__)]
    found = [importlib.import_module(name) for name in named]
    return [module for module in found if module.__name__.rsplit(".", 1)[1] not in LEFT_ALONE]


def forget() -> None:
    """Forget what the modules with rules made of the word lists; files are not read again, so that none changes under a run."""
    for module in modules():
        for key, value in vars(module).items():
            if key != "_settings" and hasattr(value, "cache_clear"):
                value.cache_clear()


def _everywhere(stack: ExitStack, old: object, new: object) -> None:
    """Put a thing in the place of another wherever a module of kg has it, under whatever name."""
    for name, module in sorted(sys.modules.items()):
        if name == "kg" or name.startswith("kg."):
            for key in [key for key, value in vars(module).items() if value is old]:
                stack.enter_context(mock.patch.object(module, key, new))


def expressions() -> Iterator[Part]:
    """Each compiled expression of the modules with rules."""
    never = re.compile(r"(?!)")
    seen: set[int] = set()
    for module in modules():
        for key, value in vars(module).items():
            if isinstance(value, re.Pattern) and id(value) not in seen:
                seen.add(id(value))
                yield Part(f"{_short(module)}.{key}", partial(_everywhere, old=value, new=never))


def rules() -> Iterator[Part]:
    """Each function that has a way to say nothing."""
    for module in modules():
        for key, value in vars(module).items():
            inner = inspect.unwrap(value) if callable(value) else None
            if inspect.isfunction(inner) and inner.__module__ == module.__name__ and key not in NO_RULES:
                for said, new in _silent(inner):
                    yield Part(f"{_short(module)}.{key}(){said}", partial(_everywhere, old=value, new=new))


def _short(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[1]


def _silent(function: Callable[..., Any]) -> list[tuple[str, Callable[..., Any]]]:
    """The functions that say nothing in a function's place."""
    hints = get_type_hints(function)
    given = hints.pop("return", None)
    origin = get_origin(given) or given
    if origin is bool:
        return [(f" always {value}", _constant(value)) for value in (False, True)]
    many: Callable[..., Any] | None = list if origin is list else iter if origin is Iterator else None
    for at, hint in enumerate(hints.values()):
        alike = many and get_args(given) == get_args(hint) and get_origin(hint) is not dict
        if alike or (hint == given and given is not float):
            return [(" as it came", _argument(at, many))]
    if given is type(None) or (origin in (Union, UnionType) and type(None) in get_args(given)):
        return [("", _constant(None))]
    if origin in (list, dict, set, frozenset) or (origin is tuple and get_args(given)[1:] == (...,)):
        return [("", lambda *_, **__: origin())]
    return [("", lambda *_, **__: iter(()))] if origin is Iterator else []


def _constant(value: object) -> Callable[..., Any]:
    return lambda *_, **__: value


def _argument(at: int, made: Callable[..., Any] | None) -> Callable[..., Any]:
    return lambda *args, **named: (made or (lambda x: x))([*args, *named.values()][at])


def patterns() -> Iterator[Part]:
    """Each entry of the pattern files in use."""
    given = recipes()
    for kept in fields(Recipes):
        rows = getattr(given, kept.name)
        for at, row in enumerate(rows):
            fewer = replace(given, **{kept.name: (*rows[:at], *rows[at + 1 :])})
            told = getattr(row, "relation", "") or getattr(row, "kind", "")
            off = partial(_everywhere, old=recipes, new=_constant(fewer))
            yield Part(f"patterns.{kept.name} {at + 1}: {told}", off)


def words() -> Iterator[Part]:
    """Each entry of the word lists, and each list as a whole."""
    for file in sorted(resource("ontology", "lexicon").iterdir(), key=lambda file: file.name):
        name, ending = file.name.rsplit(".", 1)
        if ending == "txt":
            for one in lexicon.patterns(name):
                yield Part(f"{name}: {one.pattern}", partial(_without_line, file=name, line=one.pattern))
        elif name == "publishers":
            for host in publishers.hosts():
                fewer = {key: code for key, code in publishers.hosts().items() if key != host}
                yield Part(f"publishers: {host}", partial(_everywhere, old=publishers.hosts, new=_constant(fewer)))
        elif ending == "toml":
            for key, entries in lexicon._tables(name, ())[0].items():
                some = entries if isinstance(entries, list) else []
                yield Part(f"{name}.{key}: all", partial(_without_words, file=name, key=key, words=frozenset(some)))
                for word in some:
                    off = partial(_without_words, file=name, key=key, words=frozenset([word]))
                    yield Part(f"{name}.{key}: {word}", off, word)


def _without_line(stack: ExitStack, file: str, line: str) -> None:
    read = lexicon._patterns

    def fewer(name: str, used: Any) -> tuple[re.Pattern[str], ...]:
        return tuple(one for one in read(name, used) if name != file or one.pattern != line)

    stack.enter_context(mock.patch.object(lexicon, "_patterns", fewer))


def _without_words(stack: ExitStack, file: str, key: str, words: frozenset[str]) -> None:
    read = lexicon._words

    def fewer(name: str, which: str, used: Any) -> frozenset[str]:
        found = read(name, which, used)
        return found - words if (name, which) == (file, key) else found

    stack.enter_context(mock.patch.object(lexicon, "_words", fewer))
