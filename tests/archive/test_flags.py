"""What is doubtful about a translation: the rules, and what is kept of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import assume, given
from hypothesis import strategies as st

from archive import schema
from archive.article import Flag, Flagged
from archive.ingest import read_article
from archive.store import Archive
from archive.tables import correction, engine, sentence, sentence_digest, translation
from archive.translation import flagging
from archive.translation.amounts import lost_numbers
from archive.translation.flagging import (
    compare_missing,
    flag_counts,
    flag_missing,
    flagged_sentences,
)
from archive.translation.flags import flags_of

SENTENCE = "وأعلنت وزارة الدفاع مقتل 12 جنديا في اشتباكات على الحدود صباح يوم الأحد."
GOOD = "The ministry of defence announced that twelve soldiers died in clashes on Sunday morning."


@pytest.mark.parametrize(
    ("arabic", "english"),
    [
        ("قتل ١٢ جنديا", "Twelve soldiers were killed"),
        ("قتل اثنا عشر جنديا", "12 soldiers were killed"),
        ("نزح 1500 شخص", "Fifteen hundred people fled"),
        ("نحو ٥٫٢ مليار دولار", "About $5.2bn"),
        ("نحو 1،9 مليون عضو", "About 1,900,000 members"),
        ("نحو 3ر5 مليون", "About 3.5 million"),
        ("مليون و200 ألف نازح", "1.2 million displaced"),
        ("10 آلاف و500 جندي", "10,500 soldiers"),
        ("من 5 إلى 6 ملايين", "From 5 million to 6 million"),
        ("من 5 إلى 6 ملايين", "5 to 6 million"),
        ("مئة وخمسة وعشرون ألفا", "A hundred and twenty-five thousand"),
        ("2.5 مليون", "Two and a half million"),
        ("ألفين وعشرين", "2020"),
        ("بنسبة 50%", "By fifty percent"),
        ("البابا بنديكت 16", "Pope Benedict XVI"),
        ("موسم 2019-2020", "The season of 2019-20"),
        ("الساعة 10:00", "At ten o'clock"),
        ("الساعة 14:30", "At 2:30 pm"),
        ("في 13/9/2022", "On 13 September 2022"),
        ("في ١/٩/١٤٤٣", "On 1 Ramadan 1443"),
        ("في 13 أيلول 2022", "On 13/9/2022"),
        ("في 5 شتنبر 2011", "On September 5, 2011"),
        ("في ثمانينيات القرن العشرين", "In the 1980s"),
        ("لست وحدك", "You are not alone"),
        ("غرب تكساس وست تكساس", "West Texas and West Texas"),
    ],
)
def test_a_number_in_another_form_is_not_lost(arabic: str, english: str) -> None:
    assert lost_numbers(arabic, english) == []


@pytest.mark.parametrize(
    ("arabic", "english", "lost"),
    [
        ("قتل 12 جنديا وجرح ٤٩", "12 soldiers were killed", ["٤٩"]),
        ("نحو 5 ملايين", "About 5 billion", ["5"]),
        ("خمسة وعشرون", "Twenty", ["خمسة"]),
        ("عشرون", "Twenty-five", ["عشرون"]),
        ("في 13/9/2022", "On 13 October 2022", ["9"]),
        ("بنسبة 0.8 في المئة", "By 8.8 percent", ["0.8"]),
        ("نحو ٢٫٥ مليون", "About 2.6 million", ["٢٫٥"]),
        ("لمدة سبع سنوات", "For years", ["سبع"]),
    ],
)
def test_a_number_that_is_missing_is_named_as_it_is_written(
    arabic: str, english: str, lost: list[str]
) -> None:
    assert lost_numbers(arabic, english) == lost


ARABIC_INDIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
FEW = {
    **{3: ("ثلاثة", "three"), 4: ("أربعة", "four"), 5: ("خمسة", "five"), 6: ("ستة", "six")},
    **{7: ("سبعة", "seven"), 8: ("ثمانية", "eight"), 9: ("تسعة", "nine"), 10: ("عشرة", "ten")},
}
POWERS = {1_000: ("ألف", "thousand"), 1_000_000: ("مليون", "million"), 10**9: ("مليار", "billion")}


def in_multiples(number: int, language: int) -> list[str]:
    """5 million, 1.397 million: with three decimals at most."""
    return [
        f"{number / power:.3f}".rstrip("0").rstrip(".") + f" {words[language]}"
        for power, words in POWERS.items()
        if power <= number < 1_000 * power and number % (power // 1_000) == 0
    ]


def arabic_forms(number: int) -> list[str]:
    forms = [str(number), f"{number:,}", f"{number:,}".replace(",", "."), *in_multiples(number, 0)]
    forms += [form.translate(ARABIC_INDIC) for form in forms]
    return forms + ([FEW[number][0]] if number in FEW else [])


def english_forms(number: int) -> list[str]:
    forms = [str(number), f"{number:,}", *in_multiples(number, 1)]
    return forms + ([FEW[number][1]] if number in FEW else [])


NUMBERS = st.one_of(
    st.integers(3, 999),
    st.integers(1_000, 999_999),
    st.tuples(st.integers(1, 9_999), st.sampled_from(list(POWERS))).map(lambda n: n[0] * n[1]),
)


@given(NUMBERS, st.data())
def test_a_number_in_any_of_its_forms_is_the_same(number: int, data: st.DataObject) -> None:
    arabic = data.draw(st.sampled_from(arabic_forms(number)))
    english = data.draw(st.sampled_from(english_forms(number)))
    assert lost_numbers(f"بلغ {arabic} في العام", f"It reached {english} that year") == []


@given(NUMBERS, st.data())
def test_a_changed_digit_is_always_found(number: int, data: st.DataObject) -> None:
    digits = str(number)
    place = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from("123456789" if place == 0 else "0123456789"))
    other = int(digits[:place] + digit + digits[place + 1 :])
    assume(other != number)
    arabic = data.draw(st.sampled_from(arabic_forms(number)))
    english = data.draw(st.sampled_from(english_forms(other)))
    assert lost_numbers(f"بلغ {arabic} في العام", f"It reached {english} that year") != []


@given(st.text("اب ولم0123456789٠١٢٣٤٥٦٧٨٩.,٫٬،:/-ر "), st.text("ab andofmillion0123456789.,:/-"))
def test_no_text_is_too_odd(arabic: str, english: str) -> None:
    assert all(one.detail for one in flags_of(arabic, english, -0.5))


def names(arabic: str, english: str, score: float = -0.5) -> list[str]:
    return [one.flag.value for one in flags_of(arabic, english, score)]


def test_a_good_translation_has_no_flag() -> None:
    assert names(SENTENCE, GOOD) == []
    assert names("Reuters 2020", "Reuters 2020", 0.0) == []


@pytest.mark.parametrize(
    ("english", "score", "expected"),
    [
        (GOOD, -1.2, Flagged(Flag.SCORE, "-1.20")),
        (GOOD.replace("twelve ", ""), -0.5, Flagged(Flag.NUMBERS, "12")),
        ("Twelve soldiers died.", -0.5, Flagged(Flag.LENGTH, "29%")),
        (GOOD.rstrip("."), -0.5, Flagged(Flag.CUT, "on Sunday morning")),
        (GOOD.replace("soldiers", "soldiers of soldiers of soldiers of"), -0.5,
         Flagged(Flag.REPETITION, "soldiers of")),
        (GOOD.replace("ministry", "miniiniiniiniinistry"), -0.5,
         Flagged(Flag.REPETITION, "iniiniiniiniini")),
        (GOOD.replace("clashes", "اشتباكات"), -0.5, Flagged(Flag.ARABIC, "اشتباكات")),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_said_with_what_shows_it(
    english: str, score: float, expected: Flagged
) -> None:
    assert list(flags_of(SENTENCE, english, score)) == [expected]


def test_what_the_arabic_repeats_may_be_repeated() -> None:
    assert names("قال: لا لا لا، لن نقبل", "He said: no, no, no, we won't accept") == []


def test_a_heading_needs_no_full_stop() -> None:
    assert names("الجيش يعلن مقتل جنود في اشتباكات!", "Army says soldiers died in clashes") == [
        "cut"
    ]
    assert names("الجيش يعلن مقتل جنود في اشتباكات", "Army says soldiers died in clashes") == []


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive of one article, translated badly by the engine in use and well by another."""
    made = Archive.in_file(tmp_path / "archive.db")
    text = f"عنوان المقال\n\n{SENTENCE}\n"
    assert made.add(*read_article(text.encode(), "one.txt"))
    translate(
        made, 1, "en 1", "Soldiers died in clashes on Sunday morning, the ministry of defence."
    )
    return made


