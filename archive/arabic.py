"""Arabic letters: folding their spellings, their digits, and telling them from others."""

import re
import unicodedata

from pyarabic import araby

# One letter for one letter, so that a folded text keeps the offsets of the text it came from.
# Lucene's ArabicNormalizer folds alef forms, alef maqsura and teh marbuta; news adds hamza on its
# carriers, written or left out at will, and the Persian and Urdu letters of names and agencies.
_LETTERS = {
    araby.ALEF_MADDA: araby.ALEF,
    araby.ALEF_HAMZA_ABOVE: araby.ALEF,
    araby.ALEF_HAMZA_BELOW: araby.ALEF,
    araby.ALEF_WASLA: araby.ALEF,
    araby.ALEF_MAKSURA: araby.YEH,
    araby.TEH_MARBUTA: araby.HEH,
    araby.WAW_HAMZA: araby.WAW,
    araby.YEH_HAMZA: araby.YEH,
    "ی": araby.YEH,  # Farsi yeh
    "ې": araby.YEH,
    "ے": araby.YEH,
    "ک": araby.KAF,  # keheh
    "گ": araby.KAF,
    "ڭ": araby.KAF,
    "ہ": araby.HEH,  # heh goal
    "ھ": araby.HEH,  # heh doachashmee
    "ە": araby.HEH,
    "ۀ": araby.HEH,
    "پ": araby.BEH,
    "چ": araby.JEEM,
    "ژ": araby.ZAIN,
    "ڤ": araby.FEH,
}
_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_SAME_LENGTH = str.maketrans(_LETTERS) | _DIGITS

INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u061c\u00ad"
"""Marks of direction and joining, as the inside of a regular expression's character class."""

MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u08ca-\u08ff"
)
"""Tashkeel, Quranic marks and accents, as the inside of a regular expression's character class."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_NOT_PART_OF_SPELLING = re.compile(f"[{INVISIBLE}{MARKS}{araby.TATWEEL}]")
_ARABIC_LETTER = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"
)
_LETTER = re.compile(r"[^\W\d_]")


def fold_letters(text: str) -> str:
    """Fold letters and digits one for one; the result has the length of ``text``."""
    return text.translate(_SAME_LENGTH)


def fold(text: str) -> str:
    """Return the one form that all spellings of ``text`` share, for comparing and searching.

    Drops tashkeel, tatweel and invisible marks; folds alef and hamza forms, ى, ة, Persian letters
    and digits; folds case and accents of other scripts. Folding twice changes nothing.
    """
    # Compatibility forms (ﻻ, ﷲ, ½) open into plain letters; hamza and accents come off as marks.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return fold_letters(_NOT_PART_OF_SPELLING.sub("", decomposed))


def has_arabic(text: str) -> bool:
    """Tell whether ``text`` has at least one Arabic letter."""
    return _ARABIC_LETTER.search(text) is not None


def is_invisible_mark(char: str) -> bool:
    """Tell whether a character is a mark of direction or joining."""
    return _INVISIBLE.fullmatch(char) is not None


def arabic_share(text: str) -> float:
    """Return the share of Arabic letters among all letters of ``text``, 0 where it has none."""
    letters = len(_LETTER.findall(text))
    return len(_ARABIC_LETTER.findall(text)) / letters if letters else 0.0
