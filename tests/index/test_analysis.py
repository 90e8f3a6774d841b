import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sound import skeleton
from index.analysis import analyse, stem_arabic
from index.sound import skeletons


def views(text: str) -> list[tuple[str, str]]:
    return [(token.exact, token.stem) for token in analyse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("والقوات", [("والقوات", "قو")]),
        ("وَقَّعَ", [("وقع", "وقع")]),
        ("مدينة مدينته", [("مدينه", "مدين"), ("مدينته", "مدين")]),
        ("هدنتهم قالت", [("هدنتهم", "هدنتهم"), ("قالت", "قال")]),
        ("أرمينيا", [("ارمينيا", "ارمينيا")]),
        ("Armenia’s forces", [("armenia", "armenia"), ("forces", "forc")]),
        ("1,500 ٢٠٢٠", [("1", "1"), ("500", "500"), ("2020", "2020")]),
        ("عربي21 BBC", [("عربي21", "عربي21"), ("bbc", "bbc")]),
        ("جبرائيل-فضولي", [("جبراييل", "جبراييل"), ("فضولي", "فضول")]),
        ("«»…؟", []),
    ],
)
def test_words_and_their_stems(text: str, expected: list[tuple[str, str]]) -> None:
    assert views(text) == expected


@given(st.text())
def test_tokens_stand_where_they_say(text: str) -> None:
    end = 0
    for token in analyse(text):
        assert end <= token.start < token.end <= len(text)
        assert token.exact
        assert views(text[token.start : token.end])[0][0] == token.exact
        end = token.end


@given(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1))
def test_a_stem_is_never_empty(word: str) -> None:
    stem = stem_arabic(word)
    assert stem
    assert stem in word


def one(word: str) -> str:
    return skeleton(next(analyse(word)).exact)


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Karabakh", "كاراباخ"),
        ("Karabakh", "كراباخ"),
        ("Nagorno", "ناغورني"),
        ("Nagorno", "ناغورنو"),
        ("Lavrov", "لافروف"),
        ("Pashinyan", "باشينيان"),
        ("Yerevan", "يريفان"),
        ("Erdogan", "أردوغان"),
        ("Kremlin", "الكرملين"),
        ("Stepanakert", "ستيباناكرت"),
        ("Azerbaijan", "أذربيجان"),
    ],
)
def test_a_name_sounds_alike_in_both_scripts(latin: str, arabic: str) -> None:
    assert one(latin) == one(arabic)


def test_a_name_that_arabic_writes_as_two_words() -> None:
    assert (one("قره"), one("باغ")) in skeletons(next(analyse("Karabakh")))


@pytest.mark.parametrize("word", ["war", "Ali", "2020", "كاراباخ"])
def test_words_that_are_not_looked_up_by_sound(word: str) -> None:
    assert skeletons(next(analyse(word))) == ()
