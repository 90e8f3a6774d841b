"""The Gregorian and the Hijri calendar: their month names and the days of their months."""

import re
from calendar import monthrange
from datetime import date
from enum import StrEnum

from hijridate import Gregorian, Hijri


class Calendar(StrEnum):
    """A calendar that Arab newspapers date by."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


# All names are in folded letters: أ إ آ are ا, ة is ه, ى is ي.
_GREGORIAN_MONTHS = (
    # Egypt and the Gulf | the Levant and Iraq | Algeria, Tunisia and Morocco | English
    "يناير|كانون الثاني|كانون ثاني|كانون ثان|جانفي|january|jan",
    "فبراير|شباط|فيفري|february|feb",
    "مارس|اذار|march|mar",
    "ابريل|نيسان|افريل|april|apr",
    "مايو|ايار|ماي|may",
    "يونيو|يونيه|حزيران|جوان|june|jun",
    "يوليو|يوليه|تموز|جويليه|يوليوز|july|jul",
    "اغسطس|اوغسطس|اب|اوت|غشت|august|aug",
    "سبتمبر|ايلول|شتنبر|september|sept|sep",
    "اكتوبر|تشرين الاول|تشرين اول|october|oct",
    "نوفمبر|تشرين الثاني|تشرين ثاني|تشرين ثان|نونبر|november|nov",
    "ديسمبر|كانون الاول|كانون اول|دجنبر|december|dec",
)
_HIJRI_MONTHS = (
    "محرم|المحرم|محرم الحرام",
    "صفر|صفر الخير",
    "ربيع الاول|ربيع اول",
    "ربيع الثاني|ربيع الاخر|ربيع ثاني|ربيع ثان|ربيع اخر",
    "جمادي الاولي|جمادي الاول|جمادي اول|جماد الاولي|جماد الاول|جماد اول",
    "جمادي الاخره|جمادي الاخري|جمادي الاخر|جمادي الثانيه|جمادي الثاني|جمادي ثاني"
    "|جماد الاخره|جماد الاخر|جماد الثانيه|جماد الثاني|جماد ثاني",
    "رجب",
    "شعبان",
    "رمضان|رمضان المبارك",
    "شوال",
    "ذو القعده|ذي القعده|ذا القعده|ذوالقعده|ذيالقعده",
    "ذو الحجه|ذي الحجه|ذا الحجه|ذوالحجه|ذيالحجه",
)
# English spellings come with or without the mark of the ayn, the article and its hyphen.
_OF = r"['’‘]?[ -]?(?:[aeu]?[lt]h?)?[ -]?['’‘]?"
_HIJRI_MONTHS_IN_ENGLISH = (
    "muharram",
    "safar",
    f"rabi{_OF}(?:awwal|awal|i)",
    f"rabi{_OF}(?:thani|akhir|akhar|ii)",
    f"j[ua]mad[ai]{_OF}(?:ula|oula|awwal|awal|i)",
    f"j[ua]mad[ai]{_OF}(?:thani|thaniyah?|akhirah?|akhir|ii)",
    "rajab",
    "sha['’‘]?a?ban",
    "ramadh?an|ramzan",
    "shaww?al",
    f"(?:dh|th|z)u{_OF}q[ia]['’‘]?dah?",
    f"(?:dh|th|z)u{_OF}hijj?ah?",
)


def _month_pattern(group: str, names: str) -> str:
    # "Sept. 2020", but a stop behind a name in full ends the sentence.
    name = f"(?:{names})(?![^\\W\\d_])(?:(?<=[a-z]{{3}})\\.(?= ?\\d))?"
    # Two regions' names of one month: أيلول/سبتمبر, أيلول (سبتمبر), سبتمبر أيلول
    return f"(?P<{group}>{name}(?: ?[ /(-] ?{name}(?: ?\\))?)?)"


_MONTH_PATTERNS = {
    **{f"g{n}": names for n, names in enumerate(_GREGORIAN_MONTHS, start=1)},
    **{
        f"h{n}": "|".join(names)
        for n, names in enumerate(zip(_HIJRI_MONTHS, _HIJRI_MONTHS_IN_ENGLISH, strict=True), 1)
    },
}
MONTH = "(?:" + "|".join(_month_pattern(*item) for item in _MONTH_PATTERNS.items()) + ")"
"""A month's name in folded text, also doubled, as part of a regular expression."""

FIRST_WORDS_OF_MONTHS = frozenset(
    name.split()[0] for names in (*_GREGORIAN_MONTHS, *_HIJRI_MONTHS) for name in names.split("|")
)
"""The words that a month's name begins with in Arabic news, and its English names."""


WEEKDAYS = ("اثنين", "ثلاثاء", "اربعاء", "خميس", "جمعه", "سبت", "احد")
"""The days of the week in folded letters, without the article, in the order of ``weekday()``."""


def month_in(match: re.Match[str]) -> tuple[Calendar, int]:
    """Return the calendar and number of the month that ``MONTH`` matched."""
    group = next(group for group in _MONTH_PATTERNS if match[group])
    return Calendar.GREGORIAN if group[0] == "g" else Calendar.HIJRI, int(group[1:])


def days_of(
    calendar: Calendar, year: int, month: int | None = None, day: int | None = None
) -> tuple[date, date]:
    """Return the first and the last day of a year, a month or a day, as Gregorian dates.

    Hijri dates follow the Umm al-Qura calendar of 1343–1500 AH; where the crescent is looked for,
    months may begin a day earlier or later. Raises ``ValueError`` for a day that the calendar
    doesn't have or that lies outside the years it covers.
    """
    first_month, last_month = (1, 12) if month is None else (month, month)
    if calendar is Calendar.GREGORIAN:
        last_day = day or monthrange(_valid_year(year), last_month)[1]
        return date(year, first_month, day or 1), date(year, last_month, last_day)
    try:
        last_day = day or Hijri(year, last_month, 1).month_length()
        first = Hijri(year, first_month, day or 1).to_gregorian()
        last = Hijri(year, last_month, last_day).to_gregorian()
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return date(*first.datetuple()), date(*last.datetuple())


def year_and_month(calendar: Calendar, day: date) -> tuple[int, int]:
    """Return the calendar's year and month of a day; raises ``ValueError`` as ``days_of`` does."""
    if calendar is Calendar.GREGORIAN:
        return day.year, day.month
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return hijri.year, hijri.month


def _valid_year(year: int) -> int:
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"year {year} is out of range")
    return year
