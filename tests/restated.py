"""The score of a graph, said once more and in another way, for `kg.evaluate` to agree with: rdflib and dictionaries.

A fact counts for the article whose sentence its assertion names; a thing is the gold's if one of its names is; meetings
count as pairs, agreements by their parties; optional facts count neither way.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from rdflib import RDF, RDFS, SKOS, Dataset, Graph, Namespace
from rdflib.term import Node

KG = Namespace("https://kg.example/ontology#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
EVENTS = {KG.Meeting: "met", KG.Visit: "visited"}
OTHERS = "represents memberOf chairs between basedIn partOf party cooperatesWith opposes".split()


def same(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    bare = re.sub(r"[^\w]+", " ", re.sub("[.’']", "", bare)).strip()
    return bare[4:] if bare.startswith("the ") else bare


def alike(a: str, b: str) -> bool:
    one, two = (set(same(t).split()) - {"of", "the", "for", "and"} for t in (a, b))
    return bool(one and two) and 2 * len(one & two) >= len(one | two)


def restated(nquads: str, folder: Path) -> dict[str, Any]:
    """Counts by kind (right, wrong, missed), the least and most right evidence, broken sentences, missing articles."""
    dataset, graph = Dataset(), Graph()
    dataset.parse(data=nquads, format="nquads")
    for s, p, o, _ in dataset.quads():
        graph.add((s, p, o))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    aspects: Counter[str] = Counter()
    broken, missing = 0, []
    for file in sorted(folder.glob("*.gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = json.loads(file.with_name(file.name.replace(".gold", "")).read_text(encoding="utf-8"))["text"]
        article = next((a for a, i in graph.subject_objects(DCTERMS.identifier) if str(i) == gold["id"]), None)
        if article is None:
            missing.append(gold["id"])
        found, spans = _found(graph, article, gold)
        for kind in ["holds", *EVENTS.values(), *OTHERS]:
            rows = {row for row in found if row[0] == kind}
            hit: set[tuple[str, ...]] = set()
            for fact in (f for f in gold["facts"] if f["f"] == kind):
                mine = {row for row in rows if _is(row, fact)}
                counts[kind][0 if mine else 2] += 1
                hit |= mine
                at = text.index(fact["quote"])
                over = [any(s < at + len(fact["quote"]) and at < e for s, e, _ in spans[row]) for row in mine]
                aspects["least"] += bool(over) and all(over)  # where two titles are found for one post
                aspects["most"] += any(over)
            free = {row for row in rows for f in gold.get("optional", ()) if f["f"] == kind and _is(row, f)}
            counts[kind][1] += len(rows - hit - free)
            broken += sum(text[s:e] != exact for row in rows for s, e, exact in spans[row])
    told = {kind: tuple(row) for kind, row in counts.items() if any(row)}
    evidence = (aspects["least"], aspects["most"])
    return {"counts": told, "evidence": evidence, "broken": broken, "missing": missing}


def _is(row: tuple[str, ...], fact: dict[str, Any]) -> bool:
    ends = ["*" if fact["f"] == "party" else fact["s"], fact["o"]]
    if fact["f"] in ("met", "cooperatesWith"):
        ends.sort()
    return list(row[1:3]) == ends and (fact["f"] != "holds" or any(alike(row[3], t) for t in fact["title"]))


def _found(graph: Graph, article: Node | None, gold: dict[str, Any]) -> tuple[set[tuple[str, ...]], Any]:
    spans: dict[tuple[str, ...], list[tuple[int, int, str]]] = defaultdict(list)
    events: dict[Node, list[tuple[Node, Node, Any]]] = defaultdict(list)

    def key(node: Node | None) -> str:
        if node is None:
            return "-"
        names = {same(str(n)) for p in (RDFS.label, SKOS.altLabel) for n in graph.objects(node, p)}
        fits = [k for k, thing in gold["things"].items() if names & {same(n) for n in thing["names"]}]
        types = {str(t).removeprefix(KG) for t in graph.objects(node, RDF.type)}
        fits.sort(key=lambda k: (gold["things"][k]["type"] not in types, k))
        return fits[0] if fits else "?" + "|".join(sorted(names or {str(node)}))[:60]

    def note(kind: str, ends: list[str], span: Any, title: str = "") -> None:
        if kind in ("met", "cooperatesWith"):
            ends = sorted(ends)
        if len({*ends, title or ends[0]}) > 1:
            spans[kind, *ends, same(title)].append(span)

    for assertion in graph.subjects(RDF.type, KG.Assertion):
        s, p, o = (graph.value(assertion, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        for sentence in graph.objects(assertion, KG.sentence):
            if graph.value(sentence, KG.article) != article or article is None or s is None or o is None or p is None:
                continue
            start, end, exact = (str(graph.value(sentence, KG[name])) for name in ("start", "end", "exact"))
            span = (int(start), int(end), exact)
            kind = str(p).removeprefix(KG)
            if kind == "holds":
                note(kind, [key(s), key(graph.value(o, KG.of))], span, str(graph.value(o, RDFS.label)))
            elif kind in ("participant", "place"):
                events[s].append((p, o, span))
            elif kind in OTHERS:
                note(kind, ["*" if kind == "party" else key(s), key(o)], span)
    for event, rows in events.items():
        kind = next((EVENTS[t] for t in graph.objects(event, RDF.type) if t in EVENTS), "")
        actors = [(key(o), span) for p, o, span in rows if p == KG.participant]
        if kind == "met":
            for (a, span), (b, _) in combinations(actors, 2):
                note(kind, [a, b], span)
        for place in {key(o) for p, o, _ in rows if p == KG.place}:
            for who, span in actors if kind == "visited" else ():
                note(kind, [who, place], span)
    return set(spans), spans
