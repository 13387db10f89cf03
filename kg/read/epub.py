"""EPUB -> one article for each document of the book, in reading order."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree

from kg.model import BadInput
from kg.read.decode import decode
from kg.read.limits import MAX_BYTES, MAX_MEMBERS
from kg.read.markup import heading, paragraphs
from kg.read.options import Budget
from kg.read.problem import problem
from kg.read.record import Record
from kg.read.unpack import member, zip_file
from kg.read.xml import local, parsed

_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = ("application/xhtml+xml", "text/html")


def chapters(data: bytes, where: str) -> Iterator[Record | BadInput]:
    """Read the documents of a book; its table of contents and documents without text, as covers, are passed over."""
    budget = Budget()
    with zip_file(io.BytesIO(data), where) as archive:
        if "META-INF/encryption.xml" in archive.namelist():
            yield problem(where, "has locked parts (DRM, or fonts)", "what is not locked is read")
        path = _package_path(archive, where, budget)
        package = parsed(decode(_bytes(archive, path, where, budget), where), f"{where}/{path}")
        fields = {
            field: told
            for field, name in (("published", "date"), ("source", "publisher"), ("licence", "rights"))
            if (told := " ".join((package.findtext(f".//{_DC}{name}") or "").split()))
        }
        if told := "; ".join(" ".join((node.text or "").split()) for node in package.iter(f"{_DC}creator")).strip("; "):
            fields["author"] = told
        empty = True
        for number, name in enumerate(_spine(package, path), start=1):
            here = f"{where}/{name}"
            try:
                page = decode(_bytes(archive, name, here, budget), here)
            except BadInput as error:
                empty = False
                yield error
                continue
            if text := paragraphs(page):
                empty = False
                title = heading(page)
                yield Record(here, text, {**fields, "title": title} if title else fields, number)
        if empty:
            yield problem(where, "is a book without text", "its pages may be pictures: run OCR on them first")


def _package_path(archive: zipfile.ZipFile, where: str, budget: Budget) -> str:
    container = parsed(decode(_bytes(archive, "META-INF/container.xml", where, budget), where), where)
    for node in container.iter():
        if local(node.tag) == "rootfile" and (path := node.get("full-path")):
            return path
    raise problem(where, "is a broken EPUB file: it names no package", "make or fetch it again")


def _spine(package: ElementTree.Element, path: str) -> list[str]:
    """Return the names of the documents in reading order."""
    items = {node.get("id"): node for node in package.iter() if local(node.tag) == "item"}
    names: dict[str, None] = {}
    for node in package.iter():
        item = items.get(node.get("idref")) if local(node.tag) == "itemref" and node.get("linear") != "no" else None
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        names[posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(item.get("href") or "")))] = None
    return list(names)[:MAX_MEMBERS]


def _bytes(archive: zipfile.ZipFile, name: str, where: str, budget: Budget) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise problem(where, f"is a broken EPUB file: it has no {name[:80]}", "make or fetch it again") from None
    return member(archive, info, where, MAX_BYTES, budget)
