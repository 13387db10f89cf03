"""Mentions cleaned and grouped: which names of one article mean the same thing.

Order: clean each span, vote on the type of a name through the document, then group people by surname, countries by the
shipped table, organizations by name, short form or acronym. Identity across articles is another matter (`kg.resolve`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.annotate import countries
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import words
from kg.model import Span

ORGANIZATIONS = ("ORG", "COM", "COMM")
_ARTICLE = re.compile(r"^(?:the|a|an|its|their|our) (?=\S)", re.I)
_TAIL = re.compile(r"(?:['’]s?|[,;:.“”\"'’)\]\s])+$")
_HEAD = re.compile(r"^[-–•*\s,;:“”\"'‘’(\[]+")
_BODY = (
    r"(?:Ministry|Department|Embassy|Parliament|Council|Committee|Commission|Party|Agency|Bank|Office|Union|Government|Court|"
    r"Senate|Congress|Assembly|Bureau|Institute|University|Organi[sz]ation|Association|Federation|Division|Board|Fund|"
    r"Foundation|Authority|Secretariat|Center|Centre|Command|Church|Corporation|Company|Group|Administration|Service)"
)
_LED = re.compile(rf"((?:[A-Z][\w.’'-]* )*{_BODY})(?:['’]s?)? (?=[A-Za-z])(?!of\b|for\b|and\b|on\b|in\b)")
_TAILED = re.compile(
    rf"(.*?[a-z]) (?:of|for|at|to|in) (?:the )?((?:[A-Z][\w.’'-]* (?:of |for |and |the )*)*{_BODY}\b.*|[A-Z]{{2,7}}(?: [A-Z]\w+)*)$"
)
_GOVERNMENT = re.compile(r"^(?:the )?government of (?:the )?", re.I)
_PLACED = re.compile(r"([^,]+), ([^,]+)")
_OWNER = re.compile(r"([A-Z][\w. ]+?)['’]s (?=[A-Z])")
_COMMON = re.compile(r"\b(?!(?:of|and|for|the|on|in|to|de|des|du|la|del|der)\b)[a-z]\w+")
"""A word that an acronym would leave out: the EU is not the European Union delegation."""
_PREFIX = re.compile(r"\b(?:co|vice|ex)-$", re.I)
_LOOSE = re.compile(r"(?: (?:of|for|in|at|to|the|and|with|on|between))+$")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Inc|Co|Corp|Ltd|Jr|Sr)\.$")


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of an article: the tagger's type that most of its mentions have, its fullest name, all its mentions.

    `id` is unique in the document; for a country it is `country/<ISO code>`.
    """

    id: str
    kind: str
    label: str
    names: tuple[str, ...]
    mentions: tuple[Tagged, ...]


def plain(name: str) -> str:
    """Return a name for comparison: no accents, case, punctuation or leading article."""
    text = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    text = re.sub(r"[^\w]+", " ", re.sub(r"[.'’]", "", text)).strip()
    return re.sub(r"^the ", "", text)


def clean(text: str, mentions: Iterable[Tagged]) -> list[Tagged]:
    """Trim articles, titles, possessives and stray marks from the mentions, drop what is left without a letter."""
    kept: list[Tagged] = []
    for mention in _split(text, mentions):
        start, end = mention.span.start, mention.span.end
        name = text[start:end]
        head = _HEAD.match(name) or _ARTICLE.match(name)
        while head:
            start += head.end()
            name = text[start:end]
            head = _HEAD.match(name) or _ARTICLE.match(name)
        tail = _TAIL.search(name)
        if tail and not _ABBREVIATED.search(name):
            end -= len(tail.group())
        if mention.kind in ("ROLE", "COMM", "AGR", "ORG", "PER") and (loose := _LOOSE.search(text[start:end])):
            end = start + loose.start()
        if mention.kind == "PER":
            start = _without_title(text, start, end)
            if text[start:end].lower() in words("people", "honorifics"):
                continue  # "Mr", or "Sheikh" before a name that was marked by itself
        name = text[start:end]
        if mention.kind in ORGANIZATIONS and (owner := _OWNER.match(name)) and _country(owner.group(1), "CTRY"):
            start += owner.end()
            name = text[start:end]
        if "(" in name and ")" not in name:
            end = start + len(name[: name.index("(")].rstrip())
            name = text[start:end]
        if (
            any(c.isalpha() for c in name)
            and (mention.kind in ("ROLE", "COMM", "AGR", "EVT", "DATE", "NORP") or any(c.isupper() for c in name))
            or mention.kind == "DATE"
            and name.strip()
        ):
            kept.append(replace(mention, span=Span(start, end)))
    return kept


