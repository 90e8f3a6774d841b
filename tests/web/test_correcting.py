"""Correcting translations in the browser: what is stored, shown and found, and what is refused."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.errors import ArchiveBusy
from archive.ingest import read_article
from archive.store import Archive
from archive.translation import corrections
from archive.translation.memory import Draft, TranslationMemory
from archive.translation.packages import BUNDLED, open_folder
from index.search import SearchIndex
from tests.conftest import ENGINE, KEY
from tests.web.test_pages import CLASHES, OPERATION, Page
from tests.web.test_security import EVIL, Inspected, inspect
from web import correcting, create_app

HOSTS = ["localhost", "127.0.0.1"]
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
FORM = f"/article/{CLASHES}/sentence/4/correct"


@contextmanager
def unhindered() -> Iterator[None]:
    """Stand for a lock that nobody else wants."""
    yield


@pytest.fixture
def desk(tmp_path: Path, _seeded_home: Path) -> Iterator[tuple[Archive, SearchIndex]]:
    """An archive of the seeds with its index, to be corrected."""
    shutil.copytree(_seeded_home, tmp_path / "home")
    with Archive.in_file(tmp_path / "home" / "archive.db") as archive:
        index = SearchIndex(archive, tmp_path / "index", KEY)
        index.rebuild()
        yield archive, index
        index.close()


def make(desk: tuple[Archive, SearchIndex], **options: object) -> Flask:
    return create_app(
        *desk,
        **{"trusted_hosts": HOSTS, "searches_a_minute": 0, "writing": unhindered, **options},
    )


@pytest.fixture
def client(desk: tuple[Archive, SearchIndex]) -> FlaskClient:
    return make(desk).test_client()


def token(client: FlaskClient, url: str = FORM) -> str:
    (found,) = set(re.findall('name="token" value="([^"]+)"', client.get(url).text))
    return found


def send(
    client: FlaskClient,
    url: str = FORM,
    *,
    headers: dict[str, str] | None = None,
    **fields: str,
) -> TestResponse:
    """Fill the form in and send it, as a browser would."""
    filled = {"text": "Fighting has eased.", "author": "Nour", **fields}
    if "token" not in filled:
        filled["token"] = token(client, url)
    return client.post(url, data=filled, headers=OWN if headers is None else headers)


def total(client: FlaskClient, words: str) -> int:
    return int(client.get(f"/api/v1/search?q={quote(words)}&also=no").get_json()["total"])


def test_a_correction_is_shown_found_and_withdrawn(client: FlaskClient) -> None:
    before = client.get(f"/article/{CLASHES}").text
    machine = client.get(f"/api/v1/articles/{CLASHES}").get_json()["sentences"][3]
    assert total(client, "zeppelin") == 0
    done = send(client, text="A zeppelin of <b>words</b> & 4 dead.", author="Nour عمر")
    assert done.status_code == 303
    assert done.headers["Location"] == f"/article/{CLASHES}#s4"
    assert total(client, "zeppelin") == 1
    page = client.get(f"/article/{CLASHES}").text
    assert "A zeppelin of &lt;b&gt;words&lt;/b&gt; &amp; 4 dead." in page
    assert 'corrected by <bdi dir="auto">Nour عمر</bdi>' in page
    assert machine["en"] in Page(page).text
    assert "1 sentence" in Page(page).text
    found = client.get(f"/api/v1/articles/{CLASHES}").get_json()
    (corrected,) = (one for one in found["sentences"] if one["correction"])
    assert corrected["n"] == 4
    assert corrected["engine"] is None
    assert corrected["correction"]["author"] == "Nour عمر"
    assert corrected["correction"]["machine"] == {"en": machine["en"], "engine": ENGINE}
    assert found["engines"] == [ENGINE]
    assert "1 sentence corrected by a person" in client.get("/stats").text
    assert "(translation by Nour عمر)" in client.get(f"/article/{CLASHES}/citation/4").text
    assert "in part corrected by Nour عمر" in client.get("/feed.atom?q=zeppelin").text

    form = client.get(FORM).text
    assert ">A zeppelin of &lt;b&gt;words&lt;/b&gt; &amp; 4 dead.</textarea>" in form
    assert machine["en"] in Page(form).text
    assert send(client, withdraw="yes", text="", author="").status_code == 303
    assert total(client, "zeppelin") == 0
    assert client.get(f"/article/{CLASHES}").text == before
    assert "withdrawn" in client.get(FORM).text


def test_the_words_of_the_machine_are_found_no_more(
    client: FlaskClient, desk: tuple[Archive, SearchIndex]
) -> None:
    original, article = read_article(
        "عنوان جديد\n\nقالت القوات إنها عادت إلى المدينة.\n".encode(), "new.txt"
    )
    archive, index = desk
    archive.add(original, article)
    memory = TranslationMemory(archive, open_folder(BUNDLED / "ar_en"))
    for window in memory.windows():
        memory.store([(one.digest, Draft("Gibberish xylophone.", -0.5)) for one in window])
    corrections.correct(archive, article.id, 1, "A new title", "Nour")
    index.update()
    assert total(client, "xylophone") == 1
    url = f"/article/{article.id}/sentence/2/correct"
    assert send(client, url, text="The forces are back, quixotically.").status_code == 303
    assert total(client, "xylophone") == 0
    assert total(client, "quixotically") == 1


def test_a_sentence_is_corrected_in_every_article(
    client: FlaskClient, desk: tuple[Archive, SearchIndex]
) -> None:
    archive, index = desk
    sentence = archive.get(CLASHES).pairs[3].sentence.text
    original, article = read_article(f"عنوان جديد\n\n{sentence}\n".encode(), "new.txt")
    archive.add(original, article)
    index.update()
    send(client, text="A zeppelin passed.")
    assert total(client, "zeppelin") == 2
    assert "A zeppelin passed." in client.get(f"/article/{article.id}").text
    other = f"/article/{article.id}/sentence/2/correct"
    assert send(client, other, withdraw="yes").status_code == 303
    assert total(client, "zeppelin") == 0


FOREIGN = [
    {},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "ftp://localhost"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Referer": f"http://localhost{FORM}"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_what_other_pages_send_is_refused(
    client: FlaskClient, desk: tuple[Archive, SearchIndex], headers: dict[str, str]
) -> None:
    refused = send(client, headers=headers)
    assert refused.status_code == 403
    assert "only taken from this server’s own pages" in refused.text
    assert "Set-Cookie" not in refused.headers
    assert corrections.in_force(desk[0]) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        OWN,
    ],
    ids=str,
)
def test_what_browsers_say_of_the_own_pages_is_taken(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert send(client, headers=headers).status_code == 303


def test_a_token_is_good_for_one_sentence_of_one_run(
    client: FlaskClient, desk: tuple[Archive, SearchIndex]
) -> None:
    foreign = [
        token(client, f"/article/{CLASHES}/sentence/5/correct"),
        token(client, f"/article/{OPERATION}/sentence/4/correct"),
        token(make(desk).test_client()),
        token(client)[:-1],
        token(client)[1:],
        *("", "x", "x.y.z", "\0", "é" * 50),
    ]
    for one in foreign:
        refused = send(client, token=one, text="Kept as typed.")
        assert refused.status_code == 403
        assert "save once more" in refused.text
        assert ">Kept as typed.</textarea>" in refused.text
        assert 'value="Nour"' in refused.text
    assert corrections.in_force(desk[0]) == []


def test_a_token_lasts_twelve_hours(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    old, now = token(client), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 12 * 3600 - 5)
    assert send(client, token=old).status_code == 303
    fresh = token(client)
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    refused = send(client, token=fresh, text="Later.")
    assert refused.status_code == 403
    assert "more than twelve hours" in refused.text
    assert ">Later.</textarea>" in refused.text


def test_who_was_overtaken_is_shown_what_stands(
    client: FlaskClient, desk: tuple[Archive, SearchIndex]
) -> None:
    early = token(client)
    send(client, text="First.", author="Adam")
    late = send(client, token=early, text="Second.")
    assert late.status_code == 409
    assert "Someone else was faster" in late.text
    assert "First." in late.text
    assert ">Second.</textarea>" in late.text
    assert send(client, token=early, text="First.", author="Adam").status_code == 303
    assert len(corrections.history(desk[0], CLASHES, 4)) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "The English is empty"),
        ({"text": "x" * 5001}, "The English is too long: write at most 5000"),
        ({"text": "a\x01b"}, "Character 2 of the English"),
        ({"author": " "}, "The name is empty"),
        ({"author": "x" * 201}, "The name is too long: write at most 200"),
        ({"author": "\x1b"}, "Character 1 of the name"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_what_is_wrong_is_said_in_both_languages(
    client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    refused = send(client, **fields)
    assert refused.status_code == 400
    assert words in Page(refused.text).text
    in_arabic = send(client, f"/ar{FORM}", **fields)
    assert in_arabic.status_code == 400
    assert 'role="alert"' in in_arabic.text
    assert words not in in_arabic.text


def test_bodies_that_are_too_large_or_no_form(client: FlaskClient) -> None:
    assert send(client, text="x" * 70_000).status_code == 413
    longest = send(client, text="\U0001f54a" * 5000, author="\U0001f54a" * 200)
    assert longest.status_code == 303
    refused = client.post(FORM, json={"text": "x", "token": token(client)}, headers=OWN)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/article/none/sentence/1/correct", "No article has this address"),
        (
            f"/article/{CLASHES}/sentence/99/correct",
            "has no sentence 99: its sentences are 1 to 27",
        ),
        (f"/article/{CLASHES}/sentence/0/correct", "has no sentence 0"),
        (f"/article/{CLASHES}/sentence/x/correct", "There is nothing at this address"),
    ],
)
def test_unknown_sentences(client: FlaskClient, url: str, words: str) -> None:
    assert words in client.get(url).text
    assert client.get(url).status_code == 404
    assert send(client, url, token="x").status_code == 404


def test_while_another_command_writes_it_is_said(desk: tuple[Archive, SearchIndex]) -> None:
    def busy() -> None:
        raise ArchiveBusy("busy")

    client = make(desk, writing=busy).test_client()
    refused = send(client, text="Kept as typed.")
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert "Another command is writing" in refused.text
    assert ">Kept as typed.</textarea>" in refused.text


def test_what_can_not_be_indexed_is_stored_all_the_same(
    client: FlaskClient, desk: tuple[Archive, SearchIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: SearchIndex) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(SearchIndex, "update", fail)
    assert send(client).status_code == 303
    assert "Fighting has eased." in client.get(f"/article/{CLASHES}").text
    assert desk[1].is_behind()


def test_corrections_are_off_unless_they_are_asked_for(desk: tuple[Archive, SearchIndex]) -> None:
    client = create_app(*desk, trusted_hosts=HOSTS).test_client()
    assert client.get(FORM).status_code == 404
    assert client.post(FORM, headers=OWN).status_code in (404, 405)
    assert "/correct" not in client.get(f"/article/{CLASHES}").text
    corrections.correct(desk[0], CLASHES, 4, "Eased.", "Nour")
    assert "corrected by" in client.get(f"/article/{CLASHES}").text


def test_corrections_are_taken_under_known_names_alone(desk: tuple[Archive, SearchIndex]) -> None:
    with pytest.raises(ValueError, match="trusted_hosts"):
        create_app(*desk, writing=unhindered)
    evil = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert make(desk).test_client().post(FORM, headers=evil).status_code == 400


def test_the_page_stays_in_its_language(client: FlaskClient) -> None:
    html = client.get(f"/ar{FORM}").text
    page = Page(html)
    assert page.tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert f'action="/ar{FORM}"' in html
    assert send(client, f"/ar{FORM}").headers["Location"] == f"/ar/article/{CLASHES}#s4"
    (area,) = (attrs for tag, attrs in page.tags if tag == "textarea")
    assert (area["lang"], area["dir"]) == ("en", "ltr")
    labelled = {attrs["for"] for tag, attrs in page.tags if tag == "label"}
    assert labelled == {"text", "author"}
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert 'class="ar" lang="ar" dir="rtl"' in html


def test_the_form_says_where_it_is_sent_from(client: FlaskClient) -> None:
    response = client.get(FORM)
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "form-action 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in response.headers
    assert client.get(f"/article/{CLASHES}").headers["Referrer-Policy"] == "no-referrer"


def test_nothing_that_is_written_breaks_out_of_its_place(
    client: FlaskClient, desk: tuple[Archive, SearchIndex]
) -> None:
    author = EVIL[:200].strip()
    assert send(client, text=EVIL, author=author).status_code == 303
    assert send(client, text=f"{EVIL} again", author=author).status_code == 303
    assert send(client, withdraw="yes").status_code == 303
    urls = (f"/article/{CLASHES}", FORM, "/stats", "/?q=evil", "/feed.atom?q=evil", "/browse")
    urls += tuple(f"/results.{kind}?q=evil" for kind in ("csv", "json", "bib", "ris"))
    urls += tuple(f"/article/{CLASHES}/citation/4?format={kind}" for kind in ("txt", "json"))
    for url in (*urls, f"/api/v1/articles/{CLASHES}", f"/article/{CLASHES}/citation?format=ris"):
        for language in ("", "/ar"):
            inspect(f"{language}{url}", client)
    assert "<x-evil>" in inspect(f"/article/{CLASHES}", client)
    for fields in ({"text": EVIL, "author": ""}, {"token": EVIL, "author": EVIL, "text": EVIL}):
        refused = send(client, **fields)
        assert refused.status_code in (400, 403)
        assert Inspected(refused.text).problems == []
    corrections.correct(desk[0], CLASHES, 1, EVIL, author)
    for kind in ("txt", "bib", "ris", "json"):
        inspect(f"/article/{CLASHES}/citation?format={kind}", client)


def test_tokens_last_as_long_as_is_said() -> None:
    assert correcting.TOKEN_AGE == 12 * 60 * 60
