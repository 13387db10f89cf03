"""The common IRIs of events, kept up to date in the notes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.resolve import events
from kg.resolve.groups import Decided, Doubt
from kg.resolve.notes import Notes
from kg.resolve.policy import Policy
from kg.resolve.profile import Profile
from kg.resolve.reports import Report, reports
from kg.resolve.terms import Renaming, Triple


@dataclass(frozen=True, slots=True)
class Happened:
    """What an update changed: the common IRIs of events by article, and the paths that may lead elsewhere than before."""

    mappings: dict[str, Renaming]
    olds: set[str]


class Happenings:
    """The tables of events in the notes."""

    def __init__(self, notes: Notes, base: str, policy: Policy, decided: Decided) -> None:
        self._notes, self._base, self._policy, self._decided = notes, base, policy, decided

    def update(self, mappings: Mapping[str, Renaming], graphs: Mapping[str, Sequence[Triple]],
               profiles: Mapping[str, Profile], gone: Iterable[str], asked: set[str]) -> Happened:  # fmt: skip
        """Bring articles whose graphs or mappings changed in.

        Args:
            mappings: The common IRIs of the articles' people, bodies and places.
            graphs: The triples of the articles' files.
            profiles: What is known of the articles' people, bodies and places.
            gone: Articles that are gone.
            asked: Paths that decisions name which are new or gone.
        """
        front: set[int] = set()
        keys: set[str] = set()
        olds: set[str] = set()
        for article in gone:
            keys |= self._drop(article, (), olds)[0]
        for article, mapping in sorted(mappings.items()):
            new = reports(article, graphs[article], mapping, profiles[article], self._policy.events, self._base)
            old, kept = self._drop(article, new, olds)
            keys |= old
            front |= self._add(article, [report for report in new if report not in kept])
        asked = asked | {path for pair in self._decided.same for path in pair if keys & {f"#{p}" for p in pair}}
        front |= self._with_keys(keys) | self._named(asked)
        changed = self._settle(self._gather(front), olds)
        return Happened(self._renamings(set(mappings) | changed), olds)

    def leads(self, olds: Iterable[str]) -> set[tuple[str, str]]:
        """Return where those of the paths lead that no event has any more."""
        query = """SELECT DISTINCT own, path FROM event e WHERE own IN (?) AND path != own
                   AND NOT EXISTS (SELECT 1 FROM event o WHERE o.path = e.own)"""
        return {(str(own), str(path)) for own, path in self._notes.select(query, sorted(olds))}

    def doubts(self) -> list[Doubt]:
        """Return pairs of events that may be one."""
        rows = self._notes.db.execute("SELECT data FROM event")
        return list(events.resolve((decode(data) for (data,) in rows), self._decided).doubts)

    def of(self, article: str) -> Renaming:
        """Return the common IRIs of an article's events."""
        return self._renamings([article])[article]

    # --- Rows -------------------------------------------------------------------------------------------------------------

    def _drop(self, article: str, new: Iterable[Report], olds: set[str]) -> tuple[set[str], set[Report]]:
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
            olds |= {own, path}
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

    def _settle(self, found: set[int], olds: set[str]) -> set[str]:
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
        for event, data, own, before, article in rows:
            path = paths[decode(str(data)).iri]
            if path != before:
                db.execute("UPDATE event SET path = ? WHERE id = ?", (path, event))
                changed.add(str(article))
                olds |= {str(own), path, *([str(before)] if before else [])}
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
    fields = (
        r.iri,
        r.kind,
        r.who,
        r.where,
        r.states,
        r.first,
        r.last,
        r.said,
        r.status,
        r.day,
        r.path,
        r.title,
        r.slack,
    )
    return json.dumps(fields, ensure_ascii=False)


def decode(data: str) -> Report:
    """Return the report that a row holds."""
    iri, kind, who, where, states, *rest = json.loads(data)
    return Report(iri, kind, tuple(who), tuple(where), tuple(states), *rest)
