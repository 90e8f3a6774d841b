"""Finding the days, months, years and periods that news names, for a timeline and for queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive import date_ranges, long_periods, relative_dates
from archive.calendars import Calendar
from archive.date_ranges import read_list, read_range
from archive.folded_text import FoldedText
from archive.long_periods import read_long_period
from archive.named_days import FoundDays, Precision, days_named
from archive.relative_dates import WEEKDAY, read_relative_date
from archive.written_dates import (
    PROCLITICS,
    TURN,
    WrittenDate,
    letters_before_date,
    read_written_date,
    word_before,
)

__all__ = ["Calendar", "DateMention", "Precision", "find_date_mentions"]


@dataclass(frozen=True)
class DateMention:
    """A day, month, year or period that a text names, ``last`` included.

    ``start`` and ``end`` are offsets into the text; ``first`` and ``last`` are Gregorian days,
    ``calendar`` is the one that the words are of. A ``relative`` mention is known only through the
    day of publication: "أمس", "الثلاثاء", "28 سبتمبر".
    """

    start: int
    end: int
    first: date
    last: date
    precision: Precision
    calendar: Calendar
    relative: bool


def find_date_mentions(text: str, published: date | None) -> list[DateMention]:
    """Return what ``text`` names of days, months, years and periods, in order, none overlapping.

    Where words can be read in several ways the longest is taken. Hijri dates follow the Umm al-Qura
    calendar, 1343–1500 AH. Without a day of publication nothing relative is found. What is
    doubtful is left out: a number without a word for a year, a date that no calendar has, "ثورة 25
    يناير" and other names made of a day.
    """
    if published is not None and published.year not in _YEARS_OF_PUBLICATION:
        published = None
    folded = FoldedText(text)
    return [
        DateMention(
            *folded.original_span(found.start, _end_with_bracket(folded.text, found)),
            found.days.first,
            found.days.last,
            found.days.precision,
            found.days.calendar,
            found.days.relative,
        )
        for found in _find(folded.text, published)
    ]


# "الثلاثاء 13 سبتمبر 2022", "اليوم الخميس المقبل (الموافق 23 يوليو)"
_DAY_BEFORE_DATE = re.compile(
    rf"(?:(?:اليوم|امس|غدا)[،,]? )?\(?(?:يوم )?{WEEKDAY}(?: {TURN})?\)?[،,]? ?[(-]? ?"
    r"(?:(?:الموافق|المصادف|بتاريخ) )?"
)
# "ثورة 25 يناير", "هجمات 11 سبتمبر": names, of days of another year than the nearest.
_NAMED_AFTER_DAYS = re.compile(
    r"(?:و|ف|ب|ل|ك)?(?:ال)?(?:هجمات|هجوم|احداث|اعتداءات|تفجيرات|ثوره|ثورتي|انقلاب|حرب|انتفاضه|حركه|ميدان|شارع"
    r"|جسر|كوبري|جامعه|ملعب|استاد|مدينه|مستشفي|قوي|فريق|تيار|تحالف|ذكري|معركه|ايتلاف|جماعه|نصر|حي)"
)
_FAMOUS_DAY = (9, 11)
_YEARS_OF_PUBLICATION = range(1000, 3000)  # days can be counted on from there, on both sides

_WORD = re.compile(r"\w+")
_BEGINNINGS = {
    proclitic + word: len(proclitic)
    for words, proclitics in (
        (long_periods.BEGINNINGS, PROCLITICS),
        (relative_dates.BEGINNINGS | date_ranges.BEGINNINGS, ("", "و", "ف")),
        (("يوم", "عام", "العام", "شهر", "الشهر", "اسبوع", "الاسبوع"), PROCLITICS),
    )
    for word in words
    for proclitic in proclitics
}


def _find(text: str, published: date | None) -> Iterator[FoundDays]:
    end = 0
    for word in _WORD.finditer(text):
        letters_before = _BEGINNINGS.get(word[0], letters_before_date(word[0]))
        if letters_before is None or word.start() + letters_before < end:
            continue
        start = word.start() + letters_before
        readings = list(_readings(text, start, published))
        if readings:
            end, found = max(readings, key=lambda reading: reading[0])
            yield from found


def _end_with_bracket(text: str, found: FoundDays) -> int:
    """Return the end of the mention behind the bracket that it opens: "اليوم (الاثنين)"."""
    words = text[found.start : found.end]
    is_open = words.count("(") > words.count(")")
    return found.end + (is_open and text.startswith(")", found.end))


def _readings(
    text: str, start: int, published: date | None
) -> Iterator[tuple[int, list[FoundDays]]]:
    """Yield the ways to read what begins at ``start``: where it ends and the days it names."""
    if listed := read_list(text, start, published):
        yield listed[-1].end, listed
    single = (
        read_range(text, start, published),
        read_relative_date(text, start, published) if published else None,
        read_long_period(text, start, published),
    )
    yield from ((found.end, [found]) for found in single if found is not None)
    written = _read_date_with_weekday(text, start) or read_written_date(text, start)
    if written is not None:
        days = None if _is_name(text, written) else days_named(written, published)
        # What is no date after all is passed over: "31 فبراير 2020" names no February.
        yield written.end, [FoundDays(start, written.end, days)] if days else []


def _read_date_with_weekday(text: str, start: int) -> WrittenDate | None:
    prefix = _DAY_BEFORE_DATE.match(text, start)
    written = read_written_date(text, prefix.end()) if prefix else None
    return written if written is not None and written.day is not None else None


def _is_name(text: str, written: WrittenDate) -> bool:
    """Tell whether a day without a year is one that something is named after."""
    if written.year is not None or written.turn is not None or written.day is None:
        return False
    before = word_before(text, written.start)
    is_famous = written.calendar is Calendar.GREGORIAN and (
        (written.month, written.day) == _FAMOUS_DAY
    )
    return is_famous or _NAMED_AFTER_DAYS.fullmatch(before) is not None
