"""`ontology/policy.toml` as one immutable object."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.model import KgError
from kg.resources import resource


@dataclass(frozen=True, slots=True)
class Identity:
    """When two names are of one thing; see `policy.toml`."""

    period: int
    weak_years: int
    dominance_placed: float
    dominance_bare: float
    substantial: int
    country_sure: float
    several: int
    many: int
    country_needed: bool


@dataclass(frozen=True, slots=True)
class Events:
    """When two reports are of one event; see `policy.toml`."""

    held_before: int
    planned_after: int
    days_apart: int


@dataclass(frozen=True, slots=True)
class Choice:
    """How one of several values of a property is chosen: the rules in their order, and the final statuses."""

    order: tuple[str, ...]
    final: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What counts as a conflict; see `policy.toml`."""

    functional: tuple[str, ...]
    exclusive_status: tuple[frozenset[str], ...]
    one_holder: bool
    overlap_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of identity and belief. `believe` is by property and, for the status, the kind of thing (`status.event`)."""

    identity: Identity
    events: Events
    likeness: float
    believe: tuple[tuple[str, Choice], ...]
    conflicts: Conflicts

    def choice(self, property_: str, kind: str) -> Choice | None:
        """Return how a property's value is chosen for a thing of that most general class; None if all values stand."""
        rules = dict(self.believe)
        return rules.get(f"{property_}.{kind.lower()}") or rules.get(property_)


_RULES = frozenset({"review", "final", "precise", "support", "recent"})


@cache
def load() -> Policy:
    """Read the policy that kg ships."""
    return parse(resource("ontology", "policy.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Policy:
    """Read a policy; KgError that names what is missing, unknown or of the wrong kind."""
    try:
        data = tomllib.loads(text)
        rules: list[tuple[str, Choice]] = []
        for name, entry in data["believe"].items():
            rules += (
                [(name, _choice(entry))]
                if "order" in entry
                else [(f"{name}.{k}", _choice(v)) for k, v in entry.items()]
            )
        found = data["conflicts"]
        pairs = tuple(frozenset(pair) for pair in found["exclusive_status"])
        conflicts = Conflicts(tuple(found["functional"]), pairs, bool(found["one_holder"]), int(found["overlap_days"]))
        return Policy(
            Identity(**data["identity"]), Events(**data["events"]), data["copies"]["likeness"], tuple(rules), conflicts
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise KgError(f"policy.toml cannot be used: {error}") from None


def _choice(entry: dict[str, Any]) -> Choice:
    unknown = set(entry["order"]) - _RULES
    if unknown:
        raise ValueError(f"unknown rule {sorted(unknown)[0]!r}; there are {', '.join(sorted(_RULES))}")
    return Choice(tuple(entry["order"]), frozenset(entry.get("final", ())))
