"""Who wrote an article: read from each kind of source, kept with the article, exported and shown."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from small_index import CUBA_READING
from test_read_formats import ATOM, RSS, TEXT, all_of, docx, epub, mail, one, pdf, put, zipped

from kg.knowledge import Knowledge
from kg.model import Article, Reading
from kg.rdf import BASE, DCTERMS, article_iri, quads
from kg.read.author import authors
from kg.serve.readings import reading
from kg.store import Store
from kg.store.files import digest_of
from kg.validate import validate

CREATOR = NamedNode(DCTERMS + "creator")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("Ann Berg", "Ann Berg"),
        ("  By  Ann\tBerg ", "Ann Berg"),
        ("Ann Berg; Bo Dahl; Ann Berg", "Ann Berg; Bo Dahl"),
        ("ann@paper.example (Ann Berg)", "Ann Berg"),
        ('"Berg, Ann" <ann@paper.example>', "Berg, Ann"),
        ("J. D. Berg Jr.", "J. D. Berg Jr."),
        ("Byron Berg", "Byron Berg"),
        ("ann@paper.example", ""),
        ("@annberg", ""),
        ("https://paper.example/people/ann", ""),
        ("Microsoft Office User", ""),
        ("—", ""),
    ],
)
def test_names_alone_are_kept(given: str, named: str) -> None:
    """Addresses of people are no business of the graph, and the name of an account is nobody's."""
    assert authors(given) == named


HTML = (
    "<!DOCTYPE html><html><head><title>Talks</title>{head}</head><body><article>{byline}{text}</article></body></html>"
)
LONG = "".join(f"<p>{TEXT} It was number {n} of them.</p>" for n in range(5))


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="Ann Berg">',
        '<meta property="article:author" content="Ann Berg">',
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Talks",'
        ' "author": {"@type": "Person", "name": "Ann Berg"}}</script>',
    ],
)
def test_a_page(tmp_path: Path, head: str) -> None:
    assert one(put(tmp_path, "a.html", HTML.format(head=head, byline="", text=LONG))).author == "Ann Berg"


def test_a_page_that_names_nobody(tmp_path: Path) -> None:
    assert one(put(tmp_path, "a.html", HTML.format(head="", byline="", text=LONG))).author is None


def test_a_text_with_a_header(tmp_path: Path) -> None:
    article = one(put(tmp_path, "a.txt", f"Title: Talks\nAuthor: Ann Berg\n\n{TEXT}"))
    assert (article.title, article.author, article.text) == ("Talks", "Ann Berg", TEXT)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"author": "Ann Berg"}, "Ann Berg"),
        ({"authors": ["Ann Berg", "Bo Dahl"]}, "Ann Berg; Bo Dahl"),
        ({"author": [{"@type": "Person", "name": "Ann Berg"}, {"name": None}]}, "Ann Berg"),
        ({"byline": "By Ann Berg"}, "Ann Berg"),
        ({"authors": [], "byline": "Ann Berg"}, "Ann Berg"),
        ({"author": None, "title": "Talks"}, None),
        ({"authors": []}, None),
        ({"author": 42}, None),
        ({"author": [[["Ann Berg"]]]}, None),
    ],
)
def test_json(tmp_path: Path, given: dict[str, object], named: str | None) -> None:
    assert one(put(tmp_path, "a.json", json.dumps({"text": TEXT, **given}))).author == named


def test_a_column_of_a_table(tmp_path: Path) -> None:
    assert one(put(tmp_path, "a.csv", f'text,Author\n"{TEXT}",Ann Berg\n')).author == "Ann Berg"
    (article,), _ = all_of(put(tmp_path, "b.csv", f'text,who\n"{TEXT}",Ann Berg\n'), {"author": "who"})
    assert article.author == "Ann Berg"


def test_feeds(tmp_path: Path) -> None:
    name = '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">{}</dc:creator>'
    rss = RSS.replace("<guid isPermaLink", name.format("Ann Berg") + name.format("Bo Dahl") + "<guid isPermaLink", 1)
    rss = rss.replace("<item><title>Trade</title>", "<item><title>Trade</title><author>cy@p.example (Cy Eng)</author>")
    articles, _ = all_of(put(tmp_path, "a.rss", rss.encode("latin-1")))
    assert [article.author for article in articles] == ["Ann Berg; Bo Dahl", "Cy Eng"]
    atom = ATOM.replace("<rights>", "<author><name>Ann Berg</name><email>a@p.example</email></author><rights>")
    atom = atom.replace("<id>urn:2</id>", "<id>urn:2</id><author><name>Bo Dahl</name></author>")
    articles, _ = all_of(put(tmp_path, "b.atom", atom))
    assert [article.author for article in articles] == ["Ann Berg", "Bo Dahl"], "an entry without one has the feed's"


