"""`kg query`, `kg queries`, `kg why`, `kg stats`: questions and their answers, on standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import examples, parameters, store
from kg.cli.output import clean, columns, count, emit

if TYPE_CHECKING:
    from kg.query.why import Fact

_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".ttl": "ttl",
    ".nt": "nt",
    ".html": "html",
}


@click.command(
    epilog=examples(
        'kg query who-met -p who "Sergey Lavrov"',
        "kg query office-holder -p country Cuba -p on 2020-09-28",
        "kg query question.rq -f csv",
        "kg query -q 'SELECT ?label { ?m a kg:Meeting ; rdfs:label ?label }'",
        "kg query -q 'ASK { ?x a kg:Commission }' -e && echo yes",
    )
)
@click.argument("question", required=False, metavar="[NAME|FILE]")
@click.option(
    "-q", "--sparql", metavar="SPARQL", help="The query itself; the ontology's prefixes need no PREFIX lines."
)
@parameters
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl", "nt", "html"]),
    help="Default: by -o; else a table.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), help="Write to a file."
)
@click.option("--labels", is_flag=True, help="In CSV and TSV, names in place of IRIs.")
@click.option("-e", "--exit-status", is_flag=True, help="Exit with 3 where the answer is no, or empty.")
@store
def query(
    question: str | None,
    sparql: str | None,
    parameters: tuple[tuple[str, str], ...],
    form: str | None,
    output: Path | None,
    labels: bool,
    exit_status: bool,
    store: Path,
) -> None:
    """Ask the graph: a named query (`kg queries` lists them), a file of SPARQL, - for standard input, or -q SPARQL.

    Questions go to what is believed; what an article says, with its sentences, is in the article's graph: GRAPH ?article { … }.
    """
    from kg.knowledge import Knowledge

    if (question is None) == (sparql is None):
        raise click.UsageError("give the name or the file of a query, or -q SPARQL")
    with Knowledge(store) as graph:
        result = graph.query(sparql if sparql is not None else _text(question or ""), dict(parameters))
    for warning in result.warnings:
        click.echo(f"kg: {clean(warning)}", err=True)
    chosen = form or (_ENDINGS.get(output.suffix.lower(), "table") if output else "table")
    emit(result.to(chosen, labels), output)
    if exit_status and not result:
        raise SystemExit(3)


def _text(question: str) -> str:
    """The text of a query that is a file or comes on standard input; else the name, for `Knowledge.query` to find."""
    if question == "-":
        return sys.stdin.read() + "\n"
    path = Path(question)
    if path.suffix in (".rq", ".sparql") or "/" in question:
        return path.read_text(encoding="utf-8") + "\n"
    return question


@click.command(epilog=examples("kg queries", "kg queries who-met > mine.rq"))
@click.argument("name", required=False)
def queries(name: str | None) -> None:
    """List the named queries, or print the SPARQL of one."""
    from kg.query import named
    from kg.query import queries as known

    if name is not None:
        click.echo(named(name).text, nl=False)
        return
    rows = [
        (q.name, q.title, " ".join(p.name if p.required else f"[{p.name}]" for p in q.parameters))
        for q in known().values()
    ]
    click.echo(columns(rows, ("query", "what it asks", "parameters")))


@click.command(
    epilog=examples(
        'kg why "Ricardo Cabrisas"', 'kg why "Sergey Lavrov" met', 'kg why "Sergey Lavrov" met "Ricardo Cabrisas"'
    )
)
@click.argument("subject")
@click.argument("relation", required=False)
@click.argument("object_", required=False, metavar="[OBJECT]")
@store
def why(subject: str, relation: str | None, object_: str | None, store: Path) -> None:
    """Show the sentences behind what the graph says of SUBJECT, or of SUBJECT and OBJECT."""
    from kg.knowledge import Knowledge

    with Knowledge(store) as graph:
        facts = graph.why(subject, relation, object_)
    if not facts:
        click.echo("kg: the graph says nothing of the kind", err=True)
        raise SystemExit(1)
    click.echo("\n\n".join(_shown(fact) for fact in facts))


def _shown(fact: Fact) -> str:
    status = f"  [{fact.status.lower()}]" if fact.status else ""
    lines = [clean(f"{fact.subject} — {fact.relation} — {fact.object}{status}")]
    if fact.checked:
        lines.append(clean(f"  {fact.checked}"))
    for said in fact.evidence:
        of = said.article
        told = " · ".join(part for part in (of.title or of.id, of.author, of.published, of.source) if part)
        speaker = f", according to {said.speaker}" if said.speaker else ""
        lines.append(clean(f"  “{' '.join(said.sentence.split())}”"))
        lines.append(clean(f"    {told} [{said.start}:{said.end}]{speaker}; confidence {said.confidence:.2f}"))
    return "\n".join(lines)


@click.command(epilog=examples("kg stats", "kg stats -s my-graph"))
@store
def stats(store: Path) -> None:
    """Count articles, things by class and facts by relation."""
    from kg.knowledge import Knowledge

    with Knowledge(store) as graph:
        found = graph.stats()
    click.echo(f"{count(found.articles, 'article')}, {count(found.sentences, 'sentence')} that state a fact")
    for head, rows in (("things", found.things), ("facts", found.facts)):
        click.echo(f"\n{sum(rows.values())} {head}")
        click.echo(
            columns(
                [(name, str(number)) for name, number in sorted(rows.items(), key=lambda row: (-row[1], row[0]))],
                indent="  ",
            )
        )


COMMANDS = (query, queries, why, stats)
