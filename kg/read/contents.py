"""Bytes of a known or unknown kind -> what they hold: many articles piece by piece, or one file of one article."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import BadInput
from kg.read import archive, jsonl, kinds, table, warc
from kg.read.limits import MAX_BYTES, MAX_MEMBER
from kg.read.options import Options
from kg.read.problem import problem
from kg.read.record import Found
from kg.read.whole import whole


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
        yield from whole(data, where, kind, options)
    except BadInput as error:
        yield error


def _many(stream: BinaryIO, where: str, kind: str, first: bytes, options: Options) -> Iterator[Found]:
    if kind == "jsonl":
        yield from jsonl.json_lines(stream, where, options, first)
    elif kind == "csv":
        yield from table.rows(stream, where, options)
    elif kind == "warc":
        yield from warc.responses(stream, where, options, contents)
    else:
        yield from archive.members(stream, where, kind, options, contents)


def _is_line(line: bytes) -> bool:
    """Tell whether a first line is one of JSONL."""
    start = line.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and jsonl.is_json(line.decode("utf-8-sig", "replace"))
