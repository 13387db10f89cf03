"""HTML made of elements: text is always escaped, so that nothing that an article says can become markup."""

from __future__ import annotations

import re
from html import escape
from typing import Any

_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_EMPTY = frozenset("br hr img input link meta".split())


class Html(str):
    """Text that is markup already: only what this module makes."""

    __slots__ = ()


Child = Any
"""Markup, text, a number, None (nothing), or a list of these."""


def text(value: object) -> Html:
    """Return text as markup that shows it."""
    return value if isinstance(value, Html) else Html(escape(_NOT_HTML.sub("\ufffd", str(value))))


def join(*children: Child) -> Html:
    """Return children one after another."""
    return Html("".join(_parts(children)))


def _parts(children: Child) -> list[str]:
    if children is None or children is False:
        return []
    if isinstance(children, list | tuple):
        return [part for child in children for part in _parts(child)]
    return [text(children)]


def tag(element: str, /, *children: Child, **attributes: Any) -> Html:
    """Return an element. `class_` and `for_` are class and for, `data_x` is data-x; None and False leave one out."""
    made = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{text(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{element}{made}>" + ("" if element in _EMPTY else f"{join(*children)}</{element}>"))
