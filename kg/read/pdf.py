"""PDF -> the text of its text layer, its lines joined to paragraphs. A scanned page is reported, never guessed."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator

from kg.model import BadInput
from kg.read.limits import MAX_PAGES
from kg.read.problem import problem
from kg.read.record import Record

_END = re.compile(r"[.!?:…][\"'”’)\]]*$")
_HYPHENED = re.compile(r"\w+-\w+")
_BROKEN = re.compile(r"\w+-$")
_WORD = re.compile(r"\w*")
_NUMBER = re.compile(r"\d+")
_TOLD = ("microsoft word", "untitled", "powerpoint")


def document(data: bytes, where: str) -> Iterator[Record | BadInput]:
    """Read a PDF file as one article, and report each of its pages that is a picture."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every oddity that it got over
    pages: list[list[str]] = []
    scans: list[BadInput] = []
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise problem(where, "is a PDF file locked with a password", "save it without one")
        if len(reader.pages) > MAX_PAGES:
            raise problem(where, f"has more than {MAX_PAGES} pages", "split it")
        about = reader.metadata
        title, author = (str(told or "").strip() for told in (about.title, about.author)) if about else ("", "")
        for number, page in enumerate(reader.pages, start=1):
            lines = [line.strip() for line in page.extract_text().splitlines()]
            if any(lines):
                pages.append(lines)
            elif "/XObject" in (page.get("/Resources") or {}):
                scans.append(problem(f"{where}, page {number}", "is a picture without text", "run OCR on it first"))
    except BadInput as error:
        yield error
        return
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - pypdf raises anything at all on broken files
        told = " ".join(f"{type(error).__name__}: {error}".split())[:100]
        yield problem(where, f"is a broken or locked PDF file ({told})", "save it again, without a password")
        return
    if not pages:
        yield problem(where, "has no text layer: its pages are pictures or empty", "run OCR on it first")
        return
    fields = {"title": title} if title and not title.lower().startswith(_TOLD) else {}
    fields |= {"author": author} if author else {}
    yield Record(where, _joined(_without_margins(pages)), fields)
    yield from scans


def _without_margins(pages: list[list[str]]) -> list[str]:
    """Return the lines without the first and last lines that most pages share, numbers aside, and page numbers."""
    shared = Counter(_NUMBER.sub("#", line) for lines in pages for line in {lines[0], lines[-1]})
    most = {line for line, count in shared.items() if count >= 3 and 2 * count > len(pages)}
    kept = []
    for lines in pages:
        inner = [
            line
            for place, line in enumerate(lines)
            if place not in (0, len(lines) - 1) or (_NUMBER.sub("#", line) not in most and not line.isdecimal())
        ]
        kept += inner
    return kept


def _joined(lines: list[str]) -> str:
    """Join lines to paragraphs: a new one begins after an empty line, and after one too short to have been broken."""
    width = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    hyphened = frozenset(_HYPHENED.findall("\n".join(lines)))
    blocks: list[list[str]] = [[]]
    for line in lines:
        block = blocks[-1]
        if block and line[:1].islower() and (broken := _BROKEN.search(block[-1])):
            start = _WORD.match(line)
            if broken[0] + (start[0] if start else "") not in hyphened:
                block[-1] = block[-1][:-1]
        elif block and line:
            block.append(" ")
        block.append(line)
        if not line or len(line) < 0.6 * width or (len(line) < 0.85 * width and _END.search(line)):
            blocks.append([])
    return "\n\n".join(text for block in blocks if (text := "".join(block).strip()))
