"""Made sentences for the facts that no public set marks: meetings, visits, agreements, commissions, opposition, titles.

python training/synthetic.py WORK TEMPLATES COUNT   writes WORK/synthetic.jsonl
A template is `sentence|fact;fact`; `<p0>` is a person with a title, `<c0>` a country, `<d0>` its adjective, `<o0>` an organization,
`<k0>` a company, `<l0>` a place, `<b0>` a joint body, `<a0>` an agreement, `<D>` a date, `<T>` a topic, `<Y>` a year.
Names come from the permissively licensed corpora, first and last names mixed anew.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from corpora import OURS, SYMMETRIC, Entity, Example, Relation

from kg.annotate import countries

STATE = """President|Prime Minister|Foreign Minister|Minister of Foreign Affairs|Minister for Foreign Affairs|Deputy Prime Minister|Defense Minister|Minister of Defence|Finance Minister|Minister of Finance
Minister of Economy|Economy Minister|Trade Minister|Minister of Trade and Industry|Energy Minister|Interior Minister|Minister of the Interior|Vice President|Chancellor|Secretary of State|Secretary of Defense
Deputy Foreign Minister|Vice Foreign Minister|Ambassador|Special Envoy|Special Envoy for Climate|State Councilor|Minister of Health|Transport Minister|Minister for Investment|Deputy Minister of Agriculture
Chief of Staff|National Security Advisor|National Security Adviser|Central Bank Governor|Justice Minister|Culture Minister|First Deputy Prime Minister|Minister of Energy and Mines|Speaker of Parliament
Attorney General|Deputy Secretary of State|Under Secretary of State for Political Affairs|Under Secretary|Assistant Secretary|Assistant Secretary of State for African Affairs|Deputy Assistant Secretary|Secretary
Counselor|Senior Advisor|Crown Prince|King|Queen|Premier|Home Secretary|Foreign Secretary|Army chief|Permanent Secretary|Special Representative|Special Presidential Envoy for Climate|Minister of State for Foreign Affairs
External Affairs Minister|government spokesman|foreign ministry spokeswoman|Federal Councillor|Minister of Science and Technology|Environment Minister|Permanent Representative to the United Nations|Trade Representative
Chargé d'Affaires|Senator|Consul General|military commander|Deputy Premier|Coordinator for Counterterrorism|Emir|Sultan|health secretary|defence chief|chief negotiator|Minister of Tourism""".replace(
    "\n", "|"
).split("|")
BODY = """Secretary-General|Director-General|Executive Director|President|head|chief|Deputy Secretary-General|spokesman|spokeswoman|Special Envoy|foreign policy chief|High Representative|Commissioner
chairman|leader|deputy head|director|Chair|Administrator|High Commissioner|Executive Secretary|chief economist|senior fellow|analyst|lawmaker|Managing Director|regional director""".replace(
    "\n", "|"
).split("|")
FIRM = """CEO|chief executive|chairman|President|Chief Financial Officer|managing director|vice president|general manager|spokesman|Chief Executive Officer|founder|board member|co-founder|chief operating officer|executive chairman""".split(
    "|"
)
COMMISSIONS = """{d}-{e} Intergovernmental Commission|{d}-{e} Joint Commission on Trade|Joint Economic Commission|Intergovernmental Commission for Trade, Economic and Scientific Cooperation|{d}-{e} Joint Committee
Joint Commission for Bilateral Cooperation|intergovernmental commission|Mixed Commission on Economic Cooperation|{c}-{f} Strategic Dialogue|{c}-{f} Joint Working Group on Energy|Joint Ministerial Committee|{c}-{f} Counterterrorism Dialogue
Bilateral Consultation Commission|joint intergovernmental commission on economic cooperation|{c}–{f} Economic Policy Dialogue|Joint Military Commission|{c}-{f} High-Level Economic Dialogue|Permanent Joint Commission|human rights dialogue
{c}-{f} Security Consultations|bilateral working group on consular affairs|Trade and Investment Council|Joint Committee on Science and Technology|{c}-{f} Defense Policy Talks|Strategic Partnership Commission""".replace(
    "\n", "|"
).split("|")
AGREEMENTS = """memorandum of understanding|free trade agreement|Memorandum of Understanding on Energy Cooperation|defense cooperation agreement|Double Taxation Agreement|cooperation agreement|air services agreement|trade deal
extradition treaty|investment protection agreement|Science and Technology Agreement|loan agreement|Treaty of Friendship|contract|framework agreement|joint declaration|peace accord|ceasefire agreement|Open Skies Agreement
social security agreement|visa waiver agreement|joint statement of intent|Free Trade Agreement|security pact|grant agreement|migration partnership|nuclear cooperation agreement""".replace(
    "\n", "|"
).split("|")
TOPICS = """energy|trade|regional security|the situation in the region|economic cooperation|climate change|the fight against terrorism|migration|investment|health|bilateral ties|human rights|agriculture|global food security
science and education|nuclear safety|supply chains|shared concerns|the conflict|bilateral and regional issues|democratic reform|a range of global issues|the peace process|the humanitarian crisis|counternarcotics""".replace(
    "\n", "|"
).split("|")
DATES = """on Monday|on Tuesday|on Wednesday|on Thursday|on Friday|last week|on June 12|today|yesterday|in March|earlier this month|on 3 May 2019|on September 28, 2020|this week|late Sunday|on 14 January|from May 3 to 5|next month|July 6-8, 2022""".split(
    "|"
)
WITH_THE = {"US", "GB", "AE", "PH", "NL", "DO", "CD", "CF", "MV", "GM", "BS"}
SMALL_WORDS = re.compile(r"al|bin|de|van|von|der|da|dos|el|al-.*|[A-Z].*")


