"""Which files a source means, and what is in each."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from kg.model import BadInput
from kg.read import kinds
from kg.read.contents import contents
from kg.read.options import Options
from kg.read.problem import problem
from kg.read.record import Found


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read and the name that its article gets when it gives none."""

    path: Path
    name: str


def files(given: Path) -> Iterator[Source | BadInput]:
    """Find the files that a path means: itself, or those of a folder and the folders in it, in sorted order.

    In a folder, hidden files, gold labels (`*.gold.json`), README and licence files, files of other kinds and the
    `…_files` that a browser saves beside a page are no articles and are passed over; so are the folders of stores.
    """
    if given.is_dir():
        yield from _folder(given)
    elif given.exists() or given.is_symlink():
        yield Source(given, _shown(kinds.stem(given.name)))
    else:
        yield problem(given, "no such file or folder", "check the path")


def _folder(folder: Path) -> Iterator[Source | BadInput]:
    failed: list[BadInput] = []
    found: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=lambda error: failed.append(_unreadable(error, folder))):
        if "kg.json" in names and "journal" in names:  # a store of ours, which may lie among its articles
            folders[:] = []
            continue
        saved = {f"{PurePath(name).stem}_files" for name in names if PurePath(name).suffix.lower() in (".html", ".htm")}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in saved)
        found += [Path(where, name) for name in names if kinds.is_article(name)]
    yield from failed
    if not found and not failed:
        yield problem(folder, "has no article in it", f"kg reads {', '.join(sorted(kinds.KINDS))}")
    for path in sorted(found, key=lambda path: path.relative_to(folder).parts):
        yield Source(path, _shown(kinds.stem(path.relative_to(folder).as_posix())))


def records(source: Source, options: Options) -> Iterator[Found]:
    """Read what one file holds; a file that cannot be read gives a BadInput."""
    where = str(source.path)
    try:
        if stat.S_ISDIR(source.path.stat().st_mode):
            raise IsADirectoryError(21, "is a folder")
        with source.path.open("rb") as stream:
            yield from contents(stream, where, kinds.by_name(source.path.name), options)
    except OSError as error:
        yield _unreadable(error, source.path)


def standard_input(options: Options) -> Iterator[Found]:
    """Read articles from standard input, whatever kind it is but CSV, tar and e-mail, which only names tell apart."""
    yield from contents(sys.stdin.buffer, "standard input", "unknown", options)


def _unreadable(error: OSError, path: Path) -> BadInput:
    told = (error.strerror or "cannot be read").lower()
    return problem(error.filename or path, told, "check the path and its permissions")


def _shown(name: str) -> str:
    """Return a file's name as text; bytes that are no UTF-8 are replaced."""
    return os.fsencode(name).decode("utf-8", "replace")
