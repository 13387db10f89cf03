"""Requests to a server: tried again while it is busy or away, never longer or larger than allowed, errors in one line."""

from __future__ import annotations

import contextlib
import json
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from urllib.parse import urlencode

import httpx

from kg.model import BadQuery, KgError
from kg.remote import auth
from kg.remote.config import Config, Secrets, is_here

Pairs = list[tuple[str, str]]
BUSY = (429, 502, 503, 504)
_PATIENCE = 30.0
"""The longest that a server's Retry-After is waited for, in seconds."""
_ERROR_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def cut(self) -> bool:
        """Whether the server says that it left out rows."""
        return any(name in self.headers for name in ("x-sparql-maxrows", "kg-truncated"))


class Http:
    """Sends requests; safe for several threads. `sleep` is what it waits with."""

    def __init__(self, config: Config, secrets: Secrets, sleep: Callable[[float], None] = time.sleep) -> None:
        self._config, self._sleep, self._secret = config, sleep, bool(secrets)
        limits = httpx.Limits(max_connections=config.connections, max_keepalive_connections=config.connections)
        self._client = httpx.Client(
            auth=auth.of(config, secrets),
            timeout=httpx.Timeout(config.timeout, connect=min(10.0, config.timeout), pool=None),
            limits=limits,
            headers={"User-Agent": "kg"},
            verify=_tls(),
            trust_env=not is_here(config.query),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(
        self,
        method: str,
        address: str,
        *,
        params: Pairs | None = None,
        headers: Mapping[str, str] | None = None,
        form: Pairs | None = None,
        content: bytes | None = None,
        missing: bool = False,
        question: bool = False,
    ) -> Answer:
        """Send a request that may be repeated, and return the answer of 2xx.

        Args:
            method: GET, POST, PUT or DELETE.
            address: Where to.
            params: Added to the address.
            headers: Besides the usual ones.
            form: What a form has; or
            content: the bytes to send.
            missing: Whether 404 is an answer too.
            question: Whether what is sent is the user's query, so that what the server finds wrong is a BadQuery.

        Raises:
            KgError: The server cannot be reached, refuses, or answers too late or too much.
        """
        sent = dict(headers or {})
        if form is not None:
            content, sent["Content-Type"] = urlencode(form).encode("ascii"), "application/x-www-form-urlencoded"
        place = str(httpx.URL(address).copy_with(query=None))
        trouble, pause = "", 0.0
        for attempt in range(self._config.attempts):
            if attempt:
                self._sleep(max(pause, 0.5 * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)))
            try:
                answer = self._once(method, address, params, sent, content)
            except (httpx.ReadTimeout, httpx.WriteTimeout):
                raise KgError(
                    f"{place}: no answer within {self._config.timeout:g} s; ask for less, or raise timeout"
                ) from None
            except httpx.TransportError as error:
                trouble, pause = _reason(error), 0.0
                continue
            except httpx.InvalidURL:
                raise KgError(f"{place}: not an address that can be asked") from None
            if 200 <= answer.status < 300 or (missing and answer.status == 404):
                return answer
            if answer.status not in BUSY:
                raise self._fault(place, answer, question)
            trouble, pause = f"{answer.status} {said(answer.body)}".strip(), _wait(answer)
        tried = f", tried {self._config.attempts} times" if self._config.attempts > 1 else ""
        raise KgError(f"{place}: {trouble or 'no answer'}{tried}")

    def _once(
        self,
        method: str,
        address: str,
        params: Pairs | None,
        headers: Mapping[str, str],
        content: bytes | None,
    ) -> Answer:
        url = httpx.URL(address)
        if params:
            url = url.copy_merge_params(httpx.QueryParams([*url.params.multi_items(), *params]))
        with self._client.stream(method, url, headers=headers, content=content) as response:
            most = self._config.answer_bytes if response.is_success else _ERROR_BYTES
            pieces, size = [], 0
            for piece in response.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > most and response.is_success:
                    raise KgError(
                        f"{address}: the answer is longer than {most:,} bytes; ask for less, or raise answer-bytes"
                    )
                if size > most:
                    break
            return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, b"".join(pieces))

    def _fault(self, place: str, answer: Answer, question: bool) -> KgError:
        words = said(answer.body)
        if 300 <= answer.status < 400:
            return KgError(f"{place}: moved to {said(answer.headers.get('location', '').encode())}; use that address")
        if answer.status in (401, 403):
            hint = (
                "it does not accept what KG_REMOTE_… has"
                if self._secret
                else "set KG_REMOTE_USER and KG_REMOTE_PASSWORD, or KG_REMOTE_TOKEN"
            )
            return KgError(f"{place}: not allowed ({answer.status}); {hint}" + (f": {words}" if words else ""))
        if answer.status == 413:
            return KgError(f"{place}: the server takes less at a time (413); lower batch-bytes")
        kind = BadQuery if question and answer.status in (400, 422) else KgError
        return kind(f"{place}: {answer.status}" + (f": {words}" if words else ""))


@cache
def _tls() -> ssl.SSLContext:
    """How servers are verified: by the authorities that httpx trusts, or those that SSL_CERT_FILE has."""
    return httpx.create_ssl_context()


def said(body: bytes) -> str:
    """Return a server's message in one short line: no markup, no control characters, not our own query again."""
    text = body[:_ERROR_BYTES].decode("utf-8", "replace")
    with contextlib.suppress(ValueError, TypeError, KeyError):
        text = str(json.loads(text)["detail"])  # a problem of RFC 9457
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", " ", text)
    text = unescape(re.sub(r"<[/!?a-zA-Z][^>]*>", " ", text)) if text.lstrip().startswith("<") else text
    text = text.split("SPARQL query:")[0]
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    text = " ".join(text.split())
    return text if len(text) <= 300 else text[:299] + "…"


def _reason(error: httpx.TransportError) -> str:
    words = said(str(error).encode("utf-8", "replace"))
    what = (
        "cannot be reached"
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        else "the connection broke off"
    )
    return f"{what} ({words})" if words else what


def _wait(answer: Answer) -> float:
    """The seconds that a server asks to wait, within reason; a date is not looked at."""
    with contextlib.suppress(ValueError):
        return min(_PATIENCE, max(0.0, float(answer.headers.get("retry-after", "0"))))
    return 0.0
