"""The pages in a real browser: what they ask for, what runs in them, and what a reader can do with them."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import networkx as nx
import pytest
import rdflib
from browser import NEEDS_BROWSER, Reader
from selenium.webdriver.common.keys import Keys
from test_view import BASE, sample

from kg.resolve import decisions
from kg.view import frame, page

pytestmark = NEEDS_BROWSER

ENGINES = ["canvas", "pyvis"]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    made = Reader(tmp_path_factory.mktemp("browser"))
    yield made
    made.driver.quit()


@pytest.mark.parametrize("engine", ENGINES)
def test_page_asks_for_nothing_and_complains_of_nothing(reader: Reader, engine: Any) -> None:
    reader.open(page(sample(), engine))
    for tab in ("timeline", "map", "table", "graph"):
        reader.click(f"#tab-{tab}")
        assert reader.js("return document.querySelector(arguments[0]).children.length", f"#{tab}")
    assert reader.complaints() == []
    assert reader.requests() == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_something_is_painted_without_webgl(reader: Reader, engine: Any, scheme: str) -> None:
    reader.scheme(scheme)
    reader.open(page(sample(), engine))
    assert not reader.js("return document.createElement('canvas').getContext('webgl')")
    reader.until(
        lambda: reader.js(
            """const c = document.querySelector("#graph canvas");
               const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
               let other = 0;
               for (let i = 0; i < d.length; i += 4)
                 if (Math.abs(d[i] - d[0]) + Math.abs(d[i + 2] - d[2]) > 60) other++;
               return other > 3000;"""
        )
    )
    ground = reader.js("return getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(27, 28, 30)")
    reader.scheme("light")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_click_on_a_line_shows_its_sentence(reader: Reader, engine: Any) -> None:
    reader.open(page(sample(), engine))
    reader.press(*reader.at("company/duck", "place/port-marx"))
    reader.until(lambda: "Why is this here?" in reader.text("#panel"))
    panel = reader.text("#panel")
    assert "Firefly also spoke with executives of Duck Soup Lines" in panel
    assert "Freedonia and Sylvania open a joint commission" in panel and "a1" in panel and "4 Mar 2024" in panel
    assert "90 %" in panel
    marks = reader.js("return [...document.querySelectorAll('#panel mark')].map(m => m.textContent)")
    assert marks == ["Duck Soup Lines", "Port Marx"]
    reader.click("#panel summary", "Turtle")
    reader.until(lambda: "kg:basedIn" in reader.text("#panel pre"))
    found = rdflib.Graph().parse(data=reader.text("#panel pre"), format="turtle")
    kg = rdflib.Namespace("https://kg.example/ontology#")
    fact = (rdflib.URIRef(BASE + "company/duck"), kg.basedIn, rdflib.URIRef(BASE + "place/port-marx"))
    assert fact in found
    assert len(list(found.subjects(kg.start, rdflib.Literal(300)))) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_click_on_a_thing_shows_its_facts(reader: Reader, engine: Any) -> None:
    reader.open(page(sample(), engine))
    reader.press(*reader.at("person/teasdale"))
    reader.until(lambda: reader.js("return document.querySelector('#panel h2').textContent === 'Gloria Teasdale'"))
    assert "2 facts here" in reader.text("#panel")
    reader.until(lambda: "Opposition leader Gloria Teasdale" in reader.text("#panel"))
    assert "former" in reader.text("#panel .facts")


def test_a_disputed_fact_is_called_so(reader: Reader) -> None:
    reader.open(page(sample()), "#e=meeting%2F3+participant+person%2Ffirefly")
    panel = reader.text("#panel")
    assert "Disputed." in panel
    assert "according to Gloria Teasdale" in panel
    assert "no second meeting" in panel and "the meeting was held on 17 May" in panel
    reader.click("#tab-table")
    assert "disputed" in reader.text("#table")


@pytest.mark.parametrize("engine", ENGINES)
def test_search_finds_as_you_type_without_accents(reader: Reader, engine: Any) -> None:
    reader.open(page(sample(), engine))
    reader.keys("/")
    reader.keys("emil")
    reader.until(lambda: reader.text("#hits").startswith("Émile Ravelli"))
    reader.keys(Keys.ENTER)
    assert reader.text("#panel h2") == "Émile Ravelli"
    assert "n=person%2Fravelli" in reader.js("return location.hash")
    reader.keys(Keys.ESCAPE)
    assert reader.text("#panel h2") == "Freedonia and Sylvania"
    reader.keys("/")
    reader.keys("zzz")
    assert "nothing of that name" in reader.text("#hits")
    reader.keys(Keys.ESCAPE)


def box(reader: Reader, kind: str, name: str) -> None:
    reader.click(f"fieldset[data-filter={kind}] label", name)


@pytest.mark.parametrize("engine", ENGINES)
def test_filters_leave_out_what_they_name(reader: Reader, engine: Any) -> None:
    reader.open(page(sample(), engine))
    reader.click("#tab-table")
    assert reader.text("#count") == "16 things of 16, 21 facts"

    box(reader, "class", "Meeting")
    assert reader.text("#count") == "13 things of 16, 15 facts"
    assert "Meeting of" not in reader.text("#table")
    box(reader, "class", "Meeting")

    box(reader, "relation", "is a member of")
    assert "is a member of" not in reader.text("#table tbody")
    assert "Ravelli" not in reader.text("#table tbody")
    box(reader, "relation", "is a member of")

    box(reader, "status", "denied")
    assert "Second meeting" not in reader.text("#table tbody")
    assert "First session" in reader.text("#table tbody")
    box(reader, "status", "denied")

    box(reader, "source", "The Daily Example")
    shown = reader.text("#table tbody")
    assert "Teasdale" not in shown and "finance minister" not in shown
    assert "Foreign Ministerof" in shown, "what a position is of has no sentence, and stays with the position"
    reader.click("#reset")
    assert reader.text("#count") == "16 things of 16, 21 facts"
    assert reader.complaints() == []


@pytest.mark.parametrize("engine", ENGINES)
def test_meetings_fold_into_lines(reader: Reader, engine: Any) -> None:
    reader.open(page(sample(), engine))
    reader.keys("m")
    reader.click("#tab-table")
    rows = reader.text("#table tbody")
    assert "Rufus FireflymetVera Trentino" in rows
    assert "Vera TrentinovisitedPort Marx" in rows
    assert "Meeting of" not in rows
    reader.click("#table .rel", "met")
    assert "Through" in reader.text("#panel") and "Rufus Firefly met Ambassador" in reader.text("#panel")
    reader.click("#tab-graph")
    reader.keys("m")
    assert reader.complaints() == []


def test_time_slider_narrows_the_selection(reader: Reader) -> None:
    reader.open(page(sample()))
    assert reader.js("return document.querySelectorAll('#time rect').length") == 4
    reader.js("const s = document.querySelector('#time input'); s.value = 2; s.dispatchEvent(new Event('input'))")
    assert reader.text("#time output") == "May 2024 – Jun 2024"
    reader.click("#tab-table")
    shown = reader.text("#table tbody")
    assert "Second meeting" in shown and "First session" in shown and "Duck Soup" not in shown
    assert "time=2024-05-01+2024-06-30" in reader.js("return location.hash")


def test_timeline_and_map_show_the_same_selection(reader: Reader) -> None:
    reader.open(page(sample()), "#tab=timeline")
    rows = reader.js("return [...document.querySelectorAll('#timeline tbody tr')].map(r => r.cells[0].textContent)")
    assert rows == ["Mar 2024", "4 Mar 2024", "17 May 2024", "by 30 Jun 2024"]
    reader.click("#timeline a", "First session")
    assert "First session" in reader.text("#panel h2")
    reader.click("#tab-map")
    assert {"Freedonia", "Sylvania", "Port Marx"} == set(
        reader.js("return [...document.querySelectorAll('#map .place')].map(p => p.getAttribute('aria-label'))")
    )
    assert reader.js("return document.querySelectorAll('#map .line').length") == 2
    box(reader, "class", "Country")
    assert reader.js("return document.querySelectorAll('#map .place').length") == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_neighbours_are_shown_alone_expanded_and_hidden(reader: Reader, engine: Any) -> None:
    reader.open(page(sample(), engine), "#n=person%2Fravelli")
    reader.click("#panel button", "Only this and its neighbours")
    assert reader.text("#count").startswith("2 things")
    reader.click("#panel a", "Freedonian Opposition Alliance")
    reader.keys("e")
    assert reader.text("#count").startswith("3 things")
    reader.keys("h")
    assert reader.text("#count").startswith("2 things")
    state = reader.js("return location.hash")
    reader.open(page(sample(), engine), state)
    assert reader.text("#count").startswith("2 things"), "the address is the state"


def test_address_keeps_the_state(reader: Reader) -> None:
    reader.open(page(sample()))
    reader.click("#tab-table")
    box(reader, "class", "Place")
    box(reader, "status", "planned")
    reader.click("#table .rel", "cooperates with")
    count, state, panel = reader.text("#count"), reader.js("return location.hash"), reader.text("#panel")
    reader.open(page(sample()), state)
    assert (reader.text("#count"), reader.text("#panel")) == (count, panel)
    assert reader.js("return document.querySelector('#table').hidden") is False


def test_downloads_hold_the_selection(reader: Reader) -> None:
    reader.open(page(sample()))
    graph = rdflib.Graph().parse(reader.save("Turtle", "ttl"), format="turtle")
    kg = rdflib.Namespace("https://kg.example/ontology#")
    assert len(list(graph.subjects(rdflib.RDF.type, kg.Meeting))) == 3
    assert (
        rdflib.URIRef(BASE + "visit/1"),
        kg.date,
        rdflib.Literal("2024-03", datatype=rdflib.XSD.gYearMonth),
    ) in graph
    assert len(list(graph.subjects(rdflib.RDF.type, kg.Assertion))) == 21
    with reader.save("CSV", "csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["relation"] for row in rows} >= {"participant", "holds", "of"}
    assert any(row["speaker"] == "Gloria Teasdale" and row["disputed"] == "yes" for row in rows)
    texts = [e.text for e in ET.parse(reader.save("SVG", "svg")).iter() if e.tag.endswith("text")]
    assert "Rufus Firefly" in texts
    assert reader.save("PNG", "png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("width", [390, 1600])
def test_page_fits_the_screen(reader: Reader, engine: Any, width: int) -> None:
    reader.size(width, 844)
    reader.open(page(sample(), engine), "#n=person%2Ffirefly")
    for tab in ("timeline", "map", "table", "graph"):
        reader.click(f"#tab-{tab}")
        assert reader.js("return document.documentElement.scrollWidth") <= width, tab
    assert reader.js("return document.querySelector('#graph canvas').getBoundingClientRect().height") > 300
    reader.size(1400, 900)


def with_texts(g: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Give the articles the text that their sentences stand in, after a character that JavaScript counts as two."""
    texts = {iri: "\U0001f5de " for iri in g.graph["articles"]}
    places: dict[str, int] = {}
    for _, _, edge in g.edges(data=True):
        for one in edge["evidence"]:
            if one["sentence"] not in places:
                places[one["sentence"]] = len(texts[one["article"]])
                texts[one["article"]] += one["sentence"] + "\n\n"
            one["start"] = places[one["sentence"]]
            one["end"] = one["start"] + len(one["sentence"])
    g.graph["articles"] = {iri: {**one, "text": texts[iri]} for iri, one in g.graph["articles"].items()}
    return g


