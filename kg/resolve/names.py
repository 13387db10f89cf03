"""Names: folding, and whether two names can be of one person or one body, with the reason.

A word is compared in three ways, from strict to loose: folded (case, accents, other alphabets), by its sounds under the
ways in which English, French, German and Spanish write foreign names (Serguei, Sergey, Sergej; Zajarova, Zakharova), and
by its consonants with a close spelling. The loosest form is also the key under which names meet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from kg.annotate.lexicon import words
from kg.resolve.tables import families, letters, nicknames, particles

_MARKS = re.compile(r"[’'ʼ`´]")
_ENDINGS = frozenset("jr sr".split())
_RULES: dict[str, tuple[tuple[str, str], ...]] = {
    language: tuple((old, new) for old, _, new in (rule.partition(">") for rule in rules.split()))
    for language, rules in {
        "en": "shch>s sch>s tch>c kh>h dzh>J dj>J zh>Z j>J ph>f sh>s ch>c th>t t[sz]>z ou|oo>u ee>i gu(?=[ei])>g w>v",
        "es": "gu(?=[ei])>g j>h kh>h sh>s ch>c qu>k ts>z w>v",
        "fr": "tch>c ch>s kh>h dj>J j>Z ou>u gu(?=[ei])>g ph>f qu>k ine$>in w>v",
        "de": "tsch>c sch>s ch>h j>y w>v ks>x ph>f tz>z",
    }.items()
}
_VOWELS = re.compile(r"[aeiouy]")


def fold(name: str) -> str:
    """Return a name in lower case, in Latin letters without accents."""
    latin = "".join(letters().get(c, c) for c in unicodedata.normalize("NFC", name.casefold()))
    spread = unicodedata.normalize("NFKD", latin)
    return "".join(c for c in spread if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def plain(name: str) -> str:
    """Return a name without case, accents and punctuation, the words joined by single hyphens."""
    bare = _MARKS.sub("", fold(name))
    bare = re.sub(r"\b(?:\w\.){2,}", lambda m: m[0].replace(".", "") + " ", bare)
    return "-".join("".join(c if c.isalnum() else " " for c in bare).split())


@lru_cache(maxsize=200_000)
def person_words(form: str) -> tuple[str, ...]:
    """Return the words of a person's plain name that tell people apart: without honorifics, particles and "Jr"."""
    parts = form.split("-")
    titles = words("people", "honorifics")
    while len(parts) > 1 and parts[0] in titles:
        parts = parts[1:]
    kept = [p for p in parts if p not in particles() and p not in _ENDINGS]
    return tuple(kept or parts)


@lru_cache(maxsize=200_000)
def surnames(form: str) -> tuple[str, ...]:
    """Return the words of a person's plain name that may be said alone for the person, likeliest first."""
    parts = person_words(form)
    if len(parts) == 1:
        return parts
    found = [parts[-1]]
    if len(parts) > 2:
        found.append(parts[-2])
        found.append("".join(parts[-2:]))
    if parts[0] in families():
        found.append(parts[0])
    return tuple(found)


@lru_cache(maxsize=200_000)
def sounds(word: str) -> frozenset[str]:
    """Return how a folded word may sound, under each way of writing foreign names."""
    return frozenset(_sound(word, rules) for rules in _RULES.values())


def _sound(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for old, new in rules:
        word = re.sub(old, new, word)
    word = re.sub(r"(ij|ii|iy|yi|ey|ei|ej|ay|ai|y|j|i)$", "i", word)
    word = re.sub(r"(off|ov|of)$", "ov", re.sub(r"(eff|yev|iev|jev|ev|ef)$", "ev", word))
    word = re.sub(r"ck|q|c(?=[aoukl])|x(?=[aou])", "k", word)
    word = word.replace("y", "i")
    word = re.sub(r"ie|io(?=v)", "e", word)
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=200_000)
def keys(word: str) -> frozenset[str]:
    """Return the consonants of each sound of a word, with a leading vowel marked: what alike words have in common."""
    made = set()
    for sound in sounds(word):
        bare = _VOWELS.sub("", sound).replace("h", "")
        bare = (
            bare.replace("g", "k")
            .replace("J", "z")
            .replace("Z", "z")
            .replace("v", "f")
            .replace("s", "z")
            .replace("c", "z")
            .replace("d", "t")
        )
        made.add(("a" if _VOWELS.match(sound) else "") + re.sub(r"(.)\1+", r"\1", bare) or sound)
    return frozenset(made)


@lru_cache(maxsize=500_000)
def likeness(a: str, b: str) -> float:
    """Return how surely two words are one name: 1 equal, .95 by sound, .85 nearly, .7 an initial, 0 not."""
    if a == b:
        return 1.0
    if len(a) == 1 or len(b) == 1:
        return 0.7 if keys(a[:1]) & keys(b[:1]) or a[0] == b[0] else 0.0
    if max(len(a), len(b)) > 3 and sounds(a) & sounds(b):
        return 0.95
    if nicknames().get(a, a) == nicknames().get(b, b):
        return 0.9
    if a.endswith("a") != b.endswith("a") or min(len(a), len(b)) < 4:
        return 0.0
    near = max(Levenshtein.normalized_similarity(x, y) for x in sounds(a) for y in sounds(b))
    if keys(a) & keys(b) and near >= 0.7:
        return 0.87
    return 0.8 if near >= 0.85 and min(len(a), len(b)) >= 7 and keys(a[0]) & keys(b[0]) else 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """How two names relate: `same` (one name), `part` (the first has fewer words), `initial` or `no`; how surely, and why."""

    kind: str
    score: float = 0.0
    reason: str = ""


