"""What the server refuses, how much it answers, and that no text gets out of its place."""

import csv
import http.client
import io
import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import quote, quote_from_bytes, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from archive.entities import mending
from archive.entities.annotation import annotate_missing
from archive.entities.catalogue import Catalogue
from archive.errors import UnreadableFile
from archive.ingest import read_article
from archive.store import Archive
from archive.translation.memory import Draft, TranslationMemory
from archive.translation.packages import BUNDLED, open_folder
from index.search import SearchIndex
from tests.conftest import KEY, Program
from tests.warraq.test_cli import fetch, free_port, start
from tests.web.conftest import give_vectors
from tests.web.test_pages import CLASHES
from warraq.serving import listen
from web import create_app
from web.headers import _SWITCHED_OFF

Library = tuple[Archive, SearchIndex]


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(*library, searches_a_minute=0).test_client()


# Headers


@pytest.mark.parametrize(
    "url", ["/", "/help", "/?q=x", "/results.csv?q=ceasefire", "/nowhere", "/static/warraq.css"]
)
def test_every_answer_carries_the_headers(client: FlaskClient, url: str) -> None:
    with client.get(url) as response:
        headers = response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("base-uri") == policy.pop("frame-ancestors") == "'none'"
    assert set(policy.values()) == {"'self'"}
    assert "camera=(), " in headers["Permissions-Policy"]
    assert "browsing-topics=()" in headers["Permissions-Policy"]
    assert headers["Permissions-Policy"].count("=()") == len(_SWITCHED_OFF)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


# How often, and for how long


def test_searches_share_a_budget(library: Library) -> None:
    client = create_app(*library, searches_a_minute=3).test_client()
    for url in ("/?q=ceasefire", "/results.csv?q=ceasefire", "/ar/?q=x"):
        assert client.get(url).status_code == 200
    for url in ("/?q=ceasefire", "/results.ris?q=x", "/en/?from=2020"):
        refused = client.get(url)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 61
        assert "Wait a little" in refused.text
        assert "default-src 'none'" in refused.headers["Content-Security-Policy"]
    for url in ("/help", f"/article/{CLASHES}", f"/article/{CLASHES}?q=x", "/nowhere"):
        assert client.get(url).status_code in (200, 404)


def test_what_is_not_known_to_be_free_is_counted(library: Library) -> None:
    app = create_app(*library, searches_a_minute=1)
    client = app.test_client()
    client.get("/?q=x")
    free = {"static", "help.page", "reading.page"}
    for url, endpoint in addresses(app, *library):
        if endpoint not in free:
            assert client.get(url).status_code == 429, url


def test_a_program_is_told_as_programs_are(library: Library) -> None:
    app = create_app(*library, searches_a_minute=1)
    urls = [url for url, _ in addresses(app, *library) if url.startswith("/api/v1/")]
    client = app.test_client()
    client.get("/?q=x")
    refused = client.get(urls[0])
    assert refused.mimetype == "application/problem+json"
    assert refused.get_json()["status"] == 429
    assert int(refused.headers["Retry-After"]) >= 1


def test_each_client_has_a_budget_of_its_own(library: Library) -> None:
    client = create_app(*library, searches_a_minute=1).test_client()

    def status(address: str, **headers: str) -> int:
        environ = {"REMOTE_ADDR": address}
        return client.get("/?q=x", environ_overrides=environ, headers=headers).status_code

    assert status("192.0.2.1") == 200
    assert status("192.0.2.2") == 200
    assert status("192.0.2.1") == 429
    # Anyone can write these.
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip"):
        assert status("192.0.2.1", **{name: "192.0.2.3"}) == 429


def test_a_minute_later_there_is_room_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(*library, searches_a_minute=1).test_client()
    assert [client.get("/?q=x").status_code for _ in range(2)] == [200, 429]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert client.get("/?q=x").status_code == 200


def test_without_a_limit_nothing_is_counted(client: FlaskClient) -> None:
    assert {client.get("/results.ris?q=zzzz").status_code for _ in range(300)} == {200}


def test_clients_at_the_same_moment_are_counted_one_by_one(library: Library) -> None:
    app = create_app(*library, searches_a_minute=20)
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: app.test_client().get("/?q=zzzz").status_code, range(60))
        assert sorted(answers) == [200] * 20 + [429] * 40


