"""`kg conflicts`, `kg review`, `kg link`, `kg diff`: what articles disagree on, who is who, and what has changed."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import examples, store
from kg.cli.output import clean, columns, count, emit
from kg.model import KgError

if TYPE_CHECKING:
    from kg.resolve.claims import Claim
    from kg.resolve.conflicts import Conflict
    from kg.resolve.decisions import Decision
    from kg.resolve.diff import State
    from kg.resolve.review import Candidate, Side


@click.command(epilog=examples("kg conflicts", "kg conflicts -s my-graph"))
@store
def conflicts(store: Path) -> None:
    """List claims that exclude each other, with their articles and sentences, and which one is believed."""
    from kg.knowledge import Knowledge

    with Knowledge(store) as graph:
        found = graph.conflicts()
    for one in found:
        click.echo(clean(f"{one.label} — {_name(one.property)} ({one.rule})"))
        for claim in one.claims:
            mark = "believed" if claim.value == one.believed else "claimed"
            click.echo(clean(f"  {mark} {_name(claim.value)}"))
            _sources(claim, "    ")
    click.echo(f"{count(len(found), 'conflict')}", err=True)


def _name(term: str) -> str:
    """A term as people read it: the text of a literal, the last part of an IRI."""
    return term.split('"')[1] if term.startswith('"') else term.strip("<>").rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _sources(claim: Claim, indent: str) -> None:
    speakers = f", according to {', '.join(claim.speakers)}" if claim.speakers else ""
    click.echo(clean(f"{indent}{claim.article.strip('<>').rsplit('/', 1)[-1]} {claim.day}{speakers}"))
    for sentence in claim.sentences:
        click.echo(clean(f"{indent}“{' '.join(sentence.split())}”"))


@click.command(
    epilog=examples(
        "kg review",
        "kg review --export doubts.csv",
        "kg review --apply doubts.csv",
        "kg review --apply talks.decisions.csv",
        "kg review --limit 10 -s my-graph",
    )
)
@click.option("--export", "sheet_", type=click.Path(dir_okay=False, path_type=Path), help="Write the doubts as CSV.")
@click.option(
    "--apply",
    "filled",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take in a sheet filled in, or lines of the log that a page of kg view saved.",
)
@click.option("--who", default=getpass.getuser, show_default="your login", help="Who decides; it is recorded.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many pairs.")
@store
def review(sheet_: Path | None, filled: Path | None, who: str, limit: int, store: Path) -> None:
    """Decide which things are one and which claims are right, in a dialogue with the sentences in view, or through files.

    Decisions are lines of decisions.csv in the store's folder; the graph follows them, and deleting a line undoes it.
    """
    from kg.knowledge import Knowledge
    from kg.resolve import conflicts as conflicting
    from kg.resolve import decisions
    from kg.resolve.review import answers, sheet

    if filled is not None:
        text = filled.read_text(encoding="utf-8-sig")
        is_log = text.split("\n", 1)[0].strip() == ",".join(decisions.COLUMNS)
        made = [*decisions.parse(text, str(filled)).lines] if is_log else answers(text, str(filled))
        click.echo(f"{count(decisions.merge(store, made), 'decision')} taken in", err=True)
        return
    with Knowledge(store) as graph:
        found = graph.doubts(limit)
        open_ = [] if sheet_ is not None else _open(graph.conflicts(), decisions.read(store).reviews)[:limit]
    if sheet_ is not None:
        emit(sheet(found), sheet_)
        click.echo(f"{sheet_}: {count(len(found), 'doubt')}; write same or different, then kg review --apply", err=True)
        return
    questions: list[Candidate | Conflict] = [*found, *open_]
    for number, one in enumerate(questions, 1):
        click.echo(f"\n{number}/{len(questions)}", nl=False)
        said = _right(one) if isinstance(one, conflicting.Conflict) else _asked(one)
        if said is None:
            break
        if said:
            kind, a, b = said
            decisions.append(store, [decisions.Decision(kind, a, b, who, date.today().isoformat(), "kg review")])
    if not questions:
        click.echo("no doubts", err=True)


def _open(found: Iterable[Conflict], reviews: Iterable[Decision]) -> list[Conflict]:
    """The conflicts of a thing's values of which no reader has accepted what is believed."""
    last = {(line.a, line.b): line.decision for line in reviews}
    values = [one for one in found if one.rule != "one-holder"]
    return [one for one in values if last.get((one.thing, f"{one.property} {one.believed}")) != "accept"]


