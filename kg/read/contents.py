"""Bytes of a known or unknown kind -> what they hold, each kind by its own reader."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import BadInput
from kg.read import jsonl, kinds, markup, table
from kg.read.decode import decode
from kg.read.limits import MAX_BYTES, MAX_MEMBER
from kg.read.options import Options
from kg.read.problem import problem
from kg.read.record import Found, Record, header


def contents(stream: BinaryIO, where: str, kind: str, options: Options) -> Iterator[Found]:
    """Read what a file holds, from its beginning; what cannot be read comes as BadInput."""
    first = b""
    if kind == "unknown":
        first = stream.readline(MAX_BYTES + 1)
        if _is_line(first):
            kind = "jsonl"
        else:
            first += stream.read(kinds.START)
            kind = kinds.by_start(first)
    if kind in kinds.MANY:
        if first and kind != "jsonl":  # nothing but JSONL can be read on from its second line
            data = first + stream.read(max(0, MAX_MEMBER + 1 - len(first)))
            if len(data) > MAX_MEMBER:
                yield problem(where, f"is larger than {MAX_MEMBER // 1_000_000} MB", "give it as a file of its kind")
                return
            first, stream = b"", io.BytesIO(data)
        yield from _many(stream, where, kind, first, options)
        return
    data = first + stream.read(max(0, MAX_BYTES + 1 - len(first)))
    try:
        if len(data) > MAX_BYTES:
            raise problem(where, f"is larger than {MAX_BYTES // 1_000_000} MB", "give one article a file, or JSONL")
        if not data.strip():
            raise problem(where, "is empty", "leave it out")
        yield from _whole(data, where, kind, options)
    except BadInput as error:
        yield error


def _many(stream: BinaryIO, where: str, kind: str, first: bytes, options: Options) -> Iterator[Found]:
    if kind == "jsonl":
        yield from jsonl.json_lines(stream, where, options, first)
    elif kind == "csv":
        yield from table.rows(stream, where, options)
    elif kind == "warc":
        from kg.read import warc

        yield from warc.responses(stream, where, options)
    else:
        from kg.read import archive

        yield from archive.members(stream, where, kind, options)


def _whole(data: bytes, where: str, kind: str, options: Options) -> Iterator[Found]:
    if kind == "unknown":
        kind = kinds.by_start(data)
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
    if kind == "json" or (kind == "unknown" and text.lstrip()[:1] in ("{", "[") and _is_json(text)):
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


def _is_line(line: bytes) -> bool:
    """Tell whether a first line is one of JSONL."""
    start = line.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and _is_json(line.decode("utf-8-sig", "replace"))


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
