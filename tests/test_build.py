"""What a build leaves out of a store that has it already."""

from __future__ import annotations

from pathlib import Path

from kg.build import build


def test_a_page_that_the_store_has_under_another_name_is_reported(tmp_path: Path) -> None:
    text = (
        "Source: https://paper.example/a{}\n\nRussian Foreign Minister Sergey Lavrov met Ricardo Cabrisas in Moscow{}."
    )
    first, again, other = (tmp_path / f"{name}.txt" for name in ("first", "again", "other"))
    first.write_text(text.format("", ""), encoding="utf-8")
    again.write_text(text.format("?utm_source=feed#top", " on Monday"), encoding="utf-8")
    other.write_text(text.format("?page=2", " on Friday"), encoding="utf-8")
    assert build([first], tmp_path / "store").added == ["first"]
    found = build([again, other], tmp_path / "store")
    assert [str(problem).partition(";")[0] for problem in found.problems] == [
        "again: has the address of the article 'first' in the store"
    ]
    assert found.added == ["other"]
    first.write_text(text.format("", " on Tuesday"), encoding="utf-8")
    assert build([first], tmp_path / "store").added == ["first"], "a correction goes in"
