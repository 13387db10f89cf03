"""`kg serve`: the graph over HTTP, for people and programs."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kg.cli.options import examples, store
from kg.model import KgError


@click.command(
    epilog=examples(
        "kg serve --open",
        "kg serve -s my-graph --port 8000 --timeout 5",
        "KG_TOKEN=… kg serve --write",
        "curl -H 'Accept: text/csv' 'http://127.0.0.1:8321/ask/who-met?who=Sergey+Lavrov'",
    )
)
@store
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 is for everybody.")
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="0 takes any free one.")
@click.option("--name", "names", multiple=True, help="A host name that it answers to, besides --host and localhost.")
@click.option("--cors", "cors", multiple=True, metavar="ORIGIN", help="A site whose pages may read answers; * is all.")
@click.option("--open", "open_", is_flag=True, help="Open it in a browser.")
@click.option("--write", is_flag=True, help="Let who has the token put and withdraw articles.")
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File with the token.")
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=20, show_default=True, help="Seconds a request.")
@click.option("--max-rows", type=click.IntRange(1), default=100_000, show_default=True, help="Rows of a result.")
@click.option("--memory", type=click.IntRange(512), default=2048, show_default=True, help="MiB a reading process.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Requests at a time.")
def serve(store: Path, host: str, port: int, names: tuple[str, ...], cors: tuple[str, ...], open_: bool, write: bool,
          token_file: Path | None, timeout: float, max_rows: int, memory: int, workers: int) -> None:  # fmt: skip
    """Serve the graph: an explorer, pages of things, a SPARQL endpoint, a JSON API; by default for this machine only.

    It only reads, unless --write, whose token comes from --token-file or KG_TOKEN. Articles may be built meanwhile.
    """
    try:
        from kg.serve.run import address, listen
        from kg.serve.run import serve as run
    except ImportError as error:
        raise KgError(f"{error.name} is not installed; pip install 'kg-news[serve]'") from None
    from kg.serve.settings import Settings
    from kg.store import Store

    with Store.open(store) as opened:
        base = opened.base
    token = _token(token_file) if write else None
    settings = Settings(store, base, host, port, names, cors, token, timeout, max_rows, memory << 20, workers)
    listening = listen(settings)
    place = address(settings, listening)
    click.echo(f"{place}: {'reads and writes' if token else 'reads'} {store}; Ctrl+C stops it", err=True)
    if open_:
        click.launch(place)
    run(settings, listening)


def _token(file: Path | None) -> str:
    token = (file.read_text(encoding="utf-8") if file else os.environ.get("KG_TOKEN", "")).strip()
    if len(token) < 16:
        raise KgError("--write needs a token of 16 characters or more: in KG_TOKEN, or in a file with --token-file")
    return token


COMMANDS = (serve,)
