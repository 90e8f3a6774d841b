import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parsing import MAX_LENGTH, MAX_WORDS, parse
from index.query import And, Dated, Form, Labelled, Named, Node, Not, Or, Words, all_leaves

_SIGNS = {Form.PLAIN: "", Form.PREFIX: "*", Form.FUZZY: "~"}


def shape(node: Node | None) -> object:
    """A query as nested tuples: words with * ~ ~slop, T for titles, X for exact, the side."""
    match node:
        case Words(slots, _, slop, scope):
            words = " ".join(slot.token.exact + _SIGNS[slot.form] for slot in slots)
            near = "" if slop is None else f"~{slop}"
            where = "T" * scope.title + "X" * scope.exact + (scope.language or "")
            return f"{words}{near}{where and f' {where}'}"
        case Labelled(label, tokens):
            return f"{label}={' '.join(token.exact for token in tokens)}"
        case Named(kind, typed):
            return f"{kind or 'entity'}={typed}"
        case Dated(dating, first, last):
            return f"{dating}={first}..{last}"
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
        ("a | b", ("or", "a", "b")),
        ("شوشان أو القوقاز", ("or", "شوشان", "القوقاز")),
        ("شوشان او القوقاز", ("or", "شوشان", "القوقاز")),
        ("a NOT b", ("and", "a", ("not", "b"))),
        ("أرمينيا ليس روسيا", ("and", "ارمينيا", ("not", "روسيا"))),
        ("a -b", ("and", "a", ("not", "b"))),
        ('-"a b" c', ("and", ("not", "a b"), "c")),
        ("-a", ("not", "a")),
        ("-(a OR b) c", ("and", ("not", ("or", "a", "b")), "c")),
        ("a AND b", ("and", "a", "b")),
        ("حرب و سلام", ("and", "حرب", "سلام")),
        ("جبرائيل-فضولي", "جبراييل فضولي"),
        ("OR a OR", "a"),
        ("a NOT OR b", ("or", "a", "b")),
        ("NOT NOT a", "a"),
        ("a - b", ("and", "a", "b")),
        ("\u200f-أرمينيا", ("not", "ارمينيا")),
        ("a \u200fOR b", ("or", "a", "b")),
        ("a\tb\x00c", ("and", "a", "b", "c")),
        ("a −b –c", ("and", "a", ("not", "b"), ("not", "c"))),
        ("a -😀 b", ("and", "a", "b")),
        ("a NOT !!! b", ("and", "a", "b")),
        ('a -"" b', ("and", "a", "b")),
        ("(a OR b) c", ("and", ("or", "a", "b"), "c")),
        ("a (b (c OR d))", ("and", "a", "b", ("or", "c", "d"))),
        ("(a)(b)", ("and", "a", "b")),
        ("()", None),
        ("or not", ("and", "or", "not")),
        ("أو", "او"),
        ("ليس", "ليس"),
        ("NOT", None),
        ("OR", None),
        ("-", None),
        ('""', None),
        ("", None),
        ("؟!«»", None),
        ('"near these"~5', "near these~5"),
        ('"alone"~5', "alone"),
        ("govern* حكوم*", ("and", "govern*", "حكوم*")),
        ('"human right*"', "human right*"),
        ("aliev~ aliev~2", ("and", "aliev~", "aliev~")),
        ("title:war", "war T"),
        ("TITLE:war", "war T"),
        ("عنوان:حرب", "حرب T"),
        ("title:(a OR b) c", ("and", ("or", "a T", "b T"), "c")),
        ("title:exact:war", "war TX"),
        ("exact:title:(war peace)", ("and", "war TX", "peace TX")),
        ("حرفي:القوات", "القوات X"),
        ("war lang:en", "war en"),
        ("lang:arabic هدنة", "هدنه ar"),
        ("لغة:عربي هدنة", "هدنه ar"),
        ("a (b lang:en (c)) d", ("and", "a", "b en", "c en", "d")),
        ("lang:ar a (b lang:en)", ("and", "a ar", "b en")),
        ('source:"Al Riyadh" tag:oil', ("and", "source=al riyadh", "tag=oil")),
        ("مصدر:رويترز وسم:نفط", ("and", "source=رويترز", "tag=نفط")),
        ("person:Lavrov -place:Baku", ("and", "person=Lavrov", ("not", "place=Baku"))),
        ('entity:"قرة باغ" org:OSCE', ("and", "entity=قرة باغ", "org=OSCE")),
        ("published:2020-09..2020-10", "published=2020-09-01..2020-10-31"),
        ("ذكر:1988", "mentions=1988-01-01..1988-12-31"),
        ("10:30", "10 30"),
        ("http://example.org", "http example org"),
        ("-lang:ar a", "a en"),
        ("aliev~2-war", "aliev~ war"),
        ("a~b", "a b"),
        ("-(-a)", "a"),
        ("أَوْ", "او"),
        ("شوشان أَوْ القوقاز", ("or", "شوشان", "القوقاز")),
        ("عُنوان:حرب", "حرب T"),
        ("ab:3", "ab 3"),
        ("person:(a OR b)", ("or", "person=a", "person=b")),
    ],
)
def test_queries(text: str, expected: object) -> None:
    query = parse(text)
    assert shape(query.root) == expected
    assert query.notes == ()


