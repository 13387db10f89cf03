"""The network: an encoder, a head that tags entities, and a head that reads relations between pairs of mentions.

The encoder is the lower layers of all-mpnet-base-v2 (width 768). It is uncased, so a learned vector of each word's case is
added at the input. The relation head follows the usual pair-of-spans design (both spans, their product, distance, types)
with attention over the context that knows where each word stands in relation to the pair.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from kg.annotate.tokens import CASES, WINDOW

MASKED = -1e4
OFFSET = 2
"""MPNet counts positions from here."""


class EncoderLayer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, width: int, heads: int, inner: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.f1, self.f2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.n1, self.n2 = nn.LayerNorm(width, eps=eps), nn.LayerNorm(width, eps=eps)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Read x[B,T,d] with bias[B,1,1,T] added to the attention."""
        split = lambda t: t.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # noqa: E731
        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        weights = (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1]) + bias).softmax(-1)
        x = self.n1(x + self.drop(self.o((self.drop(weights) @ v).transpose(1, 2).flatten(2))))
        return self.n2(x + self.drop(self.f2(nn.functional.gelu(self.f1(x)))))


def bucket(length: int) -> Tensor:
    """Return the bucket (0 to 31) of each distance from -length + 1 to length - 1, as T5 and MPNet count them."""
    distance = torch.arange(1 - length, length)
    size = distance.abs()
    far = 8 + (torch.log(size.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
    return (distance > 0).long() * 16 + torch.where(size < 8, size, far.clamp(max=15))


class Encoder(nn.Module):
    """MPNet's lower layers without its pooler, with a vector of each word's case."""

    def __init__(self, config: dict[str, int], pieces: int, layers: int = 6) -> None:
        super().__init__()
        width, eps, heads = config["hidden_size"], config["layer_norm_eps"], config["num_attention_heads"]
        self.width = width
        self.word = nn.Embedding(pieces, width)
        self.position = nn.Embedding(WINDOW + OFFSET, width)
        self.case = nn.Embedding(CASES, width)
        nn.init.normal_(self.case.weight, std=0.002)
        self.norm, self.drop = nn.LayerNorm(width, eps=eps), nn.Dropout(0.1)
        self.relative = nn.Embedding(config["relative_attention_num_buckets"], heads)
        self.register_buffer("bucket", bucket(WINDOW), persistent=False)
        self.layers = nn.ModuleList(EncoderLayer(width, heads, config["intermediate_size"], eps) for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor, case: Tensor) -> Tensor:
        """Return the states [B,T,d] of ids[B,T]."""
        at = torch.cumsum(torch.ones_like(ids[0]), 0) - 1
        x = self.drop(self.norm(self.word(ids) + self.position(at + OFFSET)[None] + self.case(case)))
        apart = self.bucket[at[None] - at[:, None] + WINDOW - 1]
        bias = self.relative(apart).permute(2, 0, 1)[None].to(x.dtype) + (mask[:, None, None] == 0) * MASKED
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load(self, weights: dict[str, Tensor], kept: list[int]) -> None:
        """Take over the weights of a Hugging Face MPNet checkpoint, and of its word pieces the rows `kept`."""
        names = {
            "word.weight": "embeddings.word_embeddings.weight",
            "position.weight": "embeddings.position_embeddings.weight",
            "norm.weight": "embeddings.LayerNorm.weight",
            "norm.bias": "embeddings.LayerNorm.bias",
            "relative.weight": "encoder.relative_attention_bias.weight",
        }
        parts = {
            "q": "attention.attn.q",
            "k": "attention.attn.k",
            "v": "attention.attn.v",
            "o": "attention.attn.o",
            "n1": "attention.LayerNorm",
            "f1": "intermediate.dense",
            "f2": "output.dense",
            "n2": "output.LayerNorm",
        }
        for i in range(len(self.layers)):
            for ours, theirs in parts.items():
                for end in ("weight", "bias"):
                    names[f"layers.{i}.{ours}.{end}"] = f"encoder.layer.{i}.{theirs}.{end}"
        state = {ours: weights[theirs] for ours, theirs in names.items()}
        state |= {
            "word.weight": state["word.weight"][kept],
            "position.weight": state["position.weight"][: WINDOW + OFFSET],
            "case.weight": self.case.weight.data,
        }
        self.load_state_dict(state)


class ContextLayer(nn.Module):
    """One pre-norm layer that the relation head puts on top of the encoder."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.f = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(0.1), nn.Linear(2 * width, width))
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Read x[B,T,d]."""
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in self.qkv(self.n1(x)).chunk(3, -1))
        weights = (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1]) + (mask[:, None, None] == 0) * MASKED).softmax(-1)
        x = x + self.drop(self.o((weights @ v).transpose(1, 2).flatten(2)))
        return x + self.drop(self.f(self.n2(x)))


