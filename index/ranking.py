"""Finding and ranking articles: a query's tree over the postings of an index, as whole arrays.

Every part of a query gives, for all articles at once, whether they match and how well. At 30,000
articles an operation on all of them costs some microseconds; nothing is skipped, so nothing is
lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index import days
from index.deadline import Deadline
from index.postings import PLACE_BITS, IndexReader, Numbers
from index.query import (
    Alternative,
    And,
    Dated,
    Dating,
    Everything,
    Label,
    Labelled,
    Language,
    Named,
    Node,
    Not,
    Or,
    Pattern,
    Scope,
    View,
    Wanted,
)
from index.zones import TITLE_END

Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]

_SATURATION = 1.2
"""BM25's k1: how soon further occurrences of a word stop counting. 1.2 is Lucene's; on XQuAD 0.9
and 2 give the same within .003 MRR@10."""

_VIEW_WEIGHTS = {View.EXACT: 0.5, View.STEM: 1.0}  # measured, see ``index.analysis``
_NAME_WEIGHT = 0.5  # of a word in what the entities of an article are called
_ABOUT_WEIGHT = 1.0  # of a word in source, tags, place

_NEAR_WEIGHT = 0.8  # of two words of a query next to each other; on XQuAD .8 gives .002 over .4
_NEAR = 8  # places between two words that still count as near
_NEAR_BEST = 100  # best articles that are looked at for nearness
_ROUNDING = 1e-4  # scores that differ less are the same: sums in another order
_NEAR_WORDS = 6  # first words of a query that are


@dataclass(frozen=True)
class Matches:
    """Which articles match, how well, and in which language some word of theirs does.

    Arrays over all articles of the index, by number.
    """

    mask: Mask
    scores: Scores
    arabic: Mask
    english: Mask


class Ranking:
    """Evaluates one query on one state of an index."""

    def __init__(self, reader: IndexReader, deadline: Deadline) -> None:
        self._reader = reader
        self._deadline = deadline
        self._size = reader.size
        self._count = int(np.count_nonzero(reader.alive))
        self._in = {language: np.zeros(self._size, bool) for language in Language}

    def matches(self, root: Node) -> Matches:
        """Return what matches ``root``, deleted articles left out."""
        mask, scores = self._node(root)
        mask = mask & self._reader.alive
        self._add_nearness(root, mask, scores)
        arabic, english = (self._in[language] & mask for language in Language)
        return Matches(mask, np.where(mask, scores, np.float32(0)), arabic, english)

    def mask(self, node: Node | None) -> Mask:
        """Return which articles match a part of a query, all where there is none."""
        alive: Mask = self._reader.alive
        if node is None:
            return alive
        kept = {language: mask.copy() for language, mask in self._in.items()}
        mask, _ = self._node(node)
        self._in = kept
        return mask & alive

    def _node(self, node: Node) -> tuple[Mask, Scores]:
        match node:
            case Wanted():
                return self._wanted(node)
            case Labelled(Label.FLAG, tokens):
                return self._all_of("flag", [token.exact for token in tokens])
            case Labelled(label, tokens):
                return self._all_of(label.value, [token.stem for token in tokens])
            case Named(ids=ids):
                mask, _ = self._any_of("entity", ids)
                return mask, mask.astype(np.float32)
            case Dated():
                return self._dated(node)
            case Everything():
                return np.ones(self._size, bool), self._nothing()[1]
            case And(parts):
                mask, scores = self._node(parts[0])
                for part in parts[1:]:
                    other, more = self._node(part)
                    mask, scores = mask & other, scores + more
                return mask, scores
            case Or(parts):
                mask, scores = self._node(parts[0])
                for part in parts[1:]:
                    other, more = self._node(part)
                    mask, scores = mask | other, scores + more
                return mask, scores
            case Not(part):
                # What is excluded says nothing about the language that the rest matches in.
                kept = {language: mask.copy() for language, mask in self._in.items()}
                mask, _ = self._node(part)
                self._in = kept
                return ~mask, self._nothing()[1]
        raise TypeError(f"{node!r} was not expanded")

    def _nothing(self) -> tuple[Mask, Scores]:
        return np.zeros(self._size, bool), np.zeros(self._size, np.float32)

    def _any_of(self, field: str, words: Iterable[str]) -> tuple[Mask, Scores]:
        mask, scores = self._nothing()
        for word in words:
            mask[self._reader.postings(field, word).articles] = True
        return mask, scores

    def _all_of(self, field: str, words: Sequence[str]) -> tuple[Mask, Scores]:
        mask = np.ones(self._size, bool)
        for word in words:
            mask &= self._any_of(field, [word])[0]
        return mask, self._nothing()[1]

    def _dated(self, node: Dated) -> tuple[Mask, Scores]:
        if node.dating is Dating.PUBLISHED:
            published = self._reader.days
            mask = published > 0
            if node.first is not None:
                mask &= published >= node.first.toordinal()
            if node.last is not None:
                mask &= published <= node.last.toordinal()
            return mask, self._nothing()[1]
        cover = days.cover(node.first, node.last)
        terms = list(cover.terms)
        if cover.years is not None:
            terms += self._reader.between("day", *cover.years)
        return self._any_of("day", terms)

    def _wanted(self, wanted: Wanted) -> tuple[Mask, Scores]:
        mask, scores = self._nothing()
        for pattern in wanted.patterns:
            self._deadline.check()
            for language in _languages(wanted.words.scope, pattern):
                found, more = self._pattern(pattern, wanted.words.scope, language)
                self._in[language] |= found
                mask |= found
                scores += more
            if wanted.words.scope == Scope():
                found, more = self._elsewhere(pattern)
                mask |= found
                scores += more
        return mask, scores

    def _pattern(self, pattern: Pattern, scope: Scope, language: Language) -> tuple[Mask, Scores]:
        mask, scores = self._nothing()
        for view, weight in _VIEW_WEIGHTS.items():
            slots = [[a for a in slot if a.view is view] for slot in pattern.slots]
            if not all(slots):
                continue
            field = f"{language}_{view}"
            if len(slots) == 1 and not scope.title:
                frequencies = self._frequencies(field, slots[0])
            else:
                frequencies = self._counted(self._runs(field, slots, pattern.slop, scope))
            found = frequencies > 0
            mask |= found
            scores += self._bm25(frequencies, weight * pattern.weight)
        return mask, scores

    def _elsewhere(self, pattern: Pattern) -> tuple[Mask, Scores]:
        """Find words in metadata and in what the article's entities are called."""
        stems = [[a.word for a in slot if a.view is View.STEM] for slot in pattern.slots]
        about = np.ones(self._size, bool)
        for words in stems:
            about &= self._any_of("about", words)[0]
        exact = [[a for a in slot if a.view is View.EXACT] for slot in pattern.slots]
        names, scores = self._nothing()
        if all(exact):
            names = self._counted(self._runs("names", exact, pattern.slop, Scope())) > 0
        for mask, weight in ((about, _ABOUT_WEIGHT), (names, _NAME_WEIGHT)):
            scores += self._bm25(mask.astype(np.float32), weight * pattern.weight)
        return about | names, scores

    def _frequencies(self, field: str, slot: Sequence[Alternative]) -> Scores:
        """Sum up the frequencies of words that count as one."""
        _, frequencies = self._nothing()
        for alternative in slot:
            postings = self._reader.postings(field, alternative.word)
            frequencies[postings.articles] += postings.weights * np.float32(alternative.weight)
        return frequencies

    def _bm25(self, frequencies: Scores, weight: float) -> Scores:
        """Score what counts as one word by its frequencies in all articles."""
        count = int(np.count_nonzero(frequencies[self._reader.alive]))
        if not count:
            return np.zeros(self._size, np.float32)
        saturated = frequencies * np.float32(_SATURATION + 1) / (frequencies + _SATURATION)
        return (saturated * np.float32(weight * self._rarity(count))).astype(np.float32)

    def _rarity(self, count: int) -> float:
        return float(np.log(1 + (self._count - count + 0.5) / (count + 0.5)))

    def _counted(self, keys: Numbers) -> Scores:
        articles = keys >> PLACE_BITS
        return np.bincount(articles, minlength=self._size).astype(np.float32)

    def _places(self, field: str, slot: Sequence[Alternative]) -> Numbers:
        found = [self._reader.places(field, alternative.word) for alternative in slot]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))

    def _runs(
        self,
        field: str,
        slots: Sequence[Sequence[Alternative]],
        slop: int | None,
        scope: Scope,
    ) -> Numbers:
        """Return where words stand together, by the place of the first of them."""
        places = [self._places(field, slot) for slot in slots]
        if scope.title:
            within = (1 << PLACE_BITS) - 1
            places = [found[(found & within) < TITLE_END] for found in places]
        if slop is not None:
            return _near(places, slop)
        runs = places[0]
        for n, found in enumerate(places[1:], start=1):
            runs = runs[_among(runs + n, found)]
        return runs

    def _add_nearness(self, root: Node, mask: Mask, scores: Scores) -> None:
        """Let the best articles gain where neighbouring words of the query stand near each other.

        The gain is that of the rarer word, divided by their distance.
        """
        slots = list(_single_slots(root))[:_NEAR_WORDS]
        candidates = np.flatnonzero(mask)
        if len(slots) < 2 or not candidates.size:
            return
        if candidates.size > _NEAR_BEST:
            # Those that are as good as the last one too, or chance would choose among them.
            least = np.partition(scores[candidates], -_NEAR_BEST)[-_NEAR_BEST]
            candidates = candidates[scores[candidates] >= least - _ROUNDING]
        for language in Language:
            self._deadline.check()
            placed = [self._places_in(f"{language}_stem", slot, candidates) for slot in slots]
            for (one, rarity), (other, other_rarity) in pairwise(placed):
                if not one.size or not other.size:
                    continue
                articles, distances = _closest(one, other)
                gain = _NEAR_WEIGHT * min(rarity, other_rarity) / distances
                best_gain = np.zeros(self._size, np.float32)
                np.maximum.at(best_gain, articles, gain)
                scores += best_gain

    def _places_in(
        self, field: str, slot: Sequence[Alternative], articles: Numbers
    ) -> tuple[Numbers, float]:
        found = self._places(field, slot)
        every = found >> PLACE_BITS
        count = np.count_nonzero(
            self._any_of(field, [a.word for a in slot])[0] & self._reader.alive
        )
        return found[_among(every, articles)], self._rarity(int(count))


