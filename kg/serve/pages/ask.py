"""Named questions as sentences with fields, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from kg.query import Named, Parameter
from kg.serve.html import Child, Html, tag
from kg.serve.pages.picture import answer as shaped
from kg.serve.pages.shell import frame
from kg.serve.settings import Settings


def sentence(query: Named) -> Html:
    """Return a question as a link."""
    return tag("a", query.title, href=f"/ask/{query.name}")


def slots(query: Named) -> Html:
    """Return what a question is asked with: the names of its parameters."""
    names = (parameter.name if parameter.required else f"[{parameter.name}]" for parameter in query.parameters)
    return tag("small", [[tag("span", name, class_="status"), " "] for name in names])


def index(queries: Mapping[str, Named]) -> str:
    """Return the list of questions."""
    rows = [
        tag("li", sentence(query), " ", slots(query), tag("br"), tag("small", query.about, class_="mute"))
        for query in queries.values()
    ]
    return frame("Questions", tag("h1", "Questions"), tag("ul", rows, class_="plain"), here="/ask")


def question(settings: Settings, query: Named, given: Mapping[str, str], found: Mapping[str, Any] | None = None,
             problem: str = "", shape: str = "table") -> str:  # fmt: skip
    """Return a question with its fields and, if it was asked, the answer or what is wrong."""
    fields = [_field(parameter, given.get(parameter.name, "")) for parameter in query.parameters]
    form = tag("form", fields, tag("button", "Ask"), action=f"/ask/{query.name}", class_="question")
    answer: Child = None
    if found is not None:
        address = f"/api/queries/{query.name}?"
        links = [
            (form, address + urlencode([*given.items(), ("format", form.lower())]))
            for form in ("CSV", "TSV", "JSON", "XML")
        ]
        what = [("ask", query.name), *((f"p.{name}", value) for name, value in given.items())]
        answer = shaped(settings, found, f"/ask/{query.name}", [*given.items()], what, shape, links)
    if problem:
        answer = tag("pre", problem, class_="problem", role="alert")
    text = tag(
        "details",
        tag("summary", "As SPARQL"),
        tag("pre", query.text, tabindex="0"),
        tag("p", tag("a", "Open in the editor", href="/query?" + urlencode({"query": _plain(query, given)}))),
    )
    about = tag("p", query.about, class_="mute") if query.about else None
    return frame(
        query.title, tag("h1", query.title), about, form, answer, text, here="/ask", scripts=("explore",), wide=True
    )


def _field(parameter: Parameter, value: str) -> Html:
    kind = "number" if parameter.type == "integer" else "text"
    hint = "YYYY, YYYY-MM or YYYY-MM-DD" if parameter.type == "date" else parameter.default or ""
    box = tag(
        "input", type=kind, name=parameter.name, value=value or None, placeholder=hint or None, maxlength="300",
        required=parameter.required and parameter.default is None, data_names=parameter.type == "name",
        autocomplete="off", min="0" if kind == "number" else None, spellcheck="false",
    )  # fmt: skip
    note = parameter.about or parameter.type
    label = tag("span", tag("b", parameter.name), f" {note}", "" if parameter.required else " (if you like)")
    return tag("label", label, tag("span", box, class_="field"))


def _plain(query: Named, given: Mapping[str, str]) -> str:
    """The text of a question for the editor, where parameters have no fields: it says what was given."""
    said = "".join(f"# {name}: {' '.join(value.split())}\n" for name, value in given.items())
    return said + query.text
