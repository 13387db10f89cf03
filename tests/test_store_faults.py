"""What the store does when something breaks: a killed writer, a full disk, damaged files. Never a wrong answer."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize
from test_store_readings import reading

from kg.knowledge import Knowledge
from kg.model import DamagedStore, KgError
from kg.resolve import IDENTITY, Notes, bring
from kg.store import Store, check, rebuild
from kg.store.session import Session
from kg.store.sparql import lines

DAY = date(2021, 1, 1)
DAMAGED = (DamagedStore, OSError, RuntimeError)
"""What a damaged index may raise; the last two come from Oxigraph while a query runs."""
MADE = [reading(number, body=f"Body {number}") for number in range(5)]
RUN = """
import sys; sys.path.insert(0, sys.argv[1])
from test_store_readings import reading
from kg.store import Store
"""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound store, to be copied."""
    path = tmp_path_factory.mktemp("pattern") / "store"
    with Store.create(path) as store:
        store.put(MADE[:3])
        store.put(MADE[3:])
        store.put([reading(9)])
        store.withdraw("a/9", "a test", DAY)
    return path


@pytest.fixture
def path(pattern: Path, tmp_path: Path) -> Path:
    """A sound store of five articles and one that was withdrawn."""
    return shutil.copytree(pattern, tmp_path / "store")


def content(path: Path) -> list[str]:
    with Store.open(path) as store:
        data = serialize(store.oxigraph, format=RdfFormat.N_QUADS) or b""
    return sorted(data.decode().split("\n")[:-1])


def files(path: Path) -> list[Path]:
    return sorted((path / "articles").rglob("*.nq"))


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN + code, str(Path(__file__).parent), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def empty(file: Path) -> None:
    file.write_bytes(b"")


DAMAGE = {"flip": flip, "cut": cut, "empty": empty, "unlink": Path.unlink}


# --- Damage -----------------------------------------------------------------------------------------------------------


def test_a_sound_store_has_no_problems(path: Path) -> None:
    assert check(path) == []
    assert content(path) == lines(MADE)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_article_file_is_named_and_its_article_can_be_built_again(
    path: Path, damage: Callable[[Path], None]
) -> None:
    with Store.open(path) as store:
        file = path / "articles" / store.log()[0].file[:2] / f"{store.log()[0].file}.nq"
        damage(file)
        with pytest.raises(DamagedStore, match=file.name):
            store.reading_quads("a/0")
    assert [problem.path for problem in check(path)] == [file]
    assert [problem.path for problem in rebuild(path)] == [file]
    assert check(path) == []
    assert content(path) == lines(MADE[1:])
    with Store.open(path, write=True) as store:
        assert store.log()[-1].action == "lost"
        assert not store.has(MADE[0].article, "rules@1")
        assert store.put(MADE).added == ("a/0",)
    assert content(path) == lines(MADE)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("kind", ["CURRENT", "MANIFEST-*", "OPTIONS-*", "*.log", "*.sst", "../seal"])
def test_a_damaged_index_is_named_and_made_again(path: Path, damage: Callable[[Path], None], kind: str) -> None:
    found = sorted((path / "index").glob(f"*/graph/{kind}"))
    damage(found[0])
    problems = [problem.path.resolve() for problem in check(path)]
    assert problems == [found[0].resolve()]
    if kind == "*.sst" and damage is flip:
        with suppress(*DAMAGED):  # if no damaged block is read, the answer is right
            assert content(path) == lines(MADE)
    else:
        for write in (False, True):
            with pytest.raises(DamagedStore, match="`kg rebuild`"):
                Store.open(path, write=write)
    assert rebuild(path) == []
    assert check(path) == []
    assert content(path) == lines(MADE)


