"""Train the extractor's network on two CPU cores.

python training/train.py WORK ENCODER [--epochs N] [--seed N] [--out FILE]
WORK holds corpora.jsonl, labelled.jsonl, written.jsonl, synthetic.jsonl and pieces.json; ENCODER is the folder with
model.safetensors and config.json.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from corpora import CAPITALISED, ENTITY_TYPES, RELATIONS
from network import MASKED, Encoder, Network
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from kg.annotate.tokens import PAD, WINDOW, Window, pieces, windows

TAGS = ("O", *(f"{p}-{t}" for t in ENTITY_TYPES for p in "BI"))
TAG = {tag: i for i, tag in enumerate(TAGS)}
TYPE = {name: i for i, name in enumerate(ENTITY_TYPES)}
RELATION = {name: i for i, name in enumerate(RELATIONS)}
UNPAIRED = (TYPE["DATE"], TYPE["FAC"])
MOST_PAIRS = 300


@dataclass
class Item:
    """One window as arrays: what the tagger may say of each piece, the mentions, and pairs grouped by pair of clusters."""

    ids: list[int]
    case: list[int]
    allowed: np.ndarray
    counted: np.ndarray
    tag: np.ndarray
    mentions: list[tuple[int, int, int, int]]
    pairs: list[tuple[int, int]]
    group: list[int]
    target: np.ndarray
    weight: np.ndarray


def item(example: dict[str, Any], window: Window, rng: random.Random) -> Item:
    """Turn one window of an example into arrays."""
    size = len(window.pieces) + 2
    allowed = np.zeros((size, len(TAGS)), bool)
    counted = np.zeros(size, bool)
    tag = np.zeros(size, np.int64)
    base = np.zeros(len(TAGS), bool)
    base[0] = True
    capitals = CAPITALISED in example["unknown"]
    for unknown in example["unknown"]:
        if unknown != CAPITALISED:
            base[[TAG["B-" + unknown], TAG["I-" + unknown]]] = True
    for at, piece in enumerate(window.pieces, 1):
        if not piece.first:
            continue
        allowed[at] = base
        counted[at] = example["tagged"]
        if capitals and piece.case in (1, 5, 6):
            allowed[at, [TAG[p + t] for t in ("DATE", "EVT", "ROLE") for p in ("B-", "I-")]] = True
        elif capitals:
            counted[at] = False
    mentions: list[tuple[int, int, int, int]] = []
    clusters: list[str] = []
    for start, end, types, cluster in example["entities"]:
        ats = [at for at, p in enumerate(window.pieces, 1) if p.span.start < end and p.span.end > start]
        if not ats:
            continue
        kind = rng.choice(types)
        for at in ats:
            prefix = "B-" if at == ats[0] else "I-"
            tag[at] = TAG[prefix + kind]
            if window.pieces[at - 1].first or at == ats[0]:
                allowed[at] = False
                counted[at] = True
                allowed[at, [TAG[prefix + t] for t in types]] = True
        mentions.append((ats[0], ats[-1], TYPE[kind], window.pieces[ats[0] - 1].sentence))
        clusters.append(cluster)
    pairs, group, target, weight = _pairs(example, window, mentions, clusters, rng)
    return Item(window.ids, window.cases, allowed, counted, tag, mentions, pairs, group, target, weight)


def _pairs(
    example: dict[str, Any],
    window: Window,
    mentions: list[tuple[int, int, int, int]],
    clusters: list[str],
    rng: random.Random,
) -> tuple[list[tuple[int, int]], list[int], np.ndarray, np.ndarray]:
    """Pairs of mentions grouped by pair of clusters, with the relations that hold between the clusters.

    A relation whose evidence lies outside the window is masked: this window does not say it.
    """
    holds: dict[tuple[str, str], set[int]] = defaultdict(set)
    masked: dict[tuple[str, str], set[int]] = defaultdict(set)
    seen: dict[tuple[str, str, int], bool] = {}
    low, high = window.pieces[0].span.start, window.pieces[-1].span.end
    for a, b, relation, start, _ in example["evidence"]:
        key = (a, b, RELATION[relation])
        seen[key] = seen.get(key, False) or low - 2 <= start < high
    for a, b, relation in example["relations"]:
        shown = seen.get((a, b, RELATION[relation]), True)
        (holds if shown else masked)[a, b].add(RELATION[relation])
    for a, b, relation in example["masked"]:
        masked[a, b].add(RELATION[relation])
    known = np.zeros(len(RELATIONS), np.float32)
    known[[RELATION[name] for name in example["known"]]] = 1
    groups: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    if known.any() or holds:
        for i, first in enumerate(mentions):
            for j, second in enumerate(mentions):
                if (
                    clusters[i] != clusters[j]
                    and first[2] not in UNPAIRED
                    and second[2] not in UNPAIRED
                    and abs(first[3] - second[3]) <= 3
                ):
                    groups[clusters[i], clusters[j]].append((i, j))
    kept = [g for g in groups if g in holds or g in masked]
    room = MOST_PAIRS - sum(len(groups[g]) for g in kept)
    others = [g for g in groups if g not in holds and g not in masked]
    rng.shuffle(others)
    for g in others:
        if len(groups[g]) <= room:
            kept.append(g)
            room -= len(groups[g])
    target, weight = np.zeros((len(kept), len(RELATIONS)), np.float32), np.tile(known, (len(kept), 1))
    pairs, group = [], []
    for row, g in enumerate(kept):
        weight[row, list(masked.get(g, ()))] = 0
        weight[row, list(holds.get(g, ()))] = 1
        target[row, list(holds.get(g, ()))] = 1
        pairs += groups[g]
        group += [row] * len(groups[g])
    return pairs, group, target, weight


def collate(items: list[Item]) -> dict[str, Tensor]:
    """Pad items to one batch; pairs are numbered through the batch."""
    length, most = max(len(x.ids) for x in items), max(1, *(len(x.mentions) for x in items), 1)
    widest = max(1, *(len(x.pairs) for x in items), 1)
    long = lambda *shape, fill=0: torch.full(shape, fill, dtype=torch.long)  # noqa: E731
    count = len(items)
    batch = {
        "ids": long(count, length, fill=PAD),
        "mask": long(count, length),
        "case": long(count, length),
        "tag": long(count, length),
    }
    batch |= {name: long(count, most) for name in ("first", "last", "kind", "sentence")}
    batch |= {name: long(count, widest) for name in ("i", "j")}
    allowed, counted = (
        torch.zeros(count, length, len(TAGS), dtype=torch.bool),
        torch.zeros(count, length, dtype=torch.bool),
    )
    flat, group, offset = [], [], 0
    for b, x in enumerate(items):
        size = len(x.ids)
        batch["ids"][b, :size], batch["mask"][b, :size] = torch.tensor(x.ids), 1
        batch["case"][b, :size], batch["tag"][b, :size] = torch.tensor(x.case), torch.from_numpy(x.tag)
        allowed[b, :size], counted[b, :size] = torch.from_numpy(x.allowed), torch.from_numpy(x.counted)
        for at, mention in enumerate(x.mentions):
            for name, value in zip(("first", "last", "kind", "sentence"), mention, strict=True):
                batch[name][b, at] = value
        if x.pairs:
            batch["i"][b, : len(x.pairs)], batch["j"][b, : len(x.pairs)] = torch.tensor(x.pairs).T
            flat.append(torch.arange(len(x.pairs)) + b * widest)
            group.append(torch.tensor(x.group) + offset)
            offset += len(x.target)
    batch |= {"allowed": allowed, "counted": counted}
    if flat:
        batch |= {"flat": torch.cat(flat), "group": torch.cat(group)}
        batch |= {
            name: torch.from_numpy(np.concatenate([getattr(x, name) for x in items if x.pairs]))
            for name in ("target", "weight")
        }
    return batch


def loss_of(network: Network, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Return the tagger's loss (any allowed tag is right) and the relations' (log-sum-exp over a pair of clusters)."""
    with torch.autocast("cpu", torch.bfloat16):
        states = network.encoder(batch["ids"], batch["mask"], batch["case"])
        tags = network.tags(states)
    use = batch["counted"]
    ner = -tags.float().log_softmax(-1)[use].masked_fill(~batch["allowed"][use], MASKED).logsumexp(-1).sum() / max(
        1, int(use.sum())
    )
    if "flat" not in batch:
        return ner, torch.zeros(())
    with torch.autocast("cpu", torch.bfloat16):
        logits = network.pairs(
            states, *(batch[k] for k in ("mask", "tag", "first", "last", "kind", "sentence", "i", "j"))
        )
    z = logits.float().flatten(0, 1)[batch["flat"]]
    rows, index = batch["target"].shape[0], batch["group"][:, None].expand(-1, z.shape[1])
    top = torch.full((rows, z.shape[1]), MASKED).scatter_reduce(0, index, z.detach(), "amax")
    grouped = top + torch.zeros((rows, z.shape[1])).scatter_add(0, index, (z - top.gather(0, index)).exp()).log()
    each = functional.binary_cross_entropy_with_logits(grouped, batch["target"], reduction="none") * batch["weight"]
    return ner, each.sum() / (batch["target"].sum() + rows * 0.1 + 1)


