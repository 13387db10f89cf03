"""One writer at a time; a published index is not deleted while somebody reads it.

Both are locks of the operating system on an open file (flock), so that they go with the process that holds them, even a
killed one. A child made by fork shares them: start workers before a store is opened for writing, or by spawn.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from kg.model import KgError

TIMEOUT = 60.0
"""How many seconds a writer waits for another one, unless told otherwise."""

_PAUSE = 0.05


class Writer:
    """The right to write to a store, from `wait` or `attempt` to `release`."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._file: int | None = None

    def attempt(self) -> bool:
        """Take the lock if it is free, and say whether it was; OSError if the place cannot be written."""
        file = os.open(self._store / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        if not _flock(file, fcntl.LOCK_EX):
            os.close(file)
            return False
        self._file = file
        with suppress(OSError):  # on a full disk the name of the holder is not known
            os.ftruncate(file, 0)
            os.pwrite(file, str(os.getpid()).encode(), 0)
        return True

    def wait(self, timeout: float) -> None:
        """Take the lock within `timeout` seconds; KgError says who holds it."""
        end = time.monotonic() + timeout
        while not self.attempt():
            if time.monotonic() >= end:
                holder = (self._store / "lock").read_text(encoding="ascii", errors="replace") or "unknown"
                what = f"another kg (process {holder}) is writing here"
                raise KgError(f"{self._store}: {what}; waited {timeout:g} s, try again when it is done")
            time.sleep(_PAUSE)

    def release(self) -> None:
        """Let the next writer in."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def share(folder: Path) -> int | None:
    """Keep a folder from being taken away; the descriptor to close when it is no longer needed, None if it is going."""
    try:
        file = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    if _flock(file, fcntl.LOCK_SH):
        return file
    os.close(file)
    return None


def claim(folder: Path) -> int | None:
    """Keep everybody else from using a folder; the descriptor to close, None if somebody uses it."""
    file = os.open(folder, os.O_RDONLY)
    if _flock(file, fcntl.LOCK_EX):
        return file
    os.close(file)
    return None


def _flock(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
