"""`/sparql` and `/graph`: the SPARQL 1.1 Protocol and the Graph Store Protocol.

The default graph is what is believed; each article's graph is there under the article's address. A result that is cut
off at the server's limit on rows has the header KG-Truncated.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.serve import write
from kg.serve.description import description
from kg.serve.negotiate import choose, wants
from kg.serve.respond import Problem, ask, body, decoded, send, settings

Pairs = list[tuple[str, str]]
_FORM = "application/x-www-form-urlencoded"


async def sparql(request: Request) -> Response:
    """Answer a query or an update; without either, describe the service."""
    pairs: Pairs = request.query_params.multi_items()
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        content = decoded(await body(request, write.BYTES if kind == "application/sparql-update" else 1 << 20))
        if kind == _FORM:
            try:
                pairs += parse_qsl(content, keep_blank_values=True, max_num_fields=100, errors="strict")
            except ValueError:
                raise Problem(400, "the form cannot be read") from None
        elif kind in ("application/sparql-query", "application/sparql-update"):
            pairs.append(("query" if kind.endswith("query") else "update", content))
        else:
            raise Problem(415, f"send {_FORM}, application/sparql-query or application/sparql-update")
    given = [(name, value) for name, value in pairs if name in ("query", "update")]
    if len(given) > 1:
        raise Problem(400, "one query or one update at a time")
    if not given:
        return _described(request)
    if given[0][0] == "update":
        if request.method != "POST":
            raise Problem(400, "an update is sent with POST")
        return await write.update(request, given[0][1], pairs)
    return await answered(request, given[0][1], pairs)


async def answered(request: Request, text: str, pairs: Pairs) -> Response:
    """Run a query and send its result in the format that is asked for."""
    form = next((value for name, value in pairs if name == "format"), None)
    chosen = dict(wants(request.headers.get("accept"), form))
    if chosen.get("select") == "page":
        return RedirectResponse("/query?" + urlencode({"query": text}), 303, {"Vary": "Accept"})
    if not chosen:
        raise Problem(406, "results are to be had as JSON, XML, CSV and TSV, graphs as Turtle, N-Triples and JSON-LD")
    reply = await ask(request, "query", text=text, rows=settings(request).rows, wants=chosen, graphs=dataset(pairs))
    return send(reply.body, reply.type, headers=notes(reply.notes))


def dataset(pairs: Pairs) -> list[list[str]] | None:
    """Return the default graphs and the named graphs that a request names, None if it names none."""
    named = [[value for name, value in pairs if name == key] for key in ("default-graph-uri", "named-graph-uri")]
    return named if any(named) else None


def notes(found: dict[str, object]) -> dict[str, str]:
    """Return what is to be known of a result, as headers."""
    made = {}
    if found.get("truncated"):
        made["KG-Truncated"] = f"after {found['size']} rows"
    warnings = found.get("warnings")
    if isinstance(warnings, list) and warnings:
        made["KG-Warning"] = "; ".join(warnings).encode("ascii", "replace").decode().replace("\n", " ")[:1000]
    return made


def _described(request: Request) -> Response:
    form = choose(request.headers.get("accept"), ("ttl", "nt", "jsonld", "page"))
    if form == "page":
        return RedirectResponse("/query", 303, {"Vary": "Accept"})
    if form is None:
        raise Problem(406, "the description of the service is Turtle, N-Triples or JSON-LD")
    address = str(request.url.replace(query="", fragment=""))
    return send(description(address, settings(request), form), form)


async def graph(request: Request) -> Response:
    """Send a graph; with a token, put an article's graph or withdraw an article."""
    iri = _graph(request)
    if request.method in ("PUT", "DELETE"):
        return await write.graph(request, iri)
    if request.method == "POST":
        raise Problem(405, "an article's graph is put whole: use PUT", {"Allow": "GET, HEAD, PUT, DELETE"})
    forms = ("trig", "nq", "jsonld") if iri == "" else ("ttl", "nt", "jsonld")
    form = request.query_params.get("format") or choose(request.headers.get("accept"), forms)
    if form is None or form not in forms:
        raise Problem(406, f"this is to be had as {', '.join(forms)}")
    if iri == "":
        return send((await ask(request, "whole", form=form)).body, form)
    return send((await ask(request, "graph", iri=iri, form=form)).body, form)


def _graph(request: Request) -> str | None:
    """The graph that a request names: None for the believed one, an empty text for all of them."""
    named = request.query_params.getlist("graph")
    default = "default" in request.query_params
    if len(named) + default > 1:
        raise Problem(400, "name one graph: ?graph=<address>, or ?default")
    if named and "://" not in named[0]:
        raise Problem(400, "?graph= takes a full address")
    return named[0] if named else None if default else ""
