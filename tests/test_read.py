"""Files, folders, records and pages become articles; what cannot be read says so in one line and stops nothing else."""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article, BadInput, KgError
from kg.read import read
from kg.read.dates import day
from kg.read.language import guess, is_english
from kg.read.limits import MAX_BYTES
from kg.read.record import header

TEXT = "The ministers of the two countries met in Vienna on Friday. They said that it was good for both.\n"
OTHER = "The minister of trade said on Monday that the two sides would meet again before the end of the year.\n"
FRENCH = "Le ministre des affaires étrangères a rencontré les ambassadeurs de la région dans une ville du sud. "
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ministers meet in Vienna | The Paper</title>
<meta property="og:title" content="Ministers meet in Vienna"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2021-03-05T10:00:00Z"><link rel="canonical" href="https://paper.example/a">
</head><body><nav><a href="/">Home</a> <a href="/world">World news</a></nav><article><h1>Ministers meet in Vienna</h1>
<p>The ministers of the two countries met in the Austrian capital on Friday, and said that the talks were useful.</p>
<p>The talks, which lasted for two hours, were the first between the two since the accord that they signed in May.</p>
<p>A spokeswoman said that the next meeting would be held in the autumn, before the end of the year at the latest.</p>
</article><footer>Copyright 2023 The Paper. All rights reserved. Subscribe to our newsletter.</footer></body></html>"""


def one(source: Path) -> Article:
    found = list(read([source]))
    assert len(found) == 1
    assert isinstance(found[0], Article), found[0]
    return found[0]


def fault(source: Path | str) -> str:
    found = list(read([source]))
    assert len(found) == 1
    assert isinstance(found[0], BadInput), found[0]
    message = str(found[0])
    assert message.isprintable()
    return message


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


class TestText:
    def test_is_kept_letter_for_letter(self, tmp_path: Path) -> None:
        text = "  " + TEXT.replace("\n", "\r\n") + "\t“Señor” \u2028 \x0b e\u0301 \n\n"
        assert one(write(tmp_path, "a.txt", text)) == Article("a", text)

    def test_header_is_split_off(self, tmp_path: Path) -> None:
        article = one(
            write(tmp_path, "a.txt", f"Title: Talks: a start\nDate: 5 March 2021\nSource: x.example\n\n{TEXT}")
        )
        assert article == Article("a", TEXT, "Talks: a start", date(2021, 3, 5), "x.example")

    def test_header_needs_its_empty_line(self, tmp_path: Path) -> None:
        assert one(write(tmp_path, "a.txt", "Title: x\n" + TEXT)).text == "Title: x\n" + TEXT

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_a_text_without_header_is_untouched(self, text: str) -> None:
        fields, body = header(text)
        assert fields or body == text
        assert text.endswith(body)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        text = TEXT + "“We’ll see”, said José Müller of São Tomé – in a café."
        assert one(write(tmp_path, "a.txt", text.encode(encoding))).text == text

    def test_latin1_where_cp1252_has_no_letter(self, tmp_path: Path) -> None:
        assert "café" in one(write(tmp_path, "a.txt", (TEXT + "café \x81").encode("latin-1"))).text


class TestMarkup:
    def test_markdown_loses_its_marks(self, tmp_path: Path) -> None:
        source = f"---\ntitle: 'Talks'\ndate: 2021-03-05\n---\n# Big\n\n{TEXT}\n* one **man**\n* [two](http://x)\n\n```\ncode\n```\n"
        article = one(write(tmp_path, "a.md", source))
        assert (article.title, article.published) == ("Talks", date(2021, 3, 5))
        assert article.text == f"Big\n\n{TEXT.strip()}\n\none man\n\ntwo"

    def test_markdown_heading_is_the_title(self, tmp_path: Path) -> None:
        article = one(write(tmp_path, "a.md", f"# Talks *begin*\n\n{TEXT}"))
        assert (article.title, article.text) == ("Talks begin", TEXT.strip())

    @pytest.mark.parametrize("name", ["a.html", "page"])
    def test_page_gives_title_date_source_and_paragraphs(self, tmp_path: Path, name: str) -> None:
        article = one(write(tmp_path, name, PAGE))
        assert (article.title, article.published) == ("Ministers meet in Vienna", date(2021, 3, 5))
        assert article.source == "https://paper.example/a"
        assert article.text.count("\n\n") in (2, 3)
        assert "Subscribe" not in article.text
        assert "World news" not in article.text

    def test_page_in_its_declared_encoding(self, tmp_path: Path) -> None:
        page = PAGE.replace("utf-8", "windows-1250").replace("Austrian", "Łódź")
        assert "the Łódź capital" in one(write(tmp_path, "a.html", page.encode("cp1250"))).text

    def test_page_without_article(self, tmp_path: Path) -> None:
        assert "has no article in it" in fault(write(tmp_path, "a.html", "<html><body></body></html>"))

    def test_page_with_xml_declaration(self, tmp_path: Path) -> None:
        page = '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
        assert one(write(tmp_path, "a.xhtml", page)).title == "Ministers meet in Vienna"


class TestRecords:
    RECORD = {
        "id": "n-1",
        "title": "T",
        "published": "2021-03-05",
        "source": "https://x.example/1",
        "text": TEXT,
        "licence": "CC0",
    }
    ARTICLE = Article("n-1", TEXT, "T", date(2021, 3, 5), "https://x.example/1", "CC0")

    def test_json(self, tmp_path: Path) -> None:
        assert one(write(tmp_path, "a.json", json.dumps(self.RECORD, indent=1))) == self.ARTICLE

    def test_json_of_unknown_name(self, tmp_path: Path) -> None:
        assert one(write(tmp_path, "a.data", json.dumps(self.RECORD, indent=1))) == self.ARTICLE

    def test_json_list_and_names_by_place(self, tmp_path: Path) -> None:
        found = list(read([write(tmp_path, "a.json", json.dumps([self.RECORD, {"text": OTHER}]))]))
        assert found == [self.ARTICLE, Article("a-2", OTHER)]

    def test_broken_lines_are_named_and_the_others_read(self, tmp_path: Path) -> None:
        good = json.dumps(self.RECORD)
        lines = [
            good,
            '{"id": "x", "text": ',
            "[]",
            "",
            '{"id": "y"}',
            '{"id": "z", "text": 3}',
            json.dumps({"text": OTHER}),
        ]
        path = write(tmp_path, "a.jsonl", "\n".join(lines))
        found = list(read([path]))
        assert [x for x in found if isinstance(x, Article)] == [self.ARTICLE, Article("a-7", OTHER)]
        faults = [str(x).split(";")[0] for x in found if isinstance(x, BadInput)]
        assert [f.split(": ")[0] for f in faults] == [f"{path}:{n}" for n in (2, 3, 5, 6)]
        assert "column" in faults[0]

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"published": "2021-02-30"}, "2021-02-30"),
            ({"published": "yesterday"}, "yesterday"),
            ({"published": 20210305}, "published"),
            ({"text": "a\0b"}, "NUL"),
            ({"text": "a\ud800b"}, "Unicode"),
            ({"text": " \n"}, "no text"),
            ({"id": "a\nb"}, "control"),
            ({"text": FRENCH * 9}, "not English"),
        ],
    )
    def test_unusable_articles(self, tmp_path: Path, change: dict[str, object], told: str) -> None:
        assert told in fault(write(tmp_path, "a.json", json.dumps({**self.RECORD, **change})))

    def test_second_of_an_id_is_reported(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.jsonl", "\n".join([json.dumps(self.RECORD)] * 2))
        first, second = read([path])
        assert first == self.ARTICLE
        assert "'n-1'" in str(second)
        assert f"{path}:1" in str(second)

    def test_usual_names_stand_in_and_given_ones_go_before(self, tmp_path: Path) -> None:
        record = {"body": TEXT, "lead": OTHER, "date": "2021-03-05", "url": "https://x.example/1", "headline": "T"}
        path = write(tmp_path, "a.jsonl", json.dumps(record) + "\n")
        assert one(path) == Article("a-1", TEXT, "T", date(2021, 3, 5), "https://x.example/1")
        (article,) = read([path], columns={"text": "lead"})
        assert isinstance(article, Article)
        assert article.text == OTHER
        (told,) = read([path], columns={"text": "none"})
        assert 'has no "none"' in str(told)

    def test_mapping_of_what_articles_do_not_have(self) -> None:
        with pytest.raises(KgError, match="has no 'txt'"):
            read([], columns={"txt": "body"})

    def test_deep_nesting(self, tmp_path: Path) -> None:
        assert "nested" in fault(write(tmp_path, "a.json", "[" * 100_000))

    @given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
    def test_text_comes_back_as_it_was(self, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        path = write(tmp_path_factory.mktemp("j"), "a.jsonl", json.dumps({"id": "i", "text": text}))
        found = next(iter(read([path])))
        assert isinstance(found, BadInput) or found.text == text


class TestFolders:
    def test_are_read_in_sorted_order_and_nothing_else(self, tmp_path: Path) -> None:
        for name in (
            "b/z.txt",
            "b/a.md",
            "a.txt",
            "a.gold.json",
            ".hidden.txt",
            "README.md",
            "p.png",
            "w_files/ad.html",
        ):
            write(tmp_path, name, f"{TEXT}This is {name}.")
        write(tmp_path, "w.html", PAGE)
        assert [x.id for x in read([tmp_path]) if isinstance(x, Article)] == ["a", "b/a", "b/z", "w"]

    def test_same_name_twice(self, tmp_path: Path) -> None:
        paths = [write(tmp_path, "a/n.txt", TEXT), write(tmp_path, "b/n.txt", TEXT + "More."), tmp_path / "a" / "n.txt"]
        ids = [x.id for x in read(paths) if isinstance(x, Article)]
        assert ids[0] == "n"
        assert ids[1].startswith("n-")
        assert len(ids) == 2

    @pytest.mark.parametrize("again", ["  " + TEXT.replace(" ", "  "), "Source: https://www.p.example/a/\n\n" + OTHER])
    def test_second_of_a_text_or_address_is_reported(self, tmp_path: Path, again: str) -> None:
        first = write(tmp_path, "a.txt", "Source: http://p.example/a?utm_source=x#top\n\n" + TEXT)
        article, told = read([first, write(tmp_path, "b.txt", again)])
        assert isinstance(article, Article)
        assert isinstance(told, BadInput)
        assert str(told).startswith(f"{tmp_path / 'b.txt'}: ")
        assert f" of {first};" in str(told)

    def test_home_page_as_source_is_no_repetition(self, tmp_path: Path) -> None:
        for name, text in (("a.txt", TEXT), ("b.txt", OTHER)):
            write(tmp_path, name, "Source: https://p.example/\n\n" + text)
        assert all(isinstance(x, Article) for x in read([tmp_path]))

    def test_without_articles(self, tmp_path: Path) -> None:
        assert "has no article in it" in fault(tmp_path)

    def test_links_in_circles(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt", TEXT)
        (tmp_path / "loop").symlink_to(tmp_path)
        (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
        found = list(read([tmp_path]))
        assert [x.id for x in found if isinstance(x, Article)] == ["a"]
        assert "self.txt" in str(found[1])

    def test_a_bad_file_stops_no_other(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt", b"")
        write(tmp_path, "b.txt", TEXT)
        found = list(read([tmp_path, tmp_path / "missing", write(tmp_path, "c/d.txt", OTHER)]))
        assert [type(x) for x in found] == [BadInput, Article, Article, BadInput]


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "empty"),
            (b" \n\t", "empty"),
            (b"\xef\xbb\xbf", "no text"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"PK\x03\x04....", "zip"),
            (bytes(range(256)) * 9, "not text"),
            (b"The minister\0 of the country", "not text"),
            (b"\x01\x02\x03\x04" * 50, "not text"),
            (FRENCH.encode() * 9, "not English"),
            ("Министр встретился с послом Кубы.".encode(), "not English"),
            (b"Date: 31 February 2020\n\n" + TEXT.encode(), "31 February 2020"),
        ],
    )
    def test_say_what_they_are(self, tmp_path: Path, content: bytes, told: str) -> None:
        path = write(tmp_path, "a.txt", content)
        assert told in fault(path)
        assert fault(path).startswith(f"{path}: ")

    def test_wrong_path(self, tmp_path: Path) -> None:
        assert "no such file" in fault(tmp_path / "none.txt")
        assert "no such file" in fault(tmp_path / "a\n\x1b[31mb\0c")

    def test_address(self) -> None:
        assert "opens no connection" in fault("https://paper.example/a")

    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        with path.open("wb") as stream:
            stream.truncate(MAX_BYTES + 1)
        assert "larger than 10 MB" in fault(path)
        assert "larger than 10 MB" in fault("/dev/zero")

    def test_too_large_line(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.jsonl", json.dumps(TestRecords.RECORD) + "\n" + " " * (MAX_BYTES + 5))
        article, told = read([path])
        assert article == TestRecords.ARTICLE
        assert f"{path}:2" in str(told)

    @pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on POSIX only")
    def test_name_that_is_no_utf8(self, tmp_path: Path) -> None:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.txt")).write_text(TEXT)
        assert one(tmp_path).id == "b\ufffd"

    @given(st.binary(max_size=300))
    def test_any_bytes_give_an_article_or_a_fault(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes
    ) -> None:
        folder = tmp_path_factory.mktemp("any")
        for name in ("a.txt", "a.md", "a.json", "a.jsonl", "a", "a.csv", "a.xml", "a.eml"):
            assert all(isinstance(x, Article | BadInput) for x in read([write(folder, name, content)]))


class TestStandardInput:
    def read(self, monkeypatch: pytest.MonkeyPatch, content: bytes) -> list[Article | BadInput]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        return list(read(["-"]))

    def test_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.read(monkeypatch, TEXT.encode()) == [Article("stdin", TEXT)]

    def test_jsonl(self, monkeypatch: pytest.MonkeyPatch) -> None:
        content = json.dumps(TestRecords.RECORD) + "\n" + json.dumps({"text": OTHER})
        assert self.read(monkeypatch, content.encode()) == [TestRecords.ARTICLE, Article("stdin-2", OTHER)]

    def test_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        (article,) = self.read(monkeypatch, PAGE.encode())
        assert isinstance(article, Article)
        assert article.title == "Ministers meet in Vienna"

    def test_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        (told,) = self.read(monkeypatch, b"")
        assert "standard input: is empty" in str(told)


@pytest.mark.parametrize(
    "text", ["2020-09-28", "2020-09-28T10:00:00Z", "28 September 2020", "Sept. 28, 2020", "28 sep 2020"]
)
def test_dates(text: str) -> None:
    assert day(text) == date(2020, 9, 28)


@pytest.mark.parametrize(
    "text", ["", "2020", "28/09/2020", "2020-13-01", "31 June 2020", "0 May 2020", "28 Foo 2020", "28 ma"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        day(text)


@pytest.mark.parametrize(
    ("text", "seems"),
    [
        (FRENCH, "French"),
        ("El ministro de la defensa se reunió con los embajadores en una ciudad del sur.", "Spanish"),
        ("Der Minister ist mit dem Botschafter in die Stadt gereist und hat nicht gesprochen.", "German"),
        ("Ministern sade att det var en bra dag för båda och att den är viktig.", "Swedish"),
        ("Министр встретился с послами в городе на юге.", "in Cyrillic letters"),
        ("外交部长周五在维也纳会见了大使。", "in Chinese letters"),
        ("Wisconsin zwykle", ""),
    ],
)
def test_what_is_not_english_is_told_for_what_it_seems(text: str, seems: str) -> None:
    assert guess(text) == seems


def test_language_of_short_and_mixed_texts() -> None:
    assert is_english("Pedro de la Cruz met Luis de los Santos in La Paz.")
    assert is_english("")
    assert not is_english(FRENCH)
    assert not is_english("Wisconsin zwykle " * 30)