NO = Match("no")


@lru_cache(maxsize=500_000)
def people(a: str, b: str) -> Match:
    """Compare two plain names of people, each of two words or more; in `part`, `a` has fewer words."""
    if a == b:
        return Match("same", 1.0, "same name")
    short, long = person_words(a), person_words(b)
    if len(short) > len(long):
        return _turned(people(b, a))
    if "".join(short) == "".join(long):
        return Match("same", 1.0, "same name, joined otherwise")
    best = max((_aligned(short, order) for order in _orders(long)), key=lambda m: (m.score, m.kind))
    return best


def _turned(match: Match) -> Match:
    return Match("whole", match.score, match.reason) if match.kind == "part" else match


def _orders(name: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The orders in which a name may be written: as it is, and with the first or the last word moved to the other end."""
    return [name, (*name[1:], name[0]), (name[-1], *name[:-1])] if len(name) <= 3 else [name]


def _aligned(short: tuple[str, ...], long: tuple[str, ...]) -> Match:
    """Match the words of the shorter name, in order, with words of the longer; its first word with the first."""
    scores: list[float] = []
    place = 0
    for word in short:
        start = place
        while place < len(long) and not likeness(word, long[place]):
            place += 1
        if place == len(long) or (start == 0 and place > 0):
            return NO
        scores.append(likeness(word, long[place]))
        place += 1
    extra = len(long) - len(short)
    if place < len(long) - 1:
        return NO  # the last word of the shorter is neither the last nor the last but one of the longer
    score = round(min(scores) - 0.02 * extra, 3)
    full = [s for s in scores if s > 0.7]
    if len(full) < 2:
        return Match("initial", score, "initials agree") if full and scores[-1] > 0.7 else NO
    if extra and any(len(word) == 1 for word in short[1:]):
        return Match("initial", score, "middle initials differ")
    if extra == 0 and len(full) == len(scores):
        return Match("same", score, "same name, spelt otherwise" if score < 1 else "same words in another order")
    return Match("part", score, "the same name with more words")


def alone(word: str, full: str) -> float:
    """Return how surely a word said alone is a full name's surname (0 to 1)."""
    return max((likeness(word, s) for s in surnames(full) if len(s) > 1 and len(word) > 1), default=0.0)


# --- Bodies ---------------------------------------------------------------------------------------------------------------

_SMALL = frozenset("the of and for de la del des du el los las y et e der die das und on in to a affairs".split())


@lru_cache(maxsize=200_000)
def body_words(form: str) -> tuple[str, ...]:
    """Return the words of a body's plain name that tell bodies apart, sorted; small words and company suffixes go."""
    parts = [p for p in form.split("-") if p not in _SMALL]
    while len(parts) > 1 and (parts[-1] in _suffixes() or parts[0] in ("ooo", "oao", "pao", "zao", "ao")):
        parts = parts[:-1] if parts[-1] in _suffixes() else parts[1:]
    same = {"organisation": "organization", "centre": "center", "defence": "defense", "labour": "labor"}
    return tuple(sorted(same.get(p, p) for p in parts)) or tuple(form.split("-"))


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    return frozenset(plain(word) for word in words("organizations", "company_suffixes") if word != "kg")


@lru_cache(maxsize=500_000)
def bodies(a: str, b: str) -> Match:
    """Compare two plain names of bodies; in `part`, `a` has fewer words."""
    if a == b:
        return Match("same", 1.0, "same name")
    one, two = body_words(a), body_words(b)
    if one == two:
        return Match("same", 0.98, "same name but for small words, order or suffix")
    if "".join(a.split("-")) == "".join(b.split("-")):
        return Match("same", 0.98, "same name, joined otherwise")
    if len(one) == len(two):
        scores = [likeness(x, y) for x, y in zip(one, two, strict=True)]
        if min(scores) >= 0.95:
            return Match("same", 0.95, "same name, spelt otherwise")
        return Match("near", round(min(scores), 3), "names nearly alike") if min(scores) >= 0.8 else NO
    small, large = (set(one), set(two)) if len(one) < len(two) else (set(two), set(one))
    if small <= large:
        return Match("part" if len(one) < len(two) else "whole", 0.7, "one name is part of the other")
    return NO


def acronym(name: str) -> str:
    """Return the initials of the words of a body's name as it is written, in lower case; "" for one word."""
    parts = [p for p in re.findall(r"\w+", fold(name)) if p not in _SMALL]
    return "".join(p[0] for p in parts) if len(parts) > 1 else ""


def is_acronym(name: str) -> bool:
    """Say whether a name is written like an acronym: one word of two to seven letters, all of them capitals."""
    bare = name.replace(".", "").strip()
    return 2 <= len(bare) <= 7 and bare.isalpha() and bare.isupper()
