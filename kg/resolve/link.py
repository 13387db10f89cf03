"""Things of the graph -> a user's gazetteer: `skos:exactMatch` only when it is safe, else `skos:closeMatch` with a score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.resolve import blocks, names
from kg.resolve.belief import FIRST_SEEN, HOLDS, LAST_SEEN
from kg.resolve.claims import Index
from kg.resolve.cluster import compare
from kg.resolve.gazetteer import Entry
from kg.resolve.links import CLOSE, EXACT, Linked
from kg.resolve.profile import is_generic
from kg.resolve.terms import ALT_, LABEL_, TYPE_, Triple, kg, local, named, root, text

_COUNTRY = {"Person": (kg("represents"),), "Organization": (kg("basedIn"),)}


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A thing and the entry it is: `exact` is safe to take as the same, else `score` (0..1) says how likely; and why."""

    thing: str
    label: str
    entry: str
    entry_label: str
    exact: bool
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the graph knows of a thing."""

    iri: str
    root: str
    forms: tuple[str, ...]
    countries: frozenset[str]
    first: str
    last: str


def link(index: Index, gazetteer: Sequence[Entry], least: float = 0.6) -> list[Link]:
    """Return the links from an index to a gazetteer, sorted; what is not in the gazetteer has none.

    A link is exact if the names are one name of two words or more (or the class has but one of the name), the country is
    known on both sides and the same (or neither side can have one), the years agree, and neither the thing nor the entry
    could be linked to another as well.

    Args:
        index: The index.
        gazetteer: The entries.
        least: Links that are less likely are left out.
    """
    by: dict[str, list[Entry]] = defaultdict(list)
    for entry in gazetteer:
        for key in {key for name in entry.names for kind in _kinds(entry) for key in _keys(kind, names.plain(name))}:
            by[key].append(entry)
    found: list[Link] = []
    for known in _things(index):
        near = {
            entry.iri: entry for form in known.forms for key in _keys(known.root, form) for entry in by.get(key, ())
        }
        found += [made for entry in near.values() if (made := _compare(index, known, entry)) and made.score >= least]
    return sorted(_safe(found))


def triples(links: Iterable[Link]) -> set[Triple]:
    """Return links as triples."""
    return {(f"<{one.thing}>", EXACT if one.exact else CLOSE, f"<{one.entry}>") for one in links}


def lines(links: Iterable[Link], gazetteer: str) -> list[Linked]:
    """Return links as lines of the file in which a store keeps them."""
    return [
        Linked(one.thing, "exact" if one.exact else "close", one.entry, one.score, gazetteer, "; ".join(one.reasons))
        for one in links
    ]


def _kinds(entry: Entry) -> list[str]:
    return [root(entry.kind)] if entry.kind else sorted(named())


def _keys(kind: str, form: str) -> list[str]:
    return [f"{kind}={form}", *blocks.full(kind, form)] if kind in ("Person", "Organization") else [f"{kind}={form}"]


def _things(index: Index) -> Iterable[_Known]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for thing, kind in index.believes(TYPE_):
        kinds[thing].add(local(kind))
    for thing, found in sorted(kinds.items()):
        base = min(root(kind) for kind in found)
        if base not in {*named(), "Country"}:
            continue
        forms = tuple(dict.fromkeys(names.plain(text(v)) for p in (LABEL_, ALT_) for v in index.values(thing, p)))
        countries = {v[1:-1].partition("/country/")[2] for p in _COUNTRY.get(base, ()) for v in index.values(thing, p)}
        posts = index.values(thing, HOLDS)
        days = sorted(text(v) for post in posts for p in (FIRST_SEEN, LAST_SEEN) for v in index.values(post, p))
        yield _Known(thing, base, forms, frozenset(countries - {""}), days[0] if days else "", days[-1] if days else "")


def _compare(index: Index, known: _Known, entry: Entry) -> Link | None:
    if entry.kind and root(entry.kind) != known.root:
        return None
    pairs = [(compare(known.root, a, names.plain(b)), a) for a in known.forms for b in entry.names]
    match, form = max(pairs, key=lambda pair: (pair[0].kind == "same", pair[0].score))
    if match.kind == "no":
        return None
    reasons, score = [match.reason], match.score if match.kind == "same" else match.score * 0.8
    safe = match.kind == "same" and match.score >= 0.95 and not (known.root == "Organization" and is_generic(form))
    if entry.country and known.countries:
        if entry.country not in known.countries:
            return None
        reasons.append(f"both of {entry.country}")
    else:
        score *= 0.85
        safe = safe and not entry.country and not known.countries and known.root != "Person"
        reasons.append("a country is not known")
    if known.last and entry.first and known.last < entry.first[: len(known.last)]:
        return None
    if known.first and entry.last and known.first[: len(entry.last)] > entry.last:
        return None
    if known.root == "Person" and len(names.person_words(form)) < 2:
        safe, score = False, score * 0.7
        reasons.append("only a surname")
    return Link(
        known.iri[1:-1], index.label(known.iri), entry.iri, entry.names[0], safe, round(score, 3), tuple(reasons)
    )


def _safe(found: Sequence[Link]) -> list[Link]:
    """Take links of a thing or an entry that has several as close ones."""
    things: dict[str, int] = defaultdict(int)
    entries: dict[str, int] = defaultdict(int)
    for one in found:
        things[one.thing] += 1
        entries[one.entry] += 1
    made: list[Link] = []
    for one in found:
        if one.exact and (things[one.thing] > 1 or entries[one.entry] > 1):
            one = Link(
                one.thing,
                one.label,
                one.entry,
                one.entry_label,
                False,
                one.score,
                (*one.reasons, "others would do too"),
            )
        made.append(one)
    return made
