"""One request to one address, over a connection whose other end was looked at: the only module that opens a socket.

The standard library does it, not httpx or urllib3: those choose the peer themselves, follow redirects and proxies, and
count no total time, so that all that matters here would have to be taken from them again. Proxies are not used.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.read.policy import Target, WebPolicy
from kg.read.problem import problem

_TRIED = 4
"""How many of a host's addresses are tried."""

_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered. `body` is empty unless the answer was a success of a media type that was asked for."""

    status: int
    media: str
    charset: str | None
    location: str | None
    body: bytes


def request(
    target: Target, policy: WebPolicy, until: float, media: Collection[str] | None, limit: int, *, cut: bool = False
) -> Reply:
    """Ask for an address once, until that time (of the monotonic clock); BadInput if nothing whole comes back.

    The body is read for a success of a media type in `media` (None: any). One of more than `limit` bytes, packed or
    unpacked, is cut off there where `cut` says so, and refused else.
    """
    where = target.address
    headers = {"User-Agent": policy.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
    connection = _Connection(target, policy, until)
    try:
        connection.request("GET", target.path, headers=headers)
        answer = connection.getresponse()
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        wanted = answer.status == 200 and (media is None or kind in media)
        body = _body(answer, where, limit, cut) if wanted else b""
        return Reply(answer.status, kind, answer.headers.get_content_charset(), answer.headers.get("Location"), body)
    except TimeoutError:
        raise problem(where, "took too long to answer", "try again later, or save the page and give the file") from None
    except ssl.SSLCertVerificationError as error:
        raise problem(where, f"has no valid certificate ({error.verify_message})", "check the address") from None
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        told = " ".join(str(error).split())[:100] or type(error).__name__
        raise problem(where, f"cannot be fetched ({told})", "check the address, or try again later") from None
    finally:
        connection.hang_up()


def _body(answer: http.client.HTTPResponse, where: str, limit: int, cut: bool) -> bytes:
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise problem(where, f"is packed as {encoding[:20]!r}, which was not asked for", "save the page instead")
    too_large = problem(where, f"is larger than {limit / 1_000_000:g} MB", "save what is needed of it")
    if (answer.length or 0) > limit and not cut:
        raise too_large
    pieces = _pieces(answer)
    parts: list[bytes] = []
    size = 0
    for part in pieces if encoding == "identity" else _gunzipped(pieces, limit):
        parts.append(part)
        size += len(part)
        if size > limit and not cut:
            raise too_large
        if size > limit:
            return b"".join(parts)[:limit]
    return b"".join(parts)


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read(_PIECE):
        yield piece
    if answer.length:
        raise ValueError("it breaks off")


def _gunzipped(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Unpack in small parts; a gzip file may go on with another one."""
    packed = zlib.decompressobj(16 + zlib.MAX_WBITS)
    begun, taken = False, 0
    for piece in pieces:
        taken += len(piece)
        if taken > limit:
            raise ValueError("it is too large")
        while piece:
            yield packed.decompress(piece, _PIECE)
            begun, piece = not packed.eof, packed.unused_data if packed.eof else packed.unconsumed_tail
            if packed.eof:
                packed = zlib.decompressobj(16 + zlib.MAX_WBITS)
    if begun:
        yield packed.flush()
        if not packed.eof:
            raise ValueError("it breaks off")


class _Connection(http.client.HTTPConnection):
    """A connection to an address that the policy allows, every wait on it bounded in time."""

    def __init__(self, target: Target, policy: WebPolicy, until: float) -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.scheme == "https" else 80
        self._target, self._policy, self._until = target, policy, until
        self._plain: socket.socket | None = None

    def connect(self) -> None:
        plain = self._plain = _vetted(self._target, self._policy, self._until)
        plain.settimeout(_left(self._until, self._policy.read_timeout))
        if self._target.scheme == "https":
            plain = self._plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)
        self.sock: Any = _Wire(plain, self._policy.read_timeout, self._until)

    def hang_up(self) -> None:
        """Close the socket; `close`, which the library calls too early for us, leaves it open."""
        if self._plain is not None:
            self._plain.close()


class _Wire:
    """What http.client needs of a socket; no wait lasts longer than the time for reading, nor beyond the end."""

    def __init__(self, plain: socket.socket, patience: float, until: float) -> None:
        self._plain, self._patience, self._until = plain, patience, until

    def sendall(self, data: bytes) -> None:
        self._plain.settimeout(_left(self._until, self._patience))
        self._plain.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._plain, self._patience, self._until))

    def close(self) -> None:
        pass


class _Incoming(io.RawIOBase):
    def __init__(self, plain: socket.socket, patience: float, until: float) -> None:
        self._plain, self._patience, self._until = plain, patience, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self._plain.settimeout(_left(self._until, self._patience))
        return self._plain.recv_into(buffer)


def _left(until: float, patience: float) -> float:
    left = min(patience, until - time.monotonic())
    if left <= 0:
        raise TimeoutError
    return left


def _vetted(target: Target, policy: WebPolicy, until: float) -> socket.socket:
    """Connect to the target; no address is asked, and no connection kept, that the policy refuses."""
    addresses = _resolved(target, policy, until)
    refused = [address for address in addresses if policy.refuses(address)]
    if refused or not addresses:
        raise _refusal(target, refused[0] if refused else "no address")
    last: OSError | None = None
    for address in addresses[:_TRIED]:
        try:
            plain = (policy.connect or _connect)(address, target.port, _left(until, policy.connect_timeout))
        except OSError as error:
            last = error
            continue
        peer = str(plain.getpeername()[0])
        if policy.refuses(peer):  # whatever a name was resolved to, this is who is at the other end
            plain.close()
            raise _refusal(target, peer)
        return plain
    raise last or OSError("no answer")


def _refusal(target: Target, address: str) -> Exception:
    told = f"is at {address}, which is not on the public web"
    return problem(target.address, told, "save the page and give the file, or allow its network")


def _resolved(target: Target, policy: WebPolicy, until: float) -> Sequence[str]:
    """Return the numeric addresses of a host; the system's resolver has no time limit of its own."""
    found: list[Sequence[str] | OSError] = []

    def look() -> None:
        try:
            found.append((policy.resolve or _look_up)(target.host, target.port))
        except OSError as error:
            found.append(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(_left(until, policy.connect_timeout))
    if not found:
        raise TimeoutError
    if isinstance(found[0], OSError):
        raise found[0]
    return found[0]


def _look_up(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _connect(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)