class World:
    """The names of one made text: each is drawn once, so that mentions of it are one cluster."""

    def __init__(self, names: Names, rng: random.Random) -> None:
        self.rng, self.text, self.count = rng, "", 0
        self.entities: list[Entity] = []
        self.relations: set[Relation] = set()
        self.titles: dict[str, tuple[str, str]] = {}
        codes = list(dict.fromkeys(rng.choices(names.countries, names.weights, k=40)))[:5]
        self.drawn = {
            "p": [
                f"{rng.choice(names.first)} {rng.choice(names.last)}"
                if rng.random() < 0.6
                else rng.choice(names.people)
                for _ in range(8)
            ],
            "c": codes,
            "d": codes,
            "o": rng.sample(names.organizations, 4),
            "k": rng.sample(names.companies, 5),
            "l": rng.sample(names.places, 5),
        }

    def fresh(self) -> str:
        """Return a new cluster."""
        self.count += 1
        return f"x{self.count}"

    def mark(self, name: str, kind: str, cluster: str) -> str:
        """Write a name and mark it."""
        self.entities.append((len(self.text), len(self.text) + len(name), (kind,), cluster))
        self.text += name
        return cluster

    def country(self, code: str, bare: bool = False) -> str:
        """Write a country's name, with "the" where usual."""
        row = countries.table()[code]
        short = [n for n in row.names if n.isascii() and len(n) < 28 and "," not in n]
        name = self.rng.choice([row.label, row.label, row.label, *short])
        if (
            not bare
            and code in WITH_THE
            and not name.startswith("the ")
            and name not in ("America", "Britain", "Holland")
        ):
            self.text += "The " if not self.text or self.text[-1] in "\n" else "the "
        return self.mark(name, "CTRY", f"c:{code}")

    def demonym(self, code: str) -> str:
        """Write a country's adjective."""
        word = self.rng.choice(["U.S.", "U.S.", "American", "US"]) if code == "US" else countries.demonyms(code)[0]
        return self.mark(word, "CTRY" if word in ("U.S.", "US") else "NORP", f"c:{code}")

    def role(self, title: str) -> str:
        """Write a title."""
        return self.mark(title, "ROLE", self.fresh())

    def titled(self, role: str, person: str, of: str, former: bool = False) -> None:
        """Note that the person has the title, of a country, body or company."""
        self.relations |= {(role, person, "titled"), (role, of, "titleOf"), (person, of, "holds")}
        if of.startswith("c:") and not former:
            self.relations.add((person, of, "represents"))

    def person(self, name: str) -> str:
        """Write a person, at first mostly with a title, later mostly by the last name."""
        rng, cluster = self.rng, f"p:{name}"
        if cluster in self.titles and rng.random() < 0.8:
            title, of = self.titles[cluster]
            draw = rng.random()
            if draw < 0.45 and title:
                role = self.role(title if title[0].isupper() else title.title())
                self.text += " "
                self.relations |= {(role, cluster, "titled"), (role, of, "titleOf")}
            elif draw < 0.55:
                self.text += rng.choice(["Mr. ", "Mr ", "Ms. ", "Dr. "])
            return self.mark(name.split()[-1], "PER", cluster)
        if rng.random() < 0.2:
            self.titles.setdefault(cluster, ("", ""))
            return self.mark(name, "PER", cluster)
        kind = rng.choices(["state", "body", "firm"], [0.7, 0.18, 0.12])[0]
        title = rng.choice({"state": STATE, "body": BODY, "firm": FIRM}[kind])
        if rng.random() < 0.4 and title != "CEO":
            title = title.lower()
        if kind == "state":
            self._state_person(name, cluster, title)
        else:
            self._other_person(
                name,
                cluster,
                title,
                "ORG" if kind == "body" else "COM",
                rng.choice(self.drawn["o" if kind == "body" else "k"][:3]),
            )
        return cluster

    def _state_person(self, name: str, cluster: str, title: str) -> None:
        rng, code = self.rng, self.rng.choice(self.drawn["c"][:3])
        form = rng.randrange(12)
        former = False
        if form in (0, 1, 2):
            if rng.random() < 0.15:
                self.text += rng.choice(["the ", "the visiting ", "newly appointed ", "her counterpart, "])
            of = self.demonym(code)
            self.text += " "
            role = self.role(title)
            self.text += " "
            self.mark(name, "PER", cluster)
        elif form == 3:
            former = True
            self.text += rng.choice(["former ", "then-", "ousted "])
            of = self.demonym(code)
            self.text += " "
            role = self.role(title)
            self.text += " "
            self.mark(name, "PER", cluster)
        elif form in (4, 5):
            self.text += rng.choice(["", "the "])
            role = self.role(title)
            self.text += " of "
            of = self.country(code)
            comma = rng.choice([", ", " "])
            self.text += comma
            self.mark(name, "PER", cluster)
            self.text += comma.strip()
        elif form == 6:
            self.mark(name, "PER", cluster)
            self.text += ", " + rng.choice(["", "the "])
            role = self.role(title)
            self.text += " of "
            of = self.country(code)
            self.text += ","
        elif form == 7:
            of = self.country(code)
            self.text += rng.choice(["'s ", "’s "])
            role = self.role(title)
            comma = rng.choice([" ", " ", ", "])
            self.text += comma
            self.mark(name, "PER", cluster)
            self.text += comma.strip()
        elif form == 8:
            self.mark(name, "PER", cluster)
            self.text += ", " + rng.choice(["the ", ""])
            of = self.demonym(code)
            self.text += " "
            role = self.role(title)
            self.text += ","
        elif form == 9:
            role = self.role(title if title[0].isupper() else title.title())
            self.text += " "
            self.mark(name, "PER", cluster)
            self.text += " of "
            of = self.country(code)
        elif form == 10:
            other = rng.choice([t for t in STATE if t != title])
            of = self.demonym(code)
            self.text += " "
            role = self.role(title)
            self.text += " and "
            second = self.role(other if title[0].isupper() else other.lower())
            self.text += " "
            self.mark(name, "PER", cluster)
            self.titled(second, cluster, of)
        else:
            role = self.role(title if title[0].isupper() else title.title())
            self.text += " "
            self.mark(name, "PER", cluster)
            self.relations.add((role, cluster, "titled"))
            self.titles[cluster] = (title, f"c:{code}")
            return
        self.titled(role, cluster, of, former)
        self.titles[cluster] = (title, of)

    def _other_person(self, name: str, cluster: str, title: str, kind: str, of_name: str) -> None:
        rng, of = self.rng, f"{kind}:{of_name}"
        the = "the " if kind == "ORG" and rng.random() < 0.4 else ""
        form = rng.randrange(6)
        if form == 0:
            role = self.role(title)
            self.text += f" of {the}"
            self.mark(of_name, kind, of)
            self.text += ", "
            self.mark(name, "PER", cluster)
            self.text += ","
        elif form in (1, 2):
            self.mark(name, "PER", cluster)
            self.text += ", " + rng.choice(["", "the "])
            role = self.role(title)
            self.text += f" {rng.choice(['of', 'of', 'at'])} {the}"
            self.mark(of_name, kind, of)
            self.text += ","
        elif form in (3, 4):
            self.mark(of_name, kind, of)
            self.text += rng.choice([" ", "'s "])
            role = self.role(title)
            self.text += " "
            self.mark(name, "PER", cluster)
        else:
            role = self.role(title if title[0].isupper() else title.title())
            self.text += " "
            self.mark(name, "PER", cluster)
            self.text += rng.choice([" of ", " from ", " with "]) + the
            self.mark(of_name, kind, of)
        self.titled(role, cluster, of)
        self.titles[cluster] = (title, of)

    def sentence(self, template: str) -> None:
        """Write one template with its facts."""
        body, _, facts = template.partition("|")
        rng = self.rng
        order = {kind: rng.sample(range(4), 4) for kind in "pcokl"}
        order["d"] = order["c"]
        clusters: dict[str, str] = {}
        begin, marked = len(self.text), len(self.entities)
        for part in re.split(r"(<[A-Za-z]\d?\^?>)", body):
            if not part.startswith("<"):
                self.text += part
                continue
            name = part[1:-1]
            if name in ("D", "D^"):
                date = rng.choice(DATES)
                self.text += date[0].upper() + date[1:] if name == "D^" else date
            elif name == "T":
                self.text += rng.choice(TOPICS)
            elif name == "Y":
                self.mark(str(rng.randint(1990, 2025)), "DATE", self.fresh())
            else:
                clusters[name.replace("d", "c")] = self._slot(name[0], int(name[1:] or 0), order)
        self.text = re.sub(r",([.,])$", r"\1", self.text)
        first = self.text[begin : begin + 1]
        if first.islower() and not (
            len(self.entities) > marked and self.entities[marked][0] == begin and self.entities[marked][2] != ("ROLE",)
        ):
            self.text = self.text[:begin] + first.upper() + self.text[begin + 1 :]
        for fact in filter(None, facts.strip().split(";")):
            kind, a, b = fact.replace(" d", " c").split()
            if clusters[a] != clusters[b]:
                self.relations.add((clusters[a], clusters[b], kind))
                if kind in SYMMETRIC:
                    self.relations.add((clusters[b], clusters[a], kind))

    def _slot(self, kind: str, number: int, order: dict[str, list[int]]) -> str:
        rng = self.rng
        if kind in "pcdokl":
            value = self.drawn[kind][order[kind][number % 4]]
        if kind == "p":
            return self.person(value)
        if kind == "c":
            return self.country(value, bare=self.text.endswith(("the ", "The ", "-", "–")))
        if kind == "d":
            return self.demonym(value)
        if kind == "o":
            return self.mark(value, "ORG", f"ORG:{value}")
        if kind == "k":
            return self.mark(value, "COM", f"COM:{value}")
        if kind == "l":
            return self.mark(value, "LOC", f"l:{value}")
        if kind == "a":
            return self.mark(rng.choice(AGREEMENTS), "AGR", self.fresh())
        first, second = (self.drawn["c"][order["c"][i]] for i in (0, 1))
        pattern = rng.choice(COMMISSIONS)
        rows = [countries.table()[code] for code in (first, second)]
        body = self.mark(
            pattern.format(c=rows[0].label, f=rows[1].label, d=rows[0].demonyms[0], e=rows[1].demonyms[0]),
            "COMM",
            self.fresh(),
        )
        if "{" in pattern:
            self.relations |= {(body, f"c:{first}", "between"), (body, f"c:{second}", "between")}
        return body


