"""Citations, tables and JSON, read back by readers that others wrote."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import BibliographyData, parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from archive.article import Article, DatedBy, Role, SentencePair, TranslatedArticle, Translation
from archive.citation import ExportRow, Snippet, bibtex, csv_table, json_list, ris
from archive.ingest import read_article

FRONT_MATTER = """---
title: عنوان الخبر
date: 2021-03-05
source: صحيفة العرب & Sons
url: https://example.org/خبر?a=1;b={2}&c=100%25#x_y
tags: [باكو, "Baku, Azerbaijan", 50%]
---

نص الخبر هنا.
"""
HOSTILE = [
    "}",
    "{",
    "ends with \\",
    "a},\n}\n@article{evil, title = {gotcha}}",
    "@article{evil, title = {gotcha}}",
    '"}, note = {gotcha}',
    "50% & $5 #1 a_b ~ ^",
    "\\input{/etc/passwd}",
    "a\r\nER  - \r\nTY  - JOUR\r\nTI  - gotcha",
    "a\rER  - \rTY  - JOUR",
    "a\u2028TY  - JOUR\u2029ER  - \x85ER  - \x0b\x0c\x1cER  - ",
    "a\u202eb\u2066c\u202dd",
    "a\0b",
    "a\ud800b",
    "سعر & ٥٠% «خبر» — “x”",
]
ENGINE = "argos_ar-en 1.9"

any_text = (
    st.text() | st.text("@{}\\%&#_$~^\"'=,-\r\n\u2028\u202eTYER aش") | st.sampled_from(HOSTILE)
)


def link(article_id: str) -> str:
    return f"http://localhost:8000/article/{article_id}"


def translated(article: Article, english_title: str | None = None) -> TranslatedArticle:
    """Give an article an English title whose words are in its first sentence."""
    translation = Translation(english_title, ENGINE) if english_title else None
    body = Translation("x", "another engine 2")
    return TranslatedArticle(
        article,
        tuple(
            SentencePair(
                sentence,
                translation if article.blocks[sentence.block].role is Role.TITLE else body,
            )
            for sentence in article.sentences
        ),
    )


ARTICLE = read_article(FRONT_MATTER.encode(), "news.md")[1]


def hostile(text: str) -> TranslatedArticle:
    """Return an article that says ``text`` wherever it can."""
    told = replace(ARTICLE, title=text, source=text, place=text, url=text, tags=(text, text))
    return translated(told, text or "x")


def shown(text: str) -> str:
    """Return what of a text is to come back: one line, nothing that only steers a display."""
    text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", text)
    return " ".join(re.sub("[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]", " ", text).split())


def latex_to_text(value: str) -> str:
    """Read LaTeX back; ligatures such as -- are letters of the title here."""
    context = get_default_latex_context_db().filter_context(
        exclude_categories=["nonascii-specials"]
    )
    braces = [MacroTextSpec("textbraceleft", "{"), MacroTextSpec("textbraceright", "}")]
    exact = [MacroTextSpec("textasciicircum", "^"), MacroTextSpec("textasciitilde", "~")]
    context.add_context_category("exact", macros=braces + exact, prepend=True)
    return str(LatexNodes2Text(latex_context=context, math_mode="text").latex_to_text(value))


def read_bibtex(text: str) -> BibliographyData:
    """Read with a parser that counts braces as BibTeX does and raises at every error."""
    return parse_string(text, "bibtex")


def read_ris(text: str) -> list[dict[str, Any]]:
    return rispy.loads(text)


@pytest.fixture(scope="module")
def articles(seeds: Path) -> list[TranslatedArticle]:
    return [
        translated(read_article(p.read_bytes(), p.name)[1], f"English Title of NATO {n}")
        for n, p in enumerate(sorted(seeds.iterdir()))
    ]


def test_the_seeds_in_bibtex(articles: list[TranslatedArticle]) -> None:
    entries = read_bibtex(bibtex(articles, link)).entries
    assert list(entries) == [f"warraq{a.article.id}" for a in articles]
    assert [latex_to_text(e.fields["title"]) for e in entries.values()] == [
        a.article.title for a in articles
    ]
    first = entries["warraq81f36cc25451"]
    assert first.type == "article"
    assert dict(first.fields) == {
        "entrysubtype": "newspaper",
        "title": "أذربيجان تعلن التعبئة العسكرية بشكل جزئي وسط التصعيد مع أرمينيا",
        "titleaddon": "{English Title of NATO 0}",
        "journal": "پاکستان پوائنٹ نیوز / سبوتنيك",
        "date": "2020-09-28",
        "year": "2020",
        "month": "September",
        "url": "http://localhost:8000/article/81f36cc25451",
        "language": "ar",
        "langid": "arabic",
        "note": r"English title: machine translation by argos\_ar-en 1.9. "
        "Warraq archive 81f36cc25451: http://localhost:8000/article/81f36cc25451",
    }
    assert entries["warraq2e2a97e0d3f5"].fields["address"] == "يريفان"


def test_the_seeds_in_ris(articles: list[TranslatedArticle]) -> None:
    text = ris(articles, link)
    assert text.count("\r\n") == text.count("\n")
    records = read_ris(text)
    assert [r["title"] for r in records] == [a.article.title for a in articles]
    assert records[0] == {
        "type_of_reference": "NEWS",
        "id": "warraq81f36cc25451",
        "title": "أذربيجان تعلن التعبئة العسكرية بشكل جزئي وسط التصعيد مع أرمينيا",
        "translated_title": "English Title of NATO 0",
        "secondary_title": "پاکستان پوائنٹ نیوز / سبوتنيك",
        "year": "2020",
        "date": "2020/09/28",
        "language": "ar",
        "urls": ["http://localhost:8000/article/81f36cc25451"],
        "name_of_database": "Warraq",
        "accession_number": "81f36cc25451",
        "notes": [
            f"English title: machine translation by {ENGINE}",
            "Warraq archive 81f36cc25451: http://localhost:8000/article/81f36cc25451",
        ],
    }
    assert records[4]["place_published"] == "يريفان"


def test_undated_articles_say_so_and_have_no_date(articles: list[TranslatedArticle]) -> None:
    undated = articles[1]
    assert undated.article.published is None
    entry = read_bibtex(bibtex([undated])).entries[f"warraq{undated.article.id}"]
    assert not {"date", "year", "month"} & set(entry.fields)
    assert ". Undated. " in entry.fields["note"]
    (record,) = read_ris(ris([undated]))
    assert not {"date", "year"} & set(record)
    assert "Undated" in record["notes"]


def test_an_untranslated_title_names_no_engine() -> None:
    entry = read_bibtex(bibtex([translated(ARTICLE)])).entries[f"warraq{ARTICLE.id}"]
    assert "titleaddon" not in entry.fields
    assert entry.fields["note"] == f"Warraq archive {ARTICLE.id}"
    (record,) = read_ris(ris([translated(ARTICLE)]))
    assert "translated_title" not in record
    assert record["notes"] == [f"Warraq archive {ARTICLE.id}"]


def test_the_articles_own_address_comes_before_the_archives() -> None:
    entry = read_bibtex(bibtex([translated(ARTICLE)], link)).entries[f"warraq{ARTICLE.id}"]
    own = "https://example.org/%D8%AE%D8%A8%D8%B1?a=1;b=%7B2%7D&c=100%25#x_y"
    assert entry.fields["url"] == own
    assert entry.fields["note"].endswith(f": {link(ARTICLE.id)}")
    (record,) = read_ris(ris([translated(ARTICLE)], link))
    assert record["urls"] == [own.replace(";", "%3B")]
    assert record["notes"][-1].endswith(f": {link(ARTICLE.id)}")


def test_only_an_address_on_the_web_can_be_followed() -> None:
    article = translated(replace(ARTICLE, url="javascript:alert(1)"))
    fields = read_bibtex(bibtex([article])).entries[f"warraq{ARTICLE.id}"].fields
    assert "url" not in fields
    assert "Address: javascript:alert(1)" in fields["note"]
    (record,) = read_ris(ris([article]))
    assert "urls" not in record
    assert "Address: javascript:alert(1)" in record["notes"]


def test_a_comma_in_a_tag_does_not_make_two_of_it() -> None:
    article = translated(replace(ARTICLE, tags=("باكو", "Baku, Azerbaijan; city", "50%", " ")))
    fields = read_bibtex(bibtex([article])).entries[f"warraq{ARTICLE.id}"].fields
    assert fields["keywords"] == r"باكو, Baku Azerbaijan city, 50\%"
    (record,) = read_ris(ris([article]))
    assert record["keywords"] == ["باكو", "Baku Azerbaijan city", "50%"]


@pytest.mark.parametrize(
    ("character", "latex"),
    [
        *((c, f"\\{c}") for c in "%&#_$"),
        ("\\", r"{\textbackslash}"),
        ("{", r"{\textbraceleft}"),
        ("}", r"{\textbraceright}"),
        ("~", r"{\textasciitilde}"),
        ("^", r"{\textasciicircum}"),
    ],
)
def test_what_means_something_to_latex_is_escaped(character: str, latex: str) -> None:
    article = translated(replace(ARTICLE, title=f"a{character}b"))
    fields = read_bibtex(bibtex([article])).entries[f"warraq{ARTICLE.id}"].fields
    assert fields["title"] == f"a{latex}b"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_one_that_bibtex_knows(month: int) -> None:
    day = date(2021, month, 7)
    article = translated(replace(ARTICLE, published=DatedBy(day, "x")))
    fields = read_bibtex(bibtex([article])).entries[f"warraq{ARTICLE.id}"].fields
    assert fields["month"] == f"{day:%B}"
    assert fields["date"] == f"2021-{month:02}-07"


@given(any_text)
@example("@article{x, title={y}}")
def test_any_text_comes_back_from_bibtex_and_makes_no_second_entry(text: str) -> None:
    another = replace(ARTICLE, id="another")  # the same key twice would be an error
    written = bibtex([hostile(text), translated(another, "after it")])
    first, second = read_bibtex(written).entries.values()
    assert latex_to_text(first.fields["title"]) == shown(text)
    assert second.fields["titleaddon"] == "{after it}"
    assert set(first.fields) <= {
        *("entrysubtype", "title", "titleaddon", "journal", "address", "date", "year", "month"),
        *("url", "language", "langid", "keywords", "note"),
    }
    written.encode()


@given(any_text)
@example("@article{x, title={y}}")
def test_a_reader_that_looks_for_entries_finds_one_for_each_article(text: str) -> None:
    library = bibtexparser.parse_string(bibtex([hostile(text)]))
    (entry,) = library.entries
    assert len(library.blocks) == 1
    assert latex_to_text(str(entry["title"])) == shown(text)


@given(any_text)
def test_any_text_comes_back_from_ris_and_makes_no_second_record(text: str) -> None:
    written = ris([hostile(text), translated(ARTICLE, "after it")])
    lines = written.split("\r\n")
    assert written.splitlines() == lines[:-1]
    assert all(line[2:6] == "  - " for line in lines[:-1])
    assert [line for line in lines if line.startswith(("TY", "ER"))] == [
        *("TY  - NEWS", "ER  - ") * 2
    ]
    first, second = read_ris(written)
    assert first["title"] == shown(text)
    assert second["translated_title"] == "after it"
    written.encode()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("write", [bibtex, ris])
def test_no_text_turns_around_what_follows_it(
    write: Callable[[Sequence[TranslatedArticle]], str], text: str
) -> None:
    written = write([hostile(text)])
    assert not set(written) & set(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


ROW = ExportRow(
    id="81f36cc25451",
    date=date(2020, 9, 28),
    source="رويترز",
    place=None,
    title_ar='قال: "نعم", ثم\r\nمضى',
    title_en="He said: “yes”",
    url="https://example.org/a,b",
    link="http://localhost:8000/article/81f36cc25451",
    score=-1.5,
    snippets=(Snippet(3, "جملة\nأولى", "A sentence"), Snippet(7, "=SUM(A1)", None)),
)


def read_csv(text: str) -> list[dict[str, str]]:
    """Read CSV from the bytes that a file would have, as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(text.encode().decode("utf-8-sig"), newline="")))


