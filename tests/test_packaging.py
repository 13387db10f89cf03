"""The parts of kg import one way, and the wheel holds what kg needs to run."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import kg
from kg.resources import resource

PACKAGE = Path(kg.__file__).parent
LAYERS = (
    ("bounds", "columns", "model"),
    ("read", "resources"),
    ("analyze", "annotate", "ontology", "view"),
    ("extract", "rdf"),
    ("gaps", "infer", "jsonld", "resolve", "turtle"),
    ("ontology_show", "store", "validate"),
    ("evaluate", "ontology_check", "query"),
    ("graph",),
    ("export", "selection"),
    ("describe", "serve"),
    ("remote",),
    ("build", "knowledge"),
    ("cli",),
    ("__main__",),
)
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts != ("__init__.py",))


def parts(module: ast.Module) -> Iterator[str]:
    """Yield the parts of kg that a module imports, wherever in it."""
    for node in ast.walk(module):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module == "kg":
            names = [f"kg.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("kg."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    here = path.relative_to(PACKAGE).with_suffix("").parts[0]
    for part in parts(ast.parse(path.read_text("utf-8"))):
        assert part == here or RANK[part] < RANK[here], f"{here} must not import {part}"


@pytest.mark.parametrize("part", ["export", "ontology", "read"])
def test_no_module_of_a_part_imports_itself_in_a_circle(part: str) -> None:
    left = {
        f"kg.{part}.{path.stem}": {
            f"{node.module}.{alias.name}" if node.module == f"kg.{part}" else str(node.module)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for path in (PACKAGE / part).glob("[!_]*.py")
    }
    while free := {name for name, used in left.items() if not used & left.keys()}:
        left = {name: used for name, used in left.items() if name not in free}
    assert not left, "these import each other"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_the_data_that_kg_needs_is_there() -> None:
    assert resource("ontology", "kg.ttl").is_file()
    assert resource("ontology", "shapes.ttl").is_file()
    assert len(list(resource("data", "articles").iterdir())) >= 15
    assert files("kg").joinpath("annotate", "weights", "tagger.onnx").is_file()
    assert files("kg").joinpath("py.typed").is_file()


def test_importing_kg_loads_nothing_heavy() -> None:
    code = "import sys, kg, kg.cli; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "click" in loaded
    heavy = {"rdflib", "networkx", "numpy", "pyvis", "onnxruntime", "trafilatura", "pyshacl", "pyoxigraph", "rich"}
    assert not heavy & set(loaded)


def test_help_is_quick() -> None:
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'kg', '--help'], check=True, stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime)\n"
    )
    seconds = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(3)]
    assert min(seconds) < 0.3
