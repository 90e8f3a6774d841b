"""Days, months and years that are told by the day of publication: yesterday, Tuesday, last year."""

import re
from datetime import date, timedelta

from archive.calendars import WEEKDAYS, Calendar
from archive.named_days import STEPS, FoundDays, NamedDays, Precision, month_beside, year_beside
from archive.written_dates import ORDINAL, TURN, Turn, word_before

# All patterns are matched against the text of a FoldedText: أ إ آ are ا, ة is ه, ى is ي.

WEEKDAY = "ال(?:" + "|".join(WEEKDAYS) + r")(?!\w)"
"""A day of the week, for a regular expression."""
_WITH_WEEKDAY = rf"(?:[،,]? ?\(? ?(?:يوم )?(?P<weekday>{WEEKDAY}))?"

_DAYS_AWAY = tuple(
    (re.compile(rf"(?:{words})(?!\w){_WITH_WEEKDAY}"), days)
    for words, days in (
        ("اول (?:من )?امس|(?:ال)?امس الاول", -2),
        (r"امس(?! الحاجه)|بالامس(?! القريب)", -1),
        ("اليوم", 0),
        ("بعد غدا?", 2),
        # As a verb "غدا" means "became".
        (
            rf"(?:يوم|صباح|مساء|ظهر|عصر|فجر|ليل) غدا?|غد(?= \(?(?:يوم )?{WEEKDAY})"
            r"|غدا(?! (?:من|اكثر|اليوم|هو|هي|هذا|\w+ا)(?!\w))",
            1,
        ),
    )
)
_WEEKDAY = re.compile(rf"(?:يوم )?(?P<weekday>{WEEKDAY})(?: {TURN})?")
_DAYS_AGO = re.compile(
    r"قبل (?:(?P<two>يومين)|(?P<number>\w+) (?:ايام|يوما))(?!\w)(?! (?:من|علي)(?!\w))"
)
_BESIDE = re.compile(
    rf"(?:هذا ال(?P<in_this>عام|شهر|اسبوع)|هذه ال(?P<in_this_one>سنه)"
    rf"|(?:ال|(?<=\bلل))(?P<unit>عام|سنه|شهر|اسبوع) {TURN})(?!\w)"
)
_MOST_DAYS_AGO = 30
_NUMBERS = ["ثلاثه", "اربعه", "خمسه", "سته", "سبعه", "ثمانيه", "تسعه", "عشره"]
_NUMBER = {name: n for n, name in enumerate(_NUMBERS, start=3)}

_ONE_LETTER_WORDS = frozenset("وفبلك")
# "في اليوم" is "a day", "المصري اليوم" a newspaper, "روسيا اليوم" a channel.
_BEFORE_OTHER_DAYS = frozenset(
    (
        *("في", "ذلك", "نفس", "ذات", "كل", "طوال", "طيله", "طول", "مدار", "صحيفه", "جريده", "قناه"),
        *("موقع", "دار", "عين", "المصري", "روسيا", "ليبيا", "سوريا", "اوروبا"),
    )
)
# "اليوم العالمي", "اليوم الثالث", "اليوم نفسه"; an adjective ends like "الوطني".
_OTHER_DAY = re.compile(
    rf" (?:{ORDINAL}|(?:ال\w+ي|الواحد|التالي?|السابق|الاخير|المفتوح|المقبل|القادم|الموعود|المشهود"
    r"|المذكور|ذاته|نفسه|عينه|واحد)(?!\w))"
)
# "صلاة الجمعة" is a prayer, "كلا الاثنين" both, "الواحد الأحد" the One; days that are many are not
# one: "كل الجمعة", "أيام السبت".
_BEFORE_OTHER_WEEKDAYS = frozenset(
    (
        *(
            "صلاه",
            "خطبه",
            "خطبتي",
            "خطب",
            "جامع",
            "الواحد",
            "كلا",
            "هذين",
            "احد",
            "ايام",
            "كل",
            "بين",
        ),
        *("الي", "عبد", "ابن", "بن", "سوق", "درب"),
    )
)
_TO_ANOTHER_WEEKDAY = re.compile(rf" (?:و?الي|و?حتي) (?:يوم )?{WEEKDAY}")
_AFTER_OTHER_WEEKDAYS = re.compile(
    rf" و{WEEKDAY} (?:الماضيين|المقبلين|القادمين)(?!\w)"
    r"| (?:الماضيين|المقبلين|القادمين|قبل|ما قبل|الاسود|الدامي|العظيم\w*|الحزين\w*)(?!\w)"
)

