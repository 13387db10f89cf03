"""The explorer of `kg serve` in a real browser: search, a graph that grows, results in four shapes, the editor, decisions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from browser import NEEDS_BROWSER, Reader
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from small_index import CUBA_READING, GAS_READING
from test_store_readings import reading as made_up

from kg.serve.run import serving
from kg.serve.settings import Settings
from kg.store import Store

pytestmark = NEEDS_BROWSER

BASE = "https://kg.example/"
TOKEN = "a token of some length"
HOSTILE = "<img src=x onerror=window.fired=1> =Evil"
MEETINGS = "SELECT ?m ?who { ?m a kg:Meeting ; kg:participant ?who }"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("explorer") / "store"
    with Store.create(made) as store:
        store.put([CUBA_READING, GAS_READING, made_up(3, people=(HOSTILE, "Dee Doe"))])
    return made


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[str]:
    with serving(Settings(path, BASE, port=0, token=TOKEN, seconds=300)) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    made = Reader(tmp_path_factory.mktemp("browser"))
    yield made
    made.driver.quit()


def visit(browser: Reader, address: str) -> None:
    """Open a page afresh; where it has a picture, wait until that is drawn."""
    browser.driver.switch_to.default_content()
    browser.driver.get("about:blank")
    browser.complaints()
    browser.driver.get_log("performance")
    browser.driver.get(address)
    if browser.js("return !!document.querySelector('iframe.graph')"):
        with_frame(browser)
        browser.driver.switch_to.default_content()


def with_frame(browser: Reader) -> None:
    """Go into the picture, when it is drawn."""
    browser.driver.switch_to.default_content()
    browser.driver.switch_to.frame(browser.driver.find_element("css selector", "iframe.graph"))
    browser.until(
        lambda: browser.js("return document.documentElement.dataset.ready || document.title === 'No picture'")
    )
    assert browser.js("return document.title") != "No picture", browser.text("body")


def in_frame(browser: Reader, selector: str) -> str:
    with_frame(browser)
    text = browser.text(selector)
    browser.driver.switch_to.default_content()
    return str(text)


def address_of(browser: Reader) -> tuple[dict[str, list[str]], str]:
    """What the page's address asks, and the state after #."""
    parts = urlsplit(browser.driver.current_url)
    return parse_qs(parts.query), parts.fragment


def click_on(browser: Reader, thing: str) -> None:
    """Click with the mouse on a thing in the picture, which must be there since the page was opened."""
    with_frame(browser)
    x, y = browser.at(thing, base=BASE)
    browser.driver.switch_to.default_content()
    left, top = browser.js(
        """const f = document.querySelector("iframe.graph"); f.scrollIntoView();
           const b = f.getBoundingClientRect(); return [b.x + f.clientLeft, b.y + f.clientTop];"""
    )
    browser.press(left + x, top + y)


def test_search_finds_as_one_types_and_leads_to_a_page(browser: Reader, site: str) -> None:
    visit(browser, site)
    box = browser.driver.find_element("css selector", ".finder.big input")
    box.send_keys("lavr")
    browser.until(
        lambda: "Sergei Lavrov" in browser.js("return document.querySelector('.finder.big .hits').textContent")
    )
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    browser.until(lambda: browser.js("return location.pathname") == "/person/sergei-lavrov")
    assert browser.text("h1").startswith("Sergei Lavrov")


