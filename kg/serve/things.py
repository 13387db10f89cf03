"""What the graph says of one thing or article, as plain values; and the names of all things, to be searched."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any, Self

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.ontology import NAMESPACE, load
from kg.query.engine import name_of
from kg.query.evidence import Evidence
from kg.query.names import fold, label
from kg.query.why import Fact, why
from kg.rdf import ALT_LABEL, DCTERMS, LABEL, RDF, TYPE, term

FACTS = 400
"""How many facts of a thing its page has; a query has all."""

_VALUES = ("date", "earliest", "latest", "status", "code", "about")


def kind_of(store: Store, believed: NamedNode, thing: NamedNode) -> str:
    """Return the local name of a thing's narrowest class."""
    classes = load().classes
    names = {quad.object.value for quad in store.quads_for_pattern(thing, TYPE, None, believed)}  # type: ignore[union-attr]
    locals_ = sorted(name.removeprefix(NAMESPACE) for name in names)
    return max(locals_, key=lambda name: len(classes[name].parents) if name in classes else -1, default="")


def replacement(store: Store, thing: NamedNode) -> str | None:
    """Return the address that a thing was merged into, if a graph says so."""
    for quad in store.quads_for_pattern(thing, NamedNode(DCTERMS + "isReplacedBy"), None, None):
        if isinstance(quad.object, NamedNode):
            return quad.object.value
    return None


def described(store: Store, believed: NamedNode, thing: NamedNode) -> dict[str, Any]:
    """Return a thing's label, class, names, values and facts, each fact with its sentences."""
    names: set[str] = set()
    values: dict[str, list[str]] = defaultdict(list)
    links: list[dict[str, str]] = []
    for quad in store.quads_for_pattern(thing, None, None, believed):
        local = quad.predicate.value.removeprefix(NAMESPACE)
        if quad.predicate == ALT_LABEL and isinstance(quad.object, Literal):
            names.add(quad.object.value)
        elif local in _VALUES and isinstance(quad.object, Literal | NamedNode):
            values[local].append(quad.object.value.removeprefix(NAMESPACE))
        elif local == "of" and isinstance(quad.object, NamedNode):
            links.append({"iri": quad.object.value, "label": label(store, believed, quad.object)})
    facts = why(store, believed, f"<{thing.value}>")
    return {
        "iri": thing.value,
        "label": label(store, believed, thing),
        "class": kind_of(store, believed, thing),
        "names": sorted(names),
        "values": {name: sorted(values[name]) for name in _VALUES if name in values},
        "of": sorted(links, key=lambda link: link["iri"]),
        "total": len(facts),
        "facts": [stated(fact) | {"date": _date(store, believed, fact)} for fact in facts[:FACTS]],
    }


def _date(store: Store, believed: NamedNode, fact: Fact) -> str:
    """The date of the event or agreement that a fact is about, or an empty text."""
    about = NamedNode(fact.iris[0])
    found = (_object(store, about, term(name).value, believed) for name in ("date", "latest"))
    return next((value.value for value in found if isinstance(value, Literal)), "")


def stated(fact: Fact) -> dict[str, Any]:
    """Return a fact as plain values."""
    subject, relation, object_ = fact.iris
    return {
        "subject": {"iri": subject, "label": fact.subject},
        "relation": {"iri": relation, "label": fact.relation},
        "object": {"iri": object_, "label": fact.object},
        "status": fact.status,
        "confidence": fact.confidence,
        "checked": fact.checked,
        "evidence": [asdict(said) for said in fact.evidence],
    }


