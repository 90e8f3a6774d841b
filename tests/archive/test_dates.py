from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.calendars import Calendar, days_of
from archive.dates import find_date, find_dates, parse_bound, parse_period, whole_line_date


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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("٢٠٢٠", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-09", date(2020, 9, 1), date(2020, 9, 30)),
        ("2020/9", date(2020, 9, 1), date(2020, 9, 30)),
        ("2020-09-28", date(2020, 9, 28), date(2020, 9, 28)),
        ("28/09/2020", date(2020, 9, 28), date(2020, 9, 28)),
        ("28 September 2020", date(2020, 9, 28), date(2020, 9, 28)),
        ("Monday, 28 September 2020", date(2020, 9, 28), date(2020, 9, 28)),
        ("Sep 2020", date(2020, 9, 1), date(2020, 9, 30)),
        (" أيلول 2020 ", date(2020, 9, 1), date(2020, 9, 30)),
        ("شتنبر 2020", date(2020, 9, 1), date(2020, 9, 30)),
        ("28 أيلول 2020", date(2020, 9, 28), date(2020, 9, 28)),
        ("رمضان 1441", date(2020, 4, 24), date(2020, 5, 23)),
        ("Ramadan 1441", date(2020, 4, 24), date(2020, 5, 23)),
        ("17 رمضان 1436هـ", date(2015, 7, 4), date(2015, 7, 4)),
        ("17 Ramadan 1436 AH", date(2015, 7, 4), date(2015, 7, 4)),
        ("1441هـ", date(2019, 8, 31), date(2020, 8, 19)),
        ("1441 AH", date(2019, 8, 31), date(2020, 8, 19)),
        ("2020-09..2020-10", date(2020, 9, 1), date(2020, 10, 31)),
        ("2020-09 – 2020-10", date(2020, 9, 1), date(2020, 10, 31)),
        ("2020-09 - 2020-10", date(2020, 9, 1), date(2020, 10, 31)),
        ("2020 to 2021", date(2020, 1, 1), date(2021, 12, 31)),
        ("2020 إلى 2021", date(2020, 1, 1), date(2021, 12, 31)),
        ("2020-2021", date(2020, 1, 1), date(2021, 12, 31)),
        ("أيلول 2020..تشرين الثاني 2020", date(2020, 9, 1), date(2020, 11, 30)),
        ("رمضان 1441..2021", date(2020, 4, 24), date(2021, 12, 31)),
        ("..2021", None, date(2021, 12, 31)),
        ("2020..", date(2020, 1, 1), None),
    ],
)
def test_a_period_as_readers_write_it(text: str, first: date | None, last: date | None) -> None:
    assert parse_period(text) == (first, last)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("Muharram", 1),
        ("Safar", 2),
        ("Rabi al-Awwal", 3),
        ("Rabi' I", 3),
        ("Rabi’ ath-Thani", 4),
        ("Rabi al-Akhir", 4),
        ("Jumada al-Ula", 5),
        ("Jumada I", 5),
        ("Jumada al-Akhirah", 6),
        ("Jumada II", 6),
        ("Rajab", 7),
        ("Sha'ban", 8),
        ("Shaaban", 8),
        ("Ramadhan", 9),
        ("Shawwal", 10),
        ("Dhu al-Qa'dah", 11),
        ("Dhul Qadah", 11),
        ("Dhu al-Hijjah", 12),
        ("Zul-Hijja", 12),
    ],
)
def test_hijri_months_in_english(name: str, month: int) -> None:
    assert parse_period(f"{name} 1440") == days_of(Calendar.HIJRI, 1440, month)


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "soon", "2020-13", "2020..soon", "2020..2021..2022", "28 سبتمبر", "أيلول"),
        *("رمضان 1600", "31 فبراير 2020", "0000", "20200101", "أمس"),
    ],
)
def test_what_is_no_period_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date or period: write 2020") as error:
        parse_period(text)
    assert f"“{text}”" in str(error.value)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match=r"“2021\.\.2020” ends before it begins"):
        parse_period("2021..2020")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("17 رمضان 1436هـ", date(2015, 7, 4)),
        ("السبت 17/9/1436هـ", date(2015, 7, 4)),
        # Where the crescent was seen on another day, the Gregorian date is the right one.
        ("السبت 17 رمضان 1436هـ الموافق 5 يوليو 2015م", date(2015, 7, 5)),
        ("الأحد - 18 رمضان 1436 هـ - 5 يوليو 2015 م", date(2015, 7, 5)),
    ],
)
def test_a_line_with_a_hijri_date(line: str, expected: date) -> None:
    dated = whole_line_date(line)
    assert dated is not None
    assert dated.date == expected


def test_a_hijri_date_keeps_its_letter_as_evidence() -> None:
    text = "الرياض، 17 رمضان 1436هـ"
    dated = find_date(text)
    assert dated is not None
    assert (text[dated.start : dated.end], dated.calendar) == ("17 رمضان 1436هـ", Calendar.HIJRI)
