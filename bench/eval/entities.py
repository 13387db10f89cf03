"""Entities on worldwide_ner and DWIE, exact span and type, and DWIE's relations end to end.

    python bench/eval/entities.py CORPORA [--articles N] [--sets worldwide,dwie,relations] [--note]
                                  [--spacy-python PATH --spacy-model NAME]

CORPORA is the folder with worldwide_ner.jsonl, dwie_train.jsonl and score.py, which scores. The texts are for measuring only
and stay where they are; the network is not trained on them. Types are mapped to PERSON, ORG and LOC:

    gold      worldwide_ner: Person, Organization, Location; other types count neither way. DWIE: a mention whose types
              have person, organization or location, the first of them; other types count neither way.
    kg        PER; ORG, COM (companies) and COMM (commissions); CTRY and LOC. NORP, titles, dates, agreements, events: not asked.
    spaCy     PERSON; ORG; GPE and LOC, in DWIE FAC too, since DWIE counts a facility among the locations.

A name is the same for all without an article before it and a possessive after it ("the", "'s"): spaCy's training data has
them inside names, the gold sets and kg do not, and that alone is not to decide. A found name that overlaps a gold mention
of a type that is not asked (a nationality, a facility) is still wrong: the gold says that it is something else.

Relations: those of DWIE that our ontology states (`OURS`), from kg's facts; a name counts for the DWIE concept that it is
a mention of, and a fact is given under the first of a thing's names that is one. What DWIE has of places in countries,
citizens, events, players, works and families has no relation of ours, and agency_of, ministry_of, institution_of
say again what based_in0 and part_of say. Relations of a concept that the text does not name, as DWIE infers them, count
as missed. The gold's entities are not given.
"""

from __future__ import annotations

import argparse
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from results import note

from kg.annotate import names
from kg.annotate.encoder import read_mentions
from kg.annotate.sentences import split
from kg.extract import extract
from kg.model import Article, Thing

KG = {"PER": "PERSON", "ORG": "ORG", "COM": "ORG", "COMM": "ORG", "CTRY": "LOC", "LOC": "LOC"}
WORLDWIDE = {"Person": "PERSON", "Organization": "ORG", "Location": "LOC"}
DWIE = {"person": "PERSON", "organization": "ORG", "location": "LOC"}
SPACY = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC"}
OURS = frozenset("agent_of head_of_state head_of_gov minister_of spokesperson_of head_of member_of based_in0 based_in2 part_of "
                 "is_meeting signed_by".split())  # fmt: skip
"""DWIE's relations that our ontology has: represents; holds, by the title; chairs; memberOf; basedIn; partOf; met; party."""
_STATE = re.compile(r"\b(?:king|queen|emir|sultan|monarch|emperor|president)\b", re.I)
_GOVERNMENT = re.compile(r"\b(?:prime minister|chancellor|premier|taoiseach|mayor)\b", re.I)
_HEAD = re.compile(r"\b(?:president|chair\w*|chief|ceo|head|leader|director|secretary[- ]general|boss|managing|commissioner)\b", re.I)  # fmt: skip
_LESSER = re.compile(r"\b(?:vice|deputy|assistant|under|spokes\w+|former|ex)\b", re.I)

Found = set[tuple[int, int, str]]
SPACY_CODE = """
import json, spacy, sys
nlp = spacy.load(sys.argv[1], disable=["tagger", "parser", "lemmatizer", "attribute_ruler"])
print(nlp.meta["name"])
for line in sys.stdin:
    doc = nlp(json.loads(line))
    print(json.dumps([[e.start_char, e.end_char, e.label_] for e in doc.ents]), flush=True)
"""


def mapped(text: str, spans: Iterable[tuple[int, int, str | None]]) -> Found:
    """Return the spans that have a type, without an article before and a possessive after."""
    found = set()
    for start, end, kind in spans:
        if kind is not None:
            lead = re.match(r"(?:the|a|an)\s+(?=\S)", text[start:end], re.I)
            tail = re.search(r"['’]s?$", text[start:end])
            found.add((start + (len(lead[0]) if lead else 0), end - (len(tail[0]) if tail else 0), kind))
    return found


def gold(row: dict[str, Any]) -> Found:
    """Return a row's entities."""

    def kind(types: str | list[str]) -> str | None:
        return WORLDWIDE.get(types) if isinstance(types, str) else next((DWIE[t] for t in types if t in DWIE), None)

    return mapped(row["text"], ((e["start"], e["end"], kind(e["type"])) for e in row["entities"]))


def ours(text: str) -> Found:
    """Return the names that kg finds, as they are before they are grouped into things."""
    mentions = names.vote(text, names.clean(text, read_mentions(text, split(text))))
    return mapped(text, ((m.span.start, m.span.end, KG.get(m.kind)) for m in mentions))


def spacy(rows: list[dict[str, Any]], python: Path, model: str, kinds: dict[str, str]) -> tuple[str, list[Found]]:
    """Return the names that spaCy finds, in an interpreter that has it; and what its model calls itself."""
    given = "".join(json.dumps(row["text"]) + "\n" for row in rows)
    command = [str(python), "-c", SPACY_CODE, model]
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{python} failed: {ran.stderr[-800:]}")
    name, *told = ran.stdout.splitlines()
    rows_ = zip(rows, map(json.loads, told), strict=True)
    return name, [
        mapped(row["text"], ((start, end, kinds.get(kind)) for start, end, kind in one)) for row, one in rows_
    ]


