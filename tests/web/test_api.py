"""The interface for programs, as its OpenAPI document describes it."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from flask import Flask, abort
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from archive.article import Flag
from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import KEY
from web import create_app
from web.api.document import document

CLASHES, OPERATION = "2e2a97e0d3f5", "c0efed6af520"
SERVER = "http://localhost:8000"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def app(library: tuple[Archive, SearchIndex]) -> Flask:
    return create_app(*library, searches_a_minute=0)


@pytest.fixture(scope="module")
def understanding(understood: tuple[Archive, SearchIndex]) -> Flask:
    """The application with an archive that has vectors, which one operation needs."""
    return create_app(*understood, searches_a_minute=0)


def app_for(operation: str, request: pytest.FixtureRequest) -> Flask:
    found: Flask = request.getfixturevalue("understanding" if operation == "alike" else "app")
    return found


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def get(client: FlaskClient, path: str) -> Any:
    response = client.get(f"/api/v1{path}", base_url=SERVER)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    return response.get_json()


def refused(client: FlaskClient, path: str, status: int, **options: Any) -> Any:
    """Return the problem that a request is answered with."""
    response = client.open(path, **options)
    assert response.status_code == status
    assert response.mimetype == PROBLEM
    problem = response.get_json()
    assert set(problem) == {"type", "title", "status", "detail", "instance"}
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["instance"] == path.split("?")[0]
    return problem


# The document


def test_the_document_is_valid_openapi(client: FlaskClient) -> None:
    served = get(client, "/openapi.json")
    OpenAPIV31SpecValidator(served).validate()
    assert served["info"]["version"] == version("warraq")
    assert served["servers"] == [{"url": "/api/v1"}]


def test_every_flag_is_in_the_document(client: FlaskClient) -> None:
    told = get(client, "/openapi.json")["components"]["schemas"]["Flag"]["properties"]["flag"]
    assert told["enum"] == [flag.value for flag in Flag]


def test_every_address_is_in_the_document(app: Flask, client: FlaskClient) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    told = {f"/api/v1{path}" for path in get(client, "/openapi.json")["paths"]}
    assert {re.sub(r"<\w+>", "{id}", rule) for rule in rules} == told


TOLD = [asked["get"] for asked in document()["paths"].values()]


@pytest.mark.parametrize("asked", TOLD, ids=lambda asked: asked["operationId"])
def test_examples_are_what_the_seeds_answer(
    asked: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    answer = get(app_for(asked["operationId"], request).test_client(), asked["x-example"])
    (content,) = asked["responses"]["200"]["content"].values()
    if "example" in content:
        assert_begins(answer, content["example"])


# These change with the translator, the index and the weights of ranking.
CHANGING = {
    "en",
    "engine",
    "engines",
    "score",
    "index_version",
    "made_on",
    "marks",
    "mentions",
    "why",
}


def assert_begins(answer: Any, example: Any) -> None:
    """Check that an example is the answer but for what lists have after it."""
    match example:
        case dict():
            assert list(example) == list(answer)
            for name in set(example) - CHANGING:
                assert_begins(answer[name], example[name])
        case list():
            assert len(answer) >= len(example)
            for one, other in zip(answer, example, strict=False):
                assert_begins(one, other)
        case _:
            assert answer == example


schema = schemathesis.openapi.from_dict(document())


@schema.parametrize()
@settings(
    max_examples=30,
    deadline=timedelta(seconds=5),
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_whatever_is_asked_the_answer_is_as_described(
    case: Any, request: pytest.FixtureRequest
) -> None:
    case.operation.app = app_for(case.operation.definition.raw["operationId"], request)
    case.call_and_validate(
        # Without a server between them, schemathesis decompresses nothing.
        headers={"Accept-Encoding": "identity"},
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_headers_conformance,
            response_schema_conformance,
            allow_header_conformance,
            unsupported_method,
        ],
    )


# Searching


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        ("", 5),
        ("?q=", 5),
        ("?q=ceasefire", 5),
        ("?q=ceasefire&from=2022", 1),
        ("?q=ceasefire&from=&to=&in=&limit=&sort=", 5),
        (f"?q={quote('القوقاز')}", 1),
        ('?f=person:"Sergey Lavrov"', 2),
        ('?f=person:"Sergey Lavrov"&f=published:2020', 1),
        ("?f=-published:2022", 4),
        ("?q=zzzz", 0),
        ("?q=ceasefire&nonsense=1", 5),
    ],
)
def test_a_search_finds_what_the_page_finds(
    client: FlaskClient, arguments: str, total: int
) -> None:
    found = get(client, f"/search{arguments}")
    assert found["total"] == len(found["hits"]) == total
    assert "facets" not in found


def test_hits_come_in_portions(client: FlaskClient) -> None:
    first = get(client, "/search?q=ceasefire&limit=2&facets=yes")
    assert len(first["hits"]) == 2
    assert first["links"]["previous"] is None
    ids, answer = [], first
    while answer["links"]["next"]:
        ids += [hit["id"] for hit in answer["hits"]]
        answer = get(client, answer["links"]["next"].removeprefix(f"{SERVER}/api/v1"))
    ids += [hit["id"] for hit in answer["hits"]]
    assert answer["facets"] == first["facets"]
    assert answer["links"]["previous"].endswith("limit=2&offset=2&facets=yes")
    assert ids == [hit["id"] for hit in get(client, "/search?q=ceasefire")["hits"]]
    assert get(client, "/search?q=ceasefire&offset=10000")["hits"] == []


def test_order_facets_and_marks(client: FlaskClient) -> None:
    found = get(client, "/search?q=ceasefire&sort=newest&facets=yes")
    assert [hit["date"] for hit in found["hits"]][1:] == ["2020-09-28", "2020-09-28", None, None]
    assert found["facets"]["months"]["2022-09"] == 1
    assert found["facets"]["undated"] == 2
    words = set()
    for hit in found["hits"]:
        for snippet in hit["snippets"]:
            words |= {snippet["en"][a:b].casefold() for a, b in snippet["marks"]["en"]}
    assert "ceasefire" in words
    assert {name["id"] for name in found["hits"][0]["entities"]} >= {"country-az"}


def test_a_side_is_not_part_of_the_query_that_is_answered(client: FlaskClient) -> None:
    assert get(client, "/search?q=ceasefire&in=en")["query"] == "ceasefire"
    assert get(client, "/search?q=ceasefire&in=en&also=no")["also"] == []


def test_links_are_permanent_whatever_the_language(client: FlaskClient) -> None:
    asked = "/en/api/v1/search?q=Karabakh"
    answer = client.get(asked, base_url=SERVER).get_json()
    links = [*answer["links"].values(), *answer["hits"][0]["links"].values()]
    assert len(links) == 9
    for link in links:
        assert link is None or link.startswith(f"{SERVER}/")
        assert link is None or not link.startswith((f"{SERVER}/en", f"{SERVER}/ar/"))
    for link in links:
        assert link is None or client.get(link, base_url=SERVER).status_code == 200


def test_text_is_not_escaped(client: FlaskClient) -> None:
    response = client.get(f"/api/v1/search?q={quote('القوقاز')}")
    assert "القوقاز" in response.get_data(as_text=True)
    assert client.head("/api/v1/search?q=x").data == b""


# Articles and entities


def test_an_article_has_its_pairs_names_and_dates(
    client: FlaskClient, library: tuple[Archive, SearchIndex]
) -> None:
    answer = get(client, f"/articles/{CLASHES}?q=Azerbaijan")
    translated = library[0].get(CLASHES)
    assert [one["ar"] for one in answer["sentences"]] == [
        pair.sentence.text for pair in translated.pairs
    ]
    names = {entity["id"] for entity in answer["entities"]}
    for sentence in answer["sentences"]:
        for side in ("ar", "en"):
            for start, end in sentence["marks"][side]:
                assert 0 <= start < end <= len(sentence[side])
            for mention in sentence["mentions"][side]:
                assert sentence[side][mention["start"] : mention["end"]].strip()
                assert mention["entity"] in names
        for when in sentence["dates"]:
            assert when["first"] <= when["last"]
    first = answer["sentences"][0]
    marked = [first["ar"][a:b] for a, b in first["marks"]["ar"]]
    assert marked == ["أذربيجان"]
    unmarked = get(client, f"/articles/{CLASHES}")
    assert not any(one["marks"]["ar"] or one["marks"]["en"] for one in unmarked["sentences"])
    assert get(client, f"/articles/{OPERATION}")["date"] is None


def test_entities_are_listed_in_portions(client: FlaskClient) -> None:
    persons = get(client, "/entities?kind=person&limit=3")
    assert {one["kind"] for one in persons["entities"]} == {"person"}
    following = persons["links"]["next"].removeprefix(f"{SERVER}/api/v1")
    assert following == "/entities?kind=person&limit=3&offset=3"
    known = {one["id"] for one in persons["entities"]}
    assert not known & {one["id"] for one in get(client, following)["entities"]}
    for typed in ("lav", "لافر"):
        (found,) = get(client, f"/entities?q={quote(typed)}")["entities"]
        assert found["id"] == "sergey-lavrov"
    assert get(client, "/entities?q=%21%21")["entities"] == []
    everything = get(client, "/entities?limit=100")
    assert everything["links"]["next"] is None or len(everything["entities"]) == 100


def test_an_entity_leads_to_its_articles(client: FlaskClient) -> None:
    lavrov = get(client, "/entities/sergey-lavrov")
    link = lavrov["links"]["articles"].removeprefix(f"{SERVER}/api/v1")
    assert get(client, link)["total"] == 2
    assert sum(one["mentions"] for one in lavrov["spellings"]) == lavrov["mentions"]


def test_figures(client: FlaskClient, library: tuple[Archive, SearchIndex]) -> None:
    answer = get(client, "/stats")
    assert answer["articles"] == library[0].statistics().articles
    assert (answer["index"], answer["index_problem"]) == ("up to date", None)


# What goes wrong


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/search?from=someday", 400, "“someday” is not a date"),
        ("/search?from=2022&to=2020", 400, "ends (2020-12-31) before it starts"),
        (f"/search?from={'2' * 81}", 400, "from has 81 characters: write at most 80"),
        ("/search?limit=abc", 400, "limit can't be “abc”: write a whole number from 1 to 100"),
        ("/search?limit=0", 400, "limit can't be “0”"),
        ("/search?limit=101", 400, "limit can't be “101”"),
        (f"/search?limit={quote('٥')}", 400, "limit can't be “٥”"),
        (f"/search?limit={'9' * 5000}", 400, "limit can't be “999"),
        ("/search?offset=-1", 400, "offset can't be “-1”"),
        ("/search?offset=10001", 400, "from 0 to 10000"),
        ("/search?sort=best", 400, "write one of relevance, recent, newest, oldest"),
        ("/search?in=fr", 400, "in can't be “fr”: write one of ar, en"),
        ("/search?by=heart", 400, "by can't be “heart”: write one of words, both, meaning"),
        ("/search?also=maybe", 400, "also can't be “maybe”"),
        ("/search?facets=1", 400, "facets can't be “1”"),
        ("/search?f=ceasefire", 400, "f can't be “ceasefire”: write one field"),
        ("/search?" + "&".join(f"f=tag:t{n}" for n in range(13)), 400, "There are 13 filters"),
        (f"/search?f=tag:{'x' * 200}", 400, "f has 204 characters: write at most 200"),
        (f"/search?nonsense={'x' * 16384}", 414, "The address is too long"),
        (f"/search?q={'x' * 1001}", 400, "q has 1001 characters: write at most 1000"),
        (f"/articles/{CLASHES}?in=fr", 400, "in can't be “fr”"),
        ("/articles/none", 404, "No article has the id “none”"),
        ("/entities?kind=thing", 400, "write one of person, place, org"),
        (f"/entities?q={'x' * 201}", 400, "q has 201 characters"),
        ("/entities/nobody", 404, "No entity has the id “nobody”"),
        ("/nowhere", 404, "not found"),
    ],
)
def test_what_cannot_be_read_is_refused(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    headers = {"Accept-Language": "ar"}
    problem = refused(client, f"/api/v1{path}", status, headers=headers)
    assert words in problem["detail"]


def test_other_methods_are_refused(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        refused(client, "/api/v1/search", 405, method=method)
    response = client.post("/api/v1/stats")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("code", [413, 429, 500, 503])
def test_whatever_fails_is_a_problem(library: tuple[Archive, SearchIndex], code: int) -> None:
    app = create_app(*library)
    app.before_request(lambda: abort(code))
    assert refused(app.test_client(), "/api/v1/stats", code)["detail"]


def test_a_failure_tells_nothing_of_the_program(
    library: tuple[Archive, SearchIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_archive: Archive) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Archive, "statistics", fail)
    problem = refused(create_app(*library).test_client(), "/api/v1/stats", 500)
    assert "secret" not in json.dumps(problem)
    assert "Traceback" not in json.dumps(problem)


def test_too_much_in_a_minute_is_a_problem(library: tuple[Archive, SearchIndex]) -> None:
    client = create_app(*library, searches_a_minute=2).test_client()
    for _ in range(2):
        assert client.get("/api/v1/stats").status_code == 200
    headers = {"Accept-Language": "ar"}
    assert refused(client, "/api/v1/stats", 429, headers=headers)["detail"].isascii()
    assert int(client.get("/api/v1/stats").headers["Retry-After"]) > 0


def test_a_query_that_takes_too_long_is_a_problem(library: tuple[Archive, SearchIndex]) -> None:
    client = create_app(*library, query_seconds=0).test_client()
    headers = {"Accept-Language": "ar"}
    problem = refused(client, "/api/v1/search?q=ceasefire", 503, headers=headers)
    assert problem["detail"].isascii()


def test_other_names_of_the_server_are_refused(library: tuple[Archive, SearchIndex]) -> None:
    client = create_app(*library, trusted_hosts=["localhost"]).test_client()
    refused(client, "/api/v1/stats", 400, headers={"Host": "evil.example"})


def test_without_an_index_the_way_to_one_is_said(tmp_path: Path) -> None:
    with Archive.in_file(tmp_path / "archive.db") as archive:
        client = create_app(archive, SearchIndex(archive, tmp_path / "index", KEY)).test_client()
        problem = refused(client, "/api/v1/search?q=x", 503)
        assert "warraq reindex" in problem["detail"]
        answer = get(client, "/stats")
        assert answer["index"] == "unavailable"
        assert "warraq reindex" in answer["index_problem"]


# The page


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> Callable[[str], str]:
    def read(path: str) -> str:
        response = client.get(path)
        assert response.status_code == 200
        assert response.mimetype == "text/html"
        return response.get_data(as_text=True)

    return read


def test_the_page_tells_all_that_the_document_does(page: Callable[[str], str]) -> None:
    html = page("/api")
    for path, asked in document()["paths"].items():
        assert f"GET /api/v1{path}</code>" in html
        assert f'id="{asked["get"]["operationId"]}"' in html
    for name in ("limit", "offset", "facets", "SearchResults", "Problem"):
        assert f"{name}</" in html
    assert "whole number from 1 to 100, 20 if not given" in html
    assert "text of at most 1000 characters" in html
    assert "تراجع وتيرة" in html
    assert html.count("<h1") == 1


def test_the_page_marks_its_english(page: Callable[[str], str]) -> None:
    html = page("/ar/api")
    for tag in re.findall("<(?:td|dl|pre|h2 id)[^>]*>", html):
        assert tag == '<h2 id="objects">' or ('lang="en"' in tag and 'dir="ltr"' in tag)
    assert "/ar/api/v1" not in html.replace('href="/ar/api/v1/openapi.json"', "")
