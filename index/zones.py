"""The zones of an article in the index: what a word weighs there, and where it stands.

A word's weight in an article is the pseudo-frequency of BM25F (Robertson, Zaragoza and Taylor,
2004): its frequency in each zone, normalised by the zone's length and weighted, summed up. Lengths
are compared with fixed ones, not with the archive's averages, so that an article's weights stay as
they are when others are added.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis import Token, analyse
from index.documents import Side

_LENGTH_SHARE = 0.5
"""How much of a zone's length counts: BM25's b. On XQuAD .5 is a little better than .75."""

_BETWEEN_SENTENCES = 64
"""Places left free, more than a query may allow between words, see ``index.parsing``."""

_ROOM = 1 << 20
"""Places of a zone. Words beyond, tens of thousands of sentences on, share the last one."""

TITLE_END = _ROOM
"""The first place after the titles."""


@dataclass(frozen=True)
class Zone:
    """A zone's weight, and how many words it usually has."""

    weight: float
    usual_length: int


# That a title counts twice is a choice: no set we have tells titles from texts. Lengths are about
# what newspaper articles have, 8 words in the title and 284 below it in a sample of 3,000; that of
# a standfirst is a choice.
_ZONES = (Zone(2.0, 9), Zone(1.2, 30), Zone(1.0, 280))


@dataclass(frozen=True)
class Occurrences:
    """The words of one language of an article: each with its weight and its places, ascending."""

    exact: dict[str, tuple[float, list[int]]]
    stem: dict[str, tuple[float, list[int]]]


def occurrences(side: Side) -> Occurrences:
    """Count the words of a side in both views."""
    found = Occurrences({}, {})
    for n, (zone, sentences) in enumerate(zip(_ZONES, _sentences(side), strict=True)):
        length = sum(map(len, sentences))
        if not length:
            continue
        gain = zone.weight / (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / zone.usual_length)
        for place, token in _placed(sentences, n * _ROOM):
            _add(found.exact, token.exact, gain, place)
            _add(found.stem, token.stem, gain, place)
    return found


def _sentences(side: Side) -> Iterator[list[list[Token]]]:
    for texts in (side.title, side.standfirst, side.body):
        yield [list(analyse(text)) for text in texts]


def _placed(sentences: list[list[Token]], start: int) -> Iterator[tuple[int, Token]]:
    place, last = start, start + _ROOM - 1
    for tokens in sentences:
        for token in tokens:
            yield min(place, last), token
            place += 1
        place += _BETWEEN_SENTENCES


def _add(words: dict[str, tuple[float, list[int]]], word: str, gain: float, place: int) -> None:
    if (seen := words.get(word)) is None:
        words[word] = (gain, [place])
    else:
        seen[1].append(place)
        words[word] = (seen[0] + gain, seen[1])
