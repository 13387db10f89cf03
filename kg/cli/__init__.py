"""`kg`: each command a few lines over the Python API; the only part that prints, and the only one that catches all."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from kg.cli import agree, analyze, ask, build, demo, keep, measure, ontology, serve, show
from kg.cli.output import clean
from kg.model import KgError


class _Failure(click.ClickException):
    """A failure that the user can act on: one line on standard error, exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"kg: {clean(self.message)}", err=True)


def _damage(error: Exception) -> str:
    """What to tell where an error comes from damaged files of a store's index; empty where it does not."""
    from kg.store.disk import damage  # loads the engine, which `kg --help` has no need of

    return str(damage(error) or "")


class _Commands(click.Group):
    """The commands in the order in which they are met, and the edge where every error becomes one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            raise _Failure(str(error)) from error
        except BrokenPipeError:
            raise  # click ends quietly: the reader had enough
        except OSError as error:
            told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise _Failure(_damage(error) or told) from error
        except KeyboardInterrupt:
            click.echo("kg: stopped", err=True)
            ctx.exit(130)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("KG_DEBUG"):
                raise
            told = f"internal error ({type(error).__name__}: {error}); KG_DEBUG=1 shows where"
            raise _Failure(_damage(error) or told) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kg-news", prog_name="kg")
def kg() -> None:
    """Turn news articles into an RDF graph you can check: every fact keeps the sentence it came from.

    \b
      kg demo                                 build a graph from the articles that come with kg
      kg build articles/                      build one from your own (text, HTML, JSONL)
      kg query who-met -p who "Sergey Lavrov" ask it
      kg why "Sergey Lavrov"                  see the sentences behind it
      kg view -o graph.html                   look at it
    """  # noqa: D301 - click reads the character \b as "leave these lines as they are"


for _module in (demo, build, ask, show, analyze, agree, serve, keep, ontology, measure):
    for _command in _module.COMMANDS:
        kg.add_command(_command)


def main() -> None:
    """Run `kg` on the command line's arguments."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    kg(prog_name="kg")
