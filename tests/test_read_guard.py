"""A file that a library takes too long or too much memory for is named in one line, and the others still go in."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_read_formats import OTHER, TEXT, THIRD, docx, epub, pdf

from kg.model import Article, BadInput
from kg.read import guard, limits, read
from kg.read.limits import LARGE

LONG = "".join(f"<p>{TEXT} It was number {n} of them.</p>" for n in range(LARGE // 100))
PAGE = f"<!DOCTYPE html><html><head><title>Talks</title></head><body><article>{LONG}</article></body></html>"
LINKS = f"<html><body><article><p>{TEXT}</p>" + "<a href=/x>a</a> b " * 150_000 + "</article></body></html>"
"""A page that trafilatura takes more than a minute for."""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No process from before, and none left behind."""
    guard._close()
    yield
    guard._close()


def put(folder: Path, **files: bytes) -> Path:
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return folder


def both(folder: Path) -> tuple[list[Article], list[str]]:
    found = list(read([folder]))
    return [x for x in found if isinstance(x, Article)], [str(x) for x in found if isinstance(x, BadInput)]


def started() -> bool:
    return bool(guard._running)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a_html", f"<html><body><article><p>{TEXT}</p><p>{OTHER}</p><p>{THIRD}</p></article></body></html>".encode()),
        ("a_epub", epub()),
        ("a_docx", docx(f"<w:p><w:t>{TEXT}</w:t></w:p>")),
        ("a_eml", f"Subject: x\n\n{TEXT}".encode()),
        ("a_md", f"# Talks\n\n{TEXT}".encode()),
        ("a_txt", f"{TEXT}\n\n{OTHER}\n".encode() * (LARGE // 100)),
    ],
)
def test_no_process_is_started_for_what_is_safe(tmp_path: Path, name: str, content: bytes) -> None:
    articles, told = both(put(tmp_path, **{name: content}))
    assert articles and not told and not started()


def test_one_process_reads_all_large_pages_and_pdf_files(tmp_path: Path) -> None:
    other = PAGE.replace("<p>", "<p>Once more: ")
    articles, told = both(
        put(tmp_path, a_html=PAGE.encode(), b_html=other.encode(), c_pdf=pdf([TEXT]), d_txt=OTHER.encode())
    )
    assert [article.id for article in articles] == ["a", "b", "c", "d"] and not told
    assert articles[0].title == "Talks" and articles[0].text.count("\n\n") > 1000
    assert len(guard._running) == 1


def test_its_encoding_comes_along(tmp_path: Path) -> None:
    page = PAGE.replace("Talks", "Señor").replace("<head>", '<head><meta charset="cp1252">').encode("cp1252")
    (article,), _ = both(put(tmp_path, a_html=page))
    assert article.title == "Señor" and started()


def test_a_page_of_150000_links_is_ended_and_the_others_go_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READ_SECONDS", 1.0)
    before = time.monotonic()
    articles, (told,) = both(put(tmp_path, a_html=LINKS.encode(), b_txt=OTHER.encode(), c_pdf=pdf([THIRD])))
    assert time.monotonic() - before < 30
    assert told == f"{tmp_path / 'a.html'}: takes longer than 1 seconds to read; save its text as a file of its own"
    assert [article.id for article in articles] == ["b", "c"]


def slow_pdf() -> bytes:
    """A page of 800,000 words, each shown by itself."""
    return pdf([TEXT, *["a"] * 800_000])


def test_a_page_of_pdf_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READ_SECONDS", 1.0)
    articles, (told,) = both(put(tmp_path, a_pdf=slow_pdf(), b_pdf=pdf([THIRD])))
    assert "takes longer than 1 seconds" in told and [article.id for article in articles] == ["b"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not bound the memory of a process")
def test_more_memory_than_allowed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READ_MEMORY", 30_000_000)
    articles, (told,) = both(put(tmp_path, a_pdf=slow_pdf(), b_txt=OTHER.encode()))
    assert "needs too much memory" in told and [article.id for article in articles] == ["b"]


def test_a_process_that_was_killed_meanwhile_is_replaced(tmp_path: Path) -> None:
    assert both(put(tmp_path, a_pdf=pdf([TEXT])))[0]
    process = guard._running[0]._process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert both(tmp_path)[0]


def test_where_no_process_can_be_started_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    (told,) = both(put(tmp_path, a_pdf=pdf([TEXT])))[1]
    assert "no process can be started" in told
