"""The training sets, each mapped to one form of example. What each is and under which licence: see README.md.

python training/corpora.py SHARED WORK   writes WORK/corpora.jsonl and WORK/labelled.jsonl, and the folders WORK/dev and WORK/blind
SHARED holds labelled/ and corpora.tar.xz, which is unpacked into WORK/corpora. Our own labels are in labels.jsonl beside this
file: they point into the texts of the corpora by offsets and hold no text. Its parts `dev` and `blind` are never trained on.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.annotate import countries

ENTITY_TYPES = ("PER", "ORG", "COM", "COMM", "CTRY", "LOC", "NORP", "DATE", "ROLE", "EVT", "AGR", "FAC")
OURS = (
    "holds",
    "represents",
    "memberOf",
    "chairs",
    "between",
    "met",
    "visited",
    "basedIn",
    "partOf",
    "party",
    "coparty",
    "cooperatesWith",
    "opposes",
    "titled",
    "titleOf",
)
AUXILIARY = ("citizenOf", "locatedIn", "communicates", "belongs", "inCharge")
RELATIONS = OURS + AUXILIARY
ORGANIZATIONS = ("ORG", "COM", "COMM")
SYMMETRIC = ("met", "cooperatesWith", "coparty")
CAPITALISED = "CAPITALISED"
_PRONOUNS = frozenset("i he she we they you it his her him them this that these those my our its who".split())
COMMISSION = re.compile(
    r"\b(joint|mixed|intergovernmental|bilateral|binational)\b.*\b(commission|committee|council)\b"
    r"|\b(working group|dialogue|commission of inquiry|contact group|task force)\b",
    re.I,
)

Entity = tuple[int, int, tuple[str, ...], str]
Relation = tuple[str, str, str]


@dataclass
class Example:
    """One text with what is known of it.

    `entities` are (start, end, the types it may have, cluster); `unknown` are types that an unmarked word may still have
    (CAPITALISED: any capitalised word may be anything). `relations` hold between clusters; of the relations in `known`
    an absent one is a negative; those in `masked` count neither way. `evidence` are (subject, object, relation, start, end).
    """

    source: str
    id: str
    text: str
    entities: list[Entity]
    tagged: bool = True
    unknown: tuple[str, ...] = ()
    relations: list[Relation] = field(default_factory=list)
    known: tuple[str, ...] = ()
    masked: list[Relation] = field(default_factory=list)
    evidence: list[tuple[str, str, str, int, int]] = field(default_factory=list)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Read a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def apart(entities: list[Entity]) -> list[Entity]:
    """Drop entities that overlap an earlier, longer one."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda e: (e[0], -e[1])):
        if not kept or entity[0] >= kept[-1][1]:
            kept.append(entity)
    return kept


def place_type(name: str) -> tuple[str, ...]:
    """Country, nationality or other place, by our table."""
    if countries.by_name(name):
        return ("CTRY",)
    return ("NORP",) if countries.by_demonym(name) else ("LOC",)


def entities_of(row: dict[str, Any], types: Callable[[dict[str, Any]], tuple[str, ...] | None]) -> list[Entity]:
    """Map a row's entities with `types`; None leaves one out."""
    made = []
    for mention in row["entities"]:
        if mention.get("start") is None:
            continue
        start, end = mention["start"], mention["end"]
        while (
            end > start
            and row["text"][end - 1] in "'’,."
            and not row["text"][:end].endswith(("Jr.", "Inc.", "Co.", "Corp.", "U.S.", "Ltd."))
        ):
            end -= 1
        found = types(mention)
        if found and end > start:
            made.append((start, end, found, str(mention["id"])))
    return apart(made)


