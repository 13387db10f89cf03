"""Views without a browser: where nodes lie, what the page holds, and that no text of an article becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import tomllib
import zlib
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import BadInput
from kg.view import ClassStyle, layout, load_style, page
from kg.view.style import SHAPES

BASE = "https://kg.example/id/"
ARTICLES = {
    "https://kg.example/article/a1": {
        "id": "a1",
        "title": "Freedonia and Sylvania open a joint commission",
        "published": "2024-03-04",
        "source": "https://news.example/freedonia-sylvania",
    },
    "https://kg.example/article/a2": {
        "id": "a2",
        "title": "Sylvania denies a second meeting",
        "published": "2024-05-20",
        "source": "The Daily Example",
    },
}
SENTENCES = [
    (1, "Freedonia's Foreign Minister Rufus Firefly met Ambassador Vera Trentino of Sylvania in Port Marx on Monday."),
    (1, "The two countries, long-standing partners, will set up the Freedonia–Sylvania Commission for Trade."),
    (1, "The commission will hold its first session in Port Marx before the end of June 2024, said Trentino."),
    (1, "Firefly also spoke with executives of Duck Soup Lines, a shipping company based in Port Marx."),
    (2, "Sylvania's government said that no second meeting between Firefly and Trentino took place in May."),
    (2, "Opposition leader Gloria Teasdale, a former finance minister, said the meeting was held on 17 May."),
    (2, "Émile Ravelli, who is in the same party as Teasdale, agreed."),
]
THINGS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("country/FD", "Country", "Freedonia", {"code": "FD", "lat": "47.0", "lon": "9.0"}),
    ("country/SY", "Country", "Sylvania", {"code": "SY", "lat": "42.5", "lon": "25.0"}),
    ("place/port-marx", "Place", "Port Marx", {"lat": "45.0", "lon": "13.5"}),
    ("person/firefly", "Official", "Rufus Firefly", {}),
    ("person/trentino", "Official", "Vera Trentino", {}),
    ("person/teasdale", "Official", "Gloria Teasdale", {}),
    ("person/ravelli", "Person", "Émile Ravelli", {}),
    ("position/1", "Position", "Foreign Minister", {"status": "Current"}),
    ("position/2", "Position", "finance minister", {"status": "Former"}),
    ("commission/1", "Commission", "Freedonia–Sylvania Commission for Trade", {}),
    ("company/duck", "Company", "Duck Soup Lines", {}),
    ("org/opposition", "Organization", "Freedonian Opposition Alliance", {}),
    ("meeting/1", "Meeting", "Meeting of Firefly and Trentino", {"status": "Held", "date": "2024-03-04"}),
    ("meeting/2", "Meeting", "First session of the commission", {"status": "Planned", "latest": "2024-06-30"}),
    ("meeting/3", "Meeting", "Second meeting of Firefly and Trentino", {"status": "Denied", "date": "2024-05-17"}),
    ("visit/1", "Visit", "Visit of Trentino to Port Marx", {"status": "Held", "date": "2024-03"}),
]
FACTS: list[tuple[str, str, str, list[int], str, str]] = [
    ("person/firefly", "holds", "position/1", [0], "", ""),
    ("position/1", "of", "country/FD", [], "", ""),
    ("person/teasdale", "holds", "position/2", [5], "Former", ""),
    ("position/2", "of", "country/FD", [], "", ""),
    ("person/firefly", "represents", "country/FD", [0], "", ""),
    ("person/trentino", "represents", "country/SY", [0], "", ""),
    ("person/teasdale", "memberOf", "org/opposition", [6], "", ""),
    ("person/ravelli", "memberOf", "org/opposition", [6], "", ""),
    ("commission/1", "between", "country/FD", [1], "", ""),
    ("commission/1", "between", "country/SY", [1], "", ""),
    ("country/FD", "cooperatesWith", "country/SY", [1], "", ""),
    ("country/SY", "cooperatesWith", "country/FD", [1], "", ""),
    ("meeting/1", "participant", "person/firefly", [0], "", ""),
    ("meeting/1", "participant", "person/trentino", [0], "", ""),
    ("meeting/1", "place", "place/port-marx", [0], "", ""),
    ("meeting/2", "participant", "commission/1", [2], "", "Vera Trentino"),
    ("meeting/3", "participant", "person/firefly", [4, 5], "Denied", "Gloria Teasdale"),
    ("meeting/3", "participant", "person/trentino", [4, 5], "Denied", "Gloria Teasdale"),
    ("visit/1", "participant", "person/trentino", [0], "", ""),
    ("visit/1", "place", "place/port-marx", [0], "", ""),
    ("company/duck", "basedIn", "place/port-marx", [3], "", ""),
]
LABELS = {"participant": "has participant", "memberOf": "is a member of", "cooperatesWith": "cooperates with"}


def sample() -> nx.MultiDiGraph[str]:
    """A small graph with all that a view shows: classes, dates of each precision, statuses, two articles, a dispute."""
    g: nx.MultiDiGraph[str] = nx.MultiDiGraph(title="Freedonia and Sylvania", articles=ARTICLES)
    for key, kind, label, values in THINGS:
        names = [label.split()[-1]] if kind in ("Official", "Person") else []
        g.add_node(BASE + key, label=label, type=kind, names=names, values=values)
    for subject, relation, obj, sentences, status, speaker in FACTS:
        evidence = [
            {
                "sentence": SENTENCES[i][1],
                "start": 100 * i,
                "end": 100 * i + len(SENTENCES[i][1]),
                "article": f"https://kg.example/article/a{SENTENCES[i][0]}",
                "speaker": speaker,
                "confidence": 0.9,
            }
            for i in sentences
        ]
        g.add_edge(
            BASE + subject,
            BASE + obj,
            key=relation,
            relation=relation,
            label=LABELS.get(relation, relation),
            status=status,
            confidence=0.9 if evidence else 1.0,
            evidence=evidence,
            disputed=subject == "meeting/3",
        )
    return g


class Outline(HTMLParser):
    """The elements and attributes of a page, and the text of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []
        self.open = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        self.texts.append("")
        self.open = True

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def of(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(dict(a), text) for (t, a), text in zip(self.elements, self.texts, strict=True) if t == tag]

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(next(text for attrs, text in self.of("script") if attrs.get("id") == "data"))

    @property
    def policy(self) -> str:
        return next(a["content"] or "" for a, _ in self.of("meta") if a.get("http-equiv") == "Content-Security-Policy")

    @property
    def packed(self) -> list[str]:
        scripts = [text for attrs, text in self.of("script") if attrs.get("type") == "text/deflate"]
        return [zlib.decompress(base64.b64decode(text)).decode() for text in scripts]


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_one_articles_page_is_small_and_whole() -> None:
    text = page(sample())
    assert len(text.encode()) <= 60_000
    assert not re.search("src=|action=|@import|url[(]", text)
    assert [a for a, _ in Outline(text).of("link")] == [{"rel": "icon", "href": "data:,"}]


