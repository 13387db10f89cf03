"""Who was seen in which office when. The spans that follow from it are inferred by the query `office-holder`."""

from __future__ import annotations

from dataclasses import dataclass

from kg.resolve.belief import FIRST_SEEN, HOLDS, LAST_SEEN, OFFICE
from kg.resolve.claims import Index
from kg.resolve.terms import kg, text

_OF = kg("of")


@dataclass(frozen=True, slots=True, order=True)
class Tenure:
    """A person in an office, with the first and the last day on which an article spoke of the person as in it."""

    body: str
    office: str
    first: str
    last: str
    person: str
    position: str


def tenures(index: Index) -> list[Tenure]:
    """Return who was seen in which office, sorted by body, office and time."""
    made: list[Tenure] = []
    for person, position in index.believes(HOLDS):
        first, last, found = (
            next((text(v) for v in index.values(position, p)), "") for p in (FIRST_SEEN, LAST_SEEN, OFFICE)
        )
        if first and found:
            made += [
                Tenure(body[1:-1], found, first, last, person[1:-1], position[1:-1])
                for body in index.values(position, _OF)
            ]
    return sorted(made)