def translate(archive: Archive, engine_id: int, name: str, english: str) -> None:
    with archive.engine.begin() as connection:
        connection.execute(
            engine.insert().values(
                id=engine_id, name=name, version="1", model_hash=f"{engine_id}" * 64
            )
        )
        digests = connection.execute(
            sa.select(sentence.c.digest).order_by(sentence.c.n.desc())
        ).scalars()
        connection.execute(
            translation.insert().values(
                digest=digests.first(),
                engine_id=engine_id,
                text=english,
                score=-0.5,
                made_at=datetime(2020, 9, engine_id, tzinfo=UTC),
            )
        )


def test_each_translation_is_looked_at_once(archive: Archive) -> None:
    seen: list[tuple[int, int]] = []
    assert flag_missing(archive, lambda done, total: seen.append((done, total))) == 1
    assert seen == [(1, 1)]
    assert flag_missing(archive) == 0
    assert flag_counts(archive) == {Flag.NUMBERS: 1}


def test_articles_change_with_their_flags_only(archive: Archive) -> None:
    before = archive.revision
    flag_missing(archive)
    assert archive.revision == before + 1
    forget(archive)
    assert flag_missing(archive) == 1
    assert archive.revision == before + 1


def test_flags_are_those_of_the_translation_that_is_shown(archive: Archive) -> None:
    translate(archive, 2, "en 2", "Another.")
    flag_missing(archive)
    (pair,) = (pair for pair in archive.latest(1)[0].pairs if pair.translation)
    assert pair.translation is not None
    assert pair.translation.text == "Another."
    assert [one.flag for one in pair.flags] == [Flag.NUMBERS, Flag.LENGTH]
    (found, *_) = flagged_sentences(archive, Flag.NUMBERS)
    assert (found.english, found.arabic) == (pair.translation.text, SENTENCE)
    assert found.flagged == Flagged(Flag.NUMBERS, "12")
    assert flagged_sentences(archive, Flag.ARABIC) == []


