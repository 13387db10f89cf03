"""Which format a client gets: the names of formats, their media types, and the reading of an Accept header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TYPES: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle", "application/x-turtle"),
    "nt": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json",),
    "trig": ("application/trig",),
    "nq": ("application/n-quads",),
    "page": ("text/html", "application/xhtml+xml"),
    "graphml": ("application/graphml+xml",),
    "gexf": ("application/gexf+xml",),
    "data": ("application/json",),
}
"""The media types of each format, the one that is sent first. `data` is JSON of our own, `page` a page of ours."""

KINDS: dict[str, tuple[str, ...]] = {
    "select": ("json", "xml", "csv", "tsv", "page"),
    "ask": ("json", "xml", "csv", "tsv", "page"),
    "graph": ("ttl", "nt", "jsonld", "page"),
}
"""The formats of each kind of result; the first is for a client that takes anything."""


def content_type(form: str) -> str:
    """Return the value of Content-Type for a format."""
    first = "text/html" if form in ("page", "html") else TYPES[form][0]
    return f"{first}; charset=utf-8" if first.startswith("text/") else first


def ranges(accept: str) -> list[tuple[str, float]]:
    """Return the media ranges of an Accept header with their weights; what cannot be read is left out."""
    found: list[tuple[str, float]] = []
    for part in accept[:4000].split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if name.count("/") == 1:
            found.append((name, weight if weight == weight else 0.0))
    return found


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the format that an Accept header likes best of those offered, None where it takes none of them.

    Of formats that it likes as much, the first offered. No header, or one that cannot be read, takes anything.
    """
    wanted = ranges(accept or "*/*") or [("*/*", 1.0)]
    scored = [(_weight(form, wanted), -place, form) for place, form in enumerate(offered)]
    best = max(scored, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _weight(form: str, wanted: Sequence[tuple[str, float]]) -> float:
    """The weight that the nearest range gives to a format: that of its own type, else of its kind, else of anything."""
    best = 0.0
    for media in TYPES[form]:
        exact = [q for name, q in wanted if name == media]
        kind = [q for name, q in wanted if name == media.split("/")[0] + "/*"] if media == TYPES[form][0] else []
        anything = [q for name, q in wanted if name == "*/*"] if media == TYPES[form][0] else []
        best = max(best, *(exact or kind or anything or [0.0]))
    return best


def wants(accept: str | None, form: str | None) -> Mapping[str, str]:
    """Return the format for each kind of result, by a format's name or else an Accept header."""
    if form is not None:
        name = {"html": "page", "turtle": "ttl", "ntriples": "nt"}.get(form.lower(), form.lower())
        return {kind: name for kind, forms in KINDS.items() if name in forms}
    chosen = {kind: choose(accept, forms) for kind, forms in KINDS.items()}
    return {kind: form for kind, form in chosen.items() if form}
