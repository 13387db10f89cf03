"""Extraction as a whole: the same graph anywhere, without a network, and plain sentences are read right."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kg.extract import extract, version
from kg.model import Article, Reading

PUBLISHED = date(2020, 9, 28)  # a Monday
TEXT = """Russian Foreign Minister Sergei Lavrov met Japanese Foreign Minister Taro Kono in Moscow on Friday.
The two ministers discussed trade. “We agreed on much,” Mr. Lavrov said.
Chancellor Angela Merkel of Germany will visit Paris next week, her spokesman Steffen Seibert told reporters."""

PRINT_GRAPH = f"""
import sys
from datetime import date
from kg import rdf
from kg.extract import extract
from kg.model import Article
article = Article("a", {TEXT!a}, "Talks", date(2020, 9, 28), "https://paper.example/a")
sys.stdout.buffer.write("".join(f"{{quad}} .\\n" for quad in rdf.quads(extract(article))).encode())
"""

NO_NETWORK = """
import sys
def refuse(event, args):
    if event.startswith("socket.") or event in ("urllib.Request", "http.client.connect"):
        raise RuntimeError(f"{event} {args}")
sys.addaudithook(refuse)
"""


def graph(code: str = PRINT_GRAPH, **environment: str) -> bytes:
    """The graph as a new process makes it."""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env={**os.environ, **environment}, check=False
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


def test_the_same_article_gives_the_same_bytes_in_any_surroundings(tmp_path: Path) -> None:
    one = graph(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C", HOME=str(tmp_path))
    assert one == graph(PYTHONHASHSEED="77", TZ="Pacific/Kiritimati", LC_ALL="tr_TR.UTF-8", PYTHONUTF8="0")
    assert b"Lavrov" in one


def test_no_socket_is_opened() -> None:
    assert graph(NO_NETWORK + PRINT_GRAPH)


def test_twice_in_one_process_is_once() -> None:
    article = Article("a", TEXT, published=PUBLISHED)
    assert extract(article) == extract(article)


def test_what_a_reading_keeps() -> None:
    reading = extract(Article("a", TEXT, published=PUBLISHED))
    keys = {thing.key for thing in reading.things}
    assert len(keys) == len(reading.things)
    assert list(reading.things) == sorted(reading.things, key=lambda thing: thing.key)
    assert list(reading.facts) == sorted(reading.facts)
    for fact in reading.facts:
        assert {fact.subject, fact.object} | ({fact.speaker} if fact.speaker else set()) <= keys
        assert set(fact.evidence) <= set(reading.sentences), "evidence is whole sentences"
    assert {mention.thing for mention in reading.mentions} <= keys


@pytest.mark.parametrize(
    "text", ["", " \n ", ".", "No names here.", "\u2028\x00 ))((", "名前" * 50, "A" * 3000, "Mr. " * 400]
)
def test_an_article_that_says_nothing_is_read_too(text: str) -> None:
    assert extract(Article("a", text)).facts == ()


def test_facts_below_the_threshold_are_refused_and_the_version_tells() -> None:
    article = Article("a", TEXT, published=PUBLISHED)
    strict = extract(article, 1.0)
    assert all(fact.confidence == 1 for fact in strict.facts)
    assert any("is below 1" in one.reason for one in strict.rejected)
    assert strict.extractor == version(1.0) != version() == extract(article).extractor


def names(reading: Reading, key: str) -> str:
    return reading.thing(key).label


@pytest.mark.parametrize(
    ("text", "person", "title", "of"),
    [
        ("Russian Foreign Minister Sergei Lavrov spoke in Moscow.", "Sergei Lavrov", "Foreign Minister", "Russia"),
        ("French President Emmanuel Macron spoke in Paris.", "Emmanuel Macron", "President", "France"),
        ("Emmanuel Macron, the President of France, spoke on Monday.", "Emmanuel Macron", "President", "France"),
        ("Japanese Prime Minister Shinzo Abe left Tokyo on Monday.", "Shinzo Abe", "Prime Minister", "Japan"),
    ],
)
class TestPlainPosts:
    """Short own sentences that any model worth shipping reads right: a failure is the model's or the rules'."""

    def test_who_holds_what_of_which_country(self, text: str, person: str, title: str, of: str) -> None:
        reading = extract(Article("a", text, published=PUBLISHED))
        said = [(names(reading, f.subject), reading.thing(f.object)) for f in reading.facts if f.relation == "holds"]
        assert [(who, post.label, names(reading, dict(post.links)["of"])) for who, post in said] == [
            (person, title, of)
        ]

    def test_and_represents_it(self, text: str, person: str, title: str, of: str) -> None:
        reading = extract(Article("a", text, published=PUBLISHED))
        said = [
            (names(reading, f.subject), names(reading, f.object)) for f in reading.facts if f.relation == "represents"
        ]
        assert said == [(person, of)]
        assert {thing.label: thing.type for thing in reading.things}[person] == "Official"


@pytest.mark.parametrize(
    ("text", "kind", "who", "where", "status", "when"),
    [
        (
            "Russian Foreign Minister Sergei Lavrov met Japanese Foreign Minister Taro Kono in Geneva on Friday.",
            "Meeting", {"Sergei Lavrov", "Taro Kono"}, {"Geneva"}, "Held", "2020-09-25",
        ),
        (
            "French President Emmanuel Macron held talks with German Chancellor Angela Merkel in Berlin on 3 May 2020.",
            "Meeting", {"Emmanuel Macron", "Angela Merkel"}, {"Berlin"}, "Held", "2020-05-03",
        ),
        (
            "French President Emmanuel Macron visited Japan in May 2019.",
            "Visit", {"Emmanuel Macron"}, {"Japan"}, "Held", "2019-05",
        ),
        (
            "U.S. Secretary of State Mike Pompeo will travel to Japan on October 5.",
            "Visit", {"Mike Pompeo"}, {"Japan"}, "Planned", "2020-10-05",
        ),
    ],
)  # fmt: skip
def test_plain_events(text: str, kind: str, who: set[str], where: set[str], status: str, when: str) -> None:
    """As for the posts: clear sentences, read right by any model worth shipping."""
    reading = extract(Article("a", text, published=PUBLISHED))
    (event,) = [thing for thing in reading.things if thing.type in ("Meeting", "Visit")]
    ends = {
        r: {names(reading, f.object) for f in reading.facts if (f.subject, f.relation) == (event.key, r)}
        for r in ("participant", "place")
    }
    assert (event.type, ends["participant"], ends["place"]) == (kind, who, where)
    assert {name: str(value) for name, value in event.values} == {"status": status, "date": when}
