"""Which reports are of one event: a pure function of all reports that could meet.

Reports that give the day come first: one event has one kind, one day, places that agree, and most of its participants in
common. A day that was reckoned from its article's own ("today") may be off by the policy's `days_apart`: two events of the same
participants at the same place so near to each other are one, if neither can be one with a third. A report that does not give
the day joins the only event that it can mean. What is left is one event where the same participants are said to have met at
the same vague date, or in articles of one week.

Talks of states and talks of their people on the same day are not united, for the one can be a part of the other; that they may
be one is a doubt, which people decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from kg.resolve.groups import Decided, Doubt
from kg.resolve.reports import Report


@dataclass
class Happening:
    """Reports of one event."""

    reports: list[Report] = field(default_factory=list)
    who: frozenset[str] = frozenset()
    where: frozenset[str] = frozenset()
    keys: set[str] = field(default_factory=set)

    def take(self, report: Report) -> None:
        """Take a report in; only one that gives the day says who and where."""
        if report.exact or not self.reports:
            self.who |= frozenset(report.who)
            self.where |= frozenset(report.where)
            self.keys |= report.keys()
        self.reports.append(report)

    @property
    def path(self) -> str:
        """The path of its IRI: that of the report published first among those that give the day."""
        exact = [r for r in self.reports if r.exact] or self.reports
        return min(exact, key=lambda r: (r.day or "9999", r.path)).path

    @property
    def days(self) -> tuple[str, ...]:
        """The days near that on which it is said to be, on which it can be too: none if a report is sure of the day."""
        return min((r.days for r in self.reports), key=len)

    def unite(self, other: Happening) -> None:
        """Take all that is of another in."""
        self.reports += other.reports
        self.who |= other.who
        self.where |= other.where
        self.keys |= other.keys


@dataclass(frozen=True, slots=True)
class Outcome:
    """The path of each report's event by the report's IRI, and what is in doubt."""

    paths: dict[str, str]
    doubts: tuple[Doubt, ...]


def resolve(reports: Iterable[Report], decided: Decided) -> Outcome:
    """Return which reports are of one event."""
    doubts: list[Doubt] = []
    found: list[Happening] = []
    by_day: dict[tuple[str, str], list[Happening]] = defaultdict(list)
    vague: list[Report] = []
    kept = _kept(decided)
    for report in sorted(reports, key=lambda r: (-len(r.who), not r.where, r)):
        if not report.exact:
            vague.append(report)
            continue
        near = by_day[report.kind, report.title or report.first]
        fits = [h for h in near if meets(h, report) and not kept(h, report)]
        if len(fits) > 1:
            most = max(_share(h, report) for h in fits)
            fits = [h for h in fits if _share(h, report) == most]
        if not fits:
            fits = [Happening()]
            found += fits
            near += fits
        fits[0].take(report)
    found = _near(found, kept, doubts)
    doubts += _levels(found)
    found += _vague(vague, found, kept, doubts)
    paths = _paths(_united(found, decided))
    return Outcome(paths, tuple(sorted(set(doubts))))


def meets(event: Happening, report: Report) -> bool:
    """Say whether participants and places of a report are those of an event, the time left aside."""
    if not event.keys & report.keys():
        return False
    if report.title:
        return True
    who = frozenset(report.who)
    common = event.who & who
    place = event.where & frozenset(report.where)
    if event.where and report.where and not place:
        return False
    if not _agree(event.where, frozenset(report.where)):
        return False
    if report.kind == "Visit":
        return bool(common and place)
    if len(common) >= 2:
        return len(common) / len(event.who | who) >= 0.4
    return bool(common and place and min(len(event.who), len(who)) == 1)


def _agree(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether no two different cities are given."""
    cities, others = ({place for place in side if "/country/" not in place} for side in (a, b))
    return not (cities and others) or bool(cities & others)


def _share(event: Happening, report: Report) -> float:
    who = frozenset(report.who)
    return len(event.who & who) / max(1, len(event.who | who))


def _near(events: Sequence[Happening], kept: Kept, doubts: list[Doubt]) -> list[Happening]:
    """Unite events of near days that are each the only one which the other can be."""
    by: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, event in enumerate(events):
        for who in event.who:
            by[event.reports[0].kind, event.reports[0].first, who].append(number)
    rivals: dict[int, set[int]] = defaultdict(set)
    for number, event in enumerate(events):
        first, *_ = event.reports
        spots = product([first.kind], event.days if len(event.days) > 1 else (), event.who)
        for other in {n for spot in spots for n in by[spot]}:
            if events[other].reports[0].first != first.first and _same(event, events[other], kept):
                rivals[number].add(other)
                rivals[other].add(number)
    gone: set[int] = set()
    for number, others in sorted(rivals.items()):
        for other in sorted(n for n in others if n > number):
            if len(others) == len(rivals[other]) == 1:
                events[number].unite(events[other])
                gone.add(other)
            else:
                doubts.append(_doubt(events[number], events[other], "days near each other, and others as near"))
    return [event for number, event in enumerate(events) if number not in gone]


