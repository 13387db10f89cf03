"""What one reading has met already: ids, addresses and texts; the second of each is reported."""

from __future__ import annotations

import hashlib

from kg.model import Article
from kg.read.address import key
from kg.read.problem import problem


class Seen:
    """Which articles there were, each by its id, by the address of its page and by its text."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._texts: dict[bytes, str] = {}

    def address(self, address: str, where: str) -> None:
        """Raise BadInput if there was an article of that address."""
        same = key(address)
        if same is not None and same in self._addresses:
            raise problem(where, f"has the address of {self._addresses[same]}", "one of the two is enough")

    def new(self, article: Article, where: str) -> None:
        """Note an article; BadInput if it repeats one."""
        if article.id in self.ids:
            known = f"has the id {article.id!r} of {self.ids[article.id]}"
            raise problem(where, known, "give each article an id of its own")
        self.address(article.source or "", where)
        text = hashlib.sha256(" ".join(article.text.split()).encode()).digest()
        if text in self._texts:
            raise problem(where, f"repeats the text of {self._texts[text]}", "one of the two is enough")
        self.ids[article.id] = self._texts[text] = where
        if (same := key(article.source)) is not None:
            self._addresses[same] = where
