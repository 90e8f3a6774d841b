import hashlib
from datetime import date
from pathlib import Path

import pytest

from archive.article import Article, Role
from archive.ingest import read_article

SEEDS = {
    "000_36625e5616185002.txt": "81f36cc2545105ed",
    "001_ab347057d505572f.txt": "c0efed6af5204306",
    "002_43d4576363d43b19.txt": "789f86e46657ce2f",
    "003_e7c065afa6512d94.txt": "d9abc7277d5cad51",
    "004_d67965d036683f9b.txt": "2e2a97e0d3f597d8",
}
"""The first digits of each file's SHA-256."""


def article_of(text: str) -> Article:
    return read_article(text.encode(), "page.txt")[1]


def texts(article: Article, role: Role) -> list[str]:
    return [article.block_text(n) for n, b in enumerate(article.blocks) if b.role is role]


@pytest.fixture(scope="module")
def articles(seeds: Path) -> list[Article]:
    return [read_article(p.read_bytes(), p.name)[1] for p in sorted(seeds.iterdir())]


def test_titles_of_the_seeds(articles: list[Article]) -> None:
    assert [article.title for article in articles] == [
        "أذربيجان تعلن التعبئة العسكرية بشكل جزئي وسط التصعيد مع أرمينيا",
        "أذربيجان تطلق عملية عسكرية في إقليم ناغورني كاراباخ",
        'فشل للوساطات والجيش الأذري يكثف استخدام "درونز انتحارية"',
        'الأمم المتحدة تدعو أذربيجان وأرمينيا إلى وقف إطلاق النار في "قرة باغ" والعودة للمفاوضات',
        "تراجع وتيرة المواجهات مع أذربيجان وأرمينيا تعلن مقتل 49 من جنودها",
    ]


def test_dates_of_the_seeds_with_their_evidence(articles: list[Article]) -> None:
    found = [(a.published.date, a.published.evidence) if a.published else None for a in articles]
    assert found == [
        (date(2020, 9, 28), "28 سبتمبر 2020"),
        None,
        None,
        (date(2020, 9, 28), "28 سبتمبر 2020"),
        (date(2022, 9, 13), "2022/09/13"),
    ]


def test_sources_places_and_credits_of_the_seeds(articles: list[Article]) -> None:
    agency = "پاکستان پوائنٹ نیوز / سبوتنيك"
    assert [article.source for article in articles] == [agency, "رويترز", None, agency, None]
    assert [article.place for article in articles] == [None, None, None, None, "يريفان"]
    photos = [[b.credit for b in article.blocks if b.credit] for article in articles]
    assert photos == [[], [], ["جيتي"], [], []]


def test_headings_of_the_seeds(articles: list[Article]) -> None:
    assert [texts(article, Role.HEADING) for article in articles] == [
        [],
        ["أرمينيا", "الولايات المتحدة", "روسيا", "الإتحاد الأوروبي", "فرنسا", "تركيا"],
        ["مقاتلين سوريين"],
        [],
        [],
    ]


def test_standfirst_and_caption_of_the_last_seed(articles: list[Article]) -> None:
    (standfirst,) = texts(articles[4], Role.STANDFIRST)
    assert standfirst.startswith("روسيا تتوسط لوقف إطلاق النار")
    assert texts(articles[4], Role.CAPTION) == [
        "مواجهات حدودية عنيفة واتهامات متبادلة بين أرمينيا وأذربيحان"
    ]
    assert texts(articles[4], Role.PARAGRAPH)[0].startswith("أعلن رئيس الوزراء الأرميني")


@pytest.mark.parametrize(
    "words", ["آخر تحديث", "يقرأون الآن", "التعليقات", "خبر عاجل", "اقرأ أيضا", "عربي21"]
)
def test_page_furniture_is_in_no_text_but_in_the_omissions(
    articles: list[Article], words: str
) -> None:
    assert not any(words in article.text for article in articles)
    assert any(words in o.text for article in articles for o in article.omitted)


def test_omissions_stand_in_the_order_of_the_page(articles: list[Article], seeds: Path) -> None:
    for article, path in zip(articles, sorted(seeds.iterdir()), strict=True):
        lines = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").split("\n")]
        places = [
            next(n for n, line in enumerate(lines) if line.startswith(omission.text))
            for omission in article.omitted
        ]
        assert places == sorted(places)


