"""Marking in a sentence what a query matched, by the same analysis that found it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analysis import Token, analyse
from index.query import Node, Sound, Words, positive_parts
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


class Highlighter:
    """Marks texts for one query."""

    def __init__(self, root: Node | None) -> None:
        self._parts = list(positive_parts(root))

    def mark(self, text: str) -> Match:
        """Mark every stretch of ``text`` that is a word or phrase of the query."""
        tokens = list(analyse(text))
        spans: list[tuple[int, int]] = []
        matched = set()
        for n, part in enumerate(self._parts):
            found = list(_spans(part, tokens))
            if found:
                matched.add(n)
                spans += found
        return Match(Marked(text, _merged(spans)), frozenset(matched))


def _spans(part: Words | Sound, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    if isinstance(part, Words):
        exact = [token.exact for token in part.tokens]
        stems = [token.stem for token in part.tokens]
        yield from _runs(tokens, [token.exact for token in tokens], exact)
        yield from _runs(tokens, [token.stem for token in tokens], stems)
        return
    skeletons = [skeleton(token) if token.is_arabic else "" for token in tokens]
    for pattern in part.patterns:
        yield from _runs(tokens, skeletons, list(pattern))


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
