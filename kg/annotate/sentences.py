"""Sentences as spans of the untouched text.

Rules of our own, because an offset that is off by one is broken evidence: the libraries tried either change the text or
lose offsets on page furniture. A blank line always ends a sentence, a line break does unless the text is wrapped by hand.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from kg.model import Span
from kg.resources import resource

_BREAK = re.compile(r"(?<=[.!?…])[\"”’'»)\]]*\s+(?=[\"“‘'«(\[]?[A-Z0-9À-ÝŁŚŠŽİĞÖÜÇ])|\s*\n\s*")
_LAST_WORD = re.compile(r"(\S+)$")
_INITIALS = re.compile(r"[a-z]|(?:[a-z]\.)+[a-z]")
_CAN_END = frozenset("u.s u.k u.n e.u d.c inc co corp ltd jr sr a.m p.m etc".split())
_STARTER = re.compile(
    r"[\"“‘'(]?(?:He|She|It|They|We|The|This|That|These|Those|In|On|At|But|And|However|After|Before)\b"
)
_WIDEST, _WRAPPED = 110, 55
_TERMINAL = re.compile(r"[.!?:;…][\"”’'»)\]]*$")


@cache
def abbreviations() -> frozenset[str]:
    """Return the words after which a full stop does not end a sentence."""
    lines = resource("ontology", "lexicon", "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def split(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text` in order, without the white space between them."""
    spans = []
    start = 0
    by_hand = _is_wrapped_by_hand(text)
    for gap in _BREAK.finditer(text):
        closing = len(gap.group()) - len(gap.group().lstrip("\"”’'»)]"))
        end = gap.start() + closing
        if "\n" in gap.group():
            if _wrapped(text, gap, by_hand):
                continue
        elif _abbreviated(text[start : gap.start()], text[gap.end() : gap.end() + 12]):
            continue
        spans.append((start, end))
        start = gap.end()
    spans.append((start, len(text)))
    return tuple(span for span in (_trimmed(text, *pair) for pair in spans) if span.start < span.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), max(start, end - len(piece) + len(piece.rstrip())))


def _abbreviated(before: str, after: str) -> bool:
    """Whether the text ends in an abbreviation or an initial, so that its full stop ends no sentence.

    After "U.S.", "Inc." and the like, which can end one, the next word decides.
    """
    found = _LAST_WORD.search(before)
    word = found.group(1).rstrip(".\"”’')").lstrip("(\"“‘'").lower() if found else ""
    if word in _CAN_END and _STARTER.match(after):
        return False
    return before.endswith(".") and (word in abbreviations() or _INITIALS.fullmatch(word) is not None)


def _is_wrapped_by_hand(text: str) -> bool:
    """Whether the text's lines are broken at a fixed width, so that a line break says nothing of sentences."""
    lines = [line.rstrip() for line in text.split("\n")]
    inner = [len(line) for line, following in pairwise(lines) if line and following]
    return bool(inner) and max(map(len, lines)) <= _WIDEST and sum(n >= _WRAPPED for n in inner) * 2 > len(inner)


def _wrapped(text: str, gap: re.Match[str], by_hand: bool) -> bool:
    """Whether a line break only wraps a long line: no blank line, no end of a sentence before it, the sentence goes on."""
    if gap.group().count("\n") > 1:
        return False
    line = text[text.rfind("\n", 0, gap.start()) + 1 : gap.start()].rstrip()
    following = text[gap.end() : gap.end() + 1]
    return not _TERMINAL.search(line) and (following.islower() or (by_hand and len(line) >= _WRAPPED))
