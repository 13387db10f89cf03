"""DOCX (Word) -> its paragraphs as they read with all changes accepted; notes, headers and footers are left out."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from kg.read.decode import decode
from kg.read.limits import MAX_BYTES
from kg.read.markup import blocks
from kg.read.options import Budget
from kg.read.problem import problem
from kg.read.record import Record
from kg.read.unpack import member, zip_file
from kg.read.xml import local, parsed

_WORD = "word/document.xml"
_ABOUT = "docProps/core.xml"
_LEFT_OUT = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText"))
_LETTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "p": "\n\n"}


def document(data: bytes, where: str) -> Record:
    """Return the article of a Word file; BadInput if it is none or broken."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise problem(where, "is a Word file that is locked or of the old format", "save it as DOCX without a password")
    with zip_file(io.BytesIO(data), where) as archive:
        body = _part(archive, _WORD, where)
        if body is None:
            raise problem(where, "is no Word file: it has no document in it", "save it as DOCX")
        about = _part(archive, _ABOUT, where)
    told = {"title": _told(about, "title"), "author": _told(about, "creator")}
    return Record(where, _text(body), {field: value for field, value in told.items() if value})


def _told(about: ElementTree.Element | None, name: str) -> str:
    """Return what the file's properties say under a name; empty for nothing."""
    found = () if about is None else (node.text or "" for node in about.iter() if local(node.tag) == name)
    return next(iter(found), "").strip()


def _part(archive: zipfile.ZipFile, name: str, where: str) -> ElementTree.Element | None:
    if name not in archive.namelist():
        return None
    here = f"{where}/{name}"
    return parsed(decode(member(archive, archive.getinfo(name), here, MAX_BYTES, Budget()), here), here)


def _text(body: ElementTree.Element) -> str:
    parts: list[str] = []
    waiting = [body]
    while waiting:
        node = waiting.pop()
        name = local(node.tag)
        if name in _LEFT_OUT:
            continue
        parts.append((node.text or "") if name == "t" else _LETTERS.get(name, ""))
        waiting.extend(reversed(node))
    return blocks("".join(parts))