@pytest.mark.parametrize("engine", ["canvas", "pyvis"])
def test_policy_allows_the_pages_own_scripts_and_nothing_else(engine: Any) -> None:
    outline = Outline(page(sample(), engine))
    start = [text for attrs, text in outline.of("script") if not attrs]
    assert len(start) == 1
    wanted = f"script-src {' '.join(digest(text) for text in [*start, *outline.packed])};"
    assert wanted in outline.policy
    assert f"style-src {digest(outline.of('style')[0][1])};" in outline.policy
    assert outline.policy.startswith("default-src 'none';")
    assert "unsafe" not in outline.policy and "http" not in outline.policy


@pytest.mark.parametrize("engine", ["canvas", "pyvis"])
def test_same_graph_same_bytes_however_it_was_built(engine: Any) -> None:
    g = sample()
    other: nx.MultiDiGraph[str] = nx.MultiDiGraph(**g.graph)
    nodes, edges = list(g.nodes(data=True)), list(g.edges(keys=True, data=True))
    random.Random(3).shuffle(nodes)
    random.Random(4).shuffle(edges)
    other.add_nodes_from(nodes)
    for u, v, key, data in edges:
        other.add_edge(u, v, key=key, **data)
    assert page(other, engine) == page(g, engine) == page(g, engine)


