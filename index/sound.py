"""Finding an Arabic name by its spelling in Latin letters, by the consonants both share.

A translation often garbles a rare name. A Latin word that no text has is looked up by its skeleton
instead: see ``archive.sound``.
"""

from archive import sound
from archive.arabic import has_arabic
from index.analysis import Token

MIN_LENGTH = 3
"""Consonants a Latin word must have; shorter skeletons are shared by too many Arabic words."""

_MIN_PART = 2  # consonants of each half of a name that Arabic writes as two words


def skeleton_of(word: str) -> str:
    """Return the merged consonants of an Arabic word, "" for one in other letters."""
    return sound.skeleton(word) if has_arabic(word) else ""


def skeletons(token: Token) -> tuple[tuple[str, ...], ...]:
    """Return how Arabic may write a Latin word: as one word, or as two next to each other.

    Empty for Arabic words, numbers, and words with too few consonants to tell names apart.
    """
    whole = sound.skeleton(token.exact)
    if token.is_arabic or not token.exact.isalpha() or len(whole) < MIN_LENGTH:
        return ()
    halves = range(_MIN_PART, len(whole) - _MIN_PART + 1)
    return ((whole,), *((whole[:n], whole[n:]) for n in halves))
