import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.arabic import arabic_share, fold, fold_letters, has_arabic

arabic_text = st.text(
    st.characters(min_codepoint=0x0600, max_codepoint=0x06FF)
    | st.sampled_from(" .،؛؟\u200c\u200d\u200f\u0640ﻻﷲ")
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أذربيجان", "اذربيجان"),
        ("إلى", "الي"),
        ("قرة", "قره"),
        ("وَقَّعَ", "وقع"),
        ("اســـم", "اسم"),
        ("مسؤول", "مسوول"),
        ("القائد", "القايد"),
        ("پاکستان", "باكستان"),
        ("نیوز", "نيوز"),
        ("٢٠٢٠", "2020"),
        ("۱۲", "12"),
        ("ﻻ", "لا"),
        ("\u200fنص\u200e", "نص"),
        ("Élysée", "elysee"),
        ("KARABAKH", "karabakh"),
    ],
)
def test_spellings_of_one_word_fold_together(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(arabic_text | st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(arabic_text | st.text())
def test_folded_letters_keep_their_places(text: str) -> None:
    folded = fold_letters(text)
    assert len(folded) == len(text)
    assert fold_letters(folded) == folded


@given(st.text())
def test_share_of_arabic_letters_is_a_share(text: str) -> None:
    assert 0 <= arabic_share(text) <= 1
    assert has_arabic(text) or arabic_share(text) == 0
