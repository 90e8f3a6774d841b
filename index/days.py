"""Terms for the dates that an article is about, and those that find them.

A date is known to the day, to the month or to the year only: a day is found by its month and year
as well, a year by no day. A longer period is found by each part of it.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 1, 9999

_MOST_DAYS = 62  # of a period whose days are indexed one by one
_MOST_MONTHS = 36


def terms_of(first: date, last: date, *, to_the_day: bool, to_the_month: bool) -> Iterator[str]:
    """Yield the terms of a date or period that an article names; both ends are included."""
    yield from (_year(year) for year in range(first.year, last.year + 1))
    months = list(_months(first, last))
    if to_the_month and len(months) <= _MOST_MONTHS:
        yield from (_month(year, month) for year, month in months)
    if to_the_day and (last - first).days < _MOST_DAYS:
        days = range(first.toordinal(), last.toordinal() + 1)
        yield from (_day(date.fromordinal(n)) for n in days)


@dataclass(frozen=True)
class Cover:
    """What finds the dates within a period: whole years as a range, and single terms."""

    years: tuple[str, str] | None
    terms: tuple[str, ...]


def cover(first: date | None, last: date | None) -> Cover:
    """Return the largest units that make up a period, both ends included, ``None`` being open."""
    start, end = first or date(FIRST_YEAR, 1, 1), last or date(LAST_YEAR, 12, 31)
    from_year = start.year if (start.month, start.day) == (1, 1) else start.year + 1
    to_year = end.year if (end.month, end.day) == (12, 31) else end.year - 1
    years = (_year(from_year), _year(to_year)) if from_year <= to_year else None
    if years is None:
        return Cover(None, tuple(_parts(start, end)))
    before = _parts(start, date(from_year - 1, 12, 31)) if start.year < from_year else ()
    after = _parts(date(to_year + 1, 1, 1), end) if end.year > to_year else ()
    return Cover(years, (*before, *after))


def _parts(start: date, end: date) -> Iterator[str]:
    """Yield the whole months of a period, and the days outside them."""
    for year, month in _months(start, end):
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        if start <= first and last <= end:
            yield _month(year, month)
        else:
            low, high = max(first, start).toordinal(), min(last, end).toordinal()
            yield from (_day(date.fromordinal(n)) for n in range(low, high + 1))


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    for n in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield n // 12, n % 12 + 1


def _year(year: int) -> str:
    return f"y{year:04}"


def _month(year: int, month: int) -> str:
    return f"m{year:04}{month:02}"


def _day(day: date) -> str:
    return f"d{day.year:04}{day.month:02}{day.day:02}"
