"""Bytes -> text: the encoding by mark, by UTF-8, by declaration, then as Western; what is no text is named."""

from __future__ import annotations

import codecs
import re

from kg.read.problem import problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMATS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (or an Office or EPUB file)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x7fELF", "a program"),
)
_DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_ODD = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def decode(data: bytes, where: object, declared: str | None = None) -> str:
    """Return the text that the bytes hold, letter for letter, without a byte order mark; BadInput if they hold none.

    `declared` is the encoding that a message or a web server names.
    """
    for start, name in _FORMATS:
        if data.startswith(start):
            raise problem(where, f"is {name}, not text", "name the file for what it is, or save the article as text")
    text = _decoded(data, declared)
    if text is None or len(_ODD.findall(text[:100_000])) > len(text[:100_000]) // 200 or "\0" in text:
        raise problem(where, "is not text in an encoding that kg can tell", "if it is text, save it as UTF-8")
    return text


def _decoded(data: bytes, declared: str | None) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\0" in data:
        return _try(data, _wide(data))
    text = _try(data, "utf-8")
    if text is None and declared:
        text = _try(data, declared)
    if text is None and (found := _DECLARED.search(data[:4096])):
        text = _try(data, found[1].decode("ascii", "replace"))
    return text if text is not None else _guess(data)


def _wide(data: bytes) -> str:
    """Return which UTF-16 without a mark it can be: of western letters every second byte is zero."""
    first, second = data[0:2000:2], data[1:2000:2]
    if 2 * second.count(0) > len(second):
        return "utf-16-le"
    return "utf-16-be" if 2 * first.count(0) > len(first) else "none"


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _guess(data: bytes) -> str | None:
    """Read the Western 8-bit encodings, if the signs beyond ASCII are as few as in English; None else.

    A statistical guesser was tried: on English with a few accents and quotes it names the wrong encoding more often.
    """
    if 10 * len(data.translate(None, bytes(range(128)))) > len(data):
        return None
    western = _try(data, "cp1252")
    return western if western is not None else data.decode("latin-1")