def redocred(path: Path) -> Iterator[Example]:
    """Re-DocRED (MIT): Wikipedia, document-level relations."""

    def types(m: dict[str, Any]) -> tuple[str, ...] | None:
        named = {
            "PER": ("PER",),
            "ORG": ("COMM",) if COMMISSION.search(m["text"]) else ("ORG", "COM"),
            "TIME": ("DATE",),
        }
        return place_type(m["text"]) if m["type"] == "LOC" else named.get(m["type"])

    for row in rows(path):
        kind = {str(m["id"]): m["type"] for m in row["entities"]}
        relations: list[Relation] = []
        for r in row["relations"]:
            a, b, p = str(r["subj"]), str(r["obj"]), r["pred"]
            pair = (kind[a], kind[b])
            if p == "P27":
                relations.append((a, b, "citizenOf"))
            elif p in ("P463", "P102", "P108", "P54") and pair[0] == "PER":
                relations.append((a, b, "memberOf"))
            elif p in ("P749", "P361") and pair == ("ORG", "ORG"):
                relations.append((a, b, "partOf"))
            elif p in ("P355", "P527") and pair == ("ORG", "ORG"):
                relations.append((b, a, "partOf"))
            elif p in ("P159", "P17", "P276") and pair == ("ORG", "LOC"):
                relations.append((a, b, "basedIn"))
            elif p in ("P17", "P131") and pair == ("LOC", "LOC"):
                relations.append((a, b, "locatedIn"))
            elif p in ("P6", "P35", "P488") and pair[1] == "PER":
                relations.append((b, a, "holds"))
        yield Example(
            "redocred",
            str(row["id"]),
            row["text"],
            entities_of(row, types),
            True,
            ("ROLE", "EVT", "AGR", "COMM", "FAC", "NORP"),
            sorted(set(relations)),
            ("citizenOf", "partOf", "locatedIn"),
        )


def knowledgenet(path: Path) -> Iterator[Example]:
    """KnowledgeNet (MIT): sentences with some Wikidata facts; the entities without a fact are not marked."""
    org = ("COM", "ORG")
    place = ("LOC", "CTRY")
    person = ("PER",)
    sides = {
        "HEADQUARTERS": (org, place),
        "SUBSIDIARY_OF": (org, org),
        "EMPLOYEE_OR_MEMBER_OF": (person, org),
        "POLITICAL_AFFILIATION": (person, org),
        "CEO": (org, person),
        "NATIONALITY": (person, ("CTRY", "NORP")),
        "PLACE_OF_RESIDENCE": (person, place),
        "PLACE_OF_BIRTH": (person, place),
        "SPOUSE": (person, person),
        "CHILD_OF": (person, person),
        "EDUCATED_AT": (person, ("ORG",)),
        "FOUNDED_BY": (org, person),
    }
    ours = {
        "HEADQUARTERS": "basedIn",
        "SUBSIDIARY_OF": "partOf",
        "EMPLOYEE_OR_MEMBER_OF": "memberOf",
        "POLITICAL_AFFILIATION": "memberOf",
        "NATIONALITY": "citizenOf",
    }
    for row in rows(path):
        types: dict[str, tuple[str, ...]] = {}
        relations = []
        for r in row["relations"]:
            a, b, p = str(r["subj"]), str(r["obj"]), r["pred"]
            if p in sides:
                types[a], types[b] = sides[p]
            if p in ours:
                relations.append((a, b, ours[p]))
            if p == "CEO":
                relations.append((b, a, "holds"))
        known = tuple(ours[p] for p in ("HEADQUARTERS", "SUBSIDIARY_OF", "NATIONALITY") if p in row["annotated_props"])
        entities = entities_of(row, lambda m, types=types: types.get(str(m["id"])))  # type: ignore[misc]
        yield Example("knowledgenet", str(row["id"]), row["text"], entities, False, (), sorted(set(relations)), known)


def fire(path: Path) -> Iterator[Example]:
    """FIRE (CC BY 4.0): business news sentences."""
    types = {
        "Company": ("COM", "ORG"),
        "Person": ("PER",),
        "Designation": ("ROLE",),
        "Location": ("LOC", "CTRY"),
        "GeopoliticalEntity": ("CTRY", "LOC", "ORG"),
        "Date": ("DATE",),
        "BusinessUnit": ("ORG", "COM"),
    }
    for row in rows(path):
        kind = {str(m["id"]): m["type"] for m in row["entities"]}
        relations: list[Relation] = []
        for r in row["relations"]:
            a, b, p = str(r["subj"]), str(r["obj"]), r["pred"]
            if p == "Designation" and "Person" in (kind[a], kind[b]):
                relations.append((b, a, "titled") if kind[a] == "Person" else (a, b, "titled"))
            elif p == "Subsidiaryof":
                relations.append((a, b, "partOf"))
            elif p == "Locatedin" and kind[a] == "Company":
                relations.append((a, b, "basedIn"))
        yield Example(
            "fire",
            str(row["id"]),
            row["text"],
            entities_of(row, lambda m: types.get(m["type"])),
            True,
            ("ORG", "NORP", "EVT", "AGR", "FAC", "COMM"),
            sorted(set(relations)),
            ("titled", "partOf", "basedIn"),
        )


