"""Whether a text is English, told from its letters and its commonest words."""

from __future__ import annotations

import re
from itertools import islice

from kg.read.limits import MIN_WORDS, SAMPLE_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    "the of and to in a is that for on with was by as at from has have had it its said he his she her they their this "
    "be been were are will would not but or who which after before between also".split()
)
_OTHERS = frozenset(
    "de la le les des du et un une que qui dans pour par sur est avec el los las y del se por con una para su der die "
    "das und den von zu mit dem auf für ist nicht ein eine im il lo gli di che della per non sono da do dos na os em "
    "com um uma het een van en op te dat voor zijn och att det som på av er og til ve bir bu ile için i w z nie się že "
    "je ja za yang dan dengan untuk az és hogy".split()
)


def is_english(text: str) -> bool:
    """Tell whether the text is (mostly) English; a text of few words is taken for it unless it is plainly not."""
    words = [found[0] for found in islice(_WORD.finditer(text), SAMPLE_WORDS)]
    if sum(not _latin(word) for word in words) > len(words) / 2:
        return False
    english = sum(word.lower() in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    if len(words) < MIN_WORDS:
        return others <= max(english, 0.35 * len(words))
    return others <= english and english > 0.03 * len(words)


def _latin(word: str) -> bool:
    return all(letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" for letter in word)
