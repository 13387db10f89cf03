"""`kg validate`, `kg check`, `kg rebuild`, `kg withdraw`: keeping a graph sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kg.cli.ontology import folder
from kg.cli.options import examples, store
from kg.cli.output import clean, count, emit


@click.command(epilog=examples("kg validate", "kg validate -f json"))
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json", "ttl", "sarif"]), default="text", show_default=True
)
@store
def validate(form: str, store: Path) -> None:
    """Check the graph against the ontology's shapes (SHACL); exit with 3 where it does not conform."""
    from kg.knowledge import Knowledge

    with Knowledge(store) as graph:
        report = graph.validate()
    emit({"text": report.text, "json": report.json, "ttl": report.turtle, "sarif": report.sarif}[form](), None)
    if not report.conforms:
        raise SystemExit(3)


@click.command(epilog=examples("kg check", "kg check -s my-graph"))
@folder
@store
def check(store: Path) -> None:
    """Compare every file of the store with its digest and name what is damaged or missing; exit with 3 if anything is.

    Also named are another version of the ontology that the store was made with, and terms that there are no longer:
    `kg rebuild` puts their replacements into the index.
    """
    from kg.knowledge import Knowledge
    from kg.store import check as run

    problems = run(store)
    for problem in problems:
        click.echo(clean(str(problem)))
    if problems:
        raise SystemExit(3)
    with Knowledge(store) as graph:
        found = [*filter(None, [graph.strange()]), *map(str, graph.outdated())]
    for line in found:
        click.echo(clean(f"{store}: {line}"))
    if found:
        raise SystemExit(3)
    click.echo(f"{store}: all is well", err=True)


@click.command(epilog=examples("kg rebuild", "kg rebuild -s my-graph"))
@folder
@store
def rebuild(store: Path) -> None:
    """Make the index anew from the article files, in the terms of the ontology in use, whose version it notes."""
    from kg.store import rebuild as run

    problems = run(store)
    for problem in problems:
        click.echo(clean(str(problem)))
    click.echo(
        f"{store}: rebuilt" + (f"; {count(len(problems), 'piece')} could not be used" if problems else ""), err=True
    )
    if problems:
        raise SystemExit(1)


@click.command(epilog=examples('kg withdraw cuba-russia-talks --why "the paper retracted it"'))
@click.argument("article")
@click.option("--why", "reason", required=True, metavar="TEXT", help="Why; it is recorded.")
@store
def withdraw(article: str, reason: str, store: Path) -> None:
    """Take an article (by its id) and what rests on it alone out of the graph, and record that."""
    from kg.store import Store

    with Store.open(store, write=True) as target:
        target.withdraw(article, reason, date.today())
    click.echo(f"{clean(article)}: withdrawn", err=True)


COMMANDS = (validate, check, rebuild, withdraw)
