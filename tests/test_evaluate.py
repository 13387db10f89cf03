"""`kg eval` and `kg gaps`: figures that agree with a second statement of what they mean, and what was left unread."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from marked import document
from pyoxigraph import Quad
from restated import restated

from kg import rdf
from kg.cli.measure import eval_, gaps
from kg.evaluate import Gold, Score, Tally, evaluate, extracted, load, stored
from kg.evaluate.score import same_title
from kg.extract import extract
from kg.gaps import gaps as gaps_of
from kg.model import Article, Fact, KgError, PartialDate, Reading, Rejection, Span, Thing
from kg.store import Store

FOLDER = Path(__file__).parent.parent / "data" / "gold"
TEXT = "Ann Lee met Bo Chan in Rome on 3 May 2020. Cuba and Japan are allies."
MET, ALLIES = TEXT[:42], TEXT[43:]
GOLD = {
    "id": "a",
    "things": {
        "ann": {"type": "Person", "names": ["Ann Lee", "Lee"]},
        "bo": {"type": "Person", "names": ["Bo Chan"]},
        "rome": {"type": "Place", "names": ["Rome"]},
        "cuba": {"type": "Country", "names": ["Cuba"]},
        "japan": {"type": "Country", "names": ["Japan"]},
    },
    "facts": [
        {"f": "met", "s": "bo", "o": "ann", "date": "2020-05-03", "place": "rome", "status": "Held", "quote": MET},
        {"f": "cooperatesWith", "s": "cuba", "o": "japan", "quote": ALLIES},
    ],
    "optional": [{"f": "opposes", "s": "cuba", "o": "japan", "quote": ALLIES}],
}
THINGS = (
    Thing("country/CU", "Country", "Cuba"),
    Thing("country/JP", "Country", "Japan"),
    Thing("meeting/1", "Meeting", "Meeting", values=(("date", PartialDate(2020, 5, 3)), ("status", "Held"))),
    Thing("person/ann", "Person", "LEE"),
    Thing("person/bo", "Person", "Bó Chan"),
    Thing("place/rome", "Place", "the Rome"),
)
HAPPENED = tuple(
    Fact("meeting/1", relation, key, (Span(0, 42),), 0.7)
    for relation, key in [("participant", "person/ann"), ("participant", "person/bo"), ("place", "place/rome")]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.json").write_text(json.dumps({"id": "a", "text": TEXT, "published": "2020-05-04"}), encoding="utf-8")
    (tmp_path / "a.gold.json").write_text(json.dumps(GOLD), encoding="utf-8")
    return tmp_path


def scored(folder: Path, *facts: Fact, things: tuple[Thing, ...] = THINGS) -> Score:
    return evaluate(load(folder), rdf.quads(Reading(Article("a", TEXT), (), things, facts)))


class TestScore:
    def test_what_is_right_and_what_is_missed(self, folder: Path) -> None:
        score = scored(folder, *HAPPENED)
        assert score.kinds == {"met": Tally(right=1), "cooperatesWith": Tally(missed=1)}
        assert score.aspects == {name: (1, 1) for name in ("date", "place", "status", "evidence")}
        assert [(fact.kind, fact.ends, fact.words) for fact in score.missed] == [
            ("cooperatesWith", ("cuba", "japan"), ALLIES)
        ]
        assert (score.all.precision, score.all.recall, score.all.f1) == (1, 0.5, pytest.approx(2 / 3))

    def test_what_is_wrong_with_its_sentence_and_confidence(self, folder: Path) -> None:
        score = scored(folder, Fact("person/ann", "opposes", "person/bo", (Span(0, 42),), 0.7))
        (wrong,) = score.wrong
        assert (wrong.kind, wrong.ends, wrong.words, wrong.confidence) == ("opposes", ("ann", "bo"), MET, 0.7)

    def test_what_may_be_inferred_counts_neither_way(self, folder: Path) -> None:
        score = scored(folder, Fact("country/CU", "opposes", "country/JP", (Span(43, 69),), 0.7))
        assert (score.wrong, score.all) == ([], Tally(missed=2))

    def test_cooperation_is_one_fact_in_both_directions(self, folder: Path) -> None:
        facts = [
            Fact(a, "cooperatesWith", b, (Span(43, 69),), 0.7)
            for a, b in [("country/CU", "country/JP"), ("country/JP", "country/CU")]
        ]
        assert scored(folder, *facts).kinds["cooperatesWith"] == Tally(right=1)

    def test_wrong_dates_places_and_sentences_are_told_apart(self, folder: Path) -> None:
        other = (
            *THINGS[:2],
            Thing("meeting/1", "Meeting", "M", values=(("date", PartialDate(2020)), ("status", "Planned"))),
            *THINGS[3:],
        )
        facts = [Fact(f.subject, f.relation, f.object, (Span(43, 69),), 0.7) for f in HAPPENED[:2]]
        score = scored(folder, *facts, things=other)
        assert score.kinds["met"].right == 1
        assert score.aspects == {name: (0, 1) for name in ("date", "place", "status", "evidence")}

    def test_a_sentence_that_does_not_stand_there_is_broken(self, folder: Path) -> None:
        quads = rdf.quads(Reading(Article("a", "x" + TEXT), (), THINGS, HAPPENED[:2]))
        assert evaluate(load(folder), quads).broken > 0

    def test_an_article_that_is_not_there_is_missing(self, folder: Path) -> None:
        score = evaluate(load(folder), [])
        assert (score.missing, score.all) == (["a"], Tally(missed=2))

    def test_the_order_of_the_quads_is_no_matter(self, folder: Path) -> None:
        quads = rdf.quads(Reading(Article("a", TEXT), (), THINGS, HAPPENED))
        assert evaluate(load(folder), quads[::-1]) == evaluate(load(folder), quads)

    @pytest.mark.parametrize(
        ("a", "b", "alike"),
        [
            ("Minister of Foreign Affairs", "Foreign Affairs Minister", True),
            ("Foreign Minister", "Minister of Foreign Affairs", True),
            ("Deputy Prime Minister", "Foreign Minister", False),
            ("", "Minister", False),
        ],
    )
    def test_titles_that_are_worded_alike(self, a: str, b: str, alike: bool) -> None:
        assert same_title(a, b) is alike

    def test_of_nothing_all_figures_are_zero(self) -> None:
        assert (Tally().precision, Tally().recall, Tally().f1) == (0, 0, 0)


@pytest.fixture(scope="module")
def golds() -> list[Gold]:
    return load(FOLDER)


@pytest.fixture(scope="module")
def quads(golds: list[Gold]) -> list[Quad]:
    return extracted(golds)


class TestAgreement:
    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_with_a_second_statement_of_what_is_counted(self, golds: list[Gold], quads: list[Quad]) -> None:
        score = evaluate(golds, quads)
        other = restated("".join(f"{quad} .\n" for quad in quads), FOLDER)
        assert {kind: (t.right, t.wrong, t.missed) for kind, t in score.kinds.items()} == other["counts"]
        least, most = other["evidence"]
        assert least <= score.aspects["evidence"][0] <= most
        assert (score.broken, score.missing) == (other["broken"], other["missing"]) == (0, [])

    def test_the_gold_scores_full_marks_against_itself(self, golds: list[Gold]) -> None:
        quads = [quad for gold in golds for quad in rdf.quads(_perfect(gold))]
        score = evaluate(golds, quads)
        assert (score.missed, score.wrong, score.broken) == ([], [], 0)
        assert {right == of for right, of in score.aspects.values()} == {True}

    def test_a_store_scores_as_its_export(self, golds: list[Gold], tmp_path: Path) -> None:
        with Store.create(tmp_path / "s") as store:
            store.put(extract(gold.article) for gold in golds[:3])
        score = evaluate(golds[:3], stored(tmp_path / "s"))
        assert (score.missing, score.broken) == ([], 0)
        assert score.all.right > 0


def _perfect(gold: Gold) -> Reading:
    """A reading that states the gold's facts and nothing else."""
    things = {key: Thing(key, type_, names[0], names[1:]) for key, (type_, names) in gold.things.items()}
    facts = []
    for number, fact in enumerate(gold.facts):
        at = gold.article.text.index(fact.quote)
        said = (Span(at, at + len(fact.quote)),)
        made = f"made/{number}"
        date = (("date", PartialDate.parse(fact.date)),) if fact.date else ()
        carried = (*date, *((("status", fact.status),) if fact.status else ()))
        if fact.kind == "holds":
            of = () if fact.object == "-" else (("of", fact.object),)
            things[made] = Thing(made, "Position", fact.titles[0], (), (), of)
            facts.append(Fact(fact.subject, "holds", made, said, 1.0))
        elif fact.kind in ("met", "visited"):
            things[made] = Thing(made, "Meeting" if fact.kind == "met" else "Visit", "event", (), carried)
            ends = [("participant", fact.subject), ("participant" if fact.kind == "met" else "place", fact.object)]
            ends += [("place", fact.place)] if fact.place and fact.kind == "met" else []
            facts += [Fact(made, relation, key, said, 1.0) for relation, key in ends]
        elif fact.kind == "party":
            things[made] = Thing(made, "Agreement", "agreement")
            facts.append(Fact(made, "party", fact.object, said, 1.0))
        else:
            facts.append(Fact(fact.subject, fact.kind, fact.object, said, 1.0))
    return Reading(gold.article, (), tuple(things.values()), tuple(facts))


