"""The frozen values that flow from stage to stage, and the errors a user can meet.

bytes -> Article -> Reading (things, facts, evidence) -> article graph. Nothing here knows RDF, files or models.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date


class KgError(Exception):
    """Something the user can act on: one line that says what, where and what to do."""


class BadInput(KgError):
    """A source that cannot be read, or an article that cannot be used."""


class BadQuery(KgError):
    """A query that cannot be run; the message has line, column and a caret where they are known."""


class DamagedStore(KgError):
    """A store whose files or index are missing or not what their digests say."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text: character offsets, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as the article gives it: a year, a month or a day (xsd:gYear, xsd:gYearMonth, xsd:date)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; ValueError for anything else or a day that does not exist."""
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
            raise ValueError(f"not a date of the form YYYY, YYYY-MM or YYYY-MM-DD: {text!r}")
        made = cls(*map(int, text.split("-")))
        date(made.year, made.month or 1, made.day or 1)
        return made

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the day as a date of full precision."""
        return cls(day.year, day.month, day.day)

    @property
    def first(self) -> date:
        """The first day that the date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that the date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader made it. `text` is what every offset counts in and is never changed afterwards.

    `id` names it for the user (unique in a store), `source` is where it was published (an address or a name), `author` who
    wrote it, as the source names them, several with "; " between them.
    """

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    source: str | None = None
    licence: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A name in the text and the key of the thing that it names."""

    span: Span
    thing: str


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """A node of one article's graph: an entity, a position, an event or an agreement.

    `key` is unique within the article and the same on every run (`person/ricardo-cabrisas`, `country/CU`, `meeting/1`).
    `type` is the local name of a class of the ontology. `names` are the other names that the article gives it.
    `values` are (property, value) pairs that are not claims of their own: `date`, `status`, `about`, `code`, in the order of
    the property's name. `links` are (property, key) pairs of the same kind (`of`: what a position is of).
    """

    key: str
    type: str
    label: str
    names: tuple[str, ...] = ()
    values: tuple[tuple[str, str | PartialDate], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One claim, subject - relation - object, with the sentences that say it.

    `subject` and `object` are keys of things, `relation` the local name of a property of the ontology. `confidence` is in
    0..1. `speaker` is the key of the thing whose words the sentence reports, if it reports any.
    """

    subject: str
    relation: str
    object: str
    evidence: tuple[Span, ...]
    confidence: float
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate fact that did not go in, and why; `span` is the sentence it was read in."""

    subject: str
    relation: str
    object: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one article says, as one extractor read it: the unit that is stored, replaced and withdrawn.

    All tuples are sorted; each key in `facts`, `mentions` and `links` is a key in `things`.
    """

    article: Article
    sentences: tuple[Span, ...]
    things: tuple[Thing, ...]
    facts: tuple[Fact, ...]
    mentions: tuple[Mention, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    extractor: str = ""

    def thing(self, key: str) -> Thing:
        """Return the thing of that key; KeyError if there is none."""
        for thing in self.things:
            if thing.key == key:
                return thing
        raise KeyError(key)
