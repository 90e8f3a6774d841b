"""Days, months and years as they are written, in either calendar, with a year or without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from archive.calendars import FIRST_WORDS_OF_MONTHS, MONTH, WEEKDAYS, Calendar, month_in

# All patterns are matched against the text of a FoldedText: أ إ آ are ا, ة is ه, ى is ي.


class Turn(StrEnum):
    """What a word says of a month or year by the day of publication: the last, this, the next."""

    LAST = "last"
    THIS = "this"
    NEXT = "next"


@dataclass(frozen=True)
class WrittenDate:
    """The parts of a date that are written, the others ``None``; offsets into the folded text.

    ``end`` is behind the letter of the era ("2020م"), ``bare_end`` before it. ``turn`` tells the
    month ("يوليو الماضي") or with ``turns_year`` its year ("يوليو من العام الماضي").
    """

    start: int
    end: int
    bare_end: int
    calendar: Calendar
    year: int | None = None
    month: int | None = None
    day: int | None = None
    turn: Turn | None = None
    turns_year: bool = False


TURN = (
    "(?:(?P<last>الماضيه?|الفايته?|المنصرمه?)|(?P<this>الجاريه?|الحاليه?)"
    r"|(?P<next>المقبله?|القادمه?|الاتيه?))(?!\w)"
)
"""A word that tells a month or year by the day of publication, for a regular expression."""

_ONES = ["الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"]
_ONES_OF_MORE = ["الحادي", *_ONES[1:]]
_TENS = {"العشرين": 20, "العشرون": 20, "الثلاثين": 30, "الثلاثون": 30}
ORDINALS = {
    **{name: n for n, name in enumerate([*_ONES, "العاشر"], start=1)},
    **{f"{name} عشر": n for n, name in enumerate(_ONES_OF_MORE, start=11)},
    **_TENS,
    **{
        f"{one} و{tens}": ten + n
        for tens, ten in _TENS.items()
        for n, one in enumerate(_ONES_OF_MORE, start=1)
        if ten + n <= 31
    },
    **{f"الواحد و{tens}": ten + 1 for tens, ten in _TENS.items()},
}
"""The ordinals from the first to the thirty-first."""
ORDINAL = "(?:" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + r")(?!\w)"
"""One of ``ORDINALS``, for a regular expression."""

# Years up to 1500 may be Hijri ones where nothing says of which calendar they are.
_GREGORIAN_YEARS = range(1501, 2101)
_OLDER_YEARS = range(1000, 1501)
_HIJRI_YEARS = range(1300, 1501)
# In "سباق 1500م" and "مساحة 2000م" the letter means metres.
_YEARS_WITH_ERA_ALONE = range(1901, 2100)
_ROUND = 100

ERA = (
    r"(?: ?(?:(?P<hijri>هجريه?|الهجريه?|ه|ah|a\.h\.)|(?P<gregorian>ميلاديه?|الميلاديه?|م|ء|ad|ce))"
    r"(?!\w))"
)
"""The letter or word for the era behind a year, for a regular expression."""
_YEAR = rf"(?<!\d)(?P<year>\d{{4}})(?!\d){ERA}?"
_YEAR_OF_MONTH = rf"[،,]? ?(?:(?:من |في )?(?:لل|ل|ال)?(?:عام|سنه) ?)?{_YEAR}"
_TURN_OF_MONTH = (
    rf" (?:من )?(?:(?P<whose>العام|السنه|الشهر) )?{TURN}"
    r"| (?:من )?(?P<this_year>هذا العام|هذه السنه)(?!\w)"
)
_WHICH_YEAR = rf"(?:{_YEAR_OF_MONTH}|{_TURN_OF_MONTH})"
# "28 سبتمبر من كل عام", "28 سبتمبر من العام نفسه", "5 مايو و10 يونيو 1999": not the one nearest to
# publication.
_NO_OTHER_YEAR = (
    r"(?! ?(?:من |في )?(?:كل|ذلك|تلك|نفس|ذات|ل?عام|ل?سنه|العام|السنه|قبل الماضي)(?!\w)"
    r"| \d{3}|/ ?\d| و ?(?:ال ?)?\d{1,2} (?!\d))"
)

_DAY_NUMBER = r"(?<![\d.,/:])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# "غرة رمضان" and "الفاتح من سبتمبر" are their first days.
_DAY = rf"(?:(?:ال ?)?{_DAY_NUMBER} ?|(?P<word>غره|الفاتح|{ORDINAL}) )"

_NUMBERS = tuple(
    re.compile(rf"(?<![\d/.-]){form}(?!\d){ERA}?")
    for form in (
        # 2022/09/13, 2022-09-13
        r"(?P<year>\d{4}) ?(?P<sep>[-/.]) ?(?P<month>\d{1,2}) ?(?P=sep) ?(?P<day>\d{1,2})",
        # 13/09/2022: day first, as Arabic newspapers write it
        r"(?P<day>\d{1,2}) ?(?P<sep>[-/.]) ?(?P<month>\d{1,2}) ?(?P=sep) ?(?P<year>\d{4})",
    )
)
_WITH_MONTH_NAME = tuple(
    re.compile(form)
    for form in (
        # 28 سبتمبر 2020, 28 أيلول/سبتمبر 2020, 28 من شهر سبتمبر عام 2020م, الأول من سبتمبر الماضي
        rf"{_DAY}(?:من |of )?(?:شهر )?{MONTH}(?:{_WHICH_YEAR}|{_NO_OTHER_YEAR})",
        # September 28, 2020
        rf"{MONTH} {_DAY_NUMBER},? {_YEAR}",
        # شباط/فبراير عام 1988, شهر مارس الماضي
        rf"(?:شهر )?{MONTH}{_WHICH_YEAR}",
    )
)
# شهر مارس, في مارس: without such a word a month's name is as often a verb or a person.
_MONTH_ALONE = re.compile(rf"(?P<in_full>شهر )?{MONTH}{_NO_OTHER_YEAR}")
_AND_MONTH = re.compile(rf" و ?{MONTH}")  # "في مايو ويونيو 1999"
_BEFORE_MONTHS = frozenset(
    (
        *("في", "وفي", "منذ", "ومنذ", "حتي", "خلال", "وخلال", "مطلع", "بدايه", "اوايل", "منتصف"),
        *("اواخر", "نهايه", "بحلول"),
    )
)
# 15 من الشهر الجاري
_DAY_OF_TURNED_MONTH = re.compile(rf"{_DAY}(?:من )?الشهر {TURN}")
# عام 1992, السنة المالية 2015, العام الماضي 2014, عام 1436هـ
_YEAR_WITH_WORD = re.compile(
    r"(?<!كل )(?P<this_one>هذا |هذه )?(?:ال)?(?:عام|سنه)"
    r"(?: (?:(?P<turned>الجاري|الحالي|الماضي|المنصرم|المقبل|القادم)|(?P<hijri_word>الهجري)|الميلادي"
    rf"|المالي|الدراسي)ه?)? ?\(?{_YEAR}(?! ?(?:ق\. ?م|قبل الميلاد)|[/-]\d)"
)
# 1918م, 1436 هـ
_YEAR_WITH_ERA = re.compile(rf"(?<![\d.,/:-])(?P<year>\d{{4}}){ERA}(?! ?(?:مربع|مكعب|²|2))")

# "بين 1500 و2000 ريال", "بين 1950 و1970 طالبا"; but "عندما" and the like follow years.
COUNTED = re.compile(
    r" ?(?:%|[.,/:]\d|(?:ال)?(?:ريال|دولار|جنيه|دينار|درهم|يورو|ليره|مليون|مليار|الف|متر|كيلو|طن|كم"
    r"|شخص|قتيل|جريح|مقاتل|وحده|نقطه|ساعه|سنه|درجه|صفحه)\w*(?!\w))"
    r"| (?!(?:عند|بين|في|ك|ل|مثل|حين|رب)?ما(?!\w)|هذا|لذا)\w+ا(?!\w)"
)
"""What stands behind a number that counts something and is no year."""

_WORD = re.compile(r"\w+")
_WORD_BEFORE = re.compile(r"(\w+) $")
_LONGEST_WORD = 30
_BEFORE_ORDINALS = frozenset(("اليوم", "الموافق", "المصادف", *(f"ال{day}" for day in WEEKDAYS)))

PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "لل", "وب", "ول", "فب", "فل")
"""What Arabic writes together with the following word: and, so, in, to, like."""
# With a letter before them these are other words: "باب" is a door.
_WITHOUT_PROCLITICS = frozenset(("اب", "ذا", "ماي"))
_BEGINNINGS = {
    proclitic + word: len(proclitic)
    for word in (
        *FIRST_WORDS_OF_MONTHS,
        *(name.split()[0] for name in ORDINALS),
        *("غره", "الفاتح", "شهر", "عام", "العام", "سنه", "السنه", "هذا", "هذه"),
    )
    for proclitic in (("", "و") if word in _WITHOUT_PROCLITICS else PROCLITICS)
}


def find_written_dates(text: str) -> Iterator[WrittenDate]:
    """Yield the dates of a folded text as they are written, in order."""
    end = 0
    for word in _WORD.finditer(text):
        letters_before = letters_before_date(word[0])
        if letters_before is None or word.start() + letters_before < end:
            continue
        written = read_written_date(text, word.start() + letters_before)
        if written is not None:
            end = written.end
            yield written


def letters_before_date(word: str) -> int | None:
    """Return how many letters of ``word`` stand before a date that may begin in it, if one may."""
    if word[0].isdigit() or (word.startswith("ال") and word[2:].isdigit()):
        return 0
    letters = word.rstrip("0123456789")
    if letters != word:  # "و28", "بـ28"
        return len(letters) if letters in PROCLITICS else None
    return _BEGINNINGS.get(word)


def word_before(text: str, start: int) -> str:
    """Return the word before ``start`` if nothing but a space stands between, else ""."""
    match = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    return match[1] if match else ""


def read_written_date(text: str, start: int) -> WrittenDate | None:
    """Return the date that is written at ``start`` of a folded text, if one is.

    A number alone is no year: it takes a word ("عام", "سنة"), a month or an era's letter. Years up
    to 1500 need a Hijri month or an era's letter. Whether the calendar has the day is not asked.
    """
    return (
        _read_numbers(text, start)
        or _read_month_name(text, start)
        or _read_month_alone(text, start)
        or _read_day_of_turned_month(text, start)
        or _read_year(text, start)
    )


def _read_numbers(text: str, start: int) -> WrittenDate | None:
    match = next((m for form in _NUMBERS if (m := form.match(text, start))), None)
    if match is None:
        return None
    calendar = _calendar_of_year(match, _GREGORIAN_YEARS) or (
        Calendar.HIJRI if int(match["year"]) in _HIJRI_YEARS else None
    )
    if calendar is None:
        return None
    month, day = int(match["month"]), int(match["day"])
    if month > 12 >= day:  # 09/28/2020, as American software writes it
        day, month = month, day
    return _written(match, calendar, month=month, day=day)


def _read_month_name(text: str, start: int) -> WrittenDate | None:
    match = next((m for form in _WITH_MONTH_NAME if (m := form.match(text, start))), None)
    if match is None or _counts_something_else(match):
        return None
    calendar, month = month_in(match)
    if match["year"]:
        years = _GREGORIAN_YEARS if calendar is Calendar.GREGORIAN else _HIJRI_YEARS
        other = "hijri" if calendar is Calendar.GREGORIAN else "gregorian"
        if match[other] or int(match["year"]) not in years:
            return None
    return _written(match, calendar, month=month, day=_day_in(match))


def _read_month_alone(text: str, start: int) -> WrittenDate | None:
    match = _MONTH_ALONE.match(text, start)
    if match is None or not (match["in_full"] or word_before(text, start) in _BEFORE_MONTHS):
        return None
    calendar, month = month_in(match)
    # "في رمضان" is said of any year's.
    if calendar is Calendar.HIJRI or _AND_MONTH.match(text, match.end()):
        return None
    return _written(match, calendar, month=month)


def _read_day_of_turned_month(text: str, start: int) -> WrittenDate | None:
    match = _DAY_OF_TURNED_MONTH.match(text, start)
    if match is None or _counts_something_else(match):
        return None
    return _written(match, Calendar.GREGORIAN, day=_day_in(match))


def _read_year(text: str, start: int) -> WrittenDate | None:
    match = _YEAR_WITH_WORD.match(text, start)
    if match is not None and _is_number_of_a_year(match):
        return None
    if match is None:
        match = _YEAR_WITH_ERA.match(text, start)
        year = int(match["year"]) if match else 0
        if not (match and (match["hijri"] or (year in _YEARS_WITH_ERA_ALONE and year % _ROUND))):
            return None
    calendar = _calendar_of_year(match, _GREGORIAN_YEARS)
    return _written(match, calendar) if calendar else None


def _is_number_of_a_year(match: re.Match[str]) -> bool:
    """Tell "العام الماضي 1900 زائر" from "العام الماضي 2014"."""
    if not (match["this_one"] or match["turned"]):
        return False
    is_round = int(match["year"]) % _ROUND == 0
    return is_round or COUNTED.match(match.string, match.end()) is not None


def _calendar_of_year(match: re.Match[str], gregorian_years: range) -> Calendar | None:
    parts, year = match.groupdict(), int(match["year"])
    if parts["hijri"] or parts.get("hijri_word"):
        return Calendar.HIJRI if year in _HIJRI_YEARS else None
    if year in gregorian_years or (parts["gregorian"] and year in _OLDER_YEARS):
        return Calendar.GREGORIAN
    return None


def _written(
    match: re.Match[str], calendar: Calendar, *, month: int | None = None, day: int | None = None
) -> WrittenDate:
    parts = match.groupdict()
    turn = next((turn for turn in Turn if parts.get(turn)), None)
    has_year = parts.get("year") is not None
    return WrittenDate(
        start=match.start(),
        end=match.end(),
        bare_end=_bare_end(match),
        calendar=calendar,
        year=int(match["year"]) if has_year else None,
        month=month,
        day=day,
        turn=Turn.THIS if parts.get("this_year") else turn,
        turns_year=bool(parts.get("this_year")) or parts.get("whose") in ("العام", "السنه"),
    )


def _bare_end(match: re.Match[str]) -> int:
    """Return where the date ends without its era."""
    parts = match.groupdict()
    if not parts.get("gregorian") and not parts.get("hijri"):
        return match.end()
    before_era = match.start("gregorian" if parts["gregorian"] else "hijri")
    return before_era - 1 if match.string[before_era - 1] == " " else before_era


def _day_in(match: re.Match[str]) -> int | None:
    parts = match.groupdict()
    if parts.get("word"):
        return ORDINALS.get(parts["word"], 1)
    return int(parts["day"]) if parts.get("day") else None


def _counts_something_else(match: re.Match[str]) -> bool:
    """Tell "النصف الأول من مايو" from "الأول من مايو"."""
    if match.groupdict().get("word") is None:
        return False
    before = word_before(match.string, match.start())
    return before.startswith("ال") and before not in _BEFORE_ORDINALS
