"""What browsers keep: pages until they change, static files for good."""

import hashlib
import mimetypes
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.ingest import read_article
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import KEY
from tests.web.test_pages import CLASHES, Page
from web import create_app
from web.assets import asset

STATIC = Path(create_app.__code__.co_filename).parent / "static"
PAGES = [
    *("/", "/ar/", "/help", "/?q=ceasefire", f"/article/{CLASHES}", "/entity/country-az"),
    *("/results.csv?q=ceasefire", "/results.json?q=ceasefire", "/results.ris?q=ceasefire"),
]


@pytest.fixture(scope="module")
def app(library: tuple[Archive, SearchIndex]) -> Flask:
    return create_app(*library, searches_a_minute=0)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("url", PAGES)
def test_what_a_browser_has_already_is_not_sent_again(client: FlaskClient, url: str) -> None:
    first = client.get(url)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    # What RFC 9110 §15.4.5 has a 304 repeat.
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers.get(name) == first.headers.get(name)
    assert client.get(url, headers={"If-None-Match": '"other"'}).data == first.data
    head = client.head(url)
    assert (head.headers["ETag"], head.data) == (tag, b"")
    assert client.head(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("url", [*PAGES, "/nowhere", "/?q=x&from=someday"])
def test_pages_are_asked_for_anew_and_kept_by_no_proxy(client: FlaskClient, url: str) -> None:
    assert client.get(url).headers["Cache-Control"] == "private, no-cache"


def test_errors_have_no_tag(client: FlaskClient) -> None:
    for url in ("/nowhere", "/?q=x&from=someday", "/?q=ceasefire&page=999"):
        assert "ETag" not in client.get(url).headers


def test_each_language_has_a_tag_of_its_own(client: FlaskClient) -> None:
    english, arabic = (client.get("/", headers={"Accept-Language": a}) for a in ("en", "ar"))
    assert "Accept-Language" in english.headers["Vary"]
    stale = {"Accept-Language": "ar", "If-None-Match": english.headers["ETag"]}
    assert client.get("/", headers=stale).status_code == 200
    assert english.headers["ETag"] != arabic.headers["ETag"]


def test_a_page_changes_with_the_archive(tmp_path: Path) -> None:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        index = SearchIndex(archive, tmp_path / "index", KEY)
        index.rebuild()
        client = create_app(archive, index).test_client()
        tag = client.get("/").headers["ETag"]
        archive.add(*read_article("عنوان الخبر\n\nقال الوزير إن القوات عادت.\n".encode(), "a.txt"))
        index.update()
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 200
        index.close()


def test_an_asset_is_kept_for_good_under_the_name_of_its_content(client: FlaskClient) -> None:
    digest = hashlib.sha256((STATIC / "warraq.css").read_bytes()).hexdigest()[:12]
    with client.get(f"/static/warraq.css?v={digest}") as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        tag = response.headers["ETag"]
    with client.get(f"/static/warraq.css?v={digest}", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304
        assert "immutable" in again.headers["Cache-Control"]
    for old in ("/static/warraq.css", "/static/warraq.css?v=000000000000"):
        with client.get(old) as response:
            assert response.headers["Cache-Control"] == "public, max-age=3600"
    with client.get("/static/nothing.css") as response:
        assert response.status_code == 404
        assert response.headers["Cache-Control"] == "private, no-cache"


def test_assets_have_the_same_address_in_each_language(app: Flask) -> None:
    digest = hashlib.sha256((STATIC / "warraq.css").read_bytes()).hexdigest()[:12]
    for root in ("", "/news"):
        with app.test_request_context("/", environ_overrides={"warraq.root": root}):
            assert asset("warraq.css") == f"{root}/static/warraq.css?v={digest}"
            with pytest.raises(FileNotFoundError):
                asset("nothing.css")


def test_pages_name_static_files_by_their_content(client: FlaskClient) -> None:
    for url in ("/", "/ar/help", f"/en/article/{CLASHES}", "/nowhere"):
        page = Page(client.get(url).text)
        addresses = [a for n in ("src", "href") for a in page.with_attribute(n) if "static/" in a]
        assert addresses
        for address in addresses:
            assert address.startswith("/static/"), url
            with client.get(address) as response:
                assert "immutable" in response.headers["Cache-Control"], address


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("css", "text/css; charset=utf-8"),
        ("js", "text/javascript; charset=utf-8"),
        ("svg", "image/svg+xml; charset=utf-8"),
        ("woff2", "font/woff2"),
    ],
)
def test_a_machine_may_know_no_types(
    library: tuple[Archive, SearchIndex],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    kind: str,
) -> None:
    app = create_app(*library)
    app.static_folder = str(tmp_path)
    (tmp_path / f"file.{suffix}").touch()
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_, **__: ("text/plain", None))
    with app.test_client().get(f"/static/file.{suffix}") as response:
        assert response.headers["Content-Type"] == kind


def test_no_path_leads_out_of_the_static_files(client: FlaskClient) -> None:
    for name in ("../__init__.py", "..%2f__init__.py", "%2e%2e/__init__.py", "//etc/passwd", "."):
        with client.get(f"/static/{name}?v=x", follow_redirects=True) as response:
            assert response.status_code == 404
