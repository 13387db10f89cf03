"""One HTML file from one graph: the shell, an engine that draws and the data, under a policy that allows no more."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Literal

from kg.model import BadInput
from kg.view.layout import layout
from kg.view.payload import payload
from kg.view.style import ClassStyle, load_style, read_style

if TYPE_CHECKING:
    import networkx as nx

SHELL = "dom data dates state shapes paint pen turtle export filters time search panel text decide timeline map table".split()
"""The scripts that both engines share, in the order in which they are joined."""

POLICY = (
    "default-src 'none'; script-src $script; style-src $style; img-src data:; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types kg"
)
"""No address may be asked for anything, only the scripts of these digests run, and no text can become markup.

The one exception to the last, the policy `kg`, is made and used up by web/start.js, for the scripts that it unpacks."""

Engine = Literal["canvas", "pyvis"]


def page(
    g: nx.MultiDiGraph[str],
    engine: Engine = "canvas",
    *,
    style: Mapping[str, ClassStyle | Mapping[str, str]] | None = None,
    title: str | None = None,
    positions: Mapping[str, tuple[float, float]] | None = None,
    live: bool = False,
) -> str:
    """Return a page that shows a graph and, for each line and node of it, the sentences that say so.

    Args:
        g: A graph as `kg.to_networkx` makes it. Where its articles also have a `text`, the page has a tab that shows it
            beside the graph, sentences and facts lighting each other.
        engine: What draws it: "canvas" (ours, for any size), or "pyvis" (vis-network, for up to some hundred nodes).
        style: Class name to how it is drawn; the default is kg/view/style.toml (`load_style` reads another file).
        title: The heading; the default is the graph's own title.
        positions: Places that nodes have already, such as those of the last picture; `layout` finds the others.
        live: Whether the page is for a frame in a page of `kg serve`, which brings it more of the graph.

    Returns:
        HTML as text, for a file in UTF-8: the same graph always gives the same characters. It holds all it needs.

    Raises:
        BadInput: There is no such engine, or `style` has a colour or shape that is not one.
    """
    if engine not in ("canvas", "pyvis"):
        raise BadInput(f"no engine {engine!r}: there are canvas and pyvis")
    data = picture(g, style=style, title=title, positions=positions)
    scripts = []
    if engine == "pyvis":
        from kg.view.vis import network_data, vis_script  # it takes 0.2 s to import, and the other engine is without it

        data["vis"] = network_data(data)
        scripts.append(vis_script())
    land = _land() if live or _located(g) else {"land": "", "borders": ""}
    scripts.append(_joined([*SHELL, engine, *(["live"] if live else []), "main"], f"const LAND={as_json(land)};"))
    return _page(data["title"], data, scripts)


def picture(
    g: nx.MultiDiGraph[str],
    *,
    style: Mapping[str, ClassStyle | Mapping[str, str]] | None = None,
    title: str | None = None,
    positions: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, Any]:
    """Return what a page of the graph shows, as plain values for JSON; the arguments are those of `page`."""
    places = positions if positions is not None and all(node in positions for node in g) else layout(g, positions)
    heading = title if title is not None else str(g.graph.get("title") or "Knowledge graph")
    return payload(g, load_style() if style is None else read_style(style), heading, places)


def _page(heading: str, data: Mapping[str, Any], scripts: list[str]) -> str:
    css, start = _squeezed(_web("view.css")), _squeezed(_web("start.js"))
    policy = Template(POLICY).substitute(script=" ".join(map(_digest, [start, *scripts])), style=_digest(css))
    return Template(_squeezed(_web("page.html"))).substitute(
        policy=policy,
        title=html.escape(_clean(heading)),
        css=css,
        data=as_json(data),
        scripts="\n".join(f'<script type="text/deflate">{_packed(script)}</script>' for script in scripts),
        start=start,
    )


def as_json(data: object) -> str:
    """Write data as JSON that ends no script element and breaks no line, whatever text is in it."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\x7f\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", text)


def _clean(text: str) -> str:
    """Replace what HTML cannot hold: control characters and halves of characters."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "\ufffd", text)


def _located(g: nx.MultiDiGraph[str]) -> bool:
    return any("lat" in (values or {}) for _, values in g.nodes(data="values"))


def _land() -> dict[str, str]:
    """The outlines of the map: with the scripts, because these are packed."""
    return {name: _web(f"{name}.txt").strip() for name in ("land", "borders")}


def _web(name: str) -> str:
    return (files("kg.view") / "web" / name).read_text(encoding="utf-8")


def _joined(names: list[str], first: str) -> str:
    """Join scripts into one, after a first line, that shares one scope and leaves nothing outside it."""
    return f'"use strict";(()=>{{\n{first}\n' + "\n".join(_squeezed(_web(f"{name}.js")) for name in names) + "\n})()"


def _squeezed(text: str) -> str:
    """Leave out indentation, empty lines and whole-line comments: what the browser does not need."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _packed(script: str) -> str:
    """Deflate a script, which halves the page: of one article's graph, most is the viewer."""
    return base64.b64encode(zlib.compress(script.encode(), 9)).decode()


def _digest(text: str) -> str:
    """Return the source expression that allows exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
