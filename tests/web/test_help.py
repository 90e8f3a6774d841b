import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from archive.store import Archive
from index.parsing import parse
from index.search import SearchIndex
from web import create_app

FIELDS = (
    *("title", "exact", "lang", "source", "tag", "flag"),
    *("person", "place", "org", "entity", "published", "mentions"),
)
ARABIC_FIELDS = (
    *("عنوان", "حرفي", "لغة", "مصدر", "وسم"),
    *("شخص", "مكان", "منظمة", "كيان", "نشر", "ذكر"),
)


@pytest.fixture(scope="module")
def client(library: tuple[Archive, SearchIndex]) -> FlaskClient:
    return create_app(*library).test_client()


def html(client: FlaskClient, language: str) -> str:
    response = client.get(f"/{language}/help")
    assert response.status_code == 200
    return response.text


def examples(page: str) -> list[str]:
    """The queries of the tables: what stands in every cell but the last, which explains them."""
    rows = [
        re.findall("<td>(.*?)</td>", row, re.S) for row in re.findall("<tr>(.*?)</tr>", page, re.S)
    ]
    return [
        unescape(code)
        for cells in rows
        for cell in cells[:-1]
        for code in re.findall("<code[^>]*>(.*?)</code>", cell)
    ]


@pytest.mark.parametrize(
    ("language", "direction", "title"),
    [("en", "ltr", "How to search"), ("ar", "rtl", "كيف تبحث")],
)
def test_the_page_is_there_in_both_languages(
    client: FlaskClient, language: str, direction: str, title: str
) -> None:
    article = f'<article class="help {language}" lang="{language}" dir="{direction}">'
    start = f"{re.escape(article)}\\s*<h1>{title}</h1>"
    assert re.search(start, html(client, language))
    asked_for = client.get("/help", headers={"Accept-Language": language})
    assert re.search(start, asked_for.text)


@pytest.mark.parametrize("url", ["/help", "/help?lang=ar", "/help?lang=../en"])
def test_it_is_english_unless_arabic_is_asked_for(client: FlaskClient, url: str) -> None:
    assert "<h1>How to search</h1>" in client.get(url).text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_example_is_understood(client: FlaskClient, language: str) -> None:
    found = examples(html(client, language))
    assert len(found) > 40
    for query in found:
        read = parse(query)
        assert read.root is not None, query
        assert read.notes == (), query


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_field_has_an_example(client: FlaskClient, language: str) -> None:
    found = " ".join(examples(html(client, language)))
    assert [name for name in FIELDS + ARABIC_FIELDS if f"{name}:" not in found] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_example_runs_in_its_own_direction(client: FlaskClient, language: str) -> None:
    page = html(client, language)
    page = page[page.index("<article") : page.index("</article>")]
    assert '<code dir="auto">"وقف إطلاق النار"</code>' in unescape(page)
    assert set(re.findall("<code[^>]*>", page)) == {'<code dir="auto">'}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_text_keeps_its_structure_and_nothing_else(client: FlaskClient, language: str) -> None:
    page = html(client, language)
    page = page[page.index("<h1>") : page.index("</article>")]
    assert set(re.findall("<([a-z0-9]+)", page)) == {
        *("h1", "h2", "p", "strong", "ul", "li", "code"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }


def test_both_languages_explain_the_same(client: FlaskClient) -> None:
    english, arabic = html(client, "en"), html(client, "ar")
    for tag in ("<h2>", "<table>", "<tr>", "<li>"):
        assert english.count(tag) == arabic.count(tag)