def _hyphened(text: str, mentions: Iterable[Tagged]) -> Iterator[Tagged]:
    """Make one title of the parts of "co-chair" and "chairman-in-office", which the tagger's word pieces part."""
    last: Tagged | None = None
    for mention in mentions:
        if mention.kind == "ROLE" and (lead := _PREFIX.search(text[: mention.span.start])):
            mention = replace(mention, span=Span(mention.span.start - len(lead.group()), mention.span.end))
        if last is not None and last.kind == mention.kind == "ROLE" and _is_hyphen(text, last, mention):
            mention = replace(mention, span=Span(min(last.span.start, mention.span.start), mention.span.end))
        elif last is not None:
            yield last
        last = mention
    if last is not None:
        yield last


def _is_hyphen(text: str, a: Tagged, b: Tagged) -> bool:
    return a.span.end >= b.span.start or text[a.span.end : b.span.start] == "-"


def _split(text: str, mentions: Iterable[Tagged]) -> Iterator[Tagged]:
    """Part a title from the body beside it ("Foreign Ministry spokeswoman"), a city from its country ("Bern, Switzerland")."""
    for mention in _hyphened(text, mentions):
        name, start = mention.span.of(text), mention.span.start
        lead = _LED.match(name) if mention.kind == "ROLE" else None
        tail = _TAILED.match(name) if mention.kind == "ROLE" and not lead else None
        if lead:
            yield replace(mention, span=Span(start, start + lead.end(1)), kind="ORG")
            yield replace(mention, span=Span(start + lead.end(), mention.span.end))
        elif tail:
            yield replace(mention, span=Span(start, start + tail.end(1)))
            yield replace(mention, span=Span(start + tail.start(2), start + tail.end(2)), kind="ORG")
        elif mention.kind == "LOC" and (pair := _PLACED.fullmatch(name)) and countries.by_name(pair.group(2)):
            yield replace(mention, span=Span(start, start + pair.end(1)))
            yield replace(mention, span=Span(start + pair.start(2), mention.span.end), kind="CTRY")
        else:
            yield mention


def _without_title(text: str, start: int, end: int) -> int:
    """Where a person's name begins after titles that the tagger took into it."""
    while True:
        found = re.match(r"(\S+) (?=\S)", text[start:end])
        if not found or found.group(1).lower() not in words("people", "honorifics"):
            return start
        start += found.end()


def vote(text: str, mentions: Sequence[Tagged]) -> list[Tagged]:
    """Give a name one type through the document, and a bare surname of a known person the type of a person."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    surnames: set[str] = set()
    for mention in mentions:
        name = mention.span.of(text)
        votes[plain(name)][mention.kind] += mention.probability  # type: ignore[assignment]
        if mention.kind == "PER" and " " in name and mention.probability > 0.7:
            surnames.add(plain(name.split()[-1]))
    made = []
    for mention in mentions:
        name = plain(mention.span.of(text))
        if mention.kind in ("ROLE", "DATE"):
            made.append(mention)
            continue
        best = max(sorted(votes[name].items()), key=lambda item: item[1])[0]
        if name in surnames and not countries.by_name(name):
            best = "PER"
        if best == "ORG" and _is_joint(name):
            best = "COMM"
        if best == "LOC" and countries.by_name(mention.span.of(text)):
            best = "CTRY"
        elif best in ("LOC", "ORG", "PER") and countries.by_demonym(mention.span.of(text)) and mention.kind != "PER":
            best = "NORP"
        made.append(replace(mention, kind=best) if best not in ("ROLE", "DATE") else mention)
    return made


def _is_joint(name: str) -> bool:
    """Whether a body's name ends as that of a joint body does: "… Deterrence Dialogue"."""
    return any(name.endswith(f" {word}") for word in words("organizations", "joint_bodies"))


def group(text: str, mentions: Sequence[Tagged]) -> tuple[Entity, ...]:
    """Group the mentions of one article into entities, in the order of their first mention. Titles and dates are left out."""
    clusters: dict[str, list[Tagged]] = defaultdict(list)
    people = _people(text, [m for m in mentions if m.kind == "PER"])
    bodies = _bodies(text, [m for m in mentions if m.kind in ORGANIZATIONS])
    for mention in mentions:
        name = mention.span.of(text)
        if mention.kind == "PER":
            clusters[people[mention]].append(mention)
        elif mention.kind in ORGANIZATIONS:
            clusters[bodies[mention]].append(mention)
        elif mention.kind in ("CTRY", "NORP", "LOC"):
            code = _country(name, mention.kind)
            clusters[f"country/{code}" if code else f"place/{plain(name)}"].append(mention)
        elif mention.kind == "AGR":
            clusters[f"agreement/{plain(name)}"].append(mention)
    made = [_entity(text, key, found) for key, found in clusters.items()]
    return tuple(sorted(made, key=lambda e: e.mentions[0].span))