class Names:
    """Pools of names taken from the corpora and the table of countries."""

    def __init__(self, corpora: Path) -> None:
        people: Counter[str] = Counter()
        seen: Counter[str | None] = Counter()
        pools: dict[str, Counter[str]] = {"ORG": Counter(), "COM": Counter(), "LOC": Counter()}
        with corpora.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["source"] not in ("redocred", "knowledgenet", "fire"):
                    continue
                for start, end, types, _ in row["entities"]:
                    name = row["text"][start:end]
                    words = name.split()
                    if types == ["CTRY"]:
                        seen[countries.by_name(name)] += 1
                    if "\n" in name or len(name) > 40 or not name[0].isupper() or re.search(r'[\d,"()]', name):
                        continue
                    if types == ["PER"] and 2 <= len(words) <= 3 and all(map(SMALL_WORDS.fullmatch, words)):
                        people[name] += 1
                    elif types[0] in pools and len(name) > 2:
                        pools[types[0]][name] += 1
        self.people = sorted(people)
        self.first = sorted({p.split()[0] for p in people})
        self.last = sorted({p.split()[-1] for p in people if len(p.split()[-1]) > 2})
        self.organizations, self.companies = sorted(pools["ORG"]), sorted(pools["COM"])
        capitals = {city for row in countries.table().values() for city in row.capitals}
        self.places = sorted({p for p in pools["LOC"] if len(p.split()) <= 2} | capitals)
        self.countries = [code for code, row in countries.table().items() if row.demonyms and row.capitals]
        self.weights = [1 + min(60, seen[code]) for code in self.countries]


def main() -> None:
    """Write the made texts."""
    work, templates, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(11)
    names = Names(work / "corpora.jsonl")
    lines = [
        line for line in templates.read_text(encoding="utf-8").splitlines() if "|" in line and not line.startswith("#")
    ]
    with (work / "synthetic.jsonl").open("w", encoding="utf-8") as out:
        for number in range(count):
            world = World(names, rng)
            for _ in range(rng.randint(1, 4)):
                world.text += rng.choice([" ", " ", "\n\n"]) if world.text else ""
                world.sentence(rng.choice(lines))
            example = Example(
                "synthetic",
                f"synthetic{number}",
                world.text,
                sorted(world.entities),
                True,
                ("DATE",),
                sorted(world.relations),
                OURS,
            )
            out.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            if number < 4:
                print(
                    example.text,
                    [(example.text[s:e], t[0]) for s, e, t, _ in example.entities],
                    example.relations,
                    sep="\n  ",
                )
    print(
        f"{count} texts from {len(lines)} templates, {len(names.people)} people, {len(names.companies)} companies, {len(names.organizations)} bodies"
    )


if __name__ == "__main__":
    main()
