import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from archive.ingest import read_article
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import ENGINE, KEY
from web import create_app

CLASHES, OPERATION = "2e2a97e0d3f5", "c0efed6af520"


@pytest.fixture(scope="module")
def client(library: tuple[Archive, SearchIndex]) -> FlaskClient:
    return create_app(*library).test_client()


class Page(HTMLParser):
    """The text of a page by its language, and what it links to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        # Marks that isolate a value in its line are seen by nobody.
        self.text += re.sub("[\u2066-\u2069]", "", data)

    def with_attribute(self, name: str) -> list[str]:
        return [value or "" for _, attrs in self.tags if (value := attrs.get(name)) is not None]


def get(client: FlaskClient, url: str, status: int = 200) -> Page:
    response = client.get(url)
    assert response.status_code == status, response.text
    return Page(response.text)


def test_an_english_query_finds_the_article_with_both_titles(client: FlaskClient) -> None:
    page = get(client, "/?q=ceasefire&from=2022-01-01")
    assert "1 article with ceasefire" in " ".join(page.text.split())
    assert "تراجع وتيرة المواجهات" in page.text
    assert "13 September 2022" in page.text
    assert f"/article/{CLASHES}?q=ceasefire&from=2022-01-01" in page.with_attribute("href")
    assert "2 undated articles are left out" in page.text


def test_snippets_link_to_their_sentence(client: FlaskClient) -> None:
    page = get(client, f"/?q={quote('القوقاز')}")
    links = [href for href in page.with_attribute("href") if "#s" in href]
    assert len(links) == 1
    article = get(client, links[0].split("#")[0])
    assert links[0].split("#")[1] in article.with_attribute("id")


def test_marks_surround_what_matches_and_nothing_else(client: FlaskClient) -> None:
    html = client.get(f"/article/{CLASHES}?q={quote('القوقاز')}").text
    marks = re.findall("<mark>(.*?)</mark>", html)
    assert "القوقاز" in marks
    assert set(marks) <= {"القوقاز", "Caucasus"}


def test_the_reading_page_pairs_every_sentence(
    client: FlaskClient, library: tuple[Archive, SearchIndex]
) -> None:
    translated = library[0].get(OPERATION)
    page = get(client, f"/article/{OPERATION}")
    ids = [value for value in page.with_attribute("id") if value.startswith("s")]
    assert ids == [f"s{pair.sentence.n}" for pair in translated.pairs]
    for pair in translated.pairs:
        assert pair.sentence.text in page.text
        assert pair.translation is not None
        assert pair.translation.text in page.text
    assert "undated" in page.text
    assert ENGINE in page.text
    assert "رويترز" in page.text


def test_the_evidence_of_a_date_is_shown(client: FlaskClient) -> None:
    page = get(client, f"/article/{CLASHES}")
    assert "13 September 2022" in page.text
    assert "2022/09/13" in page.text
    assert "يريفان" in page.text


@pytest.mark.parametrize(
    "url", ["/", "/?q=ceasefire", f"/article/{CLASHES}", f"/article/{OPERATION}"]
)
def test_every_text_is_marked_with_its_language_and_direction(
    client: FlaskClient, url: str
) -> None:
    page = get(client, url)
    assert page.tags[0] == ("html", {"lang": "en", "dir": "ltr"})
    sides = [attrs for _, attrs in page.tags if attrs.get("class") in ("ar", "en")]
    assert sides
    for attrs in sides:
        expected = {"ar": "rtl", "en": "ltr"}
        assert attrs["lang"] == attrs["class"]
        assert attrs["dir"] == expected[attrs["lang"] or ""]
    for tag, attrs in page.tags:
        if tag == "input" and attrs["type"] not in ("checkbox", "radio"):
            assert attrs["dir"] == "auto"


@pytest.mark.parametrize(
    "url", ["/", "/?q=ceasefire", f"/article/{CLASHES}", "/article/none", "/nowhere"]
)
def test_headers_keep_everything_out(client: FlaskClient, url: str) -> None:
    response = client.get(url)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    page = Page(response.text)
    for tag, attrs in page.tags:
        assert tag != "script" or (attrs["src"] or "").startswith("/static/")
        assert not [name for name in attrs if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action"):
            assert not re.match("(https?:)?//", attrs.get(name) or ""), (tag, attrs)
    assert not re.search(r"<script[^>]*>[^<]", response.text)
    assert "Set-Cookie" not in response.headers


def test_static_files_are_served(client: FlaskClient) -> None:
    for href in Page(client.get("/").text).with_attribute("href"):
        if href.startswith("/static"):
            with client.get(href) as response:
                assert response.status_code == 200


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/article/none", 404, "No article has this address"),
        ("/nowhere", 404, "Not Found"),
        ("/?q=x&from=someday", 400, "“someday” is not a date"),
        ("/?q=%3Cscript%3Ealert(1)%3C/script%3E", 200, "<script>alert(1)</script>"),
        ("/?q=%00%E2%80%AE", 200, "no word in the query"),
        ("/?q=ceasefire&page=999", 302, "/?q=ceasefire"),
        ("/?from=2022&to=2020", 400, "ends (2020-12-31) before it starts (2022-01-01)"),
        ("/?q=a%01b", 200, "with ab"),
        ("/?q=ceasefire&page=x", 200, "ceasefire"),
        ("/?q=zzzz", 200, "fewer words"),
        (f"/?q={'x' * 5000}", 200, "Only the first 1000 characters"),
    ],
)
def test_bad_input_gets_a_clear_page(
    client: FlaskClient, url: str, status: int, words: str
) -> None:
    assert words in get(client, url, status).text


def test_dates_without_words_limit_the_latest_articles(client: FlaskClient) -> None:
    page = get(client, "/?from=2022")
    assert "تراجع وتيرة المواجهات" in page.text
    assert "التعبئة" not in page.text


def test_a_page_has_one_first_heading(client: FlaskClient) -> None:
    for url in ("/", "/?q=ceasefire", f"/article/{CLASHES}", "/nowhere"):
        page = Page(client.get(url).text)
        assert [tag for tag, _ in page.tags].count("h1") == 1, url


def test_a_long_query_does_not_swell_the_page(client: FlaskClient) -> None:
    assert len(client.get(f"/?q={'x' * 50_000}").text) < 60_000


def test_other_methods(client: FlaskClient) -> None:
    assert client.head("/?q=ceasefire").status_code == 200
    refused = client.post("/")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
    assert client.delete(f"/article/{CLASHES}").status_code == 405


def test_only_trusted_names_are_answered(library: tuple[Archive, SearchIndex]) -> None:
    app = create_app(*library, trusted_hosts=["127.0.0.1", "localhost"])
    client = app.test_client()
    assert client.get("/", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.fixture
def bare(tmp_path: Path) -> tuple[Archive, SearchIndex]:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        index = SearchIndex(archive, tmp_path / "index", KEY)
        yield archive, index
        index.close()


def test_an_archive_that_is_empty_says_how_to_fill_it(bare: tuple[Archive, SearchIndex]) -> None:
    bare[1].rebuild()
    assert "warraq add" in get(create_app(*bare).test_client(), "/").text


def test_a_missing_index_says_how_to_make_one(bare: tuple[Archive, SearchIndex]) -> None:
    client = create_app(*bare).test_client()
    assert "warraq reindex" in get(client, "/").text
    assert "warraq reindex" in get(client, "/?q=x", 503).text


HOSTILE = """<b>عنوان</b> <script>alert("عنوان")</script>

