"""Ranges and lists of written dates: "من 27 سبتمبر إلى 10 نوفمبر 2020", "عامي 1992 و1994"."""

import re
from dataclasses import dataclass, replace
from datetime import date

from archive.calendars import MONTH, WEEKDAYS, Calendar, month_in
from archive.named_days import FoundDays, NamedDays, Precision, days_named
from archive.written_dates import COUNTED, ERA, WrittenDate, read_written_date

# All patterns are matched against the text of a FoldedText: أ إ آ are ا, ة is ه, ى is ي.

_YEARS = "عامي|سنتي|العامين|اعوام|الاعوام|سنوات|السنوات"
BEGINNINGS = frozenset(("بين", "مابين", "من", "منذ", "يومي", "ايام", *_YEARS.split("|")))
"""The words that a range or a list may begin with, apart from those of a date."""

_BETWEEN = re.compile(r"(?:ما)?بين ")
_FROM = re.compile(r"(?:من|منذ) ")
_AND = re.compile(r" و ?(?=[\dا-ي])| ?[-–—] ?(?=[\dا-ي])")
_TO = re.compile(r" (?:و?الي|و?حتي) (?:غايه |نهايه )?| ?[-–—] ?(?=[\dا-ي])")
_DASH = re.compile(r" ?[-–—] ?(?=[\dا-ي])")

_BEFORE_DATE = re.compile(
    rf"(?:تاريخ )?(?:يوم |يومي )?(?:ال(?:{'|'.join(WEEKDAYS)}) )?(?:ال ?(?=\d))?"
)
_LONE_DAY = re.compile(r"\d{1,2}(?!\d)")
_LONE_MONTH = re.compile(rf"(?:شهر |شهري )?{MONTH}")
_LONE_YEAR = re.compile(
    rf"(?P<word>(?:{_YEARS}|عام|العام|سنه) )?(?<!\d)(?P<year>\d{{4}})(?!\d){ERA}?"
)
_YEARS_IN_NUMBERS = range(1800, 2101)
_HIJRI_YEARS = range(1300, 1501)

_LIST_OF_YEARS = re.compile(
    rf"(?:{_YEARS}) (?P<years>\d{{4}}م?(?:(?: ?[،,] ?| و ?|[،,] و ?)\d{{4}}م?)+)(?!\w)"
)
_LIST_OF_DAYS = re.compile(r"(?:يومي|ايام) (?P<days>\d{1,2}(?: ?[،,] ?\d{1,2})*) و ?(?=\d)")


@dataclass(frozen=True)
class _Side:
    """One end of a range; of a lone number, ``calendar`` is the other end's."""

    written: WrittenDate
    is_number: bool = False
    has_word: bool = True


def read_range(text: str, start: int, published: date | None) -> FoundDays | None:
    """Return the period from one date to another that is written at ``start`` of a folded text.

    The first date may leave out what the second says: "27-28 سبتمبر 2020", "من سبتمبر إلى نوفمبر
    2020". Two years are a period without a word for a year, "1988-1994", where nothing says that
    they count something. Dates of two calendars are no period.
    """
    first_start, link = start, _DASH
    for opener, its_link in ((_BETWEEN, _AND), (_FROM, _TO)):
        if match := opener.match(text, start):
            first_start, link = match.end(), its_link
    first = _read_side(text, first_start)
    between = link.match(text, first.written.end) if first else None
    second = _read_side(text, between.end()) if between else None
    if first is None or second is None:
        return None
    if link is _DASH and _is_lone_month(second.written):
        return None  # "رجب - شعبان" lists months, or people
    days = _days_between(first, second, published)
    end = second.written.end
    if days is None or (not (first.has_word or second.has_word) and _counts(text, first, end)):
        return None
    return FoundDays(start, end, days)


