"""Pairs with other numbers and names in them, so that a model learns to carry both over.

People search by names and numbers, and a model that has seen each of them a few times at most
recites what it has seen instead. In a copy of a pair, a number that both sides have becomes another
of its kind, and a name that both sides have becomes another name.
"""

import random
import re
from collections.abc import Iterable, Sequence

from archive.arabic import fold, fold_letters
from archive.translation.training.corpus import Pair

_NUMBER = re.compile(r"(?<![\d.,:/-])\d+(?![\d.,:/-]*\d)")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_NUMBER = 7


class NameTable:
    """Names of one word in both scripts, to find in a pair and to put in their place."""

    def __init__(self, names: Iterable[Pair]) -> None:
        self._english: dict[str, set[str]] = {}
        self._choices: list[tuple[str, str]] = []
        for pair in names:
            one_word = " " not in pair.arabic + pair.english
            if one_word and len(pair.arabic) > 3 and pair.english[:1].isupper():
                self._english.setdefault(fold(pair.arabic), set()).add(pair.english)
                self._choices.append((pair.arabic, pair.english))

    def find(self, pair: Pair) -> list[tuple[str, str]]:
        """Return the names of a pair as they stand in its Arabic and in its English."""
        english = set(_WORD.findall(pair.english))
        return [
            (word, name)
            for word in dict.fromkeys(_WORD.findall(pair.arabic))
            for name in self._english.get(fold(word), set()) & english
        ]

    def choose(self, chance: random.Random) -> tuple[str, str]:
        """Return any name of the table."""
        return chance.choice(self._choices)


def with_other_numbers(pair: Pair, chance: random.Random) -> Pair | None:
    """Return a copy with other numbers, ``None`` where the two sides have not the same ones."""
    arabic = fold_letters(pair.arabic)  # digits are 0-9 then; a model normalises them alike
    numbers = _NUMBER.findall(arabic)
    if not numbers or sorted(numbers) != sorted(_NUMBER.findall(pair.english)):
        return None
    if len(set(numbers)) != len(numbers) or max(map(len, numbers)) > _LONGEST_NUMBER:
        return None
    others = {number: _other_number(number, chance) for number in numbers}
    if len(set(others.values())) != len(others):
        return None
    # The letters stay as they were: only the places of the digits are the folded text's.
    return Pair(
        _NUMBER.sub(lambda m: others[fold_letters(m[0])], pair.arabic),
        _NUMBER.sub(lambda m: others[m[0]], pair.english),
        pair.source,
    )


def with_other_names(pair: Pair, names: NameTable, chance: random.Random) -> Pair | None:
    """Return a copy with another name in the place of each, ``None`` where none is found."""
    arabic, english = pair.arabic, pair.english
    found = names.find(pair)
    for old_arabic, old_english in found:
        new_arabic, new_english = names.choose(chance)
        arabic = re.sub(rf"\b{re.escape(old_arabic)}\b", new_arabic, arabic)
        english = re.sub(rf"\b{re.escape(old_english)}\b", new_english, english)
    return Pair(arabic, english, pair.source) if found else None


def augmented(pairs: Sequence[Pair], names: NameTable, seed: int) -> list[Pair]:
    """Return altered copies: one with other numbers and one with other names, where they fit."""
    chance = random.Random(seed)
    copies = []
    for pair in pairs:
        for copy in (with_other_numbers(pair, chance), with_other_names(pair, names, chance)):
            if copy is not None:
                copies.append(copy)
    return copies


def _other_number(number: str, chance: random.Random) -> str:
    if len(number) == 4 and number[:2] in ("19", "20"):  # a year stays one
        return str(chance.randint(1900, 2049))
    low = 10 ** (len(number) - 1) if len(number) > 1 else 1
    return str(chance.randint(low, 10 ** len(number) - 1))