def gum(path: Path) -> Iterator[Example]:
    """GUM Wikinews (CC BY): names among its mentions are those with a link or with every content word capitalised."""
    kinds = {"person": ("PER",), "organization": ("ORG", "COM", "COMM"), "time": ("DATE",)}

    def types(m: dict[str, Any]) -> tuple[str, ...] | None:
        words = m["text"].split()
        if m["type"] == "time":
            return ("DATE",) if len(words) <= 4 else None
        if not words or m["text"].lower() in _PRONOUNS or len(words) > 7:
            return None
        if not all(w[0].isupper() or w in ("of", "and", "for", "the", "de", "al") for w in words):
            return None
        if m["type"] == "person" and "of" in words:
            return None
        return place_type(" ".join(words)) if m["type"] == "place" else kinds.get(m["type"])

    for row in rows(path):
        for m in row["entities"]:
            if m["text"].lower().startswith("the "):
                m["start"], m["text"] = m["start"] + 4, m["text"][4:]
            if m["text"].endswith((" 's", " ’s")):
                m["end"], m["text"] = m["end"] - 3, m["text"][:-3]
        inner = sorted(row["entities"], key=lambda m: m["end"] - m["start"])
        yield Example(
            "gum", str(row["id"]), row["text"], entities_of({**row, "entities": inner}, types), True, (CAPITALISED,)
        )


def voa(path: Path) -> Iterator[Example]:
    """M2E2's VOA news (public domain): entity heads, of which we take the capitalised names."""
    kinds = {"PER": ("PER", "NORP"), "ORG": ("ORG", "COM", "COMM"), "LOC": ("LOC",), "FAC": ("FAC", "LOC")}

    def types(m: dict[str, Any]) -> tuple[str, ...] | None:
        if not m["text"][:1].isupper() or len(m["text"]) < 3:
            return None
        if m["type"] == "GPE":
            return place_type(m["text"])
        return ("NORP",) if m["type"] == "PER" and countries.by_demonym(m["text"]) else kinds.get(m["type"])

    for row in rows(path):
        yield Example("voa", str(row["id"]), row["text"], entities_of(row, types), True, (CAPITALISED,))


LABEL_TYPES = {
    "Country": ("CTRY",),
    "Official": ("PER",),
    "Person": ("PER",),
    "Organization": ("ORG",),
    "Commission": ("COMM",),
    "Company": ("COM",),
    "Place": ("LOC",),
    "Agreement": ("AGR",),
}
_TITLE = re.compile(
    r"^(?:(?:[A-Z][\w.’'-]*|of|and|for|the|to) )*?(?:Secretary|President|Minister|Ambassador|Amb\.|Mrs?\.|Ms\.|Dr\.|Envoy|Chancellor|Premier|General|Gen\.|"
    r"Spokesperson|Director|Administrator|Representative|Chairman|Chair|Coordinator|Advis[eo]r|Senator|King|Queen|Prince|Princess|Pope|Cardinal|Archbishop|"
    r"Captain|Colonel|Commissioner|Official|Counselor|Chief|Governor|Mayor|Judge|Justice|Sheikh|Sultan|Lt\.|Sgt\.|Councill?or) (?=[A-Z])"
)