def test_nothing_of_the_seeds_is_lost(articles: list[Article], seeds: Path) -> None:
    for article, path in zip(articles, sorted(seeds.iterdir()), strict=True):
        kept = " ".join((article.text, *(o.text for o in article.omitted)))
        kept += " ".join(block.credit or "" for block in article.blocks)
        assert set(path.read_text(encoding="utf-8").split()) <= set(kept.split()) | {
            # The dash before a credit goes with the separation of the two.
            "الانفصالي-"
        }


def test_every_sentence_of_the_seeds_stands_where_it_says(articles: list[Article]) -> None:
    for article in articles:
        assert [s.n for s in article.sentences] == list(range(1, len(article.sentences) + 1))
        for sentence in article.sentences:
            block = article.blocks[sentence.block]
            assert article.text[sentence.start : sentence.end] == sentence.text
            assert block.start <= sentence.start < sentence.end <= block.end


BODY = "أعلنت الوزارة، الاثنين، أن القوات انسحبت من المدينة بعد معارك عنيفة."
MORE = "وأضافت الوزارة في بيان أن عدد القتلى ارتفع إلى ثلاثين قتيلا."


def test_a_title_repeated_with_the_name_of_the_site() -> None:
    article = article_of(
        f"انسحاب القوات من المدينة | موقع الأخبار\n\nانسحاب القوات من المدينة\n\n{BODY}\n\n{MORE}"
    )
    assert article.title == "انسحاب القوات من المدينة"
    assert texts(article, Role.PARAGRAPH) == [BODY, MORE]


def test_a_summary_above_the_second_title_is_the_first_paragraph_again() -> None:
    article = article_of(f"انسحاب القوات\n\n{BODY}\n\nانسحاب القوات\n\n{BODY}\n\n{MORE}")
    assert article.text.count(BODY) == 1


def test_headlines_of_other_articles_end_with_the_next_sentence() -> None:
    article = article_of(
        f"انسحاب القوات\n\n{BODY}\n\nالأكثر قراءة\nخبر آخر من العاصمة\nخبر ثالث\n\n{MORE}\n"
    )
    assert texts(article, Role.PARAGRAPH) == [BODY, MORE]
    assert [o.text for o in article.omitted] == ["الأكثر قراءة", "خبر آخر من العاصمة", "خبر ثالث"]


def test_what_an_article_says_twice_stays() -> None:
    article = article_of(
        f"مراسيم جديدة\n\n{BODY}\n\nصدر مرسوم بذلك.\n\n{MORE}\n\nصدر مرسوم بذلك.\n"
    )
    assert texts(article, Role.PARAGRAPH) == [BODY, "صدر مرسوم بذلك.", MORE, "صدر مرسوم بذلك."]


def test_a_heading_that_begins_like_a_link_stays() -> None:
    article = article_of(f"مراسيم جديدة\n\n{BODY}\n\nالمزيد من التسهيلات\n\n{MORE}\n")
    assert texts(article, Role.HEADING) == ["المزيد من التسهيلات"]


@pytest.mark.parametrize(
    "line",
    [
        "اشترك في المباراة 22 لاعبا.",
        "علامات استفهام حول الاتفاق",
        "شارك على هامش المؤتمر ثلاثون وزيرا",
        "كتب - على غير عادته - رسالة طويلة.",
        "المزيد من الخسائر",
        "أعلنت الوزارة الخبر على موقعها.",
    ],
)
def test_what_only_begins_like_furniture_stays(line: str) -> None:
    article = article_of(f"مراسيم جديدة\n\n{BODY}\n\n{line}\n\n{MORE}\n")
    assert line in article.text


@pytest.mark.parametrize(
    "line",
    [
        "شارك الخبر",
        "تابعونا على فيسبوك",
        "الوسوم: هدنة، حدود",
        "لا توجد تعليقات",
        "3 تعليقات",
        "اشترك في نشرتنا البريدية",
        "جميع الحقوق محفوظة © 2020",
        "بقلم: سامي الحداد",
        "شاهد أيضا: خبر آخر من العاصمة",
        "الأكثر قراءة",
    ],
)
def test_furniture_of_many_sites_goes(line: str) -> None:
    article = article_of(f"مراسيم جديدة\n\n{BODY}\n\n{line}\n\n{MORE}\n")
    assert texts(article, Role.PARAGRAPH) == [BODY, MORE]
    assert [omission.text for omission in article.omitted] == [line]


