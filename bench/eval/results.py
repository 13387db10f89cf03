"""Keep what the benches find in `results.md`: one table, a row for each measure and what it was taken on.

A bench that is run with `--note` puts its rows in the place of older ones, with the day and the digest of the weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from kg.annotate.encoder import network

FILE = Path(__file__).with_name("results.md")
HEAD = """# What the benches of this folder found

Written by the benches themselves when they are run with `--note`; `weights` is the digest of the network that was measured
(`kg.annotate.encoder.network().digest`). Baselines have none.

| measure | on | result | date | weights |
|---|---|---|---|---|
"""

Row = tuple[str, str, str]
"""What is measured, on what, the figures."""


def called(folders: Iterable[Path]) -> str:
    """Return folders by the last two parts of their paths."""
    return ", ".join("/".join(folder.resolve().parts[-2:]) for folder in folders)


def note(rows: Iterable[Row], weights: bool = True) -> None:
    """Write rows into the table, in the place of those that measured the same on the same."""
    table = {(cells[0], cells[1]): cells for cells in _old()}
    for row in rows:
        made = [cell.replace("|", "/") for cell in row]
        table[made[0], made[1]] = [*made, f"{date.today()}", network().digest if weights else "–"]
    lines = "".join(f"| {' | '.join(cells)} |\n" for _, cells in sorted(table.items()))
    FILE.write_text(HEAD + lines, encoding="utf-8")


def _old() -> list[Sequence[str]]:
    if not FILE.exists():
        return []
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "measure"]
