"""The tables of `ontology/names/`, read once: alphabets, nicknames, particles, family names, offices, known bodies."""

from __future__ import annotations

import csv
import hashlib
from functools import cache

from kg.resources import resource


def _rows(file: str) -> list[list[str]]:
    """The rows of a table, without its header and without comments."""
    lines = resource("ontology", "names", file).read_text(encoding="utf-8").splitlines()
    return list(csv.reader(line for line in lines if line and not line.startswith("#")))[1:]


@cache
def digest() -> str:
    """Return a digest of the tables and of the policy."""
    files = [*resource("ontology", "names").iterdir(), resource("ontology", "policy.toml")]
    data = b"".join(file.read_bytes() for file in sorted(files, key=lambda f: f.name))
    return hashlib.sha256(data).hexdigest()[:8]


@cache
def letters() -> dict[str, str]:
    """Return Latin letters for those of other alphabets, and for Latin ones that no accent explains."""
    return {letter: latin for letter, latin in _rows("letters.csv")}


@cache
def nicknames() -> dict[str, str]:
    """Return given names in full by their short forms."""
    return {short: full for full, forms in _rows("nicknames.csv") for short in forms.split("|")}


@cache
def particles() -> frozenset[str]:
    """Return the words in people's names that are often left out: "von", "al", "de"."""
    return frozenset(word for word, kind in _rows("words.csv") if kind == "particle")


@cache
def families() -> frozenset[str]:
    """Return family names of peoples who write them first."""
    return frozenset(word for word, kind in _rows("words.csv") if kind == "family-first")


@cache
def generic() -> frozenset[str]:
    """Return the words of bodies' names that many states have: "ministry", "parliament"."""
    return frozenset(word for word, kind in _rows("words.csv") if kind == "generic")


@cache
def title_words() -> dict[str, str]:
    """Return the common form of a word or phrase of a title; "" for one that says nothing."""
    return {form: common for common, forms in _rows("titles.csv") for form in forms.split("|")}


@cache
def exclusive() -> frozenset[str]:
    """Return the offices that one person at a time holds in a state or a body."""
    return frozenset(word for word, kind in _rows("words.csv") if kind == "exclusive")


@cache
def known_bodies() -> dict[str, str]:
    """Return the full plain name of a well-known body by each of its other plain names."""
    return {form: full for full, forms in _rows("bodies.csv") for form in forms.split("|")}
