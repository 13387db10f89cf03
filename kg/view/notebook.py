"""A page inside a notebook: in a frame of its own, that can run its script and save files and nothing else."""

from __future__ import annotations

from html import escape


def frame(html: str, height: int = 640) -> str:
    """Return a page as HTML for a notebook's output, such as a `_repr_html_` gives.

    Args:
        html: What `page` returned.
        height: Pixels; the width is that of the notebook.
    """
    return (
        f'<iframe sandbox="allow-scripts allow-downloads" style="width:100%;height:{height}px;border:1px solid #8888" '
        f'title="Knowledge graph" srcdoc="{escape(html)}"></iframe>'
    )
