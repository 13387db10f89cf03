"""Where the data that kg ships lies, inside the wheel or at the top of a checkout; and a user's own folders beside it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.model import BadInput

VARIABLE = "KG_ONTOLOGY"
"""The environment variable that names folders for a whole process and its children, joined as in PATH."""
PARTS = ("kg.ttl", "shapes.ttl", "patterns.toml", "style.toml", "lexicon", "queries", "rules", "examples")
"""What a folder may have; `README*` and `*.md` are left alone."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A user's folder of additions to the ontology, as it was when it was opened: `digest` is that of its contents."""

    path: Path
    digest: str

    def file(self, *parts: str) -> Path | None:
        """Return a file or folder in it, or None if it does not have it."""
        found = self.path.joinpath(*parts)
        return found if found.exists() else None


def resource(*parts: str) -> Traversable:
    """Return a packaged file or folder, such as `resource("ontology", "kg.ttl")` or `resource("data", "articles")`.

    The wheel carries `ontology/` and `data/` as `kg/_shipped/`; an editable install reads them from the checkout.
    """
    shipped = files("kg") / "_shipped"
    root = shipped if shipped.is_dir() else Path(__file__).resolve().parent.parent
    return root.joinpath(*parts)


def folder(path: str | Path) -> Folder:
    """Open a folder of additions.

    Raises:
        BadInput: There is no such folder, or it has something that is not one of `PARTS`.
    """
    root = Path(path).resolve()
    if not root.is_dir():
        raise BadInput(f"{path}: no such folder; an ontology folder has {', '.join(PARTS)}")
    for entry in sorted(root.iterdir()):
        if entry.name not in PARTS and not entry.name.startswith((".", "README")) and entry.suffix != ".md":
            raise BadInput(f"{entry}: not part of an ontology folder, which has {', '.join(PARTS)}")
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*")):
        if file.is_file() and file.relative_to(root).parts[0] in PARTS:
            digest.update(
                f"{file.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest()
            )
    return Folder(root, digest.hexdigest()[:12])


_chosen: ContextVar[tuple[Folder, ...] | None] = ContextVar("kg_folders", default=None)


@contextmanager
def using(*paths: str | Path) -> Iterator[tuple[Folder, ...]]:
    """Work with the folders, later ones over earlier ones, until the block ends; in this thread or task alone.

    For a whole process with its threads and children, set the environment variable `KG_ONTOLOGY` before it starts.
    """
    opened = tuple(folder(path) for path in paths)
    token = _chosen.set(opened)
    try:
        yield opened
    finally:
        _chosen.reset(token)


def folders() -> tuple[Folder, ...]:
    """Return the folders in use: those of `using`, else those of the environment; by default none."""
    chosen = _chosen.get()
    return chosen if chosen is not None else _named(os.environ.get(VARIABLE, ""))


@cache
def _named(value: str) -> tuple[Folder, ...]:
    return tuple(folder(path) for path in value.split(os.pathsep) if path)


def layers(*parts: str) -> list[Traversable]:
    """Return a file or folder of `ontology/` that kg ships, if it does, and those of the folders in use that have it."""
    shipped = resource("ontology", *parts)
    found = [shipped] if shipped.is_file() or shipped.is_dir() else []
    return [*found, *(path for one in folders() if (path := one.file(*parts)))]


def digest() -> str:
    """Return a digest of the folders in use, empty if there is none: what a reading made with them depends on."""
    return "-".join(one.digest for one in folders())
