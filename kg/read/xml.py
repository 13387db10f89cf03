"""Safe XML: no entities of its own, nothing that is fetched; a document type that only names itself is passed over."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from kg.read.limits import MAX_NESTING
from kg.read.problem import problem

_PROLOG = re.compile(r"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)*+")
_QUOTED = r"""(?:"[^"]*+"|'[^']*+')"""
_INNER = rf"(?:\s++|<!--(?:[^-]|-(?!->))*+-->|<!(?:ELEMENT|ATTLIST|NOTATION)\s(?:[^<>\"']|{_QUOTED})*+>)*+"
_DOCTYPE = re.compile(
    rf"<!DOCTYPE\s++[^\s<>\[\]\"']++(?:\s++(?:PUBLIC|SYSTEM)(?:\s*+{_QUOTED}){{1,2}})?\s*+(?:\[{_INNER}\]\s*+)?>"
)
"""A document type without a declaration of an entity: what old feeds have. The file that it names is never asked for."""


def parsed(text: str, where: object) -> ElementTree.Element:
    """Return the root of an XML document; BadInput if it is broken or its document type declares entities.

    The document type is cut off before the parser sees the text, so that there is nothing that could be expanded.
    """
    text = _after(_PROLOG, text.lstrip())
    text = _after(_PROLOG, _after(_DOCTYPE, text))
    if text.startswith("<!"):
        what = "is XML with a document type of its own, which can hide attacks"
        raise problem(where, what, "give it without what is in <!DOCTYPE …>")
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


def _after(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found else text


def local(tag: object) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