def _single_slots(node: Node) -> Iterable[tuple[Alternative, ...]]:
    """Yield the stems of the words that are asked for one by one, as they were typed."""
    match node:
        case Wanted(patterns=patterns) if patterns and len(patterns[0].slots) == 1:
            stems = tuple(a for a in patterns[0].slots[0] if a.view is View.STEM)
            if stems:
                yield stems
        case And(parts) | Or(parts):
            for part in parts:
                yield from _single_slots(part)


def _among(numbers: Numbers, sorted_numbers: Numbers) -> Mask:
    """Tell which numbers are in an ascending array."""
    if not sorted_numbers.size:
        return np.zeros(numbers.size, bool)
    places = np.searchsorted(sorted_numbers, numbers)
    places[places == sorted_numbers.size] = 0
    found: Mask = sorted_numbers[places] == numbers
    return found


def _closest(one: Numbers, other: Numbers) -> tuple[Numbers, NDArray[np.float32]]:
    """Return the articles and distances of places of ``one`` that ``other`` is near to."""
    after = np.searchsorted(other, one)
    distances = np.minimum(
        np.abs(other[np.minimum(after, other.size - 1)] - one),
        np.abs(one - other[np.maximum(after - 1, 0)]),
    )
    near = (distances > 0) & (distances <= _NEAR)
    return one[near] >> PLACE_BITS, distances[near].astype(np.float32)


