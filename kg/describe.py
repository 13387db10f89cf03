"""What the dataset is, as RDF: VoID and DCAT, the licences of its sources, and PROV of the runs that made it. No clock."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.export import FORMATS
from kg.ontology import NAMESPACE, load
from kg.rdf import BASE, DCTERMS, LABEL, PROV, TYPE, XSD, mint, term

GRAPH = "graph/description"
"""The name, below the base, of the graph that describes the dataset."""
VOID, DCAT, SCHEMA = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "https://schema.org/"
ONTOLOGY = NamedNode(NAMESPACE.rstrip("#"))
_INTEGER, _DATE = NamedNode(XSD + "integer"), NamedNode(XSD + "date")
_GENERATED = NamedNode(PROV + "wasGeneratedBy")
_NUMBER = re.compile(r"0(?:\.\d+)?|1")
Node = NamedNode | Literal


@dataclass(frozen=True)
class Run:
    """How articles were read: the extractor's version (which readings name), kg's, the ontology's, the model's."""

    extractor: str
    kg: str
    ontology: str
    ontology_digest: str
    model_digest: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def current(cls, min_confidence: float | None = None) -> Run:
        """Return the run that this installation makes with these settings and the folders in use."""
        from kg.annotate.encoder import network
        from kg.extract import version as extractor
        from kg.extract.claims import least_sure
        from kg.resources import digest

        ontology = load()
        given = {"min-confidence": f"{least_sure() if min_confidence is None else min_confidence:g}"} | (
            {"folder": digest()} if digest() else {}
        )
        return cls(extractor(min_confidence), _version(), ontology.version, ontology.digest, network().digest, given)

    @classmethod
    def known(cls, store: Store, base: str = BASE) -> list[Run]:
        """Return the runs that a store's articles name and this installation can tell of: those that it could make again."""
        from kg.extract import version as extractor

        named = {
            q.object.value
            for q in store.quads_for_pattern(None, _GENERATED, None, None)
            if isinstance(q.object, NamedNode)
        }
        ids = sorted(unquote(iri.removeprefix(f"{base}run/")) for iri in named)
        least = [id.removeprefix(extractor()).removeprefix("-") or "0" for id in ids if id.startswith(extractor())]
        made = [cls.current(float(number)) for number in least if _NUMBER.fullmatch(number)]
        return [run for run in made if run.extractor in ids]

    def quads(self, base: str = BASE) -> list[Quad]:
        """Return the run as PROV, in the graph that describes the dataset, sorted."""
        graph = NamedNode(base + GRAPH)
        return sorted((Quad(s, p, o, graph) for s, p, o in self._triples(base)), key=str)

    def _triples(self, base: str) -> Iterator[tuple[NamedNode, NamedNode, Node]]:
        run, agent = mint(base, "run", self.extractor), mint(base, "software", f"kg-{self.kg}")
        model = mint(base, "model", self.model_digest)
        edition = mint(base, "ontology", self.ontology_digest)
        yield run, TYPE, NamedNode(PROV + "Activity")
        yield run, LABEL, Literal(f"reading articles with kg {self.kg}, ontology {self.ontology}")
        yield run, NamedNode(PROV + "wasAssociatedWith"), agent
        yield agent, TYPE, NamedNode(PROV + "SoftwareAgent")
        yield agent, NamedNode(SCHEMA + "softwareVersion"), Literal(self.kg)
        for used, digest, name in ((edition, self.ontology_digest, "ontology"), (model, self.model_digest, "model")):
            yield run, NamedNode(PROV + "used"), used
            yield used, TYPE, NamedNode(PROV + "Entity")
            yield used, LABEL, Literal(f"{name} {digest}")
            yield used, NamedNode(DCTERMS + "identifier"), Literal(f"sha256:{digest}")
        yield edition, NamedNode(PROV + "specializationOf"), ONTOLOGY
        yield edition, NamedNode(DCTERMS + "hasVersion"), Literal(self.ontology)
        for name, value in sorted(self.parameters.items()):
            given = NamedNode(f"{run.value}#{name}")
            yield run, NamedNode(SCHEMA + "additionalProperty"), given
            yield given, TYPE, NamedNode(SCHEMA + "PropertyValue")
            yield given, NamedNode(SCHEMA + "name"), Literal(name)
            yield given, NamedNode(SCHEMA + "value"), Literal(value)


def describe(store: Store, believed: NamedNode, base: str = BASE, *, title: str = "", licence: str = "",
             runs: Iterable[Run] = ()) -> list[Quad]:  # fmt: skip
    """Return the description of a store as quads of the graph `<base>graph/description`, sorted.

    VoID: triples, things, articles, vocabularies, partitions by class and property. DCAT: a dataset with a distribution
    for each RDF format, its period. Licences: a subset of the articles for each licence that a source has, and one of
    those without; the dataset's own is `licence`, an address. PROV: the runs that the articles name, those of `runs` in
    full.
    """
    writer = _Writer(store, believed, base)
    found = {Quad(s, p, o, NamedNode(base + GRAPH)) for s, p, o in writer.all(title, licence)}
    return sorted(found.union(*(run.quads(base) for run in runs)), key=str)


