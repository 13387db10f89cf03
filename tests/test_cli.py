"""The command line: what a user types, what comes back, and what happens when something is wrong."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from kg.cli import kg
from kg.resources import resource

TEXT = """Title: Talks
Date: 2021-03-05

Foreign Minister Pavlo Horak of Slovakia met Foreign Minister Ana Ruiz of Spain in Vienna on Friday.
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample articles; tests that change a store copy it."""
    folder = tmp_path_factory.mktemp("cli") / "demo"
    done = run("demo", "-s", str(folder))
    assert done.exit_code == 0, done.output
    return folder / "store"


@pytest.fixture
def copy(store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(store, tmp_path / "store"))


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(kg, arguments, input=given, prog_name="kg")


def fails(*arguments: str, code: int = 1) -> str:
    """Run a command that must fail: nothing on standard output, no traceback; return what it says."""
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return str(done.stderr)


def commands() -> Iterator[tuple[str, click.Command]]:
    yield from sorted(kg.commands.items())


class TestHelp:
    @pytest.mark.parametrize(("name", "command"), list(commands()))
    def test_has_examples_whose_options_exist(self, name: str, command: click.Command) -> None:
        shown = run(name, "--help").output
        lines = [line.strip() for line in shown.split("Examples:")[1].splitlines() if "kg " in line]
        assert lines
        known = {option for parameter in command.params for option in parameter.opts} | {"-"}
        for line in lines:
            words = shlex.split(line[line.index(f"kg {name}") :].split(" | ")[0].split(" && ")[0].split(" > ")[0])
            assert {word for word in words if word.startswith("-")} <= known, line

    def test_without_a_command_shows_what_there_is(self) -> None:
        assert all(name in run("--help").output for name, _ in commands())

    def test_mistyped_command(self) -> None:
        assert "build" in fails("biuld", code=2)


class TestDemo:
    def test_leaves_store_turtle_and_page_and_says_what_to_try(self, store: Path) -> None:
        assert (store.parent / "graph.ttl").read_text(encoding="utf-8").startswith("@prefix")
        assert "<html" in (store.parent / "graph.html").read_text(encoding="utf-8")
        again = run("demo", "-s", str(store.parent))
        assert "18 unchanged" in again.stderr
        assert "kg query who-met" in again.stdout


class TestBuild:
    def test_reads_files_folders_and_standard_input(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
        target = str(tmp_path / "s")
        assert "1 article read" in run("build", str(tmp_path / "in"), "-s", target).stderr
        assert "1 article read" in run("build", "-", "-s", target, given=TEXT + "They agreed.").stderr
        assert "2 articles" in run("stats", "-s", target).stdout

    def test_second_time_changes_nothing(self, copy: Path) -> None:
        before = run("export", "-f", "nq", "-s", str(copy)).stdout_bytes
        with_force = run("build", str(resource("data", "articles")), "-s", str(copy), "--force")
        assert with_force.exit_code == 0
        assert run("export", "-f", "nq", "-s", str(copy)).stdout_bytes == before

    def test_bad_articles_are_named_and_the_good_ones_go_in(self, tmp_path: Path) -> None:
        (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / "empty.txt").write_text("", encoding="utf-8")
        (tmp_path / "program.txt").write_bytes(bytes(range(256)) * 20)
        (tmp_path / "lines.jsonl").write_text(json.dumps({"id": "x", "text": TEXT}) + '\n{"id": \n', encoding="utf-8")
        done = run("build", str(tmp_path), "-s", str(tmp_path / "s"))
        assert done.exit_code == 0
        problems = [line for line in done.stderr.splitlines() if line.startswith("kg: ")]
        assert {Path(line.split(": ")[1].split(":")[0]).name for line in problems} == {
            "empty.txt",
            "program.txt",
            "lines.jsonl",
        }
        assert "2 articles read" in done.stderr

    def test_an_article_without_facts_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(
            "It rained in the morning, and the streets were empty until noon.", encoding="utf-8"
        )
        assert "a: no fact found" in run("build", str(tmp_path / "a.txt"), "-s", str(tmp_path / "s")).stderr

    def test_wrong_path(self, tmp_path: Path) -> None:
        assert "no such file" in fails("build", str(tmp_path / "none.txt"), "-s", str(tmp_path / "s"))

    def test_folder_that_is_no_store_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters" / "mine.txt").write_text("dear", encoding="utf-8")
        fails("build", "-s", str(tmp_path / "letters"), str(tmp_path / "letters" / "mine.txt"))
        assert os.listdir(tmp_path / "letters") == ["mine.txt"]

    def test_min_confidence_leaves_out_what_is_less_sure(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
        done = run("build", str(tmp_path / "a.txt"), "-s", str(tmp_path / "s"), "--min-confidence", "1")
        assert "a: no fact found" in done.stderr


class TestAsk:
    def test_named_query(self, store: Path) -> None:
        shown = run("query", "who-met", "-p", "who", "Sergey Lavrov", "-s", str(store), "-f", "csv", "--labels").stdout
        assert "Ricardo Cabrisas" in shown

    def test_file_standard_input_and_text_are_the_same(self, store: Path, tmp_path: Path) -> None:
        sparql = "SELECT (COUNT(?m) AS ?n) { ?m a kg:Meeting }"
        (tmp_path / "q.rq").write_text(sparql, encoding="utf-8")
        answers = {
            run("query", str(tmp_path / "q.rq"), "-s", str(store)).stdout,
            run("query", "-q", sparql, "-s", str(store)).stdout,
            run("query", "-", "-s", str(store), given=sparql).stdout,
        }
        assert len(answers) == 1

    def test_exit_status_of_no(self, store: Path) -> None:
        assert run("query", "-q", "ASK { ?x a kg:Country }", "-e", "-s", str(store)).exit_code == 0
        assert run("query", "-q", 'ASK { ?x rdfs:label "Nobody" }', "-e", "-s", str(store)).exit_code == 3

    def test_syntax_error_has_line_column_caret_and_hint(self, store: Path) -> None:
        told = fails("query", "-q", "SELECT ?x {\n ?x a kg:Meting", "-s", str(store))
        assert "line 1, column 11" in told or "line 2" in told
        assert "^" in told
        assert "kg:Meeting" in told

    def test_unknown_query_and_unknown_name(self, store: Path) -> None:
        assert "who-met" in fails("query", "who-mett", "-s", str(store))
        assert "Lavrov" in fails("why", "Sergey Lavrof", "-s", str(store))

    def test_why_shows_the_sentence_and_where_it_stands(self, store: Path) -> None:
        shown = run("why", "Ricardo Cabrisas", "represents", "-s", str(store)).stdout
        assert "Cuba" in shown
        assert "confidence" in shown

    def test_without_a_store(self, tmp_path: Path) -> None:
        for command in (["stats"], ["query", "countries"], ["export"], ["view", "-o", "-"], ["why", "x"], ["validate"]):
            assert "kg build" in fails(*command, "-s", str(tmp_path / "none"))
        assert not (tmp_path / "none").exists()


class TestShow:
    @pytest.mark.parametrize(
        "form", [RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.N_TRIPLES, RdfFormat.JSON_LD]
    )
    def test_export_by_ending(self, store: Path, tmp_path: Path, form: RdfFormat) -> None:
        target = tmp_path / f"g.{form.file_extension}"
        assert run("export", "-o", str(target), "-s", str(store)).exit_code == 0
        assert len(set(parse(target.read_bytes(), form))) > 1000

    def test_unknown_format(self, store: Path, tmp_path: Path) -> None:
        assert "ttl" in fails("export", "-o", str(tmp_path / "g.docx"), "-s", str(store))
        assert os.listdir(tmp_path) == []

    def test_view_of_a_neighbourhood_is_smaller(self, store: Path, tmp_path: Path) -> None:
        for name, more in (("all.html", []), ("one.html", ["--focus", "Ricardo Cabrisas"])):
            assert run("view", "-o", str(tmp_path / name), *more, "-s", str(store)).exit_code == 0
        assert (tmp_path / "one.html").stat().st_size < (tmp_path / "all.html").stat().st_size

    def test_a_reader_that_has_enough(self, store: Path) -> None:
        line = f"{shlex.quote(sys.executable)} -m kg export -f nq -s {shlex.quote(str(store))} | head -n 1"
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        assert done.stdout.count("\n") == 1
        assert done.stderr == ""


class TestKeep:
    def test_the_sample_graph_conforms_to_its_shapes(self, store: Path) -> None:
        done = run("validate", "-s", str(store))
        assert done.exit_code == 0, done.output

    def test_withdrawn_article_is_gone_and_comes_back(self, copy: Path) -> None:
        before = run("export", "-f", "nq", "-s", str(copy)).stdout_bytes
        assert run("withdraw", "cuba-russia-talks", "--why", "a test", "-s", str(copy)).exit_code == 0
        assert b"Cabrisas" not in run("export", "-f", "nq", "-s", str(copy)).stdout_bytes
        run("build", str(resource("data", "articles")), "-s", str(copy))
        assert run("export", "-f", "nq", "-s", str(copy)).stdout_bytes == before

    def test_damage_is_named_and_mended(self, copy: Path) -> None:
        assert run("check", "-s", str(copy)).exit_code == 0
        shutil.rmtree(copy / "index")
        assert "rebuild" in fails("stats", "-s", str(copy))
        assert run("rebuild", "-s", str(copy)).exit_code == 0
        assert run("stats", "-s", str(copy)).exit_code == 0


def test_same_bytes_in_any_environment(tmp_path: Path) -> None:
    made = []
    for number, more in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
        )
    ):
        target = str(tmp_path / str(number))
        command = [sys.executable, "-m", "kg"]
        subprocess.run(
            [*command, "build", str(resource("data", "articles", "cuba-russia-talks.txt")), "-s", target],
            env={**os.environ, **more},
            check=True,
            capture_output=True,
        )
        made.append(
            subprocess.run(
                [*command, "export", "-s", target], env={**os.environ, **more}, check=True, capture_output=True
            ).stdout
        )
    assert made[0] == made[1]
