"""A reader with a browser: Chromium on our pages, what a test does with it, and axe-core's opinion of a page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains

CHROMIUM, CHROMEDRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = """--headless=new --no-sandbox --disable-gpu --disable-3d-apis --disable-background-networking
--disable-component-update --disable-sync --no-first-run --disable-quic""".split()
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"

NEEDS_BROWSER = pytest.mark.skipif(
    not (CHROMIUM.exists() and CHROMEDRIVER.exists()),
    reason="NO BROWSER: apt-get install chromium chromium-driver, or the views stay untested",
)


class Reader:
    """One browser, and what a test does with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved = folder / "saved"
        self.saved.mkdir()
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in [*FLAGS, f"--user-data-dir={folder / 'profile'}", "--window-size=1400,900"]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
        self.driver.set_script_timeout(120)
        self.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.saved))
        self.size(1400, 900)

    def cdp(self, command: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(command, arguments)

    def size(self, width: int, height: int) -> None:
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def scheme(self, value: str) -> None:
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": value}])

    def open(self, html: str, fragment: str = "") -> None:
        """Open a page afresh and wait until it is drawn."""
        file = self.folder / "page.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        self.driver.get("about:blank")
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)
        self.driver.get(f"{file.as_uri()}{fragment}")
        self.until(lambda: self.js("return document.documentElement.dataset.ready === 'yes'"))
        self.until(lambda: self.js("const g = document.querySelector('#graph'); return g.hidden || g.dataset.camera"))

    def until(self, check: Callable[[], Any]) -> Any:
        end = time.monotonic() + 240  # long only where the machine is busy with other things
        while time.monotonic() < end:
            if found := check():
                return found
            time.sleep(0.03)
        raise AssertionError(f"waited in vain; the console says {self.driver.get_log('browser')}")

    def js(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def text(self, selector: str) -> str:
        return self.js("return document.querySelector(arguments[0]).textContent.toWellFormed()", selector)

    def click(self, selector: str, text: str = "") -> None:
        """Click the first element of that selector and text, as the page's own handlers see it."""
        clicked = self.js(
            """for (const e of document.querySelectorAll(arguments[0]))
                 if (e.textContent.includes(arguments[1])) { e.click(); return true; }""",
            selector,
            text,
        )
        assert clicked, f"no {selector} with {text!r}"

    def keys(self, text: str) -> None:
        ActionChains(self.driver).send_keys(text).perform()

    def complaints(self) -> list[str]:
        return [row["message"] for row in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        rows = [json.loads(row["message"])["message"] for row in self.driver.get_log("performance")]
        asked = [r["params"]["request"]["url"] for r in rows if r["method"] == "Network.requestWillBeSent"]
        asked += [r["params"]["url"] for r in rows if r["method"] == "Network.webSocketCreated"]
        own = (self.folder / "page.html").as_uri()
        return [url for url in asked if not url.startswith((own, "data:", "blob:", "about:"))]

    def at(self, *keys: str, base: str = "https://kg.example/id/") -> tuple[float, float]:
        """Where in the window the middle of these nodes is drawn."""
        spots = self.js(
            """const d = JSON.parse(document.querySelector("#data").textContent), g = document.querySelector("#graph");
               const [k, x, y] = g.dataset.camera.split(" ").map(Number), box = g.getBoundingClientRect();
               return arguments[0].map(key => d.nodes.find(n => d.base + n[0] === key))
                 .map(n => [n[3] * k + x + box.x, n[4] * k + y + box.y]);""",
            [base + key for key in keys],
        )
        return sum(s[0] for s in spots) / len(spots), sum(s[1] for s in spots) / len(spots)

    def press(self, x: float, y: float) -> None:
        """Click with the mouse at a point of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            count = 0 if kind == "mouseMoved" else 1
            button = "none" if kind == "mouseMoved" else "left"
            self.cdp("Input.dispatchMouseEvent", type=kind, x=x, y=y, button=button, clickCount=count)

    def save(self, kind: str, ending: str) -> Path:
        for old in self.saved.iterdir():
            old.unlink()
        self.click("#files button", kind)
        return self.until(lambda: next((f for f in self.saved.glob(f"*.{ending}") if f.stat().st_size), None))

    def faults(self) -> list[str]:
        """What axe-core finds seriously wrong with the document that is open, with the elements that it is about."""
        self.cdp("Runtime.evaluate", expression=AXE.read_text(encoding="utf-8"))
        if not self.js(
            "return typeof axe === 'object'"
        ):  # in a frame: the driver's scripts run in it, the one above does not
            self.js(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            """const done = arguments[0];
               axe.run(document, { iframes: false, resultTypes: ["violations"] }).then(
                 r => done(r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html + " " + n.failureSummary)])),
                 e => done([["serious", "axe", [String(e)]]]));"""
        )
        return [f"{impact} {name}: {nodes[:3]}" for impact, name, nodes in found if impact in ("serious", "critical")]
