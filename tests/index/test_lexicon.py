import gzip
import random
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Token, analyse
from index.lexicon.learning import learn, sample
from index.lexicon.lexicon import BASE, Counterpart, Entry, Lexicon

_WHO = [
    ("الجيش", "the army"),
    ("الحكومة", "the government"),
    ("الوفد", "the delegation"),
    ("المدينة", "the city"),
    ("رئيس الوزراء", "the prime minister"),
]
_DOES = [
    ("رفض", "rejected"),
    ("أعلن", "announced"),
    ("خرق", "violated"),
    ("انتظر", "awaited"),
]
_WHAT = [
    ("الهدنة", "the truce"),
    ("وقف إطلاق النار", "the ceasefire"),
    ("الانتخابات", "the elections"),
    ("إغلاق الحدود", "the closing of the border"),
]
PAIRS = [
    (" ".join(part[0] for part in order), " ".join(part[1] for part in order))
    for who, does, what in product(_WHO, _DOES, _WHAT)
    for order in ((who, does, what), (what, does, who))
]


def telling_of(arabic: str, english: str, times: int) -> list[tuple[str, str]]:
    """Sentences with a word, its neighbours known from other sentences."""
    around = list(product(_WHO, _DOES))
    told = [
        (f"{does[0]} {who[0]} {arabic} {n}", f"{who[1]} {does[1]} {english} {n}")
        for n, (who, does) in zip(range(times), around * times, strict=False)
    ]
    return told + [pair for pair in PAIRS if "truce" not in pair[1]]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return learn(PAIRS)


def tokens(text: str) -> list[Token]:
    return list(analyse(text))


def texts(lexicon: Lexicon, source: str) -> list[str]:
    words = tokens(source)
    found = lexicon.counterparts(*words) if len(words) == 1 else lexicon.phrase_counterparts(words)
    return [counterpart.text for counterpart in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("truce", "الهدنة"),
        ("army", "الجيش"),
        ("election", "الانتخابات"),
        ("هدنة", "truce"),
        ("للحكومة", "government"),
        ("حدود", "border"),
    ],
)
def test_a_word_finds_its_counterpart_in_whatever_form(
    lexicon: Lexicon, source: str, expected: str
) -> None:
    assert texts(lexicon, source) == [expected]


def test_a_word_finds_the_whole_phrase_that_stands_for_it(lexicon: Lexicon) -> None:
    assert texts(lexicon, "ceasefire") == ["وقف إطلاق النار"]
    assert texts(lexicon, "وقف إطلاق النار") == ["ceasefire"]


def test_a_phrase_finds_the_phrase_that_stands_for_it(lexicon: Lexicon) -> None:
    assert texts(lexicon, "prime minister") == ["رئيس الوزراء"]
    assert texts(lexicon, "رئيس الوزراء") == ["prime minister"]


def test_words_of_grammar_have_no_counterparts(lexicon: Lexicon) -> None:
    assert texts(lexicon, "the") == []
    assert texts(lexicon, "of") == []


def test_a_word_of_grammar_is_not_taken_for_another_of_its_stem() -> None:
    (had,) = tokens("لديه")
    lexicon = Lexicon({had.stem: Entry(3, (Counterpart("Lady", 1.0),))})
    assert texts(lexicon, "لدي") == texts(lexicon, "لديه") == []
    assert lexicon.phrase_counterparts([had]) == (Counterpart("Lady", 1.0),)


def test_numbers_are_not_learnt() -> None:
    lexicon = learn(telling_of("2020", "2020", 20))
    assert texts(lexicon, "army") == ["الجيش"]
    assert texts(lexicon, "2020") == []


def test_phrases_do_not_reach_over_punctuation() -> None:
    pairs = [
        (f"{who[0]}، {what[0]}", f"{who[1]}, {what[1]}")
        for who, what in product(_WHO[:4], _WHAT[:1])
        for _ in range(3)
    ]
    numbered = [(f"{a} {n}", f"{e} {n}") for n, (a, e) in enumerate(pairs)]
    lexicon = learn(numbered * 2)
    assert texts(lexicon, "truce") == ["الهدنة"]
    assert texts(lexicon, "army truce") == []


def test_probabilities_are_shares_of_the_translations_best_first() -> None:
    pairs = telling_of("الهدنة", "the truce", 60) + telling_of("التهدئة", "the truce", 20)
    found = learn(pairs).counterparts(tokens("truce")[0])
    assert found == (Counterpart("الهدنة", 0.75), Counterpart("التهدئة", 0.25))


def test_a_counterpart_is_spelt_without_the_article_where_texts_do() -> None:
    pairs = telling_of("الهدنة", "a truce", 20)
    assert texts(learn(pairs), "truce") == ["الهدنة"]
    pairs += [(arabic.replace("الهدنة", "هدنة"), f"{english}0") for arabic, english in pairs[:4]]
    assert texts(learn(pairs), "truce") == ["هدنة"]


def test_a_particle_makes_no_other_counterpart() -> None:
    pairs = telling_of("هدنة", "a truce", 20) + telling_of("بهدنة", "a truce", 10)
    assert len({token.stem for token in tokens("هدنة بهدنة")}) == 2
    assert learn(pairs).counterparts(tokens("truce")[0]) == (Counterpart("هدنة", 1.0),)


def test_a_pair_that_is_there_many_times_counts_once() -> None:
    pair = ("بدأت الهدنة", "The truce began")
    assert len(learn([pair] * 50)) == 0
    assert len(learn([(f"{pair[0]} {n}", f"{pair[1]} {n}") for n in range(5)])) > 0


