"""An article's graph -> its reports of events and agreements: who, where, when, whether."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from kg.annotate.countries import by_capital
from kg.model import PartialDate
from kg.resolve import names
from kg.resolve.policy import Events
from kg.resolve.terms import LABEL_, TYPE_, Renaming, Triple, kg, local, parents, root, statements, text

_WHO = {"Event": kg("participant"), "Agreement": kg("party")}
_PLACE, _STATUS, _DATE, _EARLIEST, _LATEST = map(kg, "place status date earliest latest".split())
_MOST = 12
"""Of the participants of one event so many make keys."""


@dataclass(frozen=True, slots=True, order=True)
class Report:
    """An article's report of an event.

    `who` and `where` are common IRIs, a capital given by its country too. The event is on one of the days from `first` to
    `last`; `said` is the date as the article gives it. `exact` says that it names the day. `day` is the article's own.
    `title` is the name of an agreement that has one.
    """

    iri: str
    kind: str
    who: tuple[str, ...]
    where: tuple[str, ...]
    first: str
    last: str
    said: str
    status: str
    day: str
    title: str = ""

    @property
    def exact(self) -> bool:
        """Whether the report says on which day it is, or which agreement of which name."""
        return bool(self.title or (self.said and self.first == self.last))

    @property
    def week(self) -> str:
        """The week of the article and whether the event was to come: what undated reports of one event share."""
        number = "-".join(map(str, date.fromisoformat(self.day).isocalendar()[:2])) if self.day else ""
        return f"{number}{'' if self.status == 'Held' else '+'}"

    @property
    def path(self) -> str:
        """The path of the IRI that the event has when this is the first report of it."""
        if self.title:
            return f"{self.kind.lower()}/{self.title}"
        said = self.said or f"w{self.week}"
        digest = hashlib.sha256(repr((self.kind, said, self.who, self.where)).encode()).hexdigest()[:12]
        return f"{self.kind.lower()}/{said.replace('/', '-')}-{digest}"

    def keys(self) -> frozenset[str]:
        """Return the keys under which it meets other reports: `x` by the day, `y` by the year, `w` by the week of the article."""
        if self.title:
            return frozenset({f"x{_short(self.kind, self.title)}"})
        pairs = [
            *combinations(self.who[:_MOST], 2),
            *((w, place) for w in self.who[:_MOST] for place in _countries(self.where)),
        ]
        years = range(int(self.first[:4]), int(self.last[:4]) + 1) if self.first else ()
        made = {f"y{_short(self.kind, *pair, str(year))}" for pair in pairs for year in years}
        made |= {f"x{_short(self.kind, *pair, self.first)}" for pair in pairs} if self.exact else set()
        return frozenset(made | ({f"w{_short(self.kind, self.week, *self.who)}"} if not self.exact else set()))


def _short(*parts: str) -> str:
    return hashlib.blake2b("|".join(parts).encode(), digest_size=9).hexdigest()


def _countries(where: Sequence[str]) -> list[str]:
    found = [place for place in where if "/country/" in place]
    return found or list(where)


def reports(
    article: str, graph: Sequence[Triple], mapping: Renaming, day: str, policy: Events, base: str
) -> list[Report]:
    """Return an article's reports.

    Args:
        article: The article's IRI.
        graph: The triples of its file.
        mapping: The common IRIs of its people, bodies and places.
        day: The article's day; "" if it has none.
        policy: What an event without a date may mean.
        base: The base of common IRIs.
    """
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in statements(graph):
        about[s][p].append(o)
    made: list[Report] = []
    for iri, said in sorted(about.items()):
        kind = min((local(o) for o in said[TYPE_]), key=lambda k: (-len(parents(k)), k))
        if root(kind) not in _WHO or not iri.startswith(f"<{article}#"):
            continue
        who = tuple(sorted({mapping.get(o, o) for o in said[_WHO[root(kind)]]}))
        where = {mapping.get(o, o) for o in said[_PLACE]}
        where |= {f"<{base}country/{code}>" for place in said[_PLACE] for code in _capital(about[place])}
        status = max((local(o) for o in said[_STATUS]), default="Held")
        spans = sorted(text(o) for o in said[_DATE])
        bounds = [min((text(o) for o in said[p]), default="") for p in (_EARLIEST, _LATEST)]
        first, last, date_said = _when(spans, bounds, status, day, policy)
        labels = sorted(text(o) for o in said[LABEL_])
        title = _title(labels[0]) if root(kind) == "Agreement" and labels else ""
        made.append(Report(iri[1:-1], kind, who, tuple(sorted(where)), first, last, date_said, status, day, title))
    return made


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