texts = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        "\u2028\u2029",
        "\ud800",
        "&lt;",
        "$policy",
        "\x00\r\n",
    ]
)


@settings(max_examples=60)
@given(st.lists(texts, min_size=14, max_size=14))
def test_no_text_becomes_markup(parts: list[str]) -> None:
    g: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title="T" + parts[0],
        articles={parts[1]: {"id": parts[2], "title": parts[3], "published": parts[4], "source": parts[5]}},
    )
    g.add_node("a", label=parts[6], type=parts[7], names=[parts[8]], values={parts[9]: parts[10]})
    g.add_node("b", label="B", type="Country", names=[], values={})
    evidence = {"sentence": parts[11], "start": 0, "end": 1, "article": parts[1], "speaker": parts[12], "confidence": 1}
    g.add_edge(
        "a", "b", key="met", relation=parts[13], label=parts[13], status=parts[9], confidence=0.5, evidence=[evidence]
    )
    text = page(g)
    text.encode("utf-8")
    outline, plain = Outline(text), Outline(page(sample()))
    assert [tag for tag, _ in outline.elements] == [tag for tag, _ in plain.elements]
    without_policy = [[a for a in e if a != ("content", o.policy)] for o in (outline, plain) for _, e in o.elements]
    assert without_policy[: len(outline.elements)] == without_policy[len(outline.elements) :]
    assert outline.data["title"] == "T" + parts[0]
    assert outline.data["sentences"] == [[parts[11], 0, 0, 1]]
    assert not re.search("[<>&\u2028\u2029]", next(t for a, t in outline.of("script") if a.get("id") == "data"))


def test_numbers_that_are_none_do_not_break_the_data() -> None:
    g = sample()
    u, v, key = next(iter(g.edges(keys=True)))
    g.edges[u, v, key]["confidence"] = float("nan")
    g.edges[u, v, key]["evidence"] = [{"sentence": "x", "confidence": float("inf")}]
    assert None in {edge[4] for edge in Outline(page(g)).data["edges"]}


def test_a_bare_graph_is_enough() -> None:
    g: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert Outline(page(g)).data["nodes"] == []
    g.add_edge("https://a.example/x", "https://a.example/y")
    data = Outline(page(g)).data
    assert [node[1] for node in data["nodes"]] == ["x", "y"]
    assert len(data["edges"]) == 1


def test_unknown_engine_is_said() -> None:
    with pytest.raises(BadInput, match="canvas and pyvis"):
        page(sample(), "d3")  # type: ignore[arg-type]


def test_pyvis_has_no_titles_and_no_physics() -> None:
    rows = Outline(page(sample(), "pyvis")).data["vis"]
    assert len(rows["nodes"]) == len(THINGS) and len(rows["edges"]) == len(FACTS)
    assert not any("title" in row for row in rows["nodes"] + rows["edges"])
    assert all({"x", "y"} <= row.keys() for row in rows["nodes"])


def test_pyvis_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page(sample(), "pyvis")
    assert list(tmp_path.iterdir()) == []


# --- layout ---


def web(count: int, seed: int = 1) -> nx.MultiDiGraph[str]:
    """A connected graph of some `1.9 * count` lines with hubs."""
    rng = random.Random(seed)
    g: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for i in range(count):
        g.add_node(f"n{i:05}", label=f"Name {i}")
    for i in range(1, count):
        g.add_edge(f"n{i:05}", f"n{int(i * rng.random() ** 2):05}")
        if rng.random() < 0.9:
            g.add_edge(f"n{i:05}", f"n{max(0, i - rng.randint(1, 30)):05}")
    return g


@pytest.mark.parametrize("count", [0, 1, 2, 3, 40, 600])
def test_every_node_has_a_place_of_its_own(count: int) -> None:
    places = layout(web(count))
    assert len(places) == count
    assert len(set(places.values())) == count
    assert all(abs(x) < 1e6 and abs(y) < 1e6 for x, y in places.values())


@pytest.mark.parametrize("count", [40, 600])
def test_linked_nodes_are_nearer_than_others(count: int) -> None:
    g = web(count)
    places = layout(g)

    def mean(pairs: list[tuple[str, str]]) -> float:
        return sum(abs(complex(*places[u]) - complex(*places[v])) for u, v in pairs) / len(pairs)

    rng, nodes = random.Random(5), list(g)
    assert mean([(u, v) for u, v in g.edges() if u != v]) < 0.7 * mean(
        [tuple(rng.sample(nodes, 2)) for _ in range(2000)]
    )


