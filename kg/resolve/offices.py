"""Who held which office when: what was seen on a day, and the spans that follow from it, which are marked as inferred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.resolve import titles
from kg.resolve.belief import FIRST_SEEN, HOLDS, LAST_SEEN, OFFICE, STATUS
from kg.resolve.claims import Index
from kg.resolve.tables import exclusive
from kg.resolve.terms import kg, local, text

_OF = kg("of")


@dataclass(frozen=True, slots=True, order=True)
class Tenure:
    """A person in an office.

    `first` and `last` are the first and the last day on which an article spoke of the person as in office: observed. `since`
    and `until` are the longest span that agrees with who was seen before and after ("" where nothing bounds it): inferred.
    """

    body: str
    office: str
    first: str
    last: str
    person: str
    position: str
    status: str
    since: str = ""
    until: str = ""

    def on(self, day: str) -> str:
        """Say how the person held the office on a day: `observed`, `inferred` or "" (not, as far as is known)."""
        if not self.first:
            return ""
        if self.first <= day <= self.last:
            return "observed"
        return "inferred" if (self.since or self.first) <= day and (not self.until or day < self.until) else ""


def tenures(index: Index, body: str | None = None, office: str | None = None) -> list[Tenure]:
    """Return who held which office, sorted by body, office and time.

    Args:
        index: The index.
        body: Only offices of this country or body (its IRI).
        office: Only this office, however it is said ("vice premier").
    """
    wanted = titles.office(office) if office else None
    made: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for person, position in index.believes(HOLDS):
        found = next((text(v) for v in index.values(position, OFFICE)), "")
        bodies = [b[1:-1] for b in index.values(position, _OF)]
        if not found or (wanted and not titles.agree(wanted, found)) or (body and body not in bodies):
            continue
        first, last = (next((text(v) for v in index.values(position, p)), "") for p in (FIRST_SEEN, LAST_SEEN))
        status = next((local(v) for v in index.values(position, STATUS)), "")
        for one in bodies:
            made[one, found].append(Tenure(one, found, first, last, person[1:-1], position[1:-1], status))
    return sorted(t for (_, name), found in made.items() for t in (spans(found) if name in exclusive() else found))


def spans(found: Iterable[Tenure]) -> list[Tenure]:
    """Return the tenures of one office that one person at a time holds, with the spans that follow."""
    made = sorted(t for t in found if t.first)
    result = [t for t in found if not t.first]
    for number, tenure in enumerate(made):
        before = [t for t in made[:number] if t.person != tenure.person]
        after = [t for t in made[number + 1 :] if t.person != tenure.person and t.first > tenure.last]
        since = max((t.last for t in before if t.last < tenure.first), default="")
        until = min((t.first for t in after), default="")
        result.append(
            Tenure(
                tenure.body,
                tenure.office,
                tenure.first,
                tenure.last,
                tenure.person,
                tenure.position,
                tenure.status,
                since and tenure.first,
                until,
            )
        )
    return sorted(result)


def holders(index: Index, body: str, office: str, day: str) -> list[tuple[Tenure, str]]:
    """Return who held an office of a country or body on a day, and whether that was observed or is inferred.

    Who was seen in office on that very day or on both sides of it comes alone; else the one seen last before it.
    """
    found = [(tenure, tenure.on(day)) for tenure in tenures(index, body, office)]
    seen = [(t, how) for t, how in found if how == "observed"]
    return seen or [(t, how) for t, how in found if how]
