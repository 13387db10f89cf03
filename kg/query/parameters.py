"""Parameters of a query: declared in its header, given as text or as terms, filled in as terms and never as text.

A query marks the place of a parameter as `$name`, usually in `VALUES ?name { $name }`. Each mark is one token of the
query and is replaced by terms in their canonical form (quoted and escaped by pyoxigraph), so that no value can be more
than a value. An optional parameter that is not given becomes UNDEF, which binds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Store

from kg.model import BadQuery, PartialDate
from kg.ontology import Ontology
from kg.query.faults import close
from kg.query.filled import Filled
from kg.query.names import article, iri, named
from kg.query.tokens import Token

_DECLARED = re.compile(
    r"#\s*param:\s*(\w+)\s+(\w+)\s+(required|optional)(?:\s+default\s+(\S+))?(?:\s+(?:—|-+)\s*(.*))?"
)
_FORM = "# param: NAME name|article|iri|date|text|integer required|optional [default VALUE] — what it is"
TYPES = ("name", "article", "iri", "date", "text", "integer")

Value = str | int | date | PartialDate | NamedNode | Literal
"""What may be given for a parameter."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: `name` is what `$name` marks, `type` one of TYPES.

    `name` finds things by label or other name, `article` an article by id, title or address, `iri` is an address, a
    prefixed name or a term of the ontology, `date` is YYYY, YYYY-MM or YYYY-MM-DD and becomes that text.
    """

    name: str
    type: str
    required: bool
    default: str | None = None
    about: str = ""


def declared(header: Iterable[str]) -> tuple[Parameter, ...]:
    """Return the parameters that the comment lines of a query declare; BadQuery for a line of another form."""
    found: list[Parameter] = []
    for line in header:
        if not re.match(r"#\s*param:", line):
            continue
        match = _DECLARED.fullmatch(line.strip())
        if not match or match[2] not in TYPES:
            raise BadQuery(f"not a parameter: {line.strip()}\nHint: {_FORM}")
        found.append(Parameter(match[1], match[2], match[3] == "required", match[4], match[5] or ""))
    return tuple(found)


def fill(
    text: str,
    pieces: Iterable[Token],
    parameters: tuple[Parameter, ...],
    given: Mapping[str, Value],
    store: Store,
    believed: NamedNode,
    ontology: Ontology,
) -> Filled:
    """Put the given values in the places of a query that are marked for them.

    A value for which the query declares no parameter is bound as it is, a str as text. BadQuery for a parameter that
    the query lacks, one that is missing, and a value of the wrong type; KgError for a name that nothing has.
    """
    marks = [token for token in pieces if token.kind == "variable" and token.text.startswith("$")]
    known = {parameter.name: parameter for parameter in parameters}
    _check(known, {token.text[1:] for token in marks}, given)
    terms: dict[str, str] = {}
    for name in sorted({token.text[1:] for token in marks} & {*known, *given}):
        parameter = known.get(name, Parameter(name, "text", True))
        value = given.get(name, parameter.default)
        terms[name] = "UNDEF" if value is None else " ".join(_terms(parameter, value, store, believed, ontology))
    made, at, cuts = "", 0, []
    for token in marks:
        if token.text[1:] in terms:
            put = terms[token.text[1:]]
            made += text[at : token.start] + put
            cuts.append((token.start, token.end, len(put)))
            at = token.end
    return Filled(made + text[at:], tuple(cuts))


def _check(known: Mapping[str, Parameter], marks: set[str], given: Mapping[str, Value]) -> None:
    for name in given:
        if name not in known and name not in marks:
            slip = close(name, known)
            has = ", ".join(known) or "none (mark one as $name in the query)"
            hint = f"\nHint: did you mean {slip}?" if slip else ""
            raise BadQuery(f"the query has no parameter {name!r}; it has: {has}{hint}")
    for parameter in known.values():
        if parameter.required and given.get(parameter.name) is None and parameter.default is None:
            said = f": {parameter.about}" if parameter.about else ""
            told = f"the query needs the parameter {parameter.name} ({parameter.type}){said}"
            raise BadQuery(f"{told}\nHint: -p {parameter.name} VALUE")


def _terms(parameter: Parameter, value: Value, store: Store, believed: NamedNode, ontology: Ontology) -> list[str]:
    """The SPARQL text of a value: one term, or of a name each thing that has it."""
    if isinstance(value, NamedNode | Literal):
        return [str(value)]
    text = _clean(parameter, str(value))
    if parameter.type == "name":
        return [str(thing) for thing in named(store, believed, text)]
    if parameter.type == "article":
        return [str(article(store, text))]
    if parameter.type == "iri":
        return [str(iri(text, ontology))]
    if parameter.type == "integer":
        if not re.fullmatch(r"\d{1,9}", text):
            raise BadQuery(f"{parameter.name} is a whole number, not {text!r}")
        return [str(int(text))]
    if parameter.type == "date":
        try:
            text = str(PartialDate.parse(text))
        except ValueError as error:
            raise BadQuery(f"{parameter.name}: {error}") from None
    return [str(Literal(text))]


def _clean(parameter: Parameter, text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadQuery(f"{parameter.name}: the value is not Unicode text") from None
    return text