def test_what_a_person_corrected_has_no_flags(archive: Archive) -> None:
    flag_missing(archive)
    with archive.engine.begin() as connection:
        digest = connection.execute(sa.select(translation.c.digest)).scalar_one()
        connection.execute(
            correction.insert().values(
                digest=digest, text=GOOD, author="x", made_at=sa.func.current_timestamp()
            )
        )
    assert not any(pair.flags for pair in archive.latest(1)[0].pairs)
    assert flag_counts(archive) == {}
    assert flagged_sentences(archive) == []


def forget(archive: Archive) -> None:
    with archive.engine.begin() as connection:
        connection.execute(translation.update().values(flagged_by=None))


class FakeComparison:
    """Holds every translation to be equally near to its Arabic; keeps what it was asked."""

    def __init__(self, cosine: float, name: str = "model 1") -> None:
        self.name = name
        self.least = 0.4
        self.asked: list[tuple[str, str]] = []
        self._cosine = cosine

    def cosines(self, arabic: Sequence[str], english: Sequence[str]) -> list[float]:
        self.asked += zip(arabic, english, strict=True)
        return [self._cosine for _ in arabic]


def test_what_is_far_apart_is_flagged_with_how_near_it_is(archive: Archive) -> None:
    before = archive.revision
    seen: list[tuple[int, int]] = []
    far = FakeComparison(0.123)
    assert compare_missing(archive, far, lambda done, total: seen.append((done, total))) == 1
    assert seen == [(1, 1)]
    ((arabic, english),) = far.asked
    assert (arabic, english.split()[0]) == (SENTENCE, "Soldiers")
    (found,) = flagged_sentences(archive)
    assert found.flagged == Flagged(Flag.MEANING, "0.12")
    assert archive.revision == before + 1
    assert compare_missing(archive, far) == 0


