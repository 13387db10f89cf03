"""What people call things -> the things' IRIs, with a suggestion where nothing is called so."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.model import BadQuery, KgError
from kg.ontology import NAMESPACE, Ontology
from kg.rdf import ALT_LABEL, DCTERMS, LABEL

_BY_NAME = """
SELECT DISTINCT ?thing WHERE {
  VALUES ?property { <http://www.w3.org/2000/01/rdf-schema#label> <http://www.w3.org/2004/02/skos/core#altLabel> }
  ?thing ?property ?name FILTER(LCASE(STR(?name)) = LCASE(%s))
}"""


def named(store: Store, believed: NamedNode, text: str) -> list[NamedNode]:
    """Return the things that have a name, in the order of their IRIs.

    Capitals, accents and spaces do not matter. A full address, with or without angle brackets, is its own name. KgError
    with the likeliest names where nothing is called so.
    """
    wanted = " ".join(unicodedata.normalize("NFC", text).split())
    address = _address(wanted)
    if address is not None:
        if any(store.quads_for_pattern(address, None, None, believed)):
            return [address]
        raise KgError(f"nothing in the graph has the address {address.value}")
    found = store.query(_BY_NAME % Literal(wanted), default_graph=believed)
    assert isinstance(found, QuerySolutions)
    things = {row["thing"] for row in found} or _folded(store, believed, wanted)
    if not things:
        raise KgError(f"nothing in the graph is called {wanted!r}{_suggestion(store, believed, wanted)}")
    return sorted((thing for thing in things if isinstance(thing, NamedNode)), key=str)


def one(store: Store, believed: NamedNode, text: str) -> NamedNode:
    """Return the only thing that has a name; KgError with the candidates where several have it, or none."""
    things = named(store, believed, text)
    if len(things) == 1:
        return things[0]
    shown = "".join(f"\n  {label(store, believed, thing)} <{thing.value}>" for thing in things[:10])
    more = f"\n  and {len(things) - 10} more" if len(things) > 10 else ""
    raise KgError(f"{text!r} can be {len(things)} things; give the address of one:{shown}{more}")


def article(store: Store, text: str) -> NamedNode:
    """Return the IRI of an article by its id, title or address; KgError where no article, or more than one, has it."""
    address = _address(text.strip())
    if address is not None and store.contains_named_graph(address):
        return address
    for property_ in ("identifier", "title"):
        said = store.quads_for_pattern(None, NamedNode(DCTERMS + property_), Literal(text.strip()), None)
        hits = {quad.subject for quad in said}
        found = sorted((hit for hit in hits if isinstance(hit, NamedNode)), key=str)
        if len(found) > 1:
            shown = "".join(f"\n  <{hit.value}>" for hit in found[:10])
            raise KgError(f"{len(found)} articles have the {property_} {text!r}; give the address of one:{shown}")
        if found:
            return found[0]
    known = store.quads_for_pattern(None, NamedNode(DCTERMS + "identifier"), None, None)
    ids = [quad.object.value for quad in known if isinstance(quad.object, Literal)]
    close = difflib.get_close_matches(text, sorted(ids), n=3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    raise KgError(f"no article has the id or the title {text!r}{hint}")


def iri(text: str, ontology: Ontology) -> NamedNode:
    """Return what an address, a prefixed name or a term of the ontology (`basedIn`) names; else BadQuery."""
    prefix, colon, local = text.partition(":")
    terms = (*ontology.properties, *ontology.classes, *ontology.statuses)
    try:
        if text.startswith("<") and text.endswith(">"):
            return NamedNode(text[1:-1])
        if not colon and text in terms:
            return NamedNode(NAMESPACE + text)
        if colon and prefix in ontology.prefixes and not local.startswith("//"):
            return NamedNode(ontology.prefixes[prefix] + local)
        return NamedNode(text)
    except ValueError:
        close = difflib.get_close_matches(text, terms, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise BadQuery(f"{text!r} is no address, prefixed name or term of the ontology{hint}") from None


def label(store: Store, believed: NamedNode, thing: NamedNode) -> str:
    """Return what a thing is called, or the last part of its IRI where it has no label."""
    labels = store.quads_for_pattern(thing, LABEL, None, believed)
    found = sorted(quad.object.value for quad in labels if isinstance(quad.object, Literal))
    return found[0] if found else thing.value.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def fold(text: str) -> str:
    """Return a text as it is compared: without accents, capitals and doubled spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())


def _address(text: str) -> NamedNode | None:
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if bare == text and "://" not in text:
        return None
    try:
        return NamedNode(bare)
    except ValueError:
        return None


def _names(store: Store, believed: NamedNode) -> dict[str, set[tuple[str, NamedNode]]]:
    """Every name in the graph as it is compared, with how it is written and whose it is."""
    found: dict[str, set[tuple[str, NamedNode]]] = defaultdict(set)
    for property_ in (LABEL, ALT_LABEL):
        for quad in store.quads_for_pattern(None, property_, None, believed):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                found[fold(quad.object.value)].add((quad.object.value, quad.subject))
    return found


def _folded(store: Store, believed: NamedNode, text: str) -> set[NamedNode]:
    return {thing for _, thing in _names(store, believed).get(fold(text), ())}


def _suggestion(store: Store, believed: NamedNode, text: str) -> str:
    names = _names(store, believed)
    wanted = fold(text)
    close = difflib.get_close_matches(wanted, sorted(names), n=3, cutoff=0.75)
    close += sorted(name for name in names if wanted and f" {wanted} " in f" {name} " and name not in close)[:3]
    shown = [min(written for written, _ in names[name]) for name in close[:3]]
    return f"; did you mean {' or '.join(map(repr, shown))}?" if shown else ""
