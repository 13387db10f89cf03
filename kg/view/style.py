"""How each class looks: colours for light and dark pages, and a shape, from `style.toml` or the caller."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from kg.model import BadInput
from kg.resources import folders

SHAPES = tuple("circle ring square bar diamond triangle triangle-down pentagon hexagon star plus".split())


@dataclass(frozen=True, slots=True)
class ClassStyle:
    """How the things of one class are drawn. Colours are `#rgb` or `#rrggbb`; `shape` is one of `SHAPES`."""

    label: str
    colour: str = "#5f6368"
    dark_colour: str = "#b4b8bd"
    shape: str = "circle"

    def __post_init__(self) -> None:
        for colour in (self.colour, self.dark_colour):
            if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", colour):
                raise BadInput(f"style of {self.label!r}: {colour!r} is not a colour of the form #rgb or #rrggbb")
        if self.shape not in SHAPES:
            raise BadInput(f"style of {self.label!r}: no shape {self.shape!r}; there are {', '.join(SHAPES)}")


Style = Mapping[str, ClassStyle]


def load_style(path: Path | None = None) -> dict[str, ClassStyle]:
    """Read a style file: a TOML table for each class, with `label`, `colour`, `dark_colour` and `shape`.

    Args:
        path: The file; None reads the one that kg ships and those of the folders in use (`kg.resources.using`).

    Returns:
        Class name to style, in the order of the file, which is the order of the legend.

    Raises:
        BadInput: The file is not TOML, or a colour, shape or key in it is not known.
    """
    shipped = files("kg.view") / "style.toml"
    tables: dict[str, ClassStyle | Mapping[str, str]] = {}
    for source in [path] if path else [shipped, *(own for one in folders() if (own := one.file("style.toml")))]:
        try:
            tables |= tomllib.loads(source.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInput(f"style file {source}: {error}") from error
    return read_style(tables)


def read_style(tables: Mapping[str, ClassStyle | Mapping[str, str]]) -> dict[str, ClassStyle]:
    """Check a style given as plain tables; BadInput names what is wrong."""
    made = {}
    for name, table in tables.items():
        try:
            made[name] = table if isinstance(table, ClassStyle) else ClassStyle(**{"label": name, **table})
        except TypeError as error:
            raise BadInput(f"style of {name!r}: a class has label, colour, dark_colour and shape ({error})") from error
    return made
