"""A graph as the rows that the page's scripts read: plain lists, each text once, always in the same order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from os.path import commonprefix
from typing import TYPE_CHECKING, Any

from kg.view.style import ClassStyle

if TYPE_CHECKING:
    import networkx as nx

ONTOLOGY = "https://kg.example/ontology#"
"""The namespace of classes and relations where the graph's attribute `ontology` names no other."""

Row = list[Any]


def payload(
    g: nx.MultiDiGraph[str], style: Mapping[str, ClassStyle], title: str, positions: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    """Return the page's data; web/data.js is its reader.

    Args:
        g: The graph, with the attributes that `kg.to_networkx` gives. Where it grows, its attribute `base` says with what
            all IRIs begin, so that the names that the page has for things stay the same.
        style: How each class is drawn; a class that it lacks is drawn in grey.
        title: What the page is headed with.
        positions: A place for each node of `g`.
    """
    nodes = sorted(g)
    base = str(g.graph.get("base") or (commonprefix(nodes) if len(nodes) > 1 else ""))
    base = base if all(node.startswith(base) for node in nodes) else ""
    classes = _classes(g, style)
    articles = sorted(dict(g.graph.get("articles") or {}).items())
    evidence = _Evidence({iri: i for i, (iri, _) in enumerate(articles)})
    index = {node: i for i, node in enumerate(nodes)}
    relations: dict[str, tuple[int, str]] = {}
    edges = []
    for u, v, key, edge in sorted(g.edges(keys=True, data=True), key=lambda one: one[:2] + (str(one[2]),)):
        relation = str(edge.get("relation") or key)
        number, _ = relations.setdefault(relation, (len(relations), str(edge.get("label") or relation)))
        row: Row = [index[u], index[v], number, str(edge.get("status") or ""), number_of(edge.get("confidence"))]
        edges.append([*row, int(bool(edge.get("disputed"))), evidence.rows(edge.get("evidence") or ())])
    return {
        "title": title,
        "ontology": str(g.graph.get("ontology") or ONTOLOGY),
        "base": base,
        "classes": [[name, one.label, one.colour, one.dark_colour, one.shape] for name, one in classes.items()],
        "relations": [[name, label] for name, (_, label) in relations.items()],
        "articles": [_article(iri, one) for iri, one in articles],
        "sentences": evidence.sentences,
        "speakers": list(evidence.speakers),
        "nodes": [_node(node[len(base) :], g.nodes[node], list(classes), positions[node]) for node in nodes],
        "edges": edges,
    } | _growing(g, nodes)


def _growing(g: nx.MultiDiGraph[str], nodes: list[str]) -> dict[str, Any]:
    """What a page needs that `kg serve` brings more to: of each node how much more there is, whether decisions can be sent."""
    more = g.graph.get("more")
    return {} if more is None else {"more": [more.get(node, 0) for node in nodes], "write": bool(g.graph.get("write"))}


def number_of(value: object) -> float | None:
    """Return a number with two decimals, or None for what is not one (JSON has no NaN)."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return round(float(value), 2)


def _article(iri: str, article: Mapping[str, Any]) -> Row:
    """Return [IRI, id, title, published, source], and the text where it is given, to be read beside the graph."""
    row: Row = [iri, *(_text(article.get(key)) for key in ("id", "title", "published", "source"))]
    return [*row, _text(article["text"])] if article.get("text") else row


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _classes(g: nx.MultiDiGraph[str], style: Mapping[str, ClassStyle]) -> dict[str, ClassStyle]:
    """Return the classes that the graph has, those with a style first."""
    there = {_text(kind) for _, kind in g.nodes(data="type")}
    known = {name: one for name, one in style.items() if name in there}
    return known | {name: ClassStyle(name or "Other") for name in sorted(there - set(style))}


def _node(name: str, node: Mapping[str, Any], classes: list[str], xy: tuple[float, float]) -> Row:
    """Return [rest of the IRI, label, class, x, y, names, values]; empty ends are left off."""
    label = _text(node.get("label")) or name
    names = sorted({_text(one) for one in node.get("names") or ()} - {label, ""})
    values = sorted((str(key), _text(value)) for key, value in dict(node.get("values") or {}).items())
    row: Row = [name, label, classes.index(_text(node.get("type"))), round(xy[0]), round(xy[1]), names, values]
    while not row[-1] and len(row) > 5:
        row.pop()
    return row


class _Evidence:
    """Sentences and speakers, each kept once and then named by its number."""

    def __init__(self, articles: Mapping[str, int]) -> None:
        self.articles = articles
        self.sentences: list[Row] = []
        self.speakers: dict[str, int] = {}
        self._seen: dict[tuple[Any, ...], int] = {}

    def rows(self, evidence: Any) -> list[Row]:
        """Return [sentence, confidence, speaker] for each, with no speaker where the article itself says it."""
        made = []
        for one in evidence:
            article = self.articles.get(_text(one.get("article")), -1)
            sentence: Row = [_text(one.get("sentence")), article, one.get("start"), one.get("end")]
            number = self._seen.setdefault(tuple(sentence), len(self.sentences))
            if number == len(self.sentences):
                self.sentences.append(sentence)
            row: Row = [number, number_of(one.get("confidence"))]
            if speaker := _text(one.get("speaker")):
                row.append(self.speakers.setdefault(speaker, len(self.speakers)))
            made.append(row)
        return made
