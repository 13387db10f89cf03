"""The SPARQL editor and the pictures: what part of the graph an address asks for, as a page, in a frame, as data, as files."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg.query import queries
from kg.serve.api import number, shape, word
from kg.serve.pages import explore
from kg.serve.pages.picture import trouble
from kg.serve.respond import Problem, ask, asked, send, settings

STEPS = 40
"""How many times a picture can grow: its address has all the steps."""


async def editor(request: Request) -> Response:
    """Show the SPARQL editor, with the result of the query in the address."""
    text, known = request.query_params.get("query", ""), queries()
    if not text.strip():
        return send(explore.editor(settings(request), text, known), "page")
    wanted = dict.fromkeys(("select", "ask", "graph"), "page")
    try:
        found = await asked(request, "query", text=text, rows=settings(request).rows, wants=wanted)
    except Problem as problem:
        if problem.status not in (400, 404, 422):
            raise
        return send(explore.editor(settings(request), text, known, problem=problem.message), "page", problem.status)
    return send(explore.editor(settings(request), text, known, found, shape=shape(request)), "page")


def selection(request: Request) -> dict[str, Any]:
    """Return what part of the graph an address asks for.

    `focus` (with `to`: the paths from one to the other), `article`, or the things that an answer names: `query`, or `ask`
    with its parameters after `p.`; `since`, `until`, `depth`; and `add`, the things whose neighbours come one after another.
    """
    words = {name: word(request, name) for name in ("focus", "to", "article", "since", "until", "query")}
    add = request.query_params.getlist("add")
    if len(add) > STEPS:
        raise Problem(400, f"a picture grows by at most {STEPS} steps; begin a new one from here")
    if unfit := [iri for iri in add if "://" not in iri]:
        raise Problem(400, f"add takes full addresses, not {unfit[0]!r}")
    given = {name[2:]: value for name, value in request.query_params.items() if name.startswith("p.") and value.strip()}
    asked_ = {"name": word(request, "ask"), "parameters": given or None}
    return words | asked_ | {"depth": number(request, "depth", 1, 0, 4), "add": add}


async def graph_page(request: Request) -> Response:
    """Show a part of the graph, with a form for which part."""
    return send(explore.graph(settings(request), selection(request)), "page")


async def view(request: Request) -> Response:
    """Send a picture under its own policy: for a frame, or `alone` as a page that needs nothing else."""
    writes, alone = settings(request).token is not None, word(request, "alone") is not None
    try:
        reply = await ask(request, "view", alone=alone, write=writes, **selection(request))
    except Problem as problem:
        page, policy = trouble(problem.message)
        headers = {"Content-Security-Policy": policy, **problem.headers}
        return send(page, "html", problem.status, headers)
    policy = explore.policy_of(reply.body.decode("utf-8")) + "; frame-ancestors 'self'"
    return send(reply.body, "html", headers={"Content-Security-Policy": policy})


async def picture(request: Request) -> Response:
    """Send the data of a picture, for a frame that shows some of it already."""
    reply = await ask(request, "picture", write=settings(request).token is not None, **selection(request))
    return send(reply.body, "data")


async def network(request: Request) -> Response:
    """Send a part of the graph as GraphML or GEXF."""
    form = request.query_params.get("format", "graphml")
    if form not in ("graphml", "gexf"):
        raise Problem(406, "format is graphml or gexf")
    reply = await ask(request, "network", form=form, **selection(request))
    return send(reply.body, form, headers={"Content-Disposition": f'attachment; filename="graph.{form}"'})
