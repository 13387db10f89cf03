"""The folder of a store, and its `kg.json`, which says that it is one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pyoxigraph import NamedNode

from kg.model import DamagedStore, KgError
from kg.store import disk, index
from kg.store.journal import Mark
from kg.store.lock import Writer

FORMAT = 1
_FOLDERS = ("articles", "tmp", "index")
_OURS = {*_FOLDERS, "journal", "lock", "kg.json.new"}


def make(path: Path, base: str, timeout: float) -> None:
    """Make an empty store in a new or empty folder; `kg.json` comes last, so a store is whole or not there."""
    _check(base)
    path.mkdir(parents=True, exist_ok=True)
    there = {entry.name for entry in path.iterdir()}
    if "kg.json" not in there and (there - _OURS or _is_used(path)):
        raise KgError(f"{path}: the folder is not empty; name a new one for the store")
    writer = Writer(path)
    writer.wait(timeout)
    try:
        if (path / "kg.json").exists():
            raise KgError(f"{path}: there is a store already")
        for folder in _FOLDERS:
            (path / folder).mkdir(exist_ok=True)
        disk.write(path / "journal", b"")
        work = index.Work(path / "index", empty=True)
        work.publish(Mark())
        work.close()
        stamp(path, base)
    finally:
        writer.release()


def stamp(path: Path, base: str) -> None:
    """Write a store's `kg.json`."""
    fields = {"base": base, "digest": _digest(base, FORMAT), "format": FORMAT}
    disk.replace(path / "kg.json", json.dumps(fields, sort_keys=True).encode("utf-8") + b"\n")


def base(path: Path) -> str:
    """Return the base of a store's IRIs; KgError if there is no store, DamagedStore if only `kg.json` is missing."""
    try:
        fields = json.loads((path / "kg.json").read_bytes())
        found, form = str(fields["base"]), fields["format"]
        if fields["digest"] != _digest(found, form):
            raise ValueError("not what its digest says")
    except (FileNotFoundError, NotADirectoryError):
        if _is_used(path):
            raise DamagedStore(f"{path / 'kg.json'}: the file is missing; `kg rebuild` makes it again") from None
        raise KgError(f"{path}: there is no store; `kg build FILE…` makes one") from None
    except (ValueError, TypeError, KeyError):
        raise DamagedStore(f"{path / 'kg.json'}: the file is damaged; `kg rebuild` makes it again") from None
    if form != FORMAT:
        raise KgError(f"{path}: the store has format {form}, this kg reads format {FORMAT}; use the kg that made it")
    return found


def _digest(base: str, form: object) -> str:
    return hashlib.sha256(f"{base} {form}".encode()).hexdigest()


def _is_used(path: Path) -> bool:
    journal = path / "journal"
    return journal.is_file() and journal.stat().st_size > 0


def _check(base: str) -> None:
    try:
        NamedNode(f"{base}graph/believed")
    except ValueError:
        raise KgError(f"not the base of IRIs: {base!r}; give one like https://data.example/") from None
    if not base.endswith("/") or "#" in base:
        raise KgError(f"the base of IRIs must end in / and have no #: {base!r}")
