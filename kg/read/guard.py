"""A file that may take too long or too much memory -> what it holds, read in a process that is ended where it does.

The process is started for the first such file and serves the following ones; ended, it is replaced by a new one.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from kg import bounds
from kg.model import BadInput
from kg.read import limits
from kg.read.problem import problem
from kg.read.record import Found, Record


def read(data: bytes, where: str, kind: str, charset: str | None) -> Iterator[Found]:
    """Read a file with `kg.read.whole.plain` in the process; raises BadInput where it had to be ended.

    Only readers that give records are run there: links of feeds and the files of archives stay here.
    """
    with _lock:
        found = _asked({"where": where, "kind": kind, "charset": charset, "size": len(data)}, data)
    for item in found:
        yield BadInput(item["fault"]) if "fault" in item else Record(**item)


class _Ended(Exception):
    """The process died, by itself or because its time was over."""


class _Worker:
    def __init__(self) -> None:
        error = None if os.environ.get("KG_DEBUG") else subprocess.DEVNULL
        command = [sys.executable, "-m", "kg.read.worker", str(limits.READ_MEMORY)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=error)

    def ask(self, head: dict[str, Any], data: bytes) -> list[dict[str, Any]]:
        """Send a file and return what is in it; _Ended says why where nothing came back."""
        source, target = self._process.stdout, self._process.stdin
        assert source and target
        timer, late = bounds.deadline(self._process, 3 * limits.READ_SECONDS)
        try:
            target.write(json.dumps({**head, "seconds": limits.READ_SECONDS}).encode("ascii") + b"\n" + data)
            target.flush()
            line = source.readline(limits.MAX_ANSWER)
            if not line.endswith(b"\n"):
                raise EOFError
            made: list[dict[str, Any]] = json.loads(line)
            return made
        except (OSError, EOFError, ValueError):
            self.close()
            slow = late.is_set() or self._process.returncode == -signal.SIGXCPU
            what = "needs too much memory, or is broken in a way that no reader gets over"
            raise _Ended(f"takes longer than {limits.READ_SECONDS:g} seconds to read" if slow else what) from None
        except BaseException:  # an answer that nobody waited for would be taken for that of the next file
            self.close()
            raise
        finally:
            timer.cancel()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        bounds.close(self._process)


_lock = threading.Lock()
_running: list[_Worker] = []


@atexit.register
def _close() -> None:
    while _running:
        _running.pop().close()


def _asked(head: dict[str, Any], data: bytes) -> list[dict[str, Any]]:
    try:
        if not (_running and _running[0].alive):
            _close()
            _running.append(_Worker())
        return _running[0].ask(head, data)
    except _Ended as error:
        raise problem(head["where"], str(error), "save its text as a file of its own") from None
    except OSError as error:
        raise problem(
            head["where"], f"cannot be read: no process can be started for it ({error})", "try again"
        ) from None
