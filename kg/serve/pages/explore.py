"""The SPARQL editor and the explorer of the graph, each with its state in its address."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from kg.ontology import load
from kg.query import Named
from kg.serve.html import Child, Html, tag
from kg.serve.pages.ask import sentence, slots
from kg.serve.pages.picture import answer, files, picture
from kg.serve.pages.shell import frame
from kg.serve.settings import Settings

START = """SELECT ?person ?title WHERE {
  ?person kg:holds ?post .
  ?post rdfs:label ?title .
}
LIMIT 20"""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def editor(settings: Settings, text: str, known: Mapping[str, Named], found: Mapping[str, Any] | None = None,
           problem: str = "", shape: str = "table") -> str:  # fmt: skip
    """Return the editor with the query in it and, below, its result or what is wrong with it."""
    shown = text or START
    area = tag(
        "textarea", "\n" + shown, name="query", id="query", rows=max(6, min(18, shown.count("\n") + 3)),
        spellcheck="false", wrap="off", autocapitalize="off", autocomplete="off",
        aria_label="SPARQL query", data_place=_place(problem),
        aria_autocomplete="list", aria_describedby="keys",
    )  # fmt: skip
    words = tag("ul", id="words", class_="hits words-of", role="listbox", aria_label="Completions", hidden=True)
    box = tag("div", tag("pre", "1", id="lines", aria_hidden="true"), area, words, class_="editor")
    keys = tag("span", " Ctrl+Enter runs it, Ctrl+Space completes a term", class_="mute", id="keys")
    form = tag("form", box, tag("p", tag("button", "Run"), keys), action="/query", id="editor")
    result: Child = tag("pre", problem, class_="problem", role="alert") if problem else None
    if found is not None:
        forms = ("Turtle", "NT", "JSONLD") if found["kind"] == "graph" else ("CSV", "TSV", "JSON", "XML")
        links = [(form, "/sparql?" + urlencode({"query": text, "format": form.lower()})) for form in forms]
        asked = [("query", text)]
        result = answer(settings, found, "/query", asked, asked, shape, links)
    intro = tag("p", "What is believed is the default graph; what an article says is in its own: ",
                tag("code", "GRAPH ?article { … }"), ". These need no PREFIX:", class_="mute")  # fmt: skip
    content = tag("h1", "SPARQL"), form, result, intro, _help(), _questions(known)
    return frame("SPARQL", *content, here="/query", scripts=("editor", "explore"), wide=True)


def _questions(known: Mapping[str, Named]) -> Html:
    """The named questions, with what they are asked with."""
    rows = [tag("li", sentence(query), " ", slots(query)) for query in known.values()]
    return tag("details", tag("summary", f"{len(rows)} questions ready to ask"), tag("ul", rows, class_="plain"))


def _place(problem: str) -> str | None:
    """Where in the query an error is, as `line:column`."""
    found = re.match(r"line (\d+), column (\d+)", problem)
    return f"{found[1]}:{found[2]}" if found else None


def _help() -> Html:
    """The prefixes and the terms of the ontology; a script lets a click put them into the query."""
    known = load()
    listed = [tag("code", f"{name}: ", title=iri) for name, iri in known.prefixes.items()]
    prefixes = tag("p", listed, class_="words", id="prefixes")
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


def graph(settings: Settings, chosen: Mapping[str, Any]) -> str:
    """Return a part of the graph in a frame of its own, with a form for which part."""
    names = ("focus", "to", "article", "since", "until", "query", "name")
    what = [("ask" if name == "name" else name, chosen[name]) for name in names if chosen[name]]
    what += [(f"p.{name}", value) for name, value in (chosen["parameters"] or {}).items()]
    what += [("depth", str(chosen["depth"]))] if chosen["depth"] != 1 else []
    kept = [pair for pair in what if pair[0] not in ("focus", "to", "since", "until", "depth")]
    fields = [
        _field("focus", "Around", chosen["focus"], "a name or an address", data_names=True),
        _field("to", "Path to", chosen["to"], "another one, if you like", data_names=True),
        _field("since", "Since", chosen["since"], "YYYY-MM-DD", size="12"),
        _field("until", "Until", chosen["until"], "YYYY-MM-DD", size="12"),
        tag("label", tag("span", "Steps"), tag("span", _steps(chosen["depth"]), class_="field")),
        [tag("input", type="hidden", name=name, value=value) for name, value in kept],
    ]
    form = tag("form", fields, tag("button", "Show"), action="/explore", class_="bar")
    add = chosen["add"]
    hint = tag(
        "p", "A click on a thing brings its neighbours; the browser's Back takes them away again.", class_="mute"
    )
    page = [("HTML", "/view?" + urlencode([*what, *(("add", iri) for iri in add), ("alone", "1")]))]
    shown = picture(settings, what, add), hint, files(what, add, page)
    return frame("Graph", tag("h1", "Graph"), form, *shown, here="/explore", scripts=("explore",), wide=True)


def _field(name: str, label: str, value: str | None, hint: str, **more: Any) -> Html:
    box = tag("input", name=name, value=value, placeholder=hint, autocomplete="off", spellcheck="false", **more)
    return tag("label", tag("span", label), tag("span", box, class_="field"))


def _steps(depth: int) -> Html:
    options = [tag("option", step, value=step, selected=step == depth) for step in (0, 1, 2, 3, 4)]
    return tag("select", options, name="depth")
