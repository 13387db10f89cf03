"""Addresses become articles, under a policy that no name, redirect or answer gets around. All is on loopback."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article, BadInput, KgError
from kg.read import WebPolicy, read
from kg.read.address import canonical, key
from kg.read.policy import target
from kg.read.robots import rules

TEXT = "The ministers of the two countries met in Vienna on Friday. They said that it was good for both."
OTHER = "The minister of trade said on Monday that the two sides would meet again before the end of the year."
THIRD = "A spokeswoman for the bank said that it had bought the company for a sum that was not made known."
LOOPBACK = ("127.0.0.0/8",)


def page(text: str = TEXT, link: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>Talks</title>{link}</head><body><nav><a href=/>Home</a></nav><article>"
        f"<h1>Talks</h1><p>{text}</p><p>{OTHER} {text}</p><p>{THIRD} {text}</p></article></body></html>"
    ).encode()


class Site(ThreadingHTTPServer):
    """A server whose answers are set by the test, and which notes what was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def put(self, path: str, body: bytes, media: str = "text/html", status: int = 200, **headers: str) -> str:
        def answer(to: Handler) -> None:
            to.send_response(status)
            for name, value in {"Content_Type": media, "Content_Length": str(len(body)), **headers}.items():
                to.send_header(name.replace("_", "-"), value)
            to.end_headers()
            to.wfile.write(body)

        self.answers[path] = answer
        return self.root + path

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        return self.put(path, b"", status=status, Location=to)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers["User-Agent"])
        if self.path in self.server.answers:
            self.server.answers[self.path](self)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def policy(**changed: object) -> WebPolicy:
    return WebPolicy(**{"allow": LOOPBACK, "pause": 0.0, "read_timeout": 5.0, "total_timeout": 10.0, **changed})  # type: ignore[arg-type]


def one(address: str, **changed: object) -> Article:
    (article,) = read([address], web=policy(**changed))
    assert isinstance(article, Article), article
    return article


def fault(address: str, **changed: object) -> str:
    (told,) = read([address], web=policy(**changed))
    assert isinstance(told, BadInput), told
    assert str(told).isprintable()
    return str(told)


class TestPages:
    def test_article(self, site: Site) -> None:
        address = site.put("/a?x=1&utm_source=rss", page(), "text/html; charset=utf-8")
        article = one(address + "#top")
        assert article.id == f"{site.root}/a?x=1"
        assert article.source == address
        assert article.title == "Talks"
        assert article.text.startswith(f"Talks\n\n{TEXT}\n\n")
        assert site.asked == ["/robots.txt", "/a?x=1&utm_source=rss"]
        assert all(agent.startswith("kg-news ") for agent in site.agents)

    def test_own_canonical_address_counts_on_its_site_only(self, site: Site) -> None:
        own = f'<link rel="canonical" href="{site.root}/b">'
        assert one(site.put("/a", page(link=own))).id == f"{site.root}/b"
        other = '<link rel="canonical" href="https://other.example/b">'
        assert one(site.put("/c", page(link=other))).id == f"{site.root}/c"

    def test_redirects(self, site: Site) -> None:
        site.put("/c", page())
        site.redirect("/b", "/c", 308)
        assert one(site.redirect("/a", "b")).source == f"{site.root}/c"

    @pytest.mark.parametrize("body", [gzip.compress(page()), gzip.compress(page()[:99]) + gzip.compress(page()[99:])])
    def test_packed(self, site: Site, body: bytes) -> None:
        assert TEXT in one(site.put("/a", body, Content_Encoding="gzip")).text

    def test_in_pieces(self, site: Site) -> None:
        def answer(to: Handler) -> None:
            to.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
            for start in range(0, len(page()), 100):
                piece = page()[start : start + 100]
                to.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            to.wfile.write(b"0\r\n\r\n")

        site.answers["/a"] = answer
        assert TEXT in one(f"{site.root}/a").text

    def test_encoding_that_the_server_names(self, site: Site) -> None:
        body = page(TEXT + " Łódź.").decode().encode("cp1250")
        assert "Łódź" in one(site.put("/a", body, "text/html; charset=windows-1250")).text

    @pytest.mark.parametrize(
        ("path", "media", "body"),
        [
            ("/a", "text/plain", TEXT.encode()),
            ("/a.txt", "application/octet-stream", TEXT.encode()),
            ("/a.jsonl", "text/plain", json.dumps({"text": TEXT}).encode()),
            ("/a.csv", "text/csv", f"text\n{TEXT}\n".encode()),
            ("/a.txt.gz", "application/gzip", gzip.compress(TEXT.encode())),
        ],
    )
    def test_other_kinds(self, site: Site, path: str, media: str, body: bytes) -> None:
        assert one(site.put(path, body, media)).text == TEXT

    def test_same_page_twice(self, site: Site) -> None:
        address = site.put("/a", page())
        site.put("/a?utm_source=x", page())
        article, told = read([address, address + "?utm_source=x"], web=policy())
        assert isinstance(article, Article)
        assert "has the id" in str(told)

    def test_one_bad_address_stops_no_other(self, site: Site) -> None:
        found = list(read([f"{site.root}/none", site.put("/a", page())], web=policy()))
        assert [type(x) for x in found] == [BadInput, Article]
        assert "status 404" in str(found[0])


