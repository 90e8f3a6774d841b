"""Numbers in Arabic and English text, in digits or words, and what several together are worth."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from itertools import product

from archive.translation.number_words import (
    ARABIC,
    ARABIC_MULTIPLES,
    ARABIC_ORDINALS,
    ENGLISH,
    ENGLISH_MULTIPLES,
)

# All texts here are those of a FoldedText.


class Kind(Enum):
    """How a number is written, or that it multiplies the one before it."""

    DIGITS = "digits"
    WORD = "word"
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"


@dataclass(frozen=True)
class Numeral:
    """A number or multiple at ``start`` of a text; ``values`` are the ways to read its digits.

    ``is_and`` tells that an Arabic "and" joins it to what stands before.
    """

    start: int
    end: int
    kind: Kind
    values: tuple[Decimal, ...]
    is_and: bool = False


_ARABIC_TOKEN = re.compile(r"\d+(?:[.,٫٬،ر]\d+)*|[^\W\d_]+")
_ENGLISH_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+")
_RUN = re.compile(r"\d+")
_BEFORE_SHORT_WORDS = ("", "و", "ال", "وال")
_BEFORE_WORDS = (*_BEFORE_SHORT_WORDS, "ب", "ل", "ك", "ف", "بال", "لل", "وب", "ول")
_LONG = 4  # letters of a word that can have a preposition: لست is no six
_ARABIC_WORDS = (
    (ARABIC, Kind.WORD),
    (ARABIC_MULTIPLES, Kind.MULTIPLE),
    (ARABIC_ORDINALS, Kind.ORDINAL),
)
_KNOWN_ARABIC = {
    before + word: (len(before), kind, (Decimal(value),), before.startswith("و"))
    for before in reversed(_BEFORE_WORDS)
    for words, kind in _ARABIC_WORDS
    for word, value in words.items()
    if len(word) >= _LONG or before in _BEFORE_SHORT_WORDS
    if before + word != "وست"  # as in وست تكساس
}
_KNOWN_ENGLISH = {
    **{word: (Kind.WORD, (Decimal(value),)) for word, value in ENGLISH.items()},
    **{word: (Kind.MULTIPLE, (Decimal(value),)) for word, value in ENGLISH_MULTIPLES.items()},
    "half": (Kind.WORD, (Decimal("0.5"),)),
}
_TEN = Decimal(10)
_POWERS = tuple(Decimal(1000) ** n for n in (4, 3, 2, 1))


def arabic_numerals(text: str) -> list[Numeral]:
    """Return the numerals of a folded Arabic text, in order; ثلاثة عشر is one."""
    found: list[Numeral] = []
    is_and = False
    for token in _ARABIC_TOKEN.finditer(text):
        written = token[0]
        if written[0].isdigit():
            first, *others = _digits(token)
            found += [replace(first, is_and=is_and), *others]
        elif known := _KNOWN_ARABIC.get(written):
            length, kind, values, has_and = known
            start = token.start() + length
            now = Numeral(start, token.end(), kind, values, is_and or has_and)
            if found and _makes_teen(found[-1], now, text):
                now = replace(found[-1], end=now.end, values=(found[-1].values[0] + _TEN,))
                found.pop()
            found.append(now)
        is_and = written == "و"
    return found


def english_numerals(text: str) -> list[Numeral]:
    """Return the numerals of a folded English text, in order."""
    found: list[Numeral] = []
    for token in _ENGLISH_TOKEN.finditer(text):
        if token[0][0].isdigit():
            found += _digits(token)
        elif known := _KNOWN_ENGLISH.get(token[0]):
            found.append(Numeral(token.start(), token.end(), *known))
    return found


def worth(numerals: Sequence[Numeral]) -> Iterator[Decimal]:
    """Yield what numerals that stand together are worth, for each way to read their digits.

    Nothing where they are no one number: "twenty thirty", "2 million billion".
    """
    for values in product(*(one.values for one in numerals)):
        value = _sum(list(zip(values, numerals, strict=True)))
        if value is not None:
            yield value


def _makes_teen(before: Numeral, now: Numeral, text: str) -> bool:
    return (
        now.values == (_TEN,)
        and before.kind in (Kind.WORD, Kind.ORDINAL)
        and before.values[0] < _TEN
        and not now.is_and
        and text[before.end : now.start] == " "
    )


def _digits(token: re.Match[str]) -> list[Numeral]:
    """Return digits with points and commas as a number, or as a row of them: 13.9.2022."""
    values = _readings(token[0])
    if values:
        return [Numeral(token.start(), token.end(), Kind.DIGITS, values)]
    return [
        Numeral(token.start() + run.start(), token.start() + run.end(), Kind.DIGITS, (value,))
        for run in _RUN.finditer(token[0])
        for value in [Decimal(run[0])]
    ]


_MARKS = str.maketrans("٫٬،", ".,,")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"(\d+)([.,ر])(\d+)")
_GROUPED_DECIMAL = re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d+)|(\d{1,3}(?:\.\d{3})+),(\d+)")


def _readings(written: str) -> tuple[Decimal, ...]:
    """Return what digits with points and commas can mean.

    Newspapers write thousands and decimals with either mark: 1.397 is 1,397 or 1.397. Some agencies
    write 3ر5 for 3.5, and programs that turn the line around make it 5ر3.
    """
    plain = written.translate(_MARKS)
    if plain.isdigit():
        return (Decimal(plain),)
    found = []
    if _GROUPED.fullmatch(plain):
        found.append(_joined(plain))
    if match := _DECIMAL.fullmatch(plain):
        found.append(_joined(match[1], match[3]))
        if match[2] == "ر":
            found.append(_joined(match[3], match[1]))
    elif match := _GROUPED_DECIMAL.fullmatch(plain):
        found.append(_joined(match[1] or match[3], match[2] or match[4]))
    return tuple(found)


def _joined(whole: str, decimals: str = "") -> Decimal:
    digits = whole.replace(".", "").replace(",", "")
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def _sum(parts: Sequence[tuple[Decimal, Numeral]]) -> Decimal | None:
    total = Decimal(0)
    current: Decimal | None = None
    below = Decimal("Infinity")  # what comes after "million" is less than one
    for n, (value, one) in enumerate(parts):
        is_multiple = one.kind is Kind.MULTIPLE and not one.is_and and n > 0
        if value >= below:
            return None
        if not is_multiple and value >= 1000 and one.kind is not Kind.DIGITS:  # مليون و200 ألف
            if current is not None:
                return None
            total += value
            below = next(power for power in _POWERS if value >= power)
        elif not is_multiple:
            if current is not None and not _can_follow(current, value, one):
                return None
            current = (current or 0) + value
        elif current is None:
            return None
        elif value < 1000:
            if current >= value:
                return None
            current *= value
        else:
            total += current * value
            current, below = None, value
    return total + (current or 0)


def _can_follow(before: Decimal, value: Decimal, one: Numeral) -> bool:
    """Tell whether a value is added to the one before: 100 and 25, 20 and 5, in Arabic 5 and 20."""
    if value == 0:
        return False
    if before >= 100 and any(
        value < power and before % power == 0 for power in (1_000_000, 1_000, 100)
    ):
        return True
    if value == Decimal("0.5"):
        return before % 1 == 0  # two and a half
    ones, tens = before % 10, before % 100
    if one.kind is Kind.DIGITS:
        return False
    if one.is_and:
        return 0 < tens < 10 and value % 10 == 0 and 20 <= value < 100
    return ones == 0 and tens >= 20 and value < 10
