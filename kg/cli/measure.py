"""`kg eval` and `kg gaps`: how well articles are read, and what was left unread."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import examples
from kg.cli.output import clean, columns, count

if TYPE_CHECKING:
    from kg.evaluate import Score, Tally
    from kg.evaluate.score import Judged

_HEAD = ("fact", "precision", "recall", "F1", "right", "wrong", "missed")


@click.command(
    "eval",
    epilog=examples(
        "kg eval data/gold", "kg eval data/gold -s my-graph --errors", "kg eval data/gold --min-precision 0.9 -f json"
    ),
)
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-s",
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    help="Score this graph; without it, the gold's articles are read now.",
)
@click.option("-f", "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--errors", is_flag=True, help="List each fact that was missed and each that is wrong.")
@click.option(
    "--min-f1", type=click.FloatRange(0, 1), default=0.0, help="Exit with 3 where the F1 of all facts is lower."
)
@click.option(
    "--min-precision",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Exit with 3 where the precision of all facts is lower.",
)
def eval_(gold: Path, store: Path | None, form: str, errors: bool, min_f1: float, min_precision: float) -> None:
    """Compare facts with gold facts: precision, recall, F1 by kind of fact; dates, places, statuses that are right.

    GOLD is a folder of articles (NAME.json) with the facts that they state (NAME.gold.json), such as data/gold.
    """
    from kg.evaluate import evaluate, extracted, load, stored

    golds = load(gold)
    score = evaluate(golds, stored(store) if store else extracted(golds))
    if form == "json":
        click.echo(json.dumps(score.to_dict(errors), ensure_ascii=False, indent=1))
    else:
        click.echo(_told(score, errors))
    for name, figure, least in (("F1", score.all.f1, min_f1), ("precision", score.all.precision, min_precision)):
        if figure < least:
            click.echo(f"kg: {name} {figure:.4f} is below {least:g}", err=True)
            raise SystemExit(3)


def _told(score: Score, errors: bool) -> str:
    rows = [_row(kind, tally) for kind, tally in [*score.kinds.items(), ("all", score.all)]]
    lines = [columns(rows, _HEAD), ""]
    lines += [
        f"{name} right on found facts: {right / of:.2f} ({right} of {of})"
        for name, (right, of) in score.aspects.items()
    ]
    lines.append(
        f"broken evidence: {score.broken}; articles not in the graph: {len(score.missing)} of {score.articles}"
    )
    if errors:
        lines += [
            "",
            *(_error("missed", fact) for fact in score.missed),
            *(_error("wrong ", fact) for fact in score.wrong),
        ]
    return "\n".join(lines)


def _row(kind: str, tally: Tally) -> list[str]:
    return [
        kind,
        *(f"{figure:.2f}" for figure in (tally.precision, tally.recall, tally.f1)),
        *map(str, (tally.right, tally.wrong, tally.missed)),
    ]


def _error(what: str, fact: Judged) -> str:
    title = f" ({fact.ends[2]})" if fact.ends[2:] else ""
    words = " ".join(fact.words.split())[:160]
    return clean(f"{what} {fact.article}: {fact.ends[0]} {fact.kind} {fact.ends[1]}{title}: “{words}”")


@click.command(epilog=examples("kg gaps articles/", "kg gaps article.txt -f json"))
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="As for kg build.")
def gaps(sources: tuple[str, ...], form: str, min_confidence: float | None) -> None:
    """List the sentences that name who acts and that something happened, but gave no fact; and what was nearly read.

    A SOURCE is what `kg build` takes; nothing is written. The ontology/lexicon folder holds the words for events.
    """
    from kg.gaps import of_sources

    found, problems = of_sources(sources, min_confidence)
    for problem in problems:
        click.echo(f"kg: {clean(str(problem))}", err=True)
    if form == "json":
        click.echo(json.dumps([gap.to_dict() for gap in found], ensure_ascii=False, indent=1))
    else:
        for gap in found:
            click.echo(clean_lines(gap.told()))
        click.echo(count(len(found), "sentence"), err=True)
    if problems and not found:
        raise SystemExit(1)


def clean_lines(text: str) -> str:
    """Make each line of a text safe to print."""
    return "\n".join(map(clean, text.split("\n")))


COMMANDS = (eval_, gaps)
