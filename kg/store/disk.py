"""Writing that survives: files written whole and flushed to the disk, and the system's errors told in one line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.model import KgError

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


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Tell an error of the operating system, or of the index, as one line that names the place."""
    try:
        yield
    except OSError as error:
        raise KgError(f"{place}: {reason(error)}") from error


def reason(error: OSError) -> str:
    """Return what went wrong and what to do, in one line."""
    for code, advice in _ADVICE.items():
        # Oxigraph raises its own errors without a code, with the system's words inside.
        if error.errno == code or (error.errno is None and os.strerror(code) in str(error)):
            return advice
    return " ".join((error.strerror or str(error)).split())


def write(path: Path, data: bytes) -> None:
    """Write a new file, or one in the place of an old one, and flush it to the disk."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Write a file so that at any moment either the old one or the new one is there, whole."""
    temporary = path.with_name(path.name + ".new")
    write(temporary, data)
    os.replace(temporary, path)
    sync([path.parent])


def sync(folders: Iterable[Path]) -> None:
    """Flush to the disk which files the folders hold."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
