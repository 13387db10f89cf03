"""Meetings and visits: who took part, when, where, and whether it has happened."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations

from kg.annotate.dates import Date, dates
from kg.annotate.document import Document
from kg.annotate.encoder import Tagged
from kg.annotate.lexicon import words
from kg.extract.claims import Claim, threshold
from kg.model import PartialDate

REACH = 3
"""A meeting goes on about one that was told so many sentences before, at most."""

_LED = re.compile(
    r"\b(?:side|delegation)s?\b.*\b(?:chaired|co-chaired|led|headed)\b|\b(?:led|headed|chaired) the .*\b(?:side|delegation)"
)
_IN = re.compile(r"\b(?:in|at|to|near|visit(?:ed|ing|s)?)\s+(?:the\s+)?(?:[\w’'-]+\s+city of\s+)?$", re.I)
_WITHIN = re.compile(r",? in (?:the )?|, ")
_CLAUSE = re.compile(r"[;:—]|, (?:and|but|while|which|who|where|said|he|she)\b")


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting or a visit: participants with the sentences that name each, places likewise, date and status."""

    type: str
    participants: tuple[tuple[str, tuple[int, ...]], ...]
    places: tuple[tuple[str, tuple[int, ...]], ...]
    score: float
    status: str
    date: PartialDate | None = None
    latest: PartialDate | None = None


def events(document: Document, claims: dict[str, list[Claim]]) -> list[Event]:
    """Return the meetings and visits of an article."""
    visits = [_visit(document, claim) for claim in claims["visited"] if claim.score >= threshold("visited")]
    made_visits = [visit for visit in visits if visit is not None]
    likely = [claim for claim in claims["met"] if claim.score >= threshold("met")]
    sure = [claim for claim in likely if not _met_apart(document, claim, likely)]
    meetings = [_meeting(document, claim, made_visits) for claim in sure]
    return [*_joined(document, _carried(document, [m for m in meetings if m is not None]), sure), *made_visits]


def _visit(document: Document, claim: Claim) -> Event | None:
    a, b = claim.mentions[0]
    status = _status(document, a, b, words("events", "visit"))
    if status is None:
        return None
    when = _when(document, claim, status)
    sentences = claim.sentences
    value, latest = _bounds(when)
    status = _settled(document, status, value)
    return Event(
        "Visit", ((claim.subject, sentences),), ((claim.object, sentences),), claim.score, status, value, latest
    )


def _meeting(document: Document, claim: Claim, visits: list[Event]) -> Event | None:
    a, b = claim.mentions[0]
    status = _status(document, a, b, words("events", "meeting"))
    if status is None or _same_side(document, a, b) or _in_a_title(document, a) or _in_a_title(document, b):
        return None
    when = _when(document, claim, status)
    value, latest = _bounds(when)
    places = _places(document, a, b)
    if not places:
        here = {
            place: at
            for v in visits
            for who, at in v.participants
            if who in (claim.subject, claim.object) and set(at) & set(claim.sentences)
            for place, _ in v.places
        }
        places = tuple(here.items()) if len(here) == 1 else ()
    sentences = claim.sentences
    people = tuple((who, sentences) for who in sorted((claim.subject, claim.object)))
    return Event("Meeting", people, places, claim.score, _settled(document, status, value), value, latest)


def _met_apart(document: Document, claim: Claim, met: list[Claim]) -> bool:
    """Whether two countries or bodies are only both met by one person: "X met the foreign ministers of A and B"."""
    if "PER" in (document.by_id[claim.subject].kind, document.by_id[claim.object].kind):
        return False
    hosts = [
        {
            (other.subject if other.object == end else other.object)
            for other in met
            if end in (other.subject, other.object)
        }
        for end in (claim.subject, claim.object)
    ]
    return any(document.by_id[host].kind == "PER" for host in hosts[0] & hosts[1])


