"""Measure how well the main text of 20 saved pages is found: `python bench/read/measure.py`; exit 1 below the aim.

Token F1: words of the article's text against those of the truth, each counted as often as it stands there. The title,
which kg may keep as the text's first line, counts neither for nor against it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pages import pages

from kg.model import Article
from kg.read import read

AIM = 0.9


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    return Counter(re.findall(r"\w+", text.lower()))


def score(found: str, truth: str) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    given, wanted = words(found), words(truth)
    both = (given & wanted).total()
    if not both:
        return 0.0, 0.0, 0.0
    precision, recall = both / given.total(), both / wanted.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def measured() -> dict[str, tuple[float, float, float]]:
    """Return the figures of each page."""
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, page, truth in pages():
            path = Path(folder, f"{name}.html")
            path.write_text(page, encoding="utf-8")
            (article,) = read([path])
            text = article.text if isinstance(article, Article) else ""
            title = article.title if isinstance(article, Article) else ""
            made[name] = score(text.removeprefix(f"{title}\n\n"), truth)
    return made


def main() -> int:
    """Print the figures of each page, the worst first."""
    figures = measured()
    print(f"{'page':12} precision recall    F1")
    for name, (precision, recall, f1) in sorted(figures.items(), key=lambda item: item[1][2]):
        print(f"{name:12} {precision:9.3f} {recall:6.3f} {f1:5.3f}")
    mean = sum(f1 for *_, f1 in figures.values()) / len(figures)
    worst = min(f1 for *_, f1 in figures.values())
    print(f"{len(figures)} pages: mean F1 {mean:.3f}, lowest {worst:.3f}; aim {AIM}")
    return 0 if mean >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
