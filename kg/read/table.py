"""CSV (also with semicolons or tabs) -> one record a row, its columns mapped to fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from kg.model import BadInput
from kg.read.decode import decode
from kg.read.limits import MAX_BYTES, MAX_MEMBER
from kg.read.options import NAMES, Options
from kg.read.problem import problem
from kg.read.record import Record

_WIDE = (b"\xff\xfe", b"\xfe\xff")


def rows(stream: BinaryIO, where: str, options: Options) -> Iterator[Record | BadInput]:
    """Read one article a row; a broken row is reported with its line and the others go on."""
    before = csv.field_size_limit(MAX_BYTES)
    try:
        yield from _rows(_Lines(stream, where), where, options)
    except BadInput as error:
        yield error
    except csv.Error as error:  # rows of their own are looked after one by one
        yield problem(where, f"has a header line that is no CSV ({error})", "mend it")
    finally:
        csv.field_size_limit(before)


def _rows(lines: _Lines, where: str, options: Options) -> Iterator[Record | BadInput]:
    top = next(lines, "")
    if not top.strip():
        raise problem(where, "has no header line", "name its columns in the first line")
    names = next(csv.reader([top], delimiter=_delimiter(top)), [])
    places = _places([name.strip() for name in names], where, options)
    reader = csv.reader(lines, delimiter=_delimiter(top))
    while True:
        number = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except BadInput as error:
            yield error
            continue
        except csv.Error as error:
            yield problem(f"{where}:{number}", f"is no row of CSV ({error})", "mend the row, its quotes first")
            continue
        if row:
            yield _record(row, names, places, f"{where}:{number}", number)


def _record(row: list[str], names: list[str], places: Mapping[str, int], where: str, number: int) -> Record | BadInput:
    if len(row) != len(names):
        return problem(where, f"has {len(row)} columns, the header {len(names)}", "mend the row, its quotes first")
    fields = {name: row[place] for name, place in places.items()}
    return Record(where, fields.pop("text"), {name: value for name, value in fields.items() if value.strip()}, number)


def _places(columns: list[str], where: str, options: Options) -> dict[str, int]:
    """Return which column holds which field."""
    known = {name.lower(): place for place, name in reversed(list(enumerate(columns)))}
    places = {}
    for field in NAMES:
        found = [known[name.lower()] for name in options.named(field) if name.lower() in known]
        if found:
            places[field] = found[0]
        elif field == "text" or field in options.columns:
            told = f"has no column {options.named(field)[0]!r}; it has {', '.join(columns[:20])[:200]}"
            raise problem(where, told, "name the columns: columns={'text': …}")
    return places


def _delimiter(top: str) -> str:
    return max(",;\t|", key=top.count)


class _Lines:
    """The lines of a file as text, each decoded on its own; one that is no text raises BadInput and is passed."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self.number = 0
        self._where = where
        start = stream.read(2)
        if start in _WIDE:
            data = start + stream.read(MAX_MEMBER + 1)
            if len(data) > MAX_MEMBER:
                raise problem(where, f"is UTF-16 and larger than {MAX_MEMBER // 1_000_000} MB", "save it as UTF-8")
            stream, start = io.BytesIO(decode(data, where).encode("utf-8", "replace")), b""
        self._stream, self._start = stream, start

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._start + (b"" if self._start.endswith(b"\n") else self._stream.readline(MAX_BYTES + 1))
        self._start = b""
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_BYTES:
            while len(self._stream.readline(MAX_BYTES + 1)) > MAX_BYTES:
                pass
            raise problem(f"{self._where}:{self.number}", f"is longer than {MAX_BYTES // 1_000_000} MB", "mend the row")
        return decode(line, f"{self._where}:{self.number}")
