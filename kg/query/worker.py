"""Queries in a process of their own: one that takes too long, too much memory or the engine's life takes only that.

`Worker(path)` starts `python -m kg.query.worker PATH`, which opens the store for reading, drops the network where the
system lets it, and answers a line of JSON with a line of JSON. A query that exceeds its limits ends it, and the next
query starts another.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pyoxigraph import (
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from kg.model import BadQuery, DamagedStore, KgError
from kg.query.engine import run
from kg.query.guard import Limits
from kg.query.parameters import Value
from kg.query.result import Result

_ERRORS = {kind.__name__: kind for kind in (BadQuery, DamagedStore, KgError)}
_STACK = 256 << 20
_NEWUSER, _NEWNET = 0x10000000, 0x40000000
_START = 30.0
"""Seconds that opening a store may take, before the time of a query begins."""


class Worker:
    """Runs queries on a store in another process, one at a time; a context manager."""

    def __init__(self, path: str | Path, believed: NamedNode, limits: Limits | None = None) -> None:
        self._path, self._believed, self.limits = Path(path), believed, limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def run(self, text: str, parameters: Mapping[str, Value] | None = None, *, limits: Limits | None = None) -> Result:
        """Run a query as `kg.query.run` does, within the limits on time and memory too.

        `limits` are other ones for this query; the memory is that which the process was started with. BadQuery where
        the query exceeds them. Parameters are sent as text, a NamedNode as `<…>` for one of type name, article or iri.
        """
        limits = limits or self.limits
        given = {name: str(value) for name, value in (parameters or {}).items()}
        asked = {"believed": self._believed.value, "text": text, "parameters": given, "limits": asdict(limits)}
        with self._turn:
            answer = self._ask(json.dumps(asked).encode() + b"\n", limits.seconds)
        if "error" in answer:
            raise _ERRORS.get(answer["error"], KgError)(answer["message"])
        return _decode(answer)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            process.wait()

    def _ask(self, line: bytes, seconds: float) -> dict[str, Any]:
        try:
            if self._process is None or self._process.poll() is not None:
                self.close()
                self._process = _start(self._path, self.limits)
                _line(self._process, _START)
            process = self._process
            assert process.stdin
            process.stdin.write(line)
            process.stdin.flush()
            answered: dict[str, Any] = json.loads(_line(process, seconds))
        except TimeoutError:
            self.close()
            raise BadQuery(f"the query took more than {seconds:g} s; ask for less, or add LIMIT") from None
        except (BrokenPipeError, EOFError):
            self.close()
            raise BadQuery("the query needed too much memory, or was too much for the engine; ask for less") from None
        return answered


def _start(path: Path, limits: Limits) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kg.query.worker", str(path), str(limits.memory)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Read a line within some seconds; TimeoutError if it does not come, EOFError if the process ends."""
    assert process.stdout
    end, pieces = time.monotonic() + seconds, [b""]
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not pieces[-1].endswith(b"\n"):
            if not selector.select(max(0.0, end - time.monotonic())):
                raise TimeoutError
            pieces.append(os.read(process.stdout.fileno(), 1 << 20))
            if not pieces[-1]:
                raise EOFError
    return b"".join(pieces)


def _decode(answer: dict[str, Any]) -> Result:
    common = {"warnings": tuple(answer["warnings"]), "truncated": answer["truncated"]}
    if answer["kind"] == "ask":
        return Result("ask", truth=answer["truth"], **common)
    if answer["kind"] == "graph":
        quads = parse(answer["data"], RdfFormat.N_TRIPLES)
        return Result("graph", triples=tuple(Triple(q.subject, q.predicate, q.object) for q in quads), **common)
    found = parse_query_results(answer["data"], QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    variables = tuple(answer["variables"])
    rows = tuple(tuple(row[name] for name in variables) for row in found)
    return Result("select", variables, rows, labels=answer["labels"], **common)


def _encode(result: Result) -> dict[str, Any]:
    made = {"kind": result.kind, "warnings": result.warnings, "truncated": result.truncated}
    if result.kind == "ask":
        return made | {"truth": result.truth}
    if result.kind == "graph":
        return made | {"data": result.to("nt")}
    return made | {"variables": result.variables, "data": result.to("json"), "labels": result.labels}


def _answer(store: Store, line: bytes) -> dict[str, Any]:
    asked = json.loads(line)
    try:
        believed, limits = NamedNode(asked["believed"]), Limits(**asked["limits"])
        return _encode(run(store, believed, asked["text"], asked["parameters"], limits=limits))
    except KgError as error:
        return {"error": type(error).__name__, "message": str(error)}


def _alone(memory: int) -> None:
    """Limit the memory of this process and take its network away, where the system knows how."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import ctypes

        ctypes.CDLL(None, use_errno=True).unshare(_NEWUSER | _NEWNET)


def _open(path: Path) -> Store:
    if (path / "CURRENT").exists():
        return Store.read_only(str(path))
    from kg.store import Store as Folder

    return Folder.open(path).oxigraph


def _serve(path: Path) -> None:
    try:
        store, fault = _open(path), None
    except (KgError, OSError) as error:
        store, fault = None, {"error": "DamagedStore", "message": str(error)}
    print("ready", flush=True)
    for line in sys.stdin.buffer:
        answer = _answer(store, line) if store is not None else fault
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _alone(int(sys.argv[2]))
    threading.stack_size(_STACK)  # the parser is recursive; a thread's stack can be larger than the process's own
    thread = threading.Thread(target=_serve, args=(Path(sys.argv[1]),))
    thread.start()
    thread.join()
