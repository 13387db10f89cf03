"""`kg export` and `kg view`: the graph as a file, the graph as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import examples, parameters, store
from kg.cli.output import emit

if TYPE_CHECKING:
    from kg.view.page import Engine


@click.command(
    epilog=examples(
        "kg export -o graph.ttl",
        "kg export --believed -o facts.nt",
        'kg export --focus "Ricardo Cabrisas" -o cabrisas.md',
        "kg export -f nq | gzip > graph.nq.gz",
    )
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default="-",
    help="The file; its ending tells the format. - is standard output.",
)
@click.option("-f", "--format", "form", metavar="FORMAT", help="Default: by the file's ending, else ttl.")
@click.option("--believed", is_flag=True, help="Only what is believed, without the articles and their sentences.")
@click.option("--article", metavar="ARTICLE", help="Only what one article says (its id, title or address).")
@click.option("--focus", metavar="NAME", help="Only a thing and what is around it.")
@click.option("--depth", type=click.IntRange(1, 6), default=1, show_default=True, help="With --focus: how many steps.")
@click.option("--since", metavar="DATE", help="From this day, month or year on (YYYY, YYYY-MM or YYYY-MM-DD).")
@click.option("--until", metavar="DATE", help="Up to this day, month or year.")
@click.option("--infer", type=click.Choice(["rdfs", "owl-rl"]), help="Add what follows, in a graph of its own.")
@click.option("--describe", is_flag=True, help="Add a description of the graph (VoID, DCAT, PROV).")
@store
def export(output: Path, form: str | None, store: Path, **selection: Any) -> None:
    """Write the graph to a file; the same graph gives the same bytes.

    RDF: ttl, trig, nq, nt, jsonld, rdf, ttl12, trig12. Graph tools: graphml, gexf, cypher. Tables: csv, nodes.csv, zip,
    parquet. Others: ftm (FollowTheMoney), md (a report about --focus, with footnoted sentences).
    """
    from kg.knowledge import Knowledge

    with Knowledge(store) as graph:
        emit(graph.export(form or (output.name if output.suffix else "ttl"), **selection), output)


@click.command(
    epilog=examples(
        "kg view -o graph.html",
        'kg view --focus "Ricardo Cabrisas" -o cabrisas.html',
        'kg view --query who-met -p who "Sergey Lavrov" -o met.html',
        'kg view --path "Sergey Lavrov" Cuba -o path.html',
        "kg view --since 2020 --until 2020-09 -o period.html",
    )
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default="graph.html",
    show_default=True,
    help="The HTML file.",
)
@click.option("--focus", metavar="NAME", help="Only a thing and what is around it.")
@click.option("--query", metavar="NAME_OR_SPARQL", help="Only the things that an answer names and what is around them.")
@parameters
@click.option("--path", nargs=2, metavar="A B", help="Only the shortest paths between two things.")
@click.option(
    "--depth",
    type=click.IntRange(0, 6),
    default=1,
    show_default=True,
    help="With --focus, --query: how many steps around; 0 is only what joins the things of an answer.",
)
@click.option("--article", metavar="ARTICLE", help="Only what one article says (its id, title or address).")
@click.option("--since", metavar="DATE", help="From this day, month or year on (YYYY, YYYY-MM or YYYY-MM-DD).")
@click.option("--until", metavar="DATE", help="Up to this day, month or year.")
@click.option(
    "--engine",
    type=click.Choice(["canvas", "pyvis"]),
    default="canvas",
    show_default=True,
    help="What draws it; pyvis is for up to some hundred nodes.",
)
@click.option("--title", help="The page's heading.")
@store
def view(
    output: Path,
    parameters: tuple[tuple[str, str], ...],
    engine: Engine,
    title: str | None,
    store: Path,
    **selection: Any,
) -> None:
    """Draw the graph as one HTML file that needs nothing else: search, filters, and the sentence behind each line."""
    from kg.knowledge import Knowledge

    if sum(selection[name] is not None for name in ("focus", "query", "path")) > 1:
        raise click.UsageError("give one of --focus, --query and --path")
    if parameters and selection["query"] is None:
        raise click.UsageError("-p is for --query")
    with Knowledge(store) as graph:
        page = graph.view(engine=engine, title=title, parameters=dict(parameters), **selection)
    emit(page, output)
    if str(output) != "-":
        click.echo(f"{output}: open it in a browser", err=True)


COMMANDS = (export, view)
