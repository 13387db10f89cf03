"""Document -> facts, each with its sentences, through one gate."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from kg import ontology
from kg.annotate.document import annotate
from kg.annotate.encoder import network
from kg.extract.claims import claims
from kg.extract.compose import compose
from kg.extract.events import events
from kg.extract.gate import passed
from kg.extract.positions import holdings
from kg.model import Article, Reading
from kg.resources import resource


@cache
def version() -> str:
    """Return a digest of all that decides what is extracted: code, weights, lexicon, ontology. Stored with each article."""
    digest = hashlib.sha256(network().digest.encode())
    parts = [*files("kg").joinpath("annotate").iterdir(), *files("kg").joinpath("extract").iterdir()]
    parts += [*resource("ontology", "lexicon").iterdir(), resource("ontology", "countries.csv"), resource("ontology", "kg.ttl")]
    for part in sorted(parts, key=lambda p: p.name):
        if part.name.endswith((".py", ".toml", ".txt", ".csv", ".ttl")):
            digest.update(part.read_bytes())
    return digest.hexdigest()[:12]


def extract(article: Article) -> Reading:
    """Read the facts of one article. The same article gives the same reading."""
    document = annotate(article)
    found = claims(document)
    draft = compose(document, found, holdings(document, found), events(document, found))
    facts, rejected = passed(article, draft.things, draft.facts, ontology.load())
    used = {key for fact in facts for key in (fact.subject, fact.object, fact.speaker) if key}
    used |= {key for thing in draft.things if thing.key in used for _, key in thing.links}
    things = tuple(thing for thing in draft.things if thing.key in used)
    mentions = tuple(m for m in draft.mentions if m.thing in used)
    return Reading(article, document.sentences, things, facts, mentions, rejected, version())
