"""Some processes that read the store; each request gets one, and a limit on its time that counts from its arrival."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import bounds
from kg.model import KgError

_SLOW = (-signal.SIGXCPU, -getattr(signal, "SIGVTALRM", 26))
_BYTES = 256 << 20
"""The longest body that an answer may have."""


class Exceeded(KgError):
    """A request that was ended because it took too much time or memory, or because the engine died of it."""


class Busy(KgError):
    """A request that found no process free in time; it may be sent again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a process answered: an error's name (empty for none) and message, or a body, its format and notes on it."""

    body: bytes = b""
    type: str = ""
    notes: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    message: str = ""


class Worker:
    """One process. It is started at once and, when it has died, is of no more use."""

    def __init__(self, path: Path, memory: int) -> None:
        command = [sys.executable, "-m", "kg.serve.child", str(path), str(memory)]
        # Each of malloc's arenas takes 64 MB of address space, which is what is bounded; how many there are is chance.
        settings = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        settings = {name: value for name, value in settings.items() if name != "KG_TOKEN"}
        error = None if os.environ.get("KG_DEBUG") else subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=error, env=settings
        )
        self._ready = threading.Event()
        threading.Thread(target=self._begin, daemon=True).start()

    def _begin(self) -> None:
        """Wait until the process has opened the store, which counts against no request's time."""
        with contextlib.suppress(OSError, EOFError, ValueError):
            self._receive()
        self._ready.set()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def ask(self, request: dict[str, Any], end: float) -> Reply:
        """Send a request and return the reply.

        Exceeded where it is not there at the time `end` or the process died, Busy where it has not even begun by then.
        """
        if not self._ready.wait(max(0.0, end - time.monotonic())):
            raise Busy("the server is starting; try again in a few seconds")
        timer, late = bounds.deadline(self.process, max(0.0, end - time.monotonic()))
        try:
            assert self.process.stdin
            left = max(0.1, end - time.monotonic())
            self.process.stdin.write(json.dumps(request | {"seconds": left}).encode("ascii") + b"\n")
            self.process.stdin.flush()
            return self._receive()
        except (OSError, EOFError, ValueError):
            self.close()
            raise Exceeded(self._why(late.is_set())) from None
        finally:
            timer.cancel()
            if late.is_set():
                self.close()

    def close(self) -> None:
        """End the process."""
        bounds.close(self.process)

    def _receive(self) -> Reply:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        head = json.loads(line)
        size = head.pop("size")
        if size > _BYTES:
            raise ValueError("too long an answer")
        body = self.process.stdout.read(size)
        if len(body) < size:
            raise EOFError
        head.pop("ready", None)
        return Reply(body, **head)

    def _why(self, late: bool) -> str:
        if late or self.process.returncode in _SLOW:
            return "it took longer than it may"
        return "it needed more memory than it may have, or was too much for the engine"


class Pool:
    """Asks processes for answers, from any number of threads; a process that has died is replaced at once."""

    def __init__(self, path: Path, *, workers: int, seconds: float, memory: int, waiting: int = 64) -> None:
        self.seconds = seconds
        self._new: Callable[[], Worker] = lambda: Worker(path, memory)
        self._free: queue.Queue[Worker] = queue.Queue()
        self._places = threading.BoundedSemaphore(waiting + workers)
        self._all: set[Worker] = set()
        self._closed = False
        self._lock = threading.Lock()
        for _ in range(workers):
            self._add()

    def ask(self, operation: str, **request: Any) -> Reply:
        """Return the reply to a request; Busy where there is no process for it, Exceeded where it was ended."""
        end = time.monotonic() + self.seconds
        if not self._places.acquire(blocking=False):
            raise Busy("too many requests at once; try again in a few seconds")
        try:
            return self._ask({"operation": operation, **request}, end)
        finally:
            self._places.release()

    def _ask(self, request: dict[str, Any], end: float) -> Reply:
        while True:
            try:
                worker = self._free.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise Busy("all processes are at work; try again in a few seconds") from None
            try:
                if worker.alive:
                    return worker.ask(request, end)
            except Exceeded as error:
                told = f"{error} ({self.seconds:g} s)" if "longer" in str(error) else str(error)
                raise Exceeded(f"the request was ended: {told}; ask for less, or add a LIMIT") from None
            finally:
                self._back(worker)

    def _back(self, worker: Worker) -> None:
        if worker.alive:
            self._free.put(worker)
            return
        worker.close()
        with self._lock:
            self._all.discard(worker)
        self._add()

    def _add(self) -> None:
        with self._lock:
            if not self._closed:
                worker = self._new()
                self._all.add(worker)
                self._free.put(worker)

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed = True
            for worker in self._all:
                worker.close()
