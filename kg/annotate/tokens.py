"""Text -> windows of word pieces, as the encoder reads them. Training and reading share this module."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tokenizers import Tokenizer

from kg.annotate.sentences import split
from kg.model import Span

WEIGHTS = files("kg") / "annotate" / "weights"
CLS, PAD, SEP = 0, 1, 2
WINDOW = 256
LONGEST_SENTENCE = 200
CASES = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One word piece: its id in the vocabulary, where it stands, the case of its word, whether it begins the word."""

    id: int
    span: Span
    case: int
    first: bool
    sentence: int


@dataclass(frozen=True, slots=True)
class Window:
    """Whole sentences of one article that the encoder reads at once, without the marks at both ends."""

    pieces: tuple[Piece, ...]

    @property
    def ids(self) -> list[int]:
        """The input ids with the marks at both ends."""
        return [CLS, *(piece.id for piece in self.pieces), SEP]

    @property
    def cases(self) -> list[int]:
        """The case of each input, 0 at both ends."""
        return [0, *(piece.case for piece in self.pieces), 0]


@cache
def tokenizer() -> Tokenizer:
    """Return the tokenizer of the encoder: MPNet's uncased word pieces, the rare ones left out."""
    made = Tokenizer.from_str(WEIGHTS.joinpath("tokenizer.json").read_text(encoding="utf-8"))
    made.no_truncation()
    made.no_padding()
    return made


def case_of(word: str) -> int:
    """Return the class of a word's case, which the uncased encoder cannot see: 1 lower … 7 a single capital."""
    if any(c.isdigit() for c in word):
        return 5
    if not any(c.isalpha() for c in word):
        return 6
    if word.islower():
        return 1
    if word.isupper():
        return 7 if len(word) == 1 else 3
    return 2 if word[0].isupper() and word[1:].islower() else 4


def pieces(text: str, sentences: tuple[Span, ...] | None = None) -> list[list[Piece]]:
    """Return the word pieces of each sentence; a sentence over `LONGEST_SENTENCE` pieces comes in parts."""
    made: list[list[Piece]] = []
    for number, sentence in enumerate(split(text) if sentences is None else sentences):
        encoded = tokenizer().encode(sentence.of(text), add_special_tokens=False)
        words = [(m.start(), m.end(), case_of(m.group())) for m in _WORD.finditer(sentence.of(text))]
        row = []
        at, word = 0, -1
        for token, (start, end), index in zip(encoded.ids, encoded.offsets, encoded.word_ids, strict=True):
            while at < len(words) and words[at][1] <= start:
                at += 1
            case = words[at][2] if at < len(words) and words[at][0] <= start else 6
            span = Span(sentence.start + start, sentence.start + end)
            row.append(Piece(token, span, case, index != word, number))
            word = index if index is not None else -1
        made += [row[i : i + LONGEST_SENTENCE] for i in range(0, len(row), LONGEST_SENTENCE)]
    return made


def windows(sentences: list[list[Piece]], limit: Callable[[], int] = lambda: WINDOW - 2) -> list[Window]:
    """Pack sentences into windows of at most `limit()` pieces, asked anew for each window (training varies it)."""
    made: list[Window] = []
    current: list[Piece] = []
    room = limit()
    for sentence in sentences:
        if current and len(current) + len(sentence) > room:
            made.append(Window(tuple(current)))
            current, room = [], limit()
        current += sentence
    if current:
        made.append(Window(tuple(current)))
    return made
