"""Safe XML: no document type, so no entities of its own; nothing is ever fetched."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from kg.read.limits import MAX_NESTING
from kg.read.problem import problem

_PROLOG = re.compile(r"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)*+")


def parsed(text: str, where: object) -> ElementTree.Element:
    """Return the root of an XML document; BadInput if it is broken or declares a document type."""
    text = text.lstrip()
    if found := _PROLOG.match(text):
        text = text[found.end() :]
    if text.startswith("<!"):
        raise problem(where, "is XML with a document type, which can hide attacks", "give it without <!DOCTYPE …>")
    try:
        root = ElementTree.fromstring(text)  # of a text, not bytes: what was looked at is what is parsed
    except (ElementTree.ParseError, ValueError) as error:
        raise problem(where, f"is broken XML ({error})", "mend it or fetch it again") from None
    level = list(root)
    for _ in range(MAX_NESTING):  # what works on the tree may call itself for each level
        level = [inner for node in level for inner in node]
    if level:
        raise problem(where, "is XML that is nested too deeply", "no article is; leave it out")
    return root


def local(tag: object) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
