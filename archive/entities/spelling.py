"""Comparing the spellings of names: the form they share, their sound, how near they are."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from archive import sound
from archive.entities.entity import Kind
from archive.entities.gazetteer import words_of

_SHORTEST = 4  # letters of a word that may be spelt another way
_MOST_EDITS = 2

SHORTEST_SOUND = 4
"""Consonants that a name must have to be looked up by its sound."""


def folded(name: str) -> str:
    """Return the form that spellings of one name in one script share: folded words, no hyphens."""
    return " ".join(words_of(name))


@lru_cache(maxsize=50_000)
def sound_of(spelling: str) -> str:
    """Return the sound of a folded name, word by word."""
    return " ".join(part for word in spelling.split() if (part := sound.skeleton(word)))


def new_id(kind: Kind, spelling: str) -> str:
    """Return the id of an entity that is known by a spelling only: always the same for the same."""
    digest = hashlib.sha256(f"{kind}:{spelling}".encode()).hexdigest()
    return f"{kind}-{digest[:10]}"


def are_near(one: Sequence[str], other: Sequence[str], native: frozenset[str]) -> bool:
    """Tell whether two Arabic names are spellings of one foreign name.

    Words may differ in letters that sound alike or are vowels, two at most; a word that is Arabic
    itself (``native``) is spelt one way only: محمد is not محمود.
    """
    return len(one) == len(other) and all(
        a == b or _is_respelt(a, b, native) for a, b in zip(one, other, strict=True)
    )


def _is_respelt(one: str, other: str, native: frozenset[str]) -> bool:
    if one in native and other in native:
        return False
    if min(len(one), len(other)) < _SHORTEST or sound.skeleton(one) != sound.skeleton(other):
        return False
    return _edits(one, other) <= _MOST_EDITS


def _edits(one: str, other: str) -> int:
    """Return the Levenshtein distance of two words."""
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, start=1):
        before, row[0] = row[0], n
        for m, target in enumerate(other, start=1):
            best = min(row[m] + 1, row[m - 1] + 1, before + (letter != target))
            before, row[m] = row[m], best
    return row[-1]
