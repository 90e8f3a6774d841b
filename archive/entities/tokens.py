"""Words of an Arabic sentence for recognising names, with what may be joined to their front."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.arabic import INVISIBLE, MARKS, fold

_TOKEN = re.compile(f"[^\\W_](?:[\\w{MARKS}{INVISIBLE}'’ـ]*[\\w{MARKS}ـ])?|[^\\s\\w{INVISIBLE}]|_")

# Conjunctions before prepositions before the article, as light stemmers take them off.
_PROCLITICS = re.compile("(?:[وف]?(?:[بكل]?ال|لل)|[وف]?[بكل]|[وف])(?=..)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark with its offsets; ``folded`` is the form that all its spellings share."""

    start: int
    end: int
    folded: str


def tokenise(text: str) -> list[Token]:
    """Return the words and punctuation marks of ``text``, in order."""
    return [Token(m.start(), m.end(), _folded(m[0])) for m in _TOKEN.finditer(text)]


@lru_cache(maxsize=200_000)  # news repeats its words
def _folded(word: str) -> str:
    return fold(word) or word


def without_proclitics(word: str) -> Iterator[str]:
    """Yield what a folded word may be without particles at its front, the shortest cut first.

    "وبالكرملين" gives "بالكرملين", "الكرملين", "كرملين". Whether the letters are particles or
    belong to the word only a list of words can tell.
    """
    for prefix in ("و", "ف"):
        if word.startswith(prefix) and len(word) > 3:
            yield word[1:]
            yield from _without_preposition(word[1:])
            return
    yield from _without_preposition(word)


def _without_preposition(word: str) -> Iterator[str]:
    if word.startswith("لل") and len(word) > 4:
        yield "ا" + word[1:]  # ل before الامم loses its alef: للامم
        yield word[2:]
    elif word[:1] in ("ب", "ل", "ك") and len(word) > 3:
        yield word[1:]
        if word.startswith("ال", 1) and len(word) > 5:
            yield word[3:]
    elif word.startswith("ال") and len(word) > 4:
        yield word[2:]


def offset_without(text: str, token: Token, core: str) -> int:
    """Return where in ``text`` a token's core, one of ``without_proclitics``, begins."""
    # The alef of an article behind ل is not written: لأمم stands for الأمم there.
    written = core if token.folded.endswith(core) else core[1:]
    letters = len(token.folded) - len(written)
    position = token.start
    while letters > 0:
        letters -= len(fold(text[position]))
        position += 1
    while not fold(text[position]):  # the mark of the last letter cut off
        position += 1
    return position
