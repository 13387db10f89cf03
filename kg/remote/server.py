"""The SPARQL 1.1 Protocol and the Graph Store Protocol of a server, and finding out what kind of server it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results

from kg.model import BadQuery, KgError
from kg.remote.config import Config, Secrets
from kg.remote.http import Answer, Http, Pairs
from kg.resolve import BELIEVED

_ROWS = {"Accept": "application/sparql-results+json, application/json;q=0.5"}
_TRIPLES = {"Accept": "application/n-triples, text/turtle;q=0.5"}
_FORMATS = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
}
_NT = {"Content-Type": "application/n-triples"}
_UPDATE = {"Content-Type": "application/sparql-update"}
_NAME = "http://www.w3.org/ns/sparql-service-description#name"


class Server:
    """A server that is talked to; safe for several threads."""

    def __init__(self, http: Http, config: Config) -> None:
        self._http, self.config = http, config

    @classmethod
    def connect(cls, config: Config, secrets: Secrets, http: Http | None = None) -> Server:
        """Find out what is at an address; KgError where that is no SPARQL server."""
        http = http or Http(config, secrets)
        try:
            return cls(http, _found(http, config, bool(secrets)))
        except BaseException:
            http.close()
            raise

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # --- Queries ----------------------------------------------------------------------------------------------------------

    def select(self, text: str, params: Pairs | None = None) -> Answer:
        """Send a SELECT or ASK query; the answer is SPARQL results in JSON."""
        answer = self._query(text, _ROWS, params)
        if "json" not in answer.type:
            raise KgError(f"{self.config.query}: the answer is {answer.type or 'nothing'}, not SPARQL results")
        return answer

    def rows(self, text: str) -> list[dict[str, str]]:
        """Return the rows of one of our own queries as texts; KgError if the server cut them off."""
        answer = self.select(text)
        if answer.cut:
            raise KgError(f"{self.config.query}: the server cuts results off, and this one has to be whole")
        found = solutions(answer.body)
        names = [variable.value for variable in found.variables]
        return [{name: row[name].value for name in names if row[name] is not None} for row in found]

    def triples(self, text: str, params: Pairs | None = None) -> tuple[list[Triple], bool]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, and whether the server left out some."""
        answer = self._query(text, _TRIPLES, params)
        return list(self._parsed(answer)), answer.cut

    def _query(self, text: str, headers: dict[str, str], params: Pairs | None) -> Answer:
        form = [("query", text), *(params or [])]
        return self._http.send("POST", self.config.query, headers=headers, form=form, question=True)

    def _parsed(self, answer: Answer) -> Iterator[Triple]:
        form = _FORMATS.get(answer.type)
        if form is None:
            raise KgError(f"{self.config.query}: the answer is {answer.type or 'nothing'}, not N-Triples or Turtle")
        try:
            for quad in parse(answer.body, form, lenient=True):
                yield Triple(quad.subject, quad.predicate, quad.object)
        except SyntaxError as error:
            raise KgError(f"{self.config.query}: the answer cannot be read: {error}") from None

    # --- Writing ----------------------------------------------------------------------------------------------------------

    def update(self, text: str) -> None:
        """Run an update, which must be one that may be run twice."""
        if self.config.kind == "kg":  # which takes longer updates in this way; Virtuoso takes them as a form only
            self._http.send("POST", self.config.update, headers=_UPDATE, content=text.encode("utf-8"))
        else:
            self._http.send("POST", self.config.update, form=[("update", text)])

    def graph(self, iri: str) -> list[Triple]:
        """Return a graph, [] if there is none."""
        if not self.config.graphs:
            found, cut = self.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
            if cut:
                raise KgError(
                    f"{self.config.query}: the server cuts graphs off; name its graph store as graphs in a TOML file"
                )
            return found
        answer = self._http.send("GET", self.config.graphs, params=[("graph", iri)], headers=_TRIPLES, missing=True)
        return [] if answer.status == 404 or not answer.body.strip() else list(self._parsed(answer))

    def put(self, iri: str, lines: Sequence[str]) -> None:
        """Put a graph, N-Triples lines with their dots, in the place of what there is, in pieces if it is long."""
        if not lines:
            self.delete(iri)
            return
        for number, piece in enumerate(pieces(lines, self.config.batch_bytes)):
            if self.config.graphs:
                method = "POST" if number else "PUT"
                self._http.send(
                    method, self.config.graphs, params=[("graph", iri)], headers=_NT, content="\n".join(piece).encode()
                )
                continue
            first = "" if number else f"DROP SILENT GRAPH <{iri}> ;\n"
            self.update(f"{first}INSERT DATA {{ GRAPH <{iri}> {{\n" + "\n".join(piece) + "\n} }")

    def delete(self, iri: str, **params: str) -> None:
        """Delete a graph, if it is there."""
        if self.config.graphs:
            self._http.send("DELETE", self.config.graphs, params=[("graph", iri), *params.items()], missing=True)
        else:
            self.update(f"DROP SILENT GRAPH <{iri}>")


