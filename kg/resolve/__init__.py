"""What holds across articles: which things are one, what happened when, what is believed, and what people decided.

`whole` is the definition, from all articles at once. A store calls `bring`, which does the same for a change in a time that
depends on the change; a test holds the two together for any order of changes.
"""

from kg.resolve.notes import Notes
from kg.resolve.resolver import Resolver
from kg.resolve.terms import Renaming, Triple, mapped, statements
from kg.resolve.whole import BELIEVED, IDENTITY, VERSION, Difference, bring, lines, whole

__all__ = [
    "BELIEVED",
    "IDENTITY",
    "VERSION",
    "Difference",
    "Notes",
    "Renaming",
    "Resolver",
    "Triple",
    "bring",
    "lines",
    "mapped",
    "statements",
    "whole",
]
