"""Where the English of a sentence names what its Arabic names."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from archive import sound
from archive.arabic import has_arabic
from archive.entities.entity import Mention

_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]{2,}")
_SHORTEST_SOUND = 3  # consonants


def english_spans(
    text: str, mentions: Sequence[Mention], spellings: Mapping[str, Sequence[str]]
) -> list[tuple[int, int, Mention]]:
    """Return the stretches of a translation that name what is mentioned, in order, none twice.

    ``spellings`` are all that each entity is called, by its id. A name is found by any of its Latin
    spellings, else by a capitalised word that sounds like the longest of its Arabic words.
    """
    taken: list[tuple[int, int, Mention]] = []
    for mention in mentions:
        names = [name for name in spellings.get(mention.entity.id, ()) if not has_arabic(name)]
        span = _spelt(text, names, taken) or _sounding(text, mention, taken)
        if span is not None:
            taken.append((*span, mention))
    return sorted(taken, key=lambda found: found[0])


def _spelt(
    text: str, names: Sequence[str], taken: Sequence[tuple[int, int, Mention]]
) -> tuple[int, int] | None:
    for name in sorted(names, key=len, reverse=True):
        for match in _pattern(name).finditer(text):
            if _is_free(match.span(), taken):
                return match.span()
    return None


# Python's own cache of patterns is smaller than the number of names on a page of results.
@lru_cache(maxsize=16_384)
def _pattern(name: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", name) if part)
    # Latin abbreviations and names are written with capitals; "us" is not "US".
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _sounding(
    text: str, mention: Mention, taken: Sequence[tuple[int, int, Mention]]
) -> tuple[int, int] | None:
    wanted = sound.skeleton(max(mention.spelling.split(), key=len))
    if len(wanted) < _SHORTEST_SOUND:
        return None
    for match in _CAPITALISED.finditer(text):
        if sound.skeleton(match[0]) == wanted and _is_free(match.span(), taken):
            return match.span()
    return None


def _is_free(span: tuple[int, int], taken: Sequence[tuple[int, int, Mention]]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end, _ in taken)
