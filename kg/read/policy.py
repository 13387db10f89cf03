"""Which addresses of the web may be asked, and how: the policy that a caller gives, without a connection of its own."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from kg.model import KgError
from kg.read.limits import MAX_MEMBER
from kg.read.problem import CONTROL, problem

if TYPE_CHECKING:
    from socket import socket

_GLOBAL = ipaddress.ip_network("2000::/3")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL = frozenset((ipaddress.ip_address("168.63.129.16"),))
"""Addresses that are public by their number and serve a machine's own metadata (Azure)."""

_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True)
class WebPolicy:
    """What may be fetched, with `read(…, web=WebPolicy())`. Times are in seconds.

    Only public addresses are asked, but for the networks in `allow` (such as `10.0.0.0/8`). `robots` obeys robots.txt.
    `pause` is the least time between two requests to one host, `max_pages` how many pages of one feed or sitemap are
    fetched. `resolve` and `connect` stand in for the system's own, in tests.
    """

    allow: tuple[str, ...] = ()
    robots: bool = True
    user_agent: str = "kg-news (builds a knowledge graph of news for its user; obeys robots.txt)"
    connect_timeout: float = 10.0
    read_timeout: float = 10.0
    total_timeout: float = 60.0
    max_bytes: int = MAX_MEMBER
    max_redirects: int = 5
    max_pages: int = 200
    pause: float = 1.0
    resolve: Callable[[str, int], Sequence[str]] | None = field(default=None, repr=False)
    connect: Callable[[str, int, float], socket] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        try:
            [ipaddress.ip_network(net) for net in self.allow]
        except ValueError as error:
            raise KgError(f"allow: {error}; write a network as 10.0.0.0/8") from None

    def refuses(self, address: str) -> bool:
        """Tell whether a numeric address must not be asked."""
        try:
            number = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return True
        meant = _meant(number)
        if any(it in ipaddress.ip_network(net) for net in self.allow for it in (number, meant)):
            return False
        return not _is_public(meant)


def _meant(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for (mapped, 6to4, Teredo, NAT64), or itself."""
    if isinstance(number, IPv4Address):
        return number
    if number in _TRANSLATED:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or (number.teredo or (number,))[-1]


def _is_public(number: IPv4Address | IPv6Address) -> bool:
    if number in _SPECIAL or number.is_multicast or number.is_reserved or not number.is_global:
        return False
    return isinstance(number, IPv4Address) or number in _GLOBAL


@dataclass(frozen=True, slots=True)
class Target:
    """An address of the web taken apart; `path` is what is asked for, with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """The address of the host's root."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != _PORTS[self.scheme] else "")

    @property
    def address(self) -> str:
        """The whole address."""
        return self.origin + self.path


def target(address: str) -> Target:
    """Take an address apart; BadInput if it is none of the web, holds a password or asks for an odd port."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        raise problem(address, "is no address of the web", "check it") from None
    if parts.scheme not in _PORTS:
        raise problem(address, "is no address that begins with http:// or https://", "kg fetches no other")
    if not host or CONTROL.search(address) or any(letter in parts.netloc for letter in " \\%"):
        raise problem(address, "is no address of the web", "check it")
    if "@" in parts.netloc:
        raise problem(parts.hostname, "is asked for with a name or password in its address", "give it without")
    number = port if port is not None else _PORTS[parts.scheme]
    if number < 1024 and number not in _PORTS.values():
        raise problem(address, f"asks for port {number}, which is no web server's", "check it")
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Target(parts.scheme, host, number, quote(parts.path or "/", safe=_SAFE) + query)
