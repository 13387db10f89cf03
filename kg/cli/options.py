"""The options that commands share, and the examples under each help text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_STORE = "kg-store"


def store(command: F) -> F:
    """Add `-s/--store`: the folder that the graph is kept in."""
    option = click.option(
        "-s",
        "--store",
        type=click.Path(file_okay=False, path_type=Path),
        default=DEFAULT_STORE,
        envvar="KG_STORE",
        show_default=True,
        show_envvar=True,
        help="Folder that the graph is kept in.",
    )
    return option(command)


def examples(*lines: str) -> str:
    """Return the end of a help text: commands that can be run as they stand."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
