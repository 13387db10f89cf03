"""Write the trained network as two ONNX graphs with int8 weights, and what the reader needs to know of them.

python training/export.py WORK/network.pt ENCODER TARGET
TARGET, which holds the tokenizer, gets tagger.onnx (pieces -> states and tags), relations.onnx (states and pairs -> relations) and model.json.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from corpora import ENTITY_TYPES, RELATIONS
from network import Encoder, Network
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train import TAGS, UNPAIRED

PAIR_INPUTS = ["states", "mask", "tag", "first", "last", "kind", "sentence", "i", "j"]


class Tagger(nn.Module):
    """Pieces -> states and the tags' logits."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor, case: Tensor) -> tuple[Tensor, Tensor]:
        """Read ids, mask and case [B,T]."""
        states = self.network.encoder(ids, mask, case)
        return states, self.network.tags(states)


class Pairs(nn.Module):
    """States and mentions -> the relations' logits."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> Tensor:
        """Read the inputs of `Network.pairs`."""
        return self.network.pairs(*inputs)


def sample(length: int, mentions: int, pairs: int) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Return inputs of the given sizes for the two graphs (states left out of the second)."""
    draw = lambda *shape, high: torch.randint(0, high, shape)  # noqa: E731
    mask = torch.ones(1, length, dtype=torch.long)
    first = draw(1, mentions, high=length - 4)
    places = (
        mask,
        draw(1, length, high=len(TAGS)),
        first,
        first + 3,
        draw(1, mentions, high=len(ENTITY_TYPES)),
        draw(1, mentions, high=3),
    )
    return (draw(1, length, high=1000), mask, draw(1, length, high=8)), (
        *places,
        *(draw(1, pairs, high=mentions) for _ in "ij"),
    )


def main() -> None:
    """Export, quantise, compare."""
    warnings.filterwarnings("ignore")
    torch.manual_seed(1)
    weights, encoder, target = map(Path, sys.argv[1:4])
    state = {name: values.float() for name, values in torch.load(weights).items()}
    made = Encoder(json.loads((encoder / "config.json").read_text()), len(state["encoder.word.weight"]))
    network = Network(made, len(TAGS), len(ENTITY_TYPES), len(RELATIONS))
    network.load_state_dict(state)
    network.eval()
    tagger, pairs = Tagger(network).eval(), Pairs(network).eval()
    first, second = sample(17, 4, 6)
    with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
        states, _ = tagger(*first)
        axes = {name: {1: "pieces"} for name in ("ids", "mask", "case", "states", "tags", "tag")}
        axes |= {name: {1: "mentions"} for name in ("first", "last", "kind", "sentence")} | {
            name: {1: "pairs"} for name in ("i", "j", "relations")
        }
        common = {"opset_version": 17, "dynamo": False}
        graphs = {
            "tagger": (tagger, first, ["ids", "mask", "case"], ["states", "tags"]),
            "relations": (pairs, (states, *second), PAIR_INPUTS, ["relations"]),
        }
        target.mkdir(parents=True, exist_ok=True)
        for name, (module, inputs, takes, gives) in graphs.items():
            full = f"{folder}/{name}.onnx"
            used = {k: v for k, v in axes.items() if k in takes + gives}
            torch.onnx.export(module, inputs, full, input_names=takes, output_names=gives, dynamic_axes=used, **common)
            graph = onnx.load(full).graph
            dims = {i.name: len(i.dims) for i in graph.initializer}
            skip = [node.name for node in graph.node if node.op_type == "MatMul" and dims.get(node.input[1], 2) != 2]
            quantize_dynamic(
                full,
                str(target / f"{name}.onnx"),
                weight_type=QuantType.QInt8,
                per_channel=True,
                nodes_to_exclude=skip,
                op_types_to_quantize=["MatMul", "Gather"] if name == "tagger" else ["MatMul"],
            )
        first, second = sample(40, 9, 30)
        states, tags = tagger(*first)
        wanted = pairs(states, *second)
        got = run(target / "tagger.onnx", dict(zip(["ids", "mask", "case"], first, strict=True)))
        scores = run(target / "relations.onnx", dict(zip(PAIR_INPUTS, (states, *second), strict=True)))
        print(
            "largest difference of int8: tags",
            float(np.abs(got[1] - tags.numpy()).max()),
            "relations",
            float(np.abs(scores[0] - wanted.numpy()).max()),
        )
    digests = {
        name: hashlib.sha256((target / name).read_bytes()).hexdigest()
        for name in ("tagger.onnx", "relations.onnx", "tokenizer.json")
    }
    facts = {
        "tags": TAGS,
        "types": ENTITY_TYPES,
        "relations": RELATIONS,
        "unpaired": [ENTITY_TYPES[i] for i in UNPAIRED],
        "sha256": digests,
    }
    (target / "model.json").write_text(json.dumps(facts, indent=1) + "\n")
    print({name: f"{(target / name).stat().st_size / 1e6:.1f} MB" for name in digests})


def run(path: Path, inputs: dict[str, Tensor]) -> list[np.ndarray]:
    """Run one graph."""
    return onnxruntime.InferenceSession(path).run(None, {name: value.numpy() for name, value in inputs.items()})


if __name__ == "__main__":
    main()
