"""JSON and JSONL -> records: `{"id", "title", "published", "source", "text", "licence", "author"}`, one or many.

Other usual names (`body`, `url`, `date` …) stand in for those; a name that the caller gives goes before all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import BadInput
from kg.read.decode import decode
from kg.read.limits import MAX_BYTES
from kg.read.options import NAMES, Options
from kg.read.problem import problem
from kg.read.record import Record


def is_json(text: str) -> bool:
    """Tell whether a text is an object or a list of JSON."""
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def json_file(text: str, where: str, options: Options) -> Iterator[Record | BadInput]:
    """Read a JSON file of one article or a list of them."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield problem(where, f"is not JSON ({_fault(error)})", "mend it")
        return
    if not isinstance(found, list):
        yield _record(found, where, options)
        return
    for number, value in enumerate(found, start=1):
        yield _record(value, f"{where}:{number}", options, number)


def json_lines(lines: BinaryIO, where: str, options: Options, first: bytes = b"") -> Iterator[Record | BadInput]:
    """Read one article a line; a broken line is reported with its number and the others go on."""
    line, number = first or lines.readline(MAX_BYTES + 1), 1
    while line:
        here = f"{where}:{number}"
        if len(line) > MAX_BYTES:
            yield problem(here, f"is longer than {MAX_BYTES // 1_000_000} MB", "write one article a line")
            return
        if line.strip():
            yield _line(line, here, options, number)
        line, number = lines.readline(MAX_BYTES + 1), number + 1


def _line(line: bytes, where: str, options: Options, number: int) -> Record | BadInput:
    try:
        return _record(json.loads(decode(line, where)), where, options, number)
    except BadInput as error:
        return error
    except (ValueError, RecursionError) as error:
        return problem(where, f"is not JSON ({_fault(error)})", "mend the line")


def _fault(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _record(value: object, where: str, options: Options, number: int | None = None) -> Record | BadInput:
    if not isinstance(value, dict):
        return problem(where, "is not a JSON object", 'write {"id": …, "published": "YYYY-MM-DD", "text": …}')
    fields = {}
    for name in NAMES:
        key = _key(value, name, options)
        given = _text(value, key, name)
        if isinstance(given, str) or (name == "id" and isinstance(given, int)):
            fields[name] = str(given)
        elif name == "text":
            return problem(where, f'has no "{key}"', f'write the article\'s text as "{key}": "…"')
        elif given is not None:
            return problem(where, f'has a "{key}" that is not text', f'write "{key}": "…"')
    return Record(where, fields.pop("text"), fields, number)


def _key(value: dict[str, object], name: str, options: Options) -> str:
    """Return the key that holds a field: its first name that is there; stand-ins count only where they are text."""
    first, *others = options.named(name)
    if first in value:
        return first
    return next((other for other in others if isinstance(_text(value, other, name), str)), first)


def _text(value: dict[str, object], key: str, name: str) -> object:
    """Return what a key holds for a field: as it is, but for authors."""
    return _names(value.get(key)) if name == "author" else value.get(key)


def _names(given: object) -> object:
    """Return authors as one text: a list is joined, of an object (as in schema.org) the name is taken; None for others."""
    every = given if isinstance(given, list) else [given]
    names = (one.get("name") if isinstance(one, dict) else one for one in every)
    return "; ".join(name for name in names if isinstance(name, str)) or None