def test_a_heading_behind_a_link_stays() -> None:
    article = article_of(f"مراسيم جديدة\n\n{BODY}\n\nاقرأ أيضا: خبر آخر\n\nردود الفعل\n\n{MORE}\n")
    assert texts(article, Role.HEADING) == ["ردود الفعل"]


def test_a_heading_that_begins_with_a_short_title_stays() -> None:
    article = article_of(f"سوريا\n\n{BODY}\n\nسوريا – الوضع الإنساني\n\n{MORE}\n")
    assert texts(article, Role.HEADING) == ["سوريا – الوضع الإنساني"]


def test_a_dateline_with_both_calendars() -> None:
    line = "الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس"
    article = article_of(f"مراسيم جديدة\n\n{line}\n\n{BODY}\n\n{MORE}\n")
    assert (article.place, article.source) == ("الرياض", "واس")
    assert article.published is not None
    assert article.published.date == date(2015, 8, 10)
    assert texts(article, Role.CAPTION) == []


def test_a_report_that_ends_with_its_agency_is_no_caption() -> None:
    for end in ("(أ ف ب).", "(أ ف ب)"):
        article = article_of(f"مراسيم جديدة\n\n{BODY}\n\nوتدور الأحداث حول وزيرة سابقة {end}\n")
        assert texts(article, Role.CAPTION) == []
        assert len(texts(article, Role.PARAGRAPH)) == 2


def test_a_line_without_letters_heads_nothing() -> None:
    article = article_of(f"مراسيم جديدة\n\n{BODY}\n\n***\n\n{MORE}\n")
    assert texts(article, Role.HEADING) == []


def test_the_name_of_the_site_behind_the_title_is_kept_as_left_out() -> None:
    article = article_of(f"انسحاب القوات من المدينة | موقع\n\nانسحاب القوات من المدينة\n\n{BODY}\n")
    assert any("موقع" in omission.text for omission in article.omitted)


def test_a_page_dated_by_its_last_change_alone() -> None:
    article = article_of(f"انسحاب القوات\n\nآخر تحديث في 12/05/2021 10:30\n\n{BODY}\n\n{MORE}")
    assert article.published is not None
    assert article.published.date == date(2021, 5, 12)
    assert article.published.evidence == "آخر تحديث في 12/05/2021 10:30"


def test_a_date_inside_a_sentence_dates_nothing() -> None:
    article = article_of(f"انسحاب القوات\n\n{BODY} وانتهت الحرب في 10/11/2020 باتفاق.\n\n{MORE}")
    assert article.published is None


@pytest.mark.parametrize(
    ("dateline", "source", "place"),
    [
        ("يريفان - ", None, "يريفان"),
        ("باريس (أ ف ب) - ", "أ ف ب", "باريس"),
        ("القاهرة – رويترز: ", "رويترز", "القاهرة"),
        ("بغداد/ الأناضول/ ", "الأناضول", "بغداد"),
        ("(رويترز) - ", "رويترز", None),
        ("الصباح – وكالات: ", "الصباح / وكالات", None),
        ("واس - ", "واس", None),
        ("(رويترز - 3 مايو 2021) ", "رويترز", None),
    ],
)
def test_datelines(dateline: str, source: str | None, place: str | None) -> None:
    article = article_of(f"انسحاب القوات\n\n{dateline}{BODY}\n\n{MORE}")
    assert (article.source, article.place) == (source, place)
    assert texts(article, Role.PARAGRAPH) == [BODY, MORE]


@pytest.mark.parametrize(
    "start",
    [
        "قالت وكالة «رويترز»: ",
        'وقالت "شينخوا": ',
        "مراسل صحيفة، الجزيرة: ",
        "طهران - التي وقعت الاتفاق - رفضت المقترح. ",
        "(في 28 سبتمبر 2020 اندلعت الحرب بين البلدين) ",
        "قنا - ",
        "وعاد المدير - الذي غاب - رئيسا. ",
        "لكن الأهم - ",
        "(انظر أدناه) ",
    ],
)
def test_what_only_looks_like_a_dateline_stays(start: str) -> None:
    article = article_of(f"انسحاب القوات\n\n{start}{BODY}\n\n{MORE}")
    assert texts(article, Role.PARAGRAPH)[0] == start + BODY
    assert article.place is None
    assert article.published is None


def test_the_seeds_are_the_files_they_were(seeds: Path) -> None:
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest()[:16] for p in seeds.iterdir()}
    assert found == SEEDS
