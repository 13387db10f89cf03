"""Documents, tables, feeds, mail, web archives and archives become articles; broken and hostile ones say so."""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Article, BadInput
from kg.read import read
from kg.read.archive import MAX_DEPTH
from kg.read.limits import MAX_BYTES
from kg.read.options import Budget

TEXT = "The ministers of the two countries met in Vienna on Friday. They said that it was good for both."
OTHER = "The minister of trade said on Monday that the two sides would meet again before the end of the year."
THIRD = "A spokeswoman for the bank said that it had bought the company for a sum that was not made known."
FRENCH = "Le ministre des affaires étrangères a rencontré les ambassadeurs de la région dans une ville du sud. " * 5


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def all_of(path: Path, columns: Mapping[str, str] | None = None) -> tuple[list[Article], list[str]]:
    found = list(read([path], columns=columns))
    told = [str(x) for x in found if isinstance(x, BadInput)]
    assert all(line.isprintable() for line in told)
    return [x for x in found if isinstance(x, Article)], told


def one(path: Path) -> Article:
    (article,), told = all_of(path)
    assert not told
    return article


def fault(path: Path) -> str:
    articles, (told,) = all_of(path)
    assert not articles
    return told


def zipped(members: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def tarred(members: Mapping[str, str | bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, content in members.items():
            data = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def pdf(*pages: list[str] | None) -> bytes:
    """Make a PDF file of lines of text; a page of None is a picture."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for lines in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        if lines is None:
            use, body = b"<</XObject<</I 9999 0 R>>>>", b"q 9 0 0 9 0 0 cm /I Do Q"
        else:
            use = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>"
            shown = "".join(f"({line}) Tj T* " for line in lines)
            body = f"BT /F 11 Tf 13 TL 50 750 Td {shown}ET".encode("cp1252")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources%b/Contents %d 0 R>>" % (use, number + 1)
        )
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(body), body))
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    objects.append(b"<</Title(Talks in Vienna)>>")
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(objects),
        len(made),
    )
    return made + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (len(objects) + 1, table, end)


class TestPdf:
    LINES = [
        "The ministers of the two countries met in the Austrian capital on Friday, and agreed to co-",
        "operate. It was the first meeting since the accord, which was signed in the spring of the year be-",
        "fore last. They will meet again.",
        "A spokeswoman said that the next meeting would be held in the autumn, before the end of the year.",
    ]

    def test_lines_become_paragraphs(self, tmp_path: Path) -> None:
        article = one(put(tmp_path, "a.pdf", pdf(["Talks begin in Vienna", *self.LINES])))
        assert article.title == "Talks in Vienna"
        first, second, third = article.text.split("\n\n")
        assert first == "Talks begin in Vienna"
        assert second.endswith("year before last. They will meet again.")
        assert third == self.LINES[-1]

    def test_margins_of_pages_are_left_out(self, tmp_path: Path) -> None:
        pages = [[f"The Paper, page {n}", f"In part {n} of it, {TEXT}", str(n)] for n in range(1, 5)]
        text = one(put(tmp_path, "a.pdf", pdf(*pages))).text
        assert "The Paper" not in text
        assert text.count("Vienna") == 4

    def test_scanned_pages_are_reported(self, tmp_path: Path) -> None:
        (article,), (told,) = all_of(put(tmp_path, "a.pdf", pdf(self.LINES, None)))
        assert "Austrian" in article.text
        assert "a.pdf, page 2: is a picture" in told
        assert "no text layer" in fault(put(tmp_path, "b.pdf", pdf(None)))

    def test_locked(self, tmp_path: Path) -> None:
        from pypdf import PdfReader, PdfWriter

        made = io.BytesIO()
        writer = PdfWriter(PdfReader(io.BytesIO(pdf(self.LINES))))
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(made)
        assert "locked" in fault(put(tmp_path, "a.pdf", made.getvalue()))

    def test_broken(self, tmp_path: Path) -> None:
        assert "broken" in fault(put(tmp_path, "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 5))
        assert "pdf" in fault(put(tmp_path, "b.pdf", pdf(self.LINES)[:200]))

    @settings(max_examples=25)
    @given(st.data())
    def test_any_damage_gives_an_article_or_a_fault(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        content = bytearray(pdf(self.LINES))
        for _ in range(5):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        assert list(read([put(tmp_path_factory.mktemp("p"), "a.pdf", bytes(content))]))


def epub(**changed: str | None) -> bytes:
    page = (
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
    )
    members: dict[str, str | None] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/c.opf"/></rootfiles></container>',
        "OEBPS/c.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:date>2021-03-05</dc:date>'
        "<dc:publisher>The Paper</dc:publisher><dc:rights>CC BY 4.0</dc:rights></metadata>"
        '<manifest><item id="n" href="n.xhtml" properties="nav" '
        'media-type="application/xhtml+xml"/><item id="a" href="t/a%20b.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="b" href="t/c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="n"/>'
        '<itemref idref="b"/><itemref idref="a"/></spine></package>',
        "OEBPS/n.xhtml": page + "<body><nav><ol><li>Contents</li></ol></nav></body></html>",
        "OEBPS/t/a b.xhtml": f"{page}<body><h2>Talks</h2><p>{TEXT}</p></body></html>",
        "OEBPS/t/c.xhtml": f"{page}<body><h1>Trade</h1><p>{OTHER}</p></body></html>",
    }
    members.update({name.replace("__", "/"): value for name, value in changed.items()})
    return zipped({name: value for name, value in members.items() if value is not None})


class TestEpub:
    def test_documents_are_articles_in_reading_order(self, tmp_path: Path) -> None:
        articles, told = all_of(put(tmp_path, "a.epub", epub()))
        assert not told
        assert articles == [
            Article("a-1", f"Trade\n\n{OTHER}", "Trade", date(2021, 3, 5), "The Paper", "CC BY 4.0"),
            Article("a-2", f"Talks\n\n{TEXT}", "Talks", date(2021, 3, 5), "The Paper", "CC BY 4.0"),
        ]

    def test_broken(self, tmp_path: Path) -> None:
        assert "broken zip" in fault(put(tmp_path, "a.epub", epub()[:-30]))
        assert "has no META-INF/container.xml" in fault(put(tmp_path, "b.epub", zipped({"x": "y"})))
        hostile = '<!DOCTYPE c [<!ENTITY a "b">]><container>&a;</container>'
        assert "document type" in fault(put(tmp_path, "c.epub", epub(**{"META-INF__container.xml": hostile})))

    def test_missing_document_stops_no_other(self, tmp_path: Path) -> None:
        (article,), (told,) = all_of(put(tmp_path, "a.epub", epub(**{"OEBPS__t__c.xhtml": None})))
        assert article.title == "Talks"
        assert "has no OEBPS/t/c.xhtml" in told


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str) -> bytes:
    about = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Talks</dc:title></c>'
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<x/>", "word/document.xml": document, "docProps/core.xml": about})


class TestDocx:
    BODY = (
        f"<w:p><w:r><w:t>{TEXT[:20]}</w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del><w:ins><w:r>"
        f"<w:t>{TEXT[20:]}</w:t></w:r></w:ins></w:p><w:p/><w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/>"
        "<w:t>three.</w:t></w:r></w:p>"
    )

    @pytest.mark.parametrize("name", ["a.docx", "a"])
    def test_paragraphs(self, tmp_path: Path, name: str) -> None:
        assert one(put(tmp_path, name, docx(self.BODY))) == Article("a", f"{TEXT}\n\nOne\ttwo\nthree.", "Talks")

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (docx(BODY)[:100], "broken zip"),
            (zipped({"a": "b"}), "no Word file"),
            (b"\xd0\xcf\x11\xe0" + bytes(600), "locked or of the old format"),
            (docx("<w:p>"), "broken XML"),
            (docx(""), "no text"),
            (zipped({"word/document.xml": "a" * (MAX_BYTES + 1)}), "larger than 10 MB"),
            (zipped({"word/document.xml": " " * MAX_BYTES}), "200 times"),
        ],
    )
    def test_broken(self, tmp_path: Path, content: bytes, told: str) -> None:
        assert told in fault(put(tmp_path, "a.docx", content))

    def test_deep_nesting(self, tmp_path: Path) -> None:
        body = "<w:p>" * 50_000 + f"<w:t>{TEXT}</w:t>" + "</w:p>" * 50_000
        assert "nested too deeply" in fault(put(tmp_path, "a.docx", zipped_stored(docx(body))))


def zipped_stored(content: bytes) -> bytes:
    """Pack again without compression."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_STORED)


class TestTable:
    def test_usual_columns(self, tmp_path: Path) -> None:
        rows = f'ID,Headline,Date,URL,Body,Other\n7,Talks,2021-03-05,https://x.example/1,"{TEXT}\n""Good.""",z\n'
        article = one(put(tmp_path, "a.csv", rows))
        assert article == Article("7", f'{TEXT}\n"Good."', "Talks", date(2021, 3, 5), "https://x.example/1")

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_given_columns(self, tmp_path: Path, encoding: str, delimiter: str) -> None:
        text = TEXT + " “Señor”."
        rows = f"lead{delimiter}text\r\n{text}{delimiter}x\r\n{delimiter.join([OTHER, 'y'])}\r\n"
        articles, told = all_of(put(tmp_path, "a.csv", rows.encode(encoding)), {"text": "Lead"})
        assert not told
        assert articles == [Article("a-2", text), Article("a-3", OTHER)]

    def test_missing_columns(self, tmp_path: Path) -> None:
        path = put(tmp_path, "a.csv", f"x,y\n1,{TEXT}\n")
        assert "has no column 'text'; it has x, y" in fault(path)
        assert "has no column 'z'" in all_of(path, {"text": "y", "title": "z"})[1][0]

    def test_broken_rows_stop_no_other(self, tmp_path: Path) -> None:
        rows = f"id,text\n1,{TEXT}\n2\n3,{OTHER}\n4,\0\n5,{THIRD}\n".encode() + b'6,"open\n'
        path = put(tmp_path, "a.csv", rows)
        articles, told = all_of(path)
        assert [article.id for article in articles] == ["1", "3", "5", "6"]
        assert [line.split(": ")[0] for line in told] == [f"{path}:3", f"{path}:5"]

    @pytest.mark.parametrize("content", ["\n", "text\n", " "])
    def test_nothing_in_it(self, tmp_path: Path, content: str) -> None:
        articles, told = all_of(put(tmp_path, "a.csv", content))
        assert not articles
        assert len(told) <= 1


RSS = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Paper</title>
<copyright>CC BY 4.0</copyright>
<item><title>Talks &amp;amp; more</title><link>https://p.example/a?utm_source=rss</link>
<guid isPermaLink="false">77</guid>
<pubDate>Fri, 05 Mar 2021 10:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{TEXT}</p><script>no()</script>
<p>Se\xf1or &eacute; said <b>so</b>.<br>Yes.</p>]]></content:encoded></item>
<item><title>Trade</title><guid>https://p.example/b</guid><description>&lt;p&gt;{OTHER}&lt;/p&gt;</description></item>
<item><title>Nothing</title></item>
<item><title>Empty</title><link>https://p.example/c</link></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Paper</title><rights>CC0</rights>
<entry><title type="html">Talks &lt;i&gt;begin&lt;/i&gt;</title><id>urn:1</id><updated>2021-03-06T10:00:00Z</updated>
<published>2021-03-05T10:00:00Z</published><link rel="self" href="https://p.example/x"/>
<link href="https://p.example/a"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p>
<p>It <em>was</em>.</p></div></content></entry>
<entry><title>Trade</title><id>urn:2</id><updated>2021-03-06T10:00:00Z</updated><summary>{OTHER}</summary></entry></feed>"""


class TestFeeds:
    @pytest.mark.parametrize("name", ["a.rss", "a.xml", "a"])
    def test_rss(self, tmp_path: Path, name: str) -> None:
        articles, told = all_of(put(tmp_path, name, RSS.encode("latin-1")))
        assert articles == [
            Article(
                "https://p.example/a",
                f"{TEXT}\n\nSeñor é said so.\nYes.",
                "Talks & more",
                date(2021, 3, 5),
                "https://p.example/a?utm_source=rss",
                "CC BY 4.0",
            ),
            Article("https://p.example/b", OTHER, "Trade", None, "https://p.example/b", "CC BY 4.0"),
        ]
        assert [line.partition(": ")[2].split(";")[0] for line in told] == [
            "is an item without address and id",
            "lists https://p.example/c, and kg opens no connection",
        ]

    def test_atom(self, tmp_path: Path) -> None:
        articles, told = all_of(put(tmp_path, "a.atom", ATOM))
        assert not told
        assert articles == [
            Article(
                "https://p.example/a",
                f"{TEXT}\n\nIt was.",
                "Talks begin",
                date(2021, 3, 5),
                "https://p.example/a",
                "CC0",
            ),
            Article("urn:2", OTHER, "Trade", date(2021, 3, 6), None, "CC0"),
        ]

    @pytest.mark.parametrize(
        "doctype",
        [
            "<!DOCTYPE rss>",
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"\n "http://127.0.0.1:9/rss-0.91.dtd">',
            '<!-- old --> <!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x"> <?xml-stylesheet href="x"?>',
            '<!DOCTYPE rss [<!ELEMENT rss ANY><!-- <!ENTITY --><!ATTLIST rss version CDATA "a>b">]>',
        ],
    )
    def test_a_document_type_that_declares_no_entity_is_passed_over(self, tmp_path: Path, doctype: str) -> None:
        feed = RSS.replace("?>", f"?>{doctype}", 1).replace("&eacute;", "e").encode("latin-1")
        articles, _ = all_of(put(tmp_path, "a.rss", feed))
        assert [article.title for article in articles] == ["Talks & more", "Trade"]

    def test_known_items_are_passed_over(self, tmp_path: Path) -> None:
        path = put(tmp_path, "a.rss", RSS.encode("latin-1"))
        for known in ({"77", "https://p.example/b"}, {"https://p.example/a", "https://p.example/b"}):
            found = list(read([path], known=known.__contains__))
            assert [type(x) for x in found] == [BadInput, BadInput]

    def test_two_feeds_with_the_same_item(self, tmp_path: Path) -> None:
        paths = [put(tmp_path, "a.rss", RSS.encode("latin-1")), put(tmp_path, "b.atom", ATOM)]
        found = list(read(paths))
        assert sum(isinstance(x, Article) for x in found) == 2
        assert f"{paths[1]}:1: has the address of {paths[0]}:1" in str(found[4])
        assert f"{paths[1]}:2: repeats the text of {paths[0]}:2" in str(found[5])

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("<rss><channel><item>", "broken XML"),
            ('<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', "document type"),
            ('<!DOCTYPE rss [<!ENTITY % h SYSTEM "http://127.0.0.1:9/x"> %h;]><rss><channel/></rss>', "document type"),
            ("<!DOCTYPE rss [<!ELEMENT rss ANY> %h;]><rss><channel/></rss>", "document type"),
            ('<!DOCTYPE rss SYSTEM "x"><!DOCTYPE rss [<!ENTITY a "b">]><rss/>', "document type"),
            ('<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x"><rss>&a;</rss>', "broken XML"),
            ("<!DOCTYPE " + "r" * 100_000, "document type"),
            ("<!DOCTYPE r [" + "<!ELEMENT r ANY>" * 100_000, "document type"),
            ("<rss><channel/></rss>", "lists no article"),
            ("<news/>", "<news>"),
            ("<rss>&nbsp;</rss>", "broken XML"),
            ("<a>" * 100_000, "broken XML"),
            ("<!--" + "-" * 100_000, "document type"),
        ],
    )
    def test_broken(self, tmp_path: Path, content: str, told: str) -> None:
        assert told in fault(put(tmp_path, "a.xml", content))

    def test_deep_nesting(self, tmp_path: Path) -> None:
        deep = "<div>" * 10_000 + "</div>" * 10_000
        content = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content type="xhtml">{deep}</content>'
        assert "nested too deeply" in fault(put(tmp_path, "a.atom", content + "</entry></feed>"))

    def test_sitemap_needs_the_web(self, tmp_path: Path) -> None:
        sitemap = (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://p.example/a</loc></url>'
        )
        told = fault(put(tmp_path, "a.xml", sitemap + "</urlset>"))
        assert "lists https://p.example/a, and kg opens no connection" in told

    def test_page_as_xml(self, tmp_path: Path) -> None:
        page = f"<!DOCTYPE html><html><body><article><p>{TEXT}</p><p>{OTHER}</p><p>{THIRD}</p></article></body></html>"
        assert TEXT in one(put(tmp_path, "a.xml", page)).text


def mail(**changed: str) -> EmailMessage:
    made = EmailMessage()
    told = {"Subject": "Talks – begin", "From": "The Paper <news@p.example>", "Date": "Fri, 05 Mar 2021 10:00:00 +0100"}
    for name, value in {**told, **changed}.items():
        made[name] = value
    return made


class TestMail:
    def article(self, text: str) -> Article:
        return Article("a", text, "Talks – begin", date(2021, 3, 5), "The Paper <news@p.example>")

    def test_plain_text_goes_before_html(self, tmp_path: Path) -> None:
        message = mail()
        message.set_content(TEXT + " Señor.")
        message.add_alternative(f"<p>{OTHER}</p>", subtype="html")
        message.add_attachment(b"\0\1", maintype="image", subtype="png")
        assert one(put(tmp_path, "a.eml", message.as_bytes())) == self.article(TEXT + " Señor.\n")

    def test_html(self, tmp_path: Path) -> None:
        message = mail()
        message.set_content(f"<style>p {{}}</style><p>{TEXT}</p><!-- no --><p>It was.</p>", subtype="html")
        assert one(put(tmp_path, "a.eml", message.as_bytes())) == self.article(f"{TEXT}\n\nIt was.")

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (TEXT.encode(), "no header"),
            (b"Subject: x\nContent-Type: image/png\n\nabc", "no text"),
            (b"Subject: x\n\n", "no text"),
            (b"Subject: x\nContent-Type: text/plain\n\n" + FRENCH.encode(), "not English"),
        ],
    )
    def test_broken(self, tmp_path: Path, content: bytes, told: str) -> None:
        assert told in fault(put(tmp_path, "a.eml", content))

    @settings(max_examples=60)
    @given(st.binary(max_size=200), st.sampled_from(["Subject", "From", "Date", "Content-Type", "MIME-Version"]))
    def test_any_header_gives_an_article_or_a_fault(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
    ) -> None:
        path = tmp_path_factory.mktemp("m")
        header = b"Subject: y\n" + name.encode() + b": " + content + b"\n\n" + TEXT.encode()
        assert len(list(read([put(path, "a.eml", header)]))) == 1

    def test_deep_nesting(self, tmp_path: Path) -> None:
        parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
        assert "too many parts" in fault(put(tmp_path, "a.eml", f"Subject: x\n{parts}\n{TEXT}"))
        fewer = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(250))
        assert len(list(read([put(tmp_path, "b.eml", f"Subject: x\n{fewer}\n{TEXT}")]))) == 1


PAGE = (
    "<!DOCTYPE html><html><head><title>Talks</title><link rel=canonical href='{link}'></head><body><article><p>"
    + f"{TEXT}</p><p>{OTHER}</p><p>{THIRD}</p></article></body></html>"
)


def warc(packed: bool, *pages: tuple[str, str, str, bytes]) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    made = io.BytesIO()
    writer = WARCWriter(made, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a", {"software": "test"}))
    for address, status, media, body in pages:
        headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers)
        )
    return made.getvalue()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio's writer leaves files open
class TestWarc:
    PAGES = (
        ("https://p.example/a?utm_source=x", "200 OK", "text/html; charset=utf-8", PAGE.format(link="").encode()),
        ("https://p.example/b", "301 Moved", "text/html", b""),
        ("https://p.example/c.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://p.example/robots.txt", "200 OK", "text/plain", b"User-agent: *"),
        ("https://p.example/d", "200 OK", "text/html", b"<html><body></body></html>"),
    )

    @pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True), ("a", False)])
    def test_pages(self, tmp_path: Path, name: str, packed: bool) -> None:
        (article,), (told,) = all_of(put(tmp_path, name, warc(packed, *self.PAGES)))
        assert article.id == "https://p.example/a"
        assert article.source == "https://p.example/a?utm_source=x"
        assert article.text == f"{TEXT}\n\n{OTHER}\n\n{THIRD}"
        assert "https://p.example/d: has no article in it" in told

    def test_page_that_speaks_for_another_site(self, tmp_path: Path) -> None:
        page = PAGE.format(link="https://other.example/z").encode()
        article = one(put(tmp_path, "a.warc", warc(False, ("https://p.example/a", "200 OK", "text/html", page))))
        assert article.id == "https://p.example/a"

    def test_broken(self, tmp_path: Path) -> None:
        assert "broken" in fault(put(tmp_path, "a.warc", b"junk\r\n" * 50))
        assert "no page in it" in fault(put(tmp_path, "b.warc", warc(False)))
        assert all_of(put(tmp_path, "c.warc.gz", warc(True, *self.PAGES)[:-200]))[1]


PACKERS: list[tuple[str, Callable[[Mapping[str, str | bytes]], bytes]]] = [
    ("a.zip", zipped),
    ("a.tar", tarred),
    ("a.tar.gz", lambda members: tarred(members, "w:gz")),
    ("a.tgz", lambda members: tarred(members, "w:gz")),
]


@pytest.mark.parametrize(("name", "pack"), PACKERS, ids=[name for name, _ in PACKERS])
class TestArchives:
    Pack = Callable[[Mapping[str, str | bytes]], bytes]

    def test_members_are_read_as_files_are(self, tmp_path: Path, name: str, pack: Pack) -> None:
        content = pack(
            {
                "d/a.txt": TEXT,
                "d/b.jsonl": json.dumps({"text": OTHER}) + "\n{\n",
                "README.md": TEXT,
                ".git/a.txt": TEXT,
                "__MACOSX/a.txt": TEXT,
                "p.png": b"\x89PNG",
                "z.docx": docx(f"<w:p><w:t>{THIRD}</w:t></w:p>"),
            }
        )
        path = put(tmp_path, name, content)
        articles, (told,) = all_of(path)
        assert articles == [Article("a/d/a", TEXT), Article("a/d/b-1", OTHER), Article("a/z", THIRD, "Talks")]
        assert told.startswith(f"{path}/d/b.jsonl:2: is not JSON")

    @pytest.mark.parametrize("bad", ["../a.txt", "/etc/a.txt", "b/../../a.txt", "b\\..\\a.txt"])
    def test_names_that_lead_out(self, tmp_path: Path, name: str, pack: Pack, bad: str) -> None:
        (article,), (told,) = all_of(put(tmp_path, name, pack({bad: TEXT, "ok.txt": OTHER})))
        assert article.id == "a/ok"
        assert "leads out" in told

    def test_archives_in_archives(self, tmp_path: Path, name: str, pack: Pack) -> None:
        content: bytes = pack({"t.txt": TEXT})
        for _ in range(MAX_DEPTH):
            content = pack({f"in.{name[2:]}": content})
        assert one(put(tmp_path, name, content)).text == TEXT
        assert "in an archive in an archive" in fault(put(tmp_path, name, pack({f"in.{name[2:]}": content})))

    def test_too_large_a_member_stops_no_other(self, tmp_path: Path, name: str, pack: Pack) -> None:
        path = put(tmp_path, name, pack({"a.txt": random.Random(1).randbytes(MAX_BYTES + 1), "b.txt": TEXT}))
        (article,), (told,) = all_of(path)
        assert article.id == "a/b"
        assert "larger than 10 MB" in told

    def test_broken_and_empty(self, tmp_path: Path, name: str, pack: Pack) -> None:
        content = pack({"a.txt": TEXT * 50, "b.txt": OTHER * 50})
        assert "archive" in all_of(put(tmp_path, name, content[: len(content) // 3]))[1][-1]
        assert "archive" in fault(put(tmp_path, name, b"junk" * 300))
        assert "no article in it" in fault(put(tmp_path, name, pack({"p.png": b"\x89PNG"})))

    @settings(max_examples=30)
    @given(st.data())
    def test_any_damage_gives_articles_or_faults(
        self, tmp_path_factory: pytest.TempPathFactory, name: str, pack: Pack, data: st.DataObject
    ) -> None:
        content = bytearray(pack({"a.txt": TEXT, "b.jsonl": json.dumps({"text": OTHER})}))
        for _ in range(4):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        assert list(read([put(tmp_path_factory.mktemp("z"), name, bytes(content))]))


class TestBombs:
    def test_zip(self, tmp_path: Path) -> None:
        told = fault(put(tmp_path, "a.zip", zipped({"a.txt": bytes(9_000_000)})))
        assert "200 times" in told

    @pytest.mark.parametrize("name", ["a.tar.gz", "a.jsonl.gz", "a.txt.gz"])
    def test_gzip(self, tmp_path: Path, name: str) -> None:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        start = tarred({"a.png": b""})[:512] if "tar" in name else b""
        start = start.replace(b"00000000000\0", b"77777777777\0", 1)
        content = packer.compress(start) + b"".join(packer.compress(bytes(1_000_000)) for _ in range(60))
        assert "a." in fault(put(tmp_path, name, content + packer.flush()))

    def test_total(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Budget.__init__, "__defaults__", (len(TEXT) + 50,))
        for name, pack in PACKERS[:2]:
            articles, (told,) = all_of(put(tmp_path, name, pack({"a.txt": TEXT, "b.txt": OTHER, "c.txt": THIRD})))
            assert [article.text for article in articles] == [TEXT]
            assert "b.txt: is one file too many" in told
        assert "too much" in fault(put(tmp_path, "a.txt.gz", gzip.compress(TEXT.encode() * 3)))

    def test_many_members(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("kg.read.unpack.MAX_MEMBERS", 3)
        monkeypatch.setattr("kg.read.archive.MAX_MEMBERS", 3)
        members = {f"{n}.txt": f"{TEXT} It was number {n}." for n in range(5)}
        assert "more than 3 members" in fault(put(tmp_path, "a.zip", zipped(members)))
        articles, (told,) = all_of(put(tmp_path, "a.tar", tarred(members)))
        assert len(articles) == 3
        assert "more than 3 members" in told

    def test_list_of_contents(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("kg.read.unpack.MAX_DIRECTORY", 100)
        assert "too long" in fault(put(tmp_path, "a.zip", zipped({f"{n}.txt": TEXT for n in range(5)})))

    def test_encrypted_and_oddly_packed(self, tmp_path: Path) -> None:
        content = bytearray(zipped({"a.txt": TEXT}))
        content[content.rindex(b"PK\x01\x02") + 8] |= 1
        assert "is encrypted" in fault(put(tmp_path, "a.zip", bytes(content)))
        assert "does not unpack" in fault(put(tmp_path, "b.zip", zipped({"a.txt": TEXT}, zipfile.ZIP_LZMA)))

    def test_links_and_devices_are_passed_over(self, tmp_path: Path) -> None:
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w") as archive:
            for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
                info = tarfile.TarInfo("a.txt")
                info.type, info.linkname = kind, "/etc/passwd"
                archive.addfile(info)
        assert "no article in it" in fault(put(tmp_path, "a.tar", made.getvalue()))


def test_gzipped_files_are_read_by_their_inner_name(tmp_path: Path) -> None:
    assert one(put(tmp_path, "a.csv.gz", gzip.compress(f"text\n{TEXT}\n".encode()))).text == TEXT
    assert one(put(tmp_path, "a.txt.gz", gzip.compress(TEXT.encode()))).text == TEXT
    assert one(put(tmp_path, "a", gzip.compress(tarred({"a.txt": TEXT})))).text == TEXT
    assert "broken" in fault(put(tmp_path, "b.txt.gz", gzip.compress(TEXT.encode())[:-20]))


@pytest.mark.parametrize("content", [pdf([TEXT]), docx(f"<w:p><w:t>{TEXT}</w:t></w:p>"), zipped({"a.txt": TEXT})])
def test_standard_input_of_any_kind(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (article,) = read(["-"])
    assert isinstance(article, Article)
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("package", "name", "content", "told"),
    [
        ("pypdf", "a.pdf", b"%PDF-1.4", "reading PDF needs pypdf: pip install 'kg-news[documents]'"),
        ("warcio", "a.warc", b"WARC/1.0", "reading WARC needs warcio: pip install 'kg-news[warc]'"),
    ],
)
def test_missing_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, name: str, content: bytes, told: str
) -> None:
    for module in [module for module in sys.modules if module.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    path = put(tmp_path, name, content)
    assert fault(path) == f"{path}: {told}"