def _same_side(document: Document, a: Tagged, b: Tagged) -> bool:
    """Whether one goes with the other, and nothing between them says that they met: "A, accompanied by B"."""
    first, second = sorted((a, b))
    if first.sentence != second.sentence:
        return False
    between = document.article.text[first.span.end : second.span.start].lower()
    at = max(
        (between.rfind(phrase) + len(phrase) for phrase in words("events", "company") if phrase in between), default=-1
    )
    return at >= 0 and not any(w in words("events", "meeting") for w in re.findall(r"[\w-]+", between[at:]))


def _in_a_title(document: Document, person: Tagged) -> bool:
    """Whether a person only tells whose aide another one is: "Chief of Staff for President X"."""
    text = document.article.text
    start, titled = person.span.start, False
    for other in reversed(document.marks):
        beside = other.span.end <= start and text[other.span.end : start] in (" ", "'s ", "’s ")
        if beside and (other.kind in ("ROLE", "CTRY", "NORP") or (titled and other.kind == "ORG")):
            start, titled = other.span.start, True
    before = re.search(r" (?:for|to|of) (?:the )?$", text[max(0, start - 12) : start])
    return before is not None and any(r.span.end == start - len(before.group()) for r in document.roles)


def _bounds(when: Date | None) -> tuple[PartialDate | None, PartialDate | None]:
    if when is None:
        return None, None
    return when.value, PartialDate.of(when.latest) if when.latest else None


def _settled(document: Document, status: str, value: PartialDate | None) -> str:
    """A date after the article's own makes an event planned, one before it held, unless it is cancelled or denied."""
    published = document.article.published
    if value is None or published is None or status in ("Cancelled", "Denied"):
        return status
    if value.first > published:
        return "Planned"
    return "Held" if value.last < published else status


def _status(document: Document, a: Tagged, b: Tagged, triggers: frozenset[str]) -> str | None:
    """Held, Planned, Cancelled or Denied by the words around the event's own word; None for a hypothetical."""
    text = document.article.text
    sentence = document.sentence(max(a.sentence, b.sentence))
    piece = sentence.of(text)
    at = _trigger(piece, a.span.start - sentence.start, b.span.end - sentence.start, triggers)
    clause = _clause(piece, at)
    for status in ("denied", "cancelled"):
        if _has(clause, words("events", status)):
            return "Denied" if status == "denied" else "Cancelled"
    if _has(clause, words("events", "hypothetical")):
        return None
    before = clause if at < 0 else piece[max(0, at - 60) : at + 25]
    return "Planned" if _has(before, words("events", "planned")) else "Held"


def _trigger(piece: str, start: int, end: int, triggers: frozenset[str]) -> int:
    """Where the word stands that names the event: between the two names, else nearest to them; -1 if there is none."""
    low, high = min(start, end), max(start, end)
    found = [m.start() for m in re.finditer(r"[\w-]+", piece) if m.group().lower() in triggers]
    inside = [at for at in found if low <= at <= high]
    if inside:
        return inside[0]
    return min(found, key=lambda at: min(abs(at - low), abs(at - high)), default=-1)


def _clause(piece: str, at: int) -> str:
    """The part of a sentence around a place, cut at semicolons and at commas that begin another clause."""
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(piece)), len(piece)]
    for low, high in zip(cuts, cuts[1:], strict=False):
        if low <= max(at, 0) < high:
            return piece[low:high]
    return piece


def _has(piece: str, phrases: frozenset[str]) -> bool:
    lowered = piece.lower()
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered) for phrase in phrases)


def _when(document: Document, claim: Claim, status: str) -> Date | None:
    """The date that stands nearest to the names in the sentences that say it, the surest pair first."""
    for a, b in claim.mentions[:4]:
        for number in sorted({a.sentence, b.sentence}, reverse=True):
            sentence = document.sentence(number)
            said = dates(document.article.text, sentence, document.article.published, status == "Planned")
            if said:
                ends = [m for m in (a, b) if m.sentence == number]
                return min(said, key=lambda d: min(_gap(d, m) for m in ends))
    return None


