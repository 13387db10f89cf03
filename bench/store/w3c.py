"""The W3C SPARQL 1.1 tests through kg's path and through the bare engine: `python bench/store/w3c.py FOLDER`.

FOLDER is `sparql/sparql11` of a checkout of w3c/rdf-tests, or `test/data/suites/w3c/sparql11` of rdflib's source package (`pip download
--no-binary rdflib --no-deps rdflib`). kg's path is what `kg query` and `kg serve` do: the guard, the parameters, the believed graph as
default graph, the order of the rows, and the writer of the format that the expected result has; for an update it is `kg.query.update`
(`kg serve` takes updates of articles' graphs alone, so it cannot run these, which are about the default graph). Results are the same when they are as
bags of rows, or as graphs, with blank nodes up to renaming; the CSV of both is compared as CSV. A test that reaches out (SERVICE, LOAD)
is not given to the engine, which would go to the network: kg must refuse it, and it is listed as an exception. Exit code 1 if kg does not
refuse one of those, or fails another that the engine passes. Protocol and service description tests are of an HTTP server, and left out.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.model import KgError
from kg.query import Limits, run, update
from kg.query.tokens import tokens

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
BELIEVED = NamedNode("https://kg.example/believed")
UPDATES = Limits(steps=1_000_000)
"""What `kg serve` lets an update have."""
FORMATS = {"srx": QueryResultsFormat.XML, "srj": QueryResultsFormat.JSON, "tsv": QueryResultsFormat.TSV, "csv": QueryResultsFormat.CSV}  # fmt: skip
KG_FORMATS = {"srx": "xml", "srj": "json", "tsv": "tsv", "csv": "csv"}
EVALUATED = ("could not be evaluated", "could not be made")
"""What kg says where a text is SPARQL and its evaluation fails."""
OUT = "reach out to a server"
EXCEPTIONS = "exceptions, refused because SERVICE and LOAD reach out"
FAULTS = "faults of kg: the engine passes them"

Term = NamedNode | BlankNode | Literal | Triple
Answer = bool | tuple[frozenset[str], Dataset] | Dataset
"""What an ASK, a SELECT (variables, and rows as a graph), and a CONSTRUCT or an update come to."""


@dataclass(frozen=True, slots=True)
class Graphs:
    """Files of a data set: those of the default graph, and those of the named graphs with their names."""

    default: tuple[Path, ...]
    named: tuple[tuple[str, Path], ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One test: `kind` is its class in the manifest, `expected` a file of results or a data set."""

    name: str
    kind: str
    text: Path
    data: Graphs
    expected: Path | Graphs | None

    @property
    def form(self) -> str:
        """The format in which rows are written, and read again to be compared."""
        form = self.expected.suffix[1:] if isinstance(self.expected, Path) else ""
        return form if form in FORMATS else "srj"

    @property
    def source(self) -> str:
        return self.text.read_text(encoding="utf-8")

    def says(self, *keywords: str) -> bool:
        return any(token.keyword in keywords for token in tokens(self.source))


# --- The manifests ----------------------------------------------------------------------------------------------------


def tests(folder: Path) -> Iterator[Test]:
    """Yield the tests of a folder's manifest and of those that it includes."""
    whole = folder / "manifest-all.ttl"
    yield from _tests(whole if whole.exists() else folder / "manifest.ttl")


def _tests(manifest: Path) -> Iterator[Test]:
    graph = Graph().parse(manifest, publicID=manifest.as_uri(), format="turtle")
    for included in graph.objects(URIRef(manifest.as_uri()), MF.include):
        for other in Collection(graph, included):
            yield from _tests(_path(other))
    for entries in graph.objects(None, MF.entries):
        for entry in Collection(graph, entries):
            name = f"{manifest.parent.name}/{str(entry).partition('#')[2] or entry}"
            kind = str(graph.value(entry, RDF.type)).rpartition("#")[2]
            if kind.endswith(("EvaluationTest", "FormatTest", "SyntaxTest11", "SyntaxTest")):
                yield _test(graph, entry, name, kind)


