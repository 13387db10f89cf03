"""Addresses -> pages: robots.txt, redirects and pauses between requests, each request by `kg.read.url`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urljoin

from kg.model import BadInput
from kg.read import kinds, robots, url
from kg.read.decode import decode
from kg.read.limits import MAX_ROBOTS
from kg.read.policy import Target, WebPolicy, target
from kg.read.problem import problem

_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: where it was found in the end, its kind, its bytes and the encoding that the server names."""

    address: str
    kind: str
    data: bytes
    charset: str | None


class Fetcher:
    """Fetches pages under a policy; it remembers the robots.txt of each host, and when it was last asked."""

    def __init__(self, policy: WebPolicy) -> None:
        self.policy = policy
        self._rules: dict[str, robots.Rules | BadInput] = {}
        self._asked: dict[str, float] = {}

    def page(self, address: str) -> Page:
        """Fetch an address and what it redirects to; BadInput if it may not or cannot be fetched, or is no article."""
        asked = target(address)
        until = time.monotonic() + self.policy.total_timeout
        seen = {asked.address}
        for _ in range(self.policy.max_redirects + 1):
            if self.policy.robots and not self._rules_of(asked).allows(asked.path):
                raise problem(
                    asked.address, "is closed to kg by the site's robots.txt", "ask the site, or leave it out"
                )
            until += self._wait(asked)
            reply = url.request(asked, self.policy, until, kinds.FETCHED, self.policy.max_bytes)
            if reply.status not in _REDIRECTS or not reply.location:
                return _page(asked, reply)
            asked = _next(asked, reply.location)
            if asked.address in seen:
                raise problem(asked.address, "redirects in a circle", "check the address")
            seen.add(asked.address)
        raise problem(address, f"redirects more than {self.policy.max_redirects} times", "give the last address")

    def _rules_of(self, asked: Target) -> robots.Rules:
        if asked.origin not in self._rules:
            try:
                self._rules[asked.origin] = self._robots(asked)
            except BadInput as error:
                self._rules[asked.origin] = error
        found = self._rules[asked.origin]
        if isinstance(found, BadInput):
            raise found
        return found

    def _robots(self, asked: Target) -> robots.Rules:
        """Fetch a robots.txt: one that is not there allows all, one that cannot be had nothing (RFC 9309, 2.3.1)."""
        found = target(f"{asked.origin}/robots.txt")
        until = time.monotonic() + self.policy.total_timeout
        for _ in range(self.policy.max_redirects + 1):
            reply = url.request(found, self.policy, until, None, MAX_ROBOTS, cut=True)
            if reply.status not in _REDIRECTS or not reply.location:
                break
            found = _next(found, reply.location)
        if reply.status == 200:
            try:
                return robots.rules(decode(reply.body, found.address, reply.charset))
            except BadInput:
                return robots.Rules()
        return robots.Rules() if reply.status < 500 else robots.NOTHING

    def _wait(self, asked: Target) -> float:
        """Wait until the host may be asked again; return for how long."""
        rules = self._rules.get(asked.origin)
        least = max(self.policy.pause, rules.pause if isinstance(rules, robots.Rules) else 0.0)
        now = time.monotonic()
        pause = max(0.0, self._asked.get(asked.origin, float("-inf")) + least - now)
        if pause:
            time.sleep(pause)
        self._asked[asked.origin] = now + pause
        return pause


def _next(asked: Target, location: str) -> Target:
    found = target(urljoin(asked.address, location))
    if asked.scheme == "https" and found.scheme == "http":
        raise problem(asked.address, "redirects from https to http", "give the other address if you trust it")
    return found


def _page(asked: Target, reply: url.Reply) -> Page:
    if reply.status != 200:
        raise problem(asked.address, f"was answered with status {reply.status}", "check the address, or try later")
    kind = kinds.by_media(reply.media, asked.address)
    if kind is None:
        raise problem(asked.address, f"is of the type {reply.media[:60]}", "kg reads no such files")
    return Page(asked.address, kind, reply.body, reply.charset)