def test_a_click_brings_neighbours_and_back_takes_them_away(browser: Reader, site: str) -> None:
    visit(browser, f"{site}explore?focus=Siemens")
    few = in_frame(browser, "#count")
    with_frame(browser)
    places = browser.js("return document.querySelector('#graph').dataset.camera")
    browser.driver.switch_to.default_content()
    click_on(browser, "person/ricardo-cabrisas")
    browser.until(lambda: in_frame(browser, "#count") != few)
    many = in_frame(browser, "#count")
    assert in_frame(browser, "#panel h2") == "Ricardo Cabrisas"
    asked, state = address_of(browser)
    assert asked["add"] == [f"{BASE}person/ricardo-cabrisas"] and "person%2Fricardo-cabrisas" in state
    files = browser.js("return [...document.querySelectorAll('a[href^=\"/api/network\"]')].map(a => a.search)")
    assert len(files) == 2 and all("add=" in one for one in files), "files are of what is in the picture"

    visit(browser, browser.driver.current_url)
    browser.until(lambda: in_frame(browser, "#panel h2") == "Ricardo Cabrisas")
    assert in_frame(browser, "#count") == many, "the address is the state"
    with_frame(browser)
    browser.click("#tab-table")
    assert "Moscow" in browser.text("#table")
    browser.driver.switch_to.default_content()
    assert places and "tab=table" in address_of(browser)[1]

    visit(browser, f"{site}explore?focus=Siemens")
    click_on(browser, "person/ricardo-cabrisas")
    browser.until(lambda: in_frame(browser, "#count") == many)
    browser.driver.back()
    browser.until(lambda: in_frame(browser, "#count") == few)
    assert browser.complaints() == []


def test_a_path_is_drawn_between_two_things(browser: Reader, site: str) -> None:
    visit(browser, f"{site}explore?" + urlencode({"focus": "Ricardo Cabrisas", "to": "Moscow"}))
    assert in_frame(browser, "#count").startswith("3 things of 3")
    browser.driver.get(f"{site}explore?" + urlencode({"focus": "Nobody"}))
    browser.driver.switch_to.frame(0)
    browser.until(lambda: "nothing in the graph is called" in browser.text("body"))


@pytest.mark.parametrize("place", [f"query?{urlencode({'query': MEETINGS})}", "ask/who-met?who=Sergei+Lavrov"])
def test_a_result_is_a_table_a_graph_a_timeline_or_a_map(browser: Reader, site: str, place: str) -> None:
    visit(browser, site + place)
    assert "Ricardo Cabrisas" in browser.text("table")
    for shape in ("Graph", "Timeline", "Map"):
        browser.click(".shapes a", shape)
        browser.until(lambda s=shape: s.lower() in address_of(browser)[0].get("as", []))
        with_frame(browser)
        chosen = browser.js("return document.querySelector('[role=tab][aria-selected=true]').textContent")
        assert chosen == shape
        assert browser.js("return document.querySelector(arguments[0]).children.length", f"#{shape.lower()}")
        browser.driver.switch_to.default_content()
    assert "Nothing in this selection" not in in_frame(browser, "#map")
    assert browser.js("return getComputedStyle(document.querySelector('.shapes a')).display") != "none"
    assert browser.complaints() == []


def test_a_picture_is_saved_from_the_page(browser: Reader, site: str) -> None:
    visit(browser, f"{site}query?{urlencode({'query': MEETINGS, 'as': 'graph'})}")
    for kind, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        browser.click("[data-save]", kind)
        ending = f"*.{kind.lower()}"
        file = browser.until(lambda e=ending: next((f for f in browser.saved.glob(e) if f.stat().st_size), None))
        assert file.read_bytes().startswith(start)


def editor_text(browser: Reader) -> str:
    return str(browser.js("return document.querySelector('#query').value"))


def test_the_editor_completes_terms_prefixes_and_variables(browser: Reader, site: str) -> None:
    visit(browser, f"{site}query")
    area = browser.driver.find_element("css selector", "#query")
    area.clear()
    area.send_keys("SELECT ?meeting { ?mee")
    words = lambda: browser.js("return [...document.querySelectorAll('#words code')].map(c => c.textContent)")  # noqa: E731
    assert words() == ["?meeting"]
    area.send_keys(Keys.ENTER)
    area.send_keys(" a Meet")
    assert words() == ["kg:Meeting"], "a name is enough, the prefix comes with it"
    area.send_keys(Keys.TAB)
    area.send_keys("; skos")
    assert words() == ["skos:"]
    area.send_keys(Keys.ESCAPE)
    assert browser.js("return document.querySelector('#words').hidden")
    area.send_keys(Keys.BACKSPACE * 6)
    area.send_keys("} # kg:Mee")
    assert browser.js("return document.querySelector('#words').hidden"), "a comment is left alone"
    assert editor_text(browser).startswith("SELECT ?meeting { ?meeting a kg:Meeting ")
    ActionChains(browser.driver).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    browser.until(lambda: browser.js("return !!document.querySelector('table')"))
    assert "Meeting in Moscow" in browser.text("table")
    assert browser.complaints() == []


