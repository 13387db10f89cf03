"""`kg build` and `kg demo`: articles in, a graph out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.ontology import folder
from kg.cli.options import examples, store
from kg.cli.output import clean, count

if TYPE_CHECKING:
    from kg.build import Progress, Report
    from kg.model import Reading


@click.command(
    epilog=examples(
        "kg build articles/ -s my-graph",
        "kg build page.html notes.txt dump.jsonl",
        "curl -s https://paper.example/a.html | kg build -",
    )
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@store
@click.option(
    "--base",
    metavar="IRI",
    help="Base of the IRIs that are minted, such as https://graph.paper.example/; fixed when the store is made.",
)
@click.option("--force", is_flag=True, help="Read articles again that have not changed.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Leave out facts that the extractor is less sure of.  [default: 0.6, chosen on held-out articles]",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="Which column of CSV or key of JSON holds id, title, published, source, text, licence or author.",
)
@click.option("--validate/--no-validate", default=True, show_default=True, help="Compare each graph with the shapes.")
@folder
@click.option("-v", "--verbose", is_flag=True, help="Name each article, and the sentences that gave nothing.")
def build(
    sources: tuple[str, ...],
    store: Path,
    base: str | None,
    force: bool,
    min_confidence: float | None,
    columns: tuple[str, ...],
    validate: bool,
    verbose: bool,
) -> None:
    """Read articles and put what they say into the graph.

    A SOURCE is a file (text, Markdown, HTML, JSON, JSONL, CSV, PDF, EPUB, DOCX, e-mail, RSS or Atom, WARC; zip or tar of
    these), a folder of files, an address (https://…, which is then fetched), or - for standard input. A text may begin with a
    header (Title:, Date:, Source:, Licence:) and an empty line. An article that has not changed is skipped.
    """
    from kg.build import build as run
    from kg.read import WebPolicy

    asked = any(source.startswith(("https://", "http://")) for source in sources)
    fields = dict(_column(given) for given in columns)
    with progress() as tell:
        report = run(
            sources,
            store,
            base=base,
            force=force,
            min_confidence=min_confidence,
            validate=validate,
            web=WebPolicy() if asked else None,
            columns=fields or None,
            progress=tell,
            inspect=_unread if verbose else None,
        )
    told(report, store)
    if report.failed:
        raise SystemExit(1)


def _column(given: str) -> tuple[str, str]:
    name, equals, column = given.partition("=")
    if not equals:
        raise click.BadParameter(f"{given!r} is not FIELD=NAME, such as text=body", param_hint="--column")
    return name, column


def _unread(reading: Reading) -> None:
    """Name an article, with its facts and the sentences that gave none though they look as if they might."""
    from kg.gaps import gaps

    click.echo(f"{clean(reading.article.id)}: {count(len(reading.facts), 'fact')}", err=True)
    for gap in gaps(reading):
        click.echo(f"  nothing read in: {clean(' '.join(gap.sentence.split()))}", err=True)


def told(report: Report, store: Path) -> None:
    """Say on standard error what a build did."""
    for problem in report.problems:
        click.echo(f"kg: {clean(str(problem))}", err=True)
    for name in report.silent:
        click.echo(f"kg: {clean(name)}: no fact found", err=True)
    for name, message in report.findings:
        click.echo(f"kg: {clean(name)}: does not conform: {clean(message)}", err=True)
    line = f"{count(len(report.added), 'article')} read, {count(report.facts, 'fact')}"
    for number, what in ((len(report.unchanged), "unchanged"), (len(report.problems), "not readable")):
        if number:
            line += f", {number} {what}"
    click.echo(f"{line}; store: {store}", err=True)


@contextmanager
def progress() -> Iterator[Progress | None]:
    """Show on a terminal which article is being read; elsewhere show nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield lambda name: status.update(f"reading {clean(name)}")


COMMANDS = (build,)
