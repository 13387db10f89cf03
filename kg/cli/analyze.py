"""`kg analyze`: who is central, what hangs together, what joins two things."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, fields
from pathlib import Path

import click

from kg.cli.options import examples, store
from kg.cli.output import clean, columns, emit


@click.command(
    epilog=examples(
        "kg analyze --limit 10",
        "kg analyze -f csv > standing.csv",
        'kg analyze --path "Sergey Lavrov" "Cuba"',
    )
)
@click.option("--path", "ends", nargs=2, metavar="A B", help="The shortest path between two things, with sentences.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="In the table: how many things.")
@click.option("-f", "--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
@click.option("--since", metavar="DATE", help="From this day, month or year on.")
@click.option("--until", metavar="DATE", help="Up to this day, month or year.")
@click.option("--backend", metavar="NAME", help="An installed backend of networkx, such as parallel, for large graphs.")
@store
def analyze(
    ends: tuple[str, str] | None,
    limit: int,
    form: str,
    since: str | None,
    until: str | None,
    backend: str | None,
    store: Path,
) -> None:
    """Measure the graph: lines, betweenness and community of each thing; or the path between two."""
    from kg.analyze import Standing, path, standings
    from kg.knowledge import Knowledge

    with Knowledge(store) as graph:
        drawn = graph.to_networkx(since=since, until=until)
    if ends:
        for step in path(drawn, *ends):
            click.echo(clean(f"{step.subject} — {step.relation} — {step.object}"))
            if step.sentence:
                click.echo(clean(f"  {step.article}: “{' '.join(step.sentence.split())}”"))
        return
    found = standings(drawn, backend)
    if form == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(field.name for field in fields(Standing))
        writer.writerows(astuple(one) for one in found)
        emit(text.getvalue(), None)
        return
    rows = [
        (one.label, one.type, str(one.degree), f"{one.betweenness:.3f}", str(one.community)) for one in found[:limit]
    ]
    click.echo(columns(rows, ("thing", "class", "lines", "betweenness", "community")))


COMMANDS = (analyze,)