Triple = tuple[str, str, str]


def relations(row: dict[str, Any]) -> list[Triple]:
    """Return kg's facts of a row as DWIE's triples."""
    reading = extract(Article(row["id"], row["text"], source="https://www.dw.com/"))
    known = {e["text"].lower() for e in row["entities"]}
    things = {thing.key: thing for thing in reading.things}

    def name(key: str) -> str:
        one = things[key]
        return next((n for n in (one.label, *one.names) if n.lower() in known), one.label)

    made: list[Triple] = []
    actors: dict[str, list[str]] = {}
    for fact in reading.facts:
        subject, object_ = things[fact.subject], things[fact.object]
        pair = (name(fact.subject), name(fact.object))
        if fact.relation == "holds":
            of = dict(object_.links).get("of")
            made += [(pair[0], kind, name(of)) for kind in _posts(object_.label, things[of])] if of else []
        elif fact.relation == "participant" and subject.type == "Meeting":
            actors.setdefault(fact.subject, []).append(pair[1])
        elif fact.relation == "basedIn":
            made.append((pair[0], "based_in0" if object_.type == "Country" else "based_in2", pair[1]))
        else:
            kinds = {"represents": ["agent_of"], "memberOf": ["member_of"], "chairs": ["head_of", "member_of"],
                     "partOf": ["part_of"], "party": ["signed_by"]}.get(fact.relation, [])  # fmt: skip
            made += [(pair[0], kind, pair[1]) for kind in kinds]
    for people in actors.values():
        made += [(a, "is_meeting", b) for a in people for b in people if a != b]
    return list(dict.fromkeys(made))


def _posts(title: str, of: Thing) -> list[str]:
    """What DWIE says of somebody who holds a post: by the title, and whether it is of a country or place, or of a body."""
    if of.type not in ("Country", "Place"):
        if re.search(r"\bspokes", title, re.I):
            return ["spokesperson_of", "member_of"]
        return ["head_of", "member_of"] if _HEAD.search(title) and not _LESSER.search(title) else ["member_of"]
    if _LESSER.search(title):
        return []
    if _GOVERNMENT.search(title):
        return ["head_of_gov"]
    minister = re.search(r"\b(?:minister|secretary of state|foreign secretary)\b", title, re.I)
    return ["minister_of"] if minister else ["head_of_state"] if _STATE.search(title) else []


def table(title: str, scores: dict[str, dict[str, Any]]) -> str:
    """Return score.py's figures as text."""
    lines = [f"{title:18}{'precision':>10}{'recall':>8}{'F1':>7}{'gold':>7}"]
    lines += [f"{kind:18}{s['P']:10.1f}{s['R']:8.1f}{s['F1']:7.1f}{s['n']:7}" for kind, s in scores.items() if isinstance(s, dict)]  # fmt: skip
    return "\n".join(lines)


def said(score: dict[str, Any]) -> str:
    """Return the main figures in a line."""
    shown = [f"{kind} {score[kind]['F1']}" for kind in ("PERSON", "ORG", "LOC") if kind in score]
    micro = score["micro"]
    return "; ".join([f"F1 {micro['F1']} (precision {micro['P']}, recall {micro['R']})", *shown])


def every(rows: Sequence[dict[str, Any]], articles: int | None) -> list[dict[str, Any]]:
    """Return so many rows, evenly from all of them."""
    return list(rows[:: max(1, len(rows) // articles)][:articles] if articles else rows)


def main() -> int:
    """Score, set by set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--articles", type=int, help="read so many of each set only, evenly from all")
    parser.add_argument("--sets", default="worldwide,dwie,relations")
    parser.add_argument("--spacy-python", type=Path, help="the interpreter of another environment that has spaCy")
    parser.add_argument("--spacy-model", default="en_core_web_sm", help="the package or the folder of the model there")
    parser.add_argument("--note", action="store_true", help="put the figures into bench/eval/results.md")
    args = parser.parse_args()
    scorer = runpy.run_path(str(args.corpora / "score.py"))
    files = {"worldwide": "worldwide_ner.jsonl", "dwie": "dwie_train.jsonl", "relations": "dwie_train.jsonl"}
    for name in args.sets.split(","):
        lines = (args.corpora / files[name]).read_text(encoding="utf-8").splitlines()
        rows = every([json.loads(line) for line in lines], args.articles)
        on = f"{name}, {len(rows)} articles"
        if name == "relations":
            score = scorer["dwie_re"](rows, {row["id"]: relations(row) for row in rows}, OURS)
            print(table(on, score))
            if args.note:
                note([("relations end to end, kg", f"dwie, {len(rows)} articles", said(score))])
            continue
        wanted = [gold(row) for row in rows]
        score = scorer["ner"](wanted, [ours(row["text"]) for row in rows])
        print(table(f"kg: {on}", score))
        if args.note:
            note([("entities, kg", on, said(score))])
        if args.spacy_python:
            kinds = SPACY | ({"FAC": "LOC"} if name == "dwie" else {})
            model, found = spacy(rows, args.spacy_python, args.spacy_model, kinds)
            score = scorer["ner"](wanted, found)
            print(table(f"spaCy {model}: {on}", score))
            if args.note:
                note([(f"entities, spaCy {model}", on, said(score))], weights=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
