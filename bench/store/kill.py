"""Kill a writer with SIGKILL at random moments, many times, and look for a loss: `python bench/store/kill.py 200`.

Each writer puts batches of new, changed and unchanged articles and withdraws some, and says after each call what it has done. After each
kill: everything acknowledged is there, nothing else than the batch in flight is, `check` finds nothing, and no file is left over. At the
end the index, brought up to date time and again, is byte for byte what a rebuild makes of the files.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from pyoxigraph import RdfFormat, serialize
from shape import article

from kg.model import Reading
from kg.store import Store, check, rebuild

PEOPLE, BODIES, PLACES = ([f"{kind}{n} Name" for n in range(50)] for kind in ("P", "B", "L"))


def made(number: int, version: int) -> Reading:
    return article(number, random.Random(number * 1000 + version), PEOPLE, BODIES, PLACES, f"kill@{version}")


def write(path: str, seed: int) -> None:
    """What the process does that is killed: prints `put NUMBER VERSION…` or `withdraw ID` after each call."""
    chance = random.Random(seed)
    with Store.open(path, write=True) as store:
        while True:
            numbers = [(chance.randrange(400), chance.randrange(50)) for _ in range(chance.choice([1, 3, 150]))]
            print("begin", *(made(n, v).article.id for n, v in numbers), flush=True)
            store.put(made(n, v) for n, v in numbers)
            print("put", *(f"{made(n, v).article.id}={v}" for n, v in numbers), flush=True)
            if chance.random() < 0.3:
                gone = chance.choice(store.article_ids())
                print("begin", gone, flush=True)
                store.withdraw(gone, "killed", date(2021, 1, 1))
                print("withdraw", gone, flush=True)


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    folder = Path(tempfile.mkdtemp(prefix="kg-kill-"))
    path = folder / "store"
    Store.create(path).close()
    chance = random.Random(0)
    known: dict[str, str] = {}
    behind = torn = calls = 0
    started = time.monotonic()
    for number in range(kills):
        process = subprocess.Popen(
            [sys.executable, __file__, "--write", str(path), str(number)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.random() * 2)
        process.send_signal(signal.SIGKILL)
        said = (first + process.stdout.read()).split("\n")
        process.communicate()
        assert first.startswith("begin"), "the writer could not begin"
        calls += sum(not line.startswith("begin") for line in said[:-1])
        flight: set[str] = set()
        for line in said[:-1]:
            what, *ids = line.split(" ")
            if what == "begin":
                flight = set(ids)
                continue
            flight = set()
            for one in ids:
                name, _, version = one.partition("=")
                if what == "put":
                    known[name] = version
                else:
                    known.pop(name)
        torn += bool(list((path / "tmp").iterdir()))
        behind += any("lacks" in problem.what for problem in check(path))
        with Store.open(path, write=True) as store:
            there = {
                entry: next(
                    iter(e.extractor for e in [store._live()[f"{store.base}article/{entry.replace('/', '%2F')}"]])
                ).removeprefix("kill@")
                for entry in store.article_ids()
            }
        lost = {name for name, version in known.items() if name not in flight and there.get(name) != version}
        more = {name for name in there if name not in flight and name not in known}
        problems = check(path)
        files = len(list((path / "articles").rglob("*.nq")))
        assert not (lost or more or problems) and files == len(there), (number, lost, more, problems, files, len(there))
        known = there
    with Store.open(path) as store:
        before = sorted((serialize(store.oxigraph, format=RdfFormat.N_QUADS) or b"").split(b"\n"))
    assert rebuild(path) == []
    with Store.open(path) as store:
        assert before == sorted((serialize(store.oxigraph, format=RdfFormat.N_QUADS) or b"").split(b"\n"))
    print(f"{kills} kills in {time.monotonic() - started:.0f} s, {calls} calls acknowledged: 0 articles lost, 0 problems, {len(known)} articles, {len(before)} quads; "
          f"{torn} kills left a batch in preparation, {behind} left the index behind the journal")  # fmt: skip
    shutil.rmtree(folder)


if __name__ == "__main__":
    if "--write" in sys.argv:
        write(sys.argv[2], int(sys.argv[3]))
    else:
        main()