@pytest.mark.parametrize("count", [30, 400])
def test_places_stay_when_articles_are_added(count: int) -> None:
    g = web(count)
    before = layout(g)
    g.add_edge("new/1", "n00003")
    g.add_edge("new/2", "n00003")
    g.add_edge("apart/1", "apart/2")
    after = layout(g, before)
    assert {node: after[node] for node in before} == before
    near = abs(complex(*after["new/1"]) - complex(*after["n00003"]))
    assert 5 < near < 1500
    assert after["new/1"] != after["new/2"]
    lowest = max(y for _, y in before.values())
    assert min(after["apart/1"][1], after["apart/2"][1]) > lowest, "a part of its own is set beside the old picture"


def test_separate_parts_do_not_overlap() -> None:
    g = nx.union_all([nx.relabel_nodes(web(12, seed), lambda n, s=seed: f"{s}/{n}") for seed in range(5)])
    places = layout(g)
    boxes = []
    for seed in range(5):
        xs, ys = zip(*[xy for node, xy in places.items() if node.startswith(f"{seed}/")], strict=True)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[0] > b[2] or b[0] > a[2] or a[1] > b[3] or b[1] > a[3]


def test_labels_of_a_small_graph_do_not_overlap() -> None:
    g = sample()
    places = layout(g)
    nodes = sorted(g)
    for i, u in enumerate(nodes):
        for v in nodes[:i]:
            (x1, y1), (x2, y2) = places[u], places[v]
            assert abs(x1 - x2) > 40 or abs(y1 - y2) > 40, (u, v)


def test_given_positions_are_used() -> None:
    g = sample()
    positions = {node: (10.0 * i, -10.0 * i) for i, node in enumerate(sorted(g))}
    rows = Outline(page(g, positions=positions)).data["nodes"]
    assert [(row[3], row[4]) for row in rows] == [(10 * i, -10 * i) for i in range(len(rows))]


# --- style ---


def test_each_class_of_the_ontology_has_a_look_of_its_own() -> None:
    style = load_style()
    assert {kind for _, kind, _, _ in THINGS} <= set(style)
    assert len({(one.colour, one.shape) for one in style.values()}) == len(style)
    assert {one.shape for one in style.values()} <= set(SHAPES)


def contrast(colour: str, ground: str) -> float:
    def light(text: str) -> float:
        parts = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted([light(colour), light(ground)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_seen_on_light_and_on_dark() -> None:
    for name, one in load_style().items():
        assert contrast(one.colour, "#fbfbfa") > 4.5, name
        assert contrast(one.dark_colour, "#141517") > 4.5, name


def test_style_can_be_a_file_or_plain_tables(tmp_path: Path) -> None:
    file = tmp_path / "style.toml"
    file.write_text('[Country]\nlabel = "State"\ncolour = "#123456"\nshape = "star"\n', encoding="utf-8")
    style = load_style(file)
    assert style == {"Country": ClassStyle("State", "#123456", shape="star")}
    plain = tomllib.loads(file.read_text(encoding="utf-8"))
    assert page(sample(), style=style) == page(sample(), style=plain)
    assert ["Country", "State", "#123456", "#b4b8bd", "star"] in Outline(page(sample(), style=plain)).data["classes"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[A]\ncolour = "red; x"', "not a colour"),
        ('[A]\nshape = "blob"', "no shape 'blob'"),
        ('[A]\ncolor = "#fff"', "label, colour, dark_colour and shape"),
        ("[A", "style file"),
    ],
)
def test_a_wrong_style_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "style.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        load_style(file)


def test_scripts_can_be_squeezed_line_by_line() -> None:
    """A text that runs over lines would lose its indentation when the page is put together."""
    for file in (files("kg.view") / "web").iterdir():
        if file.name.endswith(".js"):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                assert line.count("`") % 2 == 0, f"{file.name}:{number}"
                assert "innerHTML" not in line and "eval(" not in line
