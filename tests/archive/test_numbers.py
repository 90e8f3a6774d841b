"""Numbers that a translation loses, and those that are put back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.translation.numbers import lost, mended


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("قتل ١٢ جنديا", "12 soldiers were killed", set()),
        ("قتل 12 جنديا", "Soldiers were killed", {"12"}),
        ("نزح 1500 شخص", "1,500 people fled", set()),
        ("نزح 1500 شخص", "1,050 people fled", {"1500"}),
        ("في 27 سبتمبر 2020", "On 27 September 2002", {"2020"}),
        ("بلا رقم", "In 2020", set()),
    ],
)
def test_lost_numbers(source: str, translation: str, expected: set[str]) -> None:
    assert lost(source, translation) == expected


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("في 27 سبتمبر 2020", "On 27 September 2002", "On 27 September 2020"),
        ("في ٢٧ سبتمبر ٢٠٢٠", "On 24 September 2002", "On 27 September 2020"),
        # A digit left out, a digit too many, digits repeated.
        ("بلغ 1.33348 نقطة", "It reached 1.3348 points", "It reached 1.33348 points"),
        ("عام 2016 في 52 دولة", "In 20016, in 52 states", "In 2016, in 52 states"),
        ("نحو 242 مليون", "About 24242 million", "About 242 million"),
        ("من 1500 إلى 50", "From 1,500 on", "From 1,500 on"),
        # Nothing stands in the number's place, or something of another length, or too much.
        ("قتل 12 جنديا", "Soldiers were killed", "Soldiers were killed"),
        ("قتل 15 في ألفين وعشرين", "Fifteen killed in 2020", "Fifteen killed in 2020"),
        ("قتل 15 جنديا", "11 or 12 soldiers were killed", "11 or 12 soldiers were killed"),
        ("قتل 15 وجرح 15", "14 killed and 14 wounded", "14 killed and 14 wounded"),
    ],
)
def test_a_misread_number_is_mended_where_there_is_no_choice(
    source: str, translation: str, expected: str
) -> None:
    assert mended(source, translation) == expected


@given(st.text("ab 0129١٢,."), st.text("ab 0129,."))
def test_mending_never_loses_more(source: str, translation: str) -> None:
    after = mended(source, translation)
    assert lost(source, after) <= lost(source, translation)
    assert after == translation or lost(source, after) < lost(source, translation)
