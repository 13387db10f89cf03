"""Who wrote an article, as its file or page names them: names alone, no addresses, no accounts of programs."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://\S+|[^\s()<>,;]*@[^\s()<>,;]*")
_BY = re.compile(r"(?:written\s+)?by\s*:?\s+", re.IGNORECASE)
_AROUND = " \t\r\n\"'()<>[],:|–—-"
_NOBODY = frozenset(
    ("admin", "administrator", "anonymous", "author", "microsoft office user", "n/a", "none", "null", "owner")
    + ("python-docx", "root", "staff", "undefined", "unknown", "user", "windows user", "word")
)
_LONGEST = 300


def authors(given: str) -> str:
    """Return the names in what a source gives as author, several with "; " between them; empty if it names nobody."""
    found: dict[str, None] = {}
    for part in given[:_LONGEST].split(";"):
        name = " ".join(_ADDRESS.sub(" ", part).split()).strip(_AROUND)
        name = name[found_by.end() :] if (found_by := _BY.match(name)) else name
        if name.lower() not in _NOBODY and any(letter.isalpha() for letter in name):
            found[name] = None
    return "; ".join(found)
