"""Sentence pairs as numbers, and the runs of one to three words that stand for each other there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from archive.arabic import INVISIBLE
from index.analysis import analyse
from index.lexicon.alignment import Integers, Links, Side
from index.lexicon.function_words import is_function_word

MAX_WORDS = 3
"""Words that a run has at most, those of grammar inside it counted."""

_LONGEST = 120  # words of a sentence that are looked at

# What may stand between two words of one run: cease-fire, Al‑Qaeda; and marks that nobody sees.
_JOINS = frozenset(" \u00a0-‐‑–\u200c\u200d\u200e\u200f")
_UNSEEN = dict.fromkeys(ord(c) for c in map(chr, range(0x2000, 0x2070)) if c in INVISIBLE)

Run = tuple[int, int]
"""The first and the last content word of a run, by their index in a ``Text``."""


@dataclass(frozen=True)
class Text:
    """All sentences of one language, their words one behind the other.

    Of each word, ``stems`` is its number in ``names``, ``begins`` and ``ends`` are offsets in its
    sentence, and ``stretches`` changes with each sentence and each mark of punctuation. ``content``
    are the words that aren't of grammar, ``owners`` the sentences they are of; ``side`` has them
    for alignment.
    """

    sentences: Sequence[str]
    names: Sequence[str]
    stems: Integers
    begins: Integers
    ends: Integers
    stretches: Integers
    content: Integers
    owners: Integers
    side: Side

    def is_run(self, first: int, last: int) -> bool:
        """Tell whether content words stand together, nothing but words of grammar between."""
        begin, end = self.content[first], self.content[last]
        return bool(end - begin < MAX_WORDS and self.stretches[begin] == self.stretches[end])

    def key(self, run: Run) -> str:
        """Return the stems of a run's words, with spaces between."""
        words = self.stems[self.content[run[0]] : self.content[run[1]] + 1]
        return " ".join(self.names[word] for word in words)

    def surface(self, run: Run) -> str:
        """Return a run as it is spelt, in small letters where it begins its sentence."""
        begin, end = self.begins[self.content[run[0]]], self.ends[self.content[run[1]]]
        text: str = self.sentences[self.owners[run[0]]][begin:end].translate(_UNSEEN)
        return text if begin else text.lower()


def read(sentences: Sequence[str], *, arabic: bool) -> Text:
    """Return the words of sentences; content are only those written in the language's letters."""
    numbers: dict[str, int] = {}
    words: list[tuple[int, int, int, int]] = []
    content: list[tuple[int, int]] = []
    starts = [0]
    stretch = 0
    for owner, sentence in enumerate(sentences):
        stretch += 1
        before = 0
        for count, token in enumerate(analyse(sentence)):
            if count == _LONGEST:
                break
            is_foreign = token.is_arabic != arabic
            if is_foreign or not _JOINS.issuperset(sentence[before : token.start]):
                stretch += 1
            if not is_foreign and not is_function_word(token):
                content.append((len(words), owner))
            number = numbers.setdefault(token.stem, len(numbers))
            words.append((number, token.start, token.end, stretch))
            stretch += is_foreign
            before = token.end
        starts.append(len(content))
    stems, begins, ends, stretches = np.array(words, np.int32).reshape(-1, 4).T
    indexes, owners = np.array(content, np.int32).reshape(-1, 2).T
    lengths = np.array([len(sentence) for sentence in sentences], np.float32)
    places = (begins[indexes] / lengths[owners]).astype(np.float32)
    aligned, vocabulary = _without_once(stems[indexes])
    side = Side(aligned, places, np.array(starts, np.int64), vocabulary)
    return Text(sentences, list(numbers), stems, begins, ends, stretches, indexes, owners, side)


def _without_once(stems: Integers) -> tuple[Integers, int]:
    # A word seen once can't become an entry. All such words are one, number 0: they take to each
    # other rather than to whatever stands beside them.
    kept = np.bincount(stems) > 1
    renumbered = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    return renumbered[stems], int(kept.sum()) + 1


def matching(english: Text, arabic: Text, links: Links) -> Iterator[tuple[int, Run, Run]]:
    """Yield the English and Arabic runs that stand for each other, the number of theirs before."""
    bounds = np.searchsorted(links.left, english.side.starts)
    for number, (first, last) in enumerate(pairwise(bounds.tolist())):
        here = slice(first, last)
        found = zip(
            (~links.firm[here]).tolist(),
            (-links.strength[here]).tolist(),
            links.left[here].tolist(),
            links.right[here].tolist(),
            strict=True,
        )
        units = _units(english, arabic, [(e, a, not loose) for loose, _, e, a in sorted(found)])
        for unit in units:
            yield number, *unit
        for phrase in _phrases(english, arabic, units):
            yield number, *phrase


@dataclass(frozen=True)
class _Unit:
    """The smallest runs that stand for each other: no word of one is linked with others."""

    english: Run
    arabic: Run

    def joined(self, other: "_Unit") -> "_Unit | None":
        """Return both as one, None where their words don't stand side by side."""
        english, arabic = _span(self.english, other.english), _span(self.arabic, other.arabic)
        return _Unit(english, arabic) if english and arabic else None


def _span(one: Run, other: Run) -> Run | None:
    (first, end), (begin, last) = sorted((one, other))
    return (first, max(end, last)) if begin <= end + 1 else None


def _units(
    english: Text, arabic: Text, links: Sequence[tuple[int, int, bool]]
) -> list[tuple[Run, Run]]:
    """Grow links, given with whether they are firm, the best first, to units."""
    of_english: dict[int, _Unit] = {}
    of_arabic: dict[int, _Unit] = {}
    waiting = links
    while waiting:
        refused = []
        for e, a, firm in waiting:
            new = _Unit((e, e), (a, a))
            one, other = of_english.get(e, new), of_arabic.get(a, new)
            # A link that isn't firm adds a word to a unit; it neither makes one nor joins two.
            joined = one.joined(other) if firm or (one is new) != (other is new) else None
            if (
                joined is not None
                and english.is_run(*joined.english)
                and arabic.is_run(*joined.arabic)
            ):
                first, last = joined.english
                of_english.update(dict.fromkeys(range(first, last + 1), joined))
                first, last = joined.arabic
                of_arabic.update(dict.fromkeys(range(first, last + 1), joined))
            else:
                refused.append((e, a, firm))
        # A word may only now be beside what has grown towards it.
        waiting = refused if len(refused) < len(waiting) else []
    return sorted({(unit.english, unit.arabic) for unit in of_english.values()})


def _phrases(
    english: Text, arabic: Text, units: Sequence[tuple[Run, Run]]
) -> Iterator[tuple[Run, Run]]:
    """Yield two or three units that stand side by side in both languages, as one."""
    for n in range(len(units)):
        for size in (2, 3):
            lefts, rights = zip(*units[n : n + size], strict=True)
            if len(lefts) < size or not _is_unbroken(lefts):
                break
            left = lefts[0][0], lefts[-1][1]
            right = min(rights)[0], max(rights)[1]
            if _is_unbroken(sorted(rights)) and english.is_run(*left) and arabic.is_run(*right):
                yield left, right


def _is_unbroken(found: Sequence[Run]) -> bool:
    return all(one[1] + 1 == other[0] for one, other in pairwise(found))
