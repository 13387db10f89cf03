"""Changing the store over HTTP, for who has the token: article graphs are put whole, and articles withdrawn.

Article files are the truth of a store and the believed graph follows from them, so what comes in must be an article's
graph as kg writes it, each fact with its sentence (`kg.serve.readings`). An update is run on a copy of the article
graphs that it names, with the IRIs of the articles' files; what comes out is put in the same way. Decisions that people
make on facts are added to the decision log.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from datetime import date
from urllib.parse import unquote

from pyoxigraph import RdfFormat, parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.model import BadInput, DamagedStore, KgError
from kg.resolve import decisions
from kg.resolve.decisions import Decision
from kg.serve.readings import reading
from kg.serve.respond import Problem, asked, body, data, decoded, settings
from kg.serve.settings import Settings
from kg.store import Store

BYTES = 32 << 20
"""The longest graph or update that is taken."""

FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a cell may not begin with: a spreadsheet would run it."""

_FORMATS = {"text/turtle": RdfFormat.TURTLE, "application/n-triples": RdfFormat.N_TRIPLES}
_TURN = threading.Lock()
_PATIENCE = 5.0
"""Seconds to wait for another writer, such as `kg build`."""


def allowed(request: Request) -> Settings:
    """Return the settings if the request may write; Problem otherwise."""
    made = settings(request)
    if made.token is None:
        raise Problem(403, "this server only reads; `kg serve --write` lets who has the token write")
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), made.token.encode()):
        raise Problem(401, "writing needs the token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})
    return made


async def graph(request: Request, iri: str | None) -> Response:
    """Put an article's graph in the place of what there is, or withdraw the article."""
    made = allowed(request)
    _check(iri, made)
    assert iri
    if request.method == "DELETE":
        reason = request.query_params.get("reason", "").strip()[:1000] or "deleted over HTTP"
        await run_in_threadpool(_change, made, {iri: b""}, RdfFormat.N_TRIPLES, reason)
        return Response(status_code=204)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _FORMATS:
        raise Problem(415, f"send {' or '.join(_FORMATS)}")
    content = await body(request, BYTES)
    if not content.strip():
        raise Problem(409, "an article's graph is not empty; DELETE withdraws an article")
    new = await run_in_threadpool(_change, made, {iri: content}, _FORMATS[kind], "")
    return Response(status_code=201 if new else 204)


async def update(request: Request, text: str, pairs: list[tuple[str, str]]) -> Response:
    """Run a SPARQL update on the article graphs that it names."""
    made = allowed(request)
    if any(name in ("using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise Problem(400, "name the graphs in the update, with GRAPH or WITH")
    changed = (await asked(request, "updated", text=text))["changed"]
    for iri in changed:
        _check(iri, made)
    contents = {iri: content.encode() for iri, content in changed.items()}
    await run_in_threadpool(_change, made, contents, RdfFormat.N_TRIPLES, "withdrawn by an update over HTTP")
    return Response(status_code=204)


async def decide(request: Request) -> Response:
    """Add lines of CSV, in the form of decisions.csv, to the decision log, and bring the graph in line with them."""
    made = allowed(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/csv":
        raise Problem(415, "send text/csv, in the form of decisions.csv")
    text = decoded(await body(request))
    try:
        lines = decisions.parse(text, "the request").lines
    except KgError as error:
        raise Problem(400, str(error)) from None
    if unsafe := [cell for line in lines for cell in astuple(line) if cell.startswith(FORMULA)]:
        raise Problem(
            409, f"{unsafe[0][:60]!r} would be a formula where the log is opened as a table; put a ' before it"
        )
    return data({"taken": await run_in_threadpool(_decided, made, lines)})


def _decided(made: Settings, lines: Iterable[Decision]) -> int:
    """Add the lines that the log lacks; how many these are."""
    with _writing(made) as store:
        added = decisions.merge(made.path, lines)
        store.put(())  # the index follows the log
    return added


@contextmanager
def _writing(made: Settings) -> Iterator[Store]:
    """Open the store for writing, one request at a time; Problem where it cannot be written."""
    try:
        with _TURN, Store.open(made.path, write=True, timeout=_PATIENCE) as store:
            yield store
    except DamagedStore as error:
        raise Problem(503, str(error)) from None
    except KgError as error:
        raise Problem(503, str(error), {"Retry-After": "10"}) from None


def _check(iri: str | None, made: Settings) -> None:
    if not iri or not iri.startswith(f"{made.base}article/") or "#" in iri:
        what = "what is believed follows from the articles" if iri is None else "this is no article's graph"
        raise Problem(409, f"{what}; graphs that can be written are <{made.base}article/…>")


def _change(made: Settings, contents: Mapping[str, bytes], form: RdfFormat, reason: str) -> bool:
    """Put the graphs that have content, withdraw the articles of the others; whether an article is new."""
    try:
        readings = [
            reading(parse(content, form, base_iri=iri), iri, made.base) for iri, content in contents.items() if content
        ]
    except (SyntaxError, ValueError) as error:
        raise Problem(400, f"the content cannot be read: {error}") from None
    except BadInput as error:
        raise Problem(409, str(error)) from None
    with _writing(made) as store:
        there = set(store.article_ids())
        empty = (iri for iri, content in contents.items() if not content)
        gone = [unquote(iri.removeprefix(f"{made.base}article/")) for iri in empty]
        for article in gone:
            if article not in there:
                raise Problem(404, f"there is no article {article!r}")
        report = store.put(readings)
        for article in gone:
            store.withdraw(article, reason, date.today())
    return bool(report.added)