def _test(graph: Graph, entry: Node, name: str, kind: str) -> Test:
    action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
    assert action is not None, name
    if "Syntax" in kind:
        return Test(name, kind, _path(action), Graphs((), ()), None)
    if "Update" in kind:
        request = graph.value(action, UT.request)
        return Test(name, kind, _path(request), _graphs(graph, action, UT), _graphs(graph, result, UT))
    text, data = _path(graph.value(action, QT.query)), _graphs(graph, action, QT)
    return Test(name, kind, text, Graphs(data.default, (*data.named, *_from(text))), _path(result))


def _from(text: Path) -> Iterator[tuple[str, Path]]:
    """The files beside a query that its FROM and FROM NAMED mean: graphs of the store, under their addresses."""
    words = [token.text for token in tokens(text.read_text(encoding="utf-8"))]
    for at, word in enumerate(words):
        if word.upper() == "FROM":
            file = text.parent / words[at + 1 + (words[at + 1].upper() == "NAMED")].strip("<>")
            if file.exists():
                yield file.as_uri(), file


def _graphs(graph: Graph, node: Node | None, words: Namespace) -> Graphs:
    named = []
    for one in graph.objects(node, words.graphData):
        file = graph.value(one, words.graph) or one
        named.append((str(graph.value(one, RDFS.label) or file), _path(file)))
    return Graphs(tuple(_path(file) for file in graph.objects(node, words.data)), tuple(named))


def _path(address: Node | None) -> Path:
    return Path(unquote(urlsplit(str(address)).path))


# --- What is compared -------------------------------------------------------------------------------------------------


def _quads(graphs: Graphs, default: NamedNode | DefaultGraph) -> Iterator[Quad]:
    files = [(default, path) for path in graphs.default]
    for graph, path in [*files, *((NamedNode(name), path) for name, path in graphs.named)]:
        form = RdfFormat.from_extension(path.suffix[1:])
        for quad in parse(path=path, format=form, base_iri=path.as_uri(), rename_blank_nodes=True):
            own = graph if quad.graph_name == DefaultGraph() else quad.graph_name
            yield Quad(quad.subject, quad.predicate, quad.object, own)


def _same(quads: Iterable[Quad]) -> Dataset:
    """A data set whose blank nodes have names that depend on nothing but what is said of them."""
    made = Dataset(quads)
    made.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return made


def _rows(variables: Sequence[str], rows: Iterable[Iterable[Term | None]]) -> Answer:
    """Rows as a graph, in which each different row has a node of its own and says how often it is there."""
    quads = []
    for row, times in Counter(tuple(map(_value, row)) for row in rows).items():
        node = BlankNode()
        quads.append(Quad(node, NamedNode("row:times"), Literal(times)))
        cells = zip(variables, row, strict=True)
        quads += [Quad(node, NamedNode(f"row:of/{name}"), cell) for name, cell in cells if cell is not None]
    return frozenset(variables), _same(quads)


def _value(cell: Term | None) -> Term | None:
    """A number in one way of writing it: 2.0 is 2.00; in CSV, which has no datatypes, what looks like one."""
    if not isinstance(cell, Literal) or cell.language or cell.value[:1] not in "+-.0123456789":
        return cell
    try:
        return Literal(str(float(cell.value)), datatype=cell.datatype)
    except ValueError:
        return cell


