"""SPARQL servers for the tests of remote stores: installed if they can be, started on a free port of this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx

VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
CheckpointInterval = 60
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CaseMode = 2
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
MaxClientConnections = 20
KeepAliveTimeout = 10
MaxKeepAlives = 20
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 60
[Replication]
ServerName = kg
"""


class Missing(Exception):
    """An engine that is not here and cannot be installed; the text says why."""


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@cache
def oxigraph_binary() -> str:
    """The program of the Oxigraph server, from the package `oxigraph` on PyPI."""
    beside = Path(sys.executable).with_name("oxigraph")
    kept = Path(tempfile.gettempdir()) / f"kg-engines-{os.getuid()}"
    for found in (
        str(beside) if beside.exists() else None,
        shutil.which("oxigraph"),
        shutil.which("oxigraph", path=str(kept / "bin")),
    ):
        if found:
            return found
    _run([sys.executable, "-m", "pip", "install", "-q", "--target", str(kept), "oxigraph>=0.5,<0.6"])
    if not (kept / "bin" / "oxigraph").exists():
        raise Missing("pip install oxigraph: it has no program for this machine")
    return str(kept / "bin" / "oxigraph")


@cache
def virtuoso_binary() -> str:
    """The program of Virtuoso 7, from Debian's package."""
    if found := shutil.which("virtuoso-t"):
        return found
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise Missing("virtuoso-t is not here; as root, on Debian: apt-get install virtuoso-opensource-7-bin")
    with contextlib.suppress(Missing):
        _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "virtuoso-opensource-7-bin"])
    return shutil.which("virtuoso-t") or "virtuoso-t"


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=240, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{' '.join(command)}: {error}") from None
    if done.returncode:
        raise Missing(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-300:]}")


@contextlib.contextmanager
def oxigraph() -> Iterator[str]:
    """Start the Oxigraph server on an empty store; yields the address of queries."""
    binary, port = oxigraph_binary(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [binary, "serve", "-l", folder, "-b", f"127.0.0.1:{port}"]
        with _started(command, f"http://127.0.0.1:{port}/query", folder):
            yield f"http://127.0.0.1:{port}/query"


@contextlib.contextmanager
def virtuoso() -> Iterator[str]:
    """Start Virtuoso on an empty database; yields the address of queries. Who writes is dba, with the password dba."""
    binary, port = virtuoso_binary(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        ini = Path(folder) / "virtuoso.ini"
        ini.write_text(VIRTUOSO.format(folder=folder, port=port, sql=free_port()))
        with _started([binary, "+configfile", str(ini), "+foreground"], f"http://127.0.0.1:{port}/sparql", folder):
            yield f"http://127.0.0.1:{port}/sparql"


@contextlib.contextmanager
def _started(command: list[str], address: str, folder: str, patience: float = 180.0) -> Iterator[None]:
    with open(Path(folder) / "out", "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder)
        try:
            _wait(process, address, Path(folder) / "out", patience)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], address: str, out: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, params={"query": "ASK { }"}, timeout=5, trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args} did not start: {out.read_text('utf-8', 'replace')[-2000:]}")
