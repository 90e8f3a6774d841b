from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import find_date, find_dates, parse_bound, whole_line_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 سبتمبر 2020ء", date(2020, 9, 28)),
        ("الثلاثاء 2022/09/13", date(2022, 9, 13)),
        ("2022-09-13", date(2022, 9, 13)),
        ("13/09/2022", date(2022, 9, 13)),
        ("09/28/2020", date(2020, 9, 28)),
        ("٢٨ أيلول/سبتمبر ٢٠٢٠", date(2020, 9, 28)),
        ("28 أيلول (سبتمبر) 2020", date(2020, 9, 28)),
        ("1 كانون الثاني 2021", date(2021, 1, 1)),
        ("31 كانون الأول 2021", date(2021, 12, 31)),
        ("13 جانفي 2017", date(2017, 1, 13)),
        ("5 غشت 2019", date(2019, 8, 5)),
        ("3 إبريل 2018", date(2018, 4, 3)),
        ("3 أبريل 2018", date(2018, 4, 3)),
        ("12 من مايو عام 2020", date(2020, 5, 12)),
        ("September 28, 2020", date(2020, 9, 28)),
        ("28 Sept. 2020", date(2020, 9, 28)),
        ("28\u200f/\u200f9\u200f/\u200f2020", date(2020, 9, 28)),
        ("\u200f28 سبتمبر\u200f 2020", date(2020, 9, 28)),
        ("31/02/2020", None),
        ("شباط/فبراير عام 1988", None),
        ("اليوم الثلاثاء", None),
        ("العام 2020", None),
        ("القرارات 822 و853 و874 و884", None),
    ],
)
def test_whole_dates_are_read(text: str, expected: date | None) -> None:
    found = find_date(text)
    assert (found.date if found else None) == expected


@pytest.mark.parametrize(
    "line",
    [
        "الثلاثاء 2022/09/13",
        "نشر في: 13/09/2022 - 10:30 م",
        "الثلاثاء، 13 سبتمبر 2022 06:00 ت.غ",
        "28 سبتمبر 2020",
        "Monday, 28 September 2020",
    ],
)
def test_a_line_with_nothing_but_a_date(line: str) -> None:
    assert whole_line_date(line) is not None


@pytest.mark.parametrize("line", ["قال في 13 سبتمبر 2022 إنه", "انتهت الحرب في 10/11/2020"])
def test_a_sentence_with_a_date_is_no_date_line(line: str) -> None:
    assert whole_line_date(line) is None


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from("/-."))
def test_any_day_is_read_back(day: date, mark: str) -> None:
    year_first = mark.join((str(day.year), str(day.month), str(day.day)))
    assert [found.date for found in find_dates(f"في {year_first} قال")] == [day]


@given(st.text())
def test_a_found_date_stands_where_it_says(text: str) -> None:
    for found in find_dates(text + " 13 سبتمبر 2022"):
        assert 0 <= found.start < found.end <= len(text) + len(" 13 سبتمبر 2022")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("٢٠٢٠-١٢", date(2020, 12, 1), date(2020, 12, 31)),
        ("2020-09-28", date(2020, 9, 28), date(2020, 9, 28)),
        ("28 سبتمبر 2020", date(2020, 9, 28), date(2020, 9, 28)),
    ],
)
def test_a_bound_is_a_year_a_month_or_a_day(text: str, start: date, end: date) -> None:
    assert parse_bound(text, end=False) == start
    assert parse_bound(text, end=True) == end


@pytest.mark.parametrize("text", ["", "soon", "2020-13", "0000", "2020-02-30", "20200101"])
def test_anything_else_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date: write 2020") as error:
        parse_bound(text, end=False)
    assert text in str(error.value)
