"""Which files a source means, and what is in each."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from kg.model import BadInput
from kg.read import jsonl, markup
from kg.read.decode import decode
from kg.read.limits import MAX_BYTES
from kg.read.problem import problem
from kg.read.record import Record, header

_KINDS = {
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
}
_NOT_ARTICLES = ("readme", "licence", "license", "copying")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read and the name that its article gets when it gives none."""

    path: Path
    name: str


def files(given: Path) -> Iterator[Source | BadInput]:
    """Find the files that a path means: itself, or those of a folder and the folders in it, in sorted order.

    In a folder, hidden files, gold labels (`*.gold.json`), README and licence files, files of other kinds and the
    `…_files` that a browser saves beside a page are no articles and are passed over.
    """
    if given.is_dir():
        yield from _folder(given)
    elif given.exists() or given.is_symlink():
        yield Source(given, _shown(given.stem))
    elif str(given).startswith(("http:", "https:")):
        yield problem(str(given), "is an address, and kg opens no connection", "save the page and give the file")
    else:
        yield problem(given, "no such file or folder", "check the path")


def _folder(folder: Path) -> Iterator[Source | BadInput]:
    failed: list[BadInput] = []
    found: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=lambda error: failed.append(_unreadable(error, folder))):
        saved = {f"{PurePath(name).stem}_files" for name in names if PurePath(name).suffix.lower() in (".html", ".htm")}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in saved)
        found += [Path(where, name) for name in names if _is_article(name)]
    yield from failed
    if not found and not failed:
        yield problem(folder, "has no article in it", f"kg reads {', '.join(sorted(_KINDS))}")
    for path in sorted(found, key=lambda path: path.relative_to(folder).parts):
        yield Source(path, _shown(path.relative_to(folder).with_suffix("").as_posix()))


def _is_article(name: str) -> bool:
    low = name.lower()
    if low.startswith(".") or low.endswith(".gold.json") or PurePath(low).stem in _NOT_ARTICLES:
        return False
    return PurePath(low).suffix in _KINDS


def records(source: Source) -> Iterator[Record | BadInput]:
    """Read what one file holds; a file that cannot be read gives a BadInput."""
    where = str(source.path)
    try:
        kind = _KINDS.get(source.path.suffix.lower(), "unknown")
        if stat.S_ISDIR(source.path.stat().st_mode):
            raise IsADirectoryError(21, "is a folder")
        with source.path.open("rb") as stream:
            yield from _stream(stream, where, kind)
    except OSError as error:
        yield _unreadable(error, source.path)


def standard_input() -> Iterator[Record | BadInput]:
    """Read articles from standard input: JSONL, JSON, a page or a text, whichever it is."""
    yield from _stream(sys.stdin.buffer, "standard input", "unknown")


def _stream(stream: BinaryIO, where: str, kind: str) -> Iterator[Record | BadInput]:
    first = b""
    if kind == "unknown":
        first = stream.readline(MAX_BYTES + 1)
        kind = _kind(first)
    if kind == "jsonl":
        yield from jsonl.json_lines(stream, where, first)
        return
    data = first + stream.read(max(0, MAX_BYTES + 1 - len(first)))
    try:
        if len(data) > MAX_BYTES:
            raise problem(where, f"is larger than {MAX_BYTES // 1_000_000} MB", "give one article a file, or JSONL")
        if not data.strip():
            raise problem(where, "is empty", "leave it out")
        text = decode(data, where)
        if kind == "json" or (kind == "unknown" and text.lstrip()[:1] in ("{", "[") and _is_json(text)):
            yield from jsonl.json_file(text, where)
        else:
            yield _record(text, where, kind)
    except BadInput as error:
        yield error


def _kind(line: bytes) -> str:
    """Tell JSONL and HTML by their first line."""
    start = line.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "jsonl" if start.startswith(b"{") and _is_json(line.decode("utf-8-sig", "replace")) else "unknown"


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _record(text: str, where: str, kind: str) -> Record:
    if kind == "html":
        return markup.page(text, where)
    if kind == "markdown":
        return markup.markdown(text, where)
    fields, body = header(text)
    return Record(where, body, fields)


def _unreadable(error: OSError, path: Path) -> BadInput:
    told = (error.strerror or "cannot be read").lower()
    return problem(error.filename or path, told, "check the path and its permissions")


def _shown(name: str) -> str:
    """Return a file's name as text; bytes that are no UTF-8 are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")