def test_the_sender_of_a_message_is_its_source_and_no_author(tmp_path: Path) -> None:
    """A newsletter comes from a newspaper, and whoever passes an article on has not written it."""
    message = mail()
    message.set_content(TEXT)
    article = one(put(tmp_path, "a.eml", message.as_bytes()))
    assert (article.source, article.author) == ("The Paper <news@p.example>", None)
    message["Author"] = "Ann Berg <ann@p.example>"
    assert one(put(tmp_path, "b.eml", message.as_bytes())).author == "Ann Berg"


def test_books_and_documents(tmp_path: Path) -> None:
    names = "<dc:creator>Ann Berg</dc:creator><dc:creator> Bo Dahl </dc:creator>"
    with zipfile.ZipFile(io.BytesIO(epub())) as archive:
        opf = archive.read("OEBPS/c.opf").decode().replace("<dc:rights>", f"{names}<dc:rights>")
    articles, _ = all_of(put(tmp_path, "a.epub", epub(**{"OEBPS__c.opf": opf})))
    assert {article.author for article in articles} == {"Ann Berg; Bo Dahl"}
    body = docx(f"<w:p><w:t>{TEXT}</w:t></w:p>")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for creator, named in (("Ann Berg", "Ann Berg"), ("Microsoft Office User", None)):
        about = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{creator}</dc:creator></c>'
        assert one(put(tmp_path, "a.docx", zipped({**members, "docProps/core.xml": about}))).author == named
    assert (
        one(put(tmp_path, "a.pdf", pdf([TEXT]).replace(b"/Title(Talks in Vienna)", b"/Author(Ann Berg)      "))).author
        == "Ann Berg"
    )


WRITTEN = Article(**{name: getattr(CUBA_READING.article, name) for name in ("id", "text", "title", "published", "source")},
                  licence="CC0", author="Ann Berg; Bo Dahl")  # fmt: skip
READING = Reading(WRITTEN, CUBA_READING.sentences, CUBA_READING.things, CUBA_READING.facts, extractor="x")


def test_the_graph_of_an_article_has_its_author() -> None:
    made = quads(READING)
    assert {quad.object for quad in made if quad.predicate == CREATOR} == {Literal("Ann Berg; Bo Dahl")}
    assert validate(made).conforms
    assert reading(made, article_iri(BASE, WRITTEN.id).value, BASE).article == WRITTEN


def test_another_author_makes_it_another_article_and_none_leaves_it_the_same() -> None:
    without = Article(WRITTEN.id, WRITTEN.text)
    assert digest_of(WRITTEN) != digest_of(Article(WRITTEN.id, WRITTEN.text, author="Cy Eng")) != digest_of(without)


def test_it_is_exported_and_shown(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store") as store:
        store.put([READING])
    with Knowledge(tmp_path / "store") as graph:
        for form, kind in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD), ("rdf", RdfFormat.RDF_XML)):
            assert Literal("Ann Berg; Bo Dahl") in {q.object for q in parse(graph.export(form), kind)}, form
        assert '"creator": "Ann Berg; Bo Dahl"' in graph.export("jsonld").decode()
        rows = csv.DictReader(io.StringIO(graph.export("csv").decode()))
        assert {row["author"] for row in rows if row["sentence"]} == {"Ann Berg; Bo Dahl"}
        ftm = [json.loads(line) for line in graph.export("ftm").decode().splitlines()]
        assert [one["properties"]["author"] for one in ftm if one["schema"] == "Article"] == [["Ann Berg", "Bo Dahl"]]
        assert "Ann Berg; Bo Dahl" in graph.export("md", focus="Sergei Lavrov").decode()
        assert "Ann Berg; Bo Dahl" in graph.query("articles").to("table")
        assert graph.why("Sergei Lavrov")[0].evidence[0].article.author == "Ann Berg; Bo Dahl"
