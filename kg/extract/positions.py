"""Who holds which post, of what: titles before, after and in apposition to names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from kg.annotate import countries
from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import has_word, words
from kg.annotate.names import plain
from kg.extract.claims import Claim, threshold
from kg.extract.context import STATE, TARGETS, abroad_of, foreign, home_country, implied, lacks, post_at_home, taken

_BEFORE = 14
_STATES = r"(?:(?:[A-Z][\w.-]+ ){0,2}[A-Z][\w.-]+['’]s? )?"
"""What may stand between "of" and the body that a title is of: "chairman of North Korea's National Defence Commission"."""

CLEAR = 0.9
"""From this score of person and body on, a post is believed also of a pronoun, and of a title that no list has."""

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
        if not _is_title(title) and pair["titled"] < CLEAR:
            continue
        if pair.object in people:
            titled[pair.subject].append((pair["titled"], pair.object))
        elif (
            pair.object in document.owner
            and not lacks(document.owner[pair.object], title)
            and (pair.object.kind in TARGETS or (pair.object.kind == "LOC" and _has_word(title, "local_posts")))
        ):
            rows, owner = of[pair.subject], document.owner[pair.object]
            rows[owner] = max(rows.get(owner, 0.0), pair["titleOf"])
    found: list[Holding] = []
    loose: list[tuple[Tagged, str, float]] = []
    for role in sorted(titled):
        for score, mention in sorted(titled[role], key=lambda row: (-row[0], row[1])):
            person = document.owner[mention]
            plainly = any(held.get((person, target), 0.0) >= CLEAR for target in of[role])
            doubtful = mention.span.of(text).lower() in words("people", "pronouns") or not _is_title(
                plain(role.span.of(text))
            )
            if score < threshold("titled") or (doubtful and not plainly):
                continue
            options = {target: 0.6 * s + 0.4 * held.get((person, target), 0.0) for target, s in of[role].items()}
            for target in _inside(document, role):
                options[target] = max(options.get(target, 0.0), _INSIDE)
            beside = _beside(document, role, mention) | _inside(document, role)
            abroad = abroad_of(document, person, claims["visited"])
            best = max(sorted(options), key=lambda t: options[t] + (t in beside), default=None)
            explicit = best in beside or (best or "").startswith("place/")
            if not explicit and plain(role.span.of(text)) in words("people", "ranks"):
                continue
            if best is not None and (
                options[best] >= threshold("titleOf")
                and (best in beside or not (best in abroad or _is_unlikely(document, role, best)))
            ):
                found.append(_holding(document, role, person, best, options[best] * score))
            else:
                loose.append((role, person, score))
    for role, person, score in loose:
        posts = [(h.score, h.of) for h in found if h.person == person]
        guess = implied(document, role, person, posts, claims)
        if guess:
            found.append(_holding(document, role, person, guess[0], guess[1] * score))
    return _distinct(found)


def _is_title(title: str) -> bool:
    """Whether a stretch that the tagger took for a title has a word that makes one ("minister", "officer")."""
    return _has_word(title, "title_words")


def _has_word(title: str, key: str) -> bool:
    return has_word(title, "people", key, plural=True)


def _is_unlikely(document: Document, role: Tagged, target: str) -> bool:
    """Whether something that does not stand by the title is unlikely to be what it is of.

    A country is, where the title is one of the publishing government's or the country's name belongs to another title;
    and a body is, for a title that only states have.
    """
    if not target.startswith("country/"):
        return STATE.search(plain(role.span.of(document.article.text))) is not None
    if post_at_home(document, role) or (target == home_country(document) and foreign(document, role)):
        return True
    here = [m for m, owner in document.owner.items() if owner == target and m.sentence == role.sentence]
    return bool(here) and all(m.span.start > role.span.start and taken(document, m, role) for m in here)


def _beside(document: Document, role: Tagged, person: Tagged) -> set[str]:
    """The entities that stand right before the title ("Cuba's …", "Cuban …"), or after it or the name with "of" or "for"."""
    text = document.article.text
    found = set()
    for mention, owner in document.owner.items():
        if mention.sentence != role.sentence or mention.kind not in TARGETS:
            continue
        before = text[mention.span.end : role.span.start] if mention.span.end <= role.span.start else None
        after = [text[m.span.end : mention.span.start] for m in (role, person) if m.span.end <= mention.span.start]
        if before is not None and re.fullmatch(
            r"(?:['’]s?)? ?(?:(?!(?:and|or|with|to|by|from|as|in|at|on|met) )\w+ ){0,2}", before
        ):
            found.add(owner)
        if (
            any(re.fullmatch(rf",? (?:of|for|to|from|at|with|in) (?:the )?{_STATES}", gap) for gap in after)
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


def _holding(document: Document, role: Tagged, person: str, target: str, score: float) -> Holding:
    text = document.article.text
    title = re.sub(r"\s+", " ", role.span.of(text)).strip(" ,")
    title = re.sub(r" (?:of|for|in|at|to|the)$", "", _cut(document, title, target) or title)
    if title.lower().endswith("s") and title.lower().split()[-1][:-1] in words("people", "title_words"):
        title = title[:-1]  # one of "the presidents A and B"
    first = title.split(" ")[0]
    title = next(
        (noun for verb, noun in (pair.split("=") for pair in words("people", "verb_titles")) if verb == first.lower()),
        title,
    )
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
