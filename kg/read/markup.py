"""Markdown and saved HTML pages -> records with plain paragraphs, separated by empty lines."""

from __future__ import annotations

from kg.read.problem import problem
from kg.read.record import Record, header

_QUIET = {"original_date": True, "extensive_search": False, "max_date": "2099-12-31"}
"""How a page's date is looked for: stated by the page, never guessed, and not compared with today's date."""


def markdown(text: str, where: str) -> Record:
    """Return a Markdown file's paragraphs, headings and list items; its first top heading is the title."""
    from markdown_it import MarkdownIt

    fields, body = header(text)
    paragraphs: list[str] = []
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline":
            continue
        line = "".join(_plain(part.type, part.content) for part in token.children or ()).strip()
        if before is not None and before.tag == "h1" and "title" not in fields:
            fields["title"] = " ".join(line.split())
        elif line:
            paragraphs.append(line)
    return Record(where, "\n\n".join(paragraphs), fields)


def _plain(kind: str, content: str) -> str:
    if kind in ("softbreak", "hardbreak"):
        return "\n"
    return content if kind in ("text", "code_inline") else ""


def page(text: str, where: str) -> Record:
    """Return the article of a saved page: title, date, address or site, and its paragraphs without page furniture."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(
        text, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=_QUIET
    )
    if not isinstance(found, Document) or not found.text:
        raise problem(where, "has no article in it that can be found", "save the article's own page, or its text")
    source = found.url or found.sitename
    fields = {"title": found.title, "published": found.date, "source": source, "licence": found.license}
    paragraphs = [line.strip() for line in found.text.split("\n") if line.strip()]
    return Record(where, "\n\n".join(paragraphs), {name: value for name, value in fields.items() if value})
