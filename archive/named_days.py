"""From a date as it is written to the days that it names."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.calendars import Calendar, days_of, year_and_month
from archive.written_dates import Turn, WrittenDate

STEPS = {Turn.LAST: -1, Turn.THIS: 0, Turn.NEXT: 1}
"""How many years, months or weeks a turn is away."""


class Precision(StrEnum):
    """How exactly a text names a time."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"


@dataclass(frozen=True)
class NamedDays:
    """The days that words name, ``last`` included, Gregorian whatever calendar the words are of.

    ``relative`` days are known only through the day of publication.
    """

    first: date
    last: date
    precision: Precision
    calendar: Calendar = Calendar.GREGORIAN
    relative: bool = False


@dataclass(frozen=True)
class FoundDays:
    """Days and where the words that name them stand in a folded text."""

    start: int
    end: int
    days: NamedDays


def days_named(written: WrittenDate, published: date | None) -> NamedDays | None:
    """Return the days of a written date, or ``None`` where no calendar has them.

    A day or month without a year is the one nearest to the day of publication, of two as near the
    earlier; without a day of publication it names nothing.
    """
    try:
        if written.year is not None:
            days = days_of(written.calendar, written.year, written.month, written.day)
        elif published is not None:
            days = _days_by_publication(written, published)
        else:
            return None
    except ValueError:
        return None
    return NamedDays(*days, _precision(written), written.calendar, relative=written.year is None)


def year_beside(calendar: Calendar, day: date, turn: Turn) -> tuple[date, date]:
    """Return the days of the year before, of or after that of ``day``; raises ``ValueError``."""
    return days_of(calendar, year_and_month(calendar, day)[0] + STEPS[turn])


def month_beside(day: date, turn: Turn, day_of_month: int | None = None) -> tuple[date, date]:
    """Return the days of the month before, of or after that of ``day``, or one day of it.

    Raises ``ValueError`` for a day that the month doesn't have.
    """
    years, month = divmod(day.month - 1 + STEPS[turn], 12)
    return days_of(Calendar.GREGORIAN, day.year + years, month + 1, day_of_month)


def _days_by_publication(written: WrittenDate, published: date) -> tuple[date, date]:
    if written.month is None:
        return month_beside(published, written.turn or Turn.THIS, written.day)
    this_year, _ = year_and_month(written.calendar, published)
    if written.turn is not None and (written.turns_year or written.turn is Turn.THIS):
        year = this_year + STEPS[written.turn]
        return days_of(written.calendar, year, written.month, written.day)
    choices = list(_in_each_year(written, range(this_year - 1, this_year + 2)))
    if written.turn is Turn.LAST:
        choices = [days for days in choices if days[1] < published][-1:]
    elif written.turn is Turn.NEXT:
        choices = [days for days in choices if days[0] > published][:1]
    if not choices:
        raise ValueError("no year near publication has this day")
    return min(choices, key=lambda days: _distance(days, published))


def _in_each_year(written: WrittenDate, years: range) -> list[tuple[date, date]]:
    found = []
    for year in years:
        try:
            found.append(days_of(written.calendar, year, written.month, written.day))
        except ValueError:  # the 29th of February, mostly
            continue
    return found


def _distance(days: tuple[date, date], published: date) -> int:
    """Return the days between, 0 where ``published`` is among them."""
    first, last = days
    return max((first - published).days, (published - last).days, 0)


def _precision(written: WrittenDate) -> Precision:
    if written.day is not None:
        return Precision.DAY
    return Precision.YEAR if written.month is None else Precision.MONTH
