"""What is inferred is what another reasoner infers, and each triple names its rule."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from small_index import BELIEVED, small

from kg.infer import PROFILES, infer, rules
from kg.model import BadInput, BadQuery
from kg.ontology import NAMESPACE, graph
from kg.rdf import BASE, PROV, RDF, TYPE, term
from kg.resources import using

STORE = small()
X = "https://kg.example/"


def inferred(store: Store, profile: str) -> set[tuple[str, str, str]]:
    made = infer(store, BELIEVED, profile)
    assert {quad.graph_name for quad in made} <= {NamedNode(BASE + "graph/inferred")}
    about = (f"{X}inferred/", f"{X}rule/")
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in made if not q.subject.value.startswith(about)}


def test_a_thing_has_the_classes_and_properties_above_its_own() -> None:
    made = inferred(STORE, "rdfs")
    lavrov = f"<{X}person/sergei-lavrov>"
    assert (lavrov, str(TYPE), str(term("Person"))) in made
    assert (lavrov, str(TYPE), "<http://xmlns.com/foaf/0.1/Person>") in made
    assert any(p == "<http://semanticweb.cs.vu.nl/2009/11/sem/hasActor>" and o == lavrov for _, p, o in made)


def test_nothing_that_is_known_and_nothing_about_terms_is_inferred() -> None:
    made = inferred(STORE, "owl-rl")
    known = {(str(q.subject), str(q.predicate), str(q.object)) for q in STORE if q.graph_name == BELIEVED}
    assert not made & known and not any(s.startswith(f"<{NAMESPACE}") for s, _, _ in made)


def test_each_triple_names_its_rule() -> None:
    made = infer(STORE, BELIEVED, "rdfs")
    names = {rule.name: rule.says for rule in rules("rdfs")}
    stated = {q.subject: q.object for q in made if q.predicate == NamedNode(PROV + "wasGeneratedBy")}
    claims = [q.subject for q in made if q.predicate == NamedNode(RDF + "predicate")]
    assert set(stated) == set(claims) and len(claims) == len(inferred(STORE, "rdfs"))
    assert {rule.value.removeprefix(f"{X}rule/") for rule in stated.values()} <= set(names)


MORE = """
@prefix kg: <https://kg.example/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
kg:near a owl:ObjectProperty, owl:SymmetricProperty, owl:TransitiveProperty ; rdfs:label "near"@en ; rdfs:comment "Near." ;
    rdfs:domain kg:Place ; rdfs:range kg:Place ; owl:equivalentProperty kg:by .
kg:seatOf a owl:ObjectProperty ; owl:inverseOf kg:basedIn .
kg:Site a owl:Class ; owl:equivalentClass kg:Place .
"""


def test_the_same_follows_as_by_owlrl(tmp_path: Path) -> None:
    (tmp_path / "kg.ttl").write_text(MORE, encoding="utf-8")
    store = Store()
    store.extend(STORE)
    moscow, havana, lima = (NamedNode(f"{X}place/{name}") for name in ("moscow", "havana", "lima"))
    store.extend([Quad(moscow, term("near"), havana, BELIEVED), Quad(havana, term("by"), lima, BELIEVED)])
    with using(tmp_path):
        made = inferred(store, "owl-rl")
        other = graph()
    schema = {str(s) for s in other.subjects()}
    facts = [q for q in store if q.graph_name == BELIEVED]
    other.parse(data="".join(f"{q.triple} .\n" for q in facts), format="nt")
    before = set(other)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(other)
    owl = str(rdflib.OWL)
    wanted = {
        (s.n3(), p.n3(), o.n3())
        for s, p, o in set(other) - before
        if isinstance(s, rdflib.URIRef) and isinstance(o, rdflib.URIRef) and str(s).startswith(X) and str(s) not in schema
        and not str(p).startswith(owl) and not str(o).startswith((owl, str(rdflib.RDFS))) and not str(s).startswith(NAMESPACE)
    }  # fmt: skip
    assert {triple for triple in made if triple[2].startswith("<")} == wanted
    assert (f"<{X}place/moscow>", str(term("near")), f"<{X}place/lima>") in made


def test_a_rule_of_a_folder_applies_and_a_broken_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    file = tmp_path / "rules" / "ally.rq"
    query = f"PREFIX kg: <{NAMESPACE}>\nCONSTRUCT {{ ?x kg:ally ?y }} WHERE {{ ?x kg:cooperatesWith ?y }}\n"
    file.write_text(f"# profile: rdfs\n# says: Who cooperates is an ally.\n{query}", encoding="utf-8")
    with using(tmp_path):
        assert any(p == str(term("ally")) for _, p, _ in inferred(STORE, "rdfs"))
    file.write_text("CONSTRUCT {} WHERE {}", encoding="utf-8")
    with using(tmp_path), pytest.raises(BadInput, match="a rule begins with"):
        rules("rdfs")
    with pytest.raises(BadQuery, match="no rules 'full'; there are rdfs, owl-rl"):
        rules("full")


@pytest.mark.parametrize("profile", PROFILES)
def test_it_is_the_same_each_time_and_parses(profile: str) -> None:
    made = infer(STORE, BELIEVED, profile)
    assert made == infer(STORE, BELIEVED, profile)
    assert set(parse("".join(f"{q} .\n" for q in made), RdfFormat.N_QUADS)) == set(made)