class TestLimits:
    def test_redirect_loop(self, site: Site) -> None:
        site.redirect("/b", "/a")
        assert "in a circle" in fault(site.redirect("/a", "/b"))
        assert "in a circle" in fault(site.redirect("/c", "/c#x"))

    def test_long_chain(self, site: Site) -> None:
        for number in range(50):
            site.redirect(f"/{number}", f"/{number + 1}")
        assert "redirects more than 5 times" in fault(f"{site.root}/0")
        assert len(site.asked) == 7

    def test_slow_drip(self, site: Site) -> None:
        def answer(to: Handler) -> None:
            to.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            while True:
                to.wfile.write(b"a")
                time.sleep(0.02)

        site.answers["/a"] = answer
        start = time.monotonic()
        assert "took too long" in fault(f"{site.root}/a", total_timeout=0.5)
        assert time.monotonic() - start < 5

    def test_slow_header(self, site: Site) -> None:
        def answer(to: Handler) -> None:
            to.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while True:
                to.wfile.write(b"a")
                time.sleep(0.02)

        site.answers["/a"] = answer
        assert "took too long" in fault(f"{site.root}/a", total_timeout=0.5)

    def test_silence(self, site: Site) -> None:
        site.answers["/a"] = lambda to: time.sleep(2)
        assert "took too long" in fault(f"{site.root}/a", read_timeout=0.2)

    def test_slow_name(self) -> None:
        def resolve(host: str, port: int) -> list[str]:
            time.sleep(3)
            return ["127.0.0.1"]

        assert "took too long" in fault("http://x.example/", resolve=resolve, connect_timeout=0.2)

    def test_too_large(self, site: Site) -> None:
        assert "larger than 0.01 MB" in fault(site.put("/a", page(TEXT * 200)), max_bytes=10_000)

    def test_endless(self, site: Site) -> None:
        def answer(to: Handler) -> None:
            to.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            while True:
                to.wfile.write(b"a" * 65_536)

        site.answers["/a"] = answer
        assert "larger than 1 MB" in fault(f"{site.root}/a", max_bytes=1_000_000)

    def test_gzip_bomb(self, site: Site) -> None:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
        assert len(body) < 1_000_000
        assert "larger than 10 MB" in fault(site.put("/a", body, Content_Encoding="gzip"), max_bytes=10_000_000)

    @pytest.mark.parametrize(
        ("headers", "cut", "told"),
        [
            ({"Content_Encoding": "gzip"}, 20, "breaks off"),
            ({"Content_Length": "100000"}, 0, "breaks off"),
            ({"Content_Encoding": "br"}, 0, "packed as 'br'"),
        ],
    )
    def test_broken_bodies(self, site: Site, headers: dict[str, str], cut: int, told: str) -> None:
        body = gzip.compress(page()) if cut else page()
        assert told in fault(site.put("/a", body[: len(body) - cut], **headers))

    def test_broken_gzip(self, site: Site) -> None:
        assert "cannot be fetched" in fault(site.put("/a", page(), Content_Encoding="gzip"))

    @pytest.mark.parametrize("media", ["image/png", "video/mp4", "application/javascript", "junk"])
    def test_types_that_are_no_article(self, site: Site, media: str) -> None:
        assert "is of the type" in fault(site.put("/a", page(), media))

    @pytest.mark.parametrize(
        "junk", [b"", b"\r\n\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200\r\nA" * 9999]
    )
    def test_what_is_no_web_server(self, site: Site, junk: bytes) -> None:
        site.answers["/a"] = lambda to: to.wfile.write(junk) and None
        assert "cannot be fetched" in fault(f"{site.root}/a", robots=False)


