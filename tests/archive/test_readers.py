from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableFile
from archive.ingest import read_article
from archive.readers import read

ARTICLE = "عنوان المقال\n\nقالت وزارة الدفاع إن القوات انسحبت، وأضافت أن 12 جنديا قتلوا.\n"
TEXT = "قالت وزارة الدفاع إن القوات انسحبت، وأضافت أن 12 جنديا قتلوا."


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1256", "cp1256"),
    ],
)
def test_encodings_are_told_from_the_bytes(encoding: str, found: str) -> None:
    original, article = read_article(ARTICLE.encode(encoding), "article.txt")
    assert original.encoding == found
    assert original.content == ARTICLE.encode(encoding)
    assert (article.title, article.block_text(1)) == ("عنوان المقال", TEXT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\xc2\xa0\n", "empty"),
        (ARTICLE.encode()[:-3] + b"\xd8", "damaged UTF-8"),
        (ARTICLE.encode().replace("د".encode(), b"\xd8"), "damaged UTF-8"),
        (f"---\ntitle: [[a]]\n---\n{TEXT}".encode(), "“title” is not a text"),
        ("".join(f"{'    ' * n}- كلمة\n" for n in range(320)).encode(), "nested too deeply"),
        (f"# {TEXT}\n{'[كلمة' * 2000}".encode(), "unclosed brackets"),
        (b"\x00\x01\x02\x03" * 40, "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"%PDF-1.7\n...", "a PDF document"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (f"<!DOCTYPE html><p>{TEXT}".encode(), "an HTML page"),
        (b"Title\n\nThe army withdrew on Monday, the ministry said.", "only Arabic articles"),
        (f"Title\n\n{'The army withdrew. ' * 20}{TEXT}".encode(), "only Arabic articles"),
        (ARTICLE.encode("iso8859_6", "replace"), "ISO-8859-6"),
        (ARTICLE.encode("utf-32"), "UTF-32"),
        ("Überall dürfen Flüsse fließen".encode("latin-1"), "save it as UTF-8"),
        (("كلمة " * 4_000_000).encode(), "too long"),
        ("عنوان فقط".encode(), "no article"),
        (f"---\nlanguage: fa\n---\n{TEXT}".encode(), "language “fa”"),
        (f"---\ndate: soon\n---\n{TEXT}".encode(), "date “soon”"),
        (f"---\ntitle: [a\n---\n{TEXT}".encode(), "not valid YAML"),
    ],
)
def test_what_can_not_be_read_is_refused_by_name(content: bytes, reason: str) -> None:
    name = "file.md" if content.startswith(b"- ") else "file.txt"
    with pytest.raises(UnreadableFile, match=reason):
        read_article(content, name)


def test_a_stray_control_character_is_no_reason_to_refuse() -> None:
    _, article = read_article((ARTICLE.replace("القوات", "القو\x02ات") + TEXT * 4).encode(), "a")
    assert "القوات" in article.text


@pytest.mark.parametrize("text", ["\u0610", "\u200f\n\u064e", "ـ"])
def test_a_file_of_marks_is_empty(text: str) -> None:
    with pytest.raises(UnreadableFile, match="empty"):
        read(text.encode(), "file.txt")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(UnreadableFile):
        assert read(content, "file.txt").document.blocks


MARKDOWN = f"""---
title: "عنوان: في المقدمة"
date: 2021-05-12
source: وكالة الأنباء
url: https://example.org/1
language: ar
tags: [سلام, حدود]
---
# عنوان: في المقدمة

{TEXT} **مهم** و[رابط](https://example.org).

![مواجهات على الحدود - رويترز](photo.jpg)

## ردود الفعل

- نقطة أولى عن الوضع.
- نقطة ثانية عن الوضع.

<script>alert(1)</script>
"""


