"""Finding an Arabic name by its spelling in Latin letters, by the consonants both share.

A translation often garbles a rare name. A Latin word that no translation has is looked up by its
skeleton instead: its consonants, with those merged that spellings of one name exchange
(k q g gh kh, b p, f v, t th, s c z sh). Karabakh and كاراباخ are "krbk",
قره باغ is "kr" and "bk".
"""

import re
from itertools import pairwise

from archive.arabic import has_arabic
from index.analysis import Token

MIN_LENGTH = 3
"""Consonants a Latin word must have; shorter skeletons are shared by too many Arabic words."""

_MIN_PART = 2  # consonants of each half of a name that Arabic writes as two words

# Vowels, and the weak letters that stand for them: أ و ي ع ء, h at the end, w, y.
_ARABIC = {
    **dict.fromkeys("بپ", "b"),
    **dict.fromkeys("تثط", "t"),
    **dict.fromkeys("دض", "d"),
    **dict.fromkeys("جچ", "j"),
    **dict.fromkeys("قكغخ", "k"),
    **dict.fromkeys("سصشزذظ", "s"),
    **dict.fromkeys("ح", "h"),
    "ر": "r",
    "ف": "f",
    "ل": "l",
    "م": "m",
    "ن": "n",
}
_LATIN_GROUPS = {
    "tch": "j",
    "sh": "s",
    "ch": "s",
    "zh": "j",
    "dj": "j",
    "kh": "k",
    "gh": "k",
    "ck": "k",
    "ph": "f",
    "th": "t",
    "dh": "s",
    "x": "ks",
}
_LATIN = {
    **dict.fromkeys("bp", "b"),
    **dict.fromkeys("fv", "f"),
    **dict.fromkeys("kqgc", "k"),
    **dict.fromkeys("sz", "s"),
    **{letter: letter for letter in "tdjlmnr"},
}
_ARTICLE = re.compile(r"^(?:[وفبكل]?ال|لل)(?=..)")


def skeleton(token: Token) -> str:
    """Return the merged consonants of a word in either script, doubles written once."""
    if token.is_arabic:
        consonants = (_ARABIC.get(c, "") for c in _ARTICLE.sub("", token.exact))
    else:
        word = token.exact
        for group, letter in _LATIN_GROUPS.items():
            word = word.replace(group, letter)
        consonants = (_LATIN.get(c, "") for c in word)
    letters = "".join(consonants)
    return letters[:1] + "".join(b for a, b in pairwise(letters) if a != b)


def patterns(token: Token) -> tuple[tuple[str, ...], ...]:
    """Return how Arabic may write a Latin word: as one word, or as two next to each other.

    Empty for Arabic words, numbers, and words with too few consonants to tell names apart.
    """
    whole = skeleton(token)
    if has_arabic(token.exact) or not token.exact.isalpha() or len(whole) < MIN_LENGTH:
        return ()
    halves = range(_MIN_PART, len(whole) - _MIN_PART + 1)
    return ((whole,), *((whole[:n], whole[n:]) for n in halves))