class _Writer:
    def __init__(self, store: Store, believed: NamedNode, base: str) -> None:
        self._store, self._believed, self._base = store, believed, base
        self._dataset = NamedNode(base + "dataset")

    def all(self, title: str, licence: str) -> Iterator[tuple[NamedNode, NamedNode, Node]]:
        dataset, own = self._dataset, self._store
        articles = sorted({q.subject for q in own.quads_for_pattern(None, TYPE, term("Article"), None)}, key=str)
        yield dataset, TYPE, NamedNode(VOID + "Dataset")
        yield dataset, TYPE, NamedNode(DCAT + "Dataset")
        yield dataset, NamedNode(DCTERMS + "title"), Literal(title or "Facts in news articles, each with its sentences")
        yield dataset, NamedNode(VOID + "uriSpace"), Literal(self._base)
        yield dataset, NamedNode(VOID + "triples"), _count(len(own))
        yield dataset, NamedNode(VOID + "documents"), _count(len(articles))
        yield dataset, NamedNode(DCTERMS + "conformsTo"), ONTOLOGY
        if licence:
            yield dataset, NamedNode(DCTERMS + "license"), NamedNode(licence)
        for iri in sorted({ONTOLOGY.value, DCTERMS, PROV, "http://www.w3.org/2004/02/skos/core#"}):
            yield dataset, NamedNode(VOID + "vocabulary"), NamedNode(iri)
        yield from self._period()
        yield from self._partitions()
        yield from self._distributions()
        yield from self._licences([iri for iri in articles if isinstance(iri, NamedNode)])
        for run in {q.object for q in own.quads_for_pattern(None, _GENERATED, None, None)}:
            if isinstance(run, NamedNode):
                yield dataset, _GENERATED, run

    def _period(self) -> Iterator[tuple[NamedNode, NamedNode, Node]]:
        days = sorted(
            q.object.value
            for q in self._store.quads_for_pattern(None, term("published"), None, None)
            if isinstance(q.object, Literal)
        )
        if days:
            period = NamedNode(f"{self._dataset.value}#period")
            yield self._dataset, NamedNode(DCTERMS + "temporal"), period
            yield period, TYPE, NamedNode(DCTERMS + "PeriodOfTime")
            yield period, NamedNode(DCAT + "startDate"), Literal(days[0], datatype=_DATE)
            yield period, NamedNode(DCAT + "endDate"), Literal(days[-1], datatype=_DATE)

    def _partitions(self) -> Iterator[tuple[NamedNode, NamedNode, Node]]:
        classes: Counter[str] = Counter()
        properties: Counter[str] = Counter()
        things = set()
        for quad in self._store.quads_for_pattern(None, None, None, self._believed):
            things.add(quad.subject)
            properties[quad.predicate.value] += 1
            if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
                classes[quad.object.value] += 1
        yield self._dataset, NamedNode(VOID + "entities"), _count(len(things))
        for word, counted, amount in (("class", classes, "entities"), ("property", properties, "triples")):
            for iri, number in sorted(counted.items()):
                part = NamedNode(f"{self._dataset.value}#{word}-{_short(iri)}")
                yield self._dataset, NamedNode(f"{VOID}{word}Partition"), part
                yield part, NamedNode(VOID + word), NamedNode(iri)
                yield part, NamedNode(VOID + amount), _count(number)

    def _distributions(self) -> Iterator[tuple[NamedNode, NamedNode, Node]]:
        for name, form in FORMATS.items():
            if form.about.startswith("RDF"):
                part = NamedNode(f"{self._dataset.value}#file-{name}")
                yield self._dataset, NamedNode(DCAT + "distribution"), part
                yield part, TYPE, NamedNode(DCAT + "Distribution")
                yield part, NamedNode(DCTERMS + "title"), Literal(form.about)
                yield (
                    part,
                    NamedNode(DCAT + "mediaType"),
                    NamedNode(f"https://www.iana.org/assignments/media-types/{form.media}"),
                )

    def _licences(self, articles: list[NamedNode]) -> Iterator[tuple[NamedNode, NamedNode, Node]]:
        """A subset for each licence, with the articles that have it and where they are from."""
        groups: dict[str, list[NamedNode]] = defaultdict(list)
        terms: dict[str, Node] = {}
        for article in articles:
            found = [
                q.object for q in self._store.quads_for_pattern(article, NamedNode(DCTERMS + "license"), None, article)
            ]
            for one in found:
                if isinstance(one, NamedNode | Literal):
                    terms[one.value] = one
            groups[min((one.value for one in found if isinstance(one, NamedNode | Literal)), default="")].append(
                article
            )
            for quad in self._store.quads_for_pattern(article, NamedNode(DCTERMS + "source"), None, article):
                if isinstance(quad.object, NamedNode | Literal):
                    yield article, quad.predicate, quad.object
        for licence, members in sorted(groups.items()):
            part = NamedNode(f"{self._dataset.value}#licence-{_short(licence) if licence else 'unknown'}")
            yield self._dataset, NamedNode(VOID + "subset"), part
            yield part, TYPE, NamedNode(VOID + "Dataset")
            yield part, NamedNode(VOID + "documents"), _count(len(members))
            if licence:
                yield part, NamedNode(DCTERMS + "license"), terms[licence]
            for article in members:
                yield part, NamedNode(DCTERMS + "hasPart"), article


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=_INTEGER)


def _short(iri: str) -> str:
    """The local name of a term of ours; of another IRI or text a digest, so that two are never one."""
    local = iri.removeprefix(NAMESPACE)
    return local if local != iri and local.isalnum() else hashlib.sha256(iri.encode()).hexdigest()[:8]


def _version() -> str:
    try:
        return version("kg-news")
    except PackageNotFoundError:
        return "0"
