"""Reading whole calendar dates in Arabic and English news."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.arabic import fold_letters, is_invisible_mark

# Month names of Egypt and the Gulf, the Levant and Iraq, and the Maghreb, in folded letters.
_MONTHS = {
    1: "يناير|كانون الثاني|جانفي|january|jan",
    2: "فبراير|شباط|فيفري|february|feb",
    3: "مارس|اذار|march|mar",
    4: "ابريل|نيسان|افريل|april|apr",
    5: "مايو|ايار|ماي|may",
    6: "يونيو|يونيه|حزيران|جوان|june|jun",
    7: "يوليو|يوليه|يوليوز|تموز|جويليه|july|jul",
    8: "اغسطس|اب|غشت|اوت|august|aug",
    9: "سبتمبر|ايلول|شتنبر|september|sept|sep",
    10: "اكتوبر|تشرين الاول|october|oct",
    11: "نوفمبر|تشرين الثاني|نونبر|november|nov",
    12: "ديسمبر|كانون الاول|دجنبر|december|dec",
}
_MONTH_NUMBER = {name: n for n, names in _MONTHS.items() for name in names.split("|")}
# Longest first: "كانون الثاني" before any shorter name that begins it.
_MONTH = "|".join(sorted((n.replace(" ", r"\s+") for n in _MONTH_NUMBER), key=len, reverse=True))

_FORMS = (
    # 2022/09/13, 2022-09-13
    re.compile(
        r"(?<![\d/.-])(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"
    ),
    # 13/09/2022: day first, as Arabic newspapers write it
    re.compile(
        r"(?<![\d/.-])(?P<day>\d{1,2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)"
    ),
    # 28 سبتمبر 2020, 28 أيلول/سبتمبر 2020, 28 من سبتمبر عام 2020
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?:من\s+)?(?:شهر\s+)?(?P<name>{_MONTH})\.?"
        rf"(?:\s*[/(-]\s*(?:{_MONTH})\)?)?\s*[،,]?\s*(?:(?:من\s+)?(?:ال)?عام\s+|سنه\s+)?(?P<year>\d{{4}})(?!\d)",
        re.IGNORECASE,
    ),
    # September 28, 2020
    re.compile(
        rf"\b(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
    ),
)


@dataclass(frozen=True)
class FoundDate:
    """A date and where its words stand in the text."""

    date: date
    start: int
    end: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the whole dates (day, month and year, Gregorian) that ``text`` names, in order.

    Knows the month names of every Arab region, their pairs ("أيلول/سبتمبر"), English names,
    numbers in any digits, year first or day first. A date that no calendar has is not yielded.
    """
    # Word processors put marks of direction between the parts of a date.
    places = [n for n, char in enumerate(text) if not is_invisible_mark(char)]
    folded = fold_letters("".join(text[n] for n in places))
    found = [
        FoundDate(day, places[m.start()], places[m.end() - 1] + 1)
        for form in _FORMS
        for m in form.finditer(folded)
        if (day := _date(m)) is not None
    ]
    yield from sorted(found, key=lambda f: f.start)


def find_date(text: str) -> FoundDate | None:
    """Return the first whole date in ``text``, if any."""
    return next(find_dates(text), None)


def _date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    name = parts.get("name")
    month = int(parts["month"]) if name is None else _MONTH_NUMBER[" ".join(name.lower().split())]
    day, year = int(parts["day"]), int(parts["year"])
    if month > 12 >= day:  # 09/28/2020, as American software writes it
        day, month = month, day
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


_LONGEST_DATE_LINE = 120  # characters
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:يوم\s+)?(?:ال)?(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*(?:(?:تاريخ\s+)?(?:ال)?نشر(?:\s+في)?|نشر\s+بتاريخ|بتاريخ|التاريخ)\b")
_TIME = re.compile(
    r"(?:الساعه\s*)?\d{1,2}:\d{2}(?::\d{2})?\s*(?:صباحا|مساء|ص|م|am|pm)?\b", re.IGNORECASE
)
_FILLER = re.compile(
    r"\b(?:gmt|utc|ت\.غ|بتوقيت|غرينتش|غرينيتش|مكه|القاهره|ميلادي|م|ء)\b|[\W_]+", re.IGNORECASE
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


def parse_bound(text: str, *, end: bool) -> date:
    """Read a limit of a search: ``2020``, ``2020-09`` or ``2020-09-28``, or a date in words.

    A year or month alone stands for its first day, or with ``end`` for its last.
    Raises ``ValueError`` for anything else.
    """
    not_a_date = ValueError(f"“{text}” is not a date: write 2020, 2020-09 or 2020-09-28")
    match = re.fullmatch(r"(\d{4})(?:[-/](\d{1,2}))?", fold_letters(text.strip()))
    if match is None:
        found = whole_line_date(text)
        if found is None:
            raise not_a_date
        return found.date
    year, month = int(match[1]), int(match[2] or (12 if end else 1))
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        raise not_a_date
    day = monthrange(year, month)[1] if end else 1
    return date(year, month, day)
