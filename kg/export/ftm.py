"""FollowTheMoney: the believed facts as the entities that Aleph, OpenSanctions and their tools read, a JSON object a line."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any

from kg.export.select import Selection

SCHEMATA = {
    "Person": "Person",
    "Company": "Company",
    "Commission": "PublicBody",
    "Organization": "Organization",
    "Country": "Territory",
    "Place": "Address",
    "Position": "Position",
    "Event": "Event",
    "Agreement": "Event",
    "Vessel": "Vessel",
}
"""The schema for each class; for one that is not here, that of the nearest class above it, else `Thing`'s plain kind."""
_LEGAL = ("Person", "Company", "PublicBody", "Organization")
_OTHER = "Asset"


def as_ftm(selection: Selection) -> str:
    """Return the entities, sorted by id. Facts without a schema of their own are `UnknownLink`s that say their relation."""
    made = _Entities(selection).all()
    lines = (json.dumps(made[key], ensure_ascii=False, sort_keys=True) for key in sorted(made))
    return "".join(f"{line}\n" for line in lines)


Properties = dict[str, set[str]]


class _Entities:
    """The entities while they are put together."""

    def __init__(self, selection: Selection) -> None:
        self._selection, self._graph = selection, selection.graph
        self._kinds: dict[str, str] = {}
        self._properties: dict[str, Properties] = defaultdict(lambda: defaultdict(set))

    def all(self) -> dict[str, dict[str, Any]]:
        """Return the entities by id."""
        for iri, node in self._graph.nodes(data=True):
            self._node(iri, node)
        for u, v, edge in self._graph.edges(data=True):
            self._fact(u, v, edge)
        for iri, article in self._graph.graph["articles"].items():
            self._article(iri, article)
        return {
            key: {
                "id": key,
                "schema": kind,
                "properties": {n: sorted(v) for n, v in self._properties[key].items() if v},
            }
            for key, kind in self._kinds.items()
        }

    def _schema(self, kind: str) -> str:
        classes = self._selection.ontology
        for name in classes.kinds(kind) if kind in classes.classes else ():
            if name in SCHEMATA:
                return SCHEMATA[name]
        return _OTHER

    def _node(self, iri: str, node: dict[str, Any]) -> None:
        schema, values = self._schema(node["type"]), node["values"]
        said = self._put(_id(iri), schema)
        said["name"].add(node["label"])
        said["alias" if schema != "Event" else "keywords"].update(node["names"])
        said["sourceUrl" if iri.startswith("http") else "notes"].add(iri)
        if code := values.get("code"):
            said["country"].add(str(code).lower())
        if schema == "Address":
            said["full"].add(node["label"])
        if schema == "Event":
            said["date"].update(str(values[name]) for name in ("date",) if name in values)
            said["startDate"].update(str(values[name]) for name in ("earliest",) if name in values)
            said["endDate"].update(str(values[name]) for name in ("latest",) if name in values)
            said["keywords"].update([node["type"], *(str(values[name]) for name in ("status",) if name in values)])
            said["summary"].update(str(values[name]) for name in ("about",) if name in values)

    def _fact(self, u: str, v: str, edge: dict[str, Any]) -> None:
        relation, ends = edge["relation"], (self._graph.nodes[u], self._graph.nodes[v])
        subject, object_ = (self._schema(end["type"]) for end in ends)
        code = str(ends[1]["values"].get("code", "")).lower()
        if relation == "holds":
            self._link("Occupancy", u, v, edge, "holder", "post")
            self._properties[_id(_joined(u, "holds", v))]["status"].add(str(ends[1]["values"].get("status", "")))
        elif relation == "of":
            self._own(u, v, object_, code, "organization")
        elif (
            relation in ("memberOf", "chairs")
            and subject in _LEGAL
            and object_ in ("Organization", "PublicBody", "Company")
        ):
            self._link("Membership", u, v, edge, "member", "organization")
        elif subject == "Event":
            self._own(u, v, object_, code, "involved")
            self._proved(_id(u), edge)
        elif relation in ("represents", "basedIn") and code:
            self._properties[_id(u)]["country"].add(code)
            self._proved(_id(u), edge, words=False)
        else:
            self._link("UnknownLink", u, v, edge, "subject", "object")

    def _own(self, u: str, v: str, schema: str, code: str, property_: str) -> None:
        """A post or event with a body, a country or a place as a property of its own."""
        said = self._properties[_id(u)]
        if code:
            said["country"].add(code)
        elif schema in _LEGAL and (property_ == "involved" or schema != "Person"):
            said[property_].add(_id(v))
        else:
            said["location" if property_ == "involved" else "subnationalArea"].add(self._graph.nodes[v]["label"])

    def _link(self, schema: str, u: str, v: str, edge: dict[str, Any], left: str, right: str) -> None:
        key = _id(_joined(u, edge["relation"], v))
        said = self._put(key, schema)
        said[left].add(_id(u))
        said[right].add(_id(v))
        if schema != "Occupancy":
            said["role"].add(edge["label"])
        self._proved(key, edge)

    def _proved(self, key: str, edge: dict[str, Any], words: bool = True) -> None:
        """The articles that say it, and the sentences if `words`."""
        for one in edge["evidence"]:
            self._properties[key]["proof"].add(_id(one["article"]))
            if words:
                self._properties[key]["description"].add(one["sentence"])

    def _article(self, iri: str, article: dict[str, str]) -> None:
        said = self._put(_id(iri), "Article")
        said["title"].add(article["title"] or article["id"])
        said["publishedAt"].update({article["published"]} - {""})
        said["author"].update(filter(None, article["author"].split("; ")))
        source = article["source"]
        if source:
            said["sourceUrl" if source.startswith(("http://", "https://")) else "publisher"].add(source)

    def _put(self, key: str, schema: str) -> Properties:
        self._kinds[key] = schema
        return self._properties[key]


def _id(iri: str) -> str:
    return "kg-" + hashlib.sha256(iri.encode()).hexdigest()[:20]


def _joined(u: str, relation: str, v: str) -> str:
    return f"{u} {relation} {v}"
