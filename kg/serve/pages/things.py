"""The page of a thing, with its facts and their sentences, and the page of an article, with its text."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from urllib.parse import quote as encoded
from urllib.parse import urlencode

from kg.serve.html import Child, Html, tag
from kg.serve.pages.shell import downloads, evidence, frame, link, pairs, triple
from kg.serve.settings import Settings

_NAMES = {"date": "Date", "earliest": "Not before", "latest": "Not after", "status": "Status", "code": "Code",
          "about": "About"}  # fmt: skip
_FILES = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"), ("JSON", "json"))


def thing(settings: Settings, found: Mapping[str, Any]) -> str:
    """Return the page of a thing."""
    kind = tag("a", found["class"], href=f"/ontology#{found['class']}", class_="chip") if found["class"] else None
    values = [(_NAMES[name], ", ".join(value)) for name, value in found["values"].items()]
    of: list[Child] = [[", " if n else "", link(settings, **_named(one))] for n, one in enumerate(found["of"])]
    rows: list[tuple[str, Child]] = [("Also", tag("bdi", ", ".join(found["names"])) if found["names"] else ""),
                                     *values, ("Of", of), ("Address", tag("code", found["iri"]))]  # fmt: skip
    graph = tag("a", "Graph", href="/explore?" + urlencode({"focus": found["iri"]}), class_="button")
    more = found["total"] - len(found["facts"])
    left = tag("p", f"and {more:,} more facts", class_="mute") if more > 0 else None
    return frame(
        found["label"],
        tag("h1", tag("bdi", found["label"]), " ", kind),
        pairs(rows),
        tag("p", graph),
        _grouped(settings, found["facts"], found["iri"]),
        left,
        _files(settings, found["iri"]),
    )


def _named(thing: Mapping[str, str]) -> dict[str, str]:
    return {"iri": thing["iri"], "name": thing["label"]}


def _files(settings: Settings, iri: str) -> Html | None:
    address = settings.href(iri)
    return downloads([(name, f"{address}.{end}") for name, end in _FILES]) if address.startswith("/") else None


def _grouped(settings: Settings, facts: list[dict[str, Any]], here: str) -> Child:
    """The facts under a heading for each relation and direction."""
    if not facts:
        return tag("p", "No fact that a sentence states.", class_="mute")

    def heading(fact: Mapping[str, Any]) -> tuple[bool, str]:
        return fact["subject"]["iri"] != here, fact["relation"]["label"]

    parts: list[Child] = []
    for (incoming, name), group in groupby(sorted(facts, key=heading), heading):
        items = [tag("li", triple(settings, fact, here), evidence(settings, fact)) for fact in group]
        title = f"… {name}" if incoming else f"{name} …"
        parts.append(tag("section", tag("h2", title, tag("small", f" {len(items)}")), tag("ul", items, class_="facts")))
    return parts


def facts(settings: Settings, subject: str, found: Mapping[str, Any]) -> str:
    """Return facts with their sentences, as they were asked for."""
    items = [tag("li", triple(settings, fact), evidence(settings, fact)) for fact in found["facts"]]
    count = f"{found['total']:,} facts" if found["total"] else "The graph says nothing of the kind."
    title = f"Why: {subject}"
    return frame(title, tag("h1", title), tag("p", count, class_="mute"), tag("ul", items, class_="facts"))


def article(settings: Settings, found: Mapping[str, Any]) -> str:
    """Return the page of an article: its text with the sentences that state facts marked, and these facts."""
    title = found["title"] or found["id"]
    source = found["source"]
    rows: list[tuple[str, Child]] = [
        ("Author", found["author"]),
        ("Published", found["published"]),
        ("Source", link(settings, source) if "://" in source else source),
        ("Id", tag("code", found["id"])),
        ("Address", tag("code", found["iri"])),
    ]
    graph = tag("a", "Graph", href="/explore?" + urlencode({"article": found["iri"]}), class_="button")
    items = [
        tag("li", triple(settings, fact), [_place(said) for said in fact["evidence"]], class_="said")
        for fact in found["facts"]
    ]
    return frame(
        title,
        tag("h1", tag("bdi", title), " ", tag("span", "Article", class_="chip")),
        pairs(rows),
        tag("p", graph),
        tag(
            "div",
            tag("section", tag("h2", "Text"), tag("div", _marked(found), class_="text", dir="auto")),
            tag("section", tag("h2", "Facts", tag("small", f" {found['total']}")), tag("ul", items, class_="facts")),
            class_="columns reading",
        ),
        _files(settings, found["iri"]),
        scripts=("reading",),
    )


def _place(said: Mapping[str, Any]) -> Html:
    mark = f"char={said['start']},{said['end']}"
    speaker = f", according to {said['speaker']}" if said["speaker"] else ""
    words = f"sentence at {said['start']}{speaker}; confidence {said['confidence']:.2f}"
    return tag("p", tag("a", words, href="#" + encoded(mark, safe="=,")), class_="mute")


def _marked(found: Mapping[str, Any]) -> list[Child]:
    """The text, each sentence that states a fact in a mark with its address; offsets count characters."""
    text = found["text"]
    spans = sorted({(said["start"], said["end"]) for fact in found["facts"] for said in fact["evidence"]})
    made: list[Child] = []
    at = 0
    for start, end in spans:
        if at <= start < end <= len(text):
            made += [text[at:start], tag("mark", text[start:end], id=f"char={start},{end}")]
            at = end
    return [*made, text[at:]]
