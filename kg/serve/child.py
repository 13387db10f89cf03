"""The process that reads the store for the server: no network, bounded memory and time, one request at a time.

`python -m kg.serve.child STORE MEMORY` reads a line of JSON and answers with a line of JSON that says how many bytes
follow, and these bytes. Whatever a query does to the engine, it does it here; the server starts another one.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from kg.bounds import allow, walls
from kg.model import BadQuery, DamagedStore, KgError
from kg.serve.answers import Unacceptable, answer
from kg.serve.state import Answer, Missing, Open
from kg.store import Store
from kg.store.index import newest

STACK = 256 << 20
"""Bytes of the stack of the thread that answers: parsers are recursive."""

_KINDS = (Missing, Unacceptable, BadQuery, DamagedStore, KgError)


class Reader:
    """The store as it is now: opened anew when a writer has published another state of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: Store | None = None
        self._generation: Path | None = None
        self._open: Open | None = None

    def now(self) -> Open:
        """Return the newest state; KgError if there is none that can be trusted."""
        generation = newest(self._path / "index")
        if self._open is None or generation != self._generation:
            self.close()
            self._store = Store.open(self._path)
            self._generation = generation
            self._open = Open.of(self._store, generation.name if generation else "")
        return self._open

    def close(self) -> None:
        """Let go of the state that is open."""
        self._open = None
        if self._store is not None:
            self._store.close()
            self._store = None


def handle(reader: Reader, line: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the head and the body of the answer to one request."""
    request = json.loads(line)
    allow(2 * request["seconds"] + 1)  # it ends itself where the server cannot end it
    try:
        made: Answer = answer(reader.now(), request)
    except KgError as error:
        kind = next(kind.__name__ for kind in _KINDS if isinstance(error, kind))
        return {"error": kind, "message": str(error)}, b""
    except MemoryError:
        return {"error": "Exceeded", "message": "the answer needs more memory than it may have; ask for less"}, b""
    except Exception as error:  # noqa: BLE001 - the edge of the process: the server tells it, with its name
        return {"error": "Fault", "message": f"{type(error).__name__}: {error}"}, b""
    return {"type": made.type, "notes": made.notes}, made.body


def serve(path: Path, source: BinaryIO, target: BinaryIO) -> None:
    """Answer request after request until there are no more."""
    reader = Reader(path)
    with contextlib.suppress(KgError):
        reader.now()
    _write(target, {"ready": True}, b"")
    for line in source:
        _write(target, *handle(reader, line))


def _write(target: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    target.write(json.dumps({**head, "size": len(body)}).encode("ascii") + b"\n")
    target.write(body)
    target.flush()


def main(path: str, memory: str) -> None:
    """Put up the walls, then serve what comes on standard input."""
    walls(int(memory))
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets into an answer
    threading.stack_size(STACK)
    thread = threading.Thread(target=serve, args=(Path(path), source, target))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
