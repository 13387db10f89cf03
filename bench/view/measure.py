"""Size of the page and work of the browser's main thread until it can be used, for our pages and for plain pyvis.

    python bench/view/measure.py            # a few minutes; prints a Markdown table

Needs chromium and chromedriver. The work is Chromium's TaskDuration counted in CPU time of the main thread, which is
nearly the same on a busy machine as on a quiet one. Plain pyvis has no moment at which it is ready: it is left alone
until its physics comes to rest, or for 60 s, and is given its scripts inside the file, as it would otherwise load them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
from pyvis.network import Network
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from kg.view import layout, page

FLAGS = """--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update
--disable-sync --no-first-run --disable-quic --window-size=1400,900""".split()
KINDS = "Country Official Official Person Organization Company Meeting Meeting Position Agreement Place".split()
LIMIT = 60.0


def news(count: int) -> nx.MultiDiGraph[str]:
    """Make a graph like that of many articles: groups of 150, hubs, some two facts a thing, each with a sentence."""
    rng = random.Random(7)
    articles = {
        f"https://kg.example/article/{i}": {
            "id": f"a{i}",
            "title": f"Article {i} about talks",
            "published": f"20{20 + i % 5}-{1 + i % 12:02}-{1 + i % 28:02}",
            "source": f"Paper {i % 9}",
        }
        for i in range(max(1, count // 20))
    }
    g: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=f"{count} things", articles=articles)
    nodes = [f"https://kg.example/id/{KINDS[i % len(KINDS)].lower()}/{i}" for i in range(count)]
    for i, node in enumerate(nodes):
        kind = KINDS[i % len(KINDS)]
        date = f"20{20 + i % 5}-{1 + i % 12:02}-{1 + i % 28:02}"
        values = {"date": date, "status": rng.choice(["Held", "Planned"])} if kind in ("Meeting", "Agreement") else {}
        g.add_node(node, label=f"{kind} Named {i}", type=kind, names=[f"Alias {i}"], values=values)
    for i in range(1, count):
        for relation in ("participant", "place"):
            first = i // 150 * 150
            j = first + int((i - first) * rng.random() ** 2) if rng.random() < 0.93 else int(i * rng.random())
            one, other = g.nodes[nodes[i]]["label"], g.nodes[nodes[j]]["label"]
            said = f"{one} and {other} were said to have held talks on a number of questions, sentence {i}."
            evidence = {
                "sentence": said,
                "start": 10,
                "end": 10 + len(said),
                "article": f"https://kg.example/article/{rng.randrange(len(articles))}",
                "speaker": "",
                "confidence": 0.9,
            }
            if i != j:
                attributes = {"relation": relation, "label": relation, "status": "", "confidence": 0.9}
                g.add_edge(nodes[i], nodes[j], key=relation, **attributes, evidence=[evidence])
    return g


def plain_pyvis(g: nx.MultiDiGraph[str]) -> str:
    """Return pyvis' own page of the graph, as its readme makes one."""
    net = Network(directed=True, cdn_resources="in_line")
    for node, data in g.nodes(data=True):
        net.add_node(node, label=data["label"])
    for u, v, data in g.edges(data=True):
        net.add_edge(u, v, label=data["label"], title=data["evidence"][0]["sentence"])
    return str(net.generate_html())


def browse(html: str, ours: bool) -> tuple[float, float, str]:
    """Return main-thread seconds, megabytes of heap, and whether the page came to rest."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        options.page_load_strategy = "none"
        for flag in [*FLAGS, f"--user-data-dir={folder}/profile"]:
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        try:
            driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
            driver.get(file.as_uri())
            start, last, quiet = time.monotonic(), 0.0, 0
            while time.monotonic() - start < LIMIT and quiet < (1 if ours else 3):
                time.sleep(1)
                ready = not ours or driver.execute_script("return document.documentElement.dataset.ready")
                metrics = {
                    m["name"]: m["value"] for m in driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
                }
                quiet = quiet + 1 if ready and metrics["TaskDuration"] - last < 0.1 and last else 0
                last = metrics["TaskDuration"]
            return last, metrics["JSHeapUsedSize"] / 1e6, "yes" if quiet else "no"
        finally:
            driver.quit()


def row(name: str, count: int, make: Callable[[], str], ours: bool) -> None:
    """Measure one page and print its line."""
    start = time.process_time()
    html = make()
    python = time.process_time() - start
    work, heap, rest = browse(html, ours)
    size = len(html.encode()) / 1e6
    print(
        f"| {name} | {count:,} | {size:.2f} MB | {python:.1f} s | {work:.2f} s | {heap:.0f} MB | {rest} |", flush=True
    )


if __name__ == "__main__":
    print(
        "| page | things | size | Python | main thread | heap | at rest |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for count in (100, 1_000, 10_000, 50_000):
        g = news(count)
        start = time.process_time()
        places = layout(g)
        spent = time.process_time() - start
        row(f"canvas (layout {spent:.1f} s)", count, lambda g=g, p=places: page(g, positions=p), True)
        if count == 100:
            row("our pyvis", count, lambda g=g, p=places: page(g, "pyvis", positions=p), True)
    g = news(500)
    places = layout(g)
    row("our pyvis", 500, lambda: page(g, "pyvis", positions=places), True)
    for count in (100, 500):
        row("plain pyvis", count, lambda c=count: plain_pyvis(news(c)), False)
