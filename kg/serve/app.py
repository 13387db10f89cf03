"""Which address is answered by what."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib.resources import files

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.ontology import load
from kg.resources import resource as shipped
from kg.serve import api, explorer, protocol, write
from kg.serve.negotiate import choose
from kg.serve.openapi import openapi
from kg.serve.pages import browse
from kg.serve.pool import Pool
from kg.serve.respond import Problem, data, send, told
from kg.serve.settings import Settings
from kg.serve.walls import LOCAL, Walls

_STATIC = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def create(settings: Settings) -> Starlette:
    """Return the application; its processes start and end with it."""

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 100
        app.state.settings = settings
        app.state.pool = Pool(settings.path, workers=settings.workers, seconds=settings.seconds, memory=settings.memory)
        try:
            yield
        finally:
            app.state.pool.close()

    hosts = {*LOCAL, settings.host, *settings.hosts} - {"0.0.0.0", "::", ""}
    return Starlette(
        routes=_routes(),
        middleware=[Middleware(Walls, hosts=hosts, cors=settings.cors)],
        exception_handlers={Problem: _problem, HTTPException: _http, Exception: _fault},
        lifespan=life,
    )


def _routes() -> list[Route]:
    read = {
        "/": api.home,
        "/search": api.search,
        "/articles": api.articles,
        "/stats": api.stats,
        "/ask": api.query_list,
        "/ask/{name}": api.query,
        "/query": explorer.editor,
        "/explore": explorer.graph_page,
        "/view": explorer.view,
        "/api/view": explorer.picture,
        "/api/search": api.search,
        "/api/entity": api.entity,
        "/api/facts": api.facts,
        "/api/articles": api.articles,
        "/api/stats": api.stats,
        "/api/queries": api.query_list,
        "/api/queries/{name}": api.query,
        "/api/network": explorer.network,
        "/api/openapi.json": _openapi,
        "/ontology": _ontology,
        "/ontology.ttl": _ontology,
        "/static/{name}": _static,
    }
    return [
        *(Route(path, endpoint) for path, endpoint in read.items()),
        Route("/api/decisions", write.decide, methods=["POST"]),
        Route("/sparql", protocol.sparql, methods=["GET", "POST"]),
        Route("/graph", protocol.graph, methods=["GET", "PUT", "DELETE", "POST"]),
        Route("/{path:path}", api.resource),
    ]


async def _openapi(request: Request) -> Response:
    return data(openapi(request.app.state.settings))


async def _ontology(request: Request) -> Response:
    form = choose(request.headers.get("accept"), ("page", "ttl"))
    if request.url.path.endswith(".ttl") or form == "ttl":
        return send(shipped("ontology", "kg.ttl").read_bytes(), "ttl")
    if form is None:
        raise Problem(406, "the ontology is to be had as HTML and Turtle")
    return send(browse.ontology(load()), "page")


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    web = files("kg.serve") / "web"
    found = next((file for file in web.iterdir() if file.name == name), None)
    kind = _STATIC.get(name.rpartition(".")[2])
    if found is None or kind is None:
        raise Problem(404, "there is no such file")
    return Response(found.read_bytes(), headers={"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-cache"})


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return told(request, error)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return told(request, Problem(error.status_code, error.detail, error.headers))


async def _fault(request: Request, error: Exception) -> Response:
    return told(request, Problem(500, f"internal error ({type(error).__name__})"))
