"""The sound of a name: its consonants, those merged that spellings of one name exchange.

Merged are k q g gh kh, b p, f v, t th, s c z sh. Karabakh and كاراباخ are "krbk", قره باغ is "kr"
and "bk".
"""

import re
from itertools import pairwise

from archive.arabic import fold, has_arabic

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


def skeleton(word: str) -> str:
    """Return the merged consonants of a word in either script, doubles written once.

    An Arabic word's article and the particles joined to it are no part of its sound.
    """
    folded = fold(word)
    if has_arabic(folded):
        consonants = (_ARABIC.get(c, "") for c in _ARTICLE.sub("", folded))
    else:
        for group, letter in _LATIN_GROUPS.items():
            folded = folded.replace(group, letter)
        consonants = (_LATIN.get(c, "") for c in folded)
    letters = "".join(consonants)
    return letters[:1] + "".join(b for a, b in pairwise(letters) if a != b)
