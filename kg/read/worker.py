"""The process behind `kg.read.guard`: no network, bounded memory and time, one file at a time.

`python -m kg.read.worker MEMORY` reads a line of JSON and the bytes of a file, and answers with a line of JSON: a list
of records and faults. Whatever a file does to the library that reads it, it does it here.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from kg.bounds import allow, walls
from kg.model import BadInput
from kg.read.options import Options
from kg.read.problem import problem
from kg.read.record import Record
from kg.read.whole import plain


def answer(request: dict[str, Any], data: bytes) -> list[dict[str, Any]]:
    """Return what a file holds, up to where it could be read, each record and fault as values of JSON."""
    made: list[dict[str, Any]] = []
    where = request["where"]
    try:
        for item in plain(data, where, request["kind"], Options(charset=request["charset"])):
            made += [asdict(item)] if isinstance(item, Record) else []
            made += [{"fault": str(item)}] if isinstance(item, BadInput) else []
    except BadInput as error:
        made.append({"fault": str(error)})
    except MemoryError:
        made.append({"fault": str(problem(where, "needs too much memory", "save its text as a file of its own"))})
    return made


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer file after file until there are no more."""
    for line in source:
        request = json.loads(line)
        allow(request["seconds"])
        target.write(json.dumps(answer(request, source.read(request["size"]))).encode("ascii") + b"\n")
        target.flush()


def main(memory: str) -> None:
    """Put up the walls, then serve what comes on standard input."""
    walls(int(memory))
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets into an answer
    serve(source, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
