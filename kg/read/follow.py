"""Addresses that a caller gives or a feed lists -> records, fetched only where a policy is given."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.model import BadInput
from kg.read.address import canonical, is_address, placed, site
from kg.read.contents import contents
from kg.read.options import Budget, Options
from kg.read.problem import problem
from kg.read.record import Found, Link, Record
from kg.read.seen import Seen

if TYPE_CHECKING:
    from kg.read.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class Followed:
    """How links are followed: by what fetcher (None: not at all), what the caller knows, what was read before."""

    fetcher: Fetcher | None
    known: Callable[[str], bool]
    seen: Seen
    options: Options

    def given(self, address: str) -> Iterator[Record | BadInput]:
        """Read what is at an address: an article, or the new items of a feed or sitemap."""
        if self.fetcher is None:
            yield problem(address, "is an address, and kg opens no connection", "save the page and give the file")
            return
        yield from self.links(self._fetched(address))

    def links(self, found: Iterable[Found]) -> Iterator[Record | BadInput]:
        """Read what links lead to, each that is new; records pass through."""
        most = self.fetcher.policy.max_pages if self.fetcher else 0
        count = 0
        for item in self._articles(found):
            if not isinstance(item, Link):
                yield item
                continue
            count += not item.full
            if self.fetcher is not None and count > most:
                yield problem(item.where, f"lists more than {most} new articles", "raise max_pages, or read it again")
                return
            yield from self._article(item)

    def _articles(self, found: Iterable[Found], inner: bool = False) -> Iterator[Found]:
        """Put the addresses of sitemaps in place of an index of them, and leave out what is known."""
        for item in found:
            if not isinstance(item, Link):
                yield item
            elif item.sitemap and inner:
                yield problem(item.where, "is an index of sitemaps in another one", "give it by itself")
            elif item.sitemap and self.fetcher is None:
                yield _closed(item)
            elif item.sitemap:
                yield from self._articles(self._fetched(item.address), inner=True)
            elif not any(self.known(name) for name in item.names):
                yield item

    def _article(self, link: Link) -> Iterator[Record | BadInput]:
        try:
            self.seen.address(link.address, link.where)
        except BadInput as error:
            yield error
            return
        ours = not is_address(link.where) or site(link.address) == site(link.where)
        believed = self.fetcher is None or not link.address or (link.full and ours)
        if believed and link.told is not None and link.told.text:
            yield link.told
        elif self.fetcher is None or not link.address:
            yield _closed(link)
        else:
            for item in self._fetched(link.address):
                yield _merged(link, item) if isinstance(item, Record | BadInput) else _no_article(link)

    def _fetched(self, address: str) -> Iterator[Found]:
        """Read what is at an address; its records have the address as source and, but for several in one, as id."""
        assert self.fetcher is not None
        try:
            page = self.fetcher.page(address)
        except BadInput as error:
            yield error
            return
        options = replace(self.options, charset=page.charset, budget=Budget())
        for item in contents(io.BytesIO(page.data), page.address, page.kind, options):
            yield placed(item, page.address) if isinstance(item, Record) else item


def _merged(link: Link, item: Record | BadInput) -> Record | BadInput:
    """Return a page's record with what only its feed says of it; by the feed's address it is known the next time."""
    if isinstance(item, BadInput) or item.number is not None:
        return item
    told = {} if link.told is None else link.told.fields
    return replace(item, fields={**told, **item.fields, "id": canonical(link.address)})


def _no_article(link: Link) -> BadInput:
    return problem(link.where, f"lists {link.address}, which is no article but a further list", "give it by itself")


def _closed(link: Link) -> BadInput:
    if not link.address:
        return problem(link.where, "is an item without text and address", "leave it out")
    return problem(link.where, f"lists {link.address}, and kg opens no connection", "allow it, or save the page")