def labelled(article: dict[str, Any], gold: dict[str, Any], source: str) -> Example:
    """Turn an article with gold facts into an example: each place where a thing's name stands is a mention of it."""
    text = article["text"]
    found: list[Entity] = []

    def mark(name: str, key: str, types: tuple[str, ...]) -> None:
        found.extend((m.start(), m.end(), types, key) for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))

    names: dict[str, list[str]] = {}
    owners: dict[str, set[str]] = defaultdict(set)
    for key, thing in gold["things"].items():
        given = [re.sub(r"^[Tt]he ", "", name) for name in thing["names"]]
        if LABEL_TYPES[thing["type"]] == ("PER",):
            given = [_TITLE.sub("", name) for name in given]
        names[key] = list(dict.fromkeys(given))
        for name in names[key]:
            owners[name].add(key)
    for key, thing in gold["things"].items():
        for name in names[key]:
            lower = not re.search(r"[A-Z]", name)
            if len(name) < 2 or (lower and thing["type"] not in ("Commission", "Agreement")):
                continue
            country = thing["type"] == "Country"
            if country and countries.by_name(name) is None:
                if countries.by_demonym(name):
                    mark(name, key, ("NORP",))
                elif len(owners[name]) == 1:
                    mark(name, key, ("CTRY", "LOC"))
                continue
            mark(name, key, LABEL_TYPES[thing["type"]])
        if thing["type"] == "Country":
            for code in {code for name in names[key] if (code := countries.by_name(name))}:
                for demonym in countries.demonyms(code):
                    mark(demonym, key, ("NORP",))
    relations: list[Relation] = []
    masked: list[Relation] = []
    evidence: list[tuple[str, str, str, int, int]] = []
    for target, facts in ((relations, gold["facts"]), (masked, gold.get("optional", []))):
        parties: dict[str, list[str]] = defaultdict(list)
        for fact in facts:
            a, b, kind = fact["s"], fact["o"], fact["f"]
            start = fact["start"] if "start" in fact else text.find(fact["quote"])
            end = fact["end"] if "end" in fact else start + len(fact["quote"])
            for x, y in ((a, b), (b, a))[: 2 if kind in SYMMETRIC else 1]:
                target.append((x, y, kind))
                evidence.append((x, y, kind, start, end))
            if kind == "party":
                parties[a].append(b)
            if kind == "holds" and (role := _title_near(text, fact, start, end, found)):
                at = next((e for e in found if e[:2] == role and e[2] == ("ROLE",)), None)
                if at is None:
                    at = (*role, ("ROLE",), f"role{len(found)}")
                    found.append(at)
                target += [(at[3], a, "titled"), (at[3], b, "titleOf")]
                for before in _titles_before(text, fact, found):
                    if all(e[:2] != before for e in found):
                        again = f"role{len(found)}"
                        found.append((*before, ("ROLE",), again))
                        target += [(again, a, "titled"), (again, b, "titleOf")]
        target.extend((x, y, "coparty") for group in parties.values() for x in group for y in group if x != y)
    found.sort(key=lambda e: (e[2] != ("ROLE",), e[0] - e[1], e[0]))
    entities: list[Entity] = []
    for entity in found:
        if not any(entity[0] < other[1] and other[0] < entity[1] for other in entities):
            entities.append(entity)
    said = set(relations)
    return Example(
        source,
        gold["id"],
        text,
        sorted(entities),
        True,
        (CAPITALISED,),
        sorted(said),
        OURS,
        sorted(set(masked) - said),
        evidence,
    )


def _title_near(text: str, fact: dict[str, Any], start: int, end: int, found: list[Entity]) -> tuple[int, int] | None:
    """Where the fact's fullest title stands in its quote, within 60 characters of the holder's name."""
    people = [e for e in found if e[3] == fact["s"] and start <= e[0] < end]
    best: tuple[tuple[int, int], tuple[int, int]] | None = None
    for title in fact["title"]:
        for m in re.finditer(rf"(?<!\w){re.escape(title)}(?!\w)", text[start:end], re.I):
            span = (start + m.start(), start + m.end())
            for person in people:
                distance = min(abs(person[0] - span[1]), abs(span[0] - person[1]))
                rank = (-len(title), distance)
                if distance < 60 and (best is None or rank < best[0]):
                    best = (rank, span)
    return _bare(text, best[1], [e for e in found if e[3] == fact["o"]]) if best else None