def batches(
    examples: list[dict[str, Any]], repeat: dict[str, float], budget: int, rng: random.Random
) -> list[list[Item]]:
    """One epoch: each example's windows (of varied length), bucketed by length into batches of about `budget` pieces.

    `repeat` says how often an example of a source comes in an epoch (1 if it says nothing), a fraction as a chance.
    """
    made = []
    for example in examples:
        times = repeat.get(example["source"], 1.0)
        for _ in range(int(times) + (rng.random() < times % 1)):
            limit = lambda: rng.randint(WINDOW // 2, WINDOW - 2) if rng.random() < 0.5 else WINDOW - 2  # noqa: E731
            made += [(example, window) for window in windows(example["pieces"], limit)]
    rng.shuffle(made)
    grouped: list[list[Item]] = []
    for start in range(0, len(made), 400):
        chunk = sorted(made[start : start + 400], key=lambda pair: len(pair[1].pieces))
        current: list[Item] = []
        for example, window in chunk:
            if current and (len(current) + 1) * (len(window.pieces) + 2) > budget:
                grouped.append(current)
                current = []
            current.append(item(example, window, rng))
        grouped.append(current)
    rng.shuffle(grouped)
    return grouped


def main() -> None:
    """Train and write the weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("work", type=Path)
    options.add_argument("encoder", type=Path)
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--budget", type=int, default=3000)
    options.add_argument("--repeat", type=int, default=1)
    options.add_argument("--encoder-rate", type=float, default=1.2e-4)
    options.add_argument("--head-rate", type=float, default=5e-4)
    options.add_argument("--sets", default="corpora,labelled,written,synthetic")
    options.add_argument("--exclude", type=Path, help="a file of ids that are not trained on")
    options.add_argument(
        "--corpora-share", type=float, default=1.0, help="how often a text of the public corpora comes in an epoch"
    )
    options.add_argument("--synthetic-share", type=float, default=1.0, help="the same for the made texts")
    options.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(given.seed)
    rng = random.Random(given.seed)
    kept = json.loads((given.work / "pieces.json").read_text())
    encoder = Encoder(json.loads((given.encoder / "config.json").read_text()), len(kept))
    encoder.load(load_file(given.encoder / "model.safetensors"), kept)
    network = Network(encoder, len(TAGS), len(ENTITY_TYPES), len(RELATIONS))
    if given.start:
        network.load_state_dict({k: v.float() for k, v in torch.load(given.start).items()})
    held = set(given.exclude.read_text().split()) if given.exclude else set()
    examples = []
    for name in given.sets.split(","):
        with (given.work / f"{name}.jsonl").open(encoding="utf-8") as lines:
            examples += [row for row in map(json.loads, lines) if row["id"] not in held]
    for example in examples:
        example["pieces"] = pieces(example["text"])
    groups = [
        {
            "params": [p],
            "lr": given.encoder_rate if name.startswith("encoder.") else given.head_rate,
            "weight_decay": 0.0 if p.ndim == 1 else 0.01,
        }
        for name, p in network.named_parameters()
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    public = {example["source"] for example in examples} - {"labelled", "written", "synthetic"}
    repeat = {"labelled": float(given.repeat), "written": float(given.repeat), "synthetic": given.synthetic_share}
    repeat |= dict.fromkeys(public, given.corpora_share)
    epoch = batches(examples, repeat, given.budget, rng)
    total = len(epoch) * given.epochs
    warm = max(1, int(total * 0.06))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda i: min((i + 1) / warm, max(0.0, (total - i) / (total - warm)))
    )
    print(f"{len(examples)} texts, {len(epoch)} batches an epoch, {total} in all", flush=True)
    network.train()
    started, step, sums = time.time(), 0, [0.0, 0.0]
    for number in range(given.epochs):
        for group in epoch if number == 0 else batches(examples, repeat, given.budget, rng):
            if step >= total:
                break
            ner, relations = loss_of(network, collate(group))
            loss = ner + 0.5 * relations
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            sums = [sums[0] + ner.item(), sums[1] + relations.item()]
            if step % 50 == 0:
                print(
                    f"{step}/{total} entities {sums[0] / 50:.3f} relations {sums[1] / 50:.3f} {time.time() - started:.0f} s",
                    flush=True,
                )
                if not math.isfinite(sums[0]):
                    raise SystemExit("the loss is not a number")
                sums = [0.0, 0.0]
        torch.save({name: p.half() for name, p in network.state_dict().items()}, given.out or given.work / "network.pt")


if __name__ == "__main__":
    main()
