"""Who is speaking in a sentence: "…, said the spokeswoman", "X told reporters that …", "according to a note from the embassy"."""

from __future__ import annotations

import re

from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import words

_SPEAKERS = ("PER", "ORG", "COM", "COMM", "CTRY")
_NEAR = 45


def speaker(document: Document, number: int) -> str | None:
    """Return the id of the entity whose words the sentence reports; None if it reports nobody's, or nobody's that has a name."""
    text, sentence = document.article.text, document.sentence(number)
    here = sorted(m for m in document.owner if m.sentence == number and m.kind in _SPEAKERS)
    if not here:
        return None
    piece = sentence.of(text)
    for source in sorted(words("speech", "sources")):
        for match in re.finditer(rf"\b{re.escape(source)}\b", piece, re.I):
            after = [m for m in here if 0 <= m.span.start - sentence.start - match.end() <= _NEAR]
            if after:
                return document.owner[after[0]]
    for match in re.finditer(_verbs(), piece):
        subject = _subject(piece, sentence.start, match, here)
        if subject:
            return document.owner[subject]
    return None


def _verbs() -> str:
    return (
        r"\b(?:"
        + "|".join(re.escape(verb) for verb in sorted(words("speech", "verbs"), key=len, reverse=True))
        + r")\b"
    )


def _subject(piece: str, offset: int, verb: re.Match[str], here: list[Tagged]) -> Tagged | None:
    """The mention right before the verb ("X said"), or right after one that follows a comma or a quote (", said X")."""
    before = [m for m in here if m.span.end - offset <= verb.start() and verb.start() - (m.span.end - offset) <= _NEAR]
    if before:
        gap = piece[before[-1].span.end - offset : verb.start()]
        if re.fullmatch(r"(?:,[^,]*,)?\s*(?:\w+ly |also |has |had |have |later )?", gap):
            return before[-1]
    if re.search(r"[,”\"]\s*$", piece[: verb.start()]):
        after = [m for m in here if 0 <= m.span.start - offset - verb.end() <= _NEAR]
        if after and not re.search(r"\bthat\b|,", piece[verb.end() : after[0].span.start - offset]):
            return after[0]
    return None
