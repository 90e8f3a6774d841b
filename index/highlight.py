"""Marking in a sentence what a query matched, by the same analysis that found it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.analysis import Token, analyse
from index.query import Dated, Dating, Named, Node, Searched, Sound, Words, positive_parts
from index.sound import skeleton


@dataclass(frozen=True)
class Marked:
    """A text with the stretches that match: pairs of offsets, in order, none overlapping."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Match:
    """A marked text, with how many different parts of the query it has."""

    marked: Marked
    parts: frozenset[int]


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
    """Marks texts for one query."""

    def __init__(self, root: Node | None) -> None:
        self._parts = list(positive_parts(root))

    def mark(self, text: str, named: Sequence[Stretch] = ()) -> Match:
        """Mark every stretch of ``text`` that is a word, phrase, name or date of the query."""
        tokens = list(analyse(text))
        spans: list[tuple[int, int]] = []
        matched = set()
        for n, part in enumerate(self._parts):
            found = [*_spans(part, tokens), *_named(part, named)]
            if found:
                matched.add(n)
                spans += found
        return Match(Marked(text, _merged(spans)), frozenset(matched))


def _spans(part: Searched, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    match part:
        case Words():
            exact = [token.exact for token in part.tokens]
            stems = [token.stem for token in part.tokens]
            yield from _runs(tokens, [token.exact for token in tokens], exact)
            yield from _runs(tokens, [token.stem for token in tokens], stems)
        case Sound():
            skeletons = [skeleton(token) if token.is_arabic else "" for token in tokens]
            for pattern in part.patterns:
                yield from _runs(tokens, skeletons, list(pattern))


def _named(part: Searched, stretches: Sequence[Stretch]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that name what is asked for, an entity by another spelling as well."""
    yield from ((s.start, s.end) for s in stretches if _is_meant(part, s))


def _is_meant(part: Searched, stretch: Stretch) -> bool:
    match part, stretch:
        case Named(ids=ids), NamedStretch(entity_id=entity_id):
            return entity_id in ids
        case Words(tokens=tokens), NamedStretch(names=names):
            wanted = tuple(token.exact for token in tokens)
            return any(_has_run(name, wanted) for name in names)
        case Dated(dating=Dating.MENTIONS), DatedStretch(first=first, last=last):
            from_first = part.first is None or part.first <= first
            return from_first and (part.last is None or last <= part.last)
    return False


def _has_run(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(words[n : n + len(wanted)] == wanted for n in range(len(words) - len(wanted) + 1))


def _runs(
    tokens: Sequence[Token], views: Sequence[str], wanted: Sequence[str]
) -> Iterator[tuple[int, int]]:
    for n in range(len(views) - len(wanted) + 1):
        if views[n : n + len(wanted)] == wanted:
            yield tokens[n].start, tokens[n + len(wanted) - 1].end


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
