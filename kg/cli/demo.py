"""`kg demo`: the articles that come with kg, as a graph to look at and to ask."""

from __future__ import annotations

import shutil
from importlib.resources import as_file
from pathlib import Path

import click

from kg.cli.build import progress, told
from kg.cli.options import examples
from kg.cli.output import count


@click.command(epilog=examples("kg demo", "kg demo -s elsewhere"))
@click.option(
    "-s",
    "--store",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="kg-demo",
    show_default=True,
    help="Folder for the graph, graph.ttl and graph.html.",
)
def demo(folder: Path) -> None:
    """Build a graph from the articles that come with kg, and leave a Turtle file and an HTML view beside it."""
    from kg.build import build
    from kg.knowledge import Knowledge
    from kg.resources import resource

    store = folder / "store"
    with as_file(resource("data", "articles")) as articles, progress() as tell:
        told(build([articles], store, progress=tell), store)
    with Knowledge(store) as graph:
        (folder / "graph.ttl").write_bytes(graph.export("ttl"))
        (folder / "graph.html").write_text(graph.view(title="kg demo"), encoding="utf-8")
        found = graph.stats()
    people = sum(found.things.get(name, 0) for name in ("Official", "Person"))
    parts = [
        count(people, "person", "people"),
        count(found.things.get("Country", 0), "country", "countries"),
        count(found.things.get("Meeting", 0), "meeting"),
        count(sum(found.facts.values()), "fact"),
    ]
    click.echo(f"{count(found.articles, 'article')}: {', '.join(parts)}, each with its sentence.")
    command = "kg" if shutil.which("kg") else ".venv/bin/kg"
    click.echo(
        f"\nLook at it: {folder / 'graph.html'} in a browser; {folder / 'graph.ttl'} is the same as RDF. Ask it:\n"
        f'  {command} query who-met -p who "Sergey Lavrov" -s {store}\n'
        f'  {command} why "Ricardo Cabrisas" -s {store}\n'
        f"  {command} queries"
    )


COMMANDS = (demo,)
