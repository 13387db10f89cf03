"""How secrets are shown to a server: a token at once, a user and a password in the way that the server asks for."""

from __future__ import annotations

from collections.abc import Generator

import httpx

from kg.model import KgError
from kg.remote.config import Config, Secrets, is_here


class Credentials(httpx.Auth):
    """Sends the secrets; with "auto", a first request goes without and the server's challenge chooses Basic or Digest."""

    def __init__(self, secrets: Secrets, scheme: str = "auto") -> None:
        self._token = secrets.token
        self._flows = {
            "basic": httpx.BasicAuth(secrets.user, secrets.password),
            "digest": httpx.DigestAuth(secrets.user, secrets.password),
        }
        self._scheme = scheme if scheme in self._flows else ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with what the server wants to see."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request
            return
        if not self._scheme:
            response = yield request
            asked = response.headers.get("www-authenticate", "").lower() if response.status_code == 401 else ""
            found = next((name for name in ("digest", "basic") if name in asked), "")
            if not found:
                return
            self._scheme = found
        yield from self._flows[self._scheme].auth_flow(request)


def of(config: Config, secrets: Secrets) -> Credentials | None:
    """Return the credentials for a server, None if there are none; KgError where anybody could read them on the way."""
    if not secrets:
        return None
    addresses = [address for address in (config.query, config.update, config.graphs) if address]
    open_ = [one for one in addresses if one.startswith("http://") and not is_here(one)]
    if open_ and not config.allow_plain:
        hint = "use https://, or allow-plain = true in the TOML file"
        raise KgError(f"{open_[0]}: the password or token would go over the network for all to read; {hint}")
    return Credentials(secrets, config.auth)