PRIVATE = """127.0.0.1 127.1 2130706433 0x7f.0.0.1 0177.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254
100.64.0.1 100.100.100.200 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
168.63.129.16 [::1] [::] [::ffff:127.0.0.1] [::ffff:a9fe:a9fe] [fe80::1] [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1]
[64:ff9b::7f00:1] [2002:7f00:1::] [2002:a9fe:a9fe::] [2001:db8::1] [::127.0.0.1] [100::1] localhost""".split()


class TestAddresses:
    @pytest.mark.parametrize("host", PRIVATE)
    def test_private_ones_are_refused(self, host: str) -> None:
        def connect(address: str, port: int, timeout: float) -> socket.socket:
            raise AssertionError(f"connected to {address}")

        told = fault(f"http://{host}/", allow=(), connect=connect, robots=False)
        assert "not on the public web" in told or "cannot be fetched" in told

    @pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "2002:808:808::", "::ffff:8.8.8.8"])
    def test_public_ones_are_not(self, address: str) -> None:
        assert not WebPolicy().refuses(address)

    def test_nothing_is_asked_of_a_refused_one(self, site: Site) -> None:
        assert "is at 127.0.0.1, which is not on the public web" in fault(site.put("/a", page()), allow=())
        assert site.asked == []

    def test_redirect_to_a_refused_one(self, site: Site) -> None:
        for to in ("http://169.254.169.254/latest/meta-data/", "http://[::1]/", "//10.0.0.1/"):
            assert "not on the public web" in fault(site.redirect("/a", to))
        for to in ("file:///etc/passwd", "ftp://x.example/", "javascript:1", "http://u:p@x.example/", "http://x:22/"):
            assert fault(site.redirect("/a", to))

    def test_name_that_changes(self, site: Site) -> None:
        answers = iter([["127.0.0.1"], ["10.0.0.1"]])
        address = f"http://p.example:{site.server_address[1]}/a"
        site.put("/a", page())
        told = fault(address, resolve=lambda host, port: next(answers))
        assert "is at 10.0.0.1" in told
        assert site.asked == ["/robots.txt"]

    def test_peer_that_is_not_the_address_looked_up(self, site: Site) -> None:
        def connect(address: str, port: int, timeout: float) -> socket.socket:
            assert address == "93.184.216.34"
            return socket.create_connection(("127.0.0.1", port), timeout)

        address = f"http://p.example:{site.server_address[1]}/a"
        told = fault(address, allow=(), resolve=lambda host, port: ["93.184.216.34"], connect=connect)
        assert "is at 127.0.0.1" in told
        assert site.asked == []

    def test_one_private_address_among_public_ones(self) -> None:
        told = fault("http://p.example/", allow=(), resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
        assert "is at 10.0.0.1" in told

    def test_second_address_is_tried(self, site: Site) -> None:
        site.put("/a", page())
        address = f"http://p.example:{site.server_address[1]}/a"
        assert one(address, resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"]).id == address

    @pytest.mark.parametrize(
        "address",
        [
            "http://",
            "http:///a",
            "http://a b/",
            "http://p.example:x/",
            "http://p.example:99999/",
            "http://p.example:25/",
            "http://u@p.example/",
            "http://u:p@p.example/",
            "http://[::1/",
            "http://a..b/",
            "http://" + "a" * 70 + ".example/",
            "http://p.example\\@127.0.0.1/",
            "http://p.example%00.x/",
        ],
    )
    def test_what_is_no_address(self, address: str) -> None:
        assert fault(address)

    def test_password_is_not_repeated(self) -> None:
        assert "secret" not in fault("http://u:secret@p.example/")

    @given(st.text(max_size=40))
    def test_any_address_is_taken_apart_or_refused(self, text: str) -> None:
        for address in (f"http://{text}", f"http://p.example/{text}"):
            try:
                made = target(address)
            except BadInput:
                continue
            assert made.address.isascii()
            assert made.address.isprintable()

    def test_network_that_is_none(self) -> None:
        with pytest.raises(KgError, match=r"10\.0\.0\.0/8"):
            WebPolicy(allow=("intranet",))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_certificate_is_checked(site: Site, tmp_path: Path) -> None:
    files = ["-keyout", str(tmp_path / "k"), "-out", str(tmp_path / "c")]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *files]
    subprocess.run([*made, "-subj", "/CN=localhost", "-days", "1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c", tmp_path / "k")
    site.socket = context.wrap_socket(site.socket, server_side=True)
    assert "no valid certificate" in fault(site.root.replace("http:", "https:") + "/a")


class TestRobots:
    def test_closed_page(self, site: Site) -> None:
        site.put("/robots.txt", b"User-agent: *\nDisallow: /a\n", "text/plain")
        site.put("/b", page())
        assert "robots.txt" in fault(site.put("/a", page()))
        assert "robots.txt" in fault(site.redirect("/c", "/a"))
        assert "/a" not in site.asked
        assert one(f"{site.root}/b")
        assert one(f"{site.root}/a", robots=False)

    def test_asked_once(self, site: Site) -> None:
        addresses = [site.put(f"/{n}", page(f"{TEXT} {n}")) for n in range(3)]
        assert all(isinstance(x, Article) for x in read(addresses, web=policy()))
        assert site.asked.count("/robots.txt") == 1

    def test_that_cannot_be_had(self, site: Site) -> None:
        site.put("/robots.txt", b"", status=503)
        assert "robots.txt" in fault(site.put("/a", page()))
        site.put("/robots.txt", b"\0\1\2" * 99)
        assert one(f"{site.root}/a")

    def test_pause(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        slept: list[float] = []
        monkeypatch.setattr("kg.read.fetch.time.sleep", slept.append)
        site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n", "text/plain")
        addresses = [site.put("/a", page()), site.put("/b", page(OTHER))]
        assert all(isinstance(x, Article) for x in read(addresses, web=policy()))
        assert [round(pause) for pause in slept] == [7]

    @pytest.mark.parametrize(
        ("text", "path", "allowed"),
        [
            ("", "/a", True),
            ("User-agent: *\nDisallow:", "/a", True),
            ("User-agent: *\nDisallow: /", "/a", False),
            ("user-agent: kg-news\ndisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
            ("User-agent: *\nDisallow: /\nUser-agent: KG-News/1.0\nAllow: /", "/b", True),
            ("User-agent: x\nUser-agent: kg-news\nDisallow: /b", "/b/c", False),
            ("User-agent: kg-news\nDisallow: /b\nUser-agent: kg-news\nDisallow: /c", "/c", False),
            ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
            ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
            ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
            ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
            ("User-agent: *\nDisallow: /a*b*c", "/a1b2", True),
            ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
            ("User-agent: *\nDisallow: /a$", "/ab", True),
            ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
            ("User-agent: *\nDisallow: /%61 # why", "/a", False),
            ("Disallow: /a", "/a", True),
        ],
    )
    def test_rules(self, text: str, path: str, allowed: bool) -> None:
        assert rules(text).allows(path) is allowed

    def test_hostile_pattern(self) -> None:
        start = time.process_time()
        assert rules("User-agent: *\nDisallow: /" + "a*" * 20_000 + "b$").allows("/" + "a" * 50_000)
        assert time.process_time() - start < 2


def rss(site: Site, *items: str) -> bytes:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>{listed}</channel></rss>'.encode()


def urlset(*addresses: str, of: str = "url", root: str = "urlset") -> bytes:
    listed = "".join(f"<{of}><loc>{address}</loc></{of}>" for address in addresses)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{root}>'.encode()


class TestFeeds:
    def test_items_are_fetched(self, site: Site) -> None:
        site.put("/a", page())
        feed = rss(
            site,
            "<link>/a?utm_source=rss</link><title>In the feed</title><pubDate>Fri, 05 Mar 2021 10:00:00 GMT</pubDate>",
            f"<link>{site.root}/b</link><c:encoded><![CDATA[<p>{OTHER * 8}</p>]]></c:encoded>",
            f"<link>{site.root}/none</link><description>{THIRD}</description>",
        )
        site.answers["/a?utm_source=rss"] = site.answers["/a"]
        found = list(read([site.put("/feed", feed, "application/rss+xml")], web=policy()))
        first, second, third = found
        assert isinstance(first, Article)
        assert (first.id, first.title, str(first.published)) == (f"{site.root}/a", "Talks", "2021-03-05")
        assert isinstance(second, Article)
        assert second.text == OTHER * 8
        assert "/b" not in site.asked
        assert "status 404" in str(third)

    def test_known_ones_are_not_fetched(self, site: Site) -> None:
        feed = rss(site, "<link>/a?utm_source=rss</link>", "<link>/b</link><guid>77</guid>")
        address = site.put("/feed", feed, "application/rss+xml")
        known = {f"{site.root}/a", "77"}
        assert list(read([address], web=policy(), known=known.__contains__)) == []
        assert site.asked == ["/robots.txt", "/feed"]

    def test_text_for_another_site_is_not_believed(self, site: Site) -> None:
        feed = rss(site, f"<link>http://10.0.0.1/a</link><c:encoded>{OTHER * 8}</c:encoded>")
        assert "10.0.0.1" in fault(site.put("/feed", feed, "application/rss+xml"))

    def test_twice_listed_is_fetched_once(self, site: Site) -> None:
        site.put("/a", page())
        address = site.put("/feed", rss(site, "<link>/a</link>", "<link>/a#x</link>"), "application/rss+xml")
        article, told = read([address], web=policy())
        assert isinstance(article, Article)
        assert "has the address of" in str(told)
        assert site.asked.count("/a") == 1

    def test_feed_in_a_feed(self, site: Site) -> None:
        address = site.put("/feed", rss(site, "<link>/feed?x</link>"), "application/rss+xml")
        site.answers["/feed?x"] = site.answers["/feed"]
        assert "no article but a further list" in fault(address)

    def test_feed_from_a_file(self, site: Site, tmp_path: Path) -> None:
        site.put("/a", page())
        (tmp_path / "a.rss").write_bytes(rss(site, f"<link>{site.root}/a</link>"))
        (article,) = read([tmp_path / "a.rss"], web=policy())
        assert isinstance(article, Article)

    def test_sitemaps(self, site: Site) -> None:
        site.put("/a", page())
        site.put("/b", page(OTHER))
        site.put("/s1.xml", urlset(f"{site.root}/a", "nonsense"), "application/xml")
        site.put("/s2.xml.gz", gzip.compress(urlset(f"{site.root}/b")), "application/gzip")
        index = urlset(f"{site.root}/s1.xml", f"{site.root}/s2.xml.gz", of="sitemap", root="sitemapindex")
        found = list(read([site.put("/sitemap.xml", index, "text/xml")], web=policy()))
        assert [x.id for x in found if isinstance(x, Article)] == [f"{site.root}/a", f"{site.root}/b"]
        assert "'nonsense'" in str(found[1])

    def test_index_that_lists_itself(self, site: Site) -> None:
        index = urlset(f"{site.root}/s.xml", of="sitemap", root="sitemapindex")
        assert "in another one" in fault(site.put("/s.xml", index, "text/xml"))

    def test_most_pages(self, site: Site) -> None:
        addresses = [site.put(f"/{n}", page(f"{TEXT} It was number {n}.")) for n in range(5)]
        sitemap = site.put("/s.xml", urlset(*addresses), "text/xml")
        found = list(read([sitemap], web=policy(max_pages=3)))
        assert [type(x) for x in found] == [Article] * 3 + [BadInput]
        assert "more than 3" in str(found[3])


def test_without_a_policy_no_connection_is_opened(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_bytes(rss(site, f"<link>{site.root}/a</link>"))
    (tmp_path / "s.xml").write_bytes(urlset(f"{site.root}/a", of="sitemap", root="sitemapindex"))
    (tmp_path / "p.html").write_bytes(page(link=f"<base href='{site.root}'><script src=/x></script>"))
    found = list(read([site.put("/a", page()), tmp_path]))
    assert [type(x) for x in found] == [BadInput, BadInput, Article, BadInput]
    assert site.asked == []
    code = "import sys, kg.read; list(kg.read.read(['-'])); sys.exit('kg.read.url' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], input=TEXT.encode()).returncode == 0


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("HTTP://P.Example:80/a?utm_medium=x&b=1#c", "http://p.example/a?b=1"),
        ("https://p.example", "https://p.example/"),
        ("https://p.example:443/%7Ea/caf%c3%a9", "https://p.example/~a/caf%C3%A9"),
        ("https://p.example/a?fbclid=1", "https://p.example/a"),
        ("urn:isbn:1", "urn:isbn:1"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_canonical_addresses(address: str, same: str) -> None:
    assert canonical(address) == same
    assert canonical(same) == same


def test_keys_of_addresses() -> None:
    assert key("http://www.p.example/a/") == key("https://p.example/a")
    assert key("https://p.example/a?x=1") != key("https://p.example/a?x=2")
    assert key("https://p.example/") is key("The Paper") is None
