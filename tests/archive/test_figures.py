from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from archive.article import DatedBy
from archive.entities.catalogue import Catalogue
from archive.entities.entity import Kind
from archive.figures import Coverage, Figures
from archive.ingest import read_article
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import ENGINE


@pytest.fixture(scope="module")
def figures(library: tuple[Archive, SearchIndex]) -> Figures:
    return Figures(library[0])


def test_the_months_and_the_undated_are_all_articles(
    library: tuple[Archive, SearchIndex], figures: Figures
) -> None:
    months = figures.months()
    assert [day.day for day, _ in months] == [1] * len(months)
    assert months == sorted(months)
    assert (date(2022, 9, 1), 1) in months
    whole = library[0].statistics()
    assert figures.undated() == whole.undated == 2
    assert sum(count for _, count in months) + whole.undated == whole.articles


def test_sources_say_from_when_to_when(figures: Figures) -> None:
    sources = figures.sources()
    assert sum(source.articles for source in sources) <= 5
    assert [source.articles for source in sources] == sorted(
        (source.articles for source in sources), reverse=True
    )
    for source in sources:
        assert source.name
        assert source.first is None or source.first <= source.last


def test_entities_are_counted_as_in_the_catalogue(
    library: tuple[Archive, SearchIndex], figures: Figures
) -> None:
    counted = Catalogue(library[0]).listing()
    assert [(one.entity.id, one.articles, one.mentions) for one in counted] == [
        (one.entity_id, one.articles, one.mentions) for one in figures.mentioned()
    ]
    assert {one.kind for one in figures.mentioned()} == set(Kind)


@pytest.mark.parametrize("typed", ["Lav", "sergey lavrov", "لافروف", "ل", "Lav%", "_", ""])
def test_names_begin_as_they_do_in_the_catalogue(
    library: tuple[Archive, SearchIndex], figures: Figures, typed: str
) -> None:
    called = figures.called(typed)
    mentioned = {one.entity_id for one in figures.mentioned()}
    listed = {one.entity.id for one in Catalogue(library[0]).listing(typed)}
    assert called & mentioned == (listed if called else set())


def test_sentences_and_translations_add_up(
    library: tuple[Archive, SearchIndex], figures: Figures
) -> None:
    whole = library[0].statistics()
    coverage = figures.coverage()
    assert [year.year for year in coverage][-1] is None
    assert sum(year.sentences for year in coverage) == whole.sentences
    assert sum(year.translated for year in coverage) == whole.translated
    assert sum(n * articles for n, articles in figures.lengths()) == whole.sentences
    (engine,) = figures.engines()
    assert (engine.label, engine.sentences, engine.is_current) == (ENGINE, whole.translated, True)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Archive]:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        yield archive


def test_an_empty_archive_has_none(bare: Archive) -> None:
    figures = Figures(bare)
    assert figures.months() == figures.sources() == figures.mentioned() == []
    assert figures.lengths() == figures.coverage() == figures.engines() == []
    assert figures.undated() == 0


def test_an_untranslated_article_without_date_and_source(bare: Archive) -> None:
    original, article = read_article("عنوان الخبر\n\nقال الوزير إن القوات عادت.".encode(), "a.txt")
    assert not isinstance(article.published, DatedBy)
    bare.add(original, article)
    figures = Figures(bare)
    assert figures.undated() == 1
    assert figures.sources() == []
    assert figures.coverage() == [Coverage(None, len(article.sentences), 0)]
    assert figures.lengths() == [(len(article.sentences), 1)]
