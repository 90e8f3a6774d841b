import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.parsing import parse
from web import guide as help_page
from web import search

FIELDS = (
    *("title", "exact", "lang", "source", "tag", "flag"),
    *("person", "place", "org", "entity", "published", "mentions"),
)
ARABIC_FIELDS = (
    *("عنوان", "حرفي", "لغة", "مصدر", "وسم"),
    *("شخص", "مكان", "منظمة", "كيان", "نشر", "ذكر"),
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """The page among the program's templates, without an archive."""
    app = Flask("web")
    app.jinja_env.globals["offered"] = tuple
    app.register_blueprint(search.blueprint)
    app.register_blueprint(help_page.blueprint)
    return app.test_client()


def html(client: FlaskClient, language: str) -> str:
    response = client.get("/help", query_string={"lang": language})
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
    ("language", "direction", "title", "other"),
    [
        ("en", "ltr", "How to search", "/help?lang=ar"),
        ("ar", "rtl", "كيف تبحث", "/help"),
    ],
)
def test_the_page_is_there_in_both_languages(
    client: FlaskClient, language: str, direction: str, title: str, other: str
) -> None:
    page = html(client, language)
    article = f'<article class="help {language}" lang="{language}" dir="{direction}">'
    assert re.search(f"{re.escape(article)}\\s*<h1>{title}</h1>", page)
    assert f"<title>{title} – Warraq</title>" in page
    assert f'<a href="{other}"' in page


@pytest.mark.parametrize("query", ["", "?lang=", "?lang=fr", "?lang=../en"])
def test_it_is_english_unless_arabic_is_asked_for(client: FlaskClient, query: str) -> None:
    assert "<h1>How to search</h1>" in client.get(f"/help{query}").text


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
    assert '<code dir="auto">"وقف إطلاق النار"</code>' in unescape(page)
    assert set(re.findall("<code[^>]*>", page)) == {'<code dir="auto">'}


def test_both_languages_explain_the_same(client: FlaskClient) -> None:
    english, arabic = html(client, "en"), html(client, "ar")
    for tag in ("<h2>", "<table>", "<tr>", "<li>"):
        assert english.count(tag) == arabic.count(tag)
