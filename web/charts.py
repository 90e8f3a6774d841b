"""Pictures of numbers over time, measured out for the SVG that a template writes.

Across, a picture is as wide as its place, and everything in it is measured in per cent of that;
down, it is measured in pixels, so that its words are of one size however wide it is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

_TOP, _BASE, _HEIGHT = 20, 100, 124  # pixels down to the highest bar, to where bars stand, in all
_LEAST_HEIGHT = 3.0  # pixels: what is there can be seen, be it one beside a thousand
_WIDEST = 8.0  # per cent, that one bar alone doesn't look like a wall
_FILLED = 0.8  # of a unit's place; the rest parts it from the next

_MOST_MONTHS = 61
"""Months that are shown as such, five years from any month to the same one; else years are."""

# A year is 30 px wide in its size of type: at 320 px, a page leaves 280 px for the picture.
_YEAR_WIDTH = 12.0  # per cent
_YEARS_APART = 18.0  # per cent
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)  # years


class Unit(StrEnum):
    """What a bar stands for."""

    MONTH = "month"
    YEAR = "year"


class Anchor(StrEnum):
    """Which part of a label stands at its ``x``, by the direction that the page is read in."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class Bar:
    """A month or year with its count.

    ``day`` is its first. ``first`` and ``last`` are what a search for it takes as ``from`` and
    ``to``. Its place, ``left`` and ``place`` wide, is where it can be pointed at; what is seen of
    it is ``width`` wide at ``x``, and ``height`` high down from ``y``.
    """

    day: date
    first: str
    last: str
    count: int
    left: float
    place: float
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Tick:
    """What is written below the bars: a whole month, or the year of ``day`` only."""

    day: date
    unit: Unit
    x: float
    anchor: Anchor


@dataclass(frozen=True)
class Timeline:
    """Counts over time, the earliest first; ``mirrored`` where that one is at the right.

    The highest bar begins at ``top``, all of them stand on ``base``, words are below that.
    """

    top: ClassVar[int] = _TOP
    base: ClassVar[int] = _BASE
    height: ClassVar[int] = _HEIGHT

    unit: Unit
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    most: int
    total: int
    mirrored: bool


def timeline(months: Sequence[tuple[date, int]], *, mirrored: bool) -> Timeline | None:
    """Measure out how many articles there are in each month, or in each year where it is long.

    ``months`` are days, any of their month, with counts; those of a month are added up. ``None``
    where they count nothing.
    """
    counts: Counter[int] = Counter()
    for day, count in months:
        counts[_month_number(day)] += count
    counted = [number for number, count in counts.items() if count > 0]
    if not counted:
        return None
    unit = Unit.MONTH if max(counted) - min(counted) < _MOST_MONTHS else Unit.YEAR
    if unit is Unit.YEAR:
        counts, by_month = Counter(), counts
        for number in counted:
            counts[number // 12] += by_month[number]
        counted = list(counts)
    numbers = range(min(counted), max(counted) + 1)
    most = max(counts[number] for number in numbers)
    bars = tuple(
        _bar(unit, number, counts[number], place, len(numbers), most)
        for place, number in enumerate(numbers)
    )
    drawn = Timeline(
        unit, bars, _ticks(unit, bars), most, sum(bar.count for bar in bars), mirrored=False
    )
    return _mirror(drawn) if mirrored else drawn


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _bar(unit: Unit, number: int, count: int, place: int, places: int, most: int) -> Bar:
    day = date(number, 1, 1) if unit is Unit.YEAR else date(number // 12, number % 12 + 1, 1)
    period = f"{day.year:04d}" if unit is Unit.YEAR else f"{day.year:04d}-{day.month:02d}"
    across = 100 / places
    width = min(across * _FILLED, _WIDEST)
    # Twice as many are twice as high: a scale that raises the low ones (a root, a logarithm)
    # would have to be explained. They are given a least height instead.
    height = max(count / most * (_BASE - _TOP), _LEAST_HEIGHT) if count else 0.0
    return Bar(
        day,
        first=period,
        last=period,
        count=count,
        left=across * place,
        place=across,
        x=across * place + (across - width) / 2,
        width=width,
        y=_BASE - height,
        height=height,
    )


def _ticks(unit: Unit, bars: Sequence[Bar]) -> tuple[Tick, ...]:
    """Write the first and the last month, or so many of the years as never touch each other."""
    januaries = [bar for bar in bars if bar.day.month == 1]
    if unit is Unit.MONTH and len(januaries) < 2:
        return _ends(bars)
    apart = januaries[1].left - januaries[0].left
    step = next(step for step in _STEPS if step * apart >= _YEARS_APART)
    return tuple(_year(bar) for bar in januaries if bar.day.year % step == 0)


def _ends(bars: Sequence[Bar]) -> tuple[Tick, ...]:
    first, last = bars[0], bars[-1]
    if len(bars) <= 2:
        return tuple(_tick(bar, Unit.MONTH, Anchor.MIDDLE) for bar in bars)
    return (_tick(first, Unit.MONTH, Anchor.START), _tick(last, Unit.MONTH, Anchor.END))


def _year(bar: Bar) -> Tick:
    """Write a year below its bar, beside it where half of it would be outside of the picture."""
    middle = bar.left + bar.place / 2
    if middle < _YEAR_WIDTH / 2:
        return _tick(bar, Unit.YEAR, Anchor.START)
    if middle > 100 - _YEAR_WIDTH / 2:
        return _tick(bar, Unit.YEAR, Anchor.END)
    return _tick(bar, Unit.YEAR, Anchor.MIDDLE)


def _tick(bar: Bar, unit: Unit, anchor: Anchor) -> Tick:
    match anchor:
        case Anchor.START:
            x = bar.x
        case Anchor.END:
            x = bar.x + bar.width
        case Anchor.MIDDLE:
            x = bar.x + bar.width / 2
    return Tick(bar.day, unit, x, anchor)


def _mirror(drawn: Timeline) -> Timeline:
    return replace(
        drawn,
        bars=tuple(
            replace(bar, left=100 - bar.left - bar.place, x=100 - bar.x - bar.width)
            for bar in drawn.bars
        ),
        ticks=tuple(replace(tick, x=100 - tick.x) for tick in drawn.ticks),
        mirrored=True,
    )
