"""Marking in a sentence what a query matched, by the same analysis that found it, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

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
        self._parts = [(part, _runs_of(part)) for part in positive_leaves(root)]

    def mark(
        self,
        text: str,
        language: Language,
        named: Sequence[Stretch] = (),
        *,
        is_title: bool = False,
    ) -> Match:
        """Mark every stretch of ``text`` that is a word, phrase, name or date of the query."""
        tokens = list(analyse(text))
        words = {
            View.EXACT: [token.exact for token in tokens],
            View.STEM: [token.stem for token in tokens],
        }
        spans: list[tuple[int, int]] = []
        matched = set()
        reasons: dict[Reason, None] = {}
        for n, (part, runs) in enumerate(self._parts):
            found = list(_named(part, named))
            if isinstance(part, Wanted) and _is_within(part.words.scope, language, is_title):
                found += _spans(runs, tokens, words, language)
            for start, end, how, view in found:
                matched.add(n)
                spans.append((start, end))
                reasons[Reason(part.typed, text[start:end], how, view)] = None
        return Match(Marked(text, _merged(spans)), frozenset(matched), tuple(reasons))


_Span = tuple[int, int, How | None, View | None]


@dataclass(frozen=True)
class _Run:
    """One view of a pattern: the words that may stand in each of its places."""

    how: How
    view: View
    slots: list[frozenset[str]]
    slop: int | None
    is_arabic: bool


def _runs_of(part: Leaf) -> list[_Run]:
    if not isinstance(part, Wanted):
        return []
    runs = []
    for pattern in part.patterns:
        for view in View:
            slots = [frozenset(a.word for a in slot if a.view is view) for slot in pattern.slots]
            if all(slots):
                runs.append(_Run(pattern.how, view, slots, pattern.slop, pattern.is_arabic))
    return runs


def _is_within(scope: Scope, language: Language, is_title: bool) -> bool:
    return scope.language in (None, language) and (is_title or not scope.title)


def _spans(
    runs: Sequence[_Run],
    tokens: Sequence[Token],
    words: dict[View, list[str]],
    language: Language,
) -> Iterator[_Span]:
    seen = set()
    for run in runs:
        if run.is_arabic and language is Language.ENGLISH:
            continue
        for first, last in _places(run, words[run.view]):
            # A word spelt as it was looked for is no other form of it, nor a counterpart.
            if (first, last) not in seen:
                seen.add((first, last))
                yield tokens[first].start, tokens[last].end, run.how, run.view


def _places(run: _Run, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last word of each place where a pattern stands."""
    if run.slop is not None:
        yield from _near(run.slots, words, run.slop)
        return
    first_slot, rest = run.slots[0], run.slots[1:]
    for n in [n for n, word in enumerate(words) if word in first_slot]:
        after = words[n + 1 : n + 1 + len(rest)]
        if len(after) == len(rest) and all(
            word in slot for word, slot in zip(after, rest, strict=True)
        ):
            yield n, n + len(rest)


def _near(
    slots: Sequence[frozenset[str]], words: Sequence[str], slop: int
) -> Iterator[tuple[int, int]]:
    """Yield each word of the pattern by itself where all of them stand in a span."""
    span = len(slots) - 1 + slop
    for first in range(len(words)):
        if not any(words[first] in slot for slot in slots):
            continue
        within = range(first, min(first + span + 1, len(words)))
        places = [[n for n in within if words[n] in slot] for slot in slots]
        if all(places) and len({n for found in places for n in found}) >= len(slots):
            yield from ((n, n) for found in places for n in found)


def _named(part: Leaf, stretches: Sequence[Stretch]) -> Iterator[_Span]:
    """Yield the stretches that name what is asked for, an entity by another spelling as well."""
    yield from ((s.start, s.end, None, None) for s in stretches if _is_meant(part, s))


def _is_meant(part: Leaf, stretch: Stretch) -> bool:
    match part, stretch:
        case Named(ids=ids), NamedStretch(entity_id=entity_id):
            return entity_id in ids
        case Wanted(words=words), NamedStretch(names=names):
            wanted = tuple(slot.token.exact for slot in words.slots)
            return words.scope == Scope() and any(_has_run(name, wanted) for name in names)
        case Dated(dating=Dating.MENTIONS), DatedStretch(first=first, last=last):
            from_first = part.first is None or part.first <= first
            return from_first and (part.last is None or last <= part.last)
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