def test_a_query_that_meets_a_damaged_block_names_the_file(path: Path) -> None:
    """Blocks have checksums that are compared when they are read: opening the store does not read them all."""
    for file in (path / "index").glob("*/graph/*.sst"):
        data = bytearray(file.read_bytes())
        if len(data) > 2_000:  # not the one with the format's number, which is read at once
            data[20] ^= 1
            file.write_bytes(data)
    questions: list[Callable[[Knowledge], object]] = [
        lambda graph: graph.query("SELECT ?s { GRAPH ?g { ?s ?p ?o } }"),
        lambda graph: graph.stats(),
        lambda graph: graph.articles,
        lambda graph: graph.why("Anna"),
    ]
    with Knowledge(path) as graph:
        for question in questions:
            with pytest.raises(DamagedStore, match=r"\.sst: the index is damaged \(.*`kg rebuild` makes it again"):
                question(graph)


def test_a_missing_index_is_not_an_empty_one(path: Path) -> None:
    shutil.rmtree(path / "index")
    with pytest.raises(DamagedStore, match="the index is missing; `kg rebuild`"):
        Store.open(path)
    assert [problem.what for problem in check(path)] == ["the index is missing"]
    assert rebuild(path) == []
    assert content(path) == lines(MADE)


def test_a_foreign_file_is_named_and_put_aside(path: Path) -> None:
    log = next((path / "index").glob("*/graph/*.log"))
    shutil.copy(log, log.with_name("000999.log"))
    note = path / "articles" / "notes.txt"
    note.write_text("mine")
    copy = shutil.copy(files(path)[0], path / "articles" / "copy.nq")
    assert {problem.path for problem in check(path)} == {note, Path(copy), log.with_name("000999.log")}
    with pytest.raises(DamagedStore, match="000999.log"):
        Store.open(path)
    assert {problem.path for problem in rebuild(path)} == {note, Path(copy)}
    assert (path / "lost" / "notes.txt.1").read_text() == "mine"
    assert check(path) == []
    assert content(path) == lines(MADE)


def test_files_that_change_places_are_named(path: Path) -> None:
    one, two = files(path)[:2]
    data = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(data)
    assert [problem.path for problem in check(path)] == [one, two]


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_journal_is_named_and_written_again_from_the_files(
    path: Path, damage: Callable[[Path], None]
) -> None:
    damage(path / "journal")
    for write in (False, True):
        with pytest.raises(DamagedStore, match="journal is damaged.*`kg rebuild`"):
            Store.open(path, write=write).log()
    assert path / "journal" in [problem.path for problem in check(path)]
    assert [problem.path for problem in rebuild(path)] == [path / "journal"]
    assert check(path) == []
    assert content(path) == lines(MADE)


