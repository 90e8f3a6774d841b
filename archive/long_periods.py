"""Decades and centuries: "تسعينيات القرن الماضي", "القرن التاسع عشر"."""

import re
from datetime import date

from archive.named_days import FoundDays, NamedDays, Precision
from archive.written_dates import ORDINAL, ORDINALS

# All patterns are matched against the text of a FoldedText: أ إ آ are ا, ة is ه, ى is ي.

_TENS = ("عشرين", "ثلاثين", "اربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين")
_DECADE = rf"(?P<decade>{'|'.join(_TENS)})(?:ي?ات)(?!\w)"
_CENTURY = (
    rf"القرن (?:(?P<ordinal>{ORDINAL})|(?:ال ?)?(?P<number>\d{{1,2}})(?!\w)|(?P<last>الماضي)(?!\w))"
    r"(?! الهجري| هجري| ?ه(?!\w)| قبل| ?ق\.)"
)
_DECADE_OF_CENTURY = re.compile(rf"(?:ال)?{_DECADE} (?:من )?{_CENTURY}")
# Alone they are the 1960s to the 1990s; smaller ones are more often an age.
_DECADE_ALONE = re.compile(rf"ال{_DECADE}(?! من (?:ال)?(?:عمر|العمر|القرن)| القرن)")
_FIRST_DECADE_ALONE = 60
_ONE_CENTURY = re.compile(_CENTURY)
_TWENTIETH = 20
_LAST_CENTURY = 21

BEGINNINGS = frozenset(
    ("القرن", *(f"{al}{tens}{at}" for al in ("", "ال") for tens in _TENS for at in ("ات", "يات")))
)
"""The words that a decade or century begins with."""


def read_long_period(text: str, start: int, published: date | None) -> FoundDays | None:
    """Return the decade or century at ``start`` of a folded text.

    A decade that names no century ("الثمانينات") is of the twentieth, as newspapers mean it. The
    last century is the one before publication, without a day of publication the twentieth.
    """
    if match := _DECADE_OF_CENTURY.match(text, start):
        first = _first_year(match, published)
        return _years(match, first - 1 + _tens(match), 10) if first else None
    if match := _DECADE_ALONE.match(text, start):
        tens = _tens(match)
        return _years(match, 1900 + tens, 10) if tens >= _FIRST_DECADE_ALONE else None
    if match := _ONE_CENTURY.match(text, start):
        first = _first_year(match, published)
        return _years(match, first, 100) if first else None
    return None


def _tens(match: re.Match[str]) -> int:
    return 10 * (_TENS.index(match["decade"]) + 2)


def _first_year(match: re.Match[str], published: date | None) -> int | None:
    """Return the year that the century begins with: 1801 for the nineteenth."""
    if match["last"]:
        century = (published.year - 1) // 100 if published else _TWENTIETH
    else:
        century = int(match["number"] or ORDINALS[match["ordinal"]])
    return 100 * (century - 1) + 1 if 1 <= century <= _LAST_CENTURY else None


def _years(match: re.Match[str], first: int, number: int) -> FoundDays:
    last = date(first + number - 1, 12, 31)
    named = NamedDays(date(first, 1, 1), last, Precision.PERIOD)
    return FoundDays(match.start(), match.end(), named)
