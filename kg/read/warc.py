"""WARC and WARC.gz, as web archives keep them -> the pages in them, with the addresses they were fetched from."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.read import kinds
from kg.read.address import placed
from kg.read.limits import MAX_BYTES
from kg.read.options import Options
from kg.read.problem import needs, problem
from kg.read.record import Found, Inside, Record

_PAGES = ("html", "text", "pdf")


def responses(stream: BinaryIO, where: str, options: Options, inside: Inside) -> Iterator[Found]:
    """Read the pages, texts and PDF files that were answered with success; all else in the archive is passed over."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        yield needs(where, "WARC", "warcio", "warc")
        return
    empty = True
    try:
        for record in ArchiveIterator(stream):
            kind, address = _kind(record)
            if kind in _PAGES and address:
                empty = False
                yield from _page(record, kind, address, where, options, inside)
    except (ArchiveLoadFailed, zlib.error, ValueError, EOFError, OSError, AttributeError) as error:
        told = " ".join(str(error).split())[:80]  # warcio raises AttributeError for a record without its first lines
        yield problem(where, f"is a broken WARC archive ({told})", "fetch it again; what was before is read")
        return
    if empty:
        yield problem(where, "has no page in it", "kg reads the HTML, text and PDF answers of a WARC archive")


def _kind(record: Any) -> tuple[str | None, str]:
    """Return what kind of file a record of the archive holds, and its address."""
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers
    if record.rec_type not in ("response", "resource", "conversion") or address.endswith("/robots.txt"):
        return None, address
    if record.rec_type == "response" and (headers is None or headers.get_statuscode() != "200"):
        return None, address
    media = (headers or record.rec_headers).get_header("Content-Type") or ""
    return kinds.by_media(media.partition(";")[0].strip().lower(), address), address


def _page(record: Any, kind: str, address: str, where: str, options: Options, inside: Inside) -> Iterator[Found]:
    here = f"{where}: {address}"
    data = record.content_stream().read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        yield problem(here, f"is larger than {MAX_BYTES // 1_000_000} MB", "leave it out")
        return
    for item in inside(io.BytesIO(data), here, kind, options):
        yield placed(item, address) if isinstance(item, Record) else item
