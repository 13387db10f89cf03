"""Ask the graph: SPARQL with our prefixes and safe parameters, named queries, and the sentences behind a fact."""

from kg.query.engine import run
from kg.query.guard import Limits
from kg.query.named import Named, named, queries
from kg.query.parameters import Parameter
from kg.query.result import Result
from kg.query.update import update

__all__ = ["Limits", "Named", "Parameter", "Result", "named", "queries", "run", "update"]
