"""Marking in a sentence what a query matched, by the same analysis that found it, and why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.arabic import fold, has_arabic
from index.analysis import Token, analyse
from index.query import (
    Dated,
    Dating,
    How,
    Language,
    Leaf,
    Named,
    Node,
    Scope,
    View,
    Wanted,
    positive_leaves,
)

_SURE = 3  # letters of a longer English stem that its words begin with


@dataclass(frozen=True)
class Marked:
    """A text with the stretches that match: pairs of offsets, in order, none overlapping."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why a text matched: which words of it, for what of the query, and how they came to match.

    ``how`` is ``None`` for a name or a date. ``view`` is ``EXACT`` for words spelt as they were
    looked for, ``STEM`` for other forms of them.
    """

    typed: str
    found: str
    how: How | None = None
    view: View | None = None


@dataclass(frozen=True)
class Match:
    """A marked text, with which parts of the query it has, and why."""

    marked: Marked
    parts: frozenset[int]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class NamedStretch:
    """A stretch of a text that names an entity, and the exact views of all that it is called."""

    start: int
    end: int
    entity_id: str
    names: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class DatedStretch:
    """A stretch of a text that names a date from ``first`` to ``last``."""

    start: int
    end: int
    first: date
    last: date


Stretch = NamedStretch | DatedStretch


class Highlighter:
    """Marks texts for one query, which was expanded."""

    def __init__(self, root: Node | None) -> None:
        self._parts = list(positive_leaves(root))
        self._meant: dict[tuple[int, str], bool] = {}
        self._near: list[_Run] = []
        self._in_order: dict[View, defaultdict[str, list[_Run]]]
        self._in_order = {view: defaultdict(list) for view in View}
        for n, part in enumerate(self._parts):
            for run in _runs_of(n, part):
                if run.slop is not None:
                    self._near.append(run)
                    continue
                for word in run.slots[0]:
                    self._in_order[run.view][word].append(run)
        words = {word for first in self._in_order.values() for word in first}
        words |= {word for run in self._near for word in run.slots[0]}
        self._beginnings = sorted({_beginning(word) for word in words}, key=len)

    def mark(
        self,
        text: str,
        language: Language,
        named: Sequence[Stretch] = (),
        *,
        is_title: bool = False,
    ) -> Match:
        """Mark every stretch of ``text`` that is a word, phrase, name or date of the query."""
        found: dict[tuple[int, int, int], tuple[How | None, View | None]] = {
            (n, stretch.start, stretch.end): (None, None)
            for n, part in enumerate(self._parts)
            for stretch in named
            if self._is_meant(n, part, stretch)
        }
        if self._may_match(text):
            tokens = list(analyse(text))
            for run, first, last in self._places(tokens):
                if run.is_within(language, is_title):
                    # What was typed comes before what was taken for it.
                    place = (run.part, tokens[first].start, tokens[last].end)
                    found.setdefault(place, (run.how, run.view))
        reasons = {
            Reason(self._parts[n].typed, text[start:end], how, view): None
            for (n, start, end), (how, view) in found.items()
        }
        spans = [(start, end) for _, start, end in found]
        parts = frozenset(n for n, _, _ in found)
        return Match(Marked(text, _merged(spans)), parts, tuple(reasons))

    def _places(self, tokens: Sequence[Token]) -> Iterator[tuple["_Run", int, int]]:
        """Yield the first and the last word of each place where a pattern stands."""
        exact = [token.exact for token in tokens]
        stems = [token.stem for token in tokens]
        for view, words in ((View.EXACT, exact), (View.STEM, stems)):
            in_order = self._in_order[view]
            for n in [n for n, word in enumerate(words) if word in in_order]:
                for run in in_order[words[n]]:
                    if run.stands_at(n, words):
                        yield run, n, n + len(run.slots) - 1
        for run in self._near:
            for n in _near(run.slots, exact if run.view is View.EXACT else stems, run.slop or 0):
                yield run, n, n

    def _may_match(self, text: str) -> bool:
        """Tell whether a text is worth analysing, which takes longer than this."""
        folded = fold(text).translate(_APOSTROPHES)
        return any(beginning in folded for beginning in self._beginnings)

    def _is_meant(self, n: int, part: Leaf, stretch: Stretch) -> bool:
        """Tell whether a stretch names what is asked for, an entity by another spelling as well."""
        if isinstance(stretch, DatedStretch):
            return _is_dated(part, stretch)
        # An entity is named again and again.
        key = (n, stretch.entity_id)
        if key not in self._meant:
            self._meant[key] = _is_named(part, stretch)
        return self._meant[key]


_APOSTROPHES = {ord("'"): None, ord("’"): None}  # which analysis takes out of words


def _beginning(word: str) -> str:
    """Return what every folded word has in it that has this view.

    An Arabic stem is a part of its word. An English one may end otherwise: happi, happy.
    """
    if has_arabic(word):
        return word
    return word[:_SURE] if len(word) > _SURE else word[:1]


@dataclass(frozen=True)
class _Run:
    """One view of a pattern of a part of the query: what may stand in each of its places."""

    part: int
    scope: Scope
    how: How
    view: View
    slots: list[frozenset[str]]
    slop: int | None
    is_arabic: bool

    def is_within(self, language: Language, is_title: bool) -> bool:
        """Tell whether a text of this kind is one that is searched."""
        if self.is_arabic and language is Language.ENGLISH:
            return False
        return self.scope.language in (None, language) and (is_title or not self.scope.title)

    def stands_at(self, n: int, words: Sequence[str]) -> bool:
        """Tell whether the words from the ``n``-th on are these, the first of which is."""
        if len(self.slots) == 1:
            return True
        after = words[n + 1 : n + len(self.slots)]
        return len(after) == len(self.slots) - 1 and all(
            word in slot for word, slot in zip(after, self.slots[1:], strict=True)
        )


def _runs_of(n: int, part: Leaf) -> Iterator[_Run]:
    if not isinstance(part, Wanted):
        return
    scope = part.words.scope
    for pattern in part.patterns:
        for view in View:
            slots = [frozenset(a.word for a in slot if a.view is view) for slot in pattern.slots]
            if slots and all(slots):
                is_arabic = pattern.is_arabic
                yield _Run(n, scope, pattern.how, view, slots, pattern.slop, is_arabic)


def _near(slots: Sequence[frozenset[str]], words: Sequence[str], slop: int) -> Iterator[int]:
    """Yield each word of a pattern by itself where all of them stand in a span."""
    span = len(slots) - 1 + slop
    of_any = frozenset().union(*slots)
    for first in [n for n, word in enumerate(words) if word in of_any]:
        within = range(first, min(first + span + 1, len(words)))
        places = [[n for n in within if words[n] in slot] for slot in slots]
        if all(places) and len({n for found in places for n in found}) >= len(slots):
            yield from (n for found in places for n in found)


def _is_named(part: Leaf, stretch: NamedStretch) -> bool:
    match part:
        case Named(ids=ids):
            return stretch.entity_id in ids
        case Wanted(words=words):
            wanted = tuple(slot.token.exact for slot in words.slots)
            return words.scope == Scope() and any(_has_run(n, wanted) for n in stretch.names)
    return False


def _is_dated(part: Leaf, stretch: DatedStretch) -> bool:
    match part:
        case Dated(dating=Dating.MENTIONS, first=first, last=last):
            return (first is None or first <= stretch.first) and (
                last is None or stretch.last <= last
            )
    return False


def _has_run(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(words[n : n + len(wanted)] == wanted for n in range(len(words) - len(wanted) + 1))


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
