"""Who holds which post, of what: titles before, after and in apposition to names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from kg.annotate import countries
from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import words
from kg.annotate.names import plain
from kg.annotate.publishers import hosts
from kg.extract.claims import Claim, threshold

_TARGETS = ("ORG", "COM", "COMM", "CTRY", "NORP")
_BEFORE = 14
_STATE = re.compile(r"\b(president|minister|king|queen|chancellor|premier|emir|sultan|councillor)\b")
_ROYAL_OR_MINISTER = re.compile(r"\b(minister|king|queen|chancellor|premier|emir|sultan|councillor)\b")
_SIDE = re.compile(r"\b(?:for|on|of|from) the ((?:[A-Z][\w.-]* ?){1,3}?) (?:side|delegation|team)\b")
_INSIDE = 0.75
"""The score of a body that the title itself names: "Head of the Press Department"."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A person's post as read: the title without its country, what it is of, its status, the sentences, how sure."""

    person: str
    title: str
    of: str
    status: str
    sentences: tuple[int, ...]
    score: float


def home_country(document: Document) -> str | None:
    """Return the id of the country whose government published the article, by the host name of its source; None if unknown."""
    host = (urlsplit(document.article.source or "").hostname or "").removeprefix("www.")
    labels = host.split(".")
    for size in range(len(labels), 0, -1):
        end = ".".join(labels[-size:])
        for pattern, code in hosts().items():
            if size == pattern.count(".") + 1 and fnmatchcase(end, pattern):
                found = labels[-1].upper() if code == "*" else code
                found = {"UK": "GB"}.get(found, found)
                return f"country/{found}" if found in countries.table() else None
    return None


def holdings(document: Document, claims: dict[str, list[Claim]]) -> list[Holding]:
    """Return the posts that the article gives to its people, one for each title and what it is of."""
    text = document.article.text
    people = {m for m in document.owner if m.kind == "PER"}
    titled: dict[Tagged, list[tuple[float, Tagged]]] = defaultdict(list)
    of: dict[Tagged, dict[str, float]] = defaultdict(dict)
    held: dict[tuple[str, str], float] = {(c.subject, c.object): c.score for c in claims["holds"]}
    for pair in document.pairs:
        if pair.subject.kind != "ROLE" or pair.subject.sentence != pair.object.sentence:
            continue
        title = plain(pair.subject.span.of(text))
        if not _is_title(title):
            continue
        if pair.object in people:
            titled[pair.subject].append((pair["titled"], pair.object))
        elif pair.object in document.owner and (
            pair.object.kind in _TARGETS or (pair.object.kind == "LOC" and _has_word(title, "local_posts"))
        ):
            rows, owner = of[pair.subject], document.owner[pair.object]
            rows[owner] = max(rows.get(owner, 0.0), pair["titleOf"])
    found: list[Holding] = []
    loose: list[tuple[Tagged, str, float]] = []
    for role in sorted(titled):
        for score, mention in sorted(titled[role], key=lambda row: (-row[0], row[1])):
            if score < threshold("titled") or mention.span.of(text).lower() in ("he", "she"):
                continue
            person = document.owner[mention]
            options = {target: 0.6 * s + 0.4 * held.get((person, target), 0.0) for target, s in of[role].items()}
            for target in _inside(document, role):
                options[target] = max(options.get(target, 0.0), _INSIDE)
            beside = _beside(document, role, mention) | _inside(document, role)
            best = max(sorted(options), key=lambda t: options[t] + (t in beside), default=None)
            if best is not None and (
                options[best] >= threshold("titleOf") and (best in beside or not _is_unlikely(document, role, best))
            ):
                found.append(_holding(document, role, person, best, options[best] * score))
            else:
                loose.append((role, person, score))
    for role, person, score in loose:
        guess = _side(document, role, person) or _implied(document, role, person, found, claims)
        if guess:
            found.append(_holding(document, role, person, guess[0], guess[1] * score))
    return _distinct(found)


