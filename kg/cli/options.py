"""The options that commands share, and the examples under each help text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_STORE = "kg-store"


class _Place(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic only in newer releases of click
    """A folder as a path; the address of a SPARQL server, or the TOML file that names one, as it stands."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:
        from kg.remote import is_remote

        return str(value) if is_remote(value) else Path(value)


def parameters(command: F) -> F:
    """Add `-p/--parameter NAME VALUE`, which may be repeated: what a query's parameters are."""
    option = click.option(
        "-p",
        "--parameter",
        "parameters",
        nargs=2,
        multiple=True,
        metavar="NAME VALUE",
        help="Fill a parameter of the query; may be repeated.",
    )
    return option(command)


def store(command: F) -> F:
    """Add `-s/--store`: the folder that the graph is kept in, or a server."""
    option = click.option(
        "-s",
        "--store",
        type=_Place(),
        default=DEFAULT_STORE,
        envvar="KG_STORE",
        show_default=True,
        show_envvar=True,
        help="Folder that the graph is kept in, or the address of a SPARQL server.",
    )
    return option(command)


def examples(*lines: str) -> str:
    """Return the end of a help text: commands that can be run as they stand."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
