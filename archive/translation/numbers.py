"""Numbers in a sentence and in its translation: which are lost, and mending one that is misread.

People search by numbers, and a small model copies them digit by digit with mistakes that nothing in
the sentence betrays.
"""

import re
from collections import Counter

from archive.arabic import fold_letters

_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")


def numbers(text: str) -> set[str]:
    """Return the runs of digits in a text, in 0-9."""
    return set(_DIGITS.findall(fold_letters(text)))


def lost(source: str, translation: str) -> set[str]:
    """Return the numbers of a source that its translation does not have.

    Digits in groups of three, as English writes them, are the number without its commas too.
    """
    return numbers(source) - numbers(translation) - numbers(_ungrouped(translation))


def mended(source: str, translation: str) -> str:
    """Put lost numbers back where the translation has misread ones in their place.

    A number that the source does not have stands for a lost one whose digits it has with some left
    out, repeated or put in. Where as many are lost as are foreign, in the same lengths, they stand
    for each other in their order. Else the translation stays as it is.
    """
    missing = lost(source, translation)
    known = numbers(source)
    absent = [run for run in _DIGITS.findall(fold_letters(source)) if run in missing]
    foreign = [run for run in _DIGITS.findall(translation) if run not in known]
    if max(Counter(absent + foreign).values(), default=0) > 1:
        return translation
    instead: dict[str, str] = {}
    if list(map(len, absent)) == list(map(len, foreign)):
        instead = dict(zip(foreign, absent, strict=True))
    else:
        for run in absent:
            like = [f for f in foreign if f not in instead and _is_misread(run, f)]
            if len(like) == 1:
                instead[like[0]] = run
    after = _DIGITS.sub(lambda run: instead.get(run[0], run[0]), translation)
    # A run may have been part of a number that was there, in groups of digits.
    return after if lost(source, after) < missing else translation


def _is_misread(number: str, found: str) -> bool:
    """Tell whether one has all digits of the other in their order, and at most twice as many."""
    short, long = sorted((number, found), key=len)
    rest = iter(long)
    return len(long) <= 2 * len(short) and all(digit in rest for digit in short)


def _ungrouped(text: str) -> str:
    return _GROUPED.sub(lambda number: number[0].replace(",", ""), text)
