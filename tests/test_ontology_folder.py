"""A class and two relations of a user's own, given as data in a folder: extracted, checked, stored, asked and drawn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse
from small_index import CUBA_READING

from kg import ontology
from kg.annotate.document import Document, annotate
from kg.annotate.lexicon import words
from kg.cli.ontology import ontology as command
from kg.extract import extract, patterns
from kg.extract.recipes import recipes
from kg.knowledge import Knowledge
from kg.model import Article, BadInput, Reading, Span
from kg.ontology.migrate import outdated, replaced, replacements
from kg.ontology_check import check
from kg.ontology_show import show
from kg.query import queries
from kg.rdf import quads, term
from kg.read import read
from kg.resources import folders, using
from kg.store import Store, rebuild
from kg.validate import validate_reading
from kg.view import load_style

EXAMPLE = Path(__file__).parent / "examples" / "sanctions"


@pytest.fixture(scope="module")
def reading() -> Reading:
    with using(EXAMPLE):
        (article,) = read([EXAMPLE / "article.md"])
        assert isinstance(article, Article)
        return extract(article)


@pytest.fixture
def folder() -> Iterator[None]:
    with using(EXAMPLE):
        yield


def mine(reading: Reading) -> set[tuple[str, str, str]]:
    return {(f.subject, f.relation, f.object) for f in reading.facts if f.relation in ("sanctions", "flagOf")}


def test_what_the_folder_says_is_extracted_with_its_sentence(reading: Reading) -> None:
    assert mine(reading) == {
        ("country/US", "sanctions", "vessel/ocean-star"),
        ("country/US", "sanctions", "vessel/red-tide"),
        ("organization/european-union", "sanctions", "vessel/blue-wave"),
        ("vessel/ocean-star", "flagOf", "country/PA"),
        ("vessel/red-tide", "flagOf", "country/LR"),
    }
    fact = next(f for f in reading.facts if f.object == "vessel/blue-wave")
    assert (
        fact.evidence[0].of(reading.article.text) == "The Blue Wave was blacklisted by the European Union in February."
    )
    assert reading.thing("vessel/red-tide").type == "Vessel"


@pytest.mark.usefixtures("folder")
def test_what_is_extracted_fits_the_shapes(reading: Reading) -> None:
    report = validate_reading(reading)
    assert report.conforms, report.text()


def test_without_the_folder_its_terms_are_no_terms(reading: Reading) -> None:
    assert folders() == () and "Vessel" not in ontology.load().classes
    assert {f.message for f in validate_reading(reading).findings} >= {"an assertion has one relation of the ontology"}
    document = annotate(reading.article)
    assert patterns.named(document) is document


@pytest.mark.usefixtures("folder")
def test_what_is_stored_can_be_asked_and_drawn(reading: Reading, tmp_path: Path) -> None:
    with Store.create(tmp_path / "store", "https://kg.example/") as store:
        store.put([reading])
    with Knowledge(tmp_path / "store") as graph:
        found = graph.query("vessels-of", who="United States")
        assert [[found.shown(cell) for cell in row] for row in found.rows] == [
            ["Ocean Star", "Panama"],
            ["Red Tide", "Liberia"],
        ]
        (why,) = graph.why("Blue Wave")
        assert why.relation == "sanctions" and "blacklisted" in why.evidence[0].sentence
        drawn = graph.to_networkx()
        assert {d["type"] for _, d in drawn.nodes(data=True)} >= {"Vessel", "Country"}
        assert "#006d5b" in graph.view()
        assert graph.validate().conforms
        assert any(quad.object == term("Vessel") for quad in parse(graph.export("nq"), RdfFormat.N_QUADS))


@pytest.mark.usefixtures("folder")
def test_the_folder_adds_to_ontology_style_queries_and_version() -> None:
    loaded = ontology.load()
    assert loaded.version.endswith("+sanctions-1") and loaded.properties["sanctions"].domain == (
        "Country",
        "Organization",
    )
    assert load_style()["Vessel"].shape == "bar" and "Country" in load_style()
    assert "vessels-of" in queries() and "who-met" in queries()
    assert "kg:Vessel" in show("text") and "kg:Vessel" in show("ttl") and "Vessel" in show("html")


@pytest.mark.usefixtures("folder")
def test_the_example_is_whole() -> None:
    assert check() == []


def test_what_kg_ships_is_whole() -> None:
    assert check() == []


def copy(tmp_path: Path, **changed: str) -> Path:
    made = tmp_path / "mine"
    shutil.copytree(EXAMPLE, made)
    for name, text in changed.items():
        file = made / name.replace("_", "/").replace("/ttl", ".ttl").replace("/toml", ".toml")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return made


def test_check_names_what_is_missing(tmp_path: Path) -> None:
    broken = copy(tmp_path, examples_fail_ttl="", examples_pass_ttl="")
    text = (broken / "kg.ttl").read_text(encoding="utf-8")
    text = text.replace('rdfs:comment "A ship with a name."@en', "").replace("rdfs:range kg:Country ;", "")
    text = (
        text.replace('"sanctions-1" .', '"sanctions-1" .')
        + '\nkg:loose a owl:Class ; rdfs:label "loose" ; rdfs:comment "Unused." .\n'
    )
    (broken / "kg.ttl").write_text(text.replace("@en ;\n    .", "@en ."), encoding="utf-8")
    with using(broken):
        told = {str(fault) for fault in check()}
    assert told >= {
        "kg:Vessel: has no comment; it needs one",
        "kg:flagOf: has no range",
        "kg:loose: is not used by any term, shape, query, rule, pattern or example",
        "shape:Vessel: has no passing example in examples/pass.ttl",
        "shape:flagOf: has no failing example in examples/fail.ttl that says 'what flies a flag is a vessel'",
    }


def test_the_lexicon_grows_and_shrinks_again(tmp_path: Path) -> None:
    made = copy(tmp_path, lexicon_speech_toml='verbs = ["tooted"]\n')
    assert "tooted" not in words("speech", "verbs")
    with using(made):
        assert {"tooted", "said"} <= words("speech", "verbs")
    assert "tooted" not in words("speech", "verbs")


@pytest.mark.parametrize(
    ("patterns_toml", "told"),
    [
        ("names = 1 2", "not TOML"),
        ("[[things]]\n", "no table 'things'"),
        ('[[names]]\nclass = "Ship"\nlist = ["X"]', "the class 'Ship' is not in the ontology"),
        ('[[names]]\nclass = "Vessel"', "give list, before or regex"),
        ('[[names]]\nclass = "Vessel"\nregex = ["("]', "not a regular expression"),
        ('[[relations]]\nrelation = "of"\nsubject = []\nobject = []\ntemplates = []', "'of' is not a relation"),
        ('[[relations]]\nrelation = "sanctions"\nsubject = []\nobject = []', "templates is missing"),
        (
            '[[relations]]\nrelation = "sanctions"\nsubject = []\nobject = []\ntemplates = ["{subject} x"]',
            "{object} once",
        ),
        (
            '[[relations]]\nrelation = "sanctions"\nsubject = []\nobject = []\ntemplates = ["{subject} {trigger} {object}"]',
            "no triggers",
        ),
        (
            '[[relations]]\nrelation = "sanctions"\nsubject = []\nobject = []\ntemplates = []\nconfidence = 2',
            "from 0 to 1",
        ),
    ],
)
def test_a_broken_pattern_is_named(tmp_path: Path, patterns_toml: str, told: str) -> None:
    with using(copy(tmp_path, patterns_toml=patterns_toml)), pytest.raises(BadInput, match=told.replace("{", r"\{")):
        recipes()


def test_the_environment_names_folders_for_a_process_and_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ONTOLOGY", str(EXAMPLE))
    assert [found.path for found in folders()] == [EXAMPLE] and "Vessel" in ontology.load().classes
    with using():
        assert folders() == ()


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"), using(tmp_path / "none"):
        pass
    (tmp_path / "paterns.toml").touch()
    with pytest.raises(BadInput, match="not part of an ontology folder"), using(tmp_path):
        pass


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("France and Italy blacklisted the tankers Ocean Star and Blue Wave.", 4),
        ("France did not sanction the Ocean Star.", 0),
        ("The Ocean Star was sanctioned by France.", 1),
        ("France met Italy, which sanctioned the Ocean Star.", 1),
        ("Ocean Star Shipping sanctioned nobody in France.", 0),
    ],
)
def test_how_patterns_read_a_sentence(sentence: str, facts: int) -> None:
    draft = drafted(sentence)
    assert len([fact for fact in draft if fact[1] == "sanctions"]) == facts, draft


def drafted(sentence: str) -> list[tuple[str, str, str]]:
    """The facts that the patterns alone find, with states and a body tagged by hand."""
    from kg.annotate.encoder import Tagged
    from kg.annotate.names import group
    from kg.extract.compose import Draft

    known = {"France": "CTRY", "Italy": "CTRY", "Ocean Star Shipping": "COM"}
    tagged = [
        Tagged(Span(at, at + len(name)), kind, 1.0, 0)
        for name, kind in known.items()
        if (at := sentence.find(name)) >= 0
    ]
    whole = Document(Article("a", sentence), (Span(0, len(sentence)),), group(sentence, sorted(tagged)), (), {}, ())
    document = patterns.named(whole)
    draft = Draft(document, frozenset())
    patterns.say(draft, document)
    return [(fact.subject, fact.relation, fact.object) for fact in draft.facts]


@pytest.mark.filterwarnings("ignore:'get_binary_stream':DeprecationWarning")
def test_the_command_shows_and_checks(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert "kg:Vessel" not in run(command, []).output
    assert "kg:Vessel" in run(command, ["--ontology", str(EXAMPLE)]).output
    page = tmp_path / "ontology.html"
    assert run(command, ["-o", str(page)]).exit_code == 0
    assert (
        page.read_text(encoding="utf-8").startswith("<!doctype html>")
        or "<html" in page.read_text(encoding="utf-8")[:200]
    )
    broken = copy(tmp_path, examples_fail_ttl="")
    found = run(command, ["--ontology", str(broken), "check"])
    assert found.exit_code == 3 and "no failing example" in found.output and folders() == ()


def test_turtle_of_the_ontology_is_the_same_graph_and_the_same_bytes() -> None:
    from rdflib import Graph
    from rdflib.compare import isomorphic

    made = show("ttl")
    assert made == show("ttl") and isomorphic(Graph().parse(data=made, format="turtle"), ontology.graph())


def test_a_store_of_an_older_ontology_is_brought_up_to_date(reading: Reading, tmp_path: Path) -> None:
    old = quads(reading)
    with using(EXAMPLE):
        assert outdated(old) == []
    assert {found.term for found in outdated(old)} == {"Vessel", "flagOf", "sanctions"}
    made = copy(tmp_path)
    text = (made / "kg.ttl").read_text(encoding="utf-8").replace("kg:flagOf", "kg:registeredIn")
    gone = "kg:flagOf a owl:ObjectProperty ; owl:deprecated true ; <http://purl.org/dc/terms/isReplacedBy> kg:registeredIn .\n"
    (made / "kg.ttl").write_text(text + gone, encoding="utf-8")
    (made / "patterns.toml").unlink()
    with using(made):
        assert replacements() == {"flagOf": "registeredIn"}
        (found,) = outdated(old)
        assert str(found) == f"kg:flagOf, used {found.uses} times, becomes kg:registeredIn (kg rebuild)"
        new = list(replaced(old))
        assert outdated(new) == [] and len(new) == len(old)


def test_a_rebuilt_index_speaks_in_the_terms_that_replaced_old_ones(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "kg.ttl").write_text(
        """@prefix kg: <https://kg.example/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix dcterms: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        kg:opposes owl:deprecated true ; dcterms:isReplacedBy kg:resists .
        kg:resists a owl:ObjectProperty, kg:Relation ; rdfs:label "resists"@en ; rdfs:comment "Opposes."@en ;
            rdfs:domain kg:Agent ; rdfs:range kg:Agent .""",
        encoding="utf-8",
    )
    with Store.create(tmp_path / "store") as store:
        store.put([CUBA_READING])
    with using(folder):
        with Knowledge(tmp_path / "store") as graph:
            assert [old.term for old in graph.outdated()] == ["opposes"]
        assert rebuild(tmp_path / "store") == []
        with Knowledge(tmp_path / "store") as graph:
            assert graph.outdated() == []
            assert graph.query("ASK { ?a kg:resists ?b }")