def read_list(text: str, start: int, published: date | None) -> list[FoundDays]:
    """Return the years or days of one month that are listed at ``start``, each by itself.

    "عامي 1992 و1994" names two years, not the time between them; "يومي 12 و14 يوليو" two days.
    """
    if match := _LIST_OF_YEARS.match(text, start):
        begin = match.start("years")
        numbers = re.finditer(r"\d{4}", match["years"])
        written = [
            WrittenDate(
                begin + n.start(), begin + n.end(), begin + n.end(), Calendar.GREGORIAN, year
            )
            for n in numbers
            if (year := int(n[0])) in _YEARS_IN_NUMBERS
        ]
        return _found(written, published)
    if match := _LIST_OF_DAYS.match(text, start):
        last = read_written_date(text, match.end())
        if last is None or last.day is None:
            return []
        begin = match.start("days")
        days = [
            replace(last, start=begin + n.start(), end=begin + n.end(), day=int(n[0]))
            for n in re.finditer(r"\d+", match["days"])
        ]
        return _found([*days, last], published)
    return []


def _found(written: list[WrittenDate], published: date | None) -> list[FoundDays]:
    named = [(one, days_named(one, published)) for one in written]
    return [FoundDays(one.start, one.end, days) for one, days in named if days is not None]


def _read_side(text: str, start: int) -> _Side | None:
    prefix = _BEFORE_DATE.match(text, start)
    begin = prefix.end() if prefix else start
    written = read_written_date(text, begin)
    if written is not None:
        return _Side(written)
    if match := _LONE_MONTH.match(text, begin):
        calendar, month = month_in(match)
        return _Side(WrittenDate(begin, match.end(), match.end(), calendar, month=month))
    if match := _LONE_YEAR.match(text, begin):
        calendar = Calendar.HIJRI if match["hijri"] else Calendar.GREGORIAN
        year = WrittenDate(begin, match.end(), match.end(), calendar, int(match["year"]))
        has_era = bool(match["hijri"] or match["gregorian"])
        return _Side(year, is_number=not has_era, has_word=has_era or match["word"] is not None)
    if match := _LONE_DAY.match(text, begin):
        day = WrittenDate(begin, match.end(), match.end(), Calendar.GREGORIAN, day=int(match[0]))
        return _Side(day, is_number=True)
    return None


def _days_between(first: _Side, second: _Side, published: date | None) -> NamedDays | None:
    """Return the days from the one to the other, each taking from the other what it lacks."""
    last = second.written
    begin = first.written
    if second.is_number and last.year is None:
        return None  # "27 سبتمبر - 10"
    if first.is_number:
        begin = replace(begin, calendar=last.calendar)
    if begin.month is None and begin.day is not None:
        begin = replace(begin, month=last.month)
    if last.year is None and last.turn is None:
        last = replace(last, year=begin.year)
    takes_year = begin.year is None and begin.turn is None
    if takes_year:
        begin = replace(begin, year=last.year, turn=last.turn, turns_year=last.turns_year)
    if begin.calendar is not last.calendar or _parts(begin) != _parts(last):
        return None
    if _parts(begin) == (False, False) and not _are_years(begin, last):
        return None
    from_days, to_days = days_named(begin, published), days_named(last, published)
    if from_days and to_days and takes_year and begin.year and from_days.first > to_days.last:
        from_days = days_named(replace(begin, year=begin.year - 1), published)  # over New Year
    if from_days is None or to_days is None or from_days.first >= to_days.first:
        return None
    relative = from_days.relative or to_days.relative
    return NamedDays(from_days.first, to_days.last, Precision.PERIOD, last.calendar, relative)


def _is_lone_month(written: WrittenDate) -> bool:
    return written.day is None and written.year is None and written.turn is None


def _parts(written: WrittenDate) -> tuple[bool, bool]:
    return written.month is not None, written.day is not None


def _are_years(begin: WrittenDate, last: WrittenDate) -> bool:
    years = _HIJRI_YEARS if last.calendar is Calendar.HIJRI else _YEARS_IN_NUMBERS
    return begin.year in years and last.year in years


def _counts(text: str, first: _Side, end: int) -> bool:
    """Tell whether two numbers count something, by what stands around them."""
    begin = first.written.start
    is_glued = text[max(0, begin - 1) : begin] in tuple(".,/:-")
    return is_glued or COUNTED.match(text, end) is not None
