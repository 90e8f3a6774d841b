import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from archive.store import Archive
from index.search import SearchIndex
from web import create_app
from web.charts import Anchor, Tick, Timeline, Unit, timeline
from web.form import SearchForm

DAYS = st.dates(date(1900, 1, 1), date(2101, 1, 1))
NEAR = st.dates(date(2018, 1, 1), date(2023, 1, 1))
COUNTED = st.tuples(DAYS | NEAR, st.integers(1, 5000))
MONTHS = st.lists(COUNTED, min_size=1, max_size=40) | st.lists(
    st.tuples(NEAR, st.integers(1, 50)), min_size=1, max_size=40
)

DRAWN = '{% from "_charts.html" import timeline %}{{ timeline(chart, form) }}'


def drawn(months: Sequence[tuple[date, int]], *, mirrored: bool = False) -> Timeline:
    chart = timeline(months, mirrored=mirrored)
    assert chart is not None
    return chart


@given(MONTHS, st.booleans())
def test_bars_stand_in_the_picture_without_touching(
    months: list[tuple[date, int]], mirrored: bool
) -> None:
    chart = drawn(months, mirrored=mirrored)
    for bar in chart.bars:
        assert -1e-6 <= bar.left <= bar.x
        assert bar.x + bar.width <= bar.left + bar.place + 1e-6 <= 100 + 2e-6
        assert bar.width > 0
        assert chart.top <= bar.y <= chart.base
        assert bar.y + bar.height == pytest.approx(chart.base)
    for one, next_one in pairwise(sorted(chart.bars, key=lambda bar: bar.left)):
        assert one.left + one.place == pytest.approx(next_one.left)
        assert one.x + one.width < next_one.x


@given(MONTHS)
def test_every_unit_between_the_first_and_the_last_has_its_bar(
    months: list[tuple[date, int]],
) -> None:
    chart = drawn(months)
    first, last = min(day for day, _ in months), max(day for day, _ in months)
    numbers = [bar.day.year * 12 + bar.day.month for bar in chart.bars]
    step = 12 if chart.unit is Unit.YEAR else 1
    assert all(later - earlier == step for earlier, later in pairwise(numbers))
    assert chart.bars[0].first == first.isoformat()[: 4 if step == 12 else 7]
    assert chart.bars[-1].last == last.isoformat()[: 4 if step == 12 else 7]
    assert len(chart.bars) <= 61 or chart.unit is Unit.YEAR


@given(MONTHS)
def test_no_article_is_lost(months: list[tuple[date, int]]) -> None:
    chart = drawn(months)
    expected: Counter[str] = Counter()
    for day, count in months:
        expected[day.isoformat()[: 7 if chart.unit is Unit.MONTH else 4]] += count
    assert {bar.first: bar.count for bar in chart.bars if bar.count} == expected
    assert chart.total == sum(expected.values())
    assert chart.most == max(expected.values())


@given(MONTHS)
def test_higher_bars_are_of_more_articles(months: list[tuple[date, int]]) -> None:
    bars = sorted(drawn(months).bars, key=lambda bar: bar.count)
    for one, next_one in pairwise(bars):
        assert one.height <= next_one.height
    assert bars[-1].height == pytest.approx(Timeline.base - Timeline.top)
    assert all((bar.height >= 3) == (bar.count > 0) for bar in bars)


@given(MONTHS)
def test_mirrored_is_the_mirror_image(months: list[tuple[date, int]]) -> None:
    straight, mirrored = drawn(months), drawn(months, mirrored=True)
    assert (straight.mirrored, mirrored.mirrored) == (False, True)
    assert [bar.first for bar in straight.bars] == [bar.first for bar in mirrored.bars]
    for one, other in zip(straight.bars, mirrored.bars, strict=True):
        assert one.x == pytest.approx(100 - other.x - other.width)
        assert one.left == pytest.approx(100 - other.left - other.place)
        assert (one.y, one.height, one.count) == (other.y, other.height, other.count)
    for tick, twin in zip(straight.ticks, mirrored.ticks, strict=True):
        assert (tick.day, tick.anchor) == (twin.day, twin.anchor)
        assert tick.x == pytest.approx(100 - twin.x)


def reach(tick: Tick) -> tuple[float, float]:
    """From where to where a label reaches in per cent of 280 pixels, which is a 320 px window."""
    width = 100 * {Unit.YEAR: 30, Unit.MONTH: 100}[tick.unit] / 280
    left = {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[tick.anchor]
    return tick.x - left, tick.x - left + width


@given(MONTHS)
def test_labels_never_overlap_where_it_is_narrow(months: list[tuple[date, int]]) -> None:
    places = [reach(tick) for tick in drawn(months).ticks]
    assert places
    for start, end in places:
        assert start >= 0
        assert end <= 100
    for (_, end), (start, _) in pairwise(places):
        assert end < start


def test_nothing_is_no_picture() -> None:
    assert timeline([], mirrored=False) is None
    assert timeline([(date(2020, 9, 1), 0)], mirrored=True) is None


def test_five_years_are_shown_in_months_and_more_in_years() -> None:
    months = drawn([(date(2015, 9, 27), 1), (date(2020, 9, 1), 12)])
    assert (months.unit, len(months.bars)) == (Unit.MONTH, 61)
    assert months.bars[-1].first == months.bars[-1].last == "2020-09"
    years = drawn([(date(2015, 9, 27), 1), (date(2020, 10, 1), 12), (date(2020, 1, 1), 3)])
    assert (years.unit, len(years.bars)) == (Unit.YEAR, 6)
    assert (years.bars[-1].first, years.bars[-1].last, years.bars[-1].count) == ("2020", "2020", 15)


@pytest.fixture(scope="module")
def app(library: tuple[Archive, SearchIndex]) -> Iterator[Flask]:
    app = create_app(*library)
    with app.test_request_context("/"):
        yield app


def written(chart: Timeline, form: SearchForm | None = None) -> str:
    return render_template_string(DRAWN, chart=chart, form=form or SearchForm())


@pytest.mark.usefixtures("app")
def test_a_bar_leads_to_its_period_of_the_same_search() -> None:
    chart = drawn([(date(2020, 9, 1), 12), (date(2020, 11, 1), 1)])
    html = written(chart, SearchForm(q="ceasefire", start="2019", filters=('source:"a"',)))
    assert html.count("<a ") == 2
    assert "/?q=ceasefire&amp;f=source:%22a%22&amp;from=2020-09&amp;to=2020-09" in html
    assert 'data-first="2020-09" data-last="2020-09"' in html
    assert 'aria-label="September 2020: 12 articles"' in html
    assert "<title>November 2020: 1 article</title>" in html
    assert 'role="group" aria-label="Articles over time"' in html
    assert ">November 2020</text>" in html


@pytest.mark.usefixtures("app")
def test_a_long_picture_is_small_and_without_styles() -> None:
    chart = drawn([(date(year, 1, 1), 1000 + year) for year in range(1900, 2101)])
    html = written(chart)
    bars = re.findall("<a .*?</a>", html)
    assert len(bars) == 201
    assert max(len(bar) for bar in bars) < 300
    assert "style" not in html
    assert "2100: 3,100 articles" in html
