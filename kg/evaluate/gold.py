"""A folder of gold facts: NAME.json, an article, beside NAME.gold.json, the things it names and the facts it states."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg.model import Article, KgError

KINDS = ("holds", "represents", "memberOf", "chairs", "between", "met", "visited", "basedIn", "partOf", "party",
         "cooperatesWith", "opposes")  # fmt: skip
"""The kinds of fact that are scored, in the order in which they are told."""

SYMMETRIC = frozenset({"met", "cooperatesWith"})


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A fact that an article states, between two keys of things, with the words that state it.

    `titles` are the ways to word a position. `date`, `place` (a key) and `status` are None where the gold has none.
    """

    kind: str
    subject: str
    object: str
    quote: str
    titles: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None
    status: str | None = None

    @property
    def ends(self) -> tuple[str, ...]:
        """What a found fact must join to be this one: any agreement will do for a party, any order for a meeting."""
        pair = ("*" if self.kind == "party" else self.subject, self.object)
        return tuple(sorted(pair)) if self.kind in SYMMETRIC else pair


@dataclass(frozen=True, slots=True)
class Gold:
    """An article, its things (key -> class, names), the facts it states and those that a reader may also infer."""

    article: Article
    things: dict[str, tuple[str, tuple[str, ...]]]
    facts: tuple[GoldFact, ...]
    optional: tuple[GoldFact, ...] = ()


def load(folder: Path) -> list[Gold]:
    """Read a folder of gold facts in the order of the files' names; KgError where one cannot be read."""
    files = sorted(folder.glob("*.gold.json"))
    if not files:
        raise KgError(f"{folder}: no *.gold.json in it; data/README.md says what a gold folder holds")
    return [_gold(file) for file in files]


def _gold(file: Path) -> Gold:
    beside = file.with_name(file.name.replace(".gold.json", ".json"))
    try:
        raw = json.loads(beside.read_text(encoding="utf-8"))
        facts = json.loads(file.read_text(encoding="utf-8"))
        things = {key: (thing["type"], tuple(thing["names"])) for key, thing in facts["things"].items()}
        stated = tuple(_fact(row) for row in facts["facts"] if row["f"] in KINDS)
        inferred = tuple(_fact(row) for row in facts.get("optional", ()) if row["f"] in KINDS)
        return Gold(_article(raw), things, stated, inferred)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KgError(f"{file}: not a file of gold facts ({type(error).__name__}: {error})") from error


def _article(raw: dict[str, Any]) -> Article:
    published = date.fromisoformat(raw["published"]) if raw.get("published") else None
    return Article(raw["id"], raw["text"], raw.get("title"), published, raw.get("source"))


def _fact(row: dict[str, Any]) -> GoldFact:
    more = {name: row[name] for name in ("date", "place", "status") if row.get(name)}
    return GoldFact(row["f"], row["s"], row["o"], row["quote"], tuple(row.get("title", ())), **more)