def solutions(body: bytes) -> QuerySolutions:
    """Read SPARQL results in JSON that have rows."""
    try:
        found = parse_query_results(body, QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise KgError(f"the server's results cannot be read: {error}") from None
    assert isinstance(found, QuerySolutions)
    return found


def pieces(lines: Iterable[str], most: int) -> Iterator[list[str]]:
    """Yield lines in pieces of so many characters, or of one line where that is longer."""
    piece: list[str] = []
    size = 0
    for line in lines:
        if piece and size + len(line) > most:
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line) + 1
    if piece:
        yield piece


# --- What kind of server it is --------------------------------------------------------------------------------------------


def _found(http: Http, config: Config, secret: bool) -> Config:
    if config.update and config.graphs:
        return config
    parts = urlsplit(config.query)
    if parts.path in ("", "/"):
        config = replace(
            config, query=_first(http, [urlunsplit(parts._replace(path=path)) for path in ("/sparql", "/query")])
        )
    base = _served(http, config.query)
    at = _beside(config.query)
    if base:
        return replace(config, kind="kg", base=config.base or base, update=config.query, graphs=at("/graph"))
    answer = _ask(http, config.query)
    update, graphs = config.query, ""
    if answer.headers.get("server", "").startswith("Virtuoso"):
        end = "-auth" if secret else ""
        update, graphs = at(f"/sparql{end}"), at(f"/sparql-graph-crud{end}")
    elif urlsplit(config.query).path.endswith("/query"):  # Oxigraph's server
        update, graphs = at("/update"), at("/store")
    return replace(config, update=config.update or update, graphs=config.graphs or ("" if config.update else graphs))


def _beside(address: str) -> Callable[[str], str]:
    """Return what gives the address beside another one: its last part is another one."""
    parts = urlsplit(address)
    return lambda path: urlunsplit(parts._replace(path=parts.path.rstrip("/").rsplit("/", 1)[0] + path, query=""))


def _ask(http: Http, address: str) -> Answer:
    answer = http.send("POST", address, headers=_ROWS, form=[("query", "ASK { }")])
    if "json" not in answer.type:
        raise KgError(f"{address}: there is no SPARQL server; it answers with {answer.type or 'nothing'}")
    return answer


def _first(http: Http, addresses: list[str]) -> str:
    trouble: KgError | None = None
    for address in addresses:
        try:
            _ask(http, address)
            return address
        except KgError as error:
            trouble = trouble or error
    assert trouble
    raise trouble


def _served(http: Http, address: str) -> str:
    """The base of the store that a `kg serve` serves at an address; an empty text for another server."""
    try:
        answer = http.send("GET", address, headers={"Accept": "application/n-triples"}, question=True)
        form = _FORMATS.get(answer.type)
        names = (
            [
                q.object.value
                for q in parse(answer.body, form)
                if q.predicate.value == _NAME and isinstance(q.object, NamedNode)
            ]
            if form
            else []
        )
    except (BadQuery, SyntaxError):
        return ""
    except KgError as error:
        if ": cannot be reached" in str(error):
            raise
        return ""
    return next((name.removesuffix(BELIEVED) for name in names if name.endswith("/" + BELIEVED)), "")
