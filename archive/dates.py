"""Reading whole calendar dates in Arabic and English news, and the periods that readers write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.arabic import fold_letters
from archive.calendars import WEEKDAYS, Calendar, days_of
from archive.folded_text import FoldedText
from archive.named_days import days_named
from archive.written_dates import find_written_dates, read_written_date

_YEARS_OF_NEWS = range(1900, 2101)


@dataclass(frozen=True)
class FoundDate:
    """A date and where its words stand in the text, without a letter for the era ("2020م").

    ``date`` is Gregorian; ``calendar`` is the one that the words are of.
    """

    date: date
    start: int
    end: int
    calendar: Calendar = Calendar.GREGORIAN


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the whole dates (day, month and year) that ``text`` names, in order.

    Knows the month names of every Arab region, their pairs ("أيلول/سبتمبر"), English names,
    numbers in any digits, year first or day first, and Hijri dates of 1343–1500 AH by the Umm
    al-Qura calendar. A date that no calendar has is not yielded.
    """
    folded = FoldedText(text)
    for written in find_written_dates(folded.text):
        if written.year is None or written.month is None or written.day is None:
            continue
        named = days_named(written, None)
        if named is not None and named.first.year in _YEARS_OF_NEWS:
            is_hijri = written.calendar is Calendar.HIJRI
            # "17/9/1436هـ": without its letter it isn't the date that it was read as.
            end = written.end if is_hijri else written.bare_end
            yield FoundDate(
                named.first, *folded.original_span(written.start, end), written.calendar
            )


def find_date(text: str) -> FoundDate | None:
    """Return the first whole date in ``text``, if any; a Gregorian one goes before a Hijri one."""
    found = list(find_dates(text))
    gregorian = (f for f in found if f.calendar is Calendar.GREGORIAN)
    return next(gregorian, found[0] if found else None)


_LONGEST_DATE_LINE = 120  # characters
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    rf"|(?:يوم\s+)?(?:ال)?(?:{'|'.join(WEEKDAYS)})\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*(?:(?:تاريخ\s+)?(?:ال)?نشر(?:\s+في)?|نشر\s+بتاريخ|بتاريخ|التاريخ)\b")
_TIME = re.compile(
    r"(?:الساعه\s*)?\d{1,2}:\d{2}(?::\d{2})?\s*(?:صباحا|مساء|ص|م|am|pm)?\b", re.IGNORECASE
)
_FILLER = re.compile(
    r"\b(?:gmt|utc|ت\.غ|بتوقيت|غرينتش|غرينيتش|مكه|القاهره|ميلادي|هجري|الموافق|م|ء|ه)\b|[\W_]+",
    re.IGNORECASE,
)


def whole_line_date(line: str) -> FoundDate | None:
    """Return the date of a line that holds nothing else but a weekday, a time or a label.

    "الثلاثاء 2022/09/13" is such a line; a sentence that mentions a date is not.
    """
    found = find_date(line) if len(line) <= _LONGEST_DATE_LINE else None
    if found is None:
        return None
    rest = fold_letters(line[: found.start] + " " + line[found.end :])
    for other in list(find_dates(rest)):
        rest = rest[: other.start] + " " * (other.end - other.start) + rest[other.end :]
    for part in (_LABEL, _WEEKDAY, _TIME, _FILLER):
        rest = part.sub(" ", rest)
    return found if not rest.strip() else None


class ReversedPeriod(ValueError):
    """A period ends before it begins."""


_YEAR_OR_MONTH = re.compile(r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})| ?م)?")
# "2020-09..2020-10", "2020 – 2021", "2020-2021"; else a hyphen stands inside a date.
_BETWEEN_SIDES = re.compile(r"\.\.+|…|[–—]|(?<=\s)(?:-|to|الي|حتي)(?=\s)|(?<=^\d{4})-(?=\d{4}$)")


def parse_period(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day of what a reader writes into a date box.

    Takes a year, a month or a day of either calendar, in digits or words ("2020", "أيلول 2020",
    "17 رمضان 1436هـ", "Ramadan 1441"), or two of them with ".." between ("2020-09..2020-10"); the
    side that is left out ("2020..") is ``None``. Raises ``ReversedPeriod`` where the later comes
    first, ``ValueError`` for anything else.
    """
    sides = _BETWEEN_SIDES.split(FoldedText(text).text.strip())
    days = [_days_of_side(side.strip()) for side in sides]
    is_known = all(
        day is not None or not side.strip() for side, day in zip(sides, days, strict=True)
    )
    if not is_known or len(sides) > 2 or not any(days):
        raise ValueError(
            f"“{text}” is not a date or period: write 2020, 2020-09, 2020-09-28, أيلول 2020, "
            "رمضان 1441 or two of them, 2020-09..2020-10"
        )
    first = days[0][0] if days[0] else None
    last = days[-1][1] if days[-1] else None
    if first is not None and last is not None and first > last:
        raise ReversedPeriod(f"“{text}” ends before it begins: write the earlier date first")
    return first, last


def parse_bound(text: str, *, end: bool) -> date:
    """Read a limit of a search: ``2020``, ``2020-09`` or ``2020-09-28``, or a date in words.

    A year or month alone stands for its first day, or with ``end`` for its last.
    Raises ``ValueError`` for anything else.
    """
    days = _days_of_side(FoldedText(text).text.strip())
    if days is None:
        raise ValueError(f"“{text}” is not a date: write 2020, 2020-09 or 2020-09-28")
    return days[1] if end else days[0]


def _days_of_side(folded: str) -> tuple[date, date] | None:
    match = _YEAR_OR_MONTH.fullmatch(folded)
    if match is not None:
        try:
            month = int(match["month"]) if match["month"] else None
            return days_of(Calendar.GREGORIAN, int(match["year"]), month)
        except ValueError:
            return None
    written = read_written_date(folded, 0)
    if written is not None and written.end == len(folded):
        named = days_named(written, None)
        return (named.first, named.last) if named else None
    found = whole_line_date(folded)  # with the day of the week, say
    return (found.date, found.date) if found else None
