import re
from html.parser import HTMLParser
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from archive.arabic import has_arabic
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import ROOT
from web import create_app

CLASHES = "2e2a97e0d3f5"
KEYWORDS = DEFAULT_KEYWORDS | {"message": None, "Note": None, "plural_note": (1, 2)}
PAGES = ("/", "/?q=ceasefire", "/?q=zzzz&from=2020", f"/article/{CLASHES}?q=ceasefire", "/help")
PAGES += ("/browse", "/stats", "/entity/nagorno-karabakh", "/nowhere")


@pytest.fixture(scope="module")
def client(library: tuple[Archive, SearchIndex]) -> FlaskClient:
    return create_app(*library).test_client()


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (ROOT / "web" / "translations" / "ar.po").open(encoding="utf-8") as file:
        return read_po(file, locale="ar")


def messages_in_use() -> set[str | tuple[str, ...]]:
    options = {"**.html": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    found = set()
    for folder in ("index", "web"):
        for _, _, text, _, _ in extract_from_dir(
            str(ROOT / folder), methods, options, keywords=KEYWORDS
        ):
            found.add(text)
    return found


def test_every_message_has_its_arabic_and_no_other_does(catalogue: Catalog) -> None:
    translated = {message.id for message in catalogue if message.id}
    assert translated == messages_in_use()
    assert [message.id for message in catalogue if message.id and not all(forms(message))] == []


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def values(text: str) -> set[str]:
    if "%(" in text:
        return set(re.findall(r"%\((\w+)\)s", text))
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_arabic_says_what_the_english_does(catalogue: Catalog) -> None:
    for message in catalogue:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = set.union(*map(values, english))
        for form in forms(message):
            assert values(form) <= allowed, message.id
            if not isinstance(message.id, tuple):
                assert values(form) == allowed, message.id
                assert form.count("%%") == english[0].count("%%")


class Words(HTMLParser):
    """The texts of a page that say no language of their own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.own: list[bool] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag not in ("meta", "link", "input", "br", "line", "rect"):
            marked = tag in ("bdi", "code", "kbd", "mark", "option", "time", "title")
            self.own.append(marked or ("lang" in named and tag != "html"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "link", "input", "br", "line", "rect"):
            self.own.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.own) and data.strip():
            self.texts.append(data.strip())


@pytest.mark.parametrize("url", PAGES)
def test_the_arabic_interface_has_no_english_words(client: FlaskClient, url: str) -> None:
    response = client.get(f"/ar{url}")
    assert '<html lang="ar" dir="rtl">' in response.text
    assert response.headers["Content-Language"] == "ar"
    known = {"Atom", "CSV", "JSON", "RIS", "BibTeX", "×", "AZ", "AM"}
    for text in Words(response.text).texts:
        english = set(re.findall("[A-Za-z]{2,}", text)) - known
        assert not english, text


@pytest.mark.parametrize(
    ("url", "accepted", "language"),
    [
        ("/", "ar", "ar"),
        ("/", "ar-SY,en;q=0.5", "ar"),
        ("/", "de, en;q=0.5", "en"),
        ("/", "fr", "en"),
        ("/en/", "ar", "en"),
        ("/ar/", "en", "ar"),
        (f"/article/{CLASHES}", "ar", "ar"),
    ],
)
def test_the_address_goes_before_what_the_browser_prefers(
    client: FlaskClient, url: str, accepted: str, language: str
) -> None:
    response = client.get(url, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in response.text
    assert "Accept-Language" in response.headers["Vary"]
    assert "Set-Cookie" not in response.headers


def test_a_page_stays_in_its_language_and_leads_to_the_other(client: FlaskClient) -> None:
    html = client.get("/ar/?q=ceasefire&from=2022").text
    links = re.findall('href="([^"]+)"', html)
    assert "/en/?q=ceasefire&amp;from=2022" in links
    inner = [link for link in links if not link.startswith(("#", "/static/", "/en/"))]
    outside = [link for link in inner if not link.startswith("/ar/")]
    # Feeds and the description of the search are the same in either.
    assert all(link.startswith(("/feed.atom", "/opensearch.xml")) for link in outside)
    assert has_arabic(html)


def test_numbers_take_their_arabic_forms(client: FlaskClient) -> None:
    text = client.get("/ar/").text
    assert "5 مقالات" in text
    assert "مقالتان" in text
    assert "مقالة واحدة" in client.get("/ar/?q=ceasefire&from=2022").text


def test_dates_are_written_in_the_language_of_the_interface(client: FlaskClient) -> None:
    assert "13 September 2022" in client.get(f"/en/article/{CLASHES}").text
    assert "13 سبتمبر 2022" in client.get(f"/ar/article/{CLASHES}").text
