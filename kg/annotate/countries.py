"""Countries by name, nationality and capital: the shipped table, read once."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from kg.resources import resource


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory with an ISO 3166-1 code (alpha-2; XK for Kosovo)."""

    code: str
    label: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]


@cache
def table() -> dict[str, Country]:
    """Return the countries of `ontology/countries.csv` by code."""
    text = resource("ontology", "countries.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Country(row["code"], row["label"], *(_parts(row[c]) for c in ("names", "demonyms", "capital")))
        for row in csv.DictReader(text.splitlines())
    }


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _plain(name: str) -> str:
    name = re.sub(r"^the ", "", name.strip().replace("’", "'"), flags=re.I)
    return name if name in ("US", "us") else name.casefold()


@cache
def _names() -> dict[str, str]:
    rows = [(name, c.code) for c in table().values() for name in c.names]
    rows += [(c.label, c.code) for c in table().values()]
    return {_plain(name): code for name, code in rows if name}


@cache
def _demonyms() -> dict[str, str]:
    made: dict[str, str] = {}
    for country in table().values():
        for word in country.demonyms:
            made.setdefault(_plain(word), country.code)
            made.setdefault(_plain(word) + "s", country.code)
    return made


@cache
def _capitals() -> dict[str, str]:
    return {_plain(city): country.code for country in table().values() for city in country.capitals}


def by_name(name: str) -> str | None:
    """Return the code of the country of that name, with or without "the"; None if there is none."""
    return _names().get(_plain(name))


def by_demonym(word: str) -> str | None:
    """Return the code of the country whose people or adjective the word is ("Cuban", "Cubans"); None if there is none."""
    return _demonyms().get(_plain(word))


def by_capital(city: str) -> str | None:
    """Return the code of the country whose capital the city is; None if there is none."""
    return _capitals().get(_plain(city))


def demonyms(code: str) -> tuple[str, ...]:
    """Return the words for the country's people."""
    return table()[code].demonyms if code in table() else ()
