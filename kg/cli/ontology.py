"""`kg ontology`: what can be said, as text, Turtle or a drawn page; and whether it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.cli.options import examples
from kg.cli.output import clean, count, emit

F = TypeVar("F", bound=Callable[..., Any])


def _use(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    if path is not None:
        from kg.resources import using

        context.with_resource(using(*str(path).split(os.pathsep)))


def folder(command: F) -> F:
    """Add `--ontology`: a folder of additions, in use until the command ends. It is no argument of the command."""
    option = click.option("--ontology", type=click.Path(file_okay=False, path_type=Path), envvar="KG_ONTOLOGY", show_envvar=True,
                          expose_value=False, callback=_use, is_eager=True, help="Folder that adds to the ontology.")  # fmt: skip
    return option(command)


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "kg ontology", "kg ontology -o ontology.html", "kg ontology check", "kg ontology --ontology mine check"
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default="-",
    help="The file; its ending tells the format. - is standard output.",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "ttl", "html"]),
    help="Default: by the file's ending, else text.",
)
@folder
@click.pass_context
def ontology(context: click.Context, output: Path, form: str | None) -> None:
    """Show what can be said: classes, relations and properties, with the version."""
    if context.invoked_subcommand is not None:
        return
    from kg.ontology_show import show

    ending = {".ttl": "ttl", ".html": "html", ".htm": "html"}.get(output.suffix.lower(), "text")
    emit(show(form or ending), output)


@ontology.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Check that each term is described, joined and used, and each shape passes and fails its examples; exit 3 if not."""
    from kg.ontology import load
    from kg.ontology_check import check as checked

    faults, found = checked(), load()
    for fault in faults:
        click.echo(clean(str(fault)))
    terms = count(len(found.classes) + len(found.properties), "term")
    click.echo(
        f"ontology {found.version} ({found.digest}), {terms}: {count(len(faults), 'fault') if faults else 'whole'}"
    )
    if faults:
        context.exit(3)


COMMANDS = (ontology,)
