"""What is asked of many articles together: conflicts, offices, differences, links, copies, candidates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from corpus60 import load
from pyoxigraph import NamedNode

from kg import rdf
from kg.cli import kg as command
from kg.knowledge import Knowledge
from kg.model import BadInput
from kg.query import named
from kg.resolve import IDENTITY, decisions, diff, gazetteer, review
from kg.resolve.claims import Index
from kg.resolve.conflicts import conflicts
from kg.resolve.decisions import Decision
from kg.resolve.link import link
from kg.resolve.tables import exclusive
from kg.store import Store, index

BASE = rdf.BASE


def iri(path: str) -> str:
    return BASE + path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("resolve") / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load())
    return made


@pytest.fixture
def opened(path: Path) -> Iterator[Index]:
    with Store.open(path) as store:
        yield Index(store.oxigraph, store.base)


def state(path: Path) -> diff.State:
    with Store.open(path) as store:
        return diff.of_store(store.oxigraph, store.base)


def test_a_summit_that_was_called_off_and_one_that_was_denied_are_conflicts(opened: Index) -> None:
    found = {
        (c.rule, c.believed): {(claim.value, claim.article.rpartition("/")[2]) for claim in c.claims}
        for c in conflicts(opened)
    }
    assert found == {
        ("status", "Cancelled"): {("Cancelled", "a26"), ("Cancelled", "a27"), ("Held", "a28")},
        ("status", "Denied"): {("Held", "a41"), ("Denied", "a42"), ("Denied", "a43")},
    }
    assert all(claim.sentences for c in conflicts(opened) for claim in c.claims)


@pytest.mark.parametrize(
    ("office", "day", "holders"),
    [
        ("foreign minister", "2031-01-15", ["Dimitar Zhelyazkov|observed"]),
        ("foreign minister", "2031-03-01", ["Dimitar Zhelyazkov|inferred: seen last before"]),
        ("minister of foreign affairs", "2031-03-01", ["Dimitar Zhelyazkov|inferred: seen last before"]),
        ("foreign minister", "2031-06-09", ["Yordan Chakarov|observed"]),
        ("foreign minister", "2031-07-01", ["Yordan Chakarov|inferred: seen before and after"]),
        ("foreign minister", "2032", ["Yordan Chakarov|inferred: seen last before"]),
        ("foreign minister", "2031-01-01", []),
        ("foreign", "2031", ["Yordan Chakarov|observed", "Dimitar Zhelyazkov|observed"]),
        ("vice premier", "2031-08-01", ["Dimitar Zhelyazkov|inferred: seen before and after"]),
        ("deputy prime minister", "2031-08-01", ["Dimitar Zhelyazkov|inferred: seen before and after"]),
        ("prime minister", "2031-08-01", ["Ivan Petkov|inferred: seen before and after"]),
    ],
)
def test_who_held_an_office_as_of_a_day(path: Path, office: str, day: str, holders: list[str]) -> None:
    with Knowledge(path) as graph:
        found = graph.query("office-holder", country="Bulgaria", title=office, on=day)
        shown = [dict(zip(found.variables, map(found.shown, row), strict=True)) for row in found.rows]
        assert [f"{row['holder']}|{row['how']}" for row in shown] == holders


def test_an_article_that_calls_a_post_past_ends_what_is_inferred(tmp_path: Path) -> None:
    made = tmp_path / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load(FORMER))
    with Knowledge(made) as graph:
        for day, known in (("2031-01-20", True), ("2031-02-20", False)):
            assert bool(graph.query("office-holder", country="Chile", title="mining adviser", on=day)) is known


FORMER = """@ f1 | Wire | 2031-01-10 | One
S Mining adviser Inés Parra of Chile spoke.
P parra = Inés Parra; mining adviser of CL
@ f2 | Wire | 2031-02-10 | Two
S Inés Parra, formerly mining adviser of Chile, writes a book.
P parra = Inés Parra; mining adviser of CL; Former
"""


def test_the_offices_that_one_person_has_at_a_time_are_the_same_in_the_query_and_in_the_table() -> None:
    listed = named("office-holder").text.split("VALUES ?office {")[1].split("}")[0].split('"')[1::2]
    assert set(listed) == exclusive() - {"ambassador"}


def test_a_false_report_that_is_withdrawn_is_gone_from_what_is_known(path: Path, tmp_path: Path) -> None:
    before = state(path)
    other = tmp_path / "other"
    with Store.create(other) as store:
        store.put(told.reading() for told in load())
        store.withdraw("a41", "false", date(2031, 9, 6))
    found = diff.diff(before, state(other))
    assert found.articles_gone == (iri("article/a41"),) and not found.articles_new
    assert [thing.label for thing in found.things_gone] == ["Lima"] and not found.facts_new
    assert {(f.relation, f.object_label) for f in found.facts_gone} == {("place", "Lima")}
    with Store.open(other) as store:
        assert [c.believed for c in conflicts(Index(store.oxigraph, store.base))] == ["Cancelled"]
    assert not diff.diff(before, before)


def test_decisions_are_replayed_and_undone(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with Store.create(path) as store:
        store.put(told.reading() for told in load())
    before = state(path)
    lines = [
        Decision("same", iri("person/pedro-munoz"), iri("person/luis-soto"), "ann", "2031-02-03", "a test"),
        Decision("rename", iri("person/elena-vassileva"), "President Vasileva"),
        Decision("reject", iri("person/maria-hristova"), f"represents {iri('country/BG')}"),
    ]
    decisions.append(path, lines)
    after = state(path)
    found = diff.diff(before, after)
    assert (iri("person/pedro-munoz"), iri("person/luis-soto")) in found.merged
    assert ("President Vasileva",) in [v.after for v in found.values if v.property == "label"]
    assert ("Maria Hristova", "represents", "Bulgaria") in {
        (f.subject_label, f.relation, f.object_label) for f in found.facts_gone
    }
    (path / decisions.FILE).write_text(decisions.write([]), encoding="utf-8")
    assert state(path) == before


def test_what_a_reader_has_checked_is_believed_before_what_more_articles_say(tmp_path: Path) -> None:
    """Two articles say that the summit of May was cancelled, one that it was held; Ann was there."""
    made = tmp_path / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load())
    before = state(made)
    summit = f"{iri('article/a28')}#meeting/summit"

    def believed() -> set[str]:
        with Store.open(made) as store:
            return {c.believed for c in conflicts(Index(store.oxigraph, store.base)) if "20 May" in str(c.claims)}

    assert believed() == {"Cancelled"}
    for kind, status in (("accept", "Held"), ("reject", "Cancelled"), ("accept", "Held")):
        decisions.append(made, [Decision(kind, summit, "status Held", "Ann", "2031-05-22")])
        assert believed() == {status}, "of all lines on a fact, the last counts"
    (made / decisions.FILE).unlink()
    assert state(made) == before


def test_of_two_checked_values_the_other_rules_choose(tmp_path: Path) -> None:
    made = tmp_path / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load())
    summit = f"{iri('article/a28')}#meeting/summit"
    decisions.append(made, [Decision("accept", summit, f"status {status}") for status in ("Cancelled", "Held")])
    with Store.open(made) as store:
        assert "Cancelled" in {c.believed for c in conflicts(Index(store.oxigraph, store.base))}


def test_what_no_article_says_is_not_believed_though_a_reader_accepts_it(tmp_path: Path) -> None:
    made = tmp_path / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load())
    before = state(made)
    decisions.append(made, [Decision("accept", iri("person/maria-hristova"), f"represents {iri('country/CL')}")])
    assert state(made) == before


def test_that_an_article_does_not_say_a_fact_is_taken_back(tmp_path: Path) -> None:
    made = tmp_path / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load()[:1])
    with Store.open(made) as store:
        quads = store.oxigraph.quads_for_pattern(None, NamedNode(rdf.RDF + "subject"), None, None)
        assertion = min(str(quad.subject)[1:-1] for quad in quads)
    assert assertion.startswith(iri("article/a01#assertion/"))
    before = state(made)
    decisions.append(made, [Decision("reject", assertion, "")])
    assert state(made) != before
    decisions.append(made, [Decision("accept", assertion, "")])
    assert state(made) == before


def test_lines_that_the_log_has_are_merged_so_that_the_last_word_stays_the_last(tmp_path: Path) -> None:
    right, wrong = (
        Decision(kind, iri("person/x"), f"holds {iri('position/y')}", "Ann") for kind in ("accept", "reject")
    )
    for lines, added in (([right], 1), ([right], 0), ([right, wrong], 1), ([right, wrong], 0), ([right], 1)):
        assert decisions.merge(tmp_path, lines) == added
    assert decisions.read(tmp_path).lines == (right, wrong, right)


def test_the_dialogue_asks_which_of_two_claims_is_right(tmp_path: Path) -> None:
    made = tmp_path / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load()[25:28])
    asked = ["review", "-s", str(made), "--who", "Ann"]
    done = CliRunner().invoke(command, asked, input="2\n")
    assert done.exit_code == 0, done.output
    assert "1. Cancelled (believed)" in done.output and "met in Santiago on Tuesday" in done.output
    (line,) = decisions.read(made).lines
    assert (line.decision, line.b, line.who, line.why) == ("accept", "status Held", "Ann", "kg review")
    assert "no doubts" in CliRunner().invoke(command, asked).output, "what is checked is not asked again"
    with Store.open(made) as store:
        assert [c.believed for c in conflicts(Index(store.oxigraph, store.base))] == ["Held"]


def test_iris_of_other_spellings_lead_to_the_one(opened: Index) -> None:
    quads = opened.store.quads_for_pattern(None, None, None, rdf.NamedNode(BASE + IDENTITY))
    leads = {q.subject.value: q.object.value for q in quads}  # type: ignore[union-attr]
    assert leads[iri("person/dimitar-jeliazkov")] == iri("person/dimitar-zhelyazkov")
    assert leads[iri("person/ana-rojas")] == iri("person/ana-maria-rojas")


CSV = """wikidata,name,names,class,country,from,to
Q1,Dimitar Jeliazkov,,Person,Bulgaria,2029,
Q2,Ivan Petkov,,Person,MK,,
Q3,Elena Vasileva,,Person,,,
Q4,Andes Cobre,Andes Cobre S.A.,Company,CL,,
Q5,Kiril Petkov,,Person,RU,,
Q6,Luis Soto,,Person,CL,,
Q7,Luis Soto,,Person,CL,,
Q8,Pedro Muñoz,,Person,CL,1901,1950
"""


def test_a_link_is_exact_only_where_it_is_safe(opened: Index) -> None:
    links = {(one.label, one.entry.rpartition("/")[2]): one.exact for one in link(opened, gazetteer.from_csv(CSV))}
    assert links == {
        ("Dimitar Zhelyazkov", "Q1"): True,
        ("Ivan Petkov", "Q2"): True,
        ("Elena Vasileva", "Q3"): False,
        ("Andes Cobre S.A.", "Q4"): True,
        ("Luis Soto", "Q6"): False,
        ("Luis Soto", "Q7"): False,
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [("name\nA\n", ":1: the columns"), (CSV + "X1,A,,,,,\n", ":10: neither an iri"), (CSV + "Q9,A,,Persn,,,\n", ":10: 'Persn'"),
     (CSV + "Q9,A,,,Nowhere,,\n", ":10: no country")],
)  # fmt: skip
def test_a_gazetteer_that_is_wrong_is_told(text: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        gazetteer.from_csv(text)
    assert told in str(caught.value)


def test_a_gazetteer_in_turtle() -> None:
    text = """@prefix kg: <https://kg.example/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <https://x.example/1> a kg:Official ; rdfs:label "Ivan Petkov" ; skos:altLabel "I. Petkov" ; kg:represents
    <https://x.example/country/BG> ."""
    assert gazetteer.from_rdf(text) == [
        gazetteer.Entry("https://x.example/1", ("Ivan Petkov", "I. Petkov"), "Official", "BG")
    ]


def test_what_is_in_doubt_comes_with_its_sentences_and_goes_round_a_sheet(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "store"
    with Store.create(made) as store:
        store.put(told.reading() for told in load(DOUBTFUL))
        found = review.candidates(Index(store.oxigraph, store.base), index.newest(made / "index") / "notes", made)  # type: ignore[operator]
        assert [(c.a.iri, c.b.iri) for c in found] == [(iri("person/i-dimov/BG"), iri("person/ivan-dimov/BG"))]
        assert all(claim.sentences for side in (found[0].a, found[0].b) for claim in side.claims)
    sheet = review.sheet(found)
    assert review.answers(sheet) == []
    answers = review.answers(sheet.replace("\n,", "\nsame,", 1))
    decisions.append(made, answers)
    with Store.open(made) as store:
        people = Index(store.oxigraph, store.base).things("Official")
        assert len(people) == 1


DOUBTFUL = """@ b1 | Courier | 2031-01-01 | One
S Ivan Dimov is the finance minister of Bulgaria.
P dimov = Ivan Dimov; finance minister of BG
@ b2 | Courier | 2031-01-02 | Two
S The speaker of Bulgaria's parliament is I. Dimov.
P other = I. Dimov; speaker of BG
"""
