"""The JSON API as OpenAPI 3.1, made from what there is: a path for each named question, with its parameters."""

from __future__ import annotations

from typing import Any

from kg.query import Named, Parameter, queries
from kg.serve.settings import Settings

Schema = dict[str, Any]


def openapi(settings: Settings) -> Schema:
    """Return the description of the API."""
    paths = {
        "/api/search": _get("Find things and articles by a part of a name", [
            _in("q", "A part of a name; all its words must be in the name.", {"type": "string"}, required=True),
            _in("class", "Only of this class, such as Country.", {"type": "string"}),
            _number("limit", 1, 200, 20),
        ], {"query": {"type": "string"}, "hits": {"type": "array", "items": {"$ref": "#/components/schemas/Hit"}}}),
        "/api/entity": _get("Describe a thing or an article, with its facts and their sentences", [
            _in("iri", "Its full address.", {"type": "string"}, required=True),
        ], {"thing": {"type": "object"}, "article": {"type": "object"}}, needed=(), more=("301", "404")),
        "/api/facts": _get("The facts about a thing, or between two, each with the sentences that say it", [
            _in("subject", "A name or an address.", {"type": "string"}, required=True),
            _in("relation", "A relation, such as holds, met or visited.", {"type": "string"}),
            _in("object", "Another name or address.", {"type": "string"}),
            _number("limit", 1, 1000, 100),
        ], {"total": {"type": "integer"}, "facts": {"type": "array", "items": {"$ref": "#/components/schemas/Fact"}}},
            more=("404",)),
        "/api/articles": _get("The articles, the latest first", [
            _number("limit", 1, 1000, 50), _number("offset", 0, 10**9 - 1, 0),
        ], {"total": {"type": "integer"}, "articles": {"type": "array", "items": {"type": "object"}}}),
        "/api/stats": _get("How much there is", [], {
            "articles": {"type": "integer"}, "sentences": {"type": "integer"}, "things": {"type": "object"},
            "facts": {"type": "object"}}),
        "/api/queries": _get("The named questions and their parameters", [], {
            "queries": {"type": "array", "items": {"type": "object"}}}),
    }  # fmt: skip
    paths |= {f"/api/queries/{name}": _asked(query) for name, query in queries().items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kg",
            "version": "1",
            "description": "Facts from news articles, each with the sentence that says it. Every address here is a "
            f"page too, for who accepts text/html. A request may take {settings.seconds:g} s; a result has at most "
            f"{settings.rows:,} rows (header KG-Truncated). SPARQL is at /sparql, graphs at /graph.",
        },
        "paths": paths,
        "components": {"schemas": _SCHEMAS, "responses": {"Problem": _PROBLEM}},
    }


def _get(summary: str, parameters: list[Schema], properties: Schema, needed: tuple[str, ...] | None = None,
         more: tuple[str, ...] = ()) -> Schema:  # fmt: skip
    required = list(properties if needed is None else needed)
    schema = {"type": "object", "properties": properties, "required": required}
    content = {"application/json": {"schema": schema}, "text/html": {"schema": {"type": "string"}}}
    return {"get": _operation(summary, parameters, content, more)}


def _operation(summary: str, parameters: list[Schema], content: Schema, more: tuple[str, ...] = ()) -> Schema:
    failures = {code: {"$ref": "#/components/responses/Problem"} for code in ("400", "406", "422", "503", *more)}
    if "301" in failures:
        failures["301"] = {"description": "It has become another thing."}
    form = _in("format", "json or html, in place of Accept.", {"type": "string", "enum": ["json", "html"]})
    given = parameters if any(one["name"] == "format" for one in parameters) else [*parameters, form]
    responses = {"200": {"description": "The answer.", "content": content}} | failures
    return {"summary": summary, "parameters": given, "responses": responses}


def _in(name: str, about: str, schema: Schema, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "description": about, "schema": schema}


def _number(name: str, least: int, most: int, default: int) -> Schema:
    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return _in(name, f"From {least} to {most}.", schema)


def _asked(query: Named) -> Schema:
    results = {"$ref": "#/components/schemas/Results"}
    content = {
        "application/sparql-results+json": {"schema": results},
        "application/sparql-results+xml": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
        "text/tab-separated-values": {"schema": {"type": "string"}},
        "text/html": {"schema": {"type": "string"}},
    }
    forms = {"type": "string", "enum": ["json", "xml", "csv", "tsv", "html"]}
    parameters = [_parameter(one) for one in query.parameters]
    form = _in("format", "The format, in place of Accept.", forms)
    return {"get": _operation(query.title, [*parameters, form], content, ("404",)) | {"description": query.about}}


def _parameter(one: Parameter) -> Schema:
    schema: Schema = {"type": "string"}
    if one.type == "integer":
        schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    if one.default is not None:
        schema["default"] = int(one.default) if one.type == "integer" else one.default
    return _in(one.name, one.about or one.type, schema, one.required)


_TEXT, _THING = {"type": "string"}, {"$ref": "#/components/schemas/Thing"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


_SCHEMAS: Schema = {
    "Thing": _object(iri=_TEXT, label=_TEXT),
    "Hit": _object(iri=_TEXT, label=_TEXT, name=_TEXT, type=_TEXT, page=_TEXT),
    "Sentence": _object(
        article=_object(iri=_TEXT, id=_TEXT, title=_TEXT, published=_TEXT, source=_TEXT, author=_TEXT),
        start={"type": "integer"},
        end={"type": "integer"},
        sentence=_TEXT,
        confidence={"type": "number"},
        speaker=_TEXT,
    ),
    "Fact": _object(
        subject=_THING,
        relation=_THING,
        object=_THING,
        status=_TEXT,
        confidence={"type": "number"},
        checked=_TEXT,
        evidence={"type": "array", "items": {"$ref": "#/components/schemas/Sentence"}},
    ),
    "Results": {"type": "object", "description": "SPARQL 1.1 Query Results JSON.", "required": ["head"]},
    "Problem": _object(title=_TEXT, status={"type": "integer"}, detail=_TEXT),
}
_PROBLEM: Schema = {
    "description": "What is wrong and what to do.",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
        "text/html": {"schema": _TEXT},
    },
}
