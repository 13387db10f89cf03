"""Sources -> store: read, skip what has not changed, extract, put. One bad article stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import NamedNode

from kg import remote
from kg.extract import extract, version
from kg.model import Article, BadInput, KgError, Reading
from kg.rdf import BASE, DCTERMS, address_or_text, article_iri
from kg.read import WebPolicy, read
from kg.read.address import canonical, key
from kg.store import Store
from kg.validate import validate_reading

Progress = Callable[[str], None]
_SOURCE = NamedNode(DCTERMS + "source")


@dataclass
class Report:
    """What a build did: ids of the articles by what became of them, the facts of the new ones, the problems met.

    `findings` are what the shapes object to in an article's graph: its id and the message. Nothing is left out for them.
    """

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)
    facts: int = 0
    rejected: int = 0

    @property
    def failed(self) -> bool:
        """Whether nothing at all could be read."""
        return bool(self.problems) and not self.added and not self.unchanged


def build(
    sources: Iterable[str | Path],
    store: str | Path,
    *,
    base: str | None = None,
    force: bool = False,
    min_confidence: float | None = None,
    validate: bool = True,
    web: WebPolicy | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    inspect: Callable[[Reading], None] | None = None,
) -> Report:
    """Read articles, extract their facts and put them into the store, which is made if it is new.

    An article that the store has, with the same content and read by the same extractor, is skipped unless `force`. `silent`
    articles are in the store too, but gave no fact. An article of another id from a page that the store has is reported.

    Args:
        sources: Files, folders, addresses (with `web`) and "-" for standard input.
        store: The store's folder, or the address of a SPARQL server (see `kg.remote`).
        base: The base of the IRIs that are minted; fixed when the store is made.
        force: Read articles again that have not changed.
        min_confidence: Facts below it (0..1) are left out; None: the default, chosen on held-out articles.
        validate: Whether to compare each article's graph with the shapes (SHACL) before it goes in.
        web: What may be fetched, and how; without it no connection is opened.
        columns: Which column of CSV or key of JSON holds which field; see `kg.read.read`.
        progress: Called with the id of each article as it is read.
        inspect: Called with each reading before it is stored.

    Raises:
        KgError: The store cannot be opened or written.
    """
    report = Report()
    with _opened(store, base) as target:

        @cache
        def known() -> frozenset[str]:
            return frozenset(
                target.article_ids()
            )  # only feeds and sitemaps ask: it takes the longer the larger the store

        def readings() -> Iterator[Reading]:
            for article in read(sources, web=web, columns=columns, known=lambda name: name in known()):
                if isinstance(article, BadInput):
                    report.problems.append(article)
                    continue
                if progress:
                    progress(article.id)
                if not force and target.has(article, version(min_confidence)):
                    report.unchanged.append(article.id)
                    continue
                if (other := _same_page(article, target)) is not None:
                    told = f"has the address of the article {other!r} in the store; withdraw that one, or leave this one out"
                    report.problems.append(BadInput(f"{article.id}: {told}"))
                    continue
                reading = _noted(article, min_confidence, report)
                if validate:
                    report.findings += [(article.id, finding.message) for finding in validate_reading(reading).findings]
                if inspect:
                    inspect(reading)
                yield reading

        target.put(readings())
    return report


def _opened(place: str | Path, base: str | None) -> Store | remote.Remote:
    if remote.is_remote(place):
        return remote.Remote.open(place, True, base=base)
    path = Path(place)
    if not (path / "kg.json").exists():
        return Store.create(path, base or BASE)
    store = Store.open(path, write=True)
    if base not in (None, store.base):
        store.close()
        raise KgError(f"{path}: its IRIs begin with {store.base}; --base {base} needs a store of its own")
    return store


def _same_page(article: Article, target: Store | remote.Remote) -> str | None:
    """Return the id of another article that the store has from the same page; a server is not asked.

    Looked for are the address as it is given and its canonical form, which is also the id of a page that was fetched.
    """
    if not isinstance(target, Store) or article.source is None or key(article.source) is None:
        return None
    own = article_iri(target.base, article.id)
    plain = canonical(article.source)
    found = [
        target.oxigraph.quads_for_pattern(None, _SOURCE, address_or_text(a), None) for a in {article.source, plain}
    ]
    found.append(target.oxigraph.quads_for_pattern(article_iri(target.base, plain), _SOURCE, None, None))
    names = {q.graph_name for quads in found for q in quads if q.subject == q.graph_name != own}
    others = [name.value for name in names if isinstance(name, NamedNode)]
    return unquote(min(others).removeprefix(f"{target.base}article/")) if others else None


def _noted(article: Article, min_confidence: float | None, report: Report) -> Reading:
    reading = extract(article, min_confidence)
    report.added.append(article.id)
    report.facts += len(reading.facts)
    report.rejected += len(reading.rejected)
    if not reading.facts:
        report.silent.append(article.id)
    return reading
