"""The word lists of `ontology/lexicon/`, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from kg.resources import resource


@cache
def words(file: str, key: str) -> frozenset[str]:
    """Return one list of `ontology/lexicon/<file>.toml`; KeyError if there is no such list."""
    return frozenset(_table(file)[key])


@cache
def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(resource("ontology", "lexicon", f"{file}.toml").read_text(encoding="utf-8"))
