"""A graph that is open for questions: what the commands do, as methods."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pyoxigraph import Literal, NamedNode
from pyoxigraph import Store as Oxigraph
from rdflib import Dataset

from kg import remote
from kg.export import export, format_of
from kg.model import KgError
from kg.ontology import NAMESPACE, load
from kg.query import Limits, Result, named, run
from kg.query.why import Fact, why
from kg.rdf import TYPE, article_iri
from kg.store import Store
from kg.store.disk import guarded

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from kg.ontology.migrate import Outdated
    from kg.resolve.claims import Index
    from kg.resolve.conflicts import Conflict
    from kg.resolve.link import Link
    from kg.resolve.review import Candidate
    from kg.validate import Report
    from kg.view.page import Engine


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a graph holds: articles, their sentences that say something, things by class, facts by relation."""

    articles: int
    sentences: int
    things: dict[str, int]
    facts: dict[str, int]


@guarded
class Knowledge:
    """A store that is open for reading; a context manager. Names of things are labels, other names or IRIs."""

    def __init__(self, place: str | Path) -> None:
        """Open the store in a folder, or on a SPARQL server at an address (https://…) or of a TOML file.

        Raises:
            KgError: There is no store, or no server.
            DamagedStore: The store cannot be trusted.
        """
        self.place = place
        self._remote = remote.Remote.open(place) if remote.is_remote(place) else None
        self._store = self._remote or Store.open(place)
        self._believed = NamedNode(self._store.believed_graph)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Knowledge {self.place}>"

    def _repr_html_(self) -> str:
        return self.query(
            "SELECT ?class (COUNT(?thing) AS ?things) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?things) ?class"
        )._repr_html_()

    @property
    def dataset(self) -> Dataset:
        """The same graphs as an rdflib Dataset, on the same index."""
        return self._store.dataset()

    @property
    def articles(self) -> list[str]:
        """The ids of all articles."""
        return self._store.article_ids()

    def text(self, article: str) -> str:
        """Return an article's text, in which the sentences' offsets count."""
        return self._store.text(article)

    @property
    def _index(self) -> Oxigraph:
        """What single look-ups are asked of: a remote store answers them without being copied."""
        return self._remote.index if self._remote else self._store.oxigraph

    def query(
        self, question: str, parameters: dict[str, str] | None = None, *, limits: Limits | None = None, **more: str
    ) -> Result:
        """Ask a named query (`who-met`) or SPARQL text; parameters by name, such as `who="Sergei Lavrov"`.

        What is believed is the default graph; what each article says is in its own graph, for `GRAPH ?article { … }`. Raises
        BadQuery where the query cannot be run and KgError where a name is unknown or means several things.
        """
        text = question if any(sign in question for sign in "{ \n") else named(question).text
        given = {**(parameters or {}), **more}
        if self._remote:
            return self._remote.query(text, given, limits=limits)
        return run(self._store.oxigraph, self._believed, text, given, limits=limits)

    def why(self, subject: str, relation: str | None = None, object: str | None = None) -> list[Fact]:
        """Return the facts about a thing, or between two things, each with the sentences that say it."""
        return why(self._index, self._believed, subject, relation, object)

    def stats(self) -> Stats:
        """Count what there is."""
        index, ontology = self._store.oxigraph, load()
        relations = {term.name for term in ontology.properties.values() if term.relation}
        things: Counter[str] = Counter()
        facts: Counter[str] = Counter()
        for quad in index.quads_for_pattern(None, None, None, self._believed):
            if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
                things[quad.object.value.removeprefix(NAMESPACE)] += 1
            elif (name := quad.predicate.value.removeprefix(NAMESPACE)) in relations:
                facts[name] += 1
        sentences = sum(1 for _ in index.quads_for_pattern(None, TYPE, NamedNode(NAMESPACE + "Sentence"), None))
        return Stats(len(self.articles), sentences, dict(sorted(things.items())), dict(sorted(facts.items())))

    def export(
        self,
        target: str | Path = "ttl",
        *,
        believed: bool = False,
        article: str | None = None,
        focus: str | None = None,
        depth: int = 1,
        since: str | None = None,
        until: str | None = None,
        infer: str | None = None,
        describe: bool = False,
    ) -> bytes:
        """Return the graph in the format that a file name or a format's name means; see `kg.export.export`.

        `infer` adds what follows by the rules of a profile ("rdfs" or "owl-rl"), `describe` a VoID, DCAT and PROV description
        of the graph; each in a graph of its own.
        """
        index, base, more = self._store.oxigraph, self._store.base, []
        if infer is not None:
            from kg.infer import infer as inferred

            more += inferred(index, self._believed, infer, base)
        if describe:
            from kg.describe import Run
            from kg.describe import describe as described

            more += described(index, self._believed, base, runs=Run.known(index, base))
        return export(
            index,
            self._believed,
            format_of(str(target)),
            selection="believed" if believed else "all",
            article=article,
            focus=focus,
            depth=depth,
            since=since,
            until=until,
            more=more,
        )

    def to_networkx(
        self,
        *,
        focus: str | None = None,
        query: str | None = None,
        parameters: dict[str, str] | None = None,
        path: tuple[str, str] | None = None,
        depth: int = 1,
        article: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> MultiDiGraph[str]:
        """Return the believed facts as a networkx graph with labels, dates and sentences; see `kg.graph.to_networkx`.

        Args:
            focus: Only a thing and what is around it.
            query: Only the things that the answer to a named query or to SPARQL names, and what is around them.
            parameters: The query's parameters.
            path: Only what lies on the shortest paths between two things.
            depth: With focus or query: how many steps around; 0 is only what joins the things of the answer to each other.
            article: Only what one article says.
            since: From this day, month or year on.
            until: Up to this day, month or year.
        """
        from kg.selection import select

        answer = self.query(query, parameters) if query is not None else None
        return select(
            self._store.oxigraph,
            self._believed,
            focus=focus,
            answer=answer,
            path=path,
            depth=depth,
            article=article,
            since=since,
            until=until,
        )

    def view(
        self, *, engine: Engine = "canvas", title: str | None = None, article: str | None = None, **selection: Any
    ) -> Page:
        """Return a self-contained HTML page that draws the graph, which also shows itself in a notebook.

        `selection` is what `to_networkx` takes: focus, query, parameters, path, depth, since and until.
        """
        from kg.view import page

        graph = self.to_networkx(article=article, **selection)
        if article is not None:
            for source in graph.graph["articles"].values():
                source["text"] = self.text(source["id"])  # the page shows it beside the graph
        return Page(page(graph, engine, title=title))

    def validate(self, article: str | None = None) -> Report:
        """Check what the articles say, or one of them, against the ontology's shapes (SHACL)."""
        from kg.validate import validate

        articles = [article] if article is not None else self.articles
        if isinstance(self._store, Store):
            return validate(quad for name in articles for quad in self._store.reading_quads(name))
        graphs = [article_iri(self._store.base, name).value for name in articles]
        return validate(self._store.copy(graphs).quads_for_pattern(None, None, None, None))

    def outdated(self) -> list[Outdated]:
        """Return the terms that the graph uses and the ontology has no longer, or has as deprecated, with what to do."""
        from kg.ontology.migrate import outdated

        return outdated(self._store.oxigraph.quads_for_pattern(None, None, None, None))

    def strange(self) -> str | None:
        """Say with which other ontology the graph was made, and what to do; None if with that in use, or on a server."""
        from kg.ontology.migrate import strange

        return strange(self._store.ontology) if isinstance(self._store, Store) else None

    def conflicts(self) -> list[Conflict]:
        """Return the claims that exclude each other, by the rules of `ontology/policy.toml`, with their sources."""
        from kg.resolve.conflicts import conflicts

        return conflicts(self._claims())

    def doubts(self, limit: int = 50) -> list[Candidate]:
        """Return the pairs of things that may be one and are kept apart, likeliest first, with some of their sentences."""
        from kg.resolve.review import candidates
        from kg.store.index import newest

        if self._remote:
            raise KgError(
                f"{self.place}: a remote store has no doubts to show; review the store that it was built from"
            )
        path = Path(self.place)
        generation = newest(path / "index")
        return candidates(self._claims(), generation / "notes", path, limit) if generation else []

    def link(self, gazetteer: str | Path, least: float = 0.6) -> list[Link]:
        """Return which things are which entries of a gazetteer (CSV or Turtle): for sure, or with a score from `least` on."""
        from kg.resolve.gazetteer import read
        from kg.resolve.link import link

        return link(self._claims(), read(gazetteer), least)

    def _claims(self) -> Index:
        from kg.resolve.claims import Index

        return Index(self._store.oxigraph, self._store.base)

    def label(self, iri: str) -> str:
        """Return what a thing is called, its IRI if it is not called anything."""
        found = self._index.quads_for_pattern(
            NamedNode(iri), NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), None, self._believed
        )
        return min((quad.object.value for quad in found if isinstance(quad.object, Literal)), default=iri)


class Page(str):
    """An HTML page as text; in a notebook it shows itself, in a frame of its own that can reach nothing."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from kg.view.notebook import frame

        return frame(self)
