"""Two articles by hand, and the index that a store makes of them: what the tests of queries, exports and graphs ask."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.model import Article, Fact, PartialDate, Reading, Span, Thing
from kg.rdf import BASE, XSD, quads, term

BELIEVED = NamedNode(BASE + "graph/believed")
CUBA_TEXT = (
    "Ricardo Cabrisas, deputy prime minister of Cuba, met Sergei Lavrov in Moscow on 28 September 2020. "
    "They chair the Joint Commission of Cuba and Russia. "
    '"Sanctions will fail", said Foreign Minister Lavrov: the United States opposes Cuba. '
    "Lavrov will go to Havana in May 2021. "
    "Cabrisas also met Siemens of Germany, the parent of Mobility, in 2020."
)
GAS_TEXT = (
    "Lavrov denied that he met Ana López in Lima. "
    "Russia and Cuba, its ally, signed the Gas Agreement in March 2021. "
    "Former foreign minister Igor Ivanov is a member of Gazprom."
)


def _spans(text: str) -> tuple[Span, ...]:
    made, at = [], 0
    for part in text.replace(": the", "; the").split(". "):
        made.append(Span(at, min(len(text), at + len(part) + 1)))
        at += len(part) + 2
    return tuple(made)


CUBA_AT, GAS_AT = _spans(CUBA_TEXT), _spans(GAS_TEXT)
HELD, PLANNED = ("status", "Held"), ("status", "Planned")


def _fact(subject: str, relation: str, object_: str, *at: Span, sure: float = 0.9, speaker: str | None = None) -> Fact:
    return Fact(subject, relation, object_, at, sure, speaker)


CUBA, RUSSIA = (
    Thing("country/CU", "Country", "Cuba", (), (("code", "CU"),)),
    Thing("country/RU", "Country", "Russia", (), (("code", "RU"),)),
)
LAVROV = Thing("person/sergei-lavrov", "Official", "Sergei Lavrov", ("Lavrov",))

CUBA_READING = Reading(
    Article("cuba", CUBA_TEXT, "Talks in Moscow", date(2020, 9, 28), "https://reuters.example/1"),
    CUBA_AT,
    tuple(
        sorted(
            (
                CUBA,
                RUSSIA,
                LAVROV,
                Thing("country/DE", "Country", "Germany", (), (("code", "DE"),)),
                Thing("country/US", "Country", "United States", ("US",), (("code", "US"),)),
                Thing("person/ricardo-cabrisas", "Official", "Ricardo Cabrisas", ("Cabrisas",)),
                Thing("place/moscow", "Place", "Moscow"),
                Thing("place/havana", "Place", "Havana"),
                Thing("company/siemens", "Company", "Siemens"),
                Thing("company/mobility", "Company", "Mobility"),
                Thing("commission/joint", "Commission", "Joint Commission"),
                Thing("meeting/1", "Meeting", "Meeting in Moscow", (), (("date", PartialDate(2020, 9, 28)), HELD)),
                Thing("meeting/2", "Meeting", "Meeting with Siemens", (), (("date", PartialDate(2020)), HELD)),
                Thing("visit/1", "Visit", "Visit to Havana", (), (("date", PartialDate(2021, 5)), PLANNED)),
                Thing(
                    "position/deputy",
                    "Position",
                    "deputy prime minister",
                    (),
                    (("status", "Current"),),
                    (("of", "country/CU"),),
                ),
                Thing(
                    "position/foreign",
                    "Position",
                    "Foreign Minister",
                    (),
                    (("status", "Current"),),
                    (("of", "country/RU"),),
                ),
            )
        )
    ),
    tuple(
        sorted(
            (
                _fact("person/ricardo-cabrisas", "holds", "position/deputy", CUBA_AT[0]),
                _fact("person/ricardo-cabrisas", "represents", "country/CU", CUBA_AT[0]),
                _fact("meeting/1", "participant", "person/ricardo-cabrisas", CUBA_AT[0]),
                _fact("meeting/1", "participant", "person/sergei-lavrov", CUBA_AT[0], CUBA_AT[1]),
                _fact("meeting/1", "place", "place/moscow", CUBA_AT[0]),
                _fact("person/ricardo-cabrisas", "chairs", "commission/joint", CUBA_AT[1]),
                _fact("person/sergei-lavrov", "chairs", "commission/joint", CUBA_AT[1]),
                _fact("commission/joint", "between", "country/CU", CUBA_AT[1]),
                _fact("commission/joint", "between", "country/RU", CUBA_AT[1]),
                _fact("person/sergei-lavrov", "holds", "position/foreign", CUBA_AT[2]),
                _fact("person/sergei-lavrov", "represents", "country/RU", CUBA_AT[2]),
                _fact("country/US", "opposes", "country/CU", CUBA_AT[2], sure=0.7, speaker="person/sergei-lavrov"),
                _fact("visit/1", "participant", "person/sergei-lavrov", CUBA_AT[3]),
                _fact("visit/1", "place", "place/havana", CUBA_AT[3]),
                _fact("meeting/2", "participant", "person/ricardo-cabrisas", CUBA_AT[4]),
                _fact("meeting/2", "participant", "company/siemens", CUBA_AT[4]),
                _fact("company/siemens", "basedIn", "country/DE", CUBA_AT[4]),
                _fact("company/mobility", "partOf", "company/siemens", CUBA_AT[4]),
            )
        )
    ),
    extractor="test",
)
GAS_READING = Reading(
    Article("gas", GAS_TEXT, None, date(2021, 3, 5), "Kommersant"),
    GAS_AT,
    tuple(
        sorted(
            (
                CUBA,
                RUSSIA,
                LAVROV,
                Thing("person/ana-lopez", "Person", "Ana López"),
                Thing("person/igor-ivanov", "Official", "Igor Ivanov"),
                Thing("place/lima", "Place", "Lima"),
                Thing("company/gazprom", "Company", "Gazprom"),
                Thing("meeting/3", "Meeting", "Meeting in Lima", (), (("status", "Denied"),)),
                Thing("agreement/gas", "Agreement", "Gas Agreement", (), (("date", PartialDate(2021, 3)), HELD)),
                Thing(
                    "position/former",
                    "Position",
                    "foreign minister",
                    (),
                    (("status", "Former"),),
                    (("of", "country/RU"),),
                ),
            )
        )
    ),
    tuple(
        sorted(
            (
                _fact("meeting/3", "participant", "person/sergei-lavrov", GAS_AT[0], speaker="person/sergei-lavrov"),
                _fact("meeting/3", "participant", "person/ana-lopez", GAS_AT[0], speaker="person/sergei-lavrov"),
                _fact("meeting/3", "place", "place/lima", GAS_AT[0]),
                _fact("agreement/gas", "party", "country/CU", GAS_AT[1]),
                _fact("agreement/gas", "party", "country/RU", GAS_AT[1]),
                _fact("country/CU", "cooperatesWith", "country/RU", GAS_AT[1]),
                _fact("country/RU", "cooperatesWith", "country/CU", GAS_AT[1]),
                _fact("person/igor-ivanov", "holds", "position/former", GAS_AT[2]),
                _fact("person/igor-ivanov", "memberOf", "company/gazprom", GAS_AT[2]),
            )
        )
    ),
    extractor="test",
)


def index(*readings: Reading) -> Store:
    """Return the index of these articles: things under common IRIs in all graphs, and the graph of what is believed."""
    store = Store()
    for reading in readings:
        own = [quad for quad in quads(reading)]
        keys = {
            f"{BASE}article/{reading.article.id}#{thing.key}": NamedNode(BASE + thing.key) for thing in reading.things
        }
        things = {*keys.values(), *(NamedNode(BASE + thing.key) for thing in reading.things)}
        for quad in own:
            subject = keys.get(quad.subject.value, quad.subject)
            object_ = keys.get(getattr(quad.object, "value", ""), quad.object)
            store.add(Quad(subject, quad.predicate, object_, quad.graph_name))
            if subject in things:
                store.add(Quad(subject, quad.predicate, object_, BELIEVED))
    return store


def small() -> Store:
    """Return the index of both articles."""
    return index(CUBA_READING, GAS_READING)


def seen(store: Store) -> Store:
    """Return an index with what a store works out of its posts: the office of each, and when it was seen to be held."""
    post, day = NamedNode(BASE + "position/foreign"), Literal("2020-09-28", datatype=NamedNode(XSD + "date"))
    said = {"office": Literal("foreign minister"), "firstSeen": day, "lastSeen": day}
    store.extend([Quad(post, term(name), value, BELIEVED) for name, value in said.items()])
    return store
