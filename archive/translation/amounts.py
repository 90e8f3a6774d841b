"""The numbers of a sentence that its translation lacks, be they digits, words or parts of dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archive.calendars import MONTH, month_in
from archive.folded_text import FoldedText
from archive.translation.numerals import (
    Kind,
    Numeral,
    arabic_numerals,
    english_numerals,
    worth,
)

_LEAST_IN_WORDS = 3  # واحد and the dual go without a number in English
_MOST_PARTS = 5  # of a sum in words


@dataclass(frozen=True)
class _Wanted:
    """A number that a translation should have: any of ``values``, or the name of ``month``."""

    start: int
    end: int
    values: frozenset[Decimal]
    month: int | None


def lost_numbers(arabic: str, english: str) -> list[str]:
    """Return the numbers of an Arabic sentence that its translation has in no form, as written.

    In words only those from three are looked for, and no ordinals.
    """
    folded = FoldedText(arabic)
    wanted = list(_wanted(folded.text))
    if not wanted:
        return []
    text = FoldedText(english).text
    found = _found(english, text)
    missing = [one for one in wanted if found.isdisjoint(one.values)]
    if any(one.month for one in missing):
        months = {month_in(match)[1] for match in re.finditer(MONTH, text)}
        missing = [one for one in missing if one.month not in months]
    spans = [folded.original_span(one.start, one.end) for one in missing]
    return list(dict.fromkeys(arabic[start:end] for start, end in spans))


# 13/9/2022, 2022-09-13, 13/9
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}([/.-])(\d{1,2})\1(\d{1,2})|(\d{1,2})([/.-])(\d{1,2})\5(?:\d{4}|\d\d)"
    r"|(\d{1,2})/(\d{1,2}))(?!\d)"
)
_PARTS_OF_DATE = (2, 3, 4, 6, 7, 8)
_ARABIC_JOIN = re.compile(r" ?و? ?(?:ال)?")
_ARABIC_RANGE = re.compile(r" ?(?:-|–|/|الي|او|و) ?(?:ال)?")
_ENGLISH_RANGE = re.compile(r" ?(?:-|–|/|to|or|and) ?(?:between |from )?")
# 10:00 is ten o'clock, ثمانينيات القرن العشرين the 1980s
_NEEDLESS = re.compile(r"\d:00$|القرن (?:\w+ و)?(?:ال)?\w+$")
_MINUTES = re.compile(r":\d\d(?!\d)")
_LONGEST_BEFORE = 20
_LETTERS_OF_MULTIPLES = ("k", "m", "tn")


def _wanted(text: str) -> Iterator[_Wanted]:
    numerals = arabic_numerals(text)
    if not any(map(_is_wanted, numerals)):
        return
    months = {
        match.start(n): int(match[n])
        for match in _DATE.finditer(text)
        for n in _PARTS_OF_DATE
        if match[n] and 1 <= int(match[n]) <= 12
    }
    phrases = list(_phrases(numerals, text))
    for n, phrase in enumerate(phrases):
        after = phrases[n + 1] if n + 1 < len(phrases) else ()
        factor = _shared_multiple(phrase, after, text, _ARABIC_RANGE)
        for one, values in _parts(phrase):
            if _NEEDLESS.search(text, max(0, one.start - _LONGEST_BEFORE), one.end):
                continue
            if factor:
                values |= {value * factor for value in values}
            if _MINUTES.match(text, one.end):
                values |= {value - 12 for value in values if 12 < value < 24}  # 14:30 is 2:30 pm
            yield _Wanted(one.start, one.end, frozenset(values), months.get(one.start))


def _is_wanted(one: Numeral) -> bool:
    return one.kind is Kind.DIGITS or (one.kind is Kind.WORD and one.values[0] >= _LEAST_IN_WORDS)


def _phrases(numerals: Sequence[Numeral], text: str) -> Iterator[list[Numeral]]:
    """Yield the Arabic numerals that stand together: with an "and", or multiples."""
    phrase: list[Numeral] = []
    for one in numerals:
        if phrase:
            is_near = _ARABIC_JOIN.fullmatch(text, phrase[-1].end, one.start) is not None
            if not is_near or not (one.is_and or one.kind is Kind.MULTIPLE):
                yield phrase
                phrase = []
        phrase.append(one)
    if phrase:
        yield phrase


def _parts(phrase: Sequence[Numeral]) -> Iterator[tuple[Numeral, set[Decimal]]]:
    """Yield the numbers of a phrase, and what each is worth by itself and with those around it."""
    starts = [n for n, one in enumerate(phrase) if n == 0 or one.is_and]
    parts = [
        phrase[start:end] for start, end in zip(starts, [*starts[1:], len(phrase)], strict=True)
    ]
    for n, part in enumerate(parts):
        if not _is_wanted(part[0]):
            continue
        values: set[Decimal] = set()
        for first in range(max(0, n - _MOST_PARTS + 1), n + 1):
            for last in range(n, min(len(parts), first + _MOST_PARTS)):
                values.update(worth([one for each in parts[first : last + 1] for one in each]))
        yield part[0], values


def _found(english: str, text: str) -> set[Decimal]:
    """Return all numbers that a translation has; ``text`` is it in folded letters."""
    found: set[Decimal] = set()
    numbers = list(_english_numbers(text))
    for n, number in enumerate(numbers):
        values = set(worth(number))
        after = numbers[n + 1] if n + 1 < len(numbers) else ()
        if factor := _shared_multiple(number, after, text, _ENGLISH_RANGE):
            values |= {value * factor for value in values}
        if text[number[-1].start : number[-1].end] in _LETTERS_OF_MULTIPLES:
            values.update(number[0].values)  # 5m are five million or five metres
        found |= values
    found |= {Decimal(f"{time[1]}.{time[2]}") for time in _TIME.finditer(text)}
    found |= {Decimal(years[1][:2] + years[2]) for years in _YEARS.finditer(text)}
    found |= {_roman(word[0]) for word in _ROMAN.finditer(english)}
    return found


_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?!\d)")
_YEARS = re.compile(r"(?<!\d)(\d{4})[-/–](\d\d)(?!\d)")  # 2019-20
_ROMAN = re.compile(r"\b[IVX]+\b")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_BEFORE_NUMERAL = re.compile(r" | ?- ?| a ")
_AND = re.compile(r" and (?:a )?")


def _english_numbers(text: str) -> Iterator[list[Numeral]]:
    """Yield the English numerals that make one number together, as many as can."""
    number: list[Numeral] = []
    for one in english_numerals(text):
        if number and not (_is_joined(number[-1], one, text) and any(worth([*number, one]))):
            yield number
            number = []
        number.append(one)
    if number:
        yield number


def _is_joined(before: Numeral, one: Numeral, text: str) -> bool:
    gap = text[before.end : one.start]
    if not gap:
        return one.kind is Kind.MULTIPLE  # 5bn
    if text[one.start : one.end] in _LETTERS_OF_MULTIPLES:
        return False
    if _AND.fullmatch(gap):
        return before.kind is Kind.MULTIPLE or text.startswith("half", one.start)
    if one.kind is Kind.DIGITS and before.kind is not Kind.MULTIPLE:
        return False
    return _BEFORE_NUMERAL.fullmatch(gap) is not None


def _shared_multiple(
    number: Sequence[Numeral], after: Sequence[Numeral], text: str, between: re.Pattern[str]
) -> Decimal | None:
    """Return what the second number multiplies the first one with as well: 5 to 6 million."""
    multiples = [one for one in after[1:] if one.kind is Kind.MULTIPLE]
    if not multiples or number[-1].kind is Kind.MULTIPLE:
        return None
    if between.fullmatch(text, number[-1].end, after[0].start) is None:
        return None
    return multiples[-1].values[0]


def _roman(letters: str) -> Decimal:
    values = [_ROMAN_DIGITS[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return Decimal(sum(-value if value < after else value for value, after in pairs))
