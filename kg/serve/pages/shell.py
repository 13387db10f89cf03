"""What all pages share: the frame with its search, links to things, quoted sentences, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.serve.html import Child, Html, join, tag
from kg.serve.settings import Settings

_NAVIGATION = (("/ask", "Questions"), ("/query", "SPARQL"), ("/explore", "Graph"), ("/articles", "Articles"))


def frame(title: str, *content: Child, here: str = "", scripts: Iterable[str] = (), wide: bool = False) -> str:
    """Return a whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href="/static/app.css"),
        tag("title", f"{title} · kg" if title else "kg"),
        [tag("script", src=f"/static/{name}.js", defer=True) for name in ("search", *scripts)],
    )
    links = [
        tag("a", name, href=address, aria_current="page" if address == here else None) for address, name in _NAVIGATION
    ]
    header = tag("header", tag("a", "kg", href="/", class_="brand"), finder(), tag("nav", links, aria_label="Main"))
    skip = tag("a", "To the content", href="#content", class_="skip")
    main = tag("main", *content, id="content", class_="wide" if wide else None)
    return f"<!doctype html>\n{tag('html', head, tag('body', skip, header, main), lang='en')}\n"


def finder(value: str = "", big: bool = False) -> Html:
    """Return the search box; a script makes it answer while one types, without it the form is sent."""
    box = tag(
        "input", type="search", name="q", value=value or None, placeholder="Search people, countries, meetings …",
        aria_label="Search", autocomplete="off", spellcheck="false", maxlength="200", autofocus=big or None,
    )  # fmt: skip
    button = tag("button", "Search") if big else None
    return tag("form", box, button, action="/search", class_="finder big" if big else "finder", role="search")


def link(settings: Settings, iri: str, name: str = "") -> Html:
    """Return a link to a thing's page here, or to an address elsewhere; plain text for what is no address."""
    address, shown = settings.href(iri), tag("bdi", clip(name or iri, 160))
    if not address:
        return shown
    outside = not address.startswith("/")
    return tag("a", shown, href=address, rel="noopener noreferrer nofollow" if outside else None, title=iri)


def clip(text: str, most: int) -> str:
    """Return a text cut to a length, with a sign that it was."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def triple(settings: Settings, fact: Mapping[str, Any], here: str = "") -> Html:
    """Return a fact as a line: subject, relation, object; the thing whose page it is stands without a link."""

    def end(side: str) -> Child:
        thing = fact[side]
        return tag("b", tag("bdi", thing["label"])) if thing["iri"] == here else link(settings, **_named(thing))

    relation = tag("a", fact["relation"]["label"], href=settings.href(fact["relation"]["iri"]) or None, class_="rel")
    status = tag("span", fact["status"].lower(), class_="status") if fact["status"] else None
    day = tag("span", fact["date"], class_="status") if fact.get("date") else None
    checked = tag("span", fact["checked"], class_="status") if fact.get("checked") else None
    return tag(
        "p", end("subject"), " ", relation, " ", end("object"), " ", day, " ", status, " ", checked, class_="triple"
    )


def _named(thing: Mapping[str, str]) -> dict[str, str]:
    return {"iri": thing["iri"], "name": thing["label"]}


def quote(settings: Settings, said: Mapping[str, Any]) -> Html:
    """Return a sentence with its article, author, date, source, speaker and confidence."""
    article = said["article"]
    place = f"{article['iri']}#char={said['start']},{said['end']}"
    parts: list[Child] = [link(settings, place, article["title"] or article["id"])]
    if article["author"]:
        parts.append(article["author"])
    if article["published"]:
        parts.append(article["published"])
    if article["source"]:
        parts.append(link(settings, article["source"]) if "://" in article["source"] else article["source"])
    parts.append(f"confidence {said['confidence']:.2f}")
    speaker = tag("p", "according to ", tag("b", tag("bdi", said["speaker"]))) if said["speaker"] else None
    line = [[" · " if number else "", part] for number, part in enumerate(parts)]
    return tag(
        "figure",
        tag("blockquote", tag("p", said["sentence"], dir="auto")),
        tag("figcaption", speaker, tag("p", line, class_="mute")),
    )


def evidence(settings: Settings, fact: Mapping[str, Any], shown: int = 2) -> Html:
    """Return the sentences of a fact, those beyond the first ones folded away."""
    said = [quote(settings, one) for one in fact["evidence"]]
    if not said:
        return tag("p", "No sentence of its own: it goes with the facts of the things it joins.", class_="mute")
    rest = said[shown:]
    more = tag("details", tag("summary", f"{len(rest)} more"), rest) if rest else None
    return join(said[:shown], more)


def pairs(rows: Sequence[tuple[str, Child]]) -> Html | None:
    """Return names and values as a list, without those that have no value."""
    kept = [(name, value) for name, value in rows if value not in (None, "", [])]
    return tag("dl", [(tag("dt", name), tag("dd", value)) for name, value in kept]) if kept else None


def downloads(links: Sequence[tuple[str, str]]) -> Html:
    """Return links to the same in other formats."""
    return tag("p", "Download: ", [[tag("a", name, href=address), " "] for name, address in links], class_="downloads")


def failure(title: str, message: str) -> str:
    """Return the page of an error."""
    lines = message.strip()
    told = tag("pre", lines, class_="problem") if "\n" in lines else tag("p", lines)
    return frame(title, tag("h1", title), told, tag("p", tag("a", "Start again", href="/")))