def _country(name: str, kind: str) -> str | None:
    if kind == "CTRY":
        name = _GOVERNMENT.sub("", name)
    return (
        countries.by_name(name)
        or countries.by_demonym(name)
        or (countries.by_capital(name) if kind == "CTRY" else None)
    )


def _entity(text: str, key: str, mentions: list[Tagged]) -> Entity:
    weights: Counter[str] = Counter()
    for mention in mentions:
        weights[mention.kind] += mention.probability  # type: ignore[assignment]
    kind = max(sorted(weights.items()), key=lambda item: item[1])[0]
    names = list(dict.fromkeys(re.sub(r"\s+", " ", m.span.of(text)) for m in mentions))
    label = max(names, key=lambda n: (len(n.split()) if kind == "PER" else len(n), len(n)))
    if key.startswith("country/"):
        kind = "CTRY"
        label = countries.table()[key.removeprefix("country/")].label
        names = [n for n in names if countries.by_demonym(n) is None or countries.by_name(n)]
    return Entity(key, kind, label, tuple(n for n in names if n != label), tuple(sorted(mentions)))


def _people(text: str, mentions: list[Tagged]) -> dict[Tagged, str]:
    """Group people: a name joins the longest one that it shortens (surname, given name, initials)."""
    order = sorted(mentions, key=lambda m: (-len(plain(m.span.of(text)).split()), m.span))
    known: list[list[str]] = []
    made: dict[Tagged, str] = {}
    for mention in order:
        name = plain(mention.span.of(text)).split()
        if not name:
            made[mention] = f"person/{mention.span.start}"
            continue
        full = next((k for k in known if _shortens(name, k)), None)
        if full is None:
            known.append(name)
            full = name
        made[mention] = "person/" + "-".join(full)
    return made


def _shortens(name: list[str], full: list[str]) -> bool:
    if name == full:
        return True
    if len(name) == 1:
        return name[0] == full[-1] or (len(full) > 1 and len(name[0]) > 2 and name[0] in full)
    same_given = name[0] == full[0] or (1 in (len(name[0]), len(full[0])) and name[0][0] == full[0][0])
    return (name[-1] == full[-1] and same_given) or set(name) <= set(full)


def _bodies(text: str, mentions: list[Tagged]) -> dict[Tagged, str]:
    """Group organizations: by name, by a company's name without its suffix, by acronym, by "the commission"."""
    suffixes = words("organizations", "company_suffixes")
    keys: dict[Tagged, str] = {}
    acronyms: dict[str, str] = {}
    full: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda m: (-len(m.span.of(text)), m.span)):
        name = mention.span.of(text)
        parts = plain(name).split()
        while len(parts) > 1 and parts[-1] in suffixes:
            parts.pop()
        base = " ".join(parts)
        if base not in full:
            full[base] = (
                acronyms.get(re.sub(r"[^A-Z]", "", name) if _is_acronym(name) else "", "")
                or _head_of(name, mention, full)
                or f"body/{base}"
            )
        keys[mention] = full[base]
        letters = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())
        if len(letters) > 1 and not _COMMON.search(name):
            acronyms.setdefault(letters, full[base])
    return keys


def _is_acronym(name: str) -> bool:
    letters = name.replace(".", "")
    return 2 <= len(letters) <= 8 and " " not in letters and sum(c.isupper() for c in letters) >= 2


def _head_of(name: str, mention: Tagged, full: dict[str, str]) -> str | None:
    """The one longer name that ends (or, with "of", begins) with this generic one: "the commission", "Foreign Ministry"."""
    base = plain(name)
    heads = words("organizations", "commissions") | words("organizations", "state_bodies")
    if base not in heads and not any(base.endswith(f" {head}") for head in heads):
        return None
    found = {
        key
        for other, key in full.items()
        if other.endswith(f" {base}") or re.search(rf"\b{re.escape(base)} (?:of|for|on|between) ", other)
    }
    return found.pop() if len(found) == 1 else None