def _right(one: Conflict) -> tuple[str, ...] | None:
    """The claim that a reader finds right, as the decision log has it; none to skip, None to quit."""
    values = sorted({claim.value for claim in one.claims})
    click.echo(clean(f"  {one.label} — {_name(one.property)}"))
    for number, value in enumerate(values, 1):
        click.echo(clean(f"  {number}. {value}{' (believed)' if value == one.believed else ''}"))
        for claim in one.claims:
            if claim.value == value:
                _sources(claim, "    ")
    numbers = [str(number + 1) for number in range(len(values))]
    asked = str(click.prompt("which is right, or skip or quit", type=click.Choice([*numbers, "k", "q"]), default="k"))
    if asked in numbers:
        return "accept", one.thing, f"{one.property} {values[int(asked) - 1]}"
    return None if asked == "q" else ()


def _asked(one: Candidate) -> tuple[str, ...] | None:
    """Whether a reader finds two things one, as the decision log has it; none to skip, None to quit."""
    click.echo(f"  {one.score:.2f}  {clean(one.reason)}")
    for side in (one.a, one.b):
        _side(side)
    asked = click.prompt("same, different, skip or quit", type=click.Choice(["s", "d", "k", "q"]), default="k")
    if asked in ("s", "d"):
        return {"s": "same", "d": "different"}[asked], one.a.iri, one.b.iri
    return None if asked == "q" else ()


def _side(side: Side) -> None:
    click.echo(clean(f"  {side.label}  ({count(side.articles, 'article')}) {side.iri}"))
    for claim in side.claims:
        _sources(claim, "    ")


@click.command(
    epilog=examples(
        "kg link people.csv",
        "kg link people.csv --dry-run",
        "kg link people.csv --remove",
        "kg link wikidata.ttl -o links.nt",
    )  # fmt: skip
)
@click.argument("gazetteer", type=click.Path(dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the links as N-Triples.")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.6, show_default=True, help="Leave out less likely links."
)
@click.option("-n", "--dry-run", is_flag=True, help="Only show the links.")
@click.option("--remove", is_flag=True, help="Take the links to the gazetteer of that name away.")
@store
def link(gazetteer: Path, output: Path | None, least: float, dry_run: bool, remove: bool, store: Path) -> None:
    """Link things to a gazetteer of yours (CSV or Turtle: names, class, country, dates, Wikidata id).

    What is safe becomes skos:exactMatch, the rest skos:closeMatch with a score; what is not there stays unlinked. The graph
    keeps the links, as lines of links.csv in the store's folder; linking to a gazetteer of that name again replaces them.
    """
    from kg.knowledge import Knowledge
    from kg.resolve import decisions
    from kg.resolve.link import lines, triples

    if not dry_run and not isinstance(store, Path):
        raise KgError(f"{store}: a remote store keeps no links; link the store that it was built from, or --dry-run")
    with Knowledge(store) as graph:
        found = [] if remove else graph.link(gazetteer, least)
    if not dry_run:
        decisions.keep(store, gazetteer.name, lines(found, gazetteer.name))
        Knowledge(store).close()  # which brings the graph up to date
    if output is not None:
        emit("".join(f"{s} {p} {o} .\n" for s, p, o in sorted(triples(found))), output)
        return
    rows = [
        (
            one.label,
            "exact" if one.exact else f"close {one.score:.2f}",
            one.entry_label,
            one.entry,
            "; ".join(one.reasons),
        )
        for one in found
    ]
    click.echo(columns(rows, ("thing", "match", "entry", "address", "why")))


@click.command(epilog=examples("kg diff old-store new-store", "kg diff monday.nq tuesday.nq"))
@click.argument("before", type=click.Path(exists=True, path_type=Path))
@click.argument("after", type=click.Path(exists=True, path_type=Path))
def diff(before: Path, after: Path) -> None:
    """Show what changed in knowledge between two stores or exported graphs; exit with 3 where anything did."""
    from kg.resolve.diff import diff as compare

    found = compare(_state(before), _state(after))
    lines = [f"- {fact.subject_label} — {_name(fact.relation)} — {fact.object_label}" for fact in found.facts_gone]
    lines += [f"+ {fact.subject_label} — {_name(fact.relation)} — {fact.object_label}" for fact in found.facts_new]
    for value in found.values:
        old, new = (", ".join(map(_name, values)) or "nothing" for values in (value.before, value.after))
        lines.append(f"~ {value.label}: {_name(value.property)} {old} -> {new}")
    moved = [pair for pair in found.renamed if "/position/" not in pair[0]]  # those have the name of their holder
    lines += [f"→ {before} is {after} now" for before, after in moved]
    lines += [f"= {before} is one with {after}" for before, after in found.merged]
    lines += [f"≠ {part} is no longer one with {before}" for part, before in found.split]
    for line in lines:
        click.echo(clean(line))
    if lines:
        raise SystemExit(3)
    click.echo("no difference", err=True)


def _state(path: Path) -> State:
    from kg.resolve.diff import of_store, read
    from kg.store import Store

    if path.is_file():
        return read(path)
    with Store.open(path) as opened:
        return of_store(opened.oxigraph, opened.base)


COMMANDS = (conflicts, review, link, diff)