def test_the_order_of_the_pairs_changes_nothing(tmp_path: Path) -> None:
    shuffled = PAIRS[:]
    random.Random(1).shuffle(shuffled)
    for name, pairs in (("one.tsv.gz", PAIRS), ("other.tsv.gz", shuffled)):
        learn(pairs, limit=60).save(tmp_path / name)
    assert (tmp_path / "one.tsv.gz").read_bytes() == (tmp_path / "other.tsv.gz").read_bytes()


def test_a_sample_keeps_most_of_itself_when_pairs_are_added() -> None:
    pairs = [(f"خبر {n}", f"News {n}") for n in range(1000)]
    before, after = sample(pairs[:900], 100), sample(pairs, 100)
    assert len(before) == len(after) == 100
    assert len(set(before) & set(after)) > 70
    assert sample(pairs[:5] * 2, 100) == sorted(pairs[:5])


@pytest.mark.parametrize("name", ["lexicon.tsv", "lexicon.tsv.gz"])
def test_what_is_saved_is_loaded(lexicon: Lexicon, tmp_path: Path, name: str) -> None:
    lexicon.save(tmp_path / name)
    loaded = Lexicon.load(tmp_path / name)
    assert len(loaded) == len(lexicon) > 0
    for source in ("truce", "ceasefire", "prime minister", "هدنة"):
        assert loaded.phrase_counterparts(tokens(source)) == lexicon.phrase_counterparts(
            tokens(source)
        )


def test_a_saved_lexicon_is_lines_to_read(tmp_path: Path) -> None:
    lexicon = Lexicon({"truce": Entry(40, (Counterpart("هدنة", 0.9), Counterpart("تهدئة", 0.1)))})
    lexicon.save(tmp_path / "lexicon.tsv")
    written = (tmp_path / "lexicon.tsv").read_text(encoding="utf-8")
    assert written == "truce\t40\tهدنة\t0.900\ntruce\t40\tتهدئة\t0.100\n"


@pytest.mark.parametrize(
    "data",
    [b"truce\t40\n", b"truce\tmany\tx\t1\n", b"\xff\xfe\n", b"truce\t40\tx\thalf\n"],
)
def test_a_damaged_file_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "lexicon.tsv").write_bytes(data)
    (tmp_path / "lexicon.tsv.gz").write_bytes(gzip.compress(b"truce\t1\tx\t1\n")[:-9])
    for name in ("lexicon.tsv", "lexicon.tsv.gz"):
        with pytest.raises(ValueError, match=r"\w"):
            Lexicon.load(tmp_path / name)


def test_an_archive_that_has_seen_a_word_often_outweighs_the_base() -> None:
    base = Lexicon({"strike": Entry(300, (Counterpart("إضراب", 0.8), Counterpart("ضربة", 0.2)))})
    few = Lexicon({"strike": Entry(4, (Counterpart("ضربة", 1.0),))})
    many = Lexicon({"strike": Entry(400, (Counterpart("ضربة", 1.0),))})
    assert texts(few.merged(base), "strike") == ["إضراب", "ضربة"]
    assert texts(many.merged(base), "strike") == ["ضربة"]


def test_merging_keeps_what_only_one_of_both_knows_and_joins_spellings() -> None:
    base = Lexicon(
        {
            "iran": Entry(9, (Counterpart("ايران", 1.0),)),
            "oil": Entry(9, (Counterpart("نفط", 1.0),)),
        }
    )
    own = Lexicon(
        {
            "iran": Entry(9, (Counterpart("إيران", 1.0),)),
            "truce": Entry(9, (Counterpart("هدنة", 1.0),)),
        }
    )
    merged = own.merged(base)
    assert texts(merged, "truce") == ["هدنة"]
    assert texts(merged, "oil") == ["نفط"]
    assert merged.counterparts(tokens("Iran")[0]) == (Counterpart("إيران", 1.0),)
    assert len(base) == len(own) == 2


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("", "")],
        [("", "The truce")],
        [("الهدنة", "")],
        [("truce", "هدنة")] * 3,
        [("…", "1 2 3")],
    ],
)
def test_what_has_no_words_gives_an_empty_lexicon(pairs: list[tuple[str, str]]) -> None:
    assert len(learn(pairs)) == 0


_ODD = st.text(
    st.sampled_from("هدنة وقف truce-' \u200f\u0301\u0651ـ.\n\t\u2028١1") | st.characters()
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(_ODD, _ODD), max_size=6))
def test_any_text_is_learnt_from_and_saved(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    words = ("هدنة", "x", "truce", "…")
    again = [(f"{a} {word}", f"{e} {word}") for a, e in pairs for word in words]
    lexicon = learn(again)
    path = tmp_path_factory.getbasetemp() / "odd.tsv"
    lexicon.save(path)
    assert len(Lexicon.load(path)) == len(lexicon)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ceasefire", "وقف إطلاق النار"),
        ("truce", "هدنة"),
        ("army", "جيش"),
        ("elections", "انتخابات"),
        ("electricity", "كهرباء"),
        ("prime minister", "رئيس الوزراء"),
        ("United Nations", "الأمم المتحدة"),
        ("هدنة", "truce"),
        ("وقف إطلاق النار", "ceasefire"),
        ("الكهرباء", "electricity"),
        ("مفاوضات", "negotiations"),
        ("مجلس الأمن", "Security Council"),
    ],
)
def test_the_base_lexicon_knows_the_words_of_news(source: str, expected: str) -> None:
    assert texts(Lexicon.base(), source)[0] == expected


def test_the_base_lexicon_has_words_and_phrases_only() -> None:
    lines = gzip.decompress(BASE.read_bytes())
    for line in lines.decode().splitlines():
        source, seen, target, probability = line.split("\t")
        assert len(source.split()) <= 3
        assert len(tokens(target)) <= 3
        assert int(seen) >= 2
        assert 0 < float(probability) <= 1