def test_a_row_comes_back_from_csv() -> None:
    text = csv_table([ROW])
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert text.endswith("\r\n")
    assert read_csv(text) == [
        {
            "id": "81f36cc25451",
            "date": "2020-09-28",
            "source": "رويترز",
            "place": "",
            "title_ar": 'قال: "نعم", ثم\r\nمضى',
            "title_en": "He said: “yes”",
            "url": "https://example.org/a,b",
            "link": "http://localhost:8000/article/81f36cc25451",
            "score": "-1.5",
            "snippets_ar": "[3] جملة أولى\n[7] =SUM(A1)",
            "snippets_en": "[3] A sentence",
        }
    ]


def test_a_table_of_nothing_has_a_header() -> None:
    assert csv_table([]).count("\r\n") == 1
    assert read_csv(csv_table([])) == []


@pytest.mark.parametrize("start", "=+-@\t\r\n\0＝＋－＠")
@pytest.mark.parametrize("column", ["source", "place", "title_ar", "title_en", "url", "link"])
def test_a_spreadsheet_runs_no_cell(column: str, start: str) -> None:
    formula = f"{start}HYPERLINK(1)"
    changed: dict[str, Any] = {column: formula}
    (row,) = read_csv(csv_table([replace(ROW, **changed)]))
    assert row[column] == f"'{formula}"


@given(st.lists(any_text.filter(lambda text: text.isascii() or text.isprintable())))
def test_any_titles_come_back_from_csv(titles: list[str]) -> None:
    rows = read_csv(csv_table([replace(ROW, title_ar=title) for title in titles]))
    assert [row["title_ar"].removeprefix("'") for row in rows] == [
        title.removeprefix("'") for title in titles
    ]
    assert not any(row["title_ar"].startswith(tuple("=+-@\t\r\n\0")) for row in rows)


def test_a_row_comes_back_from_json() -> None:
    text = json_list([ROW, replace(ROW, date=None, score=None, snippets=())])
    first, second = json.loads(text)
    assert "رويترز" in text
    assert list(first) == list(ExportRow.__dataclass_fields__)
    assert first["date"] == "2020-09-28"
    assert first["title_ar"] == ROW.title_ar
    assert first["score"] == -1.5
    assert first["snippets"] == [
        {"n": 3, "ar": "جملة\nأولى", "en": "A sentence"},
        {"n": 7, "ar": "=SUM(A1)", "en": None},
    ]
    assert (second["date"], second["score"], second["snippets"]) == (None, None, [])
    assert json_list([ROW]) == json_list([ROW])
