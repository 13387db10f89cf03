"""What is told of believed facts that readers have accepted: who checked each, when and why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date

from kg import rdf
from kg.resolve.links import STATEMENT
from kg.resolve.terms import OBJECT, PREDICATE, SUBJECT, TYPE_, Triple, kg, literal

Check = tuple[str, str, str]
"""Who, when, why."""


def triples(checked: Mapping[Triple, Check], believed: Callable[[Triple], bool], base: str) -> set[Triple]:
    """Return a statement about each accepted fact that is believed: of full confidence, by whom, when and why.

    Args:
        checked: The accepted facts.
        believed: Says whether a fact is believed.
        base: The base of the IRIs of statements.
    """
    told: set[Triple] = set()
    for triple, (who, when, why) in checked.items():
        if believed(triple):
            s, p, o = triple
            statement = f"<{base}check/{hashlib.sha256(' '.join(triple).encode()).hexdigest()[:12]}>"
            sure = f'"1"^^<{rdf.XSD}decimal>'
            said = {TYPE_: STATEMENT, SUBJECT: s, PREDICATE: p, OBJECT: o, kg("confidence"): sure}
            texts = {"creator": _clean(who), "description": _clean(why)}
            said |= {f"<{rdf.DCTERMS}{name}>": literal(text) for name, text in texts.items() if text}
            if when:
                said[f"<{rdf.DCTERMS}date>"] = f'"{date.fromisoformat(when).isoformat()}"^^<{rdf.XSD}date>'
            told |= {(statement, p, o) for p, o in said.items()}
    return told


def _clean(text: str) -> str:
    """A text in the characters that the index gives back as they are."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