@pytest.mark.parametrize("engine", ENGINES)
def test_text_and_graph_light_each_other(reader: Reader, engine: Any) -> None:
    reader.open(page(with_texts(sample()), engine), "#tab=text")
    assert reader.js("return document.querySelectorAll('#text .sentence').length") == 4
    reader.click("#text .sentence", "Firefly also spoke with executives")
    assert "1 fact in this sentence" in reader.text("#panel")
    assert reader.text("#text .lit").startswith("Firefly also spoke")
    reader.click("#panel .rel", "basedIn")
    assert reader.text("#panel h2") == "Why is this here?"
    reader.click("#text a", "Vera Trentino")
    assert reader.text("#panel h2") == "Vera Trentino"
    assert reader.js("return document.querySelectorAll('#text .lit').length") == 1
    reader.js("const s = document.querySelector('#text select'); s.value = 1; s.dispatchEvent(new Event('change'))")
    assert reader.text("#text h2") == "Sylvania denies a second meeting"
    assert reader.complaints() == []


def saved(reader: Reader, pattern: str) -> str:
    """The text of the file that the page saves next."""
    file = reader.until(lambda: next((f for f in reader.saved.glob(pattern) if f.stat().st_size), None))
    text = file.read_text(encoding="utf-8")
    file.unlink()
    return text