def article_of(store: Store, believed: NamedNode, article: NamedNode) -> dict[str, Any]:
    """Return an article: its text, and each fact that it states with the places in the text."""
    evidence = Evidence(store, believed)
    facts = []
    for quad in store.quads_for_pattern(None, NamedNode(RDF + "subject"), None, article):
        ends = [quad.object, *(_object(store, quad.subject, RDF + name, article) for name in ("predicate", "object"))]
        nodes = [node for node in ends if isinstance(node, NamedNode)]
        if len(nodes) < 3:
            continue
        said = [one for one in evidence.of(nodes[0], nodes[1], nodes[2]) if one.article.iri == article.value]
        names = [name_of(node, store, believed, load()) for node in nodes]
        iris = nodes[0].value, nodes[1].value, nodes[2].value
        checked = evidence.checked(nodes[0], nodes[1], nodes[2])
        sure = 1.0 if checked else max((one.confidence for one in said), default=0.0)
        facts.append(stated(Fact(names[0], names[1], names[2], iris, "", sure, tuple(said), checked)))
    facts.sort(key=lambda fact: (fact["evidence"][0]["start"] if fact["evidence"] else 0, str(fact)))
    text = _object(store, article, term("text").value, article)
    shown = {"text": text.value if isinstance(text, Literal) else "", "total": len(facts), "facts": facts[:FACTS]}
    return asdict(evidence.source(article)) | shown


def _object(store: Store, subject: Any, relation: str, graph: NamedNode) -> Any:
    return next((quad.object for quad in store.quads_for_pattern(subject, NamedNode(relation), None, graph)), None)


def triples_about(store: Store, believed: NamedNode, thing: NamedNode) -> list[Quad]:
    """Return what is believed of a thing, in both directions, and what its neighbours are called."""
    found = set(store.quads_for_pattern(thing, None, None, believed))
    found |= set(store.quads_for_pattern(None, None, thing, believed))
    near = {end for quad in found for end in (quad.subject, quad.object) if isinstance(end, NamedNode)} - {thing}
    for neighbour in near:
        found |= {*store.quads_for_pattern(neighbour, LABEL, None, believed)}
    return sorted(found, key=str)


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing or an article that a search found: what it is called, the name that matched, its class."""

    iri: str
    label: str
    name: str
    type: str


class Names:
    """All names of things and titles of articles, as they are compared."""

    def __init__(self, rows: list[tuple[str, str, str, str, str]]) -> None:
        self._rows = rows

    @classmethod
    def of(cls, store: Store, believed: NamedNode) -> Self:
        """Read the names of a store."""
        labels: dict[str, str] = {}
        rows: set[tuple[str, str, str, str, str]] = set()
        kinds: dict[str, str] = {}
        for property_ in (LABEL, ALT_LABEL):
            for quad in store.quads_for_pattern(None, property_, None, believed):
                if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                    iri = quad.subject.value
                    if iri not in labels:
                        labels[iri] = label(store, believed, quad.subject)
                        kinds[iri] = kind_of(store, believed, quad.subject)
                    rows.add((fold(quad.object.value), quad.object.value, iri, labels[iri], kinds[iri]))
        for quad in store.quads_for_pattern(None, NamedNode(DCTERMS + "title"), None, None):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                title = quad.object.value
                rows.add((fold(title), title, quad.subject.value, title, "Article"))
        return cls(sorted(rows))

    def search(self, text: str, limit: int, kind: str | None = None) -> list[Hit]:
        """Return what has a name with all the words of a text in it: whole names first, then beginnings."""
        wanted = fold(text)
        words = wanted.split()
        best: dict[str, tuple[tuple[int, int, str], Hit]] = {}
        for folded, name, iri, called, type_ in self._rows if words else ():
            if (kind and type_ != kind) or not all(word in folded for word in words):
                continue
            rank = 0 if folded == wanted else 1 if folded.startswith(wanted) else 2 if f" {wanted}" in folded else 3
            order = (rank + 4 * (type_ in ("Article", "Meeting", "Visit", "Position")), len(folded), folded)
            if iri not in best or order < best[iri][0]:
                best[iri] = (order, Hit(iri, called, name, type_))
        return [hit for _, hit in sorted(best.values(), key=lambda pair: (pair[0], pair[1].iri))[:limit]]
