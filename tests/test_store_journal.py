"""The journal after `kg rebuild`: only lines that still say something, for an index that was made from all of them."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from test_store_faults import content
from test_store_readings import reading

from kg.model import DamagedStore
from kg.store import Store, check, journal, rebuild
from kg.store.sparql import lines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store in which `a/0` was put three times, `a/1` once, and `a/2` was put and withdrawn."""
    path = tmp_path / "store"
    with Store.create(path) as store:
        for body in ("First", "Second", "Third"):
            store.put([reading(0, body=body)])
        store.put([reading(1), reading(2)])
        store.withdraw("a/2", "a test", date(2021, 1, 1))
    return path


def test_a_rebuild_drops_what_later_lines_undo_and_keeps_what_was_withdrawn_and_why(path: Path) -> None:
    before = (path / "journal").stat().st_size
    assert rebuild(path) == []
    with Store.open(path) as store:
        said = [(entry.action, entry.article.rpartition("/")[2], entry.reason) for entry in store.log()]
    assert said == [("put", "a%2F0", ""), ("put", "a%2F1", ""), ("withdraw", "a%2F2", "a test")]
    assert (path / "journal").stat().st_size < before
    assert check(path) == []
    assert content(path) == lines([reading(0, body="Third"), reading(1)])


def test_a_compacted_journal_goes_on_and_can_be_compacted_again(path: Path) -> None:
    rebuild(path)
    for body in ("Fourth", "Fifth"):
        with Store.open(path, write=True) as store:
            store.put([reading(0, body=body)])
        assert check(path) == []
    rebuild(path)
    rebuild(path)
    with Store.open(path) as store:
        assert [entry.action for entry in store.log()] == ["put", "withdraw", "put"]
    assert check(path) == []
    assert content(path) == lines([reading(0, body="Fifth"), reading(1)])


def test_an_index_goes_with_the_journal_that_it_was_made_from_and_with_the_compacted_one(path: Path) -> None:
    _, end = journal.read(path / "journal")
    after = journal.compact(path / "journal")
    assert journal.read(path / "journal", end) == ([], after)
    assert journal.read(path / "journal", after) == ([], after)
    assert check(path) == []
    assert journal.compact(path / "journal") == after


def test_an_index_of_an_older_journal_is_not_taken_for_one_of_the_compacted(path: Path) -> None:
    first = b"".join((path / "journal").read_bytes().splitlines(keepends=True)[:2])
    older = journal.Mark(1, first.decode().split()[-1], len(first))
    assert len(journal.read(path / "journal", older)[0]) == 5
    journal.compact(path / "journal")
    with pytest.raises(DamagedStore, match="it has lost what was committed up to batch 1"):
        journal.read(path / "journal", older)


def test_every_bit_of_a_compacted_journal_counts(path: Path) -> None:
    rebuild(path)
    sound = (path / "journal").read_bytes()
    for place in [*range(0, 400, 7), *random.Random(1).sample(range(len(sound) * 8), 60)]:
        data = bytearray(sound)
        data[place // 8] ^= 1 << place % 8
        (path / "journal").write_bytes(data)
        assert check(path), place