class Network(nn.Module):
    """Tags entities (BIO) and scores every relation for each pair of mentions asked for."""

    def __init__(
        self, encoder: Encoder, tags: int, types: int, relations: int, width: int = 384, pair: int = 256, heads: int = 4
    ) -> None:
        super().__init__()
        self.encoder, self.heads = encoder, heads
        self.drop, self.tagger = nn.Dropout(0.1), nn.Linear(encoder.width, tags)
        self.narrow = nn.Linear(encoder.width, width)
        self.tag_vector = nn.Embedding(tags, width)
        nn.init.normal_(self.tag_vector.weight, std=0.05)
        self.context = nn.ModuleList(ContextLayer(width, width // 64) for _ in range(2))
        self.norm = nn.LayerNorm(width)
        self.subject = nn.Sequential(nn.Linear(3 * width, pair), nn.GELU())
        self.object = nn.Sequential(nn.Linear(3 * width, pair), nn.GELU())
        self.q, self.k, self.v = nn.Linear(2 * pair, pair), nn.Linear(width, pair), nn.Linear(width, pair)
        self.region, self.distance = nn.Embedding(5, pair), nn.Embedding(12, 32)
        self.sentences, self.kind = nn.Embedding(3, 32), nn.Embedding(types, 32)
        self.out = nn.Sequential(
            nn.Dropout(0.15), nn.Linear(4 * pair + 4 * 32, pair), nn.GELU(), nn.Dropout(0.1), nn.Linear(pair, relations)
        )
        self.register_buffer("buckets", torch.tensor([2, 4, 8, 16, 48]), persistent=False)

    def tags(self, states: Tensor) -> Tensor:
        """Return the logits of the tags [B,T,K]."""
        return self.tagger(self.drop(states))

    def pairs(
        self,
        states: Tensor,
        mask: Tensor,
        tag: Tensor,
        first: Tensor,
        last: Tensor,
        kind: Tensor,
        sentence: Tensor,
        i: Tensor,
        j: Tensor,
    ) -> Tensor:
        """Return the logits [B,P,R] of the pairs (i, j) [B,P] of mentions.

        `first`, `last` (inclusive), `kind` and `sentence` [B,M] are the mentions' pieces, types and sentence numbers.
        """
        x = self.narrow(states) + self.tag_vector(tag)
        for layer in self.context:
            x = layer(x, mask)
        x = self.norm(x)
        position = (torch.cumsum(torch.ones_like(mask[0]), 0) - 1)[None, None]
        inside = ((position >= first[..., None]) & (position <= last[..., None])).to(x.dtype)
        mean = inside @ x / inside.sum(-1, keepdim=True).clamp(min=1)
        rows = lambda t, at: torch.gather(t, 1, at.unsqueeze(-1).expand(-1, -1, t.shape[-1]))  # noqa: E731
        spans = torch.cat([rows(x, first), rows(x, last), mean], -1)
        subject, object_ = rows(self.subject(spans), i), rows(self.object(spans), j)
        a, b, a_end, b_end = (torch.gather(t, 1, at) for t, at in ((first, i), (first, j), (last, i), (last, j)))
        low, high = torch.minimum(a_end, b_end)[..., None], torch.maximum(a, b)[..., None]
        in_a = (position >= a[..., None]) & (position <= a_end[..., None])
        in_b = (position >= b[..., None]) & (position <= b_end[..., None])
        between = torch.where((position > low) & (position < high), 3, torch.where(position >= high, 4, 0))
        region = torch.where(in_a, 1, torch.where(in_b, 2, between))
        split = lambda t: t.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # noqa: E731
        q, k, v = split(self.q(torch.cat([subject, object_], -1))), split(self.k(x)), split(self.v(x))
        by_region = q @ self.region.weight.unflatten(-1, (self.heads, -1)).permute(1, 2, 0)[None]
        weights = q @ k.transpose(2, 3) + torch.gather(by_region, 3, region[:, None].expand(-1, self.heads, -1, -1))
        weights = (weights / math.sqrt(q.shape[-1]) + (mask[:, None, None] == 0) * MASKED).softmax(-1)
        context = (weights @ v).transpose(1, 2).flatten(2)
        gap = torch.where(b > a, b - a_end, a - b_end)
        bucket = (gap[..., None] >= self.buckets).sum(-1) * 2 + (b > a).long()
        apart = (torch.gather(sentence, 1, i) - torch.gather(sentence, 1, j)).abs().clamp(max=2)
        kinds = [self.kind(torch.gather(kind, 1, at)) for at in (i, j)]
        return self.out(
            torch.cat(
                [subject, object_, subject * object_, context, self.distance(bucket), self.sentences(apart), *kinds], -1
            )
        )
