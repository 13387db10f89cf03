"""Where a remote store is: an address, or a TOML file that names its endpoints and limits; secrets are in the environment.

query = "https://host/sparql"
update = "https://host/update"      # left out: found by the kind of server, else the same address
graphs = "https://host/data"        # Graph Store Protocol; left out: found, else graphs are written by updates
base = "https://graph.paper.example/"   # only where a server has several of our stores, or for a new one
auth = "auto"                       # or basic, digest: as KG_REMOTE_USER and KG_REMOTE_PASSWORD are sent
timeout = 60                        # seconds to wait for an answer
attempts = 5                        # how often a request is tried while the server is busy or away
answer-bytes = 268435456            # the longest answer that is taken
batch-bytes = 2000000               # how much is sent at a time
connections = 4
allow-plain = false                 # whether secrets may go over http:// to another machine
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.model import KgError


@dataclass(frozen=True, slots=True)
class Config:
    """Where a remote store is and how it is talked to; `kind` is "kg" for `kg serve`, else "sparql"."""

    query: str
    update: str = ""
    graphs: str = ""
    base: str = ""
    auth: str = "auto"
    timeout: float = 60.0
    attempts: int = 5
    answer_bytes: int = 256 << 20
    batch_bytes: int = 2_000_000
    connections: int = 4
    allow_plain: bool = False
    kind: str = "sparql"


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the environment has to show to a server: a user with a password, or a token. It is never shown to people."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


_TYPES: Mapping[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}
_LEAST: Mapping[str, int | float] = {
    "timeout": 0.1,
    "attempts": 1,
    "answer_bytes": 1,
    "batch_bytes": 1000,
    "connections": 1,
}


def is_remote(store: str | Path) -> bool:
    """Say whether `-s` names a remote store: an http address, or a TOML file."""
    return str(store).startswith(("http://", "https://")) or str(store).endswith(".toml")


def load(store: str | Path) -> Config:
    """Return what an address or a TOML file says; KgError for one that cannot be used."""
    if not str(store).endswith(".toml") or str(store).startswith(("http://", "https://")):
        return _checked(Config(str(store)), str(store))
    try:
        said = tomllib.loads(Path(store).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KgError(f"{store}: cannot be read: {error}") from None
    kinds = {field.name: field.type for field in fields(Config) if field.name != "kind"}
    given: dict[str, Any] = {}
    for name, value in said.items():
        key = name.replace("-", "_")
        if key not in kinds:
            raise KgError(
                f"{store}: there is no setting {name!r}; there is {', '.join(k.replace('_', '-') for k in kinds)}"
            )
        wanted = _TYPES[str(kinds[key])]
        if not isinstance(value, wanted) or (isinstance(value, bool) and kinds[key] != "bool"):
            raise KgError(f"{store}: {name} has the wrong type: {value!r}")
        given[key] = value
        if key in _LEAST and given[key] < _LEAST[key]:
            raise KgError(f"{store}: {name} must be {_LEAST[key]} or more")
    if "query" not in given:
        raise KgError(f"{store}: query is missing, the address that queries are sent to")
    return _checked(Config(**given), str(store))


def secrets(environment: Mapping[str, str]) -> Secrets:
    """Return the secrets of an environment; KgError for a password without a user."""
    made = Secrets(*(environment.get(f"KG_REMOTE_{name}", "").strip() for name in ("USER", "PASSWORD", "TOKEN")))
    if made.password and not made.user:
        raise KgError("KG_REMOTE_PASSWORD is set and KG_REMOTE_USER is not")
    return replace(made, user="", password="") if made.token else made


def is_here(address: str) -> bool:
    """Say whether an address is on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(config: Config, place: str) -> Config:
    if config.auth not in ("auto", "basic", "digest"):
        raise KgError(f"{place}: auth is auto, basic or digest, not {config.auth!r}")
    for address in filter(None, (config.query, config.update, config.graphs)):
        try:
            parts = urlsplit(address)
            fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            fine = False
            parts = urlsplit("")
        if not fine or any(sign in address for sign in ' \r\n\t<>"') or parts.fragment:
            raise KgError(f"{place}: not the address of a server: {address!r}")
        if parts.username or parts.password:
            raise KgError("a password does not belong in an address: set KG_REMOTE_USER and KG_REMOTE_PASSWORD")
    return config
