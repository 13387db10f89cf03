"""Identity and events on the sixty articles of `corpus60`, against what is one across them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import pytest
from corpus60 import Told, load

from kg import rdf
from kg.resolve import whole
from kg.resolve.terms import Triple

BASE = rdf.BASE


def triples(told: Told) -> list[Triple]:
    return [(str(q.subject), str(q.predicate), str(q.object)) for q in rdf.quads(told.reading())]


@pytest.fixture(scope="module")
def corpus() -> list[Told]:
    return load()


def found(corpus: list[Told]) -> dict[str, dict[tuple[str, str], tuple[str, str]]]:
    """Each mention of a thing or event -> its gold name and its common IRI."""
    graphs = {rdf.article_iri(BASE, t.article.id).value: triples(t) for t in corpus}
    made = whole(graphs, BASE)
    result: dict[str, dict[tuple[str, str], tuple[str, str]]] = {"things": {}, "events": {}}
    from kg.resolve.decisions import Decisions
    from kg.resolve.notes import Notes
    from kg.resolve.policy import load as policy
    from kg.resolve.resolver import Resolver

    resolver = Resolver(Notes(None), BASE, policy(), Decisions())
    mappings = resolver.update(graphs, lambda a: graphs[a]).mappings
    for told in corpus:
        article = rdf.article_iri(BASE, told.article.id)
        for key, gold in told.gold.items():
            iri = str(rdf.thing_iri(BASE, article, key))
            kind = "events" if key.split("/")[0] in ("meeting", "visit", "agreement") else "things"
            result[kind][told.article.id, key] = (gold, mappings[article.value].get(iri, iri))
    assert made
    return result


def pairwise(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    both = gold = system = 0
    for (g1, s1), (g2, s2) in combinations(pairs, 2):
        both += g1 == g2 and s1 == s2
        gold += g1 == g2
        system += s1 == s2
    return both / system, both / gold


def b_cubed(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    both, gold, system = Counter(pairs), Counter(g for g, _ in pairs), Counter(s for _, s in pairs)
    precision = sum(both[p] / system[p[1]] for p in pairs) / len(pairs)
    recall = sum(both[p] / gold[p[0]] for p in pairs) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def mistakes(pairs: dict[tuple[str, str], tuple[str, str]]) -> str:
    by: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for mention, (gold, iri) in pairs.items():
        by[gold][iri].append(mention)
    return "\n".join(f"{gold}: {dict(iris)}" for gold, iris in by.items() if len(iris) > 1)


def test_things_are_one_across_articles_as_the_gold_has_it(corpus: list[Told]) -> None:
    pairs = found(corpus)["things"]
    precision, recall = pairwise(list(pairs.values()))
    assert precision >= 0.98 and recall >= 0.90, (precision, recall, mistakes(pairs))


def test_events_are_one_across_articles_as_the_gold_has_it(corpus: list[Told]) -> None:
    pairs = found(corpus)["events"]
    precision, recall, f1 = b_cubed(list(pairs.values()))
    assert f1 >= 0.85, (precision, recall, f1, mistakes(pairs))
