"""Terms for dates: a period finds what lies in it and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.days import Cover, cover, terms_of

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def finds(covered: Cover, terms: set[str]) -> bool:
    low, high = covered.years or ("z", "a")
    years = {term for term in terms if term.startswith("y")}
    return bool(set(covered.terms) & terms) or any(low <= year <= high for year in years)


@given(DAYS, DAYS, DAYS)
def test_a_day_is_found_by_the_periods_that_hold_it(one: date, other: date, day: date) -> None:
    first, last = sorted((one, other))
    terms = set(terms_of(day, day, to_the_day=True, to_the_month=True))
    assert finds(cover(first, last), terms) == (first <= day <= last)
    assert finds(cover(first, None), terms) == (first <= day)
    assert finds(cover(None, last), terms) == (day <= last)
    assert finds(cover(None, None), terms)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2020, 1, 1), date(2020, 12, 31), True),
        (date(2020, 9, 1), date(2020, 9, 30), True),
        (date(2020, 9, 5), date(2020, 9, 5), False),
        (date(2020, 8, 1), date(2020, 8, 31), False),
    ],
)
def test_a_month_is_found_by_its_year_and_by_no_day(
    first: date, last: date, expected: bool
) -> None:
    terms = set(terms_of(date(2020, 9, 1), date(2020, 9, 30), to_the_day=False, to_the_month=True))
    assert finds(cover(first, last), terms) is expected


def test_a_long_period_is_known_by_its_years_alone() -> None:
    terms = set(terms_of(date(1988, 1, 1), date(1994, 12, 31), to_the_day=True, to_the_month=True))
    assert terms == {f"y{year}" for year in range(1988, 1995)}
