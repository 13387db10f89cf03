"""What a robots.txt allows (RFC 9309): of the program's own group, else of the group for all, the longest rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from kg.read.limits import MAX_PAUSE

AGENT = "kg-news"
"""The name that a robots.txt calls this program by."""

_SAFE = "/:@!$&'()*+,;=~?-._"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a host: patterns of paths, each allowed or not, and the pause between requests that it asks for."""

    patterns: tuple[tuple[str, bool], ...] = ()
    pause: float = 0.0

    def allows(self, path: str) -> bool:
        """Tell whether a path may be fetched; of two rules as long, the one that allows counts."""
        path = _plain(path)
        found = [(len(pattern), allowed) for pattern, allowed in self.patterns if _matches(pattern, path)]
        return max(found)[1] if found else True


NOTHING = Rules((("/", False),))
"""The rules of a host whose robots.txt cannot be had: it may not be asked."""


def rules(text: str) -> Rules:
    """Return the rules that a robots.txt has for this program."""
    groups: dict[str, list[tuple[str, str]]] = {}
    named: list[str] = []
    open_group = False
    for field, value in _lines(text):
        if field == "user-agent":
            named = [*named, value.lower()] if open_group else [value.lower()]
            open_group = True
            groups.setdefault(value.lower(), [])
        elif field in ("allow", "disallow", "crawl-delay"):
            open_group = False
            for name in named:
                groups[name].append((field, value))
    mine = next((groups[name] for name in groups if name.partition("/")[0] == AGENT), groups.get("*", []))
    patterns = tuple((_plain(value), field == "allow") for field, value in mine if field != "crawl-delay" and value)
    return Rules(patterns, max((_seconds(value) for field, value in mine if field == "crawl-delay"), default=0.0))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield field.strip().lower(), value.strip()


def _seconds(value: str) -> float:
    try:
        return max(0.0, min(float(value), MAX_PAUSE))
    except ValueError:
        return 0.0


def _plain(path: str) -> str:
    """Return a path or pattern with its percent signs written one way."""
    return quote(unquote(path), safe=_SAFE)


def _matches(pattern: str, path: str) -> bool:
    """Match a pattern with `*` and a closing `$`, in time that grows with the path's length alone."""
    whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not whole or path == first
    place = len(first)
    last = others.pop() if whole else ""
    for part in others:
        place = path.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return not whole or (path.endswith(last) and len(path) - len(last) >= place)
