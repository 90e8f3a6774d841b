"""Feeds, the description of the search for browsers, and what it completes."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient

from archive.ingest import read_article
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import ENGINE, KEY
from web import create_app

CLASHES = "2e2a97e0d3f5"
SERVER = "http://localhost:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(scope="module")
def client(library: tuple[Archive, SearchIndex]) -> FlaskClient:
    return create_app(*library, searches_a_minute=0).test_client()


def fetch(client: FlaskClient, path: str, media_type: str, **headers: str) -> ET.Element:
    response = client.get(path, base_url=SERVER, headers=headers)
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert response.data.startswith(b"<?xml")
    return ET.fromstring(response.data)


def feed(client: FlaskClient, path: str, **headers: str) -> ET.Element:
    return fetch(client, path, "application/atom+xml", **headers)


def texts(parent: ET.Element, name: str) -> list[str]:
    return [element.text or "" for element in parent.findall(f"{ATOM}{name}")]


def links(parent: ET.Element) -> dict[str | None, str | None]:
    return {link.get("rel"): link.get("href") for link in parent.findall(f"{ATOM}link")}


def test_a_feed_has_the_newest_articles_first(client: FlaskClient) -> None:
    root = feed(client, "/feed.atom?q=ceasefire&sort=oldest")
    assert texts(root, "title") == ["Warraq: ceasefire"]
    assert links(root) == {
        "self": f"{SERVER}/feed.atom?q=ceasefire",
        "alternate": f"{SERVER}/?q=ceasefire&sort=newest",
    }
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 5
    days = [day[:10] for entry in entries for day in texts(entry, "published")]
    assert days == ["2022-09-13", "2020-09-28", "2020-09-28"]
    assert links(entries[0]) == {"alternate": f"{SERVER}/article/{CLASHES}"}


def test_every_feed_has_what_rfc_4287_wants(client: FlaskClient) -> None:
    for path in ("/feed.atom", "/feed.atom?q=zzzz", '/feed.atom?f=place:"Baku"&from=2020'):
        root = feed(client, path)
        assert root.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated"):
            assert len(texts(root, name)) == 1
        ids = [*texts(root, "id")]
        for entry in root.findall(f"{ATOM}entry"):
            for name in ("id", "title", "updated"):
                assert len(texts(entry, name)) == 1
            assert len(entry.findall(f"{ATOM}author/{ATOM}name")) == 1
            assert len(texts(entry, "summary")) == 1
            ids += texts(entry, "id")
        assert len(set(ids)) == len(ids)
        assert all(one.startswith("urn:uuid:") for one in ids)


def test_a_reader_understands_the_feed(client: FlaskClient) -> None:
    data = client.get("/feed.atom?q=ceasefire", base_url=SERVER).data
    read: Any = feedparser.parse(data, response_headers={"content-type": "application/atom+xml"})
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.language == "en"
    first = read.entries[0]
    assert first.link == f"{SERVER}/article/{CLASHES}"
    assert first.published_parsed[:3] == (2022, 9, 13)
    assert "\u2068تراجع وتيرة المواجهات" in first.title
    assert "ceasefire" in first.summary
    assert {entry.author for entry in read.entries} >= {"رويترز", "Warraq"}


def test_sentences_are_marked_with_their_language(client: FlaskClient) -> None:
    root = feed(client, "/feed.atom?q=ceasefire")
    paragraphs = root.findall(f".//{XHTML}p")
    directions = {"ar": "rtl", "en": "ltr"}
    for paragraph in paragraphs:
        language = paragraph.get(f"{XML}lang") or ""
        assert paragraph.get("lang") == language
        assert paragraph.get("dir") == directions[language]
    assert {paragraph.get("lang") for paragraph in paragraphs} == {"ar", "en"}
    assert any(ENGINE in (paragraph.text or "") for paragraph in paragraphs)


def test_undated_articles_were_updated_when_they_were_added(client: FlaskClient) -> None:
    root = feed(client, "/feed.atom?f=-published:2000..2030")
    undated = root.findall(f"{ATOM}entry")
    assert len(undated) == 2
    for entry in undated:
        assert texts(entry, "published") == []
        assert int(texts(entry, "updated")[0][:4]) >= 2025
    # A feed without entries says the same at any time.
    assert texts(feed(client, "/feed.atom?q=zzzz"), "updated") == ["1970-01-01T00:00:00Z"]


def test_ids_do_not_depend_on_address_or_language(client: FlaskClient) -> None:
    one = feed(client, "/feed.atom?q=ceasefire")
    other = ET.fromstring(client.get("/ar/feed.atom?q=ceasefire", base_url="http://a.test").data)
    assert other.get(f"{XML}lang") == "ar"
    assert texts(one, "id") == texts(other, "id")
    assert [texts(e, "id") for e in one.findall(f"{ATOM}entry")] == [
        texts(e, "id") for e in other.findall(f"{ATOM}entry")
    ]
    assert links(other)["self"] == "http://a.test/feed.atom?q=ceasefire"


def test_a_title_is_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    response = client.get("/feed.atom")
    assert "Accept-Language" in response.headers["Vary"]
    root = feed(client, "/feed.atom", **{"Accept-Language": "ar"})
    assert root.get(f"{XML}lang") == "ar"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feed.atom?from=someday", 400),
        ("/feed.atom?q=%00%01%ef%bf%bf%ed%a0%80", 200),
        ("/feed.atom?q=%3Cb%3E%26", 200),
    ],
)
def test_whatever_is_typed_the_feed_is_xml(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    if status == 200:
        ET.fromstring(response.data)
    assert client.post("/feed.atom").status_code == 405


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    text = "عنوان \x0b<b>&amp;\ufffe\n\nقالت الوزارة \x1f \uffff إن القوات <script> عادت.\n"
    with Archive.in_file(tmp_path / "archive.db") as archive:
        archive.add(*read_article(text.encode(), "hostile.txt"))
        index = SearchIndex(archive, tmp_path / "index", KEY)
        index.rebuild()
        root = feed(create_app(archive, index).test_client(), "/feed.atom")
        index.close()
    (entry,) = root.findall(f"{ATOM}entry")
    assert texts(entry, "title")[0].startswith("عنوان")
    assert entry.find(f"{ATOM}title").get(f"{XML}lang") == "ar"  # type: ignore[union-attr]
    assert not entry.findall(f".//{XHTML}script")


def test_the_search_is_described_to_browsers(client: FlaskClient) -> None:
    root = fetch(client, "/opensearch.xml", "application/opensearchdescription+xml")
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    name = root.findtext(f"{OPENSEARCH}ShortName") or ""
    assert 0 < len(name) <= 16
    assert 0 < len(root.findtext(f"{OPENSEARCH}Description") or "") <= 1024
    found = {url.get("type"): url.get("template") or "" for url in root.findall(f"{OPENSEARCH}Url")}
    assert set(found) == {
        "text/html",
        "application/atom+xml",
        "application/x-suggestions+json",
        "application/opensearchdescription+xml",
    }
    for media_type, template in found.items():
        assert template.startswith(f"{SERVER}/")
        filled = template.replace("{searchTerms}", quote("وقف ceasefire"))
        answer = client.get(filled.replace("{startPage?}", ""), base_url=SERVER)
        assert answer.status_code == 200
        assert answer.mimetype == media_type
    icon = root.findtext(f"{OPENSEARCH}Image") or ""
    with client.get(icon, base_url=SERVER) as image:
        assert image.mimetype == "image/svg+xml"


@pytest.mark.parametrize(
    ("typed", "name", "other"),
    [
        ("lav", "Sergey Lavrov", "سيرغي لافروف"),
        ("Sergey La", "Sergey Lavrov", "سيرغي لافروف"),
        ("لافر", "سيرغي لافروف", "Sergey Lavrov"),
    ],
)
def test_names_are_completed_in_the_script_they_are_typed_in(
    client: FlaskClient, typed: str, name: str, other: str
) -> None:
    response = client.get(f"/suggest?q={quote(typed)}", base_url=SERVER)
    assert response.mimetype == "application/x-suggestions+json"
    assert json.loads(response.data) == [
        typed,
        [name],
        [other],
        [f"{SERVER}/entity/sergey-lavrov"],
    ]


@pytest.mark.parametrize("typed", ["", "%20", "!!", "zzzz", "%00", "%25", "_", "x" * 5000])
def test_what_begins_no_name_is_not_completed(client: FlaskClient, typed: str) -> None:
    answer = json.loads(client.get(f"/suggest?q={typed}").data)
    assert answer[1:] == [[], [], []]
    assert len(answer[0]) <= 200


def test_completions_are_few(client: FlaskClient) -> None:
    answer = json.loads(client.get("/suggest?q=a").data)
    assert len(answer[1]) == len(answer[2]) == len(answer[3]) == 10
