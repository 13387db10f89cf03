"""Markdown and saved HTML pages -> records with plain paragraphs, separated by empty lines."""

from __future__ import annotations

import re

from kg.read.problem import problem
from kg.read.record import Record, header

_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r" *\n *")
_HIDDEN = frozenset("head script style template noscript svg math object iframe form nav select textarea title".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q s samp small span "
    "strike strong sub sup time tt u var wbr html body".split()
)

_QUIET = {"original_date": True, "extensive_search": False, "max_date": "2099-12-31"}
"""How a page's date is looked for: stated by the page, never guessed, and not compared with today's date."""

_ADVERTS = [
    f"//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    for tag in ("div", "aside", "section", "p")
    for name in ("ad", "ads", "advert", "advertisement")
]
"""What is taken out of a page before its text is looked for: it would read as part of the article it stands in."""


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
    """Return the article of a saved page: title, author, date, address or site, and its paragraphs without page furniture."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(
        text,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        prune_xpath=_ADVERTS,
        date_extraction_params=_QUIET,
    )
    if not isinstance(found, Document) or not found.text:
        raise problem(where, "has no article in it that can be found", "save the article's own page, or its text")
    source = found.url or found.sitename
    fields = {"title": found.title, "published": found.date, "source": source, "licence": found.license}
    fields["author"] = found.author
    paragraphs = [line.strip() for line in found.text.split("\n") if line.strip()]
    return Record(where, "\n\n".join(paragraphs), {name: value for name, value in fields.items() if value})


def paragraphs(html: str) -> str:
    """Return the text of a piece of HTML, all of it but what no reader sees, with an empty line between its blocks."""
    from lxml import etree

    parts: list[str] = []
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        tree = None
    if tree is None:
        return ""
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            parts.append(_edge(node.tag))
            if node.tag in _HIDDEN:
                walk.skip_subtree()
            else:
                parts.append(_SPACE.sub(" ", node.text or ""))
        else:
            parts.append(_edge(node.tag) if event == "end" and node.tag != "br" else "")
            parts.append(_SPACE.sub(" ", node.tail or ""))
    return blocks("".join(parts))


def heading(html: str) -> str:
    """Return the first heading of a piece of HTML; empty if it has none."""
    found = re.search(r"<(h[1-3])[\s>]", html, re.IGNORECASE)
    end = html.lower().find(f"</{found[1].lower()}", found.start()) if found else -1
    return " ".join(paragraphs(html[found.start() : end]).split()) if found and end > 0 else ""


def _edge(tag: str) -> str:
    if tag == "br":
        return "\n"
    return "" if tag in _INLINE else "\n\n"


def blocks(text: str) -> str:
    """Return the text with one empty line between paragraphs and no space around line ends."""
    found = (block.strip() for block in re.split(r"\n{2,}", _BREAK.sub("\n", text)))
    return "\n\n".join(re.sub(r" {2,}", " ", block) for block in found if block)
