"""The glossary: terms in sentences, and what their translations lack."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from archive.article import Flag, Flagged
from archive.errors import ArchiveError
from archive.ingest import read_article
from archive.store import Archive
from archive.tables import engine, sentence, translation
from archive.translation.flagging import flag_missing
from archive.translation.glossary import Glossary, Term, add, listing, remove

TRUCE = Glossary([Term("هدنة", "ceasefire"), Term("هدنة", "truce"), Term("هدنة إنسانية", "pause")])


def found(glossary: Glossary, arabic: str) -> list[str]:
    return [arabic[term.start : term.end] for term in glossary.find(arabic)]


@pytest.mark.parametrize(
    ("arabic", "expected"),
    [
        ("أعلنت هدنة أمس", ["هدنة"]),
        ("أعلنت الهُدنه أمس", ["هُدنه"]),
        ("وبالهدنة والهدنة وللهدنة", ["هدنة", "هدنة", "هدنة"]),
        ("هدنة إنسانية", ["هدنة إنسانية"]),
        ("الهدنة الإنسانية", ["هدنة الإنسانية"]),
        ("بلا شيء منها: هدنات", []),
    ],
)
def test_terms_are_found_with_what_is_joined_to_them(arabic: str, expected: list[str]) -> None:
    assert found(TRUCE, arabic) == expected


@pytest.mark.parametrize(
    ("english", "is_missing"),
    [
        ("A truce was declared", False),
        ("Ceasefires were declared", False),
        ("The TRUCE's end", False),
        ("Calm was declared", True),
        ("The truculent", True),
    ],
)
def test_any_english_of_a_term_will_do_in_any_form(english: str, is_missing: bool) -> None:
    (term, *_) = [*TRUCE.missing("أعلنت هدنة أمس", english), None]
    assert (term is not None) == is_missing
    assert term is None or term.english == ("ceasefire", "truce")


@given(st.text("ابهدنة ولبكف\u064f\u200f،.", max_size=40))
def test_terms_stand_in_the_sentence(arabic: str) -> None:
    ends = [0]
    for term in TRUCE.find(arabic):
        assert ends[-1] <= term.start < term.end <= len(arabic)
        ends.append(term.end)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive of two articles, one of which has the term."""
    made = Archive.in_file(tmp_path / "archive.db")
    for n, text in enumerate(("أعلنت الهدنة في المدينة.", "وصل الوزير إلى المدينة.")):
        assert made.add(*read_article(f"العنوان {n}\n\n{text}\n".encode(), f"{n}.txt"))
    now = datetime(2020, 9, 28, tzinfo=UTC)
    with made.engine.begin() as connection:
        connection.execute(
            engine.insert().values(id=1, name="en", version="1", model_hash="1" * 64)
        )
        digests = connection.execute(sa.select(sentence.c.digest).distinct()).scalars().all()
        connection.execute(
            translation.insert(),
            [
                {"digest": digest, "engine_id": 1, "text": "It was declared 0 1.", "score": -0.5}
                | {"made_at": now}
                for digest in digests
            ],
        )
    flag_missing(made)
    return made


def test_what_has_a_term_is_flagged_again_and_nothing_else(archive: Archive) -> None:
    before = archive.revision
    assert add(archive, ["هدنة\ttruce\n", "# كذا", "", "مجهول\tunknown"], "x.tsv").new == 2
    assert flag_missing(archive) == 1
    (changed,) = archive.changed_since(before)
    flags = [pair.flags for pair in changed.pairs if "هدنة" in pair.sentence.text]
    assert flags == [(Flagged(Flag.TERM, "truce"),)]
    assert [term.en for term in remove(archive, "الهُدنة")] == ["truce"]
    assert flag_missing(archive) == 1
    shown = [one.flag for each in archive.latest(9) for pair in each.pairs for one in pair.flags]
    assert Flag.TERM not in shown


def test_a_term_is_added_once(archive: Archive) -> None:
    assert add(archive, ["هدنة\ttruce"], "x.tsv").new == 1
    again = add(archive, ["الهُدنة\ttruce", "هدنة\tceasefire"], "x.tsv")
    assert (again.new, again.known) == (1, 1)
    assert listing(archive) == [Term("هدنة", "ceasefire"), Term("هدنة", "truce")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("هدنة", "x.tsv:2: “هدنة” is no term: write Arabic, a tab, English"),
        ("هدنة\ttruce\tx", "is no term: write Arabic, a tab, English"),
        ("truce\ttruce", "“truce” has no Arabic letters: the Arabic comes first"),
        ("هدنة\tهدنة", "“هدنة” is no English: the English comes after the tab"),
        ("هدنة\t!", "“!” is no English"),
        (f"هدنة\t{'x' * 201}", "is too long: terms have 200 characters at most"),
    ],
)
def test_a_line_that_is_no_term_is_named_and_the_others_are_added(
    archive: Archive, line: str, problem: str
) -> None:
    added = add(archive, ["هدنة\ttruce", line], "x.tsv")
    assert added.new == 1
    (told,) = added.problems
    assert problem in told


def test_an_unknown_term_can_not_be_removed(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="the glossary has no term “سلام”"):
        remove(archive, "سلام")
