"""Where to begin, what a search found, the articles, the counts, the ontology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from kg.ontology import Ontology, Term
from kg.query import Named
from kg.serve.html import Child, Html, tag
from kg.serve.pages.ask import sentence
from kg.serve.pages.shell import finder, frame, link
from kg.serve.settings import Settings

_FIRST = ("who-met", "visits-of", "office-holder", "statements-by", "path-between", "planned", "most-connected")


def home(settings: Settings, stats: Mapping[str, Any], latest: Mapping[str, Any], queries: Mapping[str, Named]) -> str:
    """Return the first page: search, questions, the latest articles."""
    number = f"{stats['articles']:,} articles, {sum(stats['facts'].values()):,} facts"
    asked = [queries[name] for name in _FIRST if name in queries]
    return frame(
        "",
        tag("h1", "What the news says, with the sentences that say it"),
        finder(big=True),
        tag("p", number, " ", tag("a", "counted by kind", href="/stats"), class_="mute"),
        tag(
            "div",
            tag(
                "section",
                tag("h2", "Ask"),
                tag("ul", [tag("li", sentence(query)) for query in asked], class_="plain"),
                tag("p", tag("a", f"All {len(queries)} questions", href="/ask")),
            ),
            tag("section", tag("h2", "Latest articles"), _listed(settings, latest["articles"])),
            class_="columns",
        ),
        tag("p", "For programs: ", tag("a", "SPARQL endpoint", href="/query"), ", ",
            tag("a", "JSON API", href="/api/openapi.json"), ", ",
            tag("a", "believed facts as Turtle", href="/graph?default"), ", ",
            tag("a", "everything as TriG", href="/graph?format=trig"), ".", class_="mute"),
    )  # fmt: skip


def _listed(settings: Settings, articles: Sequence[Mapping[str, Any]]) -> Html:
    if not articles:
        return tag("p", "None yet: ", tag("code", "kg build FILE…"), " puts articles in.", class_="mute")
    rows = [
        tag("li", link(settings, one["iri"], one["title"] or one["id"]), tag("small", f" {_about(one)}", class_="mute"))
        for one in articles
    ]
    return tag("ul", rows, class_="plain")


def _about(article: Mapping[str, Any]) -> str:
    facts = article["facts"]
    known = [str(article["published"]), f"{facts} fact{'' if facts == 1 else 's'}"]
    return " · ".join(part for part in known if part)


def search(text: str, hits: Sequence[Mapping[str, Any]]) -> str:
    """Return what a search found."""
    rows = [
        tag(
            "li",
            tag("a", tag("bdi", hit["label"]), href=hit["page"] or None),
            tag("small", f" {hit['type']}", class_="mute"),
            tag("small", " also ", tag("bdi", hit["name"]), class_="mute") if hit["name"] != hit["label"] else None,
        )
        for hit in hits
    ]
    found: Child = tag("ul", rows, class_="plain")
    if not hits:
        found = tag("p", "Nothing has a name like that." if text else "Type a part of a name.", class_="mute")
    return frame(f"Search: {text}" if text else "Search", tag("h1", "Search"), finder(text, big=True), found)


def articles(settings: Settings, found: Mapping[str, Any], limit: int, offset: int) -> str:
    """Return a part of the list of articles."""
    last = offset + len(found["articles"])
    said = f"{offset + 1:,} to {last:,} of {found['total']:,}, the latest first" if last > offset else "None here."
    turns: list[Child] = []
    if offset:
        turns.append(_turn("Later", limit, max(0, offset - limit)))
    if last < found["total"]:
        turns.append(_turn("Earlier", limit, offset + limit))
    content = tag("p", said, class_="mute"), _listed(settings, found["articles"]), tag("p", turns)
    return frame("Articles", tag("h1", "Articles"), *content, here="/articles")


def _turn(name: str, limit: int, offset: int) -> Html:
    return tag("a", name, href="/articles?" + urlencode({"limit": limit, "offset": offset}), class_="button")


def stats(found: Mapping[str, Any]) -> str:
    """Return the counts."""
    head = f"{found['articles']:,} articles, {found['sentences']:,} sentences that state a fact"
    tables = [
        tag("section", tag("h2", title), _counts(found[key]))
        for key, title in (("things", "Things by class"), ("facts", "Facts by relation"))
    ]
    return frame("Counts", tag("h1", "Counts"), tag("p", head), tag("div", tables, class_="columns"))


def _counts(rows: Mapping[str, int]) -> Html:
    lines = [
        tag("tr", tag("td", tag("a", name, href=f"/ontology#{name}")), tag("td", f"{count:,}", class_="number"))
        for name, count in sorted(rows.items(), key=lambda row: (-row[1], row[0]))
    ]
    return tag("table", tag("tbody", lines))


def ontology(known: Ontology) -> str:
    """Return the classes and relations with what they mean."""

    def listed(terms: Mapping[str, Term]) -> Html:
        rows = [
            (tag("dt", tag("code", f"kg:{name}"), " ", term.label, id=name), tag("dd", term.comment))
            for name, term in terms.items()
        ]
        return tag("dl", rows, class_="terms")

    return frame(
        "Ontology",
        tag("h1", "What the graph can say"),
        tag("p", tag("a", "As Turtle", href="/ontology.ttl")),
        tag("h2", "Classes"), listed(known.classes), tag("h2", "Properties"), listed(known.properties),
        tag("h2", "Statuses"), tag("ul", [tag("li", tag("code", f"kg:{name}"), id=name) for name in known.statuses]),
    )  # fmt: skip