def _bare(text: str, title: tuple[int, int], of: list[Entity]) -> tuple[int, int]:
    """A title without the name of what it is of that leads it: "UN Special Envoy" is the "Special Envoy" of the UN."""
    for name in sorted({text[e[0] : e[1]] for e in of}, key=len, reverse=True):
        lead = next(
            (lead for lead in (f"{name} ", f"{name}'s ", f"{name}’s ") if text[title[0] : title[1]].startswith(lead)),
            "",
        )
        if lead:
            return title[0] + len(lead), title[1]
    return title


def _titles_before(text: str, fact: dict[str, Any], found: list[Entity]) -> list[tuple[int, int]]:
    """Where one of the fact's titles stands right before another mention of its holder ("Under Secretary Nuland")."""
    made = []
    for mention in [e for e in found if e[3] == fact["s"]]:
        for title in sorted(fact["title"], key=len, reverse=True):
            start = mention[0] - len(title) - 1
            if (
                start >= 0
                and text[start : mention[0] - 1].casefold() == title.casefold()
                and text[mention[0] - 1] == " "
            ):
                made.append(_bare(text, (start, mention[0] - 1), [e for e in found if e[3] == fact["o"]]))
                break
    return made


def given_labels(folder: Path) -> Iterator[Example]:
    """Read NAME.json beside NAME.gold.json."""
    for gold in sorted(folder.glob("*.gold.json")):
        article = json.loads(gold.with_name(gold.name.replace(".gold", "")).read_text(encoding="utf-8"))
        yield labelled(article, json.loads(gold.read_text(encoding="utf-8")), "labelled")


def our_labels(corpora: Path, work: Path) -> Iterator[Example]:
    """Read our own labels: those to train on as examples, the others into folders that the scorer reads."""
    texts = {
        row["id"]: row for name in ("re3d", "m2e2_voa_events", "articles") for row in rows(corpora / f"{name}.jsonl")
    }
    for gold in rows(Path(__file__).with_name("labels.jsonl")):
        article = {
            "id": gold["id"],
            "published": gold["published"],
            "text": texts[gold["id"]]["text"],
            "source": texts[gold["id"]].get("url"),
        }
        if gold["part"] == "train":
            yield labelled(article, gold, "labelled")
            continue
        folder = work / gold["part"]
        folder.mkdir(exist_ok=True)
        for fact in [*gold["facts"], *gold["optional"]]:
            fact["quote"] = article["text"][fact["start"] : fact["end"]]
        name = re.sub(r"\W+", "-", gold["id"])
        (folder / f"{name}.json").write_text(json.dumps(article, ensure_ascii=False, indent=1), encoding="utf-8")
        (folder / f"{name}.gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), encoding="utf-8")


def written() -> Iterator[Example]:
    """Read the articles that were written for training, with their labels."""
    for row in rows(Path(__file__).with_name("written.jsonl")):
        yield labelled({"text": row["text"]}, {**row["gold"], "id": row["id"]}, "written")


def write(path: Path, examples: list[Example]) -> None:
    """Write examples as JSONL."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(asdict(example), ensure_ascii=False) + "\n" for example in examples)
    facts = sum(len(e.relations) for e in examples)
    print(f"{path.name}: {len(examples)} texts, {sum(len(e.entities) for e in examples)} entities, {facts} relations")


if __name__ == "__main__":
    shared, work = map(Path, sys.argv[1:3])
    corpora = work / "corpora"
    if not corpora.exists():
        with tarfile.open(shared / "corpora.tar.xz") as archive:
            archive.extractall(work, filter="data")
    train = [
        *redocred(corpora / "redocred_dev.jsonl"),
        *knowledgenet(corpora / "knowledgenet.jsonl"),
        *fire(corpora / "fire.jsonl"),
        *gum(corpora / "gum_wikinews.jsonl"),
        *voa(corpora / "m2e2_voa_events.jsonl"),
    ]
    write(work / "corpora.jsonl", train)
    write(work / "labelled.jsonl", [*given_labels(shared / "labelled"), *our_labels(corpora, work)])
    write(work / "written.jsonl", list(written()))
