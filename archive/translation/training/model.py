"""A compact pre-norm Transformer: a deep encoder, a shallow decoder, one table of embeddings."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

BOS, EOS = 1, 2
"""Pieces of the tokeniser that begin and end a target."""

MAX_POSITIONS = 512

_ROWS = 128  # states whose scores stay in a processor's cache together


@dataclass(frozen=True)
class Shape:
    """The size of a model: pieces, width, heads, layers of encoder and decoder, inner width."""

    vocabulary: int
    width: int = 256
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2
    inner: int = 1024
    dropout: float = 0.1

    @property
    def pad(self) -> int:
        """The piece that fills batches up; the tokeniser has none of that number."""
        return self.vocabulary


class Attention(nn.Module):
    """Attention of a sequence to itself, or to another where ``crossed``."""

    def __init__(self, shape: Shape, *, crossed: bool = False) -> None:
        super().__init__()
        self.heads = shape.heads
        self.norm = nn.LayerNorm(shape.width)
        if crossed:
            self.query = nn.Linear(shape.width, shape.width)
            self.key_value = nn.Linear(shape.width, 2 * shape.width)
        else:
            self.query_key_value = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor | None = None) -> Tensor:
        """Return what attention adds to ``x``, of shape (batch, length, width).

        ``mask`` is added to the scores, of shape (batch or 1, 1, length or 1, length of the keys).
        """
        normed = self.norm(x)
        if memory is None:
            query, key, value = self.query_key_value(normed).chunk(3, dim=-1)
        else:
            query = self.query(normed)
            key, value = self.key_value(memory).chunk(2, dim=-1)
        query, key, value = (self._split(part) for part in (query, key, value))
        # PyTorch's fused attention needs 6 to 12 times as long in bf16 on a processor (2.13).
        scores = (query * query.shape[-1] ** -0.5) @ key.mT + mask
        return self.out((scores.softmax(-1) @ value).transpose(1, 2).flatten(2))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class FeedForward(nn.Module):
    """The two linear layers behind each attention."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer adds to ``x``."""
        return self.outer(functional.relu(self.inner(self.norm(x))))


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each added to its input."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.feed_forward = FeedForward(shape)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return ``x`` after the layer."""
        x = x + self.dropout(self.attention(x, mask))
        return x + self.dropout(self.feed_forward(x))


class DecoderLayer(nn.Module):
    """Causal self-attention, attention to the source, feed-forward."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.source_attention = Attention(shape, crossed=True)
        self.feed_forward = FeedForward(shape)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor, memory_mask: Tensor) -> Tensor:
        """Return ``x`` after the layer."""
        x = x + self.dropout(self.attention(x, mask))
        x = x + self.dropout(self.source_attention(x, memory_mask, memory))
        return x + self.dropout(self.feed_forward(x))


class Transformer(nn.Module):
    """Encoder and decoder over one table of embeddings, which is the output layer as well."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary + 1, shape.width)
        nn.init.normal_(self.embedding.weight, std=shape.width**-0.5)
        self.register_buffer("positions", sinusoids(MAX_POSITIONS, shape.width), persistent=False)
        self.dropout = nn.Dropout(shape.dropout)
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(shape.width)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Return the last hidden states for ``target``, of shape (batch, length, width)."""
        mask = self._blocked((source == self.shape.pad)[:, None, None, :])
        x = self._embed(source)
        for layer in self.encoder:
            x = layer(x, mask)
        memory = self.encoder_norm(x)
        y = self._embed(target)
        length = target.shape[1]
        ahead = torch.ones(length, length, dtype=torch.bool, device=target.device).triu(1)
        causal = self._blocked(ahead[None, None])
        for layer in self.decoder:
            y = layer(y, causal, memory, mask)
        return self.decoder_norm(y)

    @property
    def table(self) -> Tensor:
        """The embeddings of the tokeniser's pieces, which are the output layer's weights too."""
        return self.embedding.weight[: self.shape.vocabulary]

    def _embed(self, pieces: Tensor) -> Tensor:
        scaled = self.embedding(pieces) * math.sqrt(self.shape.width)
        embedded = scaled + self.positions[: pieces.shape[1]]
        return self.dropout(embedded.to(self.encoder_norm.weight.dtype))

    def _blocked(self, keys: Tensor) -> Tensor:
        """Return what is added to the scores of keys: nothing, or minus infinity where true."""
        zeros = torch.zeros(keys.shape, dtype=self.encoder_norm.weight.dtype, device=keys.device)
        return zeros.masked_fill_(keys, -math.inf)


class SmoothedCrossEntropy(torch.autograd.Function):
    """Label-smoothed cross-entropy, summed, of the pieces that hidden states are followed by.

    The scores of all pieces for all states are by far the largest tensor of a training step. They
    are written once, and become their own gradient a few rows at a time.
    """

    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, table: Tensor, wanted: Tensor, smoothing: float
    ) -> Tensor:
        """Return the loss in nats for ``hidden`` (states, width) and ``wanted`` (states)."""
        scores = functional.linear(hidden, table)
        spread = smoothing / table.shape[0]
        total = torch.zeros((), device=hidden.device)
        for rows, right in zip(scores.split(_ROWS), wanted[:, None].split(_ROWS), strict=True):
            exact = rows.float()
            norm = exact.logsumexp(1, keepdim=True)
            total += norm.sum() - spread * exact.sum()
            total -= (1 - smoothing) * exact.gather(1, right).sum()
            gradient = exact.sub_(norm).exp_().sub_(spread)
            gradient.scatter_add_(1, right, torch.full_like(norm, smoothing - 1))
            rows.copy_(gradient)
        ctx.save_for_backward(hidden, table, scores)
        return total

    @staticmethod
    def backward(ctx: Any, outer: Tensor) -> tuple[Tensor, Tensor, None, None]:
        """Return the gradients for the hidden states and the table."""
        hidden, table, gradient = ctx.saved_tensors
        scale = outer.to(hidden.dtype)
        return gradient @ table * scale, gradient.mT @ hidden * scale, None, None


def sinusoids(length: int, width: int) -> Tensor:
    """Return the position encodings of Vaswani et al. (2017), sines and cosines in halves."""
    rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    angles = torch.arange(length)[:, None] * rates[None, :]
    return torch.cat((angles.sin(), angles.cos()), dim=1)
