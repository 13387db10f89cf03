"""Links to a gazetteer are kept: they lie in the graph, outlast whatever happens to the store, and can be taken away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from corpus60 import load
from pyoxigraph import NamedNode

from kg import rdf
from kg.cli import kg
from kg.model import KgError
from kg.resolve import BELIEVED, IDENTITY, decisions, diff, links
from kg.resolve.decisions import Decision
from kg.store import Store, rebuild

BASE = rdf.BASE
TOLD = load()
GAZETTEER = """wikidata,name,class,country
Q1,Dimitar Jeliazkov,Person,Bulgaria
Q4,Andes Cobre,Company,CL
Q6,Luis Soto,Person,CL
Q7,Luis Soto,Person,CL
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of the first forty articles."""
    with Store.create(tmp_path / "store") as store:
        store.put(told.reading() for told in TOLD[:40])
    (tmp_path / "people.csv").write_text(GAZETTEER, "utf-8")
    return tmp_path / "store"


def link(path: Path, *more: str) -> str:
    """Run `kg link` with the gazetteer beside the store."""
    told = CliRunner().invoke(kg, ["link", str(path.parent / "people.csv"), "-s", str(path), *more])
    assert told.exit_code == 0, told.output
    return told.output


def linked(path: Path) -> set[tuple[str, str, str]]:
    """The links that the believed graph has: the last parts of the three terms."""
    with Store.open(path) as store:
        found = store.oxigraph.quads_for_pattern(None, None, None, NamedNode(BASE + BELIEVED))
        ends = [[str(term)[1:-1] for term in (q.subject, q.predicate, q.object)] for q in found]
        return {
            (s.removeprefix(BASE), p.removeprefix(rdf.SKOS), o.rpartition("/")[2]) for s, p, o in ends if "Match" in p
        }


LINKS = {
    ("person/dimitar-zhelyazkov", "exactMatch", "Q1"),
    ("organization/andes-cobre-sa", "exactMatch", "Q4"),
    ("person/luis-soto", "closeMatch", "Q6"),
    ("person/luis-soto", "closeMatch", "Q7"),
}


def test_links_lie_in_the_believed_graph_and_their_scores_and_gazetteer_beside_the_redirects(path: Path) -> None:
    link(path)
    assert linked(path) == LINKS
    question = """SELECT ?score ?gazetteer { GRAPH <https://kg.example/graph/identity> { ?link rdf:predicate skos:closeMatch ;
        rdf:object <http://www.wikidata.org/entity/Q6> ; kg:confidence ?score ; dcterms:source ?gazetteer } }"""
    told = CliRunner().invoke(kg, ["query", "-s", str(path), "-q", question, "-f", "csv"])
    assert told.output.splitlines()[1:] == ["1,people.csv"]


def test_links_outlast_new_articles_withdrawals_and_a_rebuild(path: Path) -> None:
    link(path)
    with Store.open(path, write=True) as store:
        store.put(told.reading() for told in TOLD[40:])
        store.withdraw("a36", "a test", date(2031, 12, 31))
    assert linked(path) == LINKS
    assert rebuild(path) == []
    assert linked(path) == LINKS


def test_a_link_goes_along_with_its_thing_and_is_away_while_the_thing_is(path: Path) -> None:
    link(path)
    decisions.append(path, [Decision("same", BASE + "person/dimitar-zhelyazkov", BASE + "person/maria-hristova")])
    (now,) = {thing for thing, _, entry in linked(path) if entry == "Q1"}
    with Store.open(path) as store:
        assert any(store.oxigraph.quads_for_pattern(NamedNode(BASE + now), rdf.LABEL, None, NamedNode(BASE + BELIEVED)))
    soto = [told.article.id for told in TOLD[:40] if any("soto" in name and "tom" not in name for name in told.things)]
    with Store.open(path, write=True) as store:
        for article in soto:
            store.withdraw(article, "a test", date(2031, 12, 31))
    assert not [entry for _, _, entry in linked(path) if entry in ("Q6", "Q7")]
    with Store.open(path, write=True) as store:
        store.put(told.reading() for told in TOLD if told.article.id in soto)
    assert {entry for _, _, entry in linked(path)} == {"Q1", "Q4", "Q6", "Q7"}


def test_when_two_things_turn_out_to_be_one_their_exact_matches_are_safe_no_more(path: Path) -> None:
    link(path)
    decisions.append(
        path, [Decision("same", BASE + "organization/balkan-energy", BASE + "organization/andes-cobre-sa")]
    )
    file = path / links.FILE
    more = links.Linked(
        BASE + "organization/balkan-energy", "exact", "http://www.wikidata.org/entity/Q9", 1, "people.csv"
    )
    file.write_text(links.write([*links.read(file), more]), "utf-8")
    assert {(match, entry) for _, match, entry in linked(path) if entry in ("Q4", "Q9")} == {
        ("closeMatch", "Q4"), ("closeMatch", "Q9")
    }  # fmt: skip


def test_links_are_taken_away_by_line_or_with_their_gazetteer_and_leave_nothing_behind(path: Path) -> None:
    with Store.open(path) as store:
        before = diff.of_store(store.oxigraph, store.base)
    link(path)
    file = path / links.FILE
    file.write_text("".join(line for line in file.read_text("utf-8").splitlines(True) if "/Q7," not in line), "utf-8")
    assert linked(path) == {one for one in LINKS if one[2] != "Q7"}
    (path.parent / "people.csv").write_text(GAZETTEER.replace("Q1,", "Q2,"), "utf-8")
    link(path)
    assert {entry for _, _, entry in linked(path)} == {"Q2", "Q4", "Q6", "Q7"}
    link(path, "--remove")
    with Store.open(path) as store:
        assert diff.of_store(store.oxigraph, store.base) == before
        told = store.oxigraph.quads_for_pattern(None, rdf.TYPE, None, NamedNode(BASE + IDENTITY))
        assert not list(told)


def test_a_dry_run_keeps_nothing(path: Path) -> None:
    assert "Dimitar Zhelyazkov" in link(path, "--dry-run")
    assert not linked(path) and not (path / links.FILE).exists()


GOOD = f"{','.join(links.COLUMNS)}\nhttps://x.example/a,exact,https://x.example/b,0.9,g.csv,why\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n", ":1: the first line"),
        (GOOD + "Lavrov,exact,https://x.example/b,0.9,g.csv,\n", ":3: thing must be an IRI"),
        (GOOD + "https://x.example/a,near,https://x.example/b,0.9,g.csv,\n", ":3: match must be exact or close"),
        (GOOD + "https://x.example/a,close,https://x.example/b,much,g.csv,\n", ":3: score must be a number"),
        (GOOD + "https://x.example/a,close\n", ":3: 2 fields"),
        (GOOD + 'https://x.example/a,"close', ":3: not CSV"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / links.FILE).write_text(text, "utf-8")
    with pytest.raises(KgError, match="links.csv") as caught:
        links.read(tmp_path / links.FILE)
    assert told in str(caught.value)
    (tmp_path / links.FILE).write_text(GOOD, "utf-8")
    assert links.write(links.read(tmp_path / links.FILE)) == GOOD
