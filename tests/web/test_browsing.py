from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.entities.entity import Kind
from archive.figures import Mentioned
from archive.ingest import read_article
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import KEY
from web import create_app
from web.browsing import UNDATED, calendar, clause
from web.form import is_filter
from web.remembered import Remembered
from web.statistics import Share, classes, kinds

PAGES = ("/browse", "/browse/sources", "/browse/entities", "/stats")


class Page(HTMLParser):
    """The text of a page, its tags, and what its links lead to by their words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.links: list[tuple[str, str]] = []
        self._href: str | None = None
        self._inner = ""
        self.feed(html)
        self.text = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self._href, self._inner = dict(attrs).get("href"), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href is not None:
            self.links.append((" ".join(self._inner.split()), self._href))
            self._href = None

    def handle_data(self, data: str) -> None:
        self.words += data
        self._inner += data

    def leads(self, words: str) -> str:
        (href,) = (href for text, href in self.links if text == words)
        return href


@pytest.fixture(scope="module")
def client(library: tuple[Archive, SearchIndex]) -> FlaskClient:
    return create_app(*library, searches_a_minute=0).test_client()


def get(client: FlaskClient, url: str) -> Page:
    response = client.get(url)
    assert response.status_code == 200, response.text
    return Page(response.text)


def test_a_month_and_a_year_lead_to_their_articles(client: FlaskClient) -> None:
    page = get(client, "/browse")
    assert "5 articles · 2 of them undated" in page.text
    assert "/?from=2022-09&to=2022-09" in [href for _, href in page.links]
    found = get(client, page.leads("2022"))
    assert "تراجع وتيرة المواجهات" in found.text
    assert "التعبئة" not in found.text


def test_undated_articles_are_those_left_when_every_date_is_excluded(client: FlaskClient) -> None:
    assert is_filter(UNDATED)
    href = get(client, "/browse").leads("2 of them undated")
    found = get(client, href)
    assert [tag for tag, attrs in found.tags if attrs.get("class") == "hit"] == ["li"] * 2


def test_sources_lead_to_their_articles(client: FlaskClient) -> None:
    for url in ("/browse", "/browse/sources", "/stats"):
        page = get(client, url)
        (href,) = (href for text, href in page.links if text == "رويترز")
        assert "1 article" in get(client, href).text


def test_names_lead_to_their_page_and_to_their_articles(client: FlaskClient) -> None:
    page = get(client, "/browse")
    assert page.leads("Nagorno-Karabakh") == "/entity/nagorno-karabakh"
    searches = [href for _, href in page.links if "place:%22Nagorno-Karabakh%22" in href]
    assert len(searches) == 1
    get(client, searches[0])
    assert {"Persons", "Places", "Organisations"} <= set(page.text.split())


def test_names_are_found_by_their_beginning_in_either_script(client: FlaskClient) -> None:
    for typed in ("Lav", "لافر", "sergey"):
        page = get(client, f"/browse/entities?q={quote(typed)}")
        assert "Sergey Lavrov سيرغي لافروف" in [text for text, _ in page.links]
        assert "/entity/nagorno-karabakh" not in [href for _, href in page.links]
        assert "q=" in page.leads("Persons")
    assert "Lavrov" not in str(get(client, "/browse/entities?q=Lav&kind=place").links)
    assert "No name in the archive begins so" in get(client, "/browse/entities?q=zzzz").text
    hostile = get(client, "/browse/entities?q=%3Cscript%3E&kind=%22&page=-4")
    assert "script" not in {tag for tag, attrs in hostile.tags if not attrs.get("src")}


def test_long_lists_are_turned_like_pages(client: FlaskClient) -> None:
    first = get(client, "/browse/entities")
    assert "Page 1 of 2" in first.text
    last = get(client, first.leads("Next"))
    assert "Page 2 of 2" in last.text
    assert last.leads("Previous") == "/browse/entities?page=1"
    assert get(client, "/browse/entities?page=99").text == last.text
    assert "Page" not in get(client, "/browse/sources?page=x").text


def test_pictures_have_their_figures_beside_them(client: FlaskClient) -> None:
    page = get(client, "/stats")
    assert "Articles5" in page.text
    assert "100%" in page.text
    assert "Half of the articles have 27 sentences or fewer." in page.text
    assert "sentences translated by" in page.text
    (flagged,) = (href for _, href in page.links if "flag:numbers" in href)
    assert "3 articles" in get(client, flagged).text
    bars = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert all(attrs.get("aria-hidden") or attrs.get("aria-label") for attrs in bars)
    assert "/?from=2022-09&to=2022-09" in [href for _, href in page.links]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("url", PAGES)
def test_pages_speak_both_languages(client: FlaskClient, url: str, language: str) -> None:
    page = get(client, f"/{language}{url}")
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert not [attrs for _, attrs in page.tags if "style" in attrs]
    assert not [href for _, href in page.links if not href.startswith((f"/{language}", "#", "/"))]
    direction = {attrs.get("direction") for tag, attrs in page.tags if tag == "svg"}
    assert direction <= {None, "rtl" if language == "ar" else "ltr"}


def test_every_link_is_answered(client: FlaskClient) -> None:
    hrefs = {href for url in PAGES[:1] + PAGES[3:] for _, href in get(client, url).links}
    for href in hrefs:
        if not href.startswith("#"):
            assert client.get(href).status_code == 200, href


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[Archive, SearchIndex]]:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        index = SearchIndex(archive, tmp_path / "index", KEY)
        yield archive, index
        index.close()


@pytest.mark.parametrize("url", PAGES)
def test_an_empty_archive_has_pages_too(bare: tuple[Archive, SearchIndex], url: str) -> None:
    get(create_app(*bare).test_client(), url)


def test_figures_follow_the_archive_and_need_no_index(bare: tuple[Archive, SearchIndex]) -> None:
    archive, index = bare
    client = create_app(archive, index, searches_a_minute=0).test_client()
    assert "The archive is empty" in get(client, "/browse").text
    archive.add(*read_article("عنوان\n\nقال الوزير إن القوات عادت إلى المدينة.".encode(), "a.txt"))
    assert "1 article · all of them undated" in get(client, "/browse").text
    pictures = get(client, "/stats").text
    assert "missing or can’t be read: run warraq reindex" in pictures
    assert "Nothing is translated yet" in pictures
    index.rebuild()
    assert "untranslated sentences" in get(client, "/stats").text


MONTHS = st.dictionaries(
    st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(lambda day: day.replace(day=1)),
    st.integers(1, 9999),
)


@given(MONTHS)
def test_a_calendar_has_every_article_once(months: dict[date, int]) -> None:
    years = calendar(sorted(months.items()))
    assert [year.year for year in years] == sorted({day.year for day in months}, reverse=True)
    shown = {month.day: month.count for year in years for month in year.months if month.count}
    assert shown == months
    for year in years:
        assert len(year.months) == 12
        assert year.count == sum(month.count for month in year.months)
        for month in year.months:
            assert (month.level > 0) == (month.count > 0)
            assert 0 <= month.level <= 5


@given(st.dictionaries(st.integers(1, 500), st.integers(1, 99)))
def test_lengths_are_sorted_into_classes_that_meet(lengths: dict[int, int]) -> None:
    found = classes(sorted(lengths.items()))
    assert sum(one.articles for one in found) == sum(lengths.values())
    assert all((one.last or 0) + 1 == after.first for one, after in pairwise(found))


def test_a_share_is_whole_only_where_all_is_there() -> None:
    assert Share(9999, 10_000).percent == 99.9
    assert Share(3, 3).percent == 100
    assert Share(0, 0).percent == 0


def test_kinds_are_counted_with_their_mentions() -> None:
    mentioned = [Mentioned("a", Kind.PERSON, 2, 5), Mentioned("b", Kind.PERSON, 1, 1)]
    counted = {one.kind: (one.entities, one.mentions) for one in kinds(mentioned)}
    assert counted == {Kind.PERSON: (2, 6), Kind.PLACE: (0, 0), Kind.ORG: (0, 0)}


@pytest.mark.parametrize("name", ["رويترز", 'the "Post"', "a:b OR -c", '"'])
def test_a_filter_holds_any_name(name: str) -> None:
    assert clause("source", name).count('"') == 2
    assert is_filter(clause("source", f"x {name}"))


def test_what_is_remembered_is_made_once_a_state() -> None:
    kept, made = Remembered[date](), []

    def make() -> date:
        made.append(len(made))
        return date(2020, 1, 1) + timedelta(len(made))

    threads = [Thread(target=kept.of, args=(1, make)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.of(1, make) == date(2020, 1, 2)
    assert made == [0]
    assert kept.of(2, make) == date(2020, 1, 3)
