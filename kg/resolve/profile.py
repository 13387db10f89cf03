"""An article's graph -> what identity needs of each of its things: its name there, and what tells it from namesakes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kg.annotate.countries import by_demonym, by_name
from kg.resolve import names, tables
from kg.resolve.terms import (
    ALT_,
    LABEL_,
    OBJECT,
    SUBJECT,
    TYPE_,
    Triple,
    kg,
    local,
    named,
    parents,
    root,
    statements,
    text,
)
from kg.resolve.titles import office

_HOLDS, _OF, _REPRESENTS, _BASED, _BETWEEN, _PUBLISHED, _CONFIDENCE = map(
    kg, "holds of represents basedIn between published confidence".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """All mentions that look alike: things with one name and the same context. What identity is decided for.

    `form` is the plain name, `countries` the codes it stands for or is based in, `joint` the codes a joint body joins,
    `offices` the posts a person has, `aliases` the acronyms a body is also called by, `year` that of a
    surname said alone, else the decade. `tag` is the article's own IRI of
    a thing that the decision log names, which is then a node of its own. `unsure` says that the countries of a person are given
    with little confidence.
    """

    root: str
    form: str
    countries: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    year: int = 0
    tag: str = ""
    unsure: bool = False

    @property
    def weak(self) -> bool:
        """Whether the name alone names nobody: a surname, an acronym, or what every state has without a state."""
        if self.root == "Person":
            return len(names.person_words(self.form)) == 1
        if self.root == "Organization":
            return (self.form in self.aliases and "-" not in self.form) or (self.generic and not self.countries)
        return False

    @property
    def generic(self) -> bool:
        """Whether it is a body whose name many states have."""
        return self.root == "Organization" and is_generic(self.form)

    @property
    def path(self) -> str:
        """The path of the IRI that it has when it is alone of its name."""
        return _paths(self)[0]

    @property
    def narrow(self) -> str:
        """The path with the countries, which it has when there are others of its name."""
        return _paths(self)[1]


@lru_cache(maxsize=300_000)
def _paths(node: Node) -> tuple[str, str]:
    """The path of a node's IRI, and that with the countries."""
    codes = "+".join(node.countries or node.joint)
    parts = [node.root.lower(), node.form]
    if not (node.weak or node.generic):
        path = "/".join(parts)
        return path, f"{path}/{codes}" if codes else path
    parts += [codes] + [o.replace(" ", "-") for o in node.offices[:1]]
    parts += [str(node.year)] if node.root == "Person" and node.year else []
    path = "/".join(part for part in parts if part)
    return path, path


@dataclass(frozen=True, slots=True)
class Profile:
    """What identity needs to know of one article: its day, and the node of each of its own things."""

    day: str
    nodes: dict[str, Node]


@lru_cache(maxsize=100_000)
def is_generic(form: str) -> bool:
    """Say whether all words of a body's plain name are such that many states have a body of that name."""
    return all(word in tables.generic() for word in names.body_words(form))


def profile(article: str, graph: Sequence[Triple], tags: frozenset[str] = frozenset(), sure: float = 0) -> Profile:
    """Return the profile of an article.

    Args:
        article: The article's IRI.
        graph: The triples of its file.
        tags: The articles' own IRIs that the decision log names.
        sure: With less confidence the country of a person is unsure.
    """
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in statements(graph):
        about[s][p].append(o)
    published = [text(o) for s, p, o in graph if p == _PUBLISHED and s == f"<{article}>"]
    day = min(published, default="")
    year = date.fromisoformat(day).year if day else 0
    own = f"<{article}#"
    nodes: dict[str, Node] = {}
    for iri, said in about.items():
        kind = min((local(o) for o in said[TYPE_]), key=lambda k: (-len(parents(k)), k))
        if iri.startswith(own) and root(kind) in named() and said[LABEL_]:
            tag = iri[1:-1] if iri[1:-1] in tags else ""
            if node := _node(root(kind), said, about, year, tag):
                nodes[iri] = node
    trust = _trust(
        graph, {iri for iri, node in nodes.items() if node.root == "Person" and node.countries and not node.weak}
    )
    for iri, trusted in trust.items():
        if all(trusted.get(o, 1) < sure for o in _placing(about[iri], about)):
            nodes[iri] = replace(nodes[iri], unsure=True)
    return Profile(day, nodes)


