"""An article's graph -> its reports of events and agreements: who, where, when, whether."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from kg.annotate.countries import by_capital
from kg.model import PartialDate
from kg.resolve import names
from kg.resolve.policy import Events
from kg.resolve.profile import Profile
from kg.resolve.terms import LABEL_, SUBJECT, TYPE_, Renaming, Triple, kg, local, parents, root, statements, text

_WHO = {"Event": kg("participant"), "Agreement": kg("party")}
_PLACE, _STATUS, _DATE, _EARLIEST, _LATEST = map(kg, "place status date earliest latest".split())
_HOLDS, _OF, _REPRESENTS, _SENTENCE, _EXACT = map(kg, "holds of represents sentence exact".split())
_MOST = 12
"""Of the participants of one event so many make keys."""


@dataclass(frozen=True, slots=True, order=True)
class Report:
    """An article's report of an event.

    `who` and `where` are common IRIs, a capital given by its country too; `states` are the countries for which the
    participants act. The event is on one of the days from `first` to `last`; `said` is the date as the article gives it.
    `exact` says that it gives the day. `day` is the article's own. `path` is that of the IRI that the event has when this is
    the first report of it: it depends on the article alone. `title` is the name of an agreement that has one. By up to `slack`
    days the event may be before or after the day given, which was reckoned from the article's own ("today", "on Monday").
    """

    iri: str
    kind: str
    who: tuple[str, ...]
    where: tuple[str, ...]
    states: tuple[str, ...]
    first: str
    last: str
    said: str
    status: str
    day: str
    path: str
    title: str = ""
    slack: int = 0

    @property
    def article(self) -> str:
        """The IRI of the article."""
        return self.iri.partition("#")[0]

    @property
    def exact(self) -> bool:
        """Whether the report says on which day it is, or which agreement of which name."""
        return bool(self.title or (self.said and self.first == self.last))

    @property
    def week(self) -> str:
        """The week of the article and whether the event was to come: what undated reports of one event share."""
        return _week(self.day, self.status)

    @property
    def days(self) -> tuple[str, ...]:
        """The days on which it can be that is said to be on one: that day, and those near it if the day was reckoned."""
        if not self.slack:
            return (self.first,)
        day = date.fromisoformat(self.first)
        return tuple((day + timedelta(n)).isoformat() for n in range(-self.slack, self.slack + 1))

    def keys(self) -> frozenset[str]:
        """Return the keys under which it meets other reports: `x` by the day, `y` by the year, `w` by the week of the article.

        Two that would have one IRI meet in any case.
        """
        if self.title:
            return frozenset({f"x{_short(self.kind, self.title)}"})
        pairs = [
            *combinations(self.who[:_MOST], 2),
            *((w, place) for w in self.who[:_MOST] for place in _countries(self.where)),
        ]
        years = range(int(self.first[:4]), int(self.last[:4]) + 1) if self.first else ()
        made = {f"y{_short(self.kind, *pair, str(year))}" for pair in pairs for year in years}
        if self.exact:
            made |= {f"x{_short(self.kind, *pair, day)}" for pair in pairs for day in self.days} | {
                f"x{_short(self.path)}"
            }
        else:
            made |= {f"w{_short(self.kind, self.week, *self.who)}", f"w{_short(self.path)}"}
        return frozenset(made)


def _week(day: str, status: str) -> str:
    number = "-".join(map(str, date.fromisoformat(day).isocalendar()[:2])) if day else ""
    return f"{number}{'' if status == 'Held' else '+'}"


def _short(*parts: str) -> str:
    return hashlib.blake2b("|".join(parts).encode(), digest_size=9).hexdigest()


def _countries(where: Sequence[str]) -> list[str]:
    found = [place for place in where if "/country/" in place]
    return found or list(where)


def reports(
    article: str, graph: Sequence[Triple], mapping: Renaming, profile: Profile, policy: Events, base: str
) -> list[Report]:
    """Return an article's reports.

    Args:
        article: The article's IRI.
        graph: The triples of its file.
        mapping: The common IRIs of its people, bodies and places.
        profile: What else is known of these.
        policy: What the date of an event may mean.
        base: The base of common IRIs.
    """
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in statements(graph):
        about[s][p].append(o)
    alone = {iri: f"<{base}{node.path}>" for iri, node in profile.nodes.items()}
    told = _told(graph, {s for s, said in about.items() if _DATE in said})
    made: list[Report] = []
    for iri, said in sorted(about.items()):
        kind = min((local(o) for o in said[TYPE_]), key=lambda k: (-len(parents(k)), k))
        if root(kind) not in _WHO or not iri.startswith(f"<{article}#"):
            continue
        capitals = {f"<{base}country/{code}>" for place in said[_PLACE] for code in _capital(about[place])}
        who, plain_who = (_through(names, said[_WHO[root(kind)]]) for names in (mapping, alone))
        where, plain_where = (_through(names, [*said[_PLACE], *capitals]) for names in (mapping, alone))
        states = {state for one in said[_WHO[root(kind)]] for state in _states(one, about)}
        status = max((local(o) for o in said[_STATUS]), default="Held")
        spans = sorted(text(o) for o in said[_DATE])
        bounds = [min((text(o) for o in said[p]), default="") for p in (_EARLIEST, _LATEST)]
        first, last, date_said = _when(spans, bounds, status, profile.day, policy)
        labels = sorted(text(o) for o in said[LABEL_])
        title = _title(labels[0]) if root(kind) == "Agreement" and labels else ""
        path = title or _digest(kind, date_said or f"w{_week(profile.day, status)}", plain_who, plain_where)
        slack = policy.days_apart if len(spans) == 1 and not title and _reckoned(spans[0], told.get(iri, ())) else 0
        made.append(Report(iri[1:-1], kind, who, where, tuple(sorted(states)), first, last, date_said, status, profile.day,
                           f"{kind.lower()}/{path}", title, slack))  # fmt: skip
    return made


def _through(names: Renaming, said: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({names.get(o, o) for o in said}))


def _digest(kind: str, said: str, who: tuple[str, ...], where: tuple[str, ...]) -> str:
    return f"{said.replace('/', '-')}-{hashlib.sha256(repr((kind, said, who, where)).encode()).hexdigest()[:12]}"


def _states(one: str, about: Mapping[str, Mapping[str, Sequence[str]]]) -> set[str]:
    """The countries for which a participant acts: itself, those it represents, and those in which it has a post."""
    said = about.get(one, {})
    found = {one, *said.get(_REPRESENTS, ())}
    found |= {body for post in said.get(_HOLDS, ()) for body in about.get(post, {}).get(_OF, ())}
    return {iri for iri in found if "/country/" in iri and "#" not in iri}


def _told(graph: Sequence[Triple], events: Set[str]) -> dict[str, set[str]]:
    """The sentences in which an article speaks of events."""
    by: dict[str, dict[str, set[str]]] = {
        SUBJECT: defaultdict(set),
        _SENTENCE: defaultdict(set),
        _EXACT: defaultdict(set),
    }
    for s, p, o in graph:
        if p in by:
            by[p][s].add(o)
    made: dict[str, set[str]] = defaultdict(set)
    for assertion, things in by[SUBJECT].items():
        for thing in things & events:
            made[thing] |= {text(o) for sentence in by[_SENTENCE][assertion] for o in by[_EXACT][sentence]}
    return made


def _reckoned(said: str, sentences: Iterable[str]) -> bool:
    """Whether a day was reckoned from the article's own: no sentence that tells of the event has its number."""
    day = PartialDate.parse(said).day
    return (
        day is not None
        and bool(sentences)
        and not any(re.search(rf"\b0?{day}(?:st|nd|rd|th)?\b", s) for s in sentences)
    )