def test_markdown_with_front_matter() -> None:
    original, article = read_article(MARKDOWN.encode(), "article.md")
    assert original.media_type == "text/markdown"
    assert article.title == "عنوان: في المقدمة"
    assert article.published is not None
    assert (article.published.date, article.published.evidence) == (
        date(2021, 5, 12),
        "date: 2021-05-12",
    )
    assert (article.source, article.url) == ("وكالة الأنباء", "https://example.org/1")
    assert article.tags == ("سلام", "حدود")
    assert [(b.role.value, article.block_text(n)) for n, b in enumerate(article.blocks)] == [
        ("title", "عنوان: في المقدمة"),
        ("paragraph", f"{TEXT} مهم ورابط."),
        ("caption", "مواجهات على الحدود"),
        ("heading", "ردود الفعل"),
        ("paragraph", "نقطة أولى عن الوضع."),
        ("paragraph", "نقطة ثانية عن الوضع."),
    ]
    assert article.blocks[2].credit == "رويترز"
    assert "alert" not in article.text


def test_markdown_loses_no_text() -> None:
    for body in (f"# عنوان\n\n{TEXT} <style> ثم عاد.", f"# عنوان\n\n<script>\n\n{TEXT} ثم عاد."):
        assert "ثم عاد." in read_article(body.encode(), "a.md")[1].text
    rules = f"---\n\nعنوان المقال: تفاصيل\n\n---\n\n{TEXT}"
    assert "تفاصيل" in read_article(rules.encode(), "a.md")[1].text
    picture = f"# ![صورة](x.jpg) عنوان المقال هنا\n\n{TEXT}"
    assert read_article(picture.encode(), "a.md")[1].title == "عنوان المقال هنا"
    heading = f"# عنوان\n\n{TEXT}\n\nاقرأ أيضا\n\n## ردود الفعل\n\n{TEXT}"
    assert "ردود الفعل" in read_article(heading.encode(), "a.md")[1].text


def test_front_matter_holds_no_control_characters() -> None:
    matter = '---\ntitle: "عنوان\\0 المقال"\n---\n'
    assert read_article(f"{matter}{TEXT}".encode(), "a.md")[1].title == "عنوان المقال"


def test_a_line_of_marks_alone_is_no_title() -> None:
    assert read_article(f"\u200f\n\n{ARTICLE}".encode(), "a.txt")[1].title == "عنوان المقال"


def test_presentation_forms_are_arabic() -> None:
    text = "ﻗﺎﻟﺖ ﻭﺯﺍﺭﺓ ﺍﻟﺪﻓﺎﻉ ﺇﻥ ﺍﻟﻘﻮﺍﺕ ﺍﻧﺴﺤﺒﺖ."
    assert read_article(f"ﻋﻨﻮﺍﻥ ﺍﻟﻤﻘﺎﻝ\n\n{text}".encode(), "a.txt")[1].block_text(1) == text


def test_the_reader_is_chosen_by_content() -> None:
    assert read(MARKDOWN.encode(), "article.txt").media_type == "text/markdown"
    assert read(f"# عنوان\n\n{TEXT}".encode(), "article").media_type == "text/markdown"
    assert read(ARTICLE.encode(), "article.bin").media_type == "text/plain"


def test_dates_of_front_matter_in_words() -> None:
    _, article = read_article(f"---\ndate: 28 سبتمبر 2020\n---\n{ARTICLE}".encode(), "a.md")
    assert article.published is not None
    assert article.published.date == date(2020, 9, 28)


def test_hard_wrapped_lines_are_joined() -> None:
    line = "قالت وزارة الدفاع إن القوات انسحبت من المدينة وأضافت أنها"
    text = f"عنوان المقال\n\n{line}\n{line}\n{line} عادت.\n\n{line}\n{line}\n{line}\n{line} عادت.\n"
    _, article = read_article(text.encode(), "wrapped.txt")
    assert [len(article.block_text(n).split()) for n in range(len(article.blocks))] == [2, 31, 41]
