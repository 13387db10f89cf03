"""Whether a text is English, and else what it seems to be, told from its letters and its commonest words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
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

_KNOWN = {
    language: frozenset(words.split())
    for language, words in {
        "French": "de la le les des du et un une que qui dans pour par sur est avec en il",
        "Spanish": "de la el los las y del se por con una para su que un en es",
        "German": "der die das und den von zu mit dem auf für ist nicht ein eine im",
        "Italian": "il lo gli di che della per non sono da e la un una del con",
        "Portuguese": "de do dos na os em com um uma que para por não se",
        "Dutch": "het een van en op te dat voor zijn de is met niet",
        "Swedish": "och att det som på av är för den i till",
        "Danish or Norwegian": "og det som på av er en til at den for",
        "Turkish": "ve bir bu ile için da de",
        "Polish": "i w z nie się że na do jest to",
        "Czech": "a v se na je že s z do to",
        "Indonesian or Malay": "yang dan dengan untuk di ini itu",
        "Hungarian": "az és hogy a egy nem",
    }.items()
}
"""What other languages are known by; a word may be one of several, and of English too."""


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


def guess(text: str) -> str:
    """Return what a text that is not English seems to be: a language, or letters that are not Latin; "" if unknown."""
    words = [found[0].lower() for found in islice(_WORD.finditer(text), SAMPLE_WORDS)]
    foreign = [word for word in words if not _latin(word)]
    if 2 * len(foreign) > len(words):
        scripts = Counter(unicodedata.name(word[0], "").partition(" ")[0].capitalize() for word in foreign)
        script = max(scripts, key=lambda name: (scripts[name], name))
        return f"in {'Chinese' if script == 'Cjk' else script} letters" if script else ""
    scores = {language: sum(word in known for word in words) for language, known in _KNOWN.items()}
    best = max(scores, key=lambda language: (scores[language], language))
    return best if scores[best] > 0.1 * len(words) else ""


def _latin(word: str) -> bool:
    return all(letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" for letter in word)