def _is_title(title: str) -> bool:
    """Whether a stretch that the tagger took for a title has a word that makes one ("minister", "officer")."""
    return _has_word(title, "title_words")


def _has_word(title: str, key: str) -> bool:
    return any(re.search(rf"\b{re.escape(word)}s?\b", title) for word in words("people", key))


def _is_unlikely(document: Document, role: Tagged, target: str) -> bool:
    """Whether something that does not stand by the title is unlikely to be what it is of.

    A country is, where the title is one of the publishing government's or the country's name belongs to another title;
    and a body is, for a title that only states have.
    """
    if not target.startswith("country/"):
        return _STATE.search(plain(role.span.of(document.article.text))) is not None
    if _post_at_home(document, role):
        return True
    here = [m for m, owner in document.owner.items() if owner == target and m.sentence == role.sentence]
    return bool(here) and all(m.span.start > role.span.start and _taken(document, m, role) for m in here)


def _beside(document: Document, role: Tagged, person: Tagged) -> set[str]:
    """The entities that stand right before the title ("Cuba's …", "Cuban …"), or after it or the name with "of" or "for"."""
    text = document.article.text
    found = set()
    for mention, owner in document.owner.items():
        if mention.sentence != role.sentence or mention.kind not in _TARGETS:
            continue
        before = text[mention.span.end : role.span.start] if mention.span.end <= role.span.start else None
        after = [text[m.span.end : mention.span.start] for m in (role, person) if m.span.end <= mention.span.start]
        if before is not None and re.fullmatch(
            r"(?:['’]s?)? ?(?:(?!(?:and|or|with|to|by|from|as|in|at|on|met) )\w+ ){0,2}", before
        ):
            found.add(owner)
        if (
            any(re.fullmatch(r",? (?:of|for|to|from|at|with|in) (?:the )?", gap) for gap in after)
            or role.span.start <= mention.span.start < role.span.end
        ):
            found.add(owner)
    return found


def _inside(document: Document, role: Tagged) -> set[str]:
    """The bodies whose name is a part of the title."""
    return {
        owner for owner in _bodies(document) if _cut(document, role.span.of(document.article.text), owner) is not None
    }


def _bodies(document: Document) -> list[str]:
    return [entity.id for entity in document.entities if entity.kind in ("ORG", "COM", "COMM")]


def _cut(document: Document, title: str, body: str) -> str | None:
    """A title without the body's name before or after it; None if the body's name is not a part of it."""
    entity = document.by_id.get(body)
    for name in sorted({entity.label, *entity.names}, key=len, reverse=True) if entity else ():
        if len(name) < 2:
            continue
        lead, tail = (
            re.match(rf"{re.escape(name)}(?:['’]s?)? (?=\w)", title),
            re.search(rf",? (?:of|for|at|in|to) (?:the )?{re.escape(name)}$", title),
        )
        if lead:
            return title[lead.end() :]
        if tail and tail.start():
            return title[: tail.start()]
    return None


def _post_at_home(document: Document, role: Tagged) -> str | None:
    """The country whose government published the article, if the title is one that its officials have and it names no other."""
    title = plain(role.span.of(document.article.text))
    home = home_country(document)
    return (
        home
        if home
        and not _STATE.search(title)
        and any(re.search(rf"\b{re.escape(post)}\b", title) for post in words("people", "home_posts"))
        else None
    )


def _holding(document: Document, role: Tagged, person: str, target: str, score: float) -> Holding:
    text = document.article.text
    title = re.sub(r"\s+", " ", role.span.of(text)).strip(" ,")
    title = re.sub(r" (?:of|for|in|at|to|the)$", "", _cut(document, title, target) or title)
    first = title.split(" ")[0]
    if " " in title and (countries.by_demonym(first) or countries.by_name(first)):
        title = title.split(" ", 1)[1]
    before = re.findall(r"[\w-]+", text[max(0, role.span.start - 25) : role.span.start].lower())[-2:]
    after = re.findall(r"[\w-]+", text[role.span.end : role.span.end + _BEFORE].lower())[:1]
    lowered = title.lower().split()
    status = "Current"
    if lowered[0] in words("people", "former") or any(w in words("people", "former") for w in before):
        status = "Former"
        if lowered[0] in words("people", "former") and len(lowered) > 1:
            title = title.split(" ", 1)[1]
    elif {*after, *lowered[-1].split("-")[-1:], *before} & words("people", "designate"):
        status = "Designate"
    return Holding(person, title, target, status, (role.sentence,), round(score, 4))


