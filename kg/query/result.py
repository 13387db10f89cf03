"""What a query gave: detached from the store, always in the same order, shown with labels rather than IRIs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.model import BadQuery
from kg.rdf import XSD

Term = NamedNode | BlankNode | Literal | Triple
Python = str | int | float | bool | Decimal | None
_NUMBERS: dict[str, Callable[[str], int | float | Decimal]] = {
    XSD + "integer": int,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
}


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a query; `kind` is "select" (variables and rows), "ask" (truth) or "graph" (triples).

    A cell is a term, or None where a variable is not bound. `labels` has what the things in the rows are called, by
    IRI. `warnings` are sentences for the user, such as that a term is not in the ontology. `truncated` says that the
    limit on rows cut the result off.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    triples: tuple[Triple, ...] = ()
    truth: bool | None = None
    labels: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    truncated: bool = False

    def __bool__(self) -> bool:
        """Whether the answer is yes, or there is anything in it."""
        return bool(self.truth) if self.kind == "ask" else len(self) > 0

    def __len__(self) -> int:
        return len(self.triples) if self.kind == "graph" else len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Python]]:
        """Yield the rows as dicts of Python values: an IRI or a text as str, a number as int, Decimal or float."""
        for row in self.rows:
            yield {name: python(cell) for name, cell in zip(self.variables, row, strict=True)}

    def shown(self, cell: Term | None) -> str:
        """Return a cell as people read it: a thing by its label, a value by its text, nothing for an unbound one."""
        if cell is None:
            return ""
        if isinstance(cell, NamedNode):
            return self.labels.get(cell.value, cell.value)
        return cell.value if isinstance(cell, Literal) else str(cell)

    def to(self, format: str, labels: bool = False) -> str:
        """Return the result as text: table, csv, tsv, json, xml or html of rows, ttl, nt or table of a graph.

        `labels` puts labels in place of IRIs in csv and tsv. BadQuery for a format that this kind of result lacks.
        """
        from kg.query import write

        writers = write.writers(self.kind)
        if format not in writers:
            raise BadQuery(f"no format {format!r} for a {self.kind} result; there is {', '.join(writers)}")
        return writers[format](self, labels)

    def __str__(self) -> str:
        return self.to("table")

    def _repr_html_(self) -> str:
        return self.to("html")


def python(cell: Term | None) -> Python:
    """Return a term as the Python value that it stands for; a date stays text, for it may be a year only."""
    if cell is None:
        return None
    if not isinstance(cell, Literal):
        return cell.value if isinstance(cell, NamedNode) else str(cell)
    if cell.datatype.value == XSD + "boolean":
        return cell.value in ("true", "1")
    try:
        return _NUMBERS.get(cell.datatype.value, str)(cell.value)
    except (ValueError, ArithmeticError):
        return cell.value


def order(row: Sequence[Term | None]) -> tuple[tuple[int, float, str], ...]:
    """Return what rows are sorted by: unbound first, then IRIs, then numbers by size, then texts."""
    return tuple(map(_order, row))


def _order(cell: Term | None) -> tuple[int, float, str]:
    if cell is None:
        return 0, 0.0, ""
    if isinstance(cell, NamedNode):
        return 1, 0.0, cell.value
    value = python(cell)
    if isinstance(value, int | float | Decimal) and value == value:
        return 2, float(value), str(cell)
    return 3, 0.0, str(cell)
