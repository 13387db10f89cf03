"""Stores on other machines: any SPARQL 1.1 server, through the SPARQL Protocol and the Graph Store Protocol.

config    the address or TOML file, the secrets of the environment; `auth` shows them to the server
http      requests with retries, time and size limits; `server` speaks the two protocols and knows kinds of servers
dataset   our queries for servers whose default graph is not ours; `index` asks in place of an embedded index
manifest  what the server keeps about our store; `mirror` works out identity and belief, and puts what changed
served    writing to `kg serve --write`, which does all that itself
store     all of it together: `Remote`, in place of `kg.store.Store`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.remote.config import is_remote

if TYPE_CHECKING:
    from kg.remote.store import Remote

__all__ = ["Remote", "is_remote"]


def __getattr__(name: str) -> object:
    """Load what needs httpx when it is asked for."""
    if name != "Remote":
        raise AttributeError(name)
    try:
        from kg.remote.store import Remote
    except ImportError as error:
        from kg.model import KgError

        raise KgError(f"{error.name} is not installed; pip install 'kg-news[remote]'") from None
    return Remote