قال الوزير <img src=x onerror=alert(1)> إن القوات انسحبت & عادت "اليوم".

وأضاف <a href="javascript:alert(1)">الوزير</a> أن القوات عادت إلى المدينة.
"""


def test_an_untranslated_hostile_article_is_shown_as_text(
    bare: tuple[Archive, SearchIndex],
) -> None:
    archive, index = bare
    _, article = read = read_article(HOSTILE.encode(), "hostile.txt")
    archive.add(*read)
    index.rebuild()
    client = create_app(archive, index).test_client()
    for url in ("/", f"/?q={quote('القوات')}", f"/article/{article.id}?q={quote('القوات')}"):
        html = client.get(url).text
        page = Page(html)
        assert not {"img", "b"} & {tag for tag, _ in page.tags}
        assert all(attrs.get("src") for tag, attrs in page.tags if tag == "script")
        assert not any(
            (href or "").startswith("javascript") for href in page.with_attribute("href")
        )
        assert "not translated yet" in page.text
        assert "warraq translate" in page.text


def test_names_lead_from_an_article_to_their_page(client: FlaskClient) -> None:
    page = get(client, f"/article/{CLASHES}")
    links = page.with_attribute("href")
    assert "/entity/nagorno-karabakh" in links
    sides = {
        attrs["class"]
        for tag, attrs in page.tags
        if tag == "a" and attrs.get("href") == "/entity/country-az"
    }
    assert sides == {"mention place"}
    entity = get(client, "/entity/nagorno-karabakh")
    text = " ".join(entity.text.split())
    assert "Nagorno-Karabakh" in text
    assert "ناغورني كاراباخ" in text
    assert "قرة باغ" in text
    assert "September 2022" in text
    assert "Azerbaijan" in text
    assert f"/article/{CLASHES}" in entity.with_attribute("href")
    get(client, "/entity/nobody", 404)


def test_results_are_narrowed_by_what_they_name(client: FlaskClient) -> None:
    page = get(client, f"/?q={quote('أذربيجان')}")
    narrower = [href for href in page.with_attribute("href") if "person" in href]
    assert narrower
    assert "2 articles" in get(client, "/?q=" + quote('أذربيجان person:"Sergey Lavrov"')).text
    assert any("from=2022" in href and "to=2022" in href for href in page.with_attribute("href"))


def test_the_search_box_offers_names_in_both_scripts(client: FlaskClient) -> None:
    page = get(client, "/")
    offered = [attrs["value"] for tag, attrs in page.tags if tag == "option"]
    assert 'place:"Nagorno-Karabakh"' in offered
    assert 'person:"سيرغي لافروف"' in offered
    (box,) = (attrs for tag, attrs in page.tags if attrs.get("name") == "q")
    assert box["list"] == "names"