def _same(a: Happening, b: Happening, kept: Kept) -> bool:
    """Whether participants and place are the same, and no article or decision tells the two apart."""
    common = a.who & b.who
    if common not in (a.who, b.who) or not (a.where & b.where or not (a.where or b.where)):
        return False
    if not _agree(a.where, b.where) or len(common) < (1 if a.reports[0].kind == "Visit" else 2):
        return False
    articles = {report.article for report in a.reports}
    return not any(report.article in articles or kept(a, report) for report in b.reports)


def _levels(events: Iterable[Happening]) -> list[Doubt]:
    """The talks of states that may be those of their people on the same day, told in other words."""
    by: dict[tuple[str, str, frozenset[str]], tuple[list[Happening], list[Happening]]] = defaultdict(lambda: ([], []))
    for event in events:
        states = frozenset(state for report in event.reports for state in report.states)
        theirs = by[event.reports[0].kind, event.reports[0].first, states]
        theirs[0 if event.who <= states else 1].append(event)
    why = "talks of states, and of people who act for them on that day: the same, or a part of them"
    return [_doubt(a, b, why) for ours, theirs in by.values() for a in ours for b in theirs if _agree(a.where, b.where)]


def _doubt(a: Happening, b: Happening, reason: str) -> Doubt:
    return _unsure(a.path, b.path, reason)


def _unsure(a: str, b: str, reason: str) -> Doubt:
    return Doubt(min(a, b), max(a, b), 0.5, reason)


Kept = Callable[[Happening, Report], bool]


def _kept(decided: Decided) -> Kept:
    """Whether a decision keeps a report out of an event."""
    pairs = {frozenset(pair) for pair in decided.different}

    def kept(event: Happening, report: Report) -> bool:
        mine = {report.path, report.iri}
        return bool(pairs) and any(
            frozenset((a, b)) in pairs for r in event.reports for a in (r.path, r.iri) for b in mine
        )

    return kept


def _vague(reports: Sequence[Report], events: Sequence[Happening], kept: Kept, doubts: list[Doubt]) -> list[Happening]:
    """Put reports that do not give the day to events, and those left over together."""
    by_who: dict[tuple[str, str], list[Happening]] = defaultdict(list)
    for event in events:
        for who in event.who:
            by_who[event.reports[0].kind, who].append(event)
    left: dict[tuple[str, tuple[str, ...], str], list[Happening]] = defaultdict(list)
    joins: list[tuple[Happening, Report]] = []
    for report in reports:
        near = {id(e): e for who in report.who for e in by_who[report.kind, who]}.values()
        day = (
            [e for e in near if any(r.exact and report.first <= r.first <= report.last for r in e.reports)]
            if report.first
            else []
        )
        fits = [event for event in day if meets(event, report) and not kept(event, report)]
        if len(fits) == 1:
            joins.append((fits[0], report))
            continue
        why = "several events of these participants in that time"
        doubts += [_unsure(event.path, report.path, why) for event in fits]
        same = left[report.kind, report.who, report.said or report.week]
        home = (
            [h for h in same if _agree(h.where, frozenset(report.where)) and not kept(h, report)]
            if len(report.who) > 1 or report.where
            else []
        )
        if not home:
            home = [Happening()]
            same += home
        home[0].take(report)
    for event, report in joins:
        event.take(report)
    return [event for same in left.values() for event in same]


def _united(events: list[Happening], decided: Decided) -> list[Happening]:
    """Unite events that a decision says are one."""
    for a, b in sorted(decided.same):
        ones, others = ([e for e in events if any(path in (r.path, r.iri) for r in e.reports)] for path in (a, b))
        for other in (*ones[1:], *others):
            if ones and other is not ones[0]:
                ones[0].reports += other.reports
                events = [e for e in events if e is not other]
    return events


def _paths(events: Sequence[Happening]) -> dict[str, str]:
    taken: dict[str, list[Happening]] = defaultdict(list)
    for event in events:
        taken[event.path].append(event)
    made: dict[str, str] = {}
    for path, rivals in taken.items():
        rivals.sort(key=lambda e: min(r.iri for r in e.reports))
        for number, event in enumerate(rivals):
            made |= {report.iri: f"{path}-{number + 1}" if number else path for report in event.reports}
    return made
