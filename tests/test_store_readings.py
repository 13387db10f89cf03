"""Readings made by hand for the store's tests, and the hypothesis strategy that mixes them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from kg.model import Article, Fact, PartialDate, Reading, Span, Thing

NAMES = ["Ana Ruiz", "Ana Ruíz", "ANA RUIZ", "Bob Stone", 'Cy "the\\tank" Ng', "李 娜", "Dee\tDoe\u2028"]
BODIES = ["Acme", "ACME", "Trade Commission", "Acme & Co."]


def reading(
    number: int,
    people: tuple[str, ...] = ("Ana Ruiz", "Bob Stone"),
    body: str = "Acme",
    kinds: tuple[str, str] = ("Official", "Company"),
    day: int | None = 12,
    status: str = "Held",
    extractor: str = "rules@1",
    other: str = "",
) -> Reading:
    """Return an article about people who meet and work for a body, with every kind of thing in it."""
    text = f"{', '.join(people)} of Peru met at {body} in Lima.{other} And a last word on {number}."
    said = Span(0, text.index("Lima.") + 5)
    who = [Thing(f"person/{n}", kinds[0], name, (name.upper(),)) for n, name in enumerate(people)]
    things = [
        *who,
        Thing("country/PE", "Country", "Peru", values=(("code", "PE"),)),
        Thing("organization/1", kinds[1], body),
        Thing("place/1", "Place", "Lima"),
        Thing("position/1", "Position", "minister", values=(("status", "Current"),), links=(("of", "country/PE"),)),
        Thing("position/2", "Position", "chief", links=(("of", "organization/1"),)),
        Thing("meeting/1", "Meeting", "meeting", (), _when(day) + (("status", status),)),
        Thing("agreement/1", "Agreement", f"Accord of {body}"),
    ]
    facts = [Fact("meeting/1", "participant", thing.key, (said,), 0.9) for thing in who]
    facts += [
        Fact("person/0", "holds", "position/1", (said,), 0.75, "person/0"),
        Fact("person/0", "holds", "position/2", (said,), 0.5),
        Fact("person/0", "memberOf", "organization/1", (said,), 1.0),
        Fact("meeting/1", "place", "place/1", (said,), 0.8),
        Fact("agreement/1", "party", "country/PE", (said,), 0.8),
    ]
    article = Article(f"a/{number}", text, "A title", date(2020, 3, 13), "https://news.example/1")
    return Reading(article, (said,), tuple(sorted(things)), tuple(sorted(facts)), extractor=extractor)


def _when(day: int | None) -> tuple[tuple[str, str | PartialDate], ...]:
    return (("date", PartialDate(2020, 3, day)),) if day else ()


readings = st.builds(
    reading,
    st.integers(0, 4),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(tuple),
    st.sampled_from(BODIES),
    st.tuples(st.sampled_from(["Official", "Person"]), st.sampled_from(["Company", "Organization", "Commission"])),
    st.sampled_from([None, 12, 13]),
    st.sampled_from(["Held", "Planned"]),
    other=st.sampled_from(["", "\r\n\x85A \\ line\x0b", " <https://kg.example/article/a%2F0#person/0>"]),
)


def test_a_reading_is_the_same_every_time() -> None:
    assert reading(1) == reading(1)
