"""Search by meaning on pages and for programs."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from archive.store import Archive
from index.meaning.embedder import MeaningUnavailable
from index.search import SearchIndex
from tests.web.test_language import Words
from tests.web.test_pages import CLASHES, Page, get
from web import create_app
from web.alike import same_story

MOBILISATION, UN = "81f36cc25451", "d9abc7277d5c"

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


def test_without_vectors_nothing_leads_to_articles_alike(without: FlaskClient) -> None:
    reading = get(without, f"/article/{CLASHES}")
    assert not [href for href in reading.with_attribute("href") if "/alike" in href]
    page = get(without, f"/article/{CLASHES}/alike", 503)
    assert "There is no search by meaning here: the archive has no vectors" in text_of(page)
    assert "لا يتوفر هنا البحث بالمعنى" in get(without, f"/ar/article/{CLASHES}/alike", 503).text
    problem = without.get(f"/api/v1/articles/{CLASHES}/alike")
    assert problem.status_code == 503
    assert "warraq embed" in problem.get_json()["detail"]


# With vectors


def test_without_the_model_the_switch_says_what_is_missing(
    client: FlaskClient, understood: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise MeaningUnavailable("the model is not installed")

    monkeypatch.setattr(understood[1].meaning, "_open", fail)
    page = get(client, "/?q=ceasefire")
    assert switch(page) == {"words": True, "": False, "meaning": False}
    assert "There is no search by meaning here: the model is not installed." in text_of(page)
    assert "/alike" not in client.get(f"/article/{MOBILISATION}").text


@pytest.mark.parametrize(
    "url",
    ["/?q=ceasefire", f"/article/{UN}", f"/article/{UN}/alike", f"/article/{UN}/alike?n=5"],
)
def test_the_arabic_interface_has_no_english_words(client: FlaskClient, url: str) -> None:
    known = {"Atom", "CSV", "JSON", "RIS", "BibTeX"}
    for text in Words(client.get(f"/ar{url}").text).texts:
        assert set(re.findall("[A-Za-z]{2,}", text)) <= known, text


@pytest.fixture(scope="module")
def client(understood: Library) -> FlaskClient:
    return create_app(*understood, searches_a_minute=0).test_client()


def found_by(page: Page) -> list[str]:
    """Return how each hit was found, as the page says it."""
    return [text.split("\n")[0].strip() for text in page.text.split("Found by")[1:]]


def test_hits_say_how_they_were_found(client: FlaskClient) -> None:
    page = get(client, "/?q=war+in+the+Caucasus")
    assert switch(page) == {"words": False, "": True, "meaning": False}
    assert "5 articles with war in the Caucasus or near it in meaning" in text_of(page)
    assert found_by(page) == ["words and meaning", *["meaning"] * 4]
    nearest = [a for _, a in page.tags if a.get("class") == "snippet pair-grid nearest"]
    assert len(nearest) == page.text.count("Nearest in meaning:") >= 5
    assert "بالكلمات والمعنى" in get(client, "/ar/?q=war+in+the+Caucasus").text


def test_meaning_and_words_alone_say_so_above_the_hits(client: FlaskClient) -> None:
    meant = get(client, "/?q=war+in+the+Caucasus&by=meaning")
    assert switch(meant) == {"words": False, "both": False, "meaning": True}
    assert "5 articles near in meaning to war in the Caucasus" in text_of(meant)
    assert found_by(meant) == ["meaning"] * 5
    words = get(client, "/?q=war+in+the+Caucasus&by=words")
    assert switch(words)["words"]
    assert "1 article with war in the Caucasus" in text_of(words)
    assert found_by(words) == []
    assert found_by(get(client, "/")) == []


def test_feeds_exports_and_programs_search_as_they_are_asked(client: FlaskClient) -> None:
    for by, count in (("words", 1), ("both", 5), ("meaning", 5)):
        asked = f"q=war+in+the+Caucasus&by={by}"
        assert client.get(f"/feed.atom?{asked}").text.count("<entry>") == count
        assert len(client.get(f"/results.json?{asked}").get_json()) == count
        assert client.get(f"/api/v1/search?{asked}").get_json()["total"] == count
    hit = client.get(f"/api/v1/search?{asked}").get_json()["hits"][0]
    passage = range(hit["passage"]["first"], hit["passage"]["last"] + 1)
    assert [one["near"] for one in hit["snippets"]] == [
        one["sentence"] in passage for one in hit["snippets"]
    ]


def test_an_article_leads_to_those_like_it(client: FlaskClient) -> None:
    page = get(client, f"/article/{MOBILISATION}")
    links = page.with_attribute("href")
    assert f"/article/{MOBILISATION}/alike" in links
    assert f"/article/{MOBILISATION}/alike?n=5" in links
    assert "The same story elsewhere" in page.text
    assert f"/article/{UN}" in links
    assert "The same story elsewhere" not in get(client, f"/article/{CLASHES}").text


def test_a_story_that_is_nearly_copied_is_not_named_twice(client: FlaskClient) -> None:
    with client.application.test_request_context():
        assert [one.article.id for one in same_story(MOBILISATION, [])] == [UN]
        assert same_story(MOBILISATION, [UN]) == []


def test_articles_alike_stand_with_the_nearest_passage(client: FlaskClient) -> None:
    page = get(client, f"/article/{MOBILISATION}/alike")
    cards = [a["href"] for _, a in page.tags if a.get("class") == "titles pair-grid"]
    assert len(cards) == 4
    assert cards[0] == f"/article/{UN}"
    assert page.text.count("tells the same story") == 1
    snippets = [a["href"] or "" for _, a in page.tags if a.get("class") == "snippet pair-grid"]
    assert all(any(href.startswith(f"{card}#s") for href in snippets) for card in cards)
    assert "تروي الخبر نفسه" in get(client, f"/ar/article/{MOBILISATION}/alike").text


def test_a_passage_has_articles_like_it(
    client: FlaskClient, understood: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = get(client, f"/article/{MOBILISATION}/alike?n=5")
    (sentence,) = [p.sentence for p in understood[0].get(MOBILISATION).pairs if p.sentence.n == 5]
    assert "Like the passage around sentence 5" in page.text
    assert sentence.text in page.text
    assert "tells the same story" not in page.text
    monkeypatch.setattr(SearchIndex, "alike", lambda *_, **__: [])
    nothing = get(client, f"/article/{MOBILISATION}/alike?n=5")
    assert "No other article is near to it in meaning." in nothing.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"/article/{MOBILISATION}/alike?n=500", "The article has no sentence 500"),
        (f"/article/{MOBILISATION}/alike?n=x", "The article has no sentence x"),
        ("/article/none/alike", "No article has this address"),
    ],
)
def test_what_is_not_there_has_nothing_like_it(client: FlaskClient, path: str, words: str) -> None:
    assert words in get(client, path, 404).text


def test_programs_are_told_what_is_alike(client: FlaskClient) -> None:
    path = f"/api/v1/articles/{MOBILISATION}/alike"
    answer = client.get(path).get_json()
    assert [one["same_story"] for one in answer["articles"]] == [True, False, False, False]
    assert all(one["passage"]["cosine"] > 0.3 for one in answer["articles"])
    some = client.get(f"{path}?n=5&limit=2").get_json()
    assert (some["n"], len(some["articles"])) == (5, 2)
    assert not any(one["same_story"] for one in some["articles"])
    assert {client.get(link).status_code for link in some["links"].values()} == {200}
    for asked, status in (("n=500", 404), ("n=x", 400), ("limit=0", 400)):
        assert client.get(f"{path}?{asked}").status_code == status
    assert client.get("/api/v1/articles/none/alike").status_code == 404