def test_decisions_on_an_article_are_written_with_the_token(browser: Reader, site: str, path: Path) -> None:
    article = f"{site}explore?" + urlencode({"article": f"{BASE}article/gas"})
    visit(browser, f"{article}#tab=text")
    with_frame(browser)
    browser.until(lambda: "Gazprom" in browser.text("#text"))
    browser.click("#text .sentence", "Gazprom")
    browser.click("#panel .rel", "member")
    browser.click("#panel button", "Wrong")
    browser.js(
        "const n = document.querySelector('[aria-label=\"Your name\"]'); n.value = 'Ann'; n.dispatchEvent(new Event('change'))"
    )
    browser.click("#panel [data-key]", "Right")
    assert "Send 1 decision" in browser.text("#panel"), "the last word on a fact"
    browser.click("#panel [data-key]", "Wrong")
    browser.click("#panel button", "Send 1 decision")
    browser.driver.switch_to.default_content()
    browser.until(lambda: not browser.js("return document.querySelector('#sender').hidden"))
    assert not (path / "decisions.csv").exists()
    token = browser.driver.find_element("css selector", "#sender input")
    for given, said in (("wrong", "token"), (TOKEN, "1 written to the decision log")):
        token.clear()
        token.send_keys(given, Keys.ENTER)
        browser.until(lambda s=said: s in browser.text("#said"))
    (line,) = (path / "decisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert line.startswith("reject,") and ",Ann," in line
    with_frame(browser)
    browser.click("#tab-table")
    relations = browser.js("return [...document.querySelectorAll('#table .rel')].map(r => r.textContent)")
    assert "holds" in relations and "is a member of" not in relations
    (path / "decisions.csv").unlink()


PAGES = ["", "search?q=a", "articles", "article/gas", "person/sergei-lavrov", "ask", "ask/who-met?who=Sergei+Lavrov", "stats",
         "ontology", "nope", f"query?{urlencode({'query': MEETINGS})}", f"query?{urlencode({'query': 'SELECT nonsense'})}",
         f"query?{urlencode({'query': MEETINGS, 'as': 'graph'})}", "explore?focus=Cuba",
         f"explore?{urlencode({'article': f'{BASE}article/a%2F3'})}#tab=text"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1600])
def test_axe_finds_nothing_serious_and_pages_fit(browser: Reader, site: str, width: int, scheme: str) -> None:
    browser.size(width, 900)
    browser.scheme(scheme)
    found = {}
    for place in PAGES:
        visit(browser, site + place)
        found[place] = browser.faults()
        if browser.js("return document.documentElement.scrollWidth") > width:
            found[place].append("wider than the screen")
        if browser.js("return !!document.querySelector('iframe.graph')"):
            with_frame(browser)
            found[place] += browser.faults()
    browser.size(1400, 900)
    browser.scheme("light")
    assert found == dict.fromkeys(PAGES, [])


def test_a_hostile_article_does_nothing_on_any_page(browser: Reader, site: str) -> None:
    article = quote(f"{BASE}article/a%2F3", safe="")
    people = "SELECT ?p ?l { ?p a kg:Official ; rdfs:label ?l }"
    places = ["article/a%252F3".replace("%25", "%"), "search?q=img", f"explore?article={article}#tab=text", "explore",
              f"query?{urlencode({'query': people})}", f"query?{urlencode({'query': people, 'as': 'graph'})}"]  # fmt: skip
    for place in places:
        visit(browser, site + place)
        shown = browser.js("return [window.fired, document.querySelectorAll('img').length]")
        if browser.js("return !!document.querySelector('iframe.graph')"):
            with_frame(browser)
            shown += browser.js("return [window.fired, document.querySelectorAll('img').length]")
        assert set(map(str, shown)) == {"None", "0"}, place
        assert browser.complaints() == []
        assert [url for url in browser.requests() if not url.startswith(site)] == []
