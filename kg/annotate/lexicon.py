"""The word lists of `ontology/lexicon/`, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from kg.resources import Folder, folders, layers


def words(file: str, key: str) -> frozenset[str]:
    """Return one list of `ontology/lexicon/<file>.toml`, with what the folders in use add to it; KeyError if there is none."""
    return _words(file, key, folders())


def has_word(text: str, file: str, key: str, *, plural: bool = False) -> bool:
    """Whether one of a list's entries stands in a text as whole words; with `plural` also with an s after it."""
    return _any_of(words(file, key), plural).search(text) is not None


def patterns(file: str) -> tuple[re.Pattern[str], ...]:
    """Return the regular expressions of `ontology/lexicon/<file>.txt`, one a line, with what the folders in use add."""
    return _patterns(file, folders())


@cache
def _patterns(file: str, _: tuple[Folder, ...]) -> tuple[re.Pattern[str], ...]:
    texts = [layer.read_text(encoding="utf-8") for layer in layers("lexicon", f"{file}.txt")]
    lines = [line for text in texts for line in text.splitlines()]
    return tuple(re.compile(line) for line in lines if line.strip() and not line.startswith("#"))


@cache
def _any_of(entries: frozenset[str], plural: bool) -> re.Pattern[str]:
    either = "|".join(map(re.escape, sorted(entries))) or "(?!)"
    return re.compile(rf"\b(?:{either}){'s?' if plural else ''}\b")


@cache
def _words(file: str, key: str, used: tuple[Folder, ...]) -> frozenset[str]:
    tables = _tables(file, used)
    if key not in tables[0]:
        raise KeyError(key)
    return frozenset(word for table in tables for word in table.get(key, ()))


@cache
def _tables(file: str, _: tuple[Folder, ...]) -> list[dict[str, Any]]:
    return [tomllib.loads(layer.read_text(encoding="utf-8")) for layer in layers("lexicon", f"{file}.toml")]