def _capital(said: dict[str, list[str]]) -> set[str]:
    return {code for o in said.get(LABEL_, ()) if (code := by_capital(text(o)))}


def _when(spans: list[str], bounds: list[str], status: str, day: str, policy: Events) -> tuple[str, str, str]:
    """The first and the last day that it can be on, and the date as it was said."""
    if spans:
        dates = [PartialDate.parse(span) for span in spans]
        return min(d.first for d in dates).isoformat(), max(d.last for d in dates).isoformat(), spans[0]
    today = date.fromisoformat(day) if day else None
    early, late = bounds
    if early or late:
        low = early or min((today or date.fromisoformat(late)).isoformat(), late)
        high = late or (date.fromisoformat(early) + timedelta(policy.planned_after)).isoformat()
        return low, high, f"{early}..{late}"
    if today is None:
        return "", "", ""
    back = 0 if status == "Planned" else policy.held_before
    ahead = policy.planned_after if status in ("Planned", "Cancelled", "Denied") else 0
    return (today - timedelta(back)).isoformat(), (today + timedelta(ahead)).isoformat(), ""


def _title(label: str) -> str:
    """The plain name of an agreement that has one ("New START Treaty"); "" for "a memorandum of understanding"."""
    proper = [word for word in re.findall(r"\w[\w.-]*", label) if word[0].isupper()]
    return names.plain(label) if len(proper) >= 2 and not label.startswith("Agreement of ") else ""