class TestGoldFolder:
    def test_an_empty_one_says_what_it_should_hold(self, tmp_path: Path) -> None:
        with pytest.raises(KgError, match=r"no \*\.gold\.json in it"):
            load(tmp_path)

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"things": {}, "facts": [{"f": "met"}]}'])
    def test_a_bad_file_is_named(self, folder: Path, content: str) -> None:
        (folder / "a.gold.json").write_text(content, encoding="utf-8")
        with pytest.raises(KgError, match=r"a\.gold\.json: not a file of gold facts"):
            load(folder)


class TestCommands:
    def test_eval_as_a_table(self) -> None:
        ran = CliRunner().invoke(eval_, [str(FOLDER)])
        assert ran.exit_code == 0, ran.output
        assert {"holds", "met", "all", "evidence"} <= set(ran.output.split())

    def test_eval_as_json_with_errors(self, folder: Path) -> None:
        ran = CliRunner().invoke(eval_, [str(folder), "-f", "json", "--errors"])
        told = json.loads(ran.stdout)
        assert set(told) == {"facts", "aspects", "broken_evidence", "missing_articles", "missed", "wrong"}
        assert set(told["facts"]["all"]) == {"precision", "recall", "f1", "right", "wrong", "missed"}

    @pytest.mark.parametrize("option", ["--min-f1", "--min-precision"])
    def test_eval_below_what_is_asked_for_exits_with_3(self, folder: Path, option: str) -> None:
        text = {"id": "a", "text": "Nothing is said here at all."}
        (folder / "a.json").write_text(json.dumps(text), encoding="utf-8")
        assert CliRunner().invoke(eval_, [str(folder), option, "0.1"]).exit_code == 3
        assert CliRunner().invoke(eval_, [str(folder), option, "0"]).exit_code == 0

    def test_gaps_lists_sentences_and_takes_what_build_takes(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Sergei Lavrov could meet Wang Yi in Moscow.\n" * 3, encoding="utf-8")
        ran = CliRunner().invoke(gaps, [str(tmp_path / "a.txt"), "-f", "json"])
        assert ran.exit_code == 0, ran.output
        assert all(gap["article"] == "a" for gap in json.loads(ran.stdout))


class TestGaps:
    TEXT = "[PER Ann Lee] met [PER Bo Chan]. [PER Ann Lee] is tall. [CTRY Cuba] hosted [PER Ann Lee]."

    def read(self, *facts: Fact, rejected: tuple[Rejection, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
        made = document(self.TEXT, ("Ann Lee", "met", "Bo Chan", 0.12))
        reading = Reading(made.article, made.sentences, (), facts, (), rejected)
        return [(gap.sentence, tuple(one.told() for one in gap.candidates)) for gap in gaps_of(reading, made)]

    def test_names_an_event_and_no_fact(self) -> None:
        near = "Ann Lee — met — Bo Chan: its score 0.12 is below"
        (first, why), (second, none) = self.read()
        assert (first, second, none) == ("Ann Lee met Bo Chan.", "Cuba hosted Ann Lee.", ())
        assert [told[: len(near)] for told in why] == [near]

    def test_a_sentence_that_gave_a_fact_is_none(self) -> None:
        said = self.read(Fact("a", "participant", "b", (Span(0, 20),), 0.9))
        assert [sentence for sentence, _ in said] == ["Cuba hosted Ann Lee."]

    def test_what_the_gate_refused_is_told_with_its_reason(self) -> None:
        said = self.read(rejected=(Rejection("ann", "holds", "cuba", Span(21, 37), "no"),))
        assert ("Ann Lee is tall.", ("ann — holds — cuba: no",)) in said
