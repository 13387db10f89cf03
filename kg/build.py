"""Sources -> store: read, skip what has not changed, extract, put. One bad article stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.extract import extract, version
from kg.model import Article, BadInput, KgError, Reading
from kg.rdf import BASE
from kg.read import read
from kg.store import Store

Progress = Callable[[str], None]


@dataclass
class Report:
    """What a build did: ids of the articles by what became of them, the facts of the new ones, the problems met."""

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)
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
    min_confidence: float = 0.0,
    progress: Progress | None = None,
) -> Report:
    """Read articles, extract their facts and put them into the store, which is made if it is new.

    An article that the store has, with the same content and read by the same extractor, is skipped unless `force`. Facts below
    `min_confidence` (0..1) are left out. `progress` is called with the id of each article as it is read. `silent` articles are
    in the store too, but gave no fact. Raises KgError where the store cannot be opened or written.
    """
    report = Report()
    with _opened(Path(store), base) as target:

        def readings() -> Iterator[Reading]:
            for article in read(sources):
                if isinstance(article, BadInput):
                    report.problems.append(article)
                    continue
                if progress:
                    progress(article.id)
                if not force and target.has(article, version(min_confidence)):
                    report.unchanged.append(article.id)
                    continue
                yield _noted(article, min_confidence, report)

        target.put(readings())
    return report


def _opened(path: Path, base: str | None) -> Store:
    if not (path / "kg.json").exists():
        return Store.create(path, base or BASE)
    store = Store.open(path, write=True)
    if base not in (None, store.base):
        store.close()
        raise KgError(f"{path}: its IRIs begin with {store.base}; --base {base} needs a store of its own")
    return store


def _noted(article: Article, min_confidence: float, report: Report) -> Reading:
    reading = extract(article, min_confidence)
    report.added.append(article.id)
    report.facts += len(reading.facts)
    report.rejected += len(reading.rejected)
    if not reading.facts:
        report.silent.append(article.id)
    return reading
