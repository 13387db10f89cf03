"""From a reply or a failure to an HTTP response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kg.serve.negotiate import choose, content_type
from kg.serve.pool import Busy, Exceeded, Pool, Reply
from kg.serve.settings import Settings

QUERY_BYTES = 1 << 20
DISCARDED = 64 << 20
"""How much of a request that is too long is read before the connection is closed."""

_STATUS = {"Missing": 404, "BadQuery": 400, "Unacceptable": 406, "KgError": 404, "DamagedStore": 503, "Exceeded": 422}
_TITLES = {
    400: "This cannot be asked",
    401: "A token is needed",
    403: "This is not allowed",
    404: "Not here",
    405: "Not with this method",
    406: "No such format",
    409: "This cannot be stored",
    413: "Too much",
    415: "Unknown kind of content",
    422: "Too much to answer",
    500: "Something broke",
    503: "Not now",
}


class Problem(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers or {})


def settings(request: Request) -> Settings:
    """Return how the server is set up."""
    found: Settings = request.app.state.settings
    return found


async def ask(request: Request, operation: str, **values: Any) -> Reply:
    """Let a process do an operation; Problem where it fails."""
    pool: Pool = request.app.state.pool
    try:
        reply = await run_in_threadpool(lambda: pool.ask(operation, **values))
    except Busy as error:
        raise Problem(503, str(error), {"Retry-After": "5"}) from None
    except Exceeded as error:
        raise Problem(422, str(error)) from None
    if reply.error:
        raise Problem(_STATUS.get(reply.error, 500), reply.message)
    return reply


async def asked(request: Request, operation: str, **values: Any) -> Any:
    """Let a process do an operation whose answer is JSON, and return that."""
    return json.loads((await ask(request, operation, **values)).body)


def send(body: bytes | str, form: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response in a format."""
    made = {"Vary": "Accept", "Cache-Control": "no-cache"} | dict(headers or {})
    return Response(body, status, made | {"Content-Type": content_type(form)})


def data(value: Any, status: int = 200) -> Response:
    """Return a response of JSON."""
    return send(json.dumps(value, ensure_ascii=False), "data", status)


def wants_page(request: Request, default: str = "data") -> bool:
    """Whether a client that is offered JSON and a page likes the page better; Problem where it takes neither."""
    form = request.query_params.get("format")
    if form in ("json", "html"):
        return form == "html"
    offered = ("data", "page") if default == "data" else ("page", "data")
    chosen = choose(request.headers.get("accept"), offered)
    if chosen is None:
        raise Problem(406, "this is to be had as application/json and text/html")
    return chosen == "page"


def told(request: Request, problem: Problem) -> Response:
    """Return an error as a page for a browser and as JSON (RFC 9457) for others."""
    from kg.serve.pages.shell import failure

    title = _TITLES.get(problem.status, "Not possible")
    if choose(request.headers.get("accept"), ("data", "page")) == "page":
        return send(failure(title, problem.message), "page", problem.status, problem.headers)
    body = json.dumps({"title": title, "status": problem.status, "detail": problem.message}, ensure_ascii=False)
    made = problem.headers | {"Vary": "Accept", "Content-Type": "application/problem+json"}
    return Response(body.encode("utf-8", "replace"), problem.status, made)


async def body(request: Request, most: int = QUERY_BYTES) -> bytes:
    """Return a request's body; Problem where it is too long.

    The rest of one that is too long is read all the same, up to a point: a client that still sends when the connection
    is closed does not get to see the answer.
    """
    made = bytearray()
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size <= most:
                made += part
            elif size > most + DISCARDED:
                break
    except ClientDisconnect:
        raise Problem(400, "the connection ended early") from None
    if size > most:
        raise Problem(413, f"a request may have {most:,} bytes here", {"Connection": "close"})
    return bytes(made)


def decoded(content: bytes) -> str:
    """Return bytes as text; Problem where they are not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the request is not UTF-8") from None
