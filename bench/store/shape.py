"""Readings of the shape that kg extracts, as many as are asked for: the same for the same seed.

An article has some 1,800 characters, seven sentences that say something, and about 230 quads; people, bodies and places come back in
many articles (a few in very many), and countries in most.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from kg.model import Article, Fact, PartialDate, Reading, Span, Thing

QUADS = 230
"""Quads of one article, about."""

COUNTRIES = [
    "CU",
    "RU",
    "US",
    "VN",
    "MX",
    "ES",
    "PE",
    "IN",
    "JP",
    "DE",
    "FR",
    "BR",
    "CN",
    "AE",
    "TR",
    "EG",
    "ZA",
    "IT",
    "PL",
    "CA",
]
_SYLLABLES = "ka ro mi len to ves ar du ni sha pol e ric go bel an tu fer ma xi lo quin da".split()
_FILLER = "The ministry said in a statement that the sides had discussed trade, energy and education at length, and would go on doing so. "
_FIRST = date(2018, 1, 1)


def readings(quads: int, seed: int = 7) -> Iterator[Reading]:
    """Yield readings that have about so many quads together."""
    chance = random.Random(seed)
    articles = max(1, quads // QUADS)
    people = [_name(chance, 2) for _ in range(max(20, articles))]
    bodies = [
        f"{_name(chance, 1)} {chance.choice(['Group', 'Ministry', 'Commission', 'Bank'])}"
        for _ in range(max(10, articles // 2))
    ]
    places = [_name(chance, 1) for _ in range(max(10, articles // 20))]
    for number in range(articles):
        yield article(number, chance, people, bodies, places)


def article(
    number: int,
    chance: random.Random,
    people: list[str],
    bodies: list[str],
    places: list[str],
    extractor: str = "bench@1",
) -> Reading:
    """Return one reading about things drawn from the lists, the first of each list most often."""
    who, what, where = (_some(chance, pool, count) for pool, count in ((people, 6), (bodies, 3), (places, 2)))
    lands = _some(chance, COUNTRIES, 3)
    published = _FIRST + timedelta(days=chance.randrange(1500))
    spans: list[Span] = []
    text = ""
    for line in range(7):
        said = f"Sentence {line} of article {number} says that {who[line % 6]} and {who[(line + 1) % 6]} of {what[line % 3]} met in {where[line % 2]}. "
        spans.append(Span(len(text), len(text) + len(said) - 1))
        text += said + _FILLER
    countries = [Thing(f"country/{code}", "Country", code, values=(("code", code),)) for code in lands]
    persons = [
        Thing(f"person/{_key(name)}", "Official" if n < 4 else "Person", name, (name.split()[1],))
        for n, name in enumerate(who)
    ]
    groups = [Thing(f"organization/{_key(name)}", _kind(name), name) for name in what]
    cities = [Thing(f"place/{_key(name)}", "Place", name) for name in where]
    posts = [
        Thing(
            f"position/{n}",
            "Position",
            chance.choice(["minister", "deputy minister", "ambassador", "president"]),
            values=(("status", "Current"),),
            links=(("of", countries[n].key),),
        )
        for n in range(3)
    ]
    held = PartialDate.of(published - timedelta(days=chance.randrange(5)))
    meetings = [
        Thing(f"meeting/{n}", "Meeting", "meeting", values=(("date", held), ("status", "Held"))) for n in range(2)
    ]
    visit = Thing("visit/0", "Visit", "visit", values=(("date", held), ("status", chance.choice(["Held", "Planned"]))))
    accord = Thing(
        "agreement/0",
        "Agreement",
        f"Accord {chance.randrange(10_000)} on {chance.choice(['trade', 'energy', 'visas'])}",
    )
    facts = [Fact(persons[n].key, "holds", posts[n].key, (spans[n],), 0.9) for n in range(3)]
    facts += [Fact(persons[n].key, "represents", countries[n].key, (spans[n],), 0.85) for n in range(3)]
    facts += [
        Fact(persons[4].key, "memberOf", groups[0].key, (spans[4],), 0.8),
        Fact(persons[3].key, "chairs", groups[1].key, (spans[3],), 0.8),
    ]
    facts += [
        Fact(meeting.key, "participant", persons[n].key, (spans[n],), 0.9)
        for meeting, ns in zip(meetings, ((0, 1), (2, 3)), strict=True)
        for n in ns
    ]
    facts += [Fact(meeting.key, "place", cities[0].key, (spans[5],), 0.7) for meeting in meetings]
    facts += [
        Fact("visit/0", "participant", persons[0].key, (spans[6],), 0.9),
        Fact("visit/0", "place", countries[1].key, (spans[6],), 0.9, persons[1].key),
    ]
    facts += [Fact("agreement/0", "party", land.key, (spans[5], spans[6]), 0.8) for land in countries[:2]]
    facts += [
        Fact(groups[0].key, "basedIn", countries[0].key, (spans[0],), 0.8),
        Fact(countries[0].key, "cooperatesWith", countries[1].key, (spans[2],), 0.6),
    ]
    things = {thing.key: thing for thing in [*countries, *persons, *groups, *cities, *posts, *meetings, visit, accord]}
    source = Article(
        f"{published:%Y/%m}/{number}", text, f"Article {number}", published, f"https://news.example/{number}"
    )
    return Reading(source, tuple(spans), tuple(sorted(things.values())), tuple(sorted(set(facts))), extractor=extractor)


def _some(chance: random.Random, pool: list[str], count: int) -> list[str]:
    """Different ones, the first of the pool far more often than the last."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[pool[int(len(pool) * chance.random() ** 3)]] = None
    return list(found)


def _name(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(words))


def _key(name: str) -> str:
    return name.lower().replace(" ", "-")


def _kind(name: str) -> str:
    return {"Commission": "Commission", "Group": "Company", "Bank": "Company"}.get(name.split()[-1], "Organization")