def _side(document: Document, role: Tagged, person: str) -> tuple[str, float] | None:
    """The country whose side a person is said to be on: "co-chair for the Russian side"."""
    text = document.article.text
    for mention in document.mentions(person):
        end = document.sentence(mention.sentence).end
        if mention.sentence != role.sentence:
            continue
        side = _SIDE.search(text, mention.span.end, min(end, mention.span.end + 80))
        code = (countries.by_demonym(side.group(1)) or countries.by_name(side.group(1))) if side else None
        if code:
            return f"country/{code}", 0.8
    return None


def _implied(
    document: Document, role: Tagged, person: str, found: list[Holding], claims: dict[str, list[Claim]]
) -> tuple[str, float] | None:
    """What a title without a country is of, where the article makes it plain elsewhere."""
    title = plain(role.span.of(document.article.text))
    known = [h for h in found if h.person == person and (h.of.startswith("country/") or not _STATE.search(title))]
    if known:
        return max(known, key=lambda h: h.score).of, 0.7
    at_home = _post_at_home(document, role)
    if at_home:
        return at_home, 0.7
    for relation in ("holds", "represents"):
        direct = [
            c
            for c in claims[relation]
            if c.subject == person
            and c.score >= threshold(relation)
            and c.mentions[0][0].sentence == c.mentions[0][1].sentence
        ]
        if direct:
            return direct[0].object, direct[0].score
    home = home_country(document)
    if _STATE.search(title):
        if _ROYAL_OR_MINISTER.search(title) is None:
            home = None  # of the states whose governments publish here, this one has such a post itself
        near = [
            (abs(m.span.start - role.span.start), owner)
            for m, owner in document.owner.items()
            if owner.startswith("country/")
            and owner != home
            and 0 <= role.sentence - m.sentence <= 2
            and not _taken(document, m, role)
        ]
        if near:
            return min(near)[1], 0.45
        return _mostly_about(document, home)
    return None


def _taken(document: Document, country: Tagged, role: Tagged) -> bool:
    """Whether the country's name or adjective stands right before another title, and so belongs to that one."""
    return any(other is not role and other.span.start == country.span.end + 1 for other in document.roles)


def _mostly_about(document: Document, home: str | None) -> tuple[str, float] | None:
    """The one country that the article speaks of most by far, for a post of state that it leaves without one."""
    counts = Counter(owner for owner in document.owner.values() if owner.startswith("country/") and owner != home)
    ranked = counts.most_common(2)
    if ranked and ranked[0][1] >= 2 * (ranked[1][1] if len(ranked) > 1 else 1):
        return ranked[0][0], 0.4
    return None


def _distinct(found: list[Holding]) -> list[Holding]:
    """One holding for each title: a shorter form of a title joins the longest one, with its sentences."""
    kept: list[Holding] = []
    for holding in sorted(found, key=lambda h: (-len(h.title.split()), -h.score, h.sentences)):
        said = set(plain(holding.title).split())
        same = next(
            (
                k
                for k in kept
                if k.person == holding.person and k.of == holding.of and said <= set(plain(k.title).split())
            ),
            None,
        )
        if same is None:
            kept.append(holding)
        else:
            at = kept.index(same)
            sentences = tuple(sorted({*same.sentences, *holding.sentences}))
            kept[at] = Holding(same.person, same.title, same.of, same.status, sentences, max(same.score, holding.score))
    return sorted(kept, key=lambda h: (h.sentences, h.person, h.of, h.title))
