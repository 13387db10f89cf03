"""What a caller of `read` asks for, and the count of what was unpacked, handed from reader to reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.model import KgError
from kg.read.limits import MAX_UNPACKED

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "title": ("title", "headline"),
    "published": ("published", "date", "published_at", "publish_date", "pub_date", "date_published"),
    "source": ("source", "url", "link", "publication"),
    "text": ("text", "body", "content", "article", "article_text", "maintext"),
    "licence": ("licence", "license"),
    "author": ("author", "authors", "byline", "creator"),
}
"""The fields of an article, each with the names that a column or key of it may have, the likeliest first."""


@dataclass(slots=True)
class Budget:
    """How many bytes may still be unpacked."""

    left: int = MAX_UNPACKED

    def take(self, count: int) -> bool:
        """Take that many bytes off; False when they are more than there are."""
        self.left -= count
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read: names of columns, depth in archives, what may be unpacked, an encoding told from outside."""

    columns: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    budget: Budget = field(default_factory=Budget)
    charset: str | None = None

    def named(self, name: str) -> tuple[str, ...]:
        """Return which columns or keys can hold a field: the one that the caller names, else the usual ones."""
        return (self.columns[name],) if name in self.columns else NAMES[name]


def checked(columns: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the mapping from fields to columns; KgError where it names a field that articles do not have."""
    for name in columns or {}:
        if name not in NAMES:
            raise KgError(f"columns: an article has no {name!r}; its fields are {', '.join(NAMES)}")
    return columns or {}
