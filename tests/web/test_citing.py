"""Citations of articles and of single sentence pairs."""

import re
from pathlib import Path

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient

from archive.ingest import read_article
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import ENGINE, KEY
from tests.web.test_pages import Page
from web import create_app

CLASHES, OPERATION = "2e2a97e0d3f5", "c0efed6af520"
SERVER = "http://localhost:8000"
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")


@pytest.fixture(scope="module")
def client(library: tuple[Archive, SearchIndex]) -> FlaskClient:
    return create_app(*library, searches_a_minute=0).test_client()


def cite(client: FlaskClient, path: str, media_type: str = "text/plain") -> str:
    response = client.get(path, base_url=SERVER)
    assert response.status_code == 200
    assert response.mimetype == media_type
    return response.get_data(as_text=True)


def test_an_article_is_cited_in_two_lines(client: FlaskClient) -> None:
    line, link = cite(client, f"/ar/article/{CLASHES}/citation").splitlines()
    assert line.startswith("\u2068تراجع وتيرة المواجهات")
    assert f" (machine translation by {ENGINE}) – \u2068يريفان\u2069, 2022-09-13" in line
    assert link == f"{SERVER}/article/{CLASHES}"


def test_a_sentence_pair_is_cited_in_two_lines_more(
    client: FlaskClient, library: tuple[Archive, SearchIndex]
) -> None:
    pair = library[0].get(OPERATION).pairs[2]
    assert pair.translation is not None
    line, arabic, english, link = cite(client, f"/article/{OPERATION}/citation/3").splitlines()
    assert line.endswith("\u2068رويترز\u2069, undated")
    assert arabic == f"[3] \u2068{pair.sentence.text}\u2069"
    assert english == f"[3] {pair.translation.text} (machine translation by {ENGINE})"
    assert link == f"{SERVER}/article/{OPERATION}#s3"


def test_arabic_stands_in_isolates(client: FlaskClient) -> None:
    for path in (f"/article/{CLASHES}/citation", f"/article/{OPERATION}/citation/3"):
        text = cite(client, path)
        assert text.count("\u2068") == text.count("\u2069") == len(ISOLATED.findall(text))
        assert not re.search("[\u0600-\u06ff]", ISOLATED.sub("", text))


def test_every_sentence_can_be_cited(
    client: FlaskClient, library: tuple[Archive, SearchIndex]
) -> None:
    page = client.get(f"/article/{CLASHES}").get_data(as_text=True)
    for pair in library[0].get(CLASHES).pairs:
        link = cite(client, f"/article/{CLASHES}/citation/{pair.sentence.n}").splitlines()[-1]
        assert f'id="{link.partition("#")[2]}"' in page


def test_a_pair_can_be_embedded(client: FlaskClient) -> None:
    path = f"/article/{OPERATION}/citation/3?format=json"
    response = client.get(path, base_url=SERVER)
    assert response.mimetype == "application/json"
    assert "رويترز" in response.get_data(as_text=True)
    fields = response.get_json()
    assert (fields["version"], fields["type"]) == ("1.0", "rich")
    assert fields["author_name"] == "رويترز"
    assert (fields["provider_name"], fields["provider_url"]) == ("Warraq", f"{SERVER}/")
    assert fields["url"] == f"{SERVER}/article/{OPERATION}#s3"
    assert fields["cache_age"] > 0
    assert fields["text"] == cite(client, f"/article/{OPERATION}/citation/3")
    shown = Page(fields["html"])
    assert ("p", {"lang": "ar", "dir": "rtl"}) in shown.tags
    assert ("p", {"lang": "en", "dir": "ltr"}) in shown.tags
    assert ("a", {"href": fields["url"]}) in shown.tags


def test_reference_managers_read_it(client: FlaskClient) -> None:
    path = f"/article/{CLASHES}/citation/2?format="
    read = bibtexparser.parse_string(cite(client, f"{path}bib", "application/x-bibtex"))
    (entry,) = read.entries
    assert entry["url"] == f"{SERVER}/article/{CLASHES}#s2"
    (reference,) = rispy.loads(cite(client, f"{path}ris", "application/x-research-info-systems"))
    assert reference["urls"] == [f"{SERVER}/article/{CLASHES}#s2"]
    disposition = client.get(f"{path}ris").headers["Content-Disposition"]
    assert disposition == f"attachment; filename=warraq-{CLASHES}.ris"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/article/none/citation", 404, "No article has this address"),
        ("/article/none/citation/1", 404, "No article has this address"),
        (f"/article/{CLASHES}/citation/0", 404, "no sentence 0: its sentences are 1 to 27"),
        (f"/article/{CLASHES}/citation/28", 404, "no sentence 28"),
        (f"/article/{CLASHES}/citation/{'9' * 400}", 404, "no sentence 999"),
        (f"/article/{CLASHES}/citation/x", 404, ""),
        (
            f"/article/{CLASHES}/citation?format=doc",
            400,
            "“\u2068doc\u2069” is no format of citations",
        ),
    ],
)
def test_what_is_not_there_is_not_cited(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert words in response.get_data(as_text=True)


HOSTILE = """<b>عنوان</b> \u202e<script>alert("عنوان")</script>

قال الوزير \u2067<img src=x onerror=alert(1)> إن القوات انسحبت & عادت "اليوم".
"""


def test_an_untranslated_hostile_article_is_cited_as_text(tmp_path: Path) -> None:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        _, article = read = read_article(HOSTILE.encode(), "hostile.txt")
        archive.add(*read)
        index = SearchIndex(archive, tmp_path / "index", KEY)
        client = create_app(archive, index).test_client()
        for sentence in article.sentences:
            path = f"/article/{article.id}/citation/{sentence.n}"
            text = cite(client, path)
            assert "machine translation" not in text
            assert text.count("\u2068") == text.count("\u2069")
            assert not re.search("[\u202a-\u202e\u2066\u2067]", text)
            html = client.get(f"{path}?format=json").get_json()["html"]
            assert {tag for tag, _ in Page(html).tags} == {"blockquote", "p", "footer", "a"}