def _gap(date: Date, mention: Tagged) -> int:
    return max(date.span.start - mention.span.end, mention.span.start - date.span.end)


def _places(document: Document, a: Tagged, b: Tagged) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The first place of the sentence that stands after "in" or "at" and takes no part itself, and what that place is in.

    "The situation in Syria" is what they talked of, not where; "to" leads to where they met only if somebody travels there.
    """
    text = document.article.text
    number = max(a.sentence, b.sentence)
    start = document.sentence(number).start
    found: list[Tagged] = []
    for mention in sorted(
        m for m in document.owner if m.sentence == number and m.kind in ("LOC", "CTRY") and m not in (a, b)
    ):
        if found:
            if not _WITHIN.fullmatch(text[found[-1].span.end : mention.span.start]):
                break
            found.append(mention)
            continue
        lead = _IN.search(text[start : mention.span.start])
        before = re.findall(r"[\w-]+", text[start : start + lead.start()].lower()) if lead else []
        topic = bool(before) and before[-1] in words("events", "topics")
        going = (
            not set(before) & words("events", "visit") and lead is not None and lead.group().lower().startswith("to ")
        )
        if lead and not topic and not going:
            found.append(mention)
    return tuple((document.owner[mention], (number,)) for mention in found)


def _carried(document: Document, meetings: list[Event]) -> list[Event]:
    """Give a meeting without date or place those of the one told shortly before, if it goes on about it.

    It does where both have a participant ("He also had talks with …"), or where it tells who led the sides.
    """
    made: list[Event] = []
    for meeting in sorted(meetings, key=lambda m: (_first(m), m.participants)):
        who = {name for name, _ in meeting.participants}
        led = _LED.search(document.sentence(_first(meeting)).of(document.article.text)) is not None
        for earlier in reversed(made):
            apart = _first(meeting) - _first(earlier)
            shared = bool(who & {name for name, _ in earlier.participants}) and 0 < apart <= REACH
            if earlier.status == meeting.status and (shared or (led and 0 < apart <= 2 * REACH)):
                dated = meeting.date or meeting.latest
                meeting = replace(
                    meeting,
                    date=meeting.date if dated else earlier.date,
                    latest=meeting.latest if dated else earlier.latest,
                    places=meeting.places or earlier.places,
                )
                break
        made.append(meeting)
    return made


def _first(event: Event) -> int:
    return min(n for _, at in event.participants for n in at)


def _joined(document: Document, meetings: list[Event], claims: list[Claim]) -> list[Event]:
    """Join pairs into one meeting where one sentence tells of them together: "X met A and B" is a meeting of three."""
    likely = {frozenset((c.subject, c.object)) for c in claims}
    made: list[Event] = []
    for meeting in meetings:
        for at, other in enumerate(made):
            everybody = {who for event in (other, meeting) for who, _ in event.participants}
            if all(frozenset(two) in likely for two in combinations(everybody, 2)) and _together(
                document, other, meeting
            ):
                made[at] = _merged(other, meeting)
                break
        else:
            made.append(meeting)
    return made


def _together(document: Document, meeting: Event, pair: Event) -> bool:
    known = dict(meeting.participants)
    shared = [who for who, _ in pair.participants if who in known]
    sentences = {n for who in shared for n in known[who]} & {n for _, at in pair.participants for n in at}
    if not shared or not sentences or meeting.status != pair.status:
        return False
    if meeting.date != pair.date and None not in (meeting.date, pair.date):
        return False
    apart = words("events", "separate")
    return not any(_has(document.sentence(n).of(document.article.text), apart) for n in sentences)


def _merged(meeting: Event, pair: Event) -> Event:
    known = dict(meeting.participants)
    for who, at in pair.participants:
        known[who] = tuple(sorted({*known.get(who, ()), *at}))
    return replace(
        meeting,
        participants=tuple(sorted(known.items())),
        places=meeting.places or pair.places,
        score=min(meeting.score, pair.score),
        date=meeting.date or pair.date,
        latest=meeting.latest or pair.latest,
    )
