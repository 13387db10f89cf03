"""Markdown: what is believed of one thing, for people, each fact with a footnote that has the sentences behind it."""

from __future__ import annotations

import re
from collections import defaultdict

from kg.export.select import Selection
from kg.model import BadQuery

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&$])")
_ADDRESS = re.compile(r"https?://[^\s<>\\]+")


def as_markdown(selection: Selection) -> str:
    """Return a report about the thing that the selection is focused on.

    Raises:
        BadQuery: The selection has no focus.
    """
    if selection.focus is None:
        raise BadQuery("a report is about one thing\nHint: name it: --focus NAME")
    report = _Report(selection)
    return report.text()


class _Report:
    """Collects footnotes while the text is written."""

    def __init__(self, selection: Selection) -> None:
        from kg.query.names import one

        self._selection, self._graph = selection, selection.graph
        self._start = one(selection.store, selection.believed, str(selection.focus)).value
        self._notes: dict[tuple[str, str], int] = {}

    def text(self) -> str:
        node = self._graph.nodes[self._start]
        kind = self._selection.ontology.classes.get(node["type"])
        about = [f"{kind.label if kind else node['type']}".capitalize()]
        about += [f"also {', '.join(_plain(name) for name in node['names'])}"] if node["names"] else []
        about += [
            f"{name} {_plain(_value(name, value))}"
            for name, value in node["values"].items()
            if name not in ("lat", "lon")
        ]
        parts = [f"# {_plain(node['label'])}", "; ".join(about) + ".", *self._sections()]
        notes = [f"[^{number}]: {note}" for (note, _), number in self._notes.items()]
        return "\n\n".join(parts + (["\n".join(notes)] if notes else [])) + "\n"

    def _sections(self) -> list[str]:
        """The facts under the names of their relations; through an event, a post or an agreement, all that it joins."""
        found: dict[str, set[str]] = defaultdict(set)
        for u, v, edge in self._graph.edges(data=True):
            if self._start in (u, v):
                heading = edge["label"] if u == self._start else f"{edge['label']} (from others)"
                found[heading].add(self._line(v if u == self._start else u, edge))
        return [
            f"## {_plain(heading).capitalize()}\n\n" + "\n".join(sorted(found[heading])) for heading in sorted(found)
        ]

    def _line(self, other: str, edge: dict[str, object]) -> str:
        node = self._graph.nodes[other]
        values = {
            name: _value(name, value) for name, value in node["values"].items() if name in ("date", "status", "about")
        }
        told = [f"{name} {_plain(value)}" for name, value in values.items()]
        for u, v, joined in sorted(self._graph.edges(data=True), key=lambda one: (one[2]["label"], one[0], one[1])):
            if u == other and v != self._start and values:
                told.append(f"{joined['label']} {_plain(self._graph.nodes[v]['label'])}{self._cited(joined)}")
        more = f" ({'; '.join(told)})" if told else ""
        return f"- **{_plain(node['label'])}**{self._cited(edge)}{more}"

    def _cited(self, edge: dict[str, object]) -> str:
        """The footnotes of a fact; a sentence that backs several facts has one."""
        made = []
        evidence = edge["evidence"]
        assert isinstance(evidence, list)
        for one in evidence:
            source = self._graph.graph["articles"].get(one["article"], {})
            where = [
                source.get("title") or source.get("id") or one["article"],
                source.get("author"),
                source.get("published"),
                source.get("source"),
            ]
            speaker = f", according to {_plain(one['speaker'])}" if one["speaker"] else ""
            note = f"“{_plain(one['sentence'])}”{speaker} — {', '.join(_plain(part) for part in where if part)}"
            made.append(self._notes.setdefault((note, one["article"]), len(self._notes) + 1))
        return "".join(f"[^{number}]" for number in sorted(set(made)))


def _value(name: str, value: object) -> str:
    return str(value).lower() if name == "status" else str(value)


def _plain(text: str) -> str:
    """A text of one line that Markdown and HTML take as nothing but text."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
    return f"<{line}>" if _ADDRESS.fullmatch(line) else _SPECIAL.sub(r"\\\1", line)