def test_what_is_near_has_no_flag_and_no_article_changes(archive: Archive) -> None:
    before = archive.revision
    assert compare_missing(archive, FakeComparison(0.4)) == 1
    assert flag_counts(archive) == {}
    assert archive.revision == before


def test_rules_and_comparison_leave_each_others_flags_alone(archive: Archive) -> None:
    flag_missing(archive)
    compare_missing(archive, FakeComparison(0.1))
    both = {Flag.NUMBERS: 1, Flag.MEANING: 1}
    assert flag_counts(archive) == both
    forget(archive)
    assert flag_missing(archive) == 1
    assert flag_counts(archive) == both
    assert compare_missing(archive, FakeComparison(0.9, "model 2")) == 1
    assert flag_counts(archive) == {Flag.NUMBERS: 1}


def test_only_new_translations_are_compared_and_shown_with_their_own_flag(archive: Archive) -> None:
    compare_missing(archive, FakeComparison(0.1))
    translate(archive, 2, "en 2", GOOD)
    assert flag_counts(archive) == {}
    near = FakeComparison(0.9)
    assert compare_missing(archive, near) == 1
    assert near.asked == [(SENTENCE, GOOD)]
    assert flag_counts(archive) == {}


def test_what_is_not_translated_is_not_compared(archive: Archive) -> None:
    assert archive.add(*read_article("عنوان آخر\n\nReuters 2020\n".encode(), "two.txt"))
    with archive.engine.begin() as connection:
        connection.execute(
            translation.insert().values(
                digest=sentence_digest("Reuters 2020"),
                engine_id=1,
                text="Reuters 2020",
                score=0.0,
                made_at=datetime(2020, 9, 1, tzinfo=UTC),
            )
        )
    far = FakeComparison(0.1)
    assert compare_missing(archive, far) == 2
    assert [arabic for arabic, _ in far.asked] == [SENTENCE]
    assert flag_counts(archive) == {Flag.MEANING: 1}


def test_a_stopped_comparison_goes_on_from_its_last_batch(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flagging, "_COMPARED", 1)
    translate(archive, 2, "en 2", GOOD)

    class Stopped(FakeComparison):
        def cosines(self, arabic: Sequence[str], english: Sequence[str]) -> list[float]:
            if self.asked:
                raise KeyboardInterrupt
            return super().cosines(arabic, english)

    with pytest.raises(KeyboardInterrupt):
        compare_missing(archive, Stopped(0.1))
    assert compare_missing(archive, FakeComparison(0.1)) == 1
    assert flag_counts(archive) == {Flag.MEANING: 1}


def test_an_archive_of_before_comparisons_is_compared(archive: Archive) -> None:
    compare_missing(archive, FakeComparison(0.1))
    with archive.engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option(
            "script_location", str(Path(schema.__file__).with_name("migrations"))
        )
        command.downgrade(config, "0004")
    with archive.engine.begin() as connection:
        schema.bring_up_to_date(connection)
    assert flag_counts(archive) == {}
    assert compare_missing(archive, FakeComparison(0.1)) == 1
    assert flag_counts(archive) == {Flag.MEANING: 1}
