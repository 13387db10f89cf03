"""How a problem with an input is told: one line that says where, what and what to do."""

from __future__ import annotations

import re

from kg.model import BadInput

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def problem(where: object, what: str, advice: str) -> BadInput:
    """Return the error for an input that cannot be read; whatever the names hold, it is one printable line."""
    return BadInput(CONTROL.sub("?", f"{where}: {what}; {advice}"))


def needs(where: object, kind: str, package: str, extra: str) -> BadInput:
    """Return the error for an input whose reader is not installed: what to install, in one line."""
    return BadInput(CONTROL.sub("?", f"{where}: reading {kind} needs {package}: pip install 'kg-news[{extra}]'"))
