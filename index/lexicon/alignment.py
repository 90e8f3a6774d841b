"""Which word of a sentence stands for which of its translation: word alignment by agreement.

IBM Model 1 (Brown et al., "The Mathematics of Statistical Machine Translation", 1993) in both
directions, with two additions. Words at about the same place of their sentences are likelier
partners (Dyer et al., "A Simple, Fast, and Effective Reparameterization of IBM Model 2", 2013).
And what is counted is what both directions expect (Liang et al., "Alignment by Agreement", 2006).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int32]
Offsets = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_BLOCK = 1_000_000  # pairs of words worked on at once, for the memory they take
_TENSION = 4.0  # pull to the diagonal; what fast_align starts from

# Set by hand on the news pairs: a word that three words stand for together shares itself out.
_FIRM = 0.15
_SURE = 0.9
_POSSIBLE = 0.0001


@dataclass(frozen=True)
class Side:
    """The sentences of one language, one behind the other.

    ``words`` are numbers of words from 0 to before ``vocabulary``, ``places`` where each stands in
    its sentence, from 0 to 1. Sentence ``n`` has the words ``starts[n]`` to before ``starts[n+1]``.
    """

    words: Integers
    places: Floats
    starts: Offsets
    vocabulary: int


@dataclass(frozen=True)
class Links:
    """Words that stand for each other, by their index in each side, in the order of sentences.

    ``strength`` is how far both directions agree, from 0 to 1. A link that is not ``firm`` is sure
    in one direction only: its word may belong to what else its partner is linked with.
    """

    left: Integers
    right: Integers
    strength: Floats
    firm: Flags


_NONE = Links(
    np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.bool_)
)


@dataclass(frozen=True)
class _Block:
    """All pairs of words of some sentences, row by row: a row is a left word."""

    first_left: int
    first_right: int
    rows: Offsets  # counted from ``first_left``
    columns: Offsets  # counted from ``first_right``
    nearness: Floats


def align(left: Side, right: Side, *, iterations: int = 5) -> Links:
    """Return the links between the words of each left sentence and its right one."""
    types, codes = _types(left, right)
    of_left, of_right = types // right.vocabulary, types % right.vocabulary
    given_left = np.ones(len(types), np.float32)  # p(right | left)
    given_right = np.ones(len(types), np.float32)  # p(left | right)
    for _ in range(iterations):
        counts = np.zeros(len(types))
        for block, code in zip(_blocks(left, right), codes, strict=True):
            forth, back = _shares(block, given_left[code], given_right[code])
            counts += np.bincount(code, forth * back, len(types))
        given_left = _normalised(counts, of_left)
        given_right = _normalised(counts, of_right)
    found = [_NONE]
    for block, code in zip(_blocks(left, right), codes, strict=True):
        found.append(_links(block, *_shares(block, given_left[code], given_right[code])))
    return Links(
        np.concatenate([links.left for links in found]),
        np.concatenate([links.right for links in found]),
        np.concatenate([links.strength for links in found]),
        np.concatenate([links.firm for links in found]),
    )


def _blocks(left: Side, right: Side) -> Iterator[_Block]:
    # Made anew each time: to keep the pairs takes more memory than to make them takes time.
    lengths, partners = np.diff(left.starts), np.diff(right.starts)
    ends = np.cumsum(lengths * partners)
    first = 0
    while first < len(lengths):
        done = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, done + _BLOCK, "right")), first + 1)
        widths = np.repeat(partners[first:last], lengths[first:last])
        begins = np.repeat(right.starts[first:last] - right.starts[first], lengths[first:last])
        rows = np.repeat(np.arange(len(widths)), widths)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(widths) - widths, widths)
        columns = begins[rows] + within
        a, b = int(left.starts[first]), int(right.starts[first])
        gaps = np.abs(left.places[a + rows] - right.places[b + columns])
        yield _Block(a, b, rows, columns, np.exp(-_TENSION * gaps).astype(np.float32))
        first = last


def _types(left: Side, right: Side) -> tuple[Offsets, list[Integers]]:
    """Return the different pairs of words, and for each block the index of each of its pairs."""
    different = [np.unique(_pairs(block, left, right)) for block in _blocks(left, right)]
    types = np.unique(np.concatenate([np.zeros(0, np.int64), *different]))
    codes = [
        np.searchsorted(types, _pairs(block, left, right)).astype(np.int32)
        for block in _blocks(left, right)
    ]
    return types, codes


def _pairs(block: _Block, left: Side, right: Side) -> Offsets:
    lefts = left.words[block.first_left + block.rows].astype(np.int64)
    return lefts * right.vocabulary + right.words[block.first_right + block.columns]


def _shares(block: _Block, given_left: Floats, given_right: Floats) -> tuple[Floats, Floats]:
    """Return how probable each pair is among those of its left word, and of its right word."""
    forth, back = given_right * block.nearness, given_left * block.nearness
    return _normalised(forth, block.rows), _normalised(back, block.columns)


def _links(block: _Block, forth: Floats, back: Floats) -> Links:
    strength = forth * back
    firm = strength >= _FIRM
    sure = (np.maximum(forth, back) >= _SURE) & (np.minimum(forth, back) >= _POSSIBLE)
    kept = np.flatnonzero(firm | sure)
    lefts = (block.rows[kept] + block.first_left).astype(np.int32)
    rights = (block.columns[kept] + block.first_right).astype(np.int32)
    return Links(lefts, rights, strength[kept], firm[kept])


def _normalised(weights: npt.NDArray[np.floating], groups: Offsets) -> Floats:
    sums = np.bincount(groups, weights)
    return (weights / np.maximum(sums, 1e-30)[groups]).astype(np.float32)
