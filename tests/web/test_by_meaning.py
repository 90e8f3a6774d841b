"""Search by meaning on pages and for programs."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from archive.store import Archive
from index.search import SearchIndex
from tests.web.test_pages import CLASHES, Page, get
from web import create_app

Library = tuple[Archive, SearchIndex]


@pytest.fixture(scope="module")
def without(library: Library) -> FlaskClient:
    """A client of an archive that has no vectors."""
    return create_app(*library, searches_a_minute=0).test_client()


def text_of(page: Page) -> str:
    return " ".join(page.text.split())


def switch(page: Page) -> dict[str | None, bool]:
    """Return the values of the switch, and which one is chosen."""
    radios = [attrs for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "by"]
    return {attrs["value"]: "checked" in attrs for attrs in radios if attrs["type"] == "radio"}


# Without vectors


def test_without_vectors_the_switch_says_what_is_missing(without: FlaskClient) -> None:
    page = get(without, "/?q=ceasefire")
    assert switch(page) == {"words": True, "": False, "meaning": False}
    (fieldset,) = [attrs for tag, attrs in page.tags if tag == "fieldset"]
    assert "disabled" in fieldset
    assert "There is no search by meaning here: the archive has no vectors" in text_of(page)
    assert "5 articles with ceasefire" in text_of(page)
    assert "Found by" not in page.text


@pytest.mark.parametrize("by", ["both", "meaning"])
def test_what_was_asked_for_is_kept_where_it_cannot_be_done(without: FlaskClient, by: str) -> None:
    page = get(without, f"/?q=ceasefire&by={by}")
    assert "It was searched by words only: the archive has no vectors" in text_of(page)
    assert "There is no search by meaning here" not in page.text
    hidden = {(a.get("name"), a.get("value")) for _, a in page.tags if a.get("type") == "hidden"}
    assert hidden == {("by", by)}
    arabic = get(without, f"/ar/?q=ceasefire&by={by}")
    assert "اقتصر البحث على الكلمات" in arabic.text


@pytest.mark.parametrize("by", ["", "nonsense"])
def test_what_is_no_way_to_search_is_left_out(without: FlaskClient, by: str) -> None:
    page = get(without, f"/?q=ceasefire&by={by}")
    assert "5 articles with ceasefire" in text_of(page)
    assert f"/article/{CLASHES}?q=ceasefire" in page.with_attribute("href")


def test_every_link_keeps_the_way_to_search(without: FlaskClient) -> None:
    asked = "q=ceasefire&by=words"
    page = get(without, f"/?{asked}&f=place:Armenia&from=2020")
    links = [urlsplit(href) for href in page.with_attribute("href") if "q=ceasefire" in href]
    assert {link.path for link in links} > {"/", "/feed.atom", "/results.csv", "/results.bib"}
    assert all(parse_qs(link.query)["by"] == ["words"] for link in links)
    reading = get(without, f"/article/{CLASHES}?{asked}")
    assert f"/?{asked}" in reading.with_attribute("href")
    assert ("hidden", "by", "words") in {
        (a.get("type"), a.get("name"), a.get("value")) for _, a in reading.tags
    }


def test_programs_are_told_how_it_was_searched(without: FlaskClient) -> None:
    answer = without.get("/api/v1/search?q=ceasefire&by=meaning").get_json()
    assert answer["by"] == "words"
    assert answer["notes"][0].startswith("It was searched by words only: the archive has no")
    assert "by=meaning" in answer["links"]["feed"]
    assert {(hit["by"], hit["passage"]) for hit in answer["hits"]} == {("words", None)}
    refused = without.get("/api/v1/search?q=ceasefire&by=heart")
    assert refused.status_code == 400
    assert "write one of words, both, meaning" in refused.get_json()["detail"]
