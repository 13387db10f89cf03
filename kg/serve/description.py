"""What the endpoint is and can do, in the terms of SPARQL 1.1 Service Description."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.jsonld import jsonld
from kg.ontology import load
from kg.rdf import DCTERMS, TYPE
from kg.resolve import BELIEVED
from kg.serve.settings import Settings
from kg.turtle import turtle

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")


def description(address: str, settings: Settings, form: str) -> str:
    """Return the description of the endpoint at an address, in a format of RDF."""
    triples = _triples(address, settings)
    prefixes = load().prefixes | {"sd": SD, "formats": _FORMATS}
    if form == "ttl":
        return turtle(triples, prefixes)
    if form == "nt":
        return "".join(f"{triple} .\n" for triple in triples)
    return jsonld([Quad(t.subject, t.predicate, t.object) for t in triples], prefixes)


def _triples(address: str, settings: Settings) -> list[Triple]:
    def sd(name: str) -> NamedNode:
        return NamedNode(SD + name)

    service, data = NamedNode(address), BlankNode("data")
    default, named = BlankNode("default"), BlankNode("believed")
    made = [
        Triple(service, TYPE, sd("Service")),
        Triple(service, sd("endpoint"), service),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(service, sd("defaultDataset"), data),
        Triple(data, TYPE, sd("Dataset")),
        Triple(data, sd("defaultGraph"), default),
        Triple(default, TYPE, sd("Graph")),
        Triple(default, NamedNode(DCTERMS + "description"), Literal("What is believed, merged over all articles.")),
        Triple(data, sd("namedGraph"), named),
        Triple(named, TYPE, sd("NamedGraph")),
        Triple(named, sd("name"), NamedNode(settings.base + BELIEVED)),
    ]
    if settings.token:
        made.append(Triple(service, sd("supportedLanguage"), sd("SPARQL11Update")))
    formats = [*_RESULTS, "Turtle", "N-Triples", "JSON-LD"]
    return made + [Triple(service, sd("resultFormat"), NamedNode(_FORMATS + name)) for name in formats]
