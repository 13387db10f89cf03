"""How long it takes to find out who is who in many articles, and whether that grows with their number.

    python bench/resolve/scale.py 12500 25000 50000 100000

Articles are generated: people with surnames that many share, in several spellings and with short names, with posts; bodies,
acronyms, places and dated meetings, drawn so that few are in many articles and many in few. Times are of the resolver alone
(CPU seconds of one process), which gets them as a store gives them that is filled at one go: in parts that fit in memory, all noted
first when a round of them is half of what is there, which is when the store brings its index up to date and publishes it.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

from kg.resolve.decisions import Decisions
from kg.resolve.notes import Notes
from kg.resolve.policy import load
from kg.resolve.resolver import Resolver
from kg.resolve.terms import ALT_, LABEL_, TYPE_, Triple, kg

BASE = "https://kg.example/"
PART, SHARE = 2_000, 0.5
CODES = "AR AT AU BE BG BR CA CH CL CN CO CU CZ DE DK EG ES FI FR GB GR HU ID IL IN IR IT JP KE KR MX NG NO PL PT RO RS RU SE TR UA US VN ZA".split()
TITLES = ["President", "Prime Minister", "Foreign Minister", "Minister of Foreign Affairs", "Finance Minister", "Ambassador", "Spokesperson", "Energy Minister", "Deputy Prime Minister", "Defense Minister"]  # fmt: skip
SOUNDS = "ka ro mi le sa du vi no te ba chi zhe lo mar pet iva sol gar fer bel kov man".split()
ENDS = ["ov", "ez", "son", "ini", "er", "ko", "as", "ard", "i", "man"]


class World:
    """People, bodies and places from which articles draw; there are more of them the more articles there are."""

    def __init__(self, articles: int, seed: int) -> None:
        self.random, self.articles = random.Random(seed), articles
        surnames = [self._word(3).capitalize() + self.random.choice(ENDS) for _ in range(3_000 + articles // 20)]
        given = [self._word(2).capitalize() for _ in range(400)]
        self.people = [(self.random.choice(given), surnames[int(len(surnames) * self.random.random() ** 2)], self.random.choice(CODES), self.random.choice(TITLES)) for _ in range(2_000 + articles // 4)]  # fmt: skip
        self.bodies = [f"{self._word(3).capitalize()} {self.random.choice(['Energy', 'Bank', 'Institute', 'Union', 'Motors'])}" for _ in range(1_000 + articles // 10)]  # fmt: skip
        self.places = [self._word(3).capitalize() for _ in range(500)]

    def _word(self, parts: int) -> str:
        return "".join(self.random.choice(SOUNDS) for _ in range(parts))

    def few(self, pool: list, count: int) -> list:
        """Draw some, those at the beginning of the pool far more often."""
        return [pool[int(len(pool) * self.random.random() ** 3)] for _ in range(count)]

    def article(self, number: int) -> tuple[str, list[Triple]]:
        """Return an article's IRI and its triples."""
        iri = f"{BASE}article/{number}"
        day = date(2018, 1, 1) + timedelta(number * 2_500 // self.articles)
        rows: list[Triple] = [(f"<{iri}>", TYPE_, kg("Article")), (f"<{iri}>", kg("published"), f'"{day}"^^<d>'), (f"<{iri}>", kg("text"), f'"{" ".join(self._word(2) for _ in range(60))}"')]  # fmt: skip
        people = []
        for n, (first, last, code, title) in enumerate(dict.fromkeys(self.few(self.people, 5))):
            person, post = f"<{iri}#person/{n}>", f"<{iri}#position/{n}>"
            name = self.random.choice(
                [f"{first} {last}"] * 6
                + [last, f"{first} {last}".replace("zh", "j").replace("v", "w"), f"{first[0]}. {last}"]
            )
            rows += [(person, TYPE_, kg("Official")), (person, LABEL_, f'"{name}"')]
            if self.random.random() < 0.7:
                rows += [(post, TYPE_, kg("Position")), (post, LABEL_, f'"{title}"'), (post, kg("of"), f"<{BASE}country/{code}>"), (post, kg("status"), kg("Current")), (person, kg("holds"), post), (person, kg("represents"), f"<{BASE}country/{code}>")]  # fmt: skip
            people.append(person)
        for n, name in enumerate(dict.fromkeys(self.few(self.bodies, 3))):
            rows += [
                (f"<{iri}#organization/{n}>", TYPE_, kg("Organization")),
                (f"<{iri}#organization/{n}>", LABEL_, f'"{name}"'),
            ]
            rows += [(f"<{iri}#organization/{n}>", ALT_, f'"{name[:1]}{name.split()[1][0]}X"')] if n == 0 else []
        place = f"<{iri}#place/0>"
        rows += [(place, TYPE_, kg("Place")), (place, LABEL_, f'"{self.random.choice(self.places)}"')]
        for n in range(2):
            meeting = f"<{iri}#meeting/{n}>"
            rows += [(meeting, TYPE_, kg("Meeting")), (meeting, LABEL_, '"Meeting"'), (meeting, kg("status"), kg("Held")), (meeting, kg("date"), f'"{day}"^^<d>')]  # fmt: skip
            rows += [(meeting, kg("participant"), who) for who in self.random.sample(people, min(2, len(people)))]
        return iri, rows


def parts(world: World, articles: int) -> Iterator[dict[str, list[Triple]]]:
    """Yield the articles, a part of them at a time."""
    for start in range(0, articles, PART):
        yield dict(world.article(n) for n in range(start, min(start + PART, articles)))


def measure(articles: int) -> None:
    """Resolve so many articles and say how long it took."""
    world = World(articles, 1)
    notes = Notes(None)
    resolver = Resolver(notes, BASE, load(), Decisions())
    took, remapped, kept, waiting = 0.0, 0, {}, []
    for part in [*parts(world, articles), {}]:
        waiting.append(part)
        kept |= part
        if part and sum(map(len, waiting)) < SHARE * (len(kept) - sum(map(len, waiting))):
            continue
        start = time.process_time()
        for one in waiting if len(waiting) > 1 else ():
            resolver.note(one)
        for one in waiting:
            changes = resolver.update(one, kept.__getitem__)
            remapped += len(changes.mappings) - len(one)
        took += time.process_time() - start
        waiting = []
    (mentions,) = notes.db.execute("SELECT count(*) FROM mention").fetchone()
    (nodes,) = notes.db.execute("SELECT count(DISTINCT path) FROM node").fetchone()
    (pages, size) = (notes.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    print(
        f"{articles:7} articles {mentions:8} mentions -> {nodes:7} things  {took:7.1f} s CPU  {1e6 * took / mentions:6.0f} µs a mention  {remapped:6} mapped again  notes {pages * size / 1e6:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        measure(int(argument))
