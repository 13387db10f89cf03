"""The trained network at work: text -> mentions with a type, and a score of every relation for pairs of them.

Two ONNX graphs run by onnxruntime on one thread, so that the same text gives the same bytes; their digests are checked when
they are loaded. How they were trained, on what and under which licence: `training/README.md`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import onnxruntime

from kg.annotate.tokens import WEIGHTS, Piece, Window, pieces, tokenizer, windows
from kg.model import KgError, Span

FARTHEST = 2
"""Pairs of mentions more sentences apart than this are not asked for."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, order=True)
class Tagged:
    """A mention as the tagger found it: where, of which type (PER, ORG, CTRY, ROLE …), how sure, in which sentence."""

    span: Span
    kind: str
    probability: float
    sentence: int


@dataclass(frozen=True, slots=True)
class Network:
    """The loaded graphs and the names of what they put out."""

    tagger: onnxruntime.InferenceSession
    relations_graph: onnxruntime.InferenceSession
    tags: tuple[str, ...]
    types: tuple[str, ...]
    relations: tuple[str, ...]
    unpaired: frozenset[str]
    digest: str


@cache
def network() -> Network:
    """Load the weights that the package carries; KgError if a file is missing or not what it should be."""
    try:
        facts = json.loads(WEIGHTS.joinpath("model.json").read_text(encoding="utf-8"))
        data = {name: WEIGHTS.joinpath(name).read_bytes() for name in facts["sha256"]}
    except OSError as error:
        raise KgError(f"the model's weights are missing ({error.filename}): install kg again") from error
    for name, wanted in facts["sha256"].items():
        if hashlib.sha256(data[name]).hexdigest() != wanted:
            raise KgError(f"the model's file {name} is not the one that was shipped: install kg again")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    sessions = [
        onnxruntime.InferenceSession(data[name], options, providers=["CPUExecutionProvider"])
        for name in ("tagger.onnx", "relations.onnx")
    ]
    digest = hashlib.sha256(json.dumps(facts["sha256"], sort_keys=True).encode()).hexdigest()
    return Network(
        sessions[0],
        sessions[1],
        tuple(facts["tags"]),
        tuple(facts["types"]),
        tuple(facts["relations"]),
        frozenset(facts["unpaired"]),
        digest[:12],
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """The probability of each relation from one mention to another, in the order of `Network.relations`."""

    subject: Tagged
    object: Tagged
    scores: tuple[float, ...]

    def __getitem__(self, relation: str) -> float:
        return self.scores[network().relations.index(relation)]


def read_mentions(text: str, sentences: tuple[Span, ...]) -> tuple[Tagged, ...]:
    """Tag the mentions of a text, in order."""
    found: list[Tagged] = []
    for window in windows(pieces(text, sentences)):
        _, logits = _encode(window)
        found += [mention for mention, _, _ in _decode(window, logits)]
    return tuple(found)


def read_pairs(
    text: str, sentences: tuple[Span, ...], mentions: Sequence[Tagged], stand_ins: dict[Span, str]
) -> list[Pair]:
    """Score the relations between the given mentions.

    `stand_ins` are stretches of the text that mean somebody else's name ("he", "the minister") with the name to read in their
    place: the network then sees a text in which the name stands there. Each is among the mentions.
    """
    found: list[Pair] = []
    rows = [_with_names(row, stand_ins) for row in pieces(text, sentences)]
    for window in windows(rows):
        states, _ = _encode(window)
        found += _score(window, states, _placed(window, mentions))
    return found


@lru_cache(maxsize=16)  # the windows of an article, which the mentions and the pairs are both read from
def _encode(window: Window) -> tuple[Floats, Floats]:
    """Return the states [1,T,d] and the tags' probabilities [T,K] of a window, marks at both ends included."""
    ids = np.array([window.ids], np.int64)
    states, logits = network().tagger.run(
        None, {"ids": ids, "mask": np.ones_like(ids), "case": np.array([window.cases], np.int64)}
    )
    weights = np.exp(logits[0] - logits[0].max(-1, keepdims=True))
    return states, weights / weights.sum(-1, keepdims=True)


@cache
def _transitions() -> tuple[Floats, Floats]:
    """The penalties of a tag after another and of a tag at the start: I-x only after B-x or I-x."""
    tags = network().tags
    after = np.zeros((len(tags), len(tags)), np.float32)
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            after[:, j] = [0.0 if other[2:] == tag[2:] else -1e4 for other in tags]
    start = np.array([-1e4 if tag.startswith("I-") else 0.0 for tag in tags], np.float32)
    return after, start


def _decode(window: Window, probabilities: Floats) -> list[tuple[Tagged, int, int]]:
    """The best legal sequence of tags (Viterbi) over the words of each sentence -> mentions with their first and last piece."""
    tags = network().tags
    after, start = _transitions()
    scores = np.log(probabilities + 1e-9)
    found: list[tuple[Tagged, int, int]] = []
    firsts: dict[int, list[int]] = {}
    for at, piece in enumerate(window.pieces, 1):
        if piece.first:
            firsts.setdefault(piece.sentence, []).append(at)
    for sentence, ats in firsts.items():
        best = scores[ats[0]] + start
        back = []
        for at in ats[1:]:
            table = best[:, None] + after
            back.append(table.argmax(0))
            best = table.max(0) + scores[at]
        path = [int(best.argmax())]
        for row in reversed(back):
            path.append(int(row[path[-1]]))
        path.reverse()
        open_at: list[int] = []
        kind = ""
        for position, tag in [*zip(ats, path, strict=True), (0, 0)]:
            name = tags[tag]
            if open_at and not name.startswith("I-"):
                found.append(_mention(window, probabilities, open_at, kind, sentence))
                open_at = []
            if name != "O":
                open_at.append(position)
                kind = name[2:]
    return found


def _mention(
    window: Window, probabilities: Floats, ats: list[int], kind: str, sentence: int
) -> tuple[Tagged, int, int]:
    tags = network().tags
    last = ats[-1]
    while last < len(window.pieces) and not window.pieces[last].first and window.pieces[last].sentence == sentence:
        last += 1
    sure = [probabilities[at, tags.index(("B-" if at == ats[0] else "I-") + kind)] for at in ats]
    span = Span(window.pieces[ats[0] - 1].span.start, window.pieces[last - 1].span.end)
    return Tagged(span, kind, round(float(np.mean(sure)), 4), sentence), ats[0], last


def _with_names(row: list[Piece], stand_ins: dict[Span, str]) -> list[Piece]:
    """Put the pieces of a name in the place of the words that stand for it; all of them keep the words' span."""
    made: list[Piece] = []
    for piece in row:
        span = next((s for s in stand_ins if s.start <= piece.span.start < s.end), None)
        if span is None:
            made.append(piece)
        elif piece.span.start == span.start:
            encoded = tokenizer().encode(stand_ins[span], add_special_tokens=False)
            made += [Piece(token, span, 2, True, piece.sentence) for token in encoded.ids]
    return made


def _placed(window: Window, mentions: Sequence[Tagged]) -> list[tuple[Tagged, int, int]]:
    """The mentions that lie in a window, with their first and last piece."""
    found = []
    for mention in mentions:
        ats = [
            at
            for at, p in enumerate(window.pieces, 1)
            if p.span.start < mention.span.end and mention.span.start < p.span.end
        ]
        if ats:
            found.append((mention, ats[0], ats[-1]))
    return found


def _row(values: list[int]) -> npt.NDArray[np.int64]:
    """One row of a batch of one."""
    return np.array([values], np.int64)


def _score(window: Window, states: Floats, placed: list[tuple[Tagged, int, int]]) -> list[Pair]:
    loaded = network()
    asked = [
        (i, j)
        for i, (a, _, _) in enumerate(placed)
        for j, (b, _, _) in enumerate(placed)
        if i != j and abs(a.sentence - b.sentence) <= FARTHEST and not {a.kind, b.kind} & loaded.unpaired
    ]
    if not asked:
        return []
    tag = np.zeros((1, len(window.pieces) + 2), np.int64)
    for mention, first, last in placed:
        tag[0, first] = loaded.tags.index(f"B-{mention.kind}")
        tag[0, first + 1 : last + 1] = loaded.tags.index(f"I-{mention.kind}")
    inputs = {
        "states": states,
        "mask": np.ones_like(tag),
        "tag": tag,
        "first": _row([first for _, first, _ in placed]),
        "last": _row([last for _, _, last in placed]),
        "kind": _row([loaded.types.index(m.kind) for m, _, _ in placed]),
        "sentence": _row([m.sentence for m, _, _ in placed]),
        "i": _row([i for i, _ in asked]),
        "j": _row([j for _, j in asked]),
    }
    logits = loaded.relations_graph.run(None, inputs)[0][0]
    scores = np.round(1 / (1 + np.exp(-logits)), 4)
    return [
        Pair(placed[i][0], placed[j][0], tuple(map(float, line))) for (i, j), line in zip(asked, scores, strict=True)
    ]
