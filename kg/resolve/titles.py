"""Titles of posts -> offices: "Minister of Foreign Affairs" and "Foreign Minister" are one."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.resolve.names import plain
from kg.resolve.tables import title_words


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    forms = sorted((plain(form).replace("-", " ") for form in title_words()), key=lambda form: (-len(form), form))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b")


@lru_cache(maxsize=1)
def _common() -> dict[str, str]:
    return {plain(form).replace("-", " "): common for form, common in title_words().items()}


@lru_cache(maxsize=50_000)
def office(title: str) -> str:
    """Return the common form of a title, in lower case; "" where nothing of it says what the post is."""
    bare = plain(title).replace("-", " ")
    replaced = _phrases().sub(lambda m: _common()[m[0]], bare)
    return " ".join(replaced.split())


@lru_cache(maxsize=50_000)
def agree(a: str, b: str) -> bool:
    """Say whether two offices can be one post: the same, or one said more shortly ("minister", "foreign minister")."""
    if a == b:
        return True
    one, two = set(a.split()), set(b.split())
    low = {"deputy", "vice", "assistant", "former", "under", "acting", "first"}
    return (one & low == two & low) and (one <= two or two <= one) and bool(one & two)