def _read(content: bytes | str, form: str) -> Answer:
    """A result in one of the formats of FORMATS, or a graph as Turtle."""
    if form == "ttl":
        return _same(parse(content, RdfFormat.TURTLE, base_iri="file:///"))
    if form == "csv":
        head, *lines = csv.reader(io.StringIO(content.decode() if isinstance(content, bytes) else content, newline=""))
        return _rows(head, [[BlankNode(c[2:]) if c[:2] == "_:" else Literal(c) for c in line] for line in lines])
    found = parse_query_results(content, FORMATS[form])
    if isinstance(found, QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return _rows(names, [[solution[name] for name in names] for solution in found])


def _expected(of: Path | Graphs) -> Answer:
    if isinstance(of, Path) and of.suffix[1:] in FORMATS:
        return _read(of.read_bytes(), of.suffix[1:])
    return _same(_quads(of if isinstance(of, Graphs) else Graphs((of,), ()), DefaultGraph()))


# --- The two paths ----------------------------------------------------------------------------------------------------


def by_kg(test: Test) -> Answer:
    """What a test comes to in kg."""
    text = f"BASE <{test.text.as_uri()}>\n{test.source}"  # kg takes no base address from outside
    if "Update" in test.kind:
        store = _store(test, DefaultGraph())
        update(store, text, limits=UPDATES)
        return _same(store)
    named = [NamedNode(name) for name, _ in test.data.named]
    chosen = "Syntax" in test.kind or (named and not test.says("FROM"))  # as a request by the SPARQL Protocol does
    found = run(_store(test, BELIEVED), BELIEVED, text, graphs=([BELIEVED], named) if chosen else None)
    form = "ttl" if found.kind == "graph" else test.form
    return _read(found.to(KG_FORMATS.get(form, form)), form)


def by_engine(test: Test) -> Answer:
    """What a test comes to in pyoxigraph by itself."""
    store, base = _store(test, DefaultGraph()), test.text.as_uri()
    if "Update" in test.kind:
        store.update(test.source, base_iri=base)
        return _same(store)
    found = store.query(test.source, base_iri=base)
    if isinstance(found, QueryTriples):
        return _read(found.serialize(format=RdfFormat.TURTLE) or b"", "ttl")
    return _read(found.serialize(format=FORMATS[test.form]) or b"", test.form)


def _store(test: Test, default: NamedNode | DefaultGraph) -> Store:
    store = Store()
    store.extend(_quads(test.data, default))
    return store


def why_not(path: Callable[[Test], Answer], test: Test) -> str | None:
    """Say why a test is not passed, None if it is. One of syntax asks if a text is SPARQL, not if it can be evaluated."""
    negative = test.kind.startswith("Negative")
    try:
        found = path(test)
    except (KgError, SyntaxError, ValueError, OSError, RuntimeError) as error:
        said = " ".join(str(error).split())
        parsed = not isinstance(error, SyntaxError | KgError) or any(mark in said for mark in EVALUATED)
        return None if "Syntax" in test.kind and negative != parsed else f"refused: {said[:150]}"
    if negative:
        return "accepted, though it is no SPARQL"
    return None if test.expected is None or found == _expected(test.expected) else "another result"


# --- The table --------------------------------------------------------------------------------------------------------


def main() -> int:
    folder = Path(sys.argv[1]).resolve()
    counts: dict[str, Counter[str]] = {}
    told: dict[str, list[str]] = {}
    for test in tests(folder):
        count = counts.setdefault(test.name.partition("/")[0], Counter())
        kg = why_not(by_kg, test)
        if test.says("SERVICE", "LOAD"):
            right = kg is None if test.kind.startswith("Negative") else kg is not None and OUT in kg
            count.update(tests=1, refused=right)
            told.setdefault(EXCEPTIONS if right else FAULTS, []).append(
                test.name if right else f"{test.name}: {kg or 'not refused'}"
            )
            continue
        engine = why_not(by_engine, test)
        count.update(tests=1, kg=not kg, engine=not engine)
        if kg or engine:
            title = "failed by both" if kg and engine else FAULTS if kg else "failed by the engine alone"
            told.setdefault(title, []).append(f"{test.name}: {kg or engine}")
    counts["all"] = sum(counts.values(), Counter())
    print(f"{'category':24}{'tests':>7}{'kg':>7}{'engine':>8}{'refused':>9}")
    for name, count in counts.items():
        print(f"{name:24}{count['tests']:7}{count['kg']:7}{count['engine']:8}{count['refused']:9}")
    for title, lines in told.items():
        print(f"\n{title}: {len(lines)}", *lines, sep="\n  ")
    return int(FAULTS in told or counts["all"]["kg"] < counts["all"]["engine"] or not counts["all"]["tests"])


if __name__ == "__main__":
    sys.exit(main())
