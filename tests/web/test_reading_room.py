"""What the search and reading pages offer beside results and sentences."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from archive import tables
from archive.article import Flag
from archive.ingest import read_article
from archive.passages import fingerprint_missing
from archive.store import Archive
from archive.tables import sentence_digest
from index.search import SearchIndex
from tests.conftest import ENGINE, KEY
from tests.web.test_pages import Page, get
from web import create_app

CLASHES, OPERATION, UN = "2e2a97e0d3f5", "c0efed6af520", "d9abc7277d5c"
LAVROV = quote('person:"Sergey Lavrov"')


@pytest.fixture(scope="module")
def client(library: tuple[Archive, SearchIndex]) -> FlaskClient:
    return create_app(*library).test_client()


def text_of(page: Page) -> str:
    return " ".join(page.text.split())


def test_the_front_page_teaches_by_searches_that_find_something(client: FlaskClient) -> None:
    page = get(client, "/")
    assert "5 articles, 127 sentences" in text_of(page)
    html = client.get("/").text
    examples = re.search('<ul class="examples">(.*?)</ul>', html, re.DOTALL)
    assert examples is not None
    links = re.findall('href="([^"]+)"', examples[1])
    assert len(links) >= 4
    for link in links:
        count = re.search(r"(\d+) articles?", text_of(get(client, link.replace("&amp;", "&"))))
        assert count is not None
        assert int(count[1]) > 0


def test_a_filter_is_a_chip_that_can_be_removed(client: FlaskClient) -> None:
    page = get(client, f"/?q=ceasefire&f={LAVROV}&from=2020")
    assert "Person: Sergey Lavrov" in text_of(page)
    assert "from 1 January 2020" in text_of(page)
    links = page.with_attribute("href")
    assert "/?q=ceasefire&from=2020" in links
    assert any(re.fullmatch(r"/\?q=ceasefire&f=person:[^&]*", link) for link in links)


def test_a_chip_names_an_entity_in_the_language_of_the_interface(client: FlaskClient) -> None:
    page = get(client, f"/ar/?q=ceasefire&f={LAVROV}")
    assert "شخص: سيرغي لافروف" in text_of(page)


def test_a_chip_for_undated_articles_says_so(client: FlaskClient) -> None:
    page = client.get(f"/?f={quote('-published:1000..')}").text
    assert re.search(r'<a class="chip active"[^>]*>undated <', page)


def test_what_is_said_of_a_query_keeps_its_values_apart(client: FlaskClient) -> None:
    html = client.get("/ar/?q=ceasefire&from=abc").text
    notice = re.search('<p class="notice" role="alert">(.*?)</p>', html)
    assert notice is not None
    assert "\u2068abc\u2069" in notice[1]


@pytest.mark.parametrize("q", ['"ceasefire', "ceasefire NOT", "ceasefire " * 90])
def test_a_language_can_be_chosen_for_any_query(client: FlaskClient, q: str) -> None:
    found = text_of(get(client, f"/?q={quote(q)}&in=en"))
    assert re.search(r"[1-5] articles? with", found)


def test_a_source_with_quotation_marks_leads_to_its_articles(
    bare: tuple[Archive, SearchIndex],
) -> None:
    archive, index = bare
    text = '---\ntitle: عنوان\nsource: وكالة "الفرات" الإخبارية\n---\n\nأعلنت الحكومة أمس قرارها.\n'
    original, article = read_article(text.encode(), "a.md")
    archive.add(original, article)
    index.rebuild()
    client = create_app(archive, index).test_client()
    links = get(client, f"/article/{article.id}").with_attribute("href")
    (link,) = {href for href in links if href.startswith("/?f=source")}
    found = get(client, link)
    assert "Source: وكالة  الفرات  الإخبارية" in found.text
    assert f"/article/{article.id}" in " ".join(found.with_attribute("href"))


def test_a_filter_stays_when_other_words_are_typed(client: FlaskClient) -> None:
    page = get(client, f"/?q=ceasefire&f={LAVROV}")
    hidden = [a["value"] for t, a in page.tags if t == "input" and a.get("type") == "hidden"]
    assert hidden == ['person:"Sergey Lavrov"']


@pytest.mark.parametrize("filters", ["ceasefire", '"a b" OR c', "person:", "nothing:x", "(", ""])
def test_what_is_no_filter_is_left_out(client: FlaskClient, filters: str) -> None:
    page = get(client, f"/?q=ceasefire&f={quote(filters)}")
    assert "5 articles with ceasefire" in text_of(page)


def test_filters_alone_list_their_articles(client: FlaskClient) -> None:
    page = get(client, f"/?f={quote('-published:..')}")
    assert text_of(page).count("undated") >= 2
    assert "2 articles" in text_of(page)


def test_where_nothing_is_found_the_page_says_what_finds_something(client: FlaskClient) -> None:
    page = get(client, f"/?q=ceasefire&from=2023&f={LAVROV}")
    assert "Nothing was found" in page.text
    assert "the same without dates" in page.text
    for href in page.with_attribute("href"):
        if href.startswith("/?q=ceasefire&f="):
            assert "2 articles" in text_of(get(client, href)) or "1 article" in page.text
    plain = get(client, "/?q=zzzz")
    assert "Nothing was found" in plain.text
    assert "This finds something" not in plain.text


def test_facets_lead_to_as_many_articles_as_they_say(client: FlaskClient) -> None:
    html = client.get("/?q=ceasefire").text
    facets = re.search("<aside.*?</aside>", html, re.DOTALL)
    assert facets is not None
    found = re.findall(
        r'<li><a class="\w*" href="([^"]+)">.*?</a> <span class="number">(\d+)</span>', facets[0]
    )
    assert len(found) > 10
    for href, count in found:
        page = text_of(get(client, href.replace("&amp;", "&")))
        assert re.search(rf"\b{count} articles? with ceasefire", page), href


def test_bars_lead_to_the_articles_of_their_month(client: FlaskClient) -> None:
    page = get(client, "/?q=Karabakh")
    bars = [a for t, a in page.tags if t == "a" and "data-first" in a]
    assert [(a["data-first"], a["aria-label"]) for a in bars] == [
        ("2020-09", "September 2020: 2 articles"),
        ("2022-09", "September 2022: 1 article"),
    ]
    assert "2 articles with Karabakh" in text_of(get(client, bars[0]["href"] or ""))


def test_hits_are_chained_through_an_article(client: FlaskClient) -> None:
    page = get(client, f"/article/{CLASHES}?q=ceasefire")
    hits = [a["id"] for _, a in page.tags if "hit-pair" in (a.get("class") or "")]
    assert f"{len(hits)} sentences found" in page.text
    steps = [a["href"] for _, a in page.tags if a.get("class") == "to-hit"]
    expected = [f"#{hits[1]}"]
    for before, after in zip(hits, hits[2:], strict=False):
        expected += [f"#{before}", f"#{after}"]
    assert steps == [*expected, f"#{hits[-2]}"]
    assert "/?q=ceasefire" in page.with_attribute("href")
    assert not [a for _, a in get(client, f"/article/{CLASHES}").tags if a.get("class") == "to-hit"]


def test_an_article_leads_back_to_the_very_results(client: FlaskClient) -> None:
    asked = "q=ceasefire&f=place:Armenia&from=2020&sort=newest"
    (link,) = {
        href.split("#")[0]
        for href in get(client, f"/?{asked}").with_attribute("href")
        if href.startswith(f"/article/{CLASHES}")
    }
    assert f"/?{asked}" in get(client, link).with_attribute("href")


def test_the_original_comes_back_byte_for_byte(
    client: FlaskClient, library: tuple[Archive, SearchIndex]
) -> None:
    response = client.get(f"/article/{CLASHES}/original")
    kept = library[0].original(CLASHES)
    assert response.data == kept.content
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert kept.filename in disposition
    assert client.get("/article/none/original").status_code == 404


def test_engine_day_and_flags_of_a_translation_are_said(client: FlaskClient) -> None:
    page = text_of(get(client, f"/article/{CLASHES}"))
    assert f"a machine’s draft by {ENGINE}" in page
    flagged = client.get("/?f=flag:numbers").text
    found = re.search("/article/([0-9a-f]+)", flagged)
    assert found is not None
    beware = text_of(get(client, f"/article/{found[1]}"))
    assert re.search(r"\d+ sentences? lost a number", beware)
    assert "Beware: missing in the English: " in beware


def test_english_that_means_something_else_is_flagged_everywhere(
    bare: tuple[Archive, SearchIndex],
) -> None:
    archive, index = bare
    original, article = read_article("العنوان\n\nوصل القطار إلى المدينة.\n".encode(), "one.txt")
    archive.add(original, article)
    key = {"digest": sentence_digest("وصل القطار إلى المدينة."), "engine_id": 1}
    made = {
        "text": "Two eggs and butter.",
        "score": -0.5,
        "made_at": datetime(2020, 9, 1, tzinfo=UTC),
    }
    with archive.engine.begin() as connection:
        connection.execute(
            tables.engine.insert().values(id=1, name="en", version="1", model_hash="1" * 64)
        )
        connection.execute(tables.translation.insert().values(**key, **made))
        connection.execute(
            tables.quality_flag.insert().values(**key, flag=Flag.MEANING, detail="0.12")
        )
    index.rebuild()
    client = create_app(archive, index).test_client()
    page = text_of(get(client, f"/article/{article.id}"))
    assert "Beware: the English seems to mean something else: likeness 0.12 of 1" in page
    assert "يبدو أن للإنجليزية معنى آخر" in client.get(f"/ar/article/{article.id}").text
    for url in ("/stats", "/?q=%D8%A7%D9%84%D9%82%D8%B7%D8%A7%D8%B1", "/?f=flag:meaning"):
        assert "English that seems to mean something else" in get(client, url).text
    assert f"/article/{article.id}" in client.get("/?f=flag:meaning").text


def test_an_article_leads_to_the_ones_before_and_after_it(client: FlaskClient) -> None:
    page = get(client, f"/article/{CLASHES}")
    rels = {a["rel"]: a["href"] for t, a in page.tags if t == "a" and "rel" in a}
    assert set(rels) == {"prev"}
    other = get(client, rels["prev"] or "")
    assert f"/article/{CLASHES}" in other.with_attribute("href")
    undated = get(client, f"/article/{OPERATION}")
    assert not [a for t, a in undated.tags if t == "a" and "rel" in a]


def test_passages_and_articles_that_are_elsewhere_too_are_named(
    bare: tuple[Archive, SearchIndex],
) -> None:
    archive, index = bare
    body = [
        "أعلنت وزارة الخارجية اليوم أن المحادثات بين الجانبين ستستأنف في العاصمة الأسبوع المقبل.",
        "وقال المتحدث باسم الحكومة إن الوفد سيحمل معه خريطة جديدة للمناطق المتنازع عليها.",
        "وأضاف أن الجولة السابقة انتهت من دون اتفاق على موعد لتبادل الأسرى وفتح الطرق.",
        "وتوقع مراقبون أن تمتد المحادثات أياما عدة بسبب الخلاف على صلاحيات المراقبين المدنيين.",
    ]
    apart = [
        "وفي القرى يقول الأهالي إنهم لم يروا قافلة منذ شهرين كاملين بعد إغلاق الجسر القديم.",
        "ويحكي معلم المدرسة أن تلاميذه صاروا يعدون الشاحنات التي تعود فارغة من آخر الوادي.",
        "أما الطبيبة الوحيدة هناك فتنتظر دواء وُعدت به في الربيع ولم يصل منه شيء حتى الآن.",
    ]
    ids = []
    for title, paragraphs in (
        ("استئناف المحادثات في العاصمة", body),
        ("محادثات جديدة الأسبوع المقبل", body),
        (
            "تقرير عن أحوال القرى",
            [body[2], *apart],
        ),
    ):
        original, article = read_article("\n\n".join((title, *paragraphs)).encode(), f"{title}.txt")
        archive.add(original, article)
        ids.append(article.id)
    fingerprint_missing(archive)
    index.rebuild()
    client = create_app(archive, index).test_client()
    first = get(client, f"/article/{ids[0]}")
    assert "Nearly the same" in first.text
    assert "are also in" in first.text or "is also in" in first.text
    links = first.with_attribute("href")
    assert f"/article/{ids[1]}" in links
    assert any(link.startswith(f"/article/{ids[2]}#s") for link in links)
    assert "Nearly the same" not in get(client, f"/article/{ids[2]}").text


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[Archive, SearchIndex]]:
    with Archive.in_file(tmp_path / "bare.db") as archive:
        index = SearchIndex(archive, tmp_path / "index", KEY)
        yield archive, index
        index.close()


def test_an_empty_archive_says_how_to_fill_it(bare: tuple[Archive, SearchIndex]) -> None:
    archive, index = bare
    index.rebuild()
    page = get(create_app(archive, index).test_client(), "/")
    assert "The archive is empty" in page.text
    assert "warraq add FOLDER" in page.text


@pytest.mark.parametrize(
    ("width", "url"), [(60_000, "/?q=ceasefire"), (60_000, "/"), (60_000, f"/article/{UN}")]
)
def test_a_page_is_small_with_all_that_it_loads(client: FlaskClient, width: int, url: str) -> None:
    def size(address: str) -> int:
        with client.get(address, headers={"Accept-Encoding": "gzip"}) as response:
            return len(response.data)

    page = get(client, url)
    parts = {
        value
        for _, attrs in page.tags
        for name in ("src", "href")
        if (value := attrs.get(name) or "").startswith("/static") and "fonts" not in value
    }
    assert len(parts) >= 3
    assert size(url) + sum(map(size, parts)) < 60_000


def test_what_a_client_has_is_not_sent_again_compressed_or_not(client: FlaskClient) -> None:
    for accepted in ("gzip", "identity"):
        headers = {"Accept-Encoding": accepted}
        first = client.get("/?q=ceasefire", headers=headers)
        assert first.headers.get("Content-Encoding") == ("gzip" if accepted == "gzip" else None)
        again = client.get(
            "/?q=ceasefire", headers=headers | {"If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304
        assert not again.data
