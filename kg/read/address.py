"""Addresses of articles: their canonical form, whether two mean the same article, and the record of a page at one."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from kg.read.record import Record

_TRACKING = re.compile(
    r"utm_.*|at_(medium|campaign|custom\d)|(fb|g|d|ms|tw|yc|wbra|gbra|ttc|i)clid|gclsrc|igshid|mc_[ce]id|_ga|_gl|cmpid|ncid",
    re.IGNORECASE,
)
_PORTS = {"http": ":80", "https": ":443"}
_SAFE = "/:@!$&'()*+,;=~-._"


def is_address(text: object) -> bool:
    """Tell whether a text is an address of the web."""
    return isinstance(text, str) and text.lower().startswith(("http://", "https://"))


def canonical(address: str) -> str:
    """Return an address without fragment, tracking parameters, default port, and differences that mean nothing.

    An address that cannot be taken apart comes back as it is.
    """
    try:
        parts = urlsplit(address.strip())
        query = [(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(name)]
    except ValueError:
        return address.strip()
    if parts.scheme not in _PORTS or not parts.netloc:
        return address.strip()
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(_PORTS[parts.scheme]).rstrip(".")
    path = quote(unquote(parts.path), safe=_SAFE) if "%2f" not in parts.path.lower() else parts.path
    return urlunsplit((parts.scheme, host, path or "/", urlencode(query), ""))


def key(address: str | None) -> str | None:
    """Return what is the same for two addresses of one article; None for a name, and for a home page, which is none."""
    if address is None or not is_address(address):
        return None
    parts = urlsplit(canonical(address))
    if not parts.query and not parts.path.strip("/"):
        return None
    return f"{site(address)}{parts.path.rstrip('/')}?{parts.query}"


def site(address: str) -> str:
    """Return the host of an address, without `www.`; empty for none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def placed(record: Record, address: str) -> Record:
    """Return the record of a page with its id and source by the address that it was found at; one of several as it is.

    The address that a page gives itself counts where it is of the same site: no page speaks for another site's.
    """
    if record.number is not None or record.name is not None:
        return record
    given = record.fields.get("source", "")
    source = given if is_address(given) and site(given) == site(address) and key(given) else address
    return replace(record, fields={"id": canonical(source), **record.fields, "source": source})
