"""Where the data that kg ships lies: inside the wheel, or at the top of a checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def resource(*parts: str) -> Traversable:
    """Return a packaged file or folder, such as `resource("ontology", "kg.ttl")` or `resource("data", "articles")`.

    The wheel carries `ontology/` and `data/` as `kg/_shipped/`; an editable install reads them from the checkout.
    """
    shipped = files("kg") / "_shipped"
    root = shipped if shipped.is_dir() else Path(__file__).resolve().parent.parent
    return root.joinpath(*parts)
