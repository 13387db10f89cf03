"""What follows from what is believed, where asked for: RDFS and OWL RL by rules that are data, each triple with its rule.

Nothing is written: the quads that come back are of a graph of their own, and the believed graph is as it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, parse

from kg.model import BadInput, BadQuery
from kg.ontology import graph as ontology_graph
from kg.rdf import BASE, LABEL, PROV, RDF, RDFS, TYPE
from kg.resources import layers

GRAPH = "graph/inferred"
"""The name, below the base, of the graph of what follows."""
PROFILES = {"rdfs": ("rdfs",), "owl-rl": ("rdfs", "owl-rl")}
_OWN = re.compile(r"#\s*(profile|says):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name (as RDFS and OWL 2 RL call it), the profile it belongs to, what it says, its CONSTRUCT query."""

    name: str
    profile: str
    says: str
    query: str


def rules(profile: str) -> list[Rule]:
    """Return the rules of a profile, by name: those that kg ships and those of the folders in use.

    Raises:
        BadQuery: There is no such profile.
        BadInput: A rule does not say its profile and what it says.
    """
    if profile not in PROFILES:
        raise BadQuery(f"no rules {profile!r}; there are {', '.join(PROFILES)}")
    found: dict[str, Rule] = {}
    for folder in layers("rules"):
        for file in folder.iterdir():
            if file.name.endswith(".rq"):
                text = file.read_text(encoding="utf-8")
                head = {m[1]: m[2].strip() for line in text.splitlines() if (m := _OWN.fullmatch(line))}
                if head.get("profile") not in PROFILES or "says" not in head:
                    raise BadInput(f"{file}: a rule begins with # profile: rdfs or owl-rl, and # says: what it says")
                name = file.name.removesuffix(".rq")
                found[name] = Rule(name, head["profile"], head["says"], text)
    return [found[name] for name in sorted(found) if found[name].profile in PROFILES[profile]]


def infer(store: Store, believed: NamedNode, profile: str = "rdfs", base: str = BASE) -> list[Quad]:
    """Return what follows from the believed graph and the ontology, and is not in either, sorted.

    Each triple is in the graph `<base>graph/inferred`, and beside it a statement that names the rule which gave it
    first: `rdf:subject`, `rdf:predicate`, `rdf:object`, `prov:wasGeneratedBy <base>rule/<name>`.

    Args:
        store: The index.
        believed: The name of the graph of believed facts.
        profile: "rdfs", or "owl-rl", which adds symmetric, transitive, inverse and equivalent terms.
        base: The base of the store's IRIs.
    """
    chosen = rules(profile)
    schema = [quad.triple for quad in parse(str(ontology_graph().serialize(format="nt")), RdfFormat.N_TRIPLES)]
    known = Store()
    known.extend(_quad(triple) for triple in schema)
    terms = {triple.subject for triple in schema}
    facts = [quad.triple for quad in store.quads_for_pattern(None, None, None, believed)]
    known.extend(_quad(triple) for triple in facts)
    made: dict[Triple, Rule] = {}
    while new := _round(known, chosen):
        made |= new
        known.extend(_quad(triple) for triple in new)
    return sorted(_quads({t: rule for t, rule in made.items() if t.subject not in terms}, base), key=str)


def _round(known: Store, chosen: Iterable[Rule]) -> dict[Triple, Rule]:
    """What the rules give that is not known yet; the first rule by name counts."""
    new: dict[Triple, Rule] = {}
    for rule in chosen:
        given = known.query(rule.query)
        if not isinstance(given, QueryTriples):
            raise BadInput(f"the rule {rule.name} is not a CONSTRUCT query")
        for triple in given:
            if triple not in new and _quad(triple) not in known:
                new[triple] = rule
    return new


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object)


def _quads(made: dict[Triple, Rule], base: str) -> Iterable[Quad]:
    graph = NamedNode(base + GRAPH)
    by = NamedNode(PROV + "wasGeneratedBy")
    for rule in {rule.name: rule for rule in made.values()}.values():
        node = NamedNode(f"{base}rule/{rule.name}")
        yield Quad(node, TYPE, NamedNode(PROV + "Activity"), graph)
        yield Quad(node, LABEL, Literal(rule.name), graph)
        yield Quad(node, NamedNode(RDFS + "comment"), Literal(rule.says), graph)
    for triple, rule in made.items():
        statement = NamedNode(f"{base}inferred/{hashlib.sha256(str(triple).encode()).hexdigest()[:16]}")
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
        yield Quad(statement, TYPE, NamedNode(RDF + "Statement"), graph)
        for name, value in (("subject", triple.subject), ("predicate", triple.predicate), ("object", triple.object)):
            yield Quad(statement, NamedNode(RDF + name), value, graph)
        yield Quad(statement, by, NamedNode(f"{base}rule/{rule.name}"), graph)
