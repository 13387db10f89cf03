"""The SPARQL editor and the graph view, each with its state in its address."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from kg.ontology import load
from kg.serve.html import Child, Html, tag
from kg.serve.pages.shell import downloads, frame
from kg.serve.pages.table import result
from kg.serve.settings import Settings

START = """SELECT ?person ?title WHERE {
  ?person kg:holds ?post .
  ?post rdfs:label ?title .
}
LIMIT 20"""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def editor(settings: Settings, text: str, found: Mapping[str, Any] | None = None, problem: str = "") -> str:
    """Return the editor with the query in it and, below, its result or what is wrong with it."""
    area = tag(
        "textarea", "\n" + (text or START), name="query", id="query", rows="12", spellcheck="false", wrap="off",
        autocapitalize="off", autocomplete="off", aria_label="SPARQL query", data_place=_place(problem),
    )  # fmt: skip
    box = tag("div", tag("pre", "1", id="lines", aria_hidden="true"), area, class_="editor")
    keys = tag("span", " Ctrl+Enter runs it", class_="mute")
    form = tag("form", box, tag("p", tag("button", "Run"), keys), action="/query", id="editor")
    answer: Child = tag("pre", problem, class_="problem", role="alert") if problem else None
    if found is not None:
        forms = ("Turtle", "NT", "JSONLD") if found["kind"] == "graph" else ("CSV", "TSV", "JSON", "XML")
        links = [(form, "/sparql?" + urlencode({"query": text, "format": form.lower()})) for form in forms]
        answer = [result(settings, found), downloads(links)]
    intro = tag("p", "What is believed is the default graph; what an article says is in its own: ",
                tag("code", "GRAPH ?article { … }"), ". These need no PREFIX:", class_="mute")  # fmt: skip
    return frame(
        "SPARQL", tag("h1", "SPARQL"), form, answer, intro, _help(), here="/query", scripts=("editor",), wide=True
    )


def _place(problem: str) -> str | None:
    """Where in the query an error is, as `line:column`."""
    found = re.match(r"line (\d+), column (\d+)", problem)
    return f"{found[1]}:{found[2]}" if found else None


def _help() -> Html:
    """The prefixes and the terms of the ontology; a script lets a click put them into the query."""
    known = load()
    prefixes = tag("p", [tag("code", f"{name}: ", title=iri) for name, iri in known.prefixes.items()], class_="words")
    groups = (("Classes", known.classes), ("Properties", known.properties))
    lists = [
        tag("p", tag("b", title), [[" ", _term(name, term.comment)] for name, term in terms.items()], class_="words")
        for title, terms in groups
    ]
    return tag("section", prefixes, tag("details", tag("summary", "Terms of the ontology"), lists, id="terms"))


def _term(name: str, comment: str) -> Html:
    return tag("button", f"kg:{name}", type="button", class_="term", title=comment)


def policy_of(page: str) -> str:
    """Return the policy that a page of the graph view has for itself."""
    found = _POLICY.search(page)
    return html.unescape(found[1]) if found else "default-src 'none'"


def graph(settings: Settings, chosen: Mapping[str, Any], near: Mapping[str, Any] | None) -> str:
    """Return the graph view in a frame of its own, a form for what it shows, and the neighbours to go on to."""
    given = {name: value for name, value in chosen.items() if value and (name != "depth" or value != 1)}
    address = urlencode(given)
    fields = [
        _field("focus", "Around", chosen["focus"], "a name or an address", data_names=True),
        _field("since", "Since", chosen["since"], "YYYY-MM-DD"),
        _field("until", "Until", chosen["until"], "YYYY-MM-DD"),
        tag("label", tag("span", "Steps"), tag("span", _steps(chosen["depth"]), class_="field")),
        tag("input", type="hidden", name="article", value=chosen["article"]) if chosen["article"] else None,
    ]
    form = tag("form", fields, tag("button", "Show"), action="/explore", class_="bar")
    picture = tag(
        "iframe", src=f"/view?{address}", title="Graph", class_="graph",
        sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox",
    )  # fmt: skip
    others = [(name, "/api/network?" + urlencode(given | {"format": name.lower()})) for name in ("GraphML", "GEXF")]
    files = downloads([("HTML", f"/view?{address}"), *others])
    title = f"Graph: {near['label']}" if near else "Graph"
    return frame(title, tag("h1", title), form, picture, _near(settings, near), files, here="/explore", wide=True)


def _field(name: str, label: str, value: str | None, hint: str, **more: Any) -> Html:
    box = tag("input", name=name, value=value, placeholder=hint, autocomplete="off", spellcheck="false", **more)
    return tag("label", tag("span", label), tag("span", box, class_="field"))


def _steps(depth: int) -> Html:
    options = [tag("option", step, value=step, selected=step == depth) for step in (1, 2, 3, 4)]
    return tag("select", options, name="depth")


def _near(settings: Settings, near: Mapping[str, Any] | None) -> Child:
    """Links to the pictures around the neighbours of the thing in the middle."""
    if near is None:
        return None
    ends = {end["iri"]: end["label"] for fact in near["facts"] for end in (fact["subject"], fact["object"])}
    ends.pop(near["iri"], None)
    links = [
        tag("a", tag("bdi", label), href="/explore?" + urlencode({"focus": iri}), class_="button")
        for iri, label in sorted(ends.items(), key=lambda end: end[1])[:60]
    ]
    page = tag("a", "Its page", href=settings.href(near["iri"]), class_="button")
    return tag("section", tag("h2", "Go on to"), tag("p", page, [[" ", link] for link in links], class_="words"))
