"""Arabic words with a particle joined to them, told from words that begin with its letter.

و ب ل ك ف are written as the first letter of the word they go with: بهدنة is "by a truce", but كتاب
is "book". Which is which is asked of the archive: a word with a particle never takes the article as
well, so that where الكتاب occurs, كتاب is a word of its own.
"""

from collections.abc import Iterator

from index.analysis import Token, stem_arabic
from index.vocabulary import Vocabulary

_PARTICLES = "بلكف"
_SHORTEST = 3  # letters of a stem; what is shorter is more often a part of another word


def joined(token: Token, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the stems of an archive that are a word's with a particle before it, or without."""
    stem = token.stem
    yield from _with_and(token, vocabulary)
    if len(stem) >= _SHORTEST:
        for particle in _PARTICLES:
            longer = particle + stem
            if vocabulary.stem_frequency(longer) and not vocabulary.has_definite(longer):
                yield longer
    shorter = stem[1:]
    if (
        stem[0] in _PARTICLES
        and len(shorter) >= _SHORTEST
        and vocabulary.stem_frequency(shorter) > vocabulary.stem_frequency(stem)
        and not vocabulary.has_definite(stem)
    ):
        yield shorter


def _with_and(token: Token, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what else the stem of a word is whose first letter was taken for an "and", or wasn't.

    Stemming takes the و off وزير, minister, but not off الوزير.
    """
    if token.exact.startswith("و"):
        whole = stem_arabic(f"ال{token.exact}")
        if whole != token.stem and vocabulary.has_definite(whole):
            yield whole
    elif token.stem.startswith("و"):
        shorter = stem_arabic(token.stem)
        if shorter != token.stem:
            yield shorter
