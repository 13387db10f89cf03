"""The common IRIs of events, kept up to date in the notes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from kg.resolve import events
from kg.resolve.groups import Decided, Doubt
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.reports import Report, reports
from kg.resolve.terms import Renaming, Triple


class Redirects(Protocol):
    """Where changed redirects are put."""

    fewer: set[tuple[str, str]]
    more: set[tuple[str, str]]


class Happenings:
    """The tables of events in the notes."""

    def __init__(self, notes: Notes, base: str, policy: Policy, decided: Decided) -> None:
        self._notes, self._base, self._policy, self._decided = notes, base, policy, decided

    def update(self, mappings: Mapping[str, Renaming], graphs: Mapping[str, Sequence[Triple]], days: Mapping[str, str],
               gone: Iterable[str], asked: set[str], redirects: Redirects) -> dict[str, Renaming]:  # fmt: skip
        """Bring articles whose graphs or mappings changed in; return the common IRIs of events by article, where they changed.

        Args:
            mappings: The common IRIs of the articles' people, bodies and places.
            graphs: The triples of the articles' files.
            days: The articles' days.
            gone: Articles that are gone.
            asked: Paths that decisions name which are new or gone.
            redirects: Where redirects that are gone or new are put.
        """
        front: set[int] = set()
        keys: set[str] = set()
        for article in gone:
            keys |= self._drop(article, (), redirects)[0]
        for article, mapping in sorted(mappings.items()):
            new = reports(article, graphs[article], mapping, days[article], self._policy.events, self._base)
            old, kept = self._drop(article, new, redirects)
            keys |= old
            front |= self._add(article, [report for report in new if report not in kept])
        asked = asked | {path for pair in self._decided.same for path in pair if keys & {f"#{p}" for p in pair}}
        front |= self._with_keys(keys) | self._named(asked)
        changed = self._settle(self._gather(front), redirects)
        return self._renamings(set(mappings) | changed)

    def doubts(self) -> list[Doubt]:
        """Return pairs of events that may be one."""
        rows = self._notes.db.execute("SELECT data FROM event")
        return list(events.resolve((decode(data) for (data,) in rows), self._decided).doubts)

    def of(self, article: str) -> Renaming:
        """Return the common IRIs of an article's events."""
        return self._renamings([article])[article]

    # --- Rows -------------------------------------------------------------------------------------------------------------

    def _drop(self, article: str, new: Iterable[Report], redirects: Redirects) -> tuple[set[str], set[Report]]:
        """Delete the reports of an article that it no longer makes; return their keys and paths, and the reports still made."""
        db, wanted = self._notes.db, set(new)
        number = self._notes.article(article)
        rows = db.execute("SELECT id, data, own, path FROM event WHERE article = ?", (number,)).fetchall()
        keys: set[str] = set()
        kept: set[Report] = set()
        for event, data, own, path in rows:
            report = decode(data)
            if report in wanted:
                kept.add(report)
                continue
            keys |= report.keys() | {f"#{path}" for path in (report.path, report.iri)}
            db.execute("DELETE FROM event WHERE id = ?", (event,))
            db.execute("DELETE FROM event_key WHERE event = ?", (event,))
            if path and own != path:
                self._lead(own, path, redirects)
        return keys, kept

    def _add(self, article: str, new: Iterable[Report]) -> set[int]:
        db, number, made = self._notes.db, self._notes.article(article), set()
        for report in new:
            data = encode(report)
            (event,) = db.execute(
                "INSERT INTO event (article, own, data) VALUES (?, ?, ?) RETURNING id", (number, report.path, data)
            ).fetchone()
            db.executemany("INSERT INTO event_key VALUES (?, ?)", [(key, event) for key in sorted(report.keys())])
            made.add(int(event))
        return made

    def _lead(self, own: str, path: str, redirects: Redirects) -> None:
        """Note that a redirect came or went, by whether a report now makes it."""
        if path.startswith(f"{own}-"):
            return  # the second of two events that would have one IRI
        row = self._notes.db.execute("SELECT 1 FROM event WHERE own = ? AND path = ? LIMIT 1", (own, path)).fetchone()
        (redirects.more if row else redirects.fewer).add((own, path))
        (redirects.fewer if row else redirects.more).discard((own, path))

    # --- Families ---------------------------------------------------------------------------------------------------------

    def _with_keys(self, keys: Iterable[str]) -> set[int]:
        return {
            int(str(e))
            for (e,) in self._notes.select("SELECT DISTINCT event FROM event_key WHERE key IN (?)", sorted(keys))
        }

    def _keys(self, found: Iterable[int], kind: str) -> set[str]:
        query = f"SELECT DISTINCT key FROM event_key WHERE event IN (?) AND substr(key, 1, 1) = '{kind}'"
        return {str(key) for (key,) in self._notes.select(query, sorted(found))}

    def _split(self, found: Iterable[int]) -> tuple[set[int], set[int]]:
        """The events with a day, and those without."""
        found = set(found)
        exact = {
            int(str(e))
            for (e,) in self._notes.select(
                "SELECT DISTINCT event FROM event_key WHERE event IN (?) AND substr(key, 1, 1) = 'x'", sorted(found)
            )
        }
        return exact, found - exact

    def _day(self, exact: set[int]) -> set[int]:
        """All events that meet some of these by their days, and so on."""
        found: set[int] = set()
        front = exact
        while front:
            found |= front
            front = self._with_keys(self._keys(front, "x")) - found
        return found

    def _gather(self, front: set[int]) -> set[int]:
        """All events that have to be decided on together with these."""
        found: set[int] = set()
        pairs = [self._named(pair) for pair in sorted(self._decided.same)]
        while front - found:
            found |= self._met(front)
            front = {event for pair in pairs if pair & found for event in pair}
            front |= found if front - found else set()
        return found

    def _met(self, front: set[int]) -> set[int]:
        """All events that could meet these."""
        exact, vague = self._split(front)
        exact = self._day(exact)
        vague |= self._split(self._with_keys(self._keys(exact, "y")))[1]
        vague |= self._split(self._with_keys(self._keys(vague, "w") | self._keys(vague, "y")))[1] if vague else set()
        return exact | vague | self._day(self._split(self._with_keys(self._keys(vague, "y")))[0])

    def _named(self, paths: Iterable[str]) -> set[int]:
        query = "SELECT id FROM event WHERE own = ?1 OR json_extract(data, '$[0]') = ?1"
        wanted = [p for p in paths if "#" in p or p.split("/")[0] in ("meeting", "visit", "agreement", "event")]
        return {int(e) for path in wanted for (e,) in self._notes.db.execute(query, (path,))}

    def _settle(self, found: set[int], redirects: Redirects) -> set[str]:
        """Decide anew on events; return the articles in which one has another IRI now."""
        db = self._notes.db
        rows = list(
            self._notes.select(
                "SELECT e.id, e.data, e.own, e.path, a.iri FROM event e JOIN article a ON a.id = e.article WHERE e.id IN (?)",
                sorted(found),
            )
        )
        paths = events.resolve((decode(str(row[1])) for row in rows), self._decided).paths
        changed: set[str] = set()
        leads: set[tuple[str, str]] = set()
        for event, data, own, before, article in rows:
            path = paths[decode(str(data)).iri]
            if path != before:
                db.execute("UPDATE event SET path = ? WHERE id = ?", (path, event))
                changed.add(str(article))
                leads |= {(str(own), str(p)) for p in (before, path) if p and p != own}
        for own, path in sorted(leads):
            self._lead(own, path, redirects)
        return changed

    def _renamings(self, articles: Iterable[str]) -> dict[str, Renaming]:
        made: dict[str, Renaming] = {article: {} for article in articles}
        query = "SELECT a.iri, e.data, e.path FROM event e JOIN article a ON a.id = e.article WHERE a.iri IN (?)"
        for article, data, path in self._notes.select(query, sorted(made)):
            made[str(article)][f"<{json.loads(str(data))[0]}>"] = f"<{self._base}{path}>"
        return made


def encode(report: Report) -> str:
    """Return the row of a report."""
    r = report
    fields = (r.iri, r.kind, r.who, r.where, r.first, r.last, r.said, r.status, r.day, r.title)
    return json.dumps(fields, ensure_ascii=False)


def decode(data: str) -> Report:
    """Return the report that a row holds."""
    iri, kind, who, where, *rest = json.loads(data)
    return Report(iri, kind, tuple(who), tuple(where), *rest)
