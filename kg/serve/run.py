"""Start the server, in the foreground or in a thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn

from kg.model import KgError
from kg.serve.app import create
from kg.serve.settings import Settings


def _server(settings: Settings) -> uvicorn.Server:
    config = uvicorn.Config(
        create(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        limit_concurrency=500,
        ws="none",
    )
    return uvicorn.Server(config)


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say; KgError where that is not possible."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        made.close()
        why = getattr(error, "strerror", None) or str(error)
        raise KgError(f"{settings.host}:{settings.port}: {why}; --port takes another one") from None
    made.listen(128)
    return made


def address(settings: Settings, listening: socket.socket) -> str:
    """Return the address of the server's first page."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listening.getsockname()[1]}/"


def serve(settings: Settings, listening: socket.socket) -> None:
    """Serve until the process is told to stop."""
    _server(settings).run(sockets=[listening])


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve in a thread, for tests and notebooks; yields the address of the first page."""
    listening = listen(settings)
    server = _server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield address(settings, listening)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
