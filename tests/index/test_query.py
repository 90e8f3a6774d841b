import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import MAX_LENGTH, MAX_WORDS, And, Node, Not, Or, Words, all_words, parse


def shape(node: Node | None) -> object:
    match node:
        case Words(tokens):
            return " ".join(token.exact for token in tokens)
        case And(parts):
            return ("and", *map(shape, parts))
        case Or(parts):
            return ("or", *map(shape, parts))
        case Not(part):
            return ("not", shape(part))
    return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Karabakh", "karabakh"),
        ("Karabakh هدنة", ("and", "karabakh", "هدنه")),
        ('"وقف إطلاق النار" Lavrov', ("and", "وقف اطلاق النار", "lavrov")),
        ("«وقف إطلاق»", "وقف اطلاق"),
        ("“cease fire”", "cease fire"),
        ('"unclosed phrase', "unclosed phrase"),
        ("a b OR c d", ("or", ("and", "a", "b"), ("and", "c", "d"))),
        ("a NOT b", ("and", "a", ("not", "b"))),
        ("a -b", ("and", "a", ("not", "b"))),
        ('-"a b" c', ("and", ("not", "a b"), "c")),
        ("-a", ("not", "a")),
        ("a AND b", ("and", "a", "b")),
        ("جبرائيل-فضولي", "جبراييل فضولي"),
        ("OR a OR", "a"),
        ("a - b", ("and", "a", "b")),
        ("\u200f-أرمينيا", ("not", "ارمينيا")),
        ("a \u200fOR b", ("or", "a", "b")),
        ("a −b –c", ("and", "a", ("not", "b"), ("not", "c"))),
        ("a -😀 b", ("and", "a", "b")),
        ("a NOT !!! b", ("and", "a", "b")),
        ('a -"" b', ("and", "a", "b")),
        ("(a OR b) c", ("or", "a", ("and", "b", "c"))),
        ("or not", ("and", "or", "not")),
        ("NOT", None),
        ("OR", None),
        ("-", None),
        ('""', None),
        ("", None),
        ("؟!«»", None),
    ],
)
def test_queries(text: str, expected: object) -> None:
    assert shape(parse(text).root) == expected


@given(st.text() | st.text(st.sampled_from('ab-" ORNT«»“”()*اب\u200f')))
def test_whatever_is_typed_is_read(text: str) -> None:
    assert parse(text).text == text


def test_a_very_long_query_is_cut_with_a_word_about_it() -> None:
    query = parse("كلمة " * 10_000)
    assert any(str(MAX_LENGTH) in note for note in query.notes)
    assert any("64 words" in note for note in query.notes)


@pytest.mark.parametrize("text", ['"' + "كلمة " * 150 + '"', "a OR " * 100, "كلمة " * 150])
def test_as_many_words_are_searched_for_as_is_said(text: str) -> None:
    assert sum(len(words.tokens) for words in all_words(parse(text).root)) == MAX_WORDS


def test_brackets_are_said_to_be_left_out() -> None:
    assert any("Brackets" in note for note in parse("(a OR b) c").notes)
    assert parse("a (b) c").notes == ()
