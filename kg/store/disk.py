"""Writing that survives: files written whole and flushed to the disk, and the system's errors told in one line."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from kg.model import DamagedStore, KgError

_THREADS = 8
_ADVICE = {
    errno.ENOSPC: "the disk is full: make room and run it again",
    errno.EDQUOT: "the disk quota is used up: make room and run it again",
    errno.EFBIG: "a file may not become that large here: raise the limit and run it again",
    errno.EROFS: "the file system is read-only: use another place",
    errno.EACCES: "permission denied: use another place or change its owner",
    errno.EPERM: "permission denied: use another place or change its owner",
    errno.EMFILE: "too many open files: raise the limit (ulimit -n) and run it again",
    errno.EIO: "the disk has a fault: look at the system's log",
}

_DAMAGED = re.compile("Corruption|malformed|not a database|no such (column|table)")
_FILE = re.compile(r" in (\S+\.sst)\b")
_FICLONE = 0x40049409


T = TypeVar("T")


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Tell an error of the operating system, of Oxigraph or of SQLite as one line that names the place."""
    try:
        yield
    except (OSError, RuntimeError, sqlite3.Error) as error:
        kind = DamagedStore if _DAMAGED.search(str(error)) else KgError
        raise kind(f"{place}: {reason(error)}") from error


def damage(error: Exception) -> DamagedStore | None:
    """Return what to raise for an error of a reader of the index if it means that the index is damaged.

    Blocks of data files are compared with their checksums when they are read, so that a query can be the first to find out.
    """
    if not _DAMAGED.search(str(error)):
        return None
    file = _FILE.search(str(error))
    return DamagedStore(f"{file[1]}: {reason(error)}" if file else reason(error))


def guarded(kind: type[T]) -> type[T]:
    """Let the methods and properties of a class raise DamagedStore where they find out that the index is damaged."""
    for name, member in list(vars(kind).items()):
        if isinstance(member, property) and member.fget:
            setattr(kind, name, property(_guarded(member.fget), doc=member.__doc__))
        elif isinstance(member, FunctionType) and not name.startswith("__"):
            setattr(kind, name, _guarded(member))
    return kind


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except (OSError, RuntimeError) as error:
            if found := damage(error):
                raise found from error
            raise

    return call


def reason(error: Exception) -> str:
    """Return what went wrong and what to do, in one line.

    Oxigraph raises OSError or RuntimeError without a code, with RocksDB's and the system's words inside; SQLite has words
    of its own.
    """
    text = " ".join((getattr(error, "strerror", None) or str(error)).split())
    if _DAMAGED.search(text):
        return f"the index is damaged ({text}); `kg rebuild` makes it again from the article files"
    for known, advice in _ADVICE.items():
        if known == getattr(error, "errno", None) or os.strerror(known) in text:
            return advice
    if isinstance(error, sqlite3.Error):
        full = "disk is full" in text
        return (
            _ADVICE[errno.ENOSPC] if full else f"the index cannot be written ({text}): look at the disk, run it again"
        )
    return text


def write(path: Path, data: bytes) -> None:
    """Write a new file, or one in the place of an old one, and flush it to the disk."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Write a file so that at any moment either the old one or the new one is there, whole."""
    temporary = path.with_name(path.name + ".new")
    try:
        write(temporary, data)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    os.replace(temporary, path)
    sync([path.parent])


def copy(source: Path, target: Path) -> None:
    """Copy a file: on file systems that can, the two share their blocks until one is changed."""
    with open(source, "rb") as old, open(target, "wb") as new:
        try:
            fcntl.ioctl(new, _FICLONE, old.fileno())
        except OSError:
            shutil.copyfile(source, target)


def sync(paths: Collection[Path]) -> None:
    """Flush files, or which files folders hold, to the disk: several at once, which a disk does in far less time."""
    if len(paths) < 2:
        for path in paths:
            _sync(path)
        return
    with ThreadPoolExecutor(min(_THREADS, len(paths))) as pool:
        for _ in pool.map(_sync, paths):
            pass


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
