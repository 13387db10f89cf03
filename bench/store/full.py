"""Fill a disk, a small tmpfs, to the last byte at many places, and look for a loss: `python bench/store/full.py` (as root).

For each size, and with each amount of it already taken, articles are put until the disk is full. Then: the error is one KgError of one
line, a reader has everything acknowledged before or is told that there is no room to bring the index up to date, and when there is
room again everything acknowledged is there and `check` finds nothing.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from shape import article

from kg.model import KgError, Reading
from kg.store import Store, check

STEPS = 6
PEOPLE, BODIES, PLACES = ([f"{kind}{n} Name" for n in range(50)] for kind in ("P", "B", "L"))


def made(number: int) -> Reading:
    return article(number, random.Random(number), PEOPLE, BODIES, PLACES)


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [3_000, 4_000, 6_000, 9_000, 14_000]
    place = Path(tempfile.mkdtemp(prefix="kg-full-"))
    refused = stored = told = 0
    for size in sizes:
        for taken in range(0, 300, 300 // STEPS):
            mount(place, f"size={size}k")
            try:
                counts = fill(place, taken, size)
            finally:
                subprocess.run(["umount", place], check=True)
            refused, stored, told = refused + counts[0], stored + counts[1], told + counts[2]
    print(f"{len(sizes) * STEPS} disks filled: {stored} articles acknowledged, 0 lost, {refused} calls refused in one line, "
          f"{told} readers told that the index cannot be brought up to date, 0 problems")  # fmt: skip
    place.rmdir()


def fill(place: Path, taken: int, size: int) -> tuple[int, int, int]:
    path = place / "store"
    (place / "ballast").write_bytes(bytes(taken * 1000))
    acknowledged: dict[str, str] = {}
    flight: set[str] = set()
    refused = told = 0
    number = 0
    try:
        Store.create(path).close()
    except KgError as error:
        assert "full" in str(error) and "\n" not in str(error), error
        return 1, 0, 0
    while refused < 4:
        batch = [made(number + n) for n in range((1, 7, 30)[number % 3])]
        try:
            with Store.open(path, write=True) as store:
                flight = {one.article.id for one in batch}
                store.put(batch)
                acknowledged |= {one.article.id: one.article.text for one in batch}
        except KgError as error:
            assert "full" in str(error) and "\n" not in str(error), error
            refused += 1
        number += len(batch)
        try:
            with Store.open(path) as store:
                assert set(store.article_ids()) >= acknowledged.keys()
        except KgError as error:
            assert "full" in str(error), error
            told += 1
    mount(place, f"remount,size={size * 4}k")
    with Store.open(path) as store:
        there = set(store.article_ids())
        assert there >= acknowledged.keys()
        assert all(store.text(name) == text for name, text in acknowledged.items())
    assert check(path) == [], check(path)
    with Store.open(path, write=True) as store:
        store.put([made(number) for number in range(3)])
    assert check(path) == []
    assert not list((path / "tmp").iterdir()) and flight
    return refused, len(acknowledged), told


def mount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)


if __name__ == "__main__":
    main()