BEGINNINGS = frozenset(
    (
        *("امس", "الامس", "بالامس", "اول", "اليوم", "بعد", "غد", "غدا", "قبل"),
        *("يوم", "صباح", "مساء", "ظهر", "عصر", "فجر", "ليل"),
        *("العام", "السنه", "الشهر", "الاسبوع", "عام", "سنه", "شهر", "اسبوع", "هذا", "هذه"),
        *(f"ال{name}" for name in WEEKDAYS),
    )
)
"""The words that a relative date may begin with."""


def read_relative_date(text: str, start: int, published: date) -> FoundDays | None:
    """Return the days that are told at ``start`` of a folded text by the day of publication.

    A weekday is the most recent one up to publication. "اليوم الأحد" in an article of a Monday is
    the Sunday beside it: agencies' reports are printed a day later. The last week runs from
    Saturday to Friday, as in most Arab countries (Unicode CLDR, weekData).
    """
    return (
        _read_days_away(text, start, published)
        or _read_weekday(text, start, published)
        or _read_days_ago(text, start, published)
        or _read_beside(text, start, published)
    )


def _read_days_away(text: str, start: int, published: date) -> FoundDays | None:
    found = ((m, days) for form, days in _DAYS_AWAY if (m := form.match(text, start)))
    match, days = next(found, (None, 0))
    if match is None:
        return None
    day = published + timedelta(days=days)
    if match["weekday"]:
        return _on(_nearest(match["weekday"], day), match)
    if match[0] == "اليوم" and _is_other_day(text, match):
        return None
    return _on(day, match)


def _is_other_day(text: str, match: re.Match[str]) -> bool:
    if _OTHER_DAY.match(text, match.end()):
        return True
    return _stands_behind(_BEFORE_OTHER_DAYS, match)


def _read_weekday(text: str, start: int, published: date) -> FoundDays | None:
    match = _WEEKDAY.match(text, start)
    if match is None or _is_other_weekday(text, match):
        return None
    number = WEEKDAYS.index(match["weekday"].removeprefix("ال"))
    if match["next"]:
        return _on(published + timedelta(days=(number - published.weekday() - 1) % 7 + 1), match)
    days_ago = (published.weekday() - number) % 7
    if match["last"] and days_ago == 0:
        days_ago = 7
    return _on(published - timedelta(days=days_ago), match)


def _is_other_weekday(text: str, match: re.Match[str]) -> bool:
    end = match.end()
    if _TO_ANOTHER_WEEKDAY.match(text, end) or _AFTER_OTHER_WEEKDAYS.match(text, end):
        return True
    return _stands_behind(_BEFORE_OTHER_WEEKDAYS, match)


def _stands_behind(words: frozenset[str], match: re.Match[str]) -> bool:
    """Tell whether one of the words stands before the match, maybe with "in" or "to" before it."""
    before = word_before(match.string, match.start())
    return before in words or (before[:1] in _ONE_LETTER_WORDS and before[1:] in words)


def _read_days_ago(text: str, start: int, published: date) -> FoundDays | None:
    match = _DAYS_AGO.match(text, start)
    if match is None:
        return None
    number = match["number"]
    if match["two"]:
        days = 2
    elif number.isdigit() and len(number) <= 2:
        days = int(number)
    else:
        days = _NUMBER.get(number, 0)
    if not 2 <= days <= _MOST_DAYS_AGO:
        return None
    return _on(published - timedelta(days=days), match)


def _read_beside(text: str, start: int, published: date) -> FoundDays | None:
    match = _BESIDE.match(text, start)
    if match is None or _means_general(match):
        return None
    unit = match["unit"] or match["in_this"] or match["in_this_one"]
    turn = next((turn for turn in Turn if match[turn]), Turn.THIS)
    if unit == "اسبوع":
        first = published - timedelta(days=(published.weekday() + 2) % 7 - 7 * STEPS[turn])
        days, precision = (first, first + timedelta(days=6)), Precision.PERIOD
    elif unit == "شهر":
        days, precision = month_beside(published, turn), Precision.MONTH
    else:
        days, precision = year_beside(Calendar.GREGORIAN, published, turn), Precision.YEAR
    return FoundDays(start, match.end(), NamedDays(*days, precision, relative=True))


def _means_general(match: re.Match[str]) -> bool:
    """Tell "الأمين العام الحالي", the general secretary, from "العام الحالي", the year."""
    is_year = match["unit"] == "عام" and match["last"] is None
    return is_year and word_before(match.string, match.start()).startswith("ال")


def _nearest(weekday: str, day: date) -> date:
    """Return the day of this name at most three days from ``day``."""
    ahead = (WEEKDAYS.index(weekday.removeprefix("ال")) - day.weekday()) % 7
    return day + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def _on(day: date, match: re.Match[str]) -> FoundDays:
    named = NamedDays(day, day, Precision.DAY, relative=True)
    return FoundDays(match.start(), match.end(), named)
