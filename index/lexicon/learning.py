"""Learning a lexicon from sentence pairs."""

import hashlib
from collections.abc import Iterable

from index.lexicon import runs
from index.lexicon.alignment import align
from index.lexicon.choosing import Limits, choose
from index.lexicon.lexicon import Lexicon


def learn(
    pairs: Iterable[tuple[str, str]], *, limit: int = 20_000, limits: Limits | None = None
) -> Lexicon:
    """Return the lexicon of (Arabic, English) sentence pairs, each counted once.

    Of more than ``limit`` pairs it takes a sample, the same one for the same pairs. ``limits`` are
    the measured ones where None.
    """
    chosen = sample(pairs, limit)
    english = runs.read([pair[1] for pair in chosen], arabic=False)
    arabic = runs.read([pair[0] for pair in chosen], arabic=True)
    found = runs.matching(english, arabic, align(english.side, arabic.side))
    return choose(english, arabic, found, limits or Limits())


def sample(pairs: Iterable[tuple[str, str]], limit: int) -> list[tuple[str, str]]:
    """Return ``limit`` different pairs, chosen by what they say, or all where they are fewer."""
    chosen = sorted(set(pairs))
    # A pair stays in the sample when others come to the archive: entries change little by little.
    return chosen if len(chosen) <= limit else sorted(chosen, key=_digest)[:limit]


def _digest(pair: tuple[str, str]) -> bytes:
    return hashlib.blake2b("\t".join(pair).encode(errors="replace")).digest()
