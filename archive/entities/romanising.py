"""Likely Latin spellings of Arabic names, from attested ones."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arabic_name_romanizer import Transliterator

SPELLINGS = 3
"""Spellings that are kept for searching a name by."""


@lru_cache(maxsize=20_000)
def romanised(name: str) -> tuple[str, ...]:
    """Return the likeliest Latin spellings of a name, the likeliest first.

    Parts that were never seen are written by rule: the network that arabic-name-romanizer has for
    them takes about a hundred times as long, which a large archive can't afford.
    """
    found = _transliterator().transliterate(name, top_k=SPELLINGS)
    return tuple(dict.fromkeys(candidate.text for candidate in found if candidate.text))


@cache
def _transliterator() -> Transliterator:
    # It imports NumPy, which commands that annotate nothing need not wait for.
    from arabic_name_romanizer import Transliterator

    return Transliterator(auto_load_model=False)
