"""Claims that cannot all be true, by the rules of `policy.toml`; all of them stay in the graph, with their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kg.model import PartialDate
from kg.resolve import policy as policies
from kg.resolve.belief import HOLDS, STATUS
from kg.resolve.claims import Claim, Index
from kg.resolve.offices import Tenure, tenures
from kg.resolve.policy import Policy
from kg.resolve.tables import exclusive
from kg.resolve.terms import kg, local, text


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """Claims that exclude each other.

    `rule` is the policy's rule: `functional`, `status` or `one-holder`. `thing` is what they are about and `property` the
    relation or property; `believed` is the value that is believed, "" if all are.
    """

    rule: str
    thing: str
    label: str
    property: str
    believed: str
    claims: tuple[Claim, ...]


def conflicts(index: Index, policy: Policy | None = None) -> list[Conflict]:
    """Return all conflicts of an index, sorted."""
    policy = policy or policies.load()
    rules = policy.conflicts
    found = [c for name in rules.functional for c in _functional(index, name)]
    found += _statuses(index, rules.exclusive_status)
    if rules.one_holder:
        found += _holders(index, rules.overlap_days)
    return sorted(found)


def _functional(index: Index, name: str) -> Iterator[Conflict]:
    for thing, values in index.claimed(kg(name)).items():
        if any(_differ(a, b) for a in values for b in values):
            yield _conflict("functional", index, thing, name, values.items())


def _differ(a: str, b: str) -> bool:
    """Whether two values cannot both be true: a day within a month agrees with the month."""
    if a == b:
        return False
    try:
        one, two = PartialDate.parse(text(a)), PartialDate.parse(text(b))
    except ValueError:
        return True
    return one.last < two.first or two.last < one.first


def _statuses(index: Index, pairs: Iterable[frozenset[str]]) -> Iterator[Conflict]:
    pairs = list(pairs)
    for thing, values in index.claimed(STATUS).items():
        names = {local(value) for value in values}
        against = {name for pair in pairs if pair <= names for name in pair}
        if against:
            yield _conflict(
                "status", index, thing, "status", [(v, a) for v, a in values.items() if local(v) in against]
            )


def _conflict(
    rule: str, index: Index, thing: str, name: str, values: Iterable[tuple[str, Iterable[object]]]
) -> Conflict:
    believed = next(iter(index.values(thing, kg(name))), "")
    return Conflict(rule, thing[1:-1], index.label(thing), name, _plain(believed), tuple(
        Claim(_plain(c.value), c.article, c.day, c.speakers, c.sentences) for c in index.claims(thing, values)))  # type: ignore[arg-type]  # fmt: skip


def _plain(value: str) -> str:
    if not value:
        return ""
    return local(value) if value.startswith("<") else text(value)


def _holders(index: Index, days: int) -> Iterator[Conflict]:
    """Two people who were seen in one office at the same time."""
    by: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for tenure in tenures(index):
        if tenure.office in exclusive() - {"ambassador"}:
            by[tenure.body, tenure.office].append(tenure)
    claimed = index.claimed(HOLDS) if any(len(found) > 1 for found in by.values()) else {}
    for (body, office), found in by.items():
        rivals = {t for a in found for b in found if a.person != b.person and _overlap(a, b) > days for t in (a, b)}
        if rivals:
            values = [(t, claimed[f"<{t.person}>"][f"<{t.position}>"]) for t in sorted(rivals)]
            claims = [Claim(index.label(f"<{t.person}>"), c.article, c.day, c.speakers, c.sentences) for t, articles in values
                      for c in index.claims(f"<{t.position}>", [(t.person, articles)])]  # fmt: skip
            yield Conflict(
                "one-holder", body, f"{office} of {index.label(f'<{body}>')}", "holds", "", tuple(sorted(claims))
            )


def _overlap(a: Tenure, b: Tenure) -> int:
    """How many days two tenures were both seen."""
    start, end = max(a.first, b.first), min(a.last, b.last)
    return (date.fromisoformat(end) - date.fromisoformat(start)).days