def _trust(graph: Sequence[Triple], people: Set[str]) -> dict[str, dict[str, float]]:
    """How surely an article says what it says of people: by person and object; without those of whom it has no assertion."""
    whose = {s: o for s, p, o in graph if p == SUBJECT and o in people}
    ends: dict[str, tuple[str, ...]] = {}
    for s, p, o in graph:
        if s in whose and p in (OBJECT, _CONFIDENCE):
            ends[s] = (*ends.get(s, ()), o)
    made: dict[str, dict[str, float]] = defaultdict(dict)
    for assertion, found in ends.items():
        if len(found) == 2:
            number, object_ = sorted(found)  # a literal begins with a quotation mark, which sorts before <
            said = made[whose[assertion]]
            said[object_] = max(said.get(object_, 0), float(text(number)))
    return made


def _placing(said: Mapping[str, Sequence[str]], about: Mapping[str, Mapping[str, Sequence[str]]]) -> list[str]:
    """What puts a person into a country: the country represented, and posts of a country or of a body that is based in one."""
    posts = [
        h for h in said[_HOLDS] if h in about and _codes([b for o in about[h][_OF] for b in (o, *_home(o, about))])
    ]
    return [*said[_REPRESENTS], *posts]


def _home(body: str, about: Mapping[str, Mapping[str, Sequence[str]]]) -> Sequence[str]:
    return about[body][_BASED] if body in about else ()


def _node(
    kind: str, said: dict[str, list[str]], about: dict[str, dict[str, list[str]]], year: int, tag: str
) -> Node | None:
    label = max((text(o) for o in said[LABEL_]), key=lambda name: (len(name), name))
    form = names.plain(label)
    if not form:
        return None
    if kind == "Person":
        posts = [
            (office(text(label)), o)
            for h in said[_HOLDS]
            if h in about
            for label in about[h][LABEL_]
            for o in about[h][_OF]
        ]
        places = [o for _, o in posts] + said[_REPRESENTS]
        homes = [b for _, body in posts for b in _home(body, about)]
        when = year if len(names.person_words(form)) == 1 else year // 10 * 10
        return Node(kind, form, _codes(places + homes), (), tuple(sorted({o for o, _ in posts if o})), (), when, tag)
    if kind != "Organization":
        return Node(kind, form, year=0, tag=tag)
    others = [text(o) for o in said[ALT_]]
    full = tables.known_bodies().get(form)
    form, named = _without_country(full or form)
    aliases = {names.plain(name) for name in (label, *others) if names.is_acronym(name)}
    if full is None and names.is_acronym(label):
        full = next((tables.known_bodies()[a] for a in sorted(aliases) if a in tables.known_bodies()), None)
    codes = set(_codes(said[_BASED])) | named
    joint = set(_codes(said[_BETWEEN]))
    if joint or len(named) > 1:
        joint, codes = joint | named, set()
    return Node(
        kind,
        full or form,
        tuple(sorted(codes)),
        tuple(sorted(joint)),
        (),
        () if full else tuple(sorted(aliases)),
        0,
        tag,
    )


def _codes(iris: Sequence[str]) -> tuple[str, ...]:
    """The codes of those that are countries."""
    found = {iri[1:-1].partition("/country/")[2] for iri in iris if "#" not in iri}
    return tuple(sorted(found - {""}))


@lru_cache(maxsize=100_000)
def _without_country(form: str) -> tuple[str, frozenset[str]]:
    """A body's plain name without the nationalities in it, if what is left is what many states have; and the countries."""
    parts = form.split("-")
    codes = {part: by_demonym(part) or (by_name(part) if len(part) > 2 else None) for part in parts}
    left = [part for part in parts if not codes[part]]
    found = frozenset(code for code in codes.values() if code)
    rest = "-".join(left)
    if found and left and (is_generic(rest) or len(found) > 1):
        return rest.strip("-"), found
    return form, frozenset()
