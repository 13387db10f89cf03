"""The bounds of a process that works on what others wrote: what it takes from itself, and how the one that waits for it ends it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from pathlib import Path

_NEWUSER, _NEWNET = 0x10000000, 0x40000000


def allow(seconds: float) -> None:
    """Let this process use so much more processor time, rounded up; the system ends it then, whatever it is doing."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = int(time.process_time() + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (used, resource.RLIM_INFINITY))


def walls(memory: int) -> None:
    """Bound the memory of this process and take its network away, where the system can.

    `memory` is counted in bytes from what the program itself takes: how much that is differs from run to run.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        bound = memory + _taken()
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import ctypes

        ctypes.CDLL(None, use_errno=True).unshare(_NEWUSER | _NEWNET)


def deadline(process: subprocess.Popen[bytes], seconds: float) -> tuple[threading.Timer, threading.Event]:
    """Kill a process so many seconds from now, unless the timer is cancelled; the event tells whether it was."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    return timer, late


def close(process: subprocess.Popen[bytes]) -> None:
    """End a process and close its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()


def _taken() -> int:
    """The address space of this process in bytes; 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return 0
