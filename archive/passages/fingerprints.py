"""Fingerprints of sentences: a few numbers that copies of a sentence share, edited ones too."""

import re
from hashlib import blake2b

from archive.arabic import fold

VERSION = "1"
"""The version of the fingerprints; a change of what is made of a sentence raises it."""

MIN_WORDS = 8
"""Words a sentence has at least to be compared in parts; shorter ones are compared whole."""

_SHINGLE = 5  # words
_WINDOW = 8  # shingles at most
_WORD = re.compile(r"\w+")


def fingerprints(sentence: str) -> set[int]:
    """Return what tells copies of a sentence, numbers of 32 bits with a sign.

    Spelling forms, tashkeel, punctuation and forms of digits make no difference. Fingerprints are
    hashes of five words in a row, chosen by winnowing (Schleimer, Wilkerson and Aiken 2003): the
    smallest of each window of eight. In a sentence of fewer than 20 words the window is half as
    long as the sentence has such rows, so that it has two fingerprints at least; what a longer
    window chooses a shorter one chooses as well. A sentence of fewer than ``MIN_WORDS`` words has
    one, the hash of all its words, and one without words has none.

    Measured on 6,000 of 30,197 articles of news, in 24,607 pairs of a sentence and another article
    that has 60 % of its rows of five words or more: half the fingerprints or more agree in 84 % of
    those under 80 %, and in 97 % above; of all that agree so, 98 % have 40 % in common or more.
    Digests of whole sentences find 57 % of the pairs of sentences, in all the articles, that have
    90 % in common, and 5 % of those that have 70 to 90 %.
    """
    words = _WORD.findall(fold(sentence))
    if not words:
        return set()
    if len(words) < MIN_WORDS:
        return {_hash(words)}
    hashes = [_hash(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)]
    window = min(_WINDOW, len(hashes) // 2)
    return {min(hashes[n : n + window]) for n in range(len(hashes) - window + 1)}


def _hash(words: list[str]) -> int:
    digest = blake2b(" ".join(words).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big", signed=True)
