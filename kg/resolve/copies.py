"""Which articles are copies of one text, such as a dispatch that many papers print: they count as one source.

MinHash over runs of five words, found by bands (locality-sensitive hashing), so that no two articles are compared that have
little in common. `datasketch` does the same, with SciPy as a dependency.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.resolve.notes import Notes
from kg.resolve.terms import Triple, kg, text

_TEXT = kg("text")
_RUN, _BANDS, _ROWS = 5, 16, 4
_PRIME = (1 << 31) - 1
_random = np.random.default_rng(20200928)
_A, _B = (_random.integers(1, _PRIME, _BANDS * _ROWS, dtype=np.uint64)[:, None] for _ in range(2))

Sketch = NDArray[np.uint32]


def sketch(words: str) -> Sketch | None:
    """Return the MinHash of a text; None for one too short to tell."""
    parts = re.findall(r"\w+", words.casefold())
    if len(parts) < 3 * _RUN:
        return None
    codes = np.fromiter((zlib.crc32(part.encode()) for part in parts), np.uint64, len(parts)) % _PRIME
    hashes = np.zeros(len(parts) - _RUN + 1, np.uint64)
    for place in range(_RUN):
        hashes = (hashes * np.uint64(1_000_003) + codes[place : place + len(hashes)]) % np.uint64(_PRIME)
    hashes = np.unique(hashes)
    made: Sketch = ((_A * hashes + _B) % np.uint64(_PRIME)).min(axis=1).astype(np.uint32)
    return made


def likeness(a: Sketch, b: Sketch) -> float:
    """Return about which share of their runs of words two texts have in common."""
    return float((a == b).mean())


def update(notes: Notes, graphs: Mapping[str, Sequence[Triple] | None], least: float) -> set[str]:
    """Note which of the changed articles are copies, and return all articles that have another source than before."""
    db = notes.db
    front: set[int] = set()
    for article, graph in sorted(graphs.items()):
        number = notes.article(article)
        if number is None:
            continue
        front.add(number)
        old = _sketch_of(notes, number)
        if old is not None:
            front |= _near(notes, number, old, least)
            db.executemany("DELETE FROM band WHERE band = ? AND article = ?", [(band, number) for band in _bands(old)])
            db.execute("DELETE FROM sketch WHERE article = ?", (number,))
        made = sketch(next((text(o) for _, p, o in graph if p == _TEXT), "")) if graph is not None else None
        if made is not None:
            db.execute("INSERT INTO sketch VALUES (?, ?)", (number, made.tobytes()))
            db.executemany("INSERT INTO band VALUES (?, ?)", [(band, number) for band in _bands(made)])
    changed: set[str] = set()
    done: set[int] = set()
    for number in sorted(front):
        if number in done or db.execute("SELECT 1 FROM article WHERE id = ?", (number,)).fetchone() is None:
            continue
        same, edge = {number}, [number]
        while edge:
            one = edge.pop()
            mine = _sketch_of(notes, one)
            more = _near(notes, one, mine, least) - same if mine is not None else set()
            same |= more
            edge += more
        done |= same
        rows = db.execute(
            f"SELECT iri, id, source FROM article WHERE id IN ({','.join(map(str, same))}) ORDER BY iri"
        ).fetchall()
        first = rows[0][0]
        for iri, copy, before in rows:
            if before != first:
                db.execute("UPDATE article SET source = ? WHERE id = ?", (first, copy))
                changed.add(iri)
    return changed


def _bands(made: Sketch) -> Iterable[int]:
    return [zlib.crc32(made[i * _ROWS : (i + 1) * _ROWS].tobytes()) * _BANDS + i for i in range(_BANDS)]


def _sketch_of(notes: Notes, number: int) -> Sketch | None:
    row = notes.db.execute("SELECT data FROM sketch WHERE article = ?", (number,)).fetchone()
    return np.frombuffer(row[0], np.uint32) if row else None


def _near(notes: Notes, number: int, mine: Sketch, least: float) -> set[int]:
    """The other articles whose text is nearly one that has this sketch."""
    query = "SELECT DISTINCT s.article, s.data FROM band b JOIN sketch s ON s.article = b.article WHERE b.band IN (?)"
    alike: set[int] = set()
    for found, data in notes.select(query, list(_bands(mine))):
        if isinstance(found, int) and isinstance(data, bytes) and found != number:
            alike |= {found} if likeness(mine, np.frombuffer(data, np.uint32)) >= least else set()
    return alike
