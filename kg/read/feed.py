"""RSS, Atom and sitemaps -> links to articles, with what the feed itself says of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kg.model import BadInput
from kg.read.address import canonical, is_address
from kg.read.limits import FULL_WORDS
from kg.read.markup import paragraphs
from kg.read.problem import problem
from kg.read.record import Link, Record
from kg.read.xml import local, parsed

_ATOM = "{http://www.w3.org/2005/Atom}"
_FULL = "{http://purl.org/rss/1.0/modules/content/}encoded"
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
_RIGHTS = ("license", "rights", "copyright")


def links(text: str, where: str) -> Iterator[Link | BadInput]:
    """Read the items of a feed or the addresses of a sitemap, in its order; BadInput for other XML."""
    root = parsed(text, where)
    kind = local(root.tag)
    if kind in ("urlset", "sitemapindex"):
        found = [node for node in root if local(node.tag) in ("url", "sitemap")]
        made = (_listed(node, f"{where}:{number}", kind) for number, node in enumerate(found, start=1))
    elif kind in ("rss", "RDF", "feed"):
        found = [node for node in root.iter() if local(node.tag) in ("item", "entry")]
        top = next((node for node in root if local(node.tag) == "channel"), root)
        ours = {"licence": _rights(top), "author": _author(top)}
        made = (_item(node, f"{where}:{number}", where, ours, number) for number, node in enumerate(found, start=1))
    else:
        raise problem(where, f"is XML of a kind that kg does not read (<{kind[:40]}>)", "give feeds, sitemaps or XHTML")
    if not found:
        raise problem(where, "lists no article", "leave it out")
    yield from made


def _listed(node: Element, where: str, kind: str) -> Link | BadInput:
    address = next(((child.text or "").strip() for child in node if local(child.tag) == "loc"), "")
    if not is_address(address):
        return problem(where, f"lists {address[:80]!r}, which is no address", "mend the sitemap")
    return Link(where, address, (canonical(address),), sitemap=kind == "sitemapindex")


def _item(node: Element, where: str, base: str, ours: Mapping[str, str], number: int) -> Link | BadInput:
    """Return what an item says; what it does not say of itself, the feed says for all its items in `ours`."""
    address = urljoin(base if is_address(base) else "", _address(node))
    guid = (node.findtext("guid") or _child(node, "guid", "id")).strip()
    if not is_address(address):
        address = ""
    if not address and not guid:
        return problem(where, "is an item without address and id", "nothing tells whether it is new; leave it out")
    name = canonical(address) if address else guid
    long, short = _content(node)
    text = long or short
    fields = {
        "id": name,
        "title": paragraphs(_child(node, "title")),
        "published": _day(_child(node, "pubDate", "published", "date", "issued", "updated")),
        "source": address,
        "licence": _rights(node) or ours["licence"],
        "author": _author(node) or ours["author"],
    }
    told = Record(where, text, {field: value for field, value in fields.items() if value}, number)
    full = bool(long) and len(long.split()) >= FULL_WORDS
    return Link(where, address, tuple(dict.fromkeys(filter(None, (name, guid)))), told, full)


def _address(node: Element) -> str:
    """Return the address of an item's page; empty if it gives none."""
    for child in node:
        if child.tag == f"{_ATOM}link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or "").strip()
        if local(child.tag) == "link" and (child.text or "").strip():
            return (child.text or "").strip()
    guid = node.find("guid")
    return (guid.text or "").strip() if guid is not None and guid.get("isPermaLink") != "false" else ""


def _content(node: Element) -> tuple[str, str]:
    """Return the content and the summary of an item as plain text, each empty where there is none."""
    content = node.find(f"{_ATOM}content")
    long = paragraphs(node.findtext(_FULL) or "") or ("" if content is None else _plain(content))
    summary = node.find(f"{_ATOM}summary")
    return long, paragraphs(_child(node, "description")) or ("" if summary is None else _plain(summary))


def _plain(node: Element) -> str:
    """Return the text of an Atom element, by its type."""
    kind = node.get("type", "text")
    if kind == "xhtml":
        for inner in node.iter():
            inner.tag = local(inner.tag)
        return paragraphs("".join(ElementTree.tostring(child, "unicode", method="html") for child in node))
    if kind in ("html", "text/html"):
        return paragraphs(node.text or "")
    return (node.text or "").strip() if kind in ("text", "text/plain") else ""


def _rights(node: Element) -> str:
    for child in node:
        name = local(child.tag)
        if child.tag == f"{_ATOM}link" and child.get("rel") == "license":
            return (child.get("href") or "").strip()
        told = " ".join((child.text or child.get(_RESOURCE) or "").split())
        if name in _RIGHTS and told:
            return told
    return ""


def _author(node: Element) -> str:
    """Return who wrote an item: `dc:creator` or `author`, of Atom the name in it. An editor of the feed is no author."""
    found = [child for child in node if local(child.tag) == "creator"]
    found = found or [child for child in node if local(child.tag) == "author"]
    return "; ".join(" ".join((_child(child, "name") or child.text or "").split()) for child in found).strip("; ")


def _child(node: Element, *names: str) -> str:
    """Return the text of the first child of any of the names, the first name first."""
    for name in names:
        for child in node:
            if local(child.tag) == name and (text := (child.text or "").strip()):
                return text
    return ""


def _day(given: str) -> str:
    """Return the day of a date of RSS or Atom as YYYY-MM-DD; what is neither is left as it is, to be reported."""
    try:
        return parsedate_to_datetime(given).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return given
