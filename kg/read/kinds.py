"""Which kind of file something is: by its name, by the media type that a server gives, by how it begins."""

from __future__ import annotations

import re
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".pdf": "pdf",
    ".epub": "epub",
    ".docx": "docx",
    ".eml": "mail",
    ".warc": "warc",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
    ".gz": "gzip",
}
MANY = frozenset(("jsonl", "csv", "warc", "zip", "tar", "gzip"))
"""The kinds that hold many articles and are read piece by piece."""

_TWOFOLD = {".warc.gz": "warc", ".tar.gz": "tar"}
MEDIA = {
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/ld+json": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/rss+xml": "xml",
    "application/atom+xml": "xml",
    "application/rdf+xml": "xml",
    "application/pdf": "pdf",
    "application/epub+zip": "epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "message/rfc822": "mail",
    "application/warc": "warc",
    "application/zip": "zip",
    "application/x-tar": "tar",
}
_ANY = frozenset(("", "application/octet-stream", "binary/octet-stream", "application/gzip", "application/x-gzip"))
FETCHED = frozenset(MEDIA) | _ANY
"""The media types of what is worth fetching."""

START = 4096
"""How many bytes tell a file's kind."""

_NOT_ARTICLES = ("readme", "licence", "license", "copying")
_LISTS = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")


def by_name(name: str) -> str:
    """Tell the kind by a file's name; `unknown` for others."""
    low = name.lower()
    for ending, kind in _TWOFOLD.items():
        if low.endswith(ending):
            return kind
    return KINDS.get(PurePath(low).suffix, "unknown")


def by_media(media: str, address: str) -> str | None:
    """Tell the kind by the media type of an answer, or by its address where the type says nothing; None: no article."""
    if media in _ANY:
        return by_name(unquote(urlsplit(address).path))
    named = by_name(unquote(urlsplit(address).path)) if media == "text/plain" else "unknown"
    return MEDIA.get(media) if named == "unknown" else named


def by_start(data: bytes) -> str:
    """Tell the kind by the first bytes; `unknown` where they could be text or JSON."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if b"application/epub+zip" in data[:100]:
            return "epub"
        return "docx" if b"[Content_Types].xml" in data[:100] else "zip"
    if data.startswith(b"WARC/1."):
        return "warc"
    if data[257:262] == b"ustar":
        return "tar"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    start = data[:START].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:200].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return "xml" if start.startswith(b"<") and _LISTS.search(start) else "unknown"


def stem(name: str) -> str:
    """Return a file's name or path (with slashes) without its ending, both parts of a twofold one."""
    for ending in _TWOFOLD:
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return PurePosixPath(name).with_suffix("").as_posix() if PurePosixPath(name).name else name


def is_article(name: str) -> bool:
    """Tell whether a file of a folder or archive is read: of a known kind, not hidden, no gold labels, no licence."""
    low = name.lower()
    if low.startswith(".") or low.endswith(".gold.json") or PurePath(low).stem in _NOT_ARTICLES:
        return False
    return by_name(low) != "unknown"
