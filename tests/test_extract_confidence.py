"""Confidence: by kind of fact, never less for a better score, and worth raising `--min-confidence` for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kg import rdf
from kg.cli.build import build
from kg.evaluate import evaluate, extracted, load, stored
from kg.evaluate.gold import KINDS
from kg.extract import extract
from kg.extract.claims import confidence, least_sure

FOLDER = Path(__file__).parent.parent / "data" / "gold"
SETTINGS: dict[str, Any] = import_module("kg.extract.claims")._settings()["confidence"]


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_a_better_score_is_never_less_sure(kind: str) -> None:
    given = [confidence(step / 20, kind) for step in range(21)]
    assert given == sorted(given)
    assert all(0 < sure < 1 for sure in given)


def test_a_kind_has_its_own_line_and_the_others_the_common_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS, "met", {"slope": 0.0, "intercept": 0.0})
    assert confidence(0.9, "met") == 0.5
    assert confidence(0.9, "no such kind") == confidence(0.9) != 0.5


def test_the_settings_name_no_kind_that_there_is_not() -> None:
    assert {kind for kind in SETTINGS if isinstance(SETTINGS[kind], dict)} <= set(KINDS)


def test_a_higher_min_confidence_gives_fewer_facts_and_more_of_them_right(tmp_path: Path) -> None:
    golds = load(FOLDER)
    every = evaluate(golds, extracted(golds))
    found = sorted(fact.confidence for fact in every.judged if fact.right is not None)
    assert len(set(found)) > 10, "confidence tells facts apart"
    least = found[int(0.6 * len(found))]
    surer = evaluate(golds, [quad for gold in golds for quad in rdf.quads(extract(gold.article, least))])
    assert all(fact.confidence >= least for fact in surer.judged if fact.right is not None)
    assert surer.all.precision > every.all.precision
    assert 0 < surer.all.right < every.all.right
    (tmp_path / "a.txt").write_text(golds[0].article.text, encoding="utf-8")
    made = [str(tmp_path / "a.txt"), "-s", str(tmp_path / "store"), "--min-confidence", str(least)]
    assert CliRunner().invoke(build, made).exit_code == 0
    told = [
        float(quad.object.value) for quad in stored(tmp_path / "store") if quad.predicate.value.endswith("confidence")
    ]
    assert all(sure >= least for sure in told)


def test_the_help_text_tells_the_default_that_is_used() -> None:
    told = CliRunner().invoke(build, ["--help"]).output
    assert f"default: {least_sure():g}," in " ".join(told.split())
