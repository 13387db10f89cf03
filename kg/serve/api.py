"""Things, facts, articles, named questions: JSON for programs and a page for people at the same address."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.query import Named, queries
from kg.serve.negotiate import choose, wants
from kg.serve.pages import ask as questions
from kg.serve.pages import browse, things
from kg.serve.pages.picture import SHAPES
from kg.serve.protocol import notes
from kg.serve.respond import Problem, ask, asked, data, send, settings, wants_page

SUFFIXES = {"ttl": "ttl", "nt": "nt", "jsonld": "jsonld", "json": "data", "html": "page"}
_MOST = 1000


def page_first(request: Request) -> str:
    """Which format a client without a wish gets: JSON below /api/, a page elsewhere."""
    return "data" if request.url.path.startswith("/api/") else "page"


def number(request: Request, name: str, default: int, least: int, most: int) -> int:
    """Return a whole number from the address; Problem where it is none or out of its range."""
    given = request.query_params.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most):
        raise Problem(400, f"{name} is a whole number from {least} to {most}")
    return int(given)


def word(request: Request, name: str) -> str | None:
    """Return a text from the address, None where it is not there or empty."""
    return request.query_params.get(name, "").strip() or None


def shape(request: Request) -> str:
    """Return how a result is to be seen: as a table, a graph, a timeline or a map."""
    chosen = word(request, "as") or "table"
    if chosen not in SHAPES:
        raise Problem(400, f"as is one of {', '.join(SHAPES)}")
    return chosen


async def home(request: Request) -> Response:
    """Show where to begin."""
    latest = await asked(request, "articles", limit=8, offset=0)
    return send(browse.home(settings(request), await asked(request, "stats"), latest, queries()), "page")


async def search(request: Request) -> Response:
    """Find things and articles by a part of a name."""
    text, kind, limit = word(request, "q") or "", word(request, "class"), number(request, "limit", 20, 1, 200)
    found = await asked(request, "search", text=text, limit=limit, kind=kind)
    hits = [hit | {"page": settings(request).href(hit["iri"])} for hit in found]
    if wants_page(request, page_first(request)):
        return send(browse.search(text, hits), "page")
    return data({"query": text, "hits": hits})


async def stats(request: Request) -> Response:
    """Count what there is."""
    found = await asked(request, "stats")
    return send(browse.stats(found), "page") if wants_page(request, page_first(request)) else data(found)


async def articles(request: Request) -> Response:
    """List the articles, the latest first."""
    limit, offset = number(request, "limit", 50, 1, _MOST), number(request, "offset", 0, 0, 10**9 - 1)
    found = await asked(request, "articles", limit=limit, offset=offset)
    if wants_page(request, page_first(request)):
        return send(browse.articles(settings(request), found, limit, offset), "page")
    return data(found)


async def entity(request: Request) -> Response:
    """Describe a thing or an article by its address (`iri`), or the facts about one by its name."""
    iri = word(request, "iri")
    if iri is None:
        raise Problem(400, "iri is missing: the full address of a thing")
    return await _shown(request, iri, wants_page(request))


async def facts(request: Request) -> Response:
    """Return the facts about a thing, or between two, each with the sentences that say it."""
    subject = word(request, "subject")
    if subject is None:
        raise Problem(400, "subject is missing: the name or the address of a thing")
    made = await asked(
        request, "facts", subject=subject, relation=word(request, "relation"), object_=word(request, "object"),
        limit=number(request, "limit", 100, 1, _MOST),
    )  # fmt: skip
    if wants_page(request):
        return send(things.facts(settings(request), subject, made), "page")
    return data(made)


async def _shown(request: Request, iri: str, page: bool) -> Response:
    found = await asked(request, "thing", iri=iri)
    if "moved" in found:
        return _moved(request, found["moved"])
    if not page:
        return data(found)
    made = things.article if "article" in found else things.thing
    return send(made(settings(request), found.get("article") or found["thing"]), "page")


def _moved(request: Request, iri: str) -> Response:
    """Send the client to the thing that another one was merged into."""
    target = settings(request).href(iri)
    if not target:
        raise Problem(404, f"this has become {iri}")
    return RedirectResponse(target, 301)


async def resource(request: Request) -> Response:
    """Show what lies below the store's base at this path, in the format that Accept or the path's ending asks for."""
    path = request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
    iri = settings(request).base + path.removeprefix("/")
    stem, dot, suffix = iri.rpartition(".")
    form = SUFFIXES.get(suffix) if dot else None
    if form is None or await _there(request, iri):
        form = choose(request.headers.get("accept"), ("page", "ttl", "jsonld", "nt", "data"))
    else:
        iri = stem
    if form is None:
        raise Problem(406, "this is to be had as HTML, Turtle, N-Triples, JSON-LD and JSON")
    iri = iri if await _there(request, iri) else _normal(iri, settings(request).base)
    response = await _resource(request, iri, form)
    address = settings(request).href(iri)
    links = [f'<{address}.{end}>; rel="alternate"; type="{kind}"' for end, kind in _ALTERNATES.items()]
    response.headers["Link"] = ", ".join(links) if address.isascii() else ""
    return response


_ALTERNATES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "json": "application/json"}


async def _resource(request: Request, iri: str, form: str) -> Response:
    if form in ("page", "data"):
        return await _shown(request, iri, form == "page")
    found = await asked(request, "moved", iri=iri)
    if found["moved"]:
        return _moved(request, found["moved"])
    return send((await ask(request, "resource", iri=iri, form=form)).body, form)


async def _there(request: Request, iri: str) -> bool:
    return bool((await asked(request, "moved", iri=iri))["known"])


def _normal(iri: str, base: str) -> str:
    """Return an address with its path encoded as kg encodes it."""
    parts = iri.removeprefix(base).split("/")
    return base + "/".join(quote(unquote(part, errors="replace"), safe="-._~!$&'()*+,;=:@") for part in parts)


async def query_list(request: Request) -> Response:
    """List the named questions."""
    if wants_page(request, page_first(request)):
        return send(questions.index(queries()), "page")
    return data({"queries": [_told(query) for query in queries().values()]})


def _told(query: Named) -> dict[str, Any]:
    parameters = [
        {"name": p.name, "type": p.type, "required": p.required, "default": p.default, "about": p.about}
        for p in query.parameters
    ]
    return {"name": query.name, "title": query.title, "about": query.about, "parameters": parameters}


async def query(request: Request) -> Response:
    """Ask a named question; a page without an answer where a parameter that it needs is missing."""
    known = queries().get(request.path_params["name"])
    if known is None:
        raise Problem(404, "there is no question of that name")
    names = {parameter.name for parameter in known.parameters}
    given = {name: value for name, value in request.query_params.items() if name in names and value.strip()}
    form = word(request, "format")
    default = "page" if page_first(request) == "page" and request.headers.get("accept", "*/*") == "*/*" else None
    chosen = dict(wants(request.headers.get("accept"), form or default))
    if not chosen:
        raise Problem(406, "results are to be had as JSON, XML, CSV, TSV and HTML")
    if chosen.get("select") != "page":
        rows = settings(request).rows
        reply = await ask(request, "query", text="", name=known.name, parameters=given, rows=rows, wants=chosen)
        return send(reply.body, reply.type, headers=notes(reply.notes))
    return send(await _answered(request, known, given, chosen), "page")


async def _answered(request: Request, known: Named, given: dict[str, str], chosen: dict[str, str]) -> str:
    if any(p.required and p.name not in given and p.default is None for p in known.parameters):
        return questions.question(settings(request), known, given)
    values = {"text": "", "name": known.name, "parameters": given, "rows": settings(request).rows, "wants": chosen}
    try:
        found = await asked(request, "query", **values)
        return questions.question(settings(request), known, given, found, shape=shape(request))
    except Problem as problem:
        if problem.status not in (400, 404, 422):
            raise
        return questions.question(settings(request), known, given, problem=problem.message)
