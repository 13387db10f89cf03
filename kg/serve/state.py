"""One state of the store in the reading process, what has been worked out from it, and what an answer is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode
from pyoxigraph import Store as Index

from kg.model import KgError
from kg.serve.things import Names
from kg.store import Store


class Missing(KgError):
    """What was asked for is not in the store."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's bytes, the name of their format, and notes such as that it was cut off."""

    body: bytes
    type: str = "json"
    notes: dict[str, Any] = field(default_factory=dict)


def as_json(value: object, **notes: Any) -> Answer:
    """Return plain values as an answer."""
    return Answer(json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace"), "json", notes)


@dataclass(slots=True)
class Open:
    """One state of the store, and what has been worked out from it."""

    store: Store
    index: Index
    believed: NamedNode
    base: str
    generation: str
    memory: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, generation: str) -> Open:
        """Return the state that a store shows now."""
        return cls(store, store.oxigraph, NamedNode(store.believed_graph), store.base, generation)

    def names(self) -> Names:
        """Return the names of all things, read once."""
        if "names" not in self.memory:
            self.memory["names"] = Names.of(self.index, self.believed)
        found: Names = self.memory["names"]
        return found
