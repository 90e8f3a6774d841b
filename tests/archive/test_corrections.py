from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.article import TranslatedArticle, Translation
from archive.citation import bibtex, plain_text, ris
from archive.errors import ArchiveError, UnknownArticle
from archive.figures import Figures
from archive.ingest import read_article
from archive.store import Archive
from archive.translation import corrections
from archive.translation.corrections import NoSuchSentence, RefusedCorrection
from archive.translation.memory import Draft, TranslationMemory
from archive.translation.packages import BUNDLED, open_folder

SHARED = "قالت وزارة الدفاع إن القوات عادت."
ONE = f"عنوان أول\n\n{SHARED}\n\nجملة لا ترد إلا هنا.\n"
TWO = f"عنوان ثان\n\nجملة أخرى من المقال الثاني.\n\n{SHARED}\n"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Two articles that have a sentence in common, translated by an engine."""
    with Archive.in_file(tmp_path / "archive.db") as archive:
        for text in (ONE, TWO):
            archive.add(*read_article(text.encode(), "a.txt"))
        memory = TranslationMemory(archive, open_folder(BUNDLED / "ar_en"))
        memory.make_current()
        for window in memory.windows():
            memory.store([(w.digest, Draft(f"machine {w.digest[:4]}", -0.5)) for w in window])
        yield archive


def article_id(archive: Archive, text: str) -> str:
    return read_article(text.encode(), "a.txt")[1].id


def shown(archive: Archive, text: str) -> dict[int, Translation | None]:
    found = archive.get(article_id(archive, text))
    return {pair.sentence.n: pair.translation for pair in found.pairs}


def everything(archive: Archive) -> list[TranslatedArticle]:
    return list(archive.changed_since(0))


def test_a_correction_stands_wherever_the_sentence_occurs(archive: Archive) -> None:
    before = archive.revision
    one, two = article_id(archive, ONE), article_id(archive, TWO)
    machine = shown(archive, ONE)[2]
    assert machine is not None
    made = corrections.correct(archive, one, 2, "  The forces\r\n are\tback. ", "Nour")
    assert made.text == "The forces are back."
    for found in (shown(archive, ONE)[2], shown(archive, TWO)[3]):
        assert found is not None
        assert (found.text, found.engine, found.author) == ("The forces are back.", None, "Nour")
        assert found.made_on == made.made_at.date()
        assert found.instead_of == machine
    assert set(archive.ids_changed_since(before)) == {one, two}
    other = shown(archive, ONE)[3]
    assert other is not None
    assert other.author is None
    translated = archive.get(one)
    assert translated.authors == ("Nour",)
    assert len(translated.engines) == 1


def test_the_newest_that_is_not_withdrawn_counts(archive: Archive) -> None:
    one = article_id(archive, ONE)
    for author in ("Nour", "Adam"):
        corrections.correct(archive, one, 2, f"by {author}", author)
    assert shown(archive, ONE)[2].author == "Adam"
    assert corrections.withdraw(archive, one, 2).author == "Adam"
    assert shown(archive, ONE)[2].author == "Nour"
    corrections.withdraw(archive, article_id(archive, TWO), 3)
    assert shown(archive, ONE)[2].author is None
    with pytest.raises(ArchiveError, match="no correction stands for sentence 2"):
        corrections.withdraw(archive, one, 2)
    written = corrections.history(archive, one, 2)
    assert [(one.author, one.withdrawn_at is None) for one in written] == [
        ("Adam", False),
        ("Nour", False),
    ]
    assert corrections.in_force(archive) == []


def test_saying_the_same_twice_is_saying_it_once(archive: Archive) -> None:
    one = article_id(archive, ONE)
    first = corrections.correct(archive, one, 2, "Back.", "Nour")
    revision = archive.revision
    assert corrections.correct(archive, one, 2, " Back. ", "Nour") == first
    assert archive.revision == revision
    assert corrections.correct(archive, one, 2, "Back.", "Adam") != first


def test_corrections_outlive_their_article(archive: Archive) -> None:
    one, two = article_id(archive, ONE), article_id(archive, TWO)
    corrections.correct(archive, one, 2, "Back.", "Nour")
    corrections.correct(archive, one, 3, "Only here.", "Nour")
    archive.remove(one)
    listed = corrections.in_force(archive)
    assert [(c.article_id, c.n, c.arabic) for c in listed] == [(None, None, None), (two, 3, SHARED)]
    archive.add(*read_article(ONE.encode(), "a.txt"))
    assert shown(archive, ONE)[3].text == "Only here."
    assert [c.n for c in corrections.in_force(archive)] != [None, None]


@pytest.mark.parametrize(
    ("text", "author", "words"),
    [
        (" \n ", "Nour", "the correction is empty"),
        ("x" * 5001, "Nour", "the correction is too long: write at most 5000 characters"),
        ("a\0b", "Nour", "control character in it: leave out character 2"),
        ("ab\x1b[1m", "Nour", "leave out character 3"),
        ("a\udcff", "Nour", "leave out character 2"),
        ("fine", "", "the name is empty"),
        ("fine", "x" * 201, "the name is too long: write at most 200 characters"),
        ("fine", "a\x07", "the name has a control character"),
    ],
)
def test_what_can_not_be_a_correction(archive: Archive, text: str, author: str, words: str) -> None:
    before = everything(archive)
    with pytest.raises(RefusedCorrection, match=words):
        corrections.correct(archive, article_id(archive, ONE), 2, text, author)
    assert everything(archive) == before


def test_unknown_places_are_named(archive: Archive) -> None:
    one = article_id(archive, ONE)
    for ask in (
        lambda *place: corrections.correct(archive, *place, "x", "y"),
        lambda *place: corrections.withdraw(archive, *place),
        lambda *place: corrections.history(archive, *place),
    ):
        with pytest.raises(UnknownArticle, match="“nope”"):
            ask("nope", 1)
        with pytest.raises(NoSuchSentence, match="no sentence 9: its sentences are 1 to 3"):
            ask(one, 9)


def test_figures_count_persons_apart(archive: Archive) -> None:
    figures = Figures(archive)
    (engine,) = figures.engines()
    corrections.correct(archive, article_id(archive, ONE), 2, "Back.", "Nour")
    whole = archive.statistics()
    assert (whole.corrected, whole.translated, whole.stale) == (2, whole.sentences, 0)
    assert figures.corrected() == 2
    assert [one.sentences for one in figures.engines()] == [engine.sentences - 2]


def test_a_correction_is_a_translation_where_no_engine_has_been(tmp_path: Path) -> None:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        archive.add(*read_article(ONE.encode(), "a.txt"))
        corrections.correct(archive, article_id(archive, ONE), 1, "A title", "Nour")
        translated = archive.get(article_id(archive, ONE))
        assert translated.english_title == "A title"
        assert translated.engines == ()
        assert translated.pairs[0].translation.instead_of is None
        assert archive.statistics().translated == 1
        assert [year.translated for year in Figures(archive).coverage()] == [1]


def test_citations_call_no_person_a_machine(archive: Archive) -> None:
    one = article_id(archive, ONE)
    corrections.correct(archive, one, 1, "A title", "Nour {x}\u202e")
    corrections.correct(archive, one, 2, "Back.", "Adam")
    translated = archive.get(one)
    cited = plain_text(translated, None, translated.pairs[1])
    assert "A title (translation by Nour {x})" in cited
    assert "Back. (translation by Adam)" in cited
    assert "machine" not in cited
    for text in (bibtex([translated]), ris([translated])):
        assert "English title: translation by Nour" in text
        assert "machine" not in text
    assert "(machine translation by" in plain_text(translated, None, translated.pairs[2])


def test_a_title_of_several_makers_names_them_all(archive: Archive) -> None:
    original, article = read_article(f"قالت القوات. عادت القوات.\n\n{SHARED}\n".encode(), "b.txt")
    archive.add(original, article)
    titles = [s.n for s in article.sentences if s.block == 0]
    assert len(titles) == 2
    memory = TranslationMemory(archive, open_folder(BUNDLED / "ar_en"))
    for window in memory.windows():
        memory.store([(one.digest, Draft("draft", -0.5)) for one in window])
    corrections.correct(archive, article.id, titles[0], "Forces spoke.", "Nour")
    engine = open_folder(BUNDLED / "ar_en").label
    credit = f"machine translation by {engine}, corrected by Nour"
    assert credit in plain_text(archive.get(article.id))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.text(max_size=40), st.text(max_size=20)), max_size=5)
)
def test_what_is_corrected_and_undone_is_as_before(
    archive: Archive, written: list[tuple[int, str, str]]
) -> None:
    one = article_id(archive, ONE)
    before, history = everything(archive), len(corrections.in_force(archive))
    kept = []
    for n, text, author in written:
        ids = {c.id for c in corrections.history(archive, one, n)}
        try:
            made = corrections.correct(archive, one, n, text, author)
        except RefusedCorrection:
            continue
        if made.id not in ids:
            kept.append(n)
        assert archive.get(one).pairs[n - 1].translation.text == made.text
    for n in reversed(kept):
        corrections.withdraw(archive, one, n)
    assert everything(archive) == before
    assert len(corrections.in_force(archive)) == history
