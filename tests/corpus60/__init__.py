"""Sixty short articles with what they say, and which things and events are one across them: see `articles.txt`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kg.annotate.countries import table
from kg.model import Article, Fact, PartialDate, Reading, Span, Thing
from kg.resolve.names import plain


@dataclass
class Told:
    """An article as it is put together, and the gold thing of each of its keys."""

    article: Article
    things: dict[str, Thing]
    facts: list[Fact]
    sentences: list[Span]
    gold: dict[str, str]
    keys: dict[str, str]

    def reading(self) -> Reading:
        things = tuple(self.things[key] for key in sorted(self.things))
        return Reading(self.article, tuple(self.sentences), things, tuple(sorted(self.facts)), extractor="corpus60")


def load(text: str | None = None) -> list[Told]:
    """Return the articles in their order."""
    lines = (Path(__file__).parent / "articles.txt").read_text(encoding="utf-8") if text is None else text
    found: list[Told] = []
    for line in lines.splitlines():
        if line.startswith("@"):
            ident, outlet, day, title = (part.strip() for part in line[1:].split("|"))
            found.append(Told(Article(ident, "", title, date.fromisoformat(day), outlet), {}, [], [], {}, {}))
        elif line and not line.startswith("#"):
            _add(found[-1], line[0], line[1:].strip())
    return found


def _add(told: Told, what: str, rest: str) -> None:
    if what == "S":
        text = told.article.text
        told.article = replace(told.article, text=f"{text}{rest}\n")
        told.sentences.append(Span(len(text), len(text) + len(rest)))
        return
    if what == "R":
        gold, code = rest.split()
        _say(told, told.keys[gold], "represents", _country(told, code))
        return
    gold, _, said = (part.strip() for part in rest.partition("="))
    parts = [part.strip() for part in said.split(";")]
    if what in "MV":
        who, _, place = parts[0].partition("@")
        who = who.strip()
        kind = "Meeting" if what == "M" else "Visit"
        values = [("status", parts[2])] + ([("date", PartialDate.parse(parts[1]))] if parts[1] else [])
        key = _thing(told, gold, f"{kind.lower()}/{gold}", kind, f"{kind} of {who}", values)
        for one in who.split():
            _say(told, key, "participant", told.keys[one] if one in told.keys else _country(told, one))
        for one in place.split():
            _say(told, key, "place", told.keys[one])
    elif what == "A":
        values = [("status", parts[3]), ("date", PartialDate.parse(parts[2]))]
        key = _thing(told, gold, f"agreement/{plain(parts[0])}", "Agreement", parts[0], values)
        for code in parts[1].split():
            _say(told, key, "party", _country(told, code))
    elif what == "P":
        title, _, whom = parts[1].rpartition(" of ")
        body = told.keys[whom] if whom in told.keys else _country(told, whom)
        person = _thing(told, gold, f"person/{plain(parts[0])}", "Official", parts[0])
        status = parts[2] if len(parts) > 2 else "Current"
        sure = float(parts[3]) if len(parts) > 3 else 0.9
        post = f"position/{plain(title)}-{plain(parts[0])}"
        told.things[post] = Thing(post, "Position", title, (), (("status", status),), (("of", body),))
        _say(told, person, "holds", post, sure)
        if body.startswith("country/"):
            _say(told, person, "represents", body, sure)
    else:
        kind, folder = {
            "N": ("Person", "person"),
            "O": ("Organization", "organization"),
            "C": ("Commission", "commission"),
            "L": ("Place", "place"),
        }[what]
        key = _thing(told, gold, f"{folder}/{plain(parts[0])}", kind, parts[0])
        for code in parts[1].split() if len(parts) > 1 else ():
            _say(told, key, "between" if what == "C" else "basedIn", _country(told, code))


def _thing(
    told: Told, gold: str, key: str, kind: str, label: str, values: list[tuple[str, str | PartialDate]] | None = None
) -> str:
    told.things[key] = Thing(key, kind, label, (), tuple(sorted(values or [], key=lambda v: v[0])))
    told.gold[key], told.keys[gold] = gold, key
    return key


def _country(told: Told, code: str) -> str:
    key = f"country/{code}"
    told.things[key] = Thing(key, "Country", table()[code].label, (), (("code", code),))
    return key


def _say(told: Told, subject: str, relation: str, object_: str, sure: float = 0.9) -> None:
    told.facts = [f for f in told.facts if (f.subject, f.relation, f.object) != (subject, relation, object_)]
    told.facts.append(Fact(subject, relation, object_, (told.sentences[-1],), sure))
