"""The common IRI of a position: who holds it, the office, and what it is of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import quote

from kg.resolve.names import plain
from kg.resolve.terms import LABEL_, TYPE_, Renaming, Triple, kg, statements, text
from kg.resolve.titles import office

_HOLDS, _OF, _POSITION = kg("holds"), kg("of"), kg("Position")


def positions(article: str, graph: Sequence[Triple], mapping: Renaming, base: str) -> Renaming:
    """Return the common IRIs of an article's positions; none for one whose holder or body has none."""
    about: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    holders: dict[str, set[str]] = defaultdict(set)
    for s, p, o in statements(graph):
        about[s][p].add(o)
        if p == _HOLDS:
            holders[o].add(mapping.get(s, s))
    made: Renaming = {}
    for iri, said in about.items():
        if _POSITION not in said[TYPE_] or not iri.startswith(f"<{article}#") or len(holders[iri]) != 1:
            continue
        (holder,) = holders[iri]
        bodies = sorted(mapping.get(o, o) for o in said[_OF])
        title = min((office(text(o)) or plain(text(o)) for o in said[LABEL_]), default="")
        if title and "#" not in holder and not any("#" in body for body in bodies):
            tails = [term.removeprefix(f"<{base}")[:-1] for term in (holder, *bodies)]
            parts = [tails[0].partition("/")[2], quote(title.replace(" ", "-"), safe="-"), *tails[1:]]
            made[iri] = f"<{base}position/{'/'.join(parts)}>"
    return made
