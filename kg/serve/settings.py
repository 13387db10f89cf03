"""How a server is set up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server serves and what it allows.

    `base` is the store's. `hosts` are further names that it answers to, `cors` the origins that may read its answers
    (`*`: all). A `token` allows who has it to write. A request takes at most `seconds` from its arrival on, a process
    that reads at most `memory` bytes, a result at most `rows` rows; `workers` requests are worked on at a time.
    """

    path: Path
    base: str
    host: str = "127.0.0.1"
    port: int = 8321
    hosts: tuple[str, ...] = ()
    cors: tuple[str, ...] = ()
    token: str | None = None
    seconds: float = 20.0
    rows: int = 100_000
    memory: int = 2 << 30
    workers: int = 2

    def href(self, iri: str) -> str:
        """Return where a link to a thing leads: its page here, or the address itself where it is not of this store."""
        from kg.ontology import NAMESPACE

        if iri.startswith(NAMESPACE):
            return "/ontology#" + iri.removeprefix(NAMESPACE)
        rest = iri.removeprefix(self.base)
        if rest != iri and not rest.startswith(("/", "\\")):
            return "/" + rest
        return iri if iri.startswith(("http://", "https://")) else ""