def write(reader: Reader, label: str, text: str) -> None:
    """Write into a field of the panel."""
    reader.js(
        """const box = document.querySelector(`#panel input[aria-label="${arguments[0]}"]`);
           box.value = arguments[1]; box.dispatchEvent(new Event("change"));""",
        label,
        text,
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_facts_found_wrong_and_right_are_saved_as_lines_of_the_decision_log(reader: Reader, engine: Any) -> None:
    reader.open(page(with_texts(sample()), engine), "#tab=text&e=company%2Fduck+basedIn+place%2Fport-marx")
    reader.keys("x")
    write(reader, "Why it is wrong", '=HYPERLINK("http://evil.example"), a "port"')
    reader.click("#panel button", "Save 1 decision")
    assert not list(reader.saved.glob("*.decisions.csv")), "who decides must be said"
    write(reader, "Your name", " Ann ")
    reader.js("document.activeElement.blur()")
    reader.keys("j")
    (right,) = parse_qs(reader.js("return location.hash.slice(1)"))["e"]
    reader.keys("y")
    assert reader.js("return document.querySelector('#panel [data-key=y]').getAttribute('aria-pressed')") == "true"
    reader.click("#panel button", "Save 2 decisions")
    text = saved(reader, "*.decisions.csv")
    line, other = decisions.parse(text).lines
    today = reader.js(
        "const d = new Date(); return new Date(d - d.getTimezoneOffset() * 6e4).toISOString().slice(0, 10)"
    )
    assert text.splitlines()[0] == ",".join(decisions.COLUMNS)
    assert (line.decision, line.a, line.b) == ("reject", BASE + "company/duck", f"basedIn {BASE}place/port-marx")
    assert (line.who, line.when) == ("Ann", today)
    assert (other.decision, f"{other.a} {other.b}".replace(BASE, "")) == ("accept", right)
    assert (other.who, other.when, other.why) == ("Ann", today, "kg view")
    assert line.why == '\'=HYPERLINK("http://evil.example"), a "port"', "no spreadsheet takes it for a formula"


def test_a_decision_can_be_taken_back(reader: Reader) -> None:
    reader.open(page(sample()), "#e=company%2Fduck+basedIn+place%2Fport-marx")
    reader.keys("x")
    assert "Save 1 decision" in reader.text("#panel")
    reader.keys("x")
    assert "Save" not in reader.text("#panel .decide")


def test_a_fact_that_the_log_cannot_name_is_not_decided(reader: Reader) -> None:
    reader.open(page(hostile()))
    reader.click("#tab-table")
    reader.click("#table .rel")
    assert "Why is this here?" in reader.text("#panel")
    assert not reader.js("return document.querySelector('#panel .decide')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1600])
@pytest.mark.parametrize("engine", ENGINES)
def test_axe_finds_nothing_serious(reader: Reader, engine: Any, width: int, scheme: str) -> None:
    reader.size(width, 900)
    reader.scheme(scheme)
    reader.open(page(with_texts(sample()), engine), "#e=meeting%2F3+participant+person%2Ffirefly")
    found = {}
    for tab in ("graph", "text", "timeline", "map", "table"):
        reader.click(f"#tab-{tab}")
        found[tab] = reader.faults()
    reader.size(1400, 900)
    reader.scheme("light")
    assert found == dict.fromkeys(found, [])


def test_markup_and_scripts_from_elsewhere_are_refused(reader: Reader) -> None:
    """The second wall: had a text become markup, the page's policy would still not run it."""
    reader.open(page(sample()))
    refused = reader.js(
        """const tried = [], ran = f => { try { f(); return "ran"; } catch { return "refused"; } };
           const attempt = f => tried.push(ran(f));
           attempt(() => document.body.innerHTML = "<img src=x onerror=window.fired=1>");
           attempt(() => trustedTypes.createPolicy("kg", { createHTML: x => x }));
           attempt(() => { document.createElement("script").text = "window.fired=2"; });
           attempt(() => document.body.setAttribute("onclick", "window.fired=3"));
           document.body.click();
           return [...tried, window.fired];"""
    )
    assert refused == ["refused"] * 4 + [None]


@pytest.mark.parametrize("engine", ENGINES)
def test_page_works_in_a_notebooks_frame(reader: Reader, engine: Any) -> None:
    reader.open("<!doctype html><html data-ready=yes><div id=graph hidden></div>" + frame(page(sample(), engine)))
    reader.driver.switch_to.frame(0)
    reader.until(lambda: reader.js("return document.documentElement.dataset.ready === 'yes'"))
    reader.click("#tab-table")
    reader.click("#table .rel", "basedIn")
    assert "Firefly also spoke" in reader.text("#panel")
    reader.driver.switch_to.default_content()
    assert reader.complaints() == []


PAYLOADS = [
    "<img src=x onerror=window.fired=1>",
    "<img src=http://evil.example/a.png>",
    "</script><script>window.fired=2</script>",
    "</style><style>@import 'http://evil.example/a.css'</style>",
    "\"'><svg onload=window.fired=3>",
    "<!--<script>window.fired=4",
    "javascript:window.fired=5",
    "<a href=javascript:window.fired=6>href</a>",
    "<iframe srcdoc='<script>parent.fired=7</script>'></iframe>",
    "${window.fired=8}{{constructor.constructor('window.fired=9')()}}",
    "url(http://evil.example/b.png);background:url(http://evil.example/c.png)",
    '\u202egnp.exe\u2028\u2029\x00\ud800\\"\n<b>',
    "__proto__",
    '=HYPERLINK("http://evil.example")',
    'http://evil.example/"><script>window.fired=10</script>',
]


def hostile() -> nx.MultiDiGraph[str]:
    """A graph that has each payload in each place where a text can be."""
    articles = {
        f"https://kg.example/article/{i}{text}": {
            "id": text,
            "title": text,
            "published": text,
            "source": text,
            "text": text * 3,
        }
        for i, text in enumerate(PAYLOADS)
    }
    g: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=" ".join(PAYLOADS), articles=articles)
    for i, (text, article) in enumerate(zip(PAYLOADS, articles, strict=True)):
        values = {"date": text, "status": text, "about": text, "code": text, text: text, "lat": "10", "lon": str(9 * i)}
        g.add_node(f"https://kg.example/{i}{text}", label=text, type=text, names=[text, "n" + text], values=values)
        g.add_node(
            f"https://kg.example/m{i}",
            label=text,
            type="Meeting",
            names=[],
            values={"date": "2024-01-01", "status": text},
        )
        evidence = {
            "sentence": f"{text} n{text}",
            "start": 0,
            "end": 9,
            "article": article,
            "speaker": text,
            "confidence": 0.5,
        }
        for v in (
            f"https://kg.example/{i}{text}",
            f"https://kg.example/{(i + 1) % len(PAYLOADS)}{PAYLOADS[(i + 1) % len(PAYLOADS)]}",
        ):
            for key in ("participant", text):
                g.add_edge(
                    f"https://kg.example/m{i}",
                    v,
                    key=key,
                    relation=key,
                    label=text,
                    status=text,
                    confidence=0.5,
                    disputed=True,
                    evidence=[evidence],
                )
    return g


@pytest.mark.parametrize("engine", ENGINES)
def test_a_hostile_article_fires_nothing_and_is_shown_as_text(reader: Reader, engine: Any) -> None:
    reader.open(page(hostile(), engine))
    for tab in ("text", "table", "timeline", "map", "graph"):
        reader.click(f"#tab-{tab}")
        shown = reader.js("return document.querySelector('#views').textContent.toWellFormed()")
        assert tab in ("graph", "map") or PAYLOADS[0] in shown
    # every thing and every fact is opened, with its sentences and its Turtle, and hovered
    opened = reader.js(
        """const seen = [];
           const look = () => {
             const all = document.querySelectorAll("#panel details");
             for (const x of all) { x.open = true; x.dispatchEvent(new Event("toggle")); }
             seen.push(document.querySelector("#panel").textContent.toWellFormed()); };
           document.querySelector("#tab-table").click();
           const links = [...document.querySelectorAll("#table tbody a")], opened = new Set();
           document.querySelector("#tab-graph").click();  // the links stay, and nothing is drawn anew but the panel
           for (const a of links) if (!opened.has(a.href)) { opened.add(a.href); a.click(); look(); }
           return seen;"""
    )
    assert len(opened) > 60
    for text in PAYLOADS:
        assert any(text in one for one in opened) or "\ud800" in text, text
    reader.js("document.querySelector('#fold').click()")
    reader.click("#tab-graph")
    for x in range(300, 1000, 60):
        reader.cdp("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=400)
    reader.keys("/")
    reader.keys("<img")
    assert PAYLOADS[0] in reader.text("#hits")
    reader.keys(Keys.ESCAPE)
    reader.click("#dark")
    found = reader.js(
        """const all = s => [...document.querySelectorAll(s)];
           return [window.fired, all("img,iframe,object,embed,base,form,body style,body link,b b").length,
             all("*").flatMap(e => e.getAttributeNames()).filter(a => a.startsWith("on")).length,
             all("a").filter(a => !/^(#|https?:)/.test(a.getAttribute("href"))).length,
             Object.keys(Object.prototype).length];"""
    )
    assert found == [None, 0, 0, 0, 0]
    assert reader.requests() == []
    assert reader.complaints() == []


def test_hostile_texts_are_escaped_in_what_is_saved(reader: Reader) -> None:
    reader.open(page(hostile()))
    graph = rdflib.Graph().parse(reader.save("Turtle", "ttl"), format="turtle")
    labels = {str(label) for label in graph.objects(None, rdflib.RDFS.label)}
    assert PAYLOADS[2] in labels
    ET.parse(reader.save("SVG", "svg"))
    with reader.save("CSV", "csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]


def test_ten_thousand_things_are_ready_within_a_second_of_work(reader: Reader) -> None:
    g: nx.MultiDiGraph[str] = nx.MultiDiGraph(title="Large")
    for i in range(10_000):
        g.add_node(f"https://kg.example/{i}", label=f"Thing {i}", type="Person", names=[], values={})
    for i in range(20_000):
        evidence = [{"sentence": f"Sentence {i} of many.", "start": i, "end": i + 20, "article": "", "speaker": ""}]
        u, v = f"https://kg.example/{i % 10_000}", f"https://kg.example/{i * 7 % 9_973}"
        g.add_edge(u, v, key=f"k{i}", relation="met", label="met", status="", confidence=0.9, evidence=evidence)
    places = {node: (float(i % 100) * 60, float(i // 100) * 60) for i, node in enumerate(g)}
    reader.cdp("Performance.disable")
    reader.cdp("Performance.enable", timeDomain="threadTicks")
    reader.open(page(g, positions=places))
    metrics = {m["name"]: m["value"] for m in reader.cdp("Performance.getMetrics")["metrics"]}
    assert metrics["TaskDuration"] < 1.5, (
        "CPU seconds: 1 is the aim, measured in bench/view; a busy machine costs some more"
    )
    reader.keys("/")
    reader.keys("thing 9999")
    reader.keys(Keys.ENTER)
    assert reader.text("#panel h2") == "Thing 9999"
    assert reader.complaints() == []