def test_applications_in_one_process_count_apart(library: Library) -> None:
    for _ in range(5):
        client = create_app(*library, searches_a_minute=1).test_client()
        assert [client.get("/?q=x").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("url", ["/?q=ceasefire", "/results.csv?q=ceasefire", "/en/?from=2020"])
def test_a_query_that_takes_too_long_is_given_up(library: Library, url: str) -> None:
    response = create_app(*library, query_seconds=1e-9).test_client().get(url)
    assert response.status_code == 503
    assert "given up after 1e-09 seconds: ask for fewer words" in response.text


# How much at once, and by what name, over HTTP


@pytest.fixture(scope="module")
def port(library: Library) -> Iterator[int]:
    """The port of a server that is open to this machine alone, as ``warraq serve`` makes it."""
    hosts = ["127.0.0.1", "localhost", "[::1]"]
    app = create_app(*library, trusted_hosts=hosts, searches_a_minute=0)
    server = listen(app, "127.0.0.1", 0)
    thread = Thread(target=server.run)
    thread.start()
    yield int(server.effective_port)
    server.task_dispatcher.shutdown()
    server.pull_trigger()
    server.close()
    thread.join(10)


def send(port: int, request: bytes) -> http.client.HTTPResponse:
    """Send bytes as they are and return what is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection)
        response.begin()
        response.text = response.read().decode()  # type: ignore[attr-defined]
        return response


def ask(port: int, path: str, *lines: str, host: str | None = "localhost") -> bytes:
    """Write a GET request."""
    named = [f"Host: {host}"] if host is not None else []
    return "\r\n".join([f"GET {path} HTTP/1.1", *named, *lines, "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        (ask(0, f"/?q={'x' * 8_000}"), 200, "Only the first 1000 characters"),
        (ask(0, f"/?q={'x' * 20_000}"), 414, "The address is too long"),
        (ask(0, f"/{'x' * 20_000}"), 414, "The address is too long"),
        (ask(0, f"/api/v1/{'x' * 20_000}"), 414, "The address is too long"),
        (ask(0, f"/?q={'x' * 100_000}"), 431, "Request Header Fields Too Large"),
        (ask(0, "/", f"X-Long: {'x' * 100_000}"), 431, "Request Header Fields Too Large"),
        (ask(0, "/", *(f"X-{n}: {'x' * 100}" for n in range(500))), 431, "Too Large"),
        (
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\nx",
            413,
            "Request Entity Too Large",
        ),
        (
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nq=x",
            405,
            "Method Not Allowed",
        ),
        (b"no request at all\r\n\r\n", 400, "Bad Request"),
        (ask(0, "/?q=%ff%fe%00%ff"), 200, "Warraq"),
        (ask(0, "/?q=\xff"), 400, "Bad Request"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_what_is_too_large_is_refused_in_plain_words(
    port: int, request_: bytes, status: int, words: str
) -> None:
    answer = send(port, request_)
    assert answer.status == status
    assert words in answer.text  # type: ignore[attr-defined]
    assert len(answer.text) < 60_000  # type: ignore[attr-defined]
    assert "Traceback" not in answer.text  # type: ignore[attr-defined]


def test_a_body_without_end_is_refused(port: int) -> None:
    start = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = send(port, start + b"8000\r\n" + b"x" * 0x8000 + b"\r\n8001\r\n" + b"x" * 0x8001)
    assert answer.status == 413


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evillocalhost"),
        *("localhost@evil.example", "evil.example#localhost", "evil.example/localhost", "0.0.0.0"),
        *("localhost, evil.example", "[::1].evil.example", "127.1", "2130706433", ""),
    ],
)
def test_a_name_that_was_made_to_point_here_is_not_answered(port: int, host: str) -> None:
    for path in ("/", f"/article/{CLASHES}", "/results.json?q=ceasefire"):
        answer = send(port, ask(port, path, host=host))
        assert answer.status == 400
        assert "not known by that name" in answer.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("host", ["localhost", "localhost:80", "127.0.0.1:8000", "[::1]:8000"])
def test_the_server_answers_to_its_own_names(port: int, host: str) -> None:
    assert send(port, ask(port, "/", host=host)).status == 200


def test_headers_of_proxies_change_no_name(port: int) -> None:
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Url"):
        line = f"{name}: host=evil.example"
        assert send(port, ask(port, "/", line, host="evil.example")).status == 400
        answer = send(port, ask(port, "/results.json?q=ceasefire", line))
        assert "evil.example" not in answer.text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    [
        "/?q=ceasefire&page=999",
        "/ar/?q=ceasefire&page=999",
        "//evil.example/?q=ceasefire&page=999",
        "/ar//evil.example/?q=ceasefire&page=999",
        "/en//evil.example/..",
        "/\\evil.example?q=ceasefire&page=999",
        "http://evil.example/?q=ceasefire&page=999",
        "/?q=ceasefire&page=999&q=//evil.example",
        "/?q=ceasefire&page=999%0d%0aLocation:%20http://evil.example",
        "//evil.example/%2e%2e",
        "/ar",
        "/help/",
    ],
)
def test_no_redirect_leads_to_another_host(port: int, path: str) -> None:
    answer = send(port, ask(port, path))
    assert answer.status < 500
    for place in answer.headers.get_all("Location", []):
        assert not place.startswith(("//", "/\\"))
        assert urlsplit(place).netloc in ("", "localhost"), place


def test_the_limits_are_options_of_the_program(seeded: Program) -> None:
    port = free_port()
    limits = ("--query-seconds", "0.000001", "--searches-a-minute", 1)
    server = start("--home", seeded.home, "serve", "--port", port, *limits)
    try:
        assert "Warraq" in fetch(port, "/help")
        with pytest.raises(AssertionError, match="given up after 1e-06 seconds"):
            fetch(port, "/?q=Karabakh")
        with pytest.raises(AssertionError, match="Too Many Requests"):
            fetch(port, "/?q=Karabakh")
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


# Nothing injected

BREAKERS = (
    '"><script>evil()</script>',
    "' onmouseover='evil()' x='",
    '" onfocus="evil()" autofocus="',
    "<img src=x onerror=evil()>",
    "</title></style></textarea><svg onload=evil()>",
    "<x-evil>",
    "<!-- evil",
    "]]><x-evil/>",
    "{{ evil }}{% evil %}",
    "&lt;x-evil&gt;&#60;x-evil&#62;",
    "javascript:evil()",
    "\u202eevil\u202c",
)
EVIL = " ".join(BREAKERS)
ARABIC = "قال الوزير سيرغي لافروف إن القوات عادت إلى باكو. " * 30
"""What makes a file an Arabic article, however much else is in it."""


def front_matter(**values: str | list[str]) -> str:
    """Write front matter; JSON is YAML."""
    lines = [f"{name}: {json.dumps(value)}" for name, value in values.items()]
    return "\n".join(["---", *lines, "---", ""])


FILES = {
    "markdown.md": front_matter(
        title=f"عنوان {EVIL}",
        source=EVIL,
        url="javascript:evil()",
        date="2020-09-28",
        tags=[*BREAKERS, "=evil()", "a\0b"],
    )
    + f"""
# عنوان {EVIL}

![صورة {EVIL}](javascript:evil())

قال [الوزير](javascript:evil()) <a href="javascript:evil()" onclick=evil()>إن</a> القوات عادت.

- {EVIL}

`{EVIL}` القوات

|القوات|{EVIL}|
|---|---|
|القوات|{EVIL}|
""",
    "linked.md": front_matter(title="عنوان", url=f"https://example.org/{EVIL}", source="=evil()")
    + "\nقال الوزير إن القوات عادت.\n",
    "data.md": front_matter(title="عنوان", url="data:text/html,<script>evil()</script>")
    + "\nقال الوزير سيرغي لافروف إن القوات عادت.\n",
    "plain.txt": f"عنوان {EVIL}\n\nموسكو، 28 سبتمبر (رويترز) {EVIL} - قالت القوات {EVIL}.\n\n"
    f"القوات في باكو © رويترز {EVIL}\n\nصورة القوات. {EVIL} / {EVIL} (Photo: {EVIL})\n",
    '"><script>evil()</script>.txt': f"عنوان\n\nقالت القوات: {EVIL}\n",
    "page.txt": f"عنوان\n\n<html><body onload=evil()><p>القوات {EVIL}</p></body></html>\n",
}
LONG_FILES = {
    "line.txt": f"عنوان طويل\n\n<x-evil> {'القوات كلمة ' * 14_000}\n",
    "many.txt": f"عنوان كثير\n\n{'قال لافروف إن القوات عادت <x-evil>. ' * 2_000}\n",
}


@contextmanager
def archive_of(files: dict[str, str], folder: Path) -> Iterator[Library]:
    """Make an archive of files, its names and translations as hostile as its articles."""
    with Archive.in_file(folder / "archive.db") as archive:
        for name, text in files.items():
            archive.add(*read_article(text.encode(), name))
        annotate_missing(archive)
        for counted in Catalogue(archive).listing(limit=3):
            mending.rename(archive, counted.entity.id, name_en=EVIL, name_ar=f"اسم {EVIL}")
        memory = TranslationMemory(archive, open_folder(BUNDLED / "ar_en"))
        memory.make_current()
        # The rest stays untranslated.
        some = next(memory.windows())[:128]
        memory.store([(one.digest, Draft(f"forces {EVIL}", -0.1)) for one in some])
        index = SearchIndex(archive, folder / "index", KEY)
        index.rebuild()
        if find_spec("numkong"):
            give_vectors(archive, index, folder / "vectors")
        yield archive, index
        index.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """An archive whose every text is made to break out of its place."""
    files = {name: f"{text}\n{ARABIC}\n" for name, text in FILES.items()}
    with archive_of(files, tmp_path_factory.mktemp("hostile")) as library:
        yield library


def addresses(app: Flask, archive: Archive, index: SearchIndex) -> list[tuple[str, str]]:
    """Return an address for each page of an application, or more, and its endpoint."""
    articles = [one.article.id for one in archive.latest(20)]
    entities = [counted.entity.id for counted in Catalogue(archive).listing(limit=4)]
    values = {
        "article_id": articles,
        "entity_id": entities,
        "kind": ["csv", "json", "bib", "ris", "person", "place", "org", "txt"],
        "format": ["csv", "json", "bib", "ris", "txt"],
        "n": [1, 2],
        "year": [2020],
        "month": [9],
        "day": [28],
    }
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        if "alike" in rule.endpoint and not find_spec("numkong"):
            continue  # answered 503
        filled = [rule.rule]
        for name in rule.arguments:
            known = values.get(name, [quote("<x-evil>", safe="")])
            place = re.compile(f"<(?:[^<>]*:)?{name}>")
            filled = [place.sub(str(v), url) for url in filled for v in known]
        found += [(url, rule.endpoint) for url in filled]
    return found


class Inspected(HTMLParser):
    """The elements of a page, complaining about those that no page of the program has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.problems: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_ours = tag != "script" or re.match("/static/", values.get("src") or "")
        if not is_ours or tag in ("x-evil", "iframe", "object", "embed", "base", "img", "style"):
            self.problems.append(f"<{tag} {attrs}>")
        for name, value in attrs:
            if not re.fullmatch("[a-z][a-z0-9-]*", name, re.IGNORECASE) or name.startswith("on"):
                self.problems.append(f"{tag} {name}={value}")
            if name == "style":
                self.problems.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                self._check_address(tag, value or "")
        if tag in ("script", "style"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open and data.strip():
            self.problems.append(f"inline: {data}")

    def handle_comment(self, data: str) -> None:
        self.problems.append(f"comment: {data}")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.problems.append(f"declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        self.problems.append(f"instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        self.problems.append(f"declaration: {data}")

    def _check_address(self, tag: str, address: str) -> None:
        parts = urlsplit(address)
        is_here = parts.scheme in ("", "http") and parts.netloc in ("", "localhost")
        is_source = tag == "a" and parts.scheme in ("http", "https")
        if not (is_here or is_source) or re.match(r"\s*javascript", address, re.IGNORECASE):
            self.problems.append(f"{tag} leads to {address}")


FORMATS = {"application/json", "application/problem+json", "application/feed+json"}


def inspect(url: str, client: FlaskClient) -> str:
    """Fetch an address, check that nothing broke out of its place, and return the text."""
    with client.get(url) as response:
        assert response.status_code < 500, (url, response.text[:500])
        text, kind = response.text, response.mimetype
        for name, value in response.headers:
            named = name in ("Content-Disposition", "Location", "Link")
            assert named or "evil()" not in unquote(value), (url, name)
        sent, options = parse_options_header(response.headers.get("Content-Disposition"))
    assert (sent, list(options)) in (("", []), ("attachment", ["filename"])), url
    match kind:
        case "text/html":
            page = Inspected(text)
            assert page.problems == [], url
            return page.text
        case _ if kind.endswith("xml"):
            root = ElementTree.fromstring(text)
            names = {element.tag.rpartition("}")[2].lower() for element in root.iter()}
            assert not names & {"script", "x-evil", "svg", "img"}, url
            for element in root.iter():
                # The HTML inside a feed is shown by the reader that fetched it.
                if element.get("type") == "html":
                    assert Inspected(element.text or "").problems == [], url
                for name in ("href", "src", "template"):
                    address = element.get(name) or ""
                    assert not address.lower().startswith(("javascript", "data")), url
        case _ if kind in FORMATS or kind.endswith("+json"):
            json.loads(text)
        case "application/octet-stream":  # an original, to be saved and not shown
            assert sent == "attachment"
        case "text/csv":
            csv.field_size_limit(2**30)  # for this process, not for this text
            for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
                assert not [cell for cell in row if cell.startswith(("=", "+", "@"))], url
        case _:
            assert kind in ("text/plain", "application/x-bibtex") or kind.startswith(
                ("application/x-research", "application/x-ndjson", "application/yaml")
            ), (url, kind)
    return text


def test_no_text_breaks_out_of_its_place(hostile: Library) -> None:
    app = create_app(*hostile, searches_a_minute=0)
    client = app.test_client()
    places = addresses(app, *hostile)
    assert len(places) > 20
    asked = ("", f"q={quote('القوات')}", f"q={quote(EVIL)}&f={quote(EVIL)}&from={quote(EVIL)}")
    for url, _ in places:
        for language in ("", "/ar"):
            for query in asked:
                inspect(f"{language}{url}?{query}", client)


def test_long_articles_are_answered_in_time(tmp_path: Path) -> None:
    with archive_of(LONG_FILES, tmp_path) as library:
        app = create_app(*library, searches_a_minute=0)
        client = app.test_client()
        for url, _ in addresses(app, *library):
            started = time.monotonic()
            inspect(f"{url}?q={quote('القوات')}", client)
            assert time.monotonic() - started < 20, url


def test_what_was_meant_to_break_out_is_there_to_read(hostile: Library) -> None:
    client = create_app(*hostile, searches_a_minute=0).test_client()
    shown = [inspect(f"/article/{one.article.id}", client) for one in hostile[0].latest(20)]
    assert len(shown) == len(FILES)
    for words in ('"><script>evil()</script>', "<img src=x onerror=evil()>", "javascript:evil()"):
        assert sum(words in text for text in shown) >= 3
    results = inspect(f"/?q={quote('القوات')}", client)
    assert "<x-evil>" in results


def test_addresses_of_articles_are_linked_for_the_web_alone(hostile: Library) -> None:
    client = create_app(*hostile, searches_a_minute=0).test_client()
    for one in hostile[0].latest(20):
        html = client.get(f"/article/{one.article.id}").text
        assert not re.search(r'href="\s*(javascript|data|vbscript|file):', html, re.IGNORECASE)


def test_null_bytes_are_no_article() -> None:
    with pytest.raises(UnreadableFile):
        read_article("عنوان\x00\n\nقالت القوات.\n".encode(), "a.txt")


ARGUMENTS = ("q", "f", "in", "from", "to", "sort", "also", "by", "page", "person", "lang", "x")
TYPED = st.one_of(
    st.text(max_size=60).map(quote),
    st.binary(max_size=30).map(quote_from_bytes),
    st.sampled_from([*BREAKERS, *(f'person:"{text}"' for text in BREAKERS)]).map(quote),
    st.lists(
        st.sampled_from(['"', "(", ")", "-", "*", "~", "OR", ":", "title:", "<x-evil>", "القوات"])
    ).map(lambda parts: quote(" ".join(parts))),
    st.integers().map(str),
)


@pytest.fixture(scope="module")
def hostile_client(hostile: Library) -> FlaskClient:
    return create_app(*hostile, searches_a_minute=0).test_client()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(ARGUMENTS), TYPED), max_size=5),
    st.sampled_from(["/", "/ar/"]),
)
def test_whatever_is_asked_for_gets_a_page(
    hostile_client: FlaskClient, arguments: list[tuple[str, str]], path: str
) -> None:
    inspect(f"{path}?{'&'.join(f'{name}={value}' for name, value in arguments)}", hostile_client)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60).map(quote_from_bytes))
def test_whatever_the_query_string_is_there_is_a_page(
    hostile_client: FlaskClient, query: str
) -> None:
    inspect(f"/?{query}", hostile_client)
    inspect(f"/?{query.replace('%3D', '=').replace('%26', '&')}", hostile_client)