def _near(places: Sequence[Numbers], slop: int) -> Numbers:
    """Return the first places of spans in which all words stand, in any order.

    Words of one spelling must stand in so many places of their own.
    """
    span = len(places) - 1 + slop
    times: dict[int, int] = {}
    different: dict[int, Numbers] = {}
    for found in places:
        # What is kept of an index is kept once: the same word has the same array.
        times[id(found)] = times.get(id(found), 0) + 1
        different[id(found)] = found
    starts = []
    for first, begins in different.items():
        near = np.ones(begins.size, bool)
        for other, found in different.items():
            needed = times[other] - (other == first)
            if needed:
                near &= _nth_after(begins, found, needed) <= begins + span
        starts.append(begins[near])
    return np.unique(np.concatenate(starts))


def _nth_after(places: Numbers, others: Numbers, n: int) -> Numbers:
    """Return the ``n``-th of ``others`` after each place, far away where there is none."""
    far = np.iinfo(np.int64).max
    after = np.searchsorted(others, places, side="right") + n - 1
    return np.append(others, np.full(n, far))[np.minimum(after, others.size)]


def _languages(scope: Scope, pattern: Pattern) -> Sequence[Language]:
    """Return the sides on which a pattern may stand: Latin words stand in Arabic texts as well."""
    sides = [Language.ARABIC] if pattern.is_arabic else list(Language)
    return [side for side in sides if scope.language in (None, side)]