@pytest.mark.parametrize(
    ("text", "expected", "note"),
    [
        ("foo:bar", "foo bar", "“foo:” is not a field"),
        ("title: war", ("and", "title", "war"), "without a space"),
        ("(a", "a", "no counterpart"),
        ("a) b", ("and", "a", "b"), "no counterpart"),
        ("*", None, "only at the end of a word"),
        ("*war", "war", "only at the end of a word"),
        ("gov*ment", "gov ment", "only at the end of a word"),
        ("10*5", "10 5", "only at the end of a word"),
        ("a* war", ("and", "a", "war"), "at least 2 letters"),
        ("abc* " * 5, ("and", *["abc*"] * 4, "abc"), "first 4 words with"),
        ("ab~", "ab", "at least 3 letters"),
        ('"a b"~', "a b", "needs a number"),
        ('"near these"~500', "near these~50", "at most 50"),
        ("lang:fr war", "war", "takes ar or en"),
        ("published:someday war", "war", "“someday” is not a date"),
        ("title:person:Lavrov", "person=Lavrov", "are for words only"),
        ("(" * 12 + "a" + ")" * 12, "a", "Only 8 parentheses"),
        ("person:a " * 70, ("and", *["person=a"] * MAX_WORDS), "first 32 words"),
    ],
)
def test_what_is_not_understood_is_said(text: str, expected: object, note: str) -> None:
    query = parse(text)
    assert shape(query.root) == expected
    assert any(note in said for said in map(str, query.notes))


def test_limits() -> None:
    long = parse("a " * 600)
    assert len(list(all_leaves(long.root))) == MAX_WORDS
    assert any("characters" in note for note in map(str, long.notes))
    assert any("words" in note for note in map(str, long.notes))
    phrase = parse('"' + "a " * 100 + '"')
    assert isinstance(phrase.root, Words)
    assert len(phrase.root.slots) == MAX_WORDS
    assert parse("x" * MAX_LENGTH).notes == ()


@pytest.mark.parametrize(
    "text",
    [
        *("*", "*ا*", "a* OR b* " * 1000, "(" * 100_000, "-(" * 500, "title:" * 200, '"' * 5000),
        *("\x00\x1f\u202e\u2066" * 1000, "a~" * 1000, "x" * 100_000, ":" * 1000, "(a OR " * 300),
        *('"a' * 1000, "lang:ar(" * 200, "a" + "-" * 999, "~" * 1000, "exact:" * 166 + "a"),
    ],
)
def test_hostile_queries_are_read_at_once(text: str) -> None:
    started = time.perf_counter()
    query = parse(text)
    assert time.perf_counter() - started < 0.5
    words = sum(len(leaf.slots) for leaf in all_leaves(query.root) if isinstance(leaf, Words))
    assert words <= MAX_WORDS


pieces = st.lists(st.sampled_from([*'ab-" ()*~:اب\u200f|', " OR ", " NOT ", "title:", "lang:ar"]))


@given(st.text() | pieces.map("".join))
def test_whatever_is_typed_is_read(text: str) -> None:
    root = parse(text).root
    for leaf in all_leaves(root):
        assert not isinstance(leaf, Words) or leaf.slots
    assert no_empty_joints(root)


def no_empty_joints(node: Node | None) -> bool:
    match node:
        case And(parts) | Or(parts):
            return len(parts) > 1 and all(map(no_empty_joints, parts))
        case Not(part):
            return no_empty_joints(part)
    return True
