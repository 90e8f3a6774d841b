"""Cutting a block of text into sentences, the same way every time, offsets kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.arabic import INVISIBLE

VERSION = 1
"""Changes whenever the same text would be cut elsewhere, so that stale sentences are made again."""


@dataclass(frozen=True)
class Span:
    """A stretch of text from ``start`` up to, not including, ``end``."""

    start: int
    end: int


_CLOSERS = "\"'”’»)\\]}›"
# A stop, what closes behind it, and then a space: «… قال الوزير.» ثم
_STOP = re.compile(rf"(?<![.!?؟؛۔])(?P<stop>[.!?؟؛۔]+)[{INVISIBLE}]*[{_CLOSERS}{INVISIBLE}]*(?=\s)")
# A full stop glued between two Arabic words of at least two letters: "مدنيون.وأضاف"
_GLUED = re.compile(r"(?<=[\u0621-\u064a\u064b-\u0652]{3})\.(?=[\u0621-\u064a]{2})")
_LINE_END = re.compile(r"\s*\n\s*")

# Titles and units written short; a full stop behind them ends nothing.
_ABBREVIATIONS = frozenset(
    (
        *("د", "أ", "م", "ص", "ج", "ط", "ت", "ق", "هـ", "ه", "إلخ", "ا.د", "أ.د", "ت.غ"),
        *("mr", "mrs", "ms", "dr", "prof", "st", "gen", "col", "sen", "rep", "gov", "no", "vs"),
    )
)
_BEFORE_WORD = frozenset("()[]«»\"“”'")


def split_sentences(text: str) -> Iterator[Span]:
    """Yield the spans of the sentences of one block, in order, without surrounding space.

    Cuts behind . ! ? ؟ ؛ and at line ends. Keeps whole: abbreviations and initials, numbers,
    list numbers at the start of a line, and pauses of several dots ("..", "…"), which Arabic
    news uses like a comma. Every character that is not white space is in exactly one span.
    """
    start = 0
    for cut in sorted(_cuts(text)):
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, len(text))


def _cuts(text: str) -> set[int]:
    cuts = {m.end() for m in _LINE_END.finditer(text)}
    cuts |= {m.end() for m in _GLUED.finditer(text)}
    cuts |= {m.end() for m in _STOP.finditer(text) if _ends_sentence(text, m)}
    return cuts


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    stop = match["stop"]
    if set(stop) == {"."} and len(stop) > 1:
        return False
    if stop != ".":
        return True
    start = match.start()
    while start > 0 and not (text[start - 1].isspace() or text[start - 1] in _BEFORE_WORD):
        start -= 1
    word = text[start : match.start()]
    if word.isdigit():  # "1." numbers a point of a list only where it begins the line
        return start > 0 and text[start - 1] != "\n"
    if word.casefold() in _ABBREVIATIONS:
        return False
    is_initial = len(word) == 1 and word.isalpha()
    return not (is_initial or re.fullmatch(r"(?:\w\.)+\w", word))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
