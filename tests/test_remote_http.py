"""What a client does when a server is busy, away, wrong, slow, or wants to see a password: against scripted servers."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("httpx", reason="REMOTE STORES ARE NOT TESTED: pip install -e '.[remote]'")

from kg.model import BadQuery, KgError
from kg.remote import Remote, is_remote
from kg.remote.config import Config, Secrets, load, secrets
from kg.remote.http import Http, said
from kg.remote.server import Server

Say = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/sparql-results+json"}
YES: Say = (200, JSON, b'{"head": {}, "boolean": true}')


class Scripted:
    """A server that says what it was told to, one after the other, the last again and again; it keeps the requests."""

    def __init__(self, *says: Say | Callable[[], Say]) -> None:
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        script = list(says)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.requests.append((self.command, self.path, dict(self.headers), body))
                say = script.pop(0) if len(script) > 1 else script[0]
                status, headers, content = say() if callable(say) else say
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(content))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign] # clients that went away
        self.address = f"http://127.0.0.1:{self.server.server_port}/sparql"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    made: list[Scripted] = []

    def make(*says: Say | Callable[[], Say]) -> Scripted:
        made.append(Scripted(*says))
        return made[-1]

    yield make
    for one in made:
        one.server.shutdown()
        one.server.server_close()


class Ask:
    """Makes clients of addresses."""

    def __init__(self) -> None:
        self.made: list[Server] = []

    def __call__(
        self, address: str, waits: list[float] | None = None, secret: Secrets | None = None, **settings: Any
    ) -> Server:
        config = Config(address, update=address, graphs=address, **settings)
        waited: list[float] = [] if waits is None else waits
        self.made.append(Server(Http(config, secret or Secrets(), waited.append), config))
        return self.made[-1]


@pytest.fixture
def asked() -> Iterator[Ask]:
    ask = Ask()
    yield ask
    for server in ask.made:
        server.close()


def test_a_busy_server_is_asked_again_after_longer_and_longer(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    server = scripted(
        (503, {}, b""), (429, {"Retry-After": "7"}, b""), (0, {}, b""), (502, {"Retry-After": "9999"}, b""), YES
    )
    waits: list[float] = []
    assert asked(server.address, waits).select("ASK { }").body == YES[2]
    assert [server.requests[0][3]] * 5 == [request[3] for request in server.requests]
    assert 0.37 <= waits[0] <= 0.63 and waits[1] == 7 and 1.5 <= waits[2] <= 2.5 and waits[3] == 30


def test_a_server_that_stays_busy_is_given_up(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    server = scripted(
        (504, {"Content-Type": "text/html"}, b"<html><style>p{}</style><h1>Gateway\n time-out</h1></html>")
    )
    with pytest.raises(KgError, match=r"^http://127.0.0.1:\d+/sparql: 504 Gateway time-out, tried 3 times$"):
        asked(server.address, attempts=3).select("ASK { }")
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 500, 501])
def test_an_answer_is_not_asked_for_again(asked: Ask, scripted: Callable[..., Scripted], status: int) -> None:
    server = scripted((status, {}, b"\x1b[31mno\x07 such\nthing"))
    with pytest.raises(KgError, match=f"{status}") as caught:
        asked(server.address).select("ASK { }")
    assert len(server.requests) == 1
    assert isinstance(caught.value, BadQuery) == (status in (400, 422))
    assert str(caught.value).isprintable()


def test_a_redirect_is_told_and_not_followed(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    server = scripted((301, {"Location": "https://elsewhere.example/sparql"}, b""))
    with pytest.raises(KgError, match=r"moved to https://elsewhere.example/sparql; use that address"):
        asked(server.address).select("ASK { }")


def test_nobody_listens(asked: Ask) -> None:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{made.getsockname()[1]}/sparql"
    with pytest.raises(KgError, match=r"cannot be reached .*refused.*tried 2 times"):
        asked(address, attempts=2).select("ASK { }")


def test_a_slow_answer_is_not_waited_for(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    def slow() -> Say:
        time.sleep(1.0)
        return YES

    server = scripted(slow)
    with pytest.raises(KgError, match=r"no answer within 0.2 s"):
        asked(server.address, timeout=0.2).select("ASK { }")
    assert len(server.requests) == 1


def test_a_long_answer_is_not_read(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    import gzip

    bomb = gzip.compress(b" " * 50_000_000)
    server = scripted((200, JSON | {"Content-Encoding": "gzip"}, bomb))
    with pytest.raises(KgError, match=r"longer than 1,000,000 bytes"):
        asked(server.address, answer_bytes=1_000_000).select("ASK { }")


@pytest.mark.parametrize("body", [b"", b"{", b'{"boolean": 3}', b"[]", b'{"head": {"vars": ["x"]}, "results": 3}'])
def test_an_answer_that_is_no_result_is_told(asked: Ask, scripted: Callable[..., Scripted], body: bytes) -> None:
    server = scripted((200, JSON, body))
    with pytest.raises(KgError, match="cannot be read"):
        asked(server.address).rows("SELECT ?x { }")
    page = scripted((200, {"Content-Type": "text/html"}, b"<html>Welcome"))
    with pytest.raises(KgError, match="not SPARQL results"):
        asked(page.address).select("ASK { }")
    with pytest.raises(KgError, match="there is no SPARQL server"):
        Remote.open(page.address, environment={})


def test_rows_that_a_server_leaves_out_are_noticed(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    server = scripted(
        (200, JSON | {"X-SPARQL-MaxRows": "10000"}, b'{"head": {"vars": []}, "results": {"bindings": []}}')
    )
    with pytest.raises(KgError, match="cuts results off"):
        asked(server.address).rows("SELECT ?x { }")


def test_a_token_is_sent_at_once(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    server = scripted(YES)
    asked(server.address, secret=Secrets(token="secret")).select("ASK { }")
    assert server.requests[0][2]["Authorization"] == "Bearer secret"


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_a_password_is_sent_as_the_server_wants_it(asked: Ask, scripted: Callable[..., Scripted], scheme: str) -> None:
    challenge = f'{scheme} realm="x"' + (', nonce="abc", qop="auth", algorithm="MD5"' if scheme == "Digest" else "")
    refused: Say = (401, {"WWW-Authenticate": challenge}, b"")
    server = scripted(*([refused] * (2 if scheme == "Digest" else 1)), YES)
    client = asked(server.address, secret=Secrets("ann", "secret"))
    client.select("ASK { }")
    client.select("ASK { }")
    assert "Authorization" not in server.requests[0][2]
    assert [request[2]["Authorization"].split(" ")[0] for request in server.requests[-2:]] == [scheme] * 2
    assert ("secret" in str(server.requests)) is False


def test_a_wrong_password_is_told_without_it(asked: Ask, scripted: Callable[..., Scripted]) -> None:
    server = scripted((401, {"WWW-Authenticate": "Basic"}, b""))
    with pytest.raises(KgError, match="does not accept what KG_REMOTE") as caught:
        asked(server.address, secret=Secrets("ann", "secret")).select("ASK { }")
    assert "secret" not in str(caught.value) and "secret" not in repr(Secrets("ann", "secret"))
    with pytest.raises(KgError, match="set KG_REMOTE_USER"):
        asked(server.address).select("ASK { }")


def test_secrets_do_not_go_where_all_can_read_them() -> None:
    with pytest.raises(KgError, match="for all to read"):
        Http(Config("http://graph.example/sparql"), Secrets(token="secret"))
    Http(Config("http://graph.example/sparql", allow_plain=True), Secrets(token="secret")).close()
    Http(Config("https://graph.example/sparql"), Secrets(token="secret")).close()


def test_secrets_come_from_the_environment() -> None:
    assert secrets({"KG_REMOTE_USER": "ann", "KG_REMOTE_PASSWORD": "x"}) == Secrets("ann", "x")
    assert secrets({"KG_REMOTE_USER": "ann", "KG_REMOTE_PASSWORD": "x", "KG_REMOTE_TOKEN": "t"}) == Secrets(token="t")
    with pytest.raises(KgError, match="KG_REMOTE_USER is not"):
        secrets({"KG_REMOTE_PASSWORD": "x"})


def test_a_certificate_that_nobody_vouches_for_is_refused(asked: Ask, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl, "apt-get install openssl"
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    command = f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        [*command.split(), *names, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    server = Scripted(YES)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
    try:
        with pytest.raises(KgError, match="certificate verify failed"):
            asked(f"https://localhost:{server.server.server_port}/sparql", attempts=1).select("ASK { }")
    finally:
        server.server.shutdown()
        server.server.server_close()
    assert server.requests == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "query is missing"),
        ("query = 3", "query has the wrong type"),
        ('query = "ftp://x/"', "not the address of a server"),
        ('query = "https://x/"\nquary = "y"', "there is no setting 'quary'"),
        ('query = "https://x/"\nattempts = 0', "attempts must be 1 or more"),
        ('query = "https://x/"\nattempts = true', "attempts has the wrong type"),
        ('query = "https://x/"\nauth = "magic"', "auth is auto, basic or digest"),
        ('query = "https://ann:secret@x/"', "a password does not belong in an address"),
        ("query =", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str, wrong: str) -> None:
    file = tmp_path / "server.toml"
    file.write_text(text)
    with pytest.raises(KgError, match=wrong) as caught:
        load(file)
    assert "secret" not in str(caught.value)


def test_a_file_says_where_the_server_is(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text('query = "https://x/q"\nupdate = "https://x/u"\nbatch-bytes = 5000\ntimeout = 3\n')
    assert load(file) == Config("https://x/q", update="https://x/u", batch_bytes=5000, timeout=3)
    assert is_remote(file) and is_remote("https://x/sparql") and not is_remote("kg-store") and not is_remote(tmp_path)
    with pytest.raises(KgError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_what_a_server_says_is_shortened_and_cleaned() -> None:
    assert (
        said(b"Virtuoso 37000 Error SP030: syntax error\n\nSPARQL query:\nSELECT secret")
        == "Virtuoso 37000 Error SP030: syntax error"
    )
    assert said(b'{"title": "x", "detail": "no\\nsuch"}') == "no such"
    assert said(b"<html><body><script>x</script>a &lt; b</body>") == "a < b"
    assert len(said(b"x" * 5000)) == 300
    assert said(b"\xff\x00\x1b") == "\ufffd"
