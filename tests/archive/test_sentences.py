import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sentences import split_sentences

newslike = st.text(
    st.sampled_from('ابتثجحخدذرز سشصضطظعغفقكلمنهوي أ.؟!؛،:"«»()…\n\t\u00a0\u200f123abcA')
)


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال الوزير. وأضاف البيان.", ["قال الوزير.", "وأضاف البيان."]),
        ("هل انتهى؟ نعم! انتهى؛ وعاد.", ["هل انتهى؟", "نعم!", "انتهى؛", "وعاد."]),
        ('قال "انتهى الأمر." ثم ذهب.', ['قال "انتهى الأمر."', "ثم ذهب."]),
        ("أذربيجان وأرمينيا.. هي السبيل.", ["أذربيجان وأرمينيا.. هي السبيل."]),
        ("النظام... وإلا استمر.", ["النظام... وإلا استمر."]),
        ("بلغت 3.5 مليون. ثم زادت.", ["بلغت 3.5 مليون.", "ثم زادت."]),
        ("منذ عام 2020. وقال.", ["منذ عام 2020.", "وقال."]),
        ("1. البند الأول", ["1. البند الأول"]),
        ("قال د. أحمد و ج. ك. رولينغ.", ["قال د. أحمد و ج. ك. رولينغ."]),
        ("الساعة (06:00 ت.غ) وفق أ.ف.ب. وأضاف.", ["الساعة (06:00 ت.غ) وفق أ.ف.ب. وأضاف."]),
        ("القتلى مدنيون.وأضاف البيان.", ["القتلى مدنيون.", "وأضاف البيان."]),
        ("سطر أول\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("  ", []),
        ("", []),
    ],
)
def test_sentences_of_news(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("unit", ["قالت وزارة الدفاع إن القوات انسحبت من المدينة أمس. ", "."])
def test_time_grows_with_the_length_of_a_block_not_with_its_square(unit: str) -> None:
    def seconds(text: str) -> float:
        times = []
        for _ in range(5):
            started = time.perf_counter()
            sentences(text)
            times.append(time.perf_counter() - started)
        return min(times)

    # Eight times the length: eight times as long, where a quadratic cut takes 64 times.
    assert seconds(unit * 8000) < 30 * seconds(unit * 1000)


def test_many_sentences_are_all_cut() -> None:
    assert len(sentences("قال البيان. " * 100)) == 100


@given(newslike | st.text())
def test_spans_reproduce_the_text(text: str) -> None:
    spans = list(split_sentences(text))
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        assert text[end : span.start].strip() == ""
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip()
        end = span.end
    assert text[end:].strip() == ""


@given(newslike)
def test_cutting_is_the_same_every_time(text: str) -> None:
    assert list(split_sentences(text)) == list(split_sentences(text))
