"""The bytes of one file of one article -> what it holds, each kind by its own reader, the risky ones in a process of their own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from kg.read import guard, jsonl, kinds, markup
from kg.read.decode import decode
from kg.read.limits import LARGE
from kg.read.options import Options
from kg.read.problem import needs
from kg.read.record import Found, Record, header

_GUARDED = frozenset(("html", "markdown", "mail", "epub", "docx"))
"""The kinds whose readers take far longer for some files than for most; PDF is another, at any size."""


def whole(data: bytes, where: str, kind: str, options: Options) -> Iterator[Found]:
    """Read a file, in a process that can be ended where it may take too long; raises or yields BadInput."""
    if kind == "unknown" or (kind == "xml" and kinds.by_start(data) == "html"):
        kind = kinds.by_start(data)
    if kind == "pdf" and find_spec("pypdf") is None:
        yield needs(where, "PDF", "pypdf", "documents")
    elif kind == "pdf" or (kind in _GUARDED and len(data) > LARGE):
        yield from guard.read(data, where, kind, options.charset)
    else:
        yield from plain(data, where, kind, options)


def plain(data: bytes, where: str, kind: str, options: Options) -> Iterator[Found]:
    """Read a file here and now, however long it takes; raises or yields BadInput."""
    if kind == "pdf":
        from kg.read import pdf

        yield from pdf.document(data, where)
    elif kind == "epub":
        from kg.read import epub

        yield from epub.chapters(data, where)
    elif kind == "docx":
        from kg.read import docx

        yield docx.document(data, where)
    elif kind == "mail":
        from kg.read import mail

        yield mail.message(data, where)
    else:
        yield from _text(decode(data, where, options.charset), where, kind, options)


def _text(text: str, where: str, kind: str, options: Options) -> Iterator[Found]:
    if kind == "json" or (kind == "unknown" and text.lstrip()[:1] in ("{", "[") and jsonl.is_json(text)):
        yield from jsonl.json_file(text, where, options)
    elif kind == "xml" and kinds.by_start(text[: kinds.START].encode("utf-8", "replace")) != "html":
        from kg.read import feed

        yield from feed.links(text, where)
    elif kind in ("html", "xml"):
        yield markup.page(text, where)
    elif kind == "markdown":
        yield markup.markdown(text, where)
    else:
        fields, body = header(text)
        yield Record(where, body, fields)
