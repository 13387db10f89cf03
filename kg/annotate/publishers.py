"""Whose government publishes on a host."""

from __future__ import annotations

import tomllib
from functools import cache

from kg.resources import resource


@cache
def hosts() -> dict[str, str]:
    """Return `ontology/lexicon/publishers.toml`: the end of a host name -> the country's code."""
    text = resource("ontology", "lexicon", "publishers.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["hosts"])
