"""A text as patterns read it: letters folded, invisible marks gone, offsets known."""

import re
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase

from pyarabic.araby import TATWEEL

from archive.arabic import INVISIBLE, MARKS, fold_letters

_BASIC_PLANE = "".join(map(chr, range(0x10000)))
_PARTS_OF_LETTERS = frozenset(re.findall(f"[{MARKS}{TATWEEL}]", _BASIC_PLANE))
_LEFT_OUT = _PARTS_OF_LETTERS | frozenset(re.findall(f"[{INVISIBLE}]", _BASIC_PLANE))
_UNEVEN = re.compile(rf"[{MARKS}{TATWEEL}{INVISIBLE}]|\s\s")
_TO_LOWER_CASE = str.maketrans(ascii_uppercase, ascii_lowercase)


class FoldedText:
    """A text without tashkeel, tatweel and invisible marks, each run of white space one space.

    ``text`` is what patterns are matched against: folded letters and digits, small Latin letters.
    """

    def __init__(self, original: str) -> None:
        self._original = original
        # Most sentences have nothing to leave out, and looking at each letter takes long.
        is_uneven = _UNEVEN.search(original) is not None
        self._places: Sequence[int] = _kept_places(original) if is_uneven else range(len(original))
        plain = "".join(original[n] for n in self._places) if is_uneven else original
        self.text = re.sub(r"\s", " ", fold_letters(plain)).translate(_TO_LOWER_CASE)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]``, not empty, stands in the original."""
        last = self._places[end - 1] + 1
        while last < len(self._original) and self._original[last] in _PARTS_OF_LETTERS:
            last += 1
        return self._places[start], last


def _kept_places(original: str) -> list[int]:
    kept = [n for n, char in enumerate(original) if char not in _LEFT_OUT]
    return [
        n
        for i, n in enumerate(kept)
        if not (i and original[n].isspace() and original[kept[i - 1]].isspace())
    ]
