"""Document -> facts, each with its sentences, through one gate."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from kg import ontology
from kg.annotate.document import annotate
from kg.annotate.encoder import network
from kg.extract import patterns
from kg.extract.claims import claims, least_sure
from kg.extract.compose import compose
from kg.extract.coordination import spread
from kg.extract.events import events
from kg.extract.gate import passed
from kg.extract.gatherings import gathered
from kg.extract.positions import holdings
from kg.model import Article, Reading
from kg.resources import digest as folders_digest
from kg.resources import resource


def version(min_confidence: float | None = None) -> str:
    """Return what decides how an article is read, which is stored with it: a digest of the extractor, and the threshold if any."""
    made = "-".join(filter(None, (_digest(), folders_digest())))
    return made if min_confidence in (None, least_sure()) else f"{made}-{min_confidence:g}"


@cache
def _digest() -> str:
    """A digest of code, weights, lexicon and ontology."""
    digest = hashlib.sha256(network().digest.encode())
    parts = [*files("kg").joinpath("annotate").iterdir(), *files("kg").joinpath("extract").iterdir()]
    parts += [
        *resource("ontology", "lexicon").iterdir(),
        resource("ontology", "countries.csv"),
        resource("ontology", "kg.ttl"),
    ]
    for part in sorted(parts, key=lambda p: p.name):
        if part.name.endswith((".py", ".toml", ".txt", ".csv", ".ttl")):
            digest.update(part.read_bytes())
    return digest.hexdigest()[:12]


def extract(article: Article, min_confidence: float | None = None) -> Reading:
    """Read the facts of one article; those at least as sure as `min_confidence` (0..1; None: the default of `thresholds.toml`).

    The same article gives the same reading.
    """
    document = patterns.named(annotate(article))
    found = gathered(document, spread(document, claims(document)))
    draft = compose(document, found, holdings(document, found), events(document, found))
    patterns.say(draft, document)
    least = least_sure() if min_confidence is None else min_confidence
    facts, rejected = passed(article, draft.things, draft.facts, ontology.load(), least)
    used = {key for fact in facts for key in (fact.subject, fact.object, fact.speaker) if key}
    used |= {key for thing in draft.things if thing.key in used for _, key in thing.links}
    things = tuple(thing for thing in draft.things if thing.key in used)
    mentions = tuple(m for m in draft.mentions if m.thing in used)
    return Reading(article, document.sentences, things, facts, mentions, rejected, version(min_confidence))