def test_every_bit_of_the_journal_counts(path: Path) -> None:
    """A flipped bit anywhere is found, or it is in what was never committed."""
    journal = path / "journal"
    sound = journal.read_bytes()
    for place in random.Random(1).sample(range(len(sound) * 8), 150):
        data = bytearray(sound)
        data[place // 8] ^= 1 << place % 8
        journal.write_bytes(data)
        assert check(path), place


def test_a_withdrawal_survives_a_damaged_journal(path: Path) -> None:
    journal = path / "journal"
    journal.write_bytes(journal.read_bytes().replace(b"put", b"pot", 1))
    rebuild(path)
    with Store.open(path) as store:
        assert [entry.reason for entry in store.log() if entry.action == "withdraw"] == ["a test"]
        assert store.article_ids() == ["a/0", "a/1", "a/2", "a/3", "a/4"]
    assert len(list((path / "lost").iterdir())) == 1


@pytest.mark.parametrize("damage", [*DAMAGE.values()], ids=DAMAGE)
def test_a_damaged_stamp_is_named_and_made_again(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path / "kg.json")
    with pytest.raises(DamagedStore, match="kg.json: the file is .*; `kg rebuild`"):
        Store.open(path)
    assert [problem.path for problem in check(path)] == [path / "kg.json"]
    assert rebuild(path) == []
    assert check(path) == []
    assert content(path) == lines(MADE)


def test_no_random_damage_gives_a_wrong_answer(pattern: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    count = int(os.environ.get("KG_DAMAGES", "40"))
    for number in range(count):
        path = shutil.copytree(pattern, tmp_path / str(number))
        there = [file for file in path.rglob("*") if file.is_file() and file.name != "lock"]
        file = chance.choice(there)
        data = bytearray(file.read_bytes())
        place = chance.randrange(len(data))
        what = chance.choice(["flip", "cut", "zero"])
        if what == "flip":
            data[place] ^= 1 << chance.randrange(8)
        elif what == "cut":
            del data[place:]
        else:
            data[place : place + 512] = bytes(len(data[place : place + 512]))
        if bytes(data) == file.read_bytes():
            continue
        file.write_bytes(data)
        try:
            assert content(path) == lines(MADE)
        except DAMAGED:
            assert file in [problem.path for problem in check(path)], (file, what)
        else:
            assert file in [problem.path for problem in check(path)], (file, what)
        shutil.rmtree(path)


# --- Killed writers ---------------------------------------------------------------------------------------------------


def test_a_torn_batch_is_ignored_and_cleared_away(path: Path) -> None:
    sound = (path / "journal").read_bytes()
    (path / "journal").write_bytes(sound + b"put https://kg.example/article/a%2F7 0123")
    assert content(path) == lines(MADE)
    (path / "journal").write_bytes(sound + sound.split(b"\n", 1)[0] + b"\n")
    assert check(path) == []
    with Store.open(path, write=True) as store:
        store.put([reading(7)])
    assert check(path) == []
    assert content(path) == lines([*MADE, reading(7)])


def test_what_was_committed_before_a_kill_is_brought_into_the_index(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, Store.open(path, write=True) as store:
        patch.setattr(Session, "publish", lambda self: None)
        store.put([reading(7), reading(0, body="New")])
        with Store.open(path) as other:  # while the writer is at work, a reader has the state before
            assert "a/7" not in other.article_ids()
    assert "lacks the last 2 changes" in check(path)[0].what
    assert content(path) == lines([reading(0, body="New"), *MADE[1:], reading(7)])
    assert check(path) == []


def test_a_place_that_cannot_be_written_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, Store.open(path, write=True) as store:
        patch.setattr(Session, "publish", lambda self: None)
        store.put([reading(7)])

    def refused(*_: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("kg.store.lock.Writer.attempt", refused)
    with pytest.raises(KgError, match="the index lacks the last changes.*read-only"):
        Store.open(path)
    assert check(path) != []


KILLED = """
with Store.open(sys.argv[2], write=True) as store:
    for number in range(100, 100000):
        store.put([reading(number), reading(number % 5, body=f"Body {number}")])
        print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_it_acknowledged(path: Path) -> None:
    """bench/store/kill.py does it two hundred times."""
    chance = random.Random(3)
    there = set(range(5))
    for _ in range(4):
        process = python(KILLED, path)
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(chance.randrange(1, 5))]
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        acknowledged += map(int, process.stdout.read().split())  # communicate() loses what readline() has buffered
        process.communicate()
        with Store.open(path) as store:
            now = {int(identifier.removeprefix("a/")) for identifier in store.article_ids()}
        assert there | set(acknowledged) <= now <= there | {*acknowledged, acknowledged[-1] + 1}
        Store.open(path, write=True).close()  # the next writer clears up what the killed one had not acknowledged
        assert check(path) == []
        assert len(files(path)) == len(now)
        there = now


# --- Two at once ------------------------------------------------------------------------------------------------------

WRITER = """
for number in range(8):
    with Store.open(sys.argv[2], write=True) as store:
        store.put([reading(int(sys.argv[3]) * 100 + number), reading(1, body=sys.argv[3])])
"""


def test_writers_wait_for_each_other_and_lose_nothing(path: Path) -> None:
    writers = [python(WRITER, path, number) for number in (1, 2, 3, 4)]
    while any(writer.poll() is None for writer in writers):
        with Store.open(path) as store:
            assert len(store.article_ids()) >= 5
            others = {name.value for name in store.oxigraph.named_graphs() if "/article/" not in name.value}
            assert {store.believed_graph} <= others <= {store.believed_graph, store.base + IDENTITY}
    assert [writer.communicate()[1] for writer in writers] == [""] * 4
    with Store.open(path) as store:
        assert len(store.article_ids()) == 5 + 4 * 8
    assert check(path) == []


def test_a_second_writer_is_told_who_is_writing(path: Path) -> None:
    with Store.open(path, write=True):
        with pytest.raises(KgError, match=rf"another kg \(process {os.getpid()}\) is writing here; waited 0.1 s"):
            Store.open(path, write=True, timeout=0.1)
        assert content(path) == lines(MADE)
    Store.open(path, write=True, timeout=0).close()


# --- Disks that fail --------------------------------------------------------------------------------------------------

CALLS = [
    "os.fsync",
    "os.replace",
    "os.rename",
    "os.pwrite",
    "os.ftruncate",
    "os.unlink",
    "os.mkdir",
    "os.open",
    "os.link",
]


@pytest.mark.parametrize("call", CALLS)
def test_a_failure_of_any_call_leaves_the_old_state_or_the_new(
    pattern: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The n-th call fails as on a full disk, for n = 1, 2, 3 … until none is left to fail, or 25 did."""
    before, after = lines(MADE), lines([reading(0, body="New"), *MADE[1:], reading(7)])
    for failing in range(1, 26):
        path = shutil.copytree(pattern, tmp_path / str(failing))
        error: KgError | None = None
        with monkeypatch.context() as patch:
            left = [failing]
            patch.setattr(call, _failing(getattr(os, call.removeprefix("os.")), left))
            try:
                with Store.open(path, write=True, timeout=0) as store:
                    store.put([reading(7), reading(0, body="New")])
            except KgError as raised:
                error = raised
        assert error is None or ("\n" not in str(error) and "the disk is full" in str(error))
        now = content(path)
        assert now == after if error is None else now in (before, after)
        with Store.open(path, write=True) as store:
            store.put([reading(7), reading(0, body="New")])
        assert content(path) == after
        assert check(path) == []
        shutil.rmtree(path)
        if left[0] > 0:
            return


def _failing(real: Callable[..., object], left: list[int]) -> Callable[..., object]:
    def call(*arguments: object, **options: object) -> object:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **options)

    return call


LIMITED = """
import resource
from kg.model import KgError
with Store.open(sys.argv[2], write=True) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        store.put([reading(number) for number in range(100, 300)])
    except KgError as error:
        print(error)
"""


@pytest.mark.parametrize("limit", [1_000, 8_000, 40_000, 150_000, 300_000])
def test_a_limit_on_the_size_of_files_is_told_in_one_line(path: Path, limit: int) -> None:
    process = python(LIMITED, path, limit)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert out.count("\n") == 1 and ("raise the limit" in out or "cannot be written" in out)  # SQLite gives no reason
    content(path)
    assert check(path) == []


# --- What kg.resolve keeps with the index -----------------------------------------------------------------------------


def test_notes_are_copied_published_and_checked_with_the_index(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def noting(index: Store, notes: Notes, base: str, changed: dict[str, object], *rest: object) -> None:
        with open(
            Path(notes.db.execute("PRAGMA database_list").fetchone()[2]).parent / "names.txt", "a", encoding="utf-8"
        ) as file:
            file.write(f"{len(changed)}\n")
        bring(index, notes, base, changed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("kg.store.change.bring", noting)
    rebuild(path)
    with Store.open(path, write=True) as store:
        store.put([reading(7)])
        before = next((path / "index").glob("0*/notes/names.txt")).read_text()
        store.put([reading(8)])
    notes = next((path / "index").glob("0*/notes/names.txt"))
    assert (before, notes.read_text()) == ("5\n1\n", "5\n1\n1\n")
    flip(notes)
    assert [problem.path for problem in check(path)] == [notes]
    assert content(path) == lines([*MADE, reading(7), reading(8)])
    with pytest.raises(DamagedStore, match="names.txt"):
        Store.open(path, write=True)
