"""What stands before every address: the Host that a request names, what other sites may do, what a page may do."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'"
)
"""Only our own files, nothing inline, nothing from elsewhere, and no text that becomes markup by a script."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}

LOCAL = ("localhost", "127.0.0.1", "::1")


class Walls:
    """Refuses a Host that is not ours (DNS rebinding), adds the headers of safety, answers CORS where it is allowed."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], cors: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(name.lower() for name in hosts)
        self._cors = frozenset(cors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = self._origin(headers.get("origin"))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), origin)
            await send(message)

        if _name(headers.get("host", "")) not in self._hosts:
            refused: Response = PlainTextResponse("This server does not answer to that name.\n", 421)
            await refused(scope, receive, sending)
        elif scope["method"] == "OPTIONS" and origin and "access-control-request-method" in headers:
            allowed = {
                "Access-Control-Allow-Methods": "GET, HEAD, POST",
                "Access-Control-Allow-Headers": "Accept, Content-Type",
                "Access-Control-Max-Age": "600",
            }
            await Response(status_code=204, headers=allowed)(scope, receive, sending)
        else:
            await self._app(scope, receive, sending)

    def _origin(self, origin: str | None) -> str | None:
        """The origin that may read the answer, or None."""
        return "*" if "*" in self._cors and origin else origin if origin in self._cors else None

    def _add(self, headers: MutableHeaders, origin: str | None) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if self._cors else "same-origin")
        if self._cors:
            headers.add_vary_header("Origin")
        if origin:
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "KG-Truncated, KG-Warning, Retry-After"


def _name(host: str) -> str:
    """The name in a Host header, without the port; empty for what is no host."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower() if host and "@" not in host else ""
    except ValueError:
        return ""
