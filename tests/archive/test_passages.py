"""Passages that articles share, and articles that are nearly the same."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import schema, tables
from archive.ingest import read_article
from archive.passages import (
    Passage,
    Place,
    Sharing,
    fingerprint_missing,
    making,
    shared_with,
)
from archive.passages.fingerprints import fingerprints
from archive.store import Archive
from tests.conftest import Program

LETTERS = "ابتجحدرسشصطعفقكلمنهوي"
CEASEFIRE = (
    "أعلنت وزارة الدفاع الأذربيجانية أن قواتها ستلتزم بوقف إطلاق النار على طول خط التماس "
    "ابتداء من منتصف ليل السبت بوساطة روسية."
)
EDITED = (
    "وأعلنت وزارة الدفاع الأذربيجانية أمس أن قواتها ستلتزم بوقف اطلاق النار على طول خط التماس، "
    "ابتداءً من منتصف ليل السبت."
)
MARKETS = "ارتفعت أسعار الخبز والطحين في أسواق العاصمة هذا الأسبوع بعد أن تأخر وصول شحنات القمح."
SCHOOLS = "تفتح المدارس أبوابها الأحد المقبل لاستقبال مليون طالب وطالبة في جميع مناطق البلاد."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.in_file(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive for many examples, each of which leaves it empty."""
    with Archive.in_file(tmp_path_factory.mktemp("workshop") / "archive.db") as opened:
        yield opened


def put(archive: Archive, *texts: str) -> list[str]:
    """Add articles, fingerprint them, and return their ids."""
    ids = []
    for text in texts:
        original, article = read_article(text.encode(), "article.txt")
        assert archive.add(original, article)
        ids.append(article.id)
    fingerprint_missing(archive)
    return ids


def invented(count: int, seed: int) -> list[str]:
    """Return words that only this seed has."""
    lots = random.Random(seed)
    return ["".join(lots.choices(LETTERS, k=7)) for _ in range(count)]


def fingerprint_rows(archive: Archive) -> list[tuple[int, ...]]:
    with archive.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(tables.fingerprint))]


def test_a_lightly_edited_sentence_is_found_from_both_sides(archive: Archive) -> None:
    one, other = put(
        archive,
        f"هدنة في قره باغ\n\n{MARKETS}\n\n{CEASEFIRE}",
        f"أخبار متفرقة\n\n{EDITED}\n\n{SCHOOLS}",
    )
    assert shared_with(archive, one).passages == (Passage(3, 3, (Place(other, 2),), 1),)
    assert shared_with(archive, other).passages == (Passage(2, 2, (Place(one, 3),), 1),)


def test_sentences_in_a_row_are_one_passage_and_short_ones_do_not_part_it(
    archive: Archive,
) -> None:
    one, other = put(
        archive,
        f"عنوان أول\n\n{CEASEFIRE} وهذا مهم.\n\n{MARKETS}\n\nنهاية الخبر.",
        f"عنوان ثان\n\n{SCHOOLS}\n\n{CEASEFIRE}\n\n{MARKETS}",
    )
    assert shared_with(archive, one).passages == (Passage(2, 4, (Place(other, 3),), 1),)


def test_near_duplicates_come_best_first_with_their_share(archive: Archive) -> None:
    whole = f"هدنة في قره باغ\n\n{CEASEFIRE}\n\n{MARKETS}\n\n{SCHOOLS}"
    one, copy, most, little, longer = put(
        archive,
        whole,
        whole.replace("هدنة", "هُدنة") + "\n",
        f"عنوان آخر\n\n{CEASEFIRE}\n\n{MARKETS}",
        f"عنوان ثالث\n\n{SCHOOLS}",
        f"{whole} تمت\n\n" + " ".join(invented(90, 1)) + ".",
    )
    found = shared_with(archive, one).near_duplicates
    assert {d.article_id for d in found[:2]} == {copy, longer}
    assert [d.article_id for d in found[2:]] == [most]
    assert {d.article_id: d.is_same_text for d in found} == {copy: True, longer: False, most: False}
    assert [d.share for d in found] == sorted((d.share for d in found), reverse=True)
    assert found[0].share > 0.95
    assert 0.5 < found[2].share < 0.8
    assert little not in {d.article_id for d in found}
    # What has little of an article may be in it as a whole.
    assert one in {d.article_id for d in shared_with(archive, little).near_duplicates}
    (first,) = {p.places[0].article_id for p in shared_with(archive, one).passages} - {most, little}
    assert first in {copy, longer}


def test_what_many_articles_say_is_a_formula(archive: Archive) -> None:
    own = [" ".join(invented(12, seed)) for seed in range(25)]
    ids = put(archive, *(f"خبر {text[:7]}\n\n{text}.\n\n{CEASEFIRE}" for text in own[:20]))
    (passage,) = shared_with(archive, ids[0]).passages
    assert (passage.first, passage.articles, len(passage.places)) == (3, 19, 10)
    ids += put(archive, *(f"خبر {text[:7]}\n\n{text}.\n\n{CEASEFIRE}" for text in own[20:]))
    assert {shared_with(archive, one) for one in ids} == {Sharing()}


def test_what_an_article_says_twice_is_not_shared(archive: Archive) -> None:
    (one,) = put(archive, f"عنوان\n\n{CEASEFIRE}\n\n{MARKETS}\n\n{CEASEFIRE}")
    assert shared_with(archive, one) == Sharing()


def test_short_sentences_are_no_passages(archive: Archive) -> None:
    one, _ = put(
        archive,
        f"عنوان\n\nوقال الوزير في مؤتمر صحفي.\n\n{MARKETS}",
        f"خبر\n\nوقال الوزير في مؤتمر صحفي.\n\n{SCHOOLS}",
    )
    assert shared_with(archive, one) == Sharing()


def respelt(lots: random.Random, word: str) -> str:
    """Return a word spelt otherwise: hamza, ya, tatweel, tashkeel."""
    changed = word.replace("ا", lots.choice("اأإآ")).replace("ي", lots.choice("يىی"))
    return "".join(letter + lots.choice(["", "", "َ", "ُ", "ّ", "ـ"]) for letter in changed)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(8, 60), before=st.integers(0, 30))
def test_a_passage_is_found_however_it_is_spelt(
    workshop: Archive, seed: int, count: int, before: int
) -> None:
    lots = random.Random(seed)
    passage = invented(count, seed)
    respelling = [respelt(lots, word) for word in passage]
    copy = "".join(word + lots.choice([" ", " ", "، "]) for word in respelling).rstrip("، ")
    rest = " ".join(invented(9 + before, seed + 1))
    ids = put(
        workshop,
        f"عنوان أول\n\n{' '.join(passage)}.",
        f"عنوان ثان\n\n{rest}.\n\n{copy}.",
        f"عنوان ثالث\n\n{' '.join(invented(count, seed + 2))}.",
    )
    found = [shared_with(workshop, one) for one in ids]
    for one in ids:
        workshop.remove(one)
    assert found[0].passages == (Passage(2, 2, (Place(ids[1], 3),), 1),)
    assert found[1].passages == (Passage(3, 3, (Place(ids[0], 2),), 1),)
    assert [d.article_id for d in found[0].near_duplicates] == [ids[1]]
    assert found[2] == Sharing()
    assert fingerprint_rows(workshop) == []


@given(st.text())
def test_any_text_has_fingerprints_of_32_bits_that_never_change(text: str) -> None:
    found = fingerprints(text)
    assert found == fingerprints(text)
    assert all(-(2**31) <= one < 2**31 for one in found)


def test_fingerprints_are_the_same_on_every_machine() -> None:
    assert fingerprints("وقال الوزير") == fingerprints("وقال: الوزيـــر!") == {323_391_152}
    assert fingerprints("… – !") == set()
    assert fingerprints("في ٢٠٢٠ و٢٠٢١") == fingerprints("في 2020 و2021")


def test_only_what_is_missing_or_stale_is_made(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(archive, f"أول\n\n{CEASEFIRE}", f"ثان\n\n{MARKETS}")
    before, revision = sorted(fingerprint_rows(archive)), archive.revision
    assert fingerprint_missing(archive) == 0
    with archive.engine.begin() as connection:
        connection.execute(tables.fingerprinted.update().values(made_by="0"))
    assert fingerprint_missing(archive) == 2
    assert [row[1:] for row in sorted(fingerprint_rows(archive))] == [row[1:] for row in before]
    monkeypatch.setattr(making, "VERSION", "next")
    assert fingerprint_missing(archive) == 2
    assert fingerprint_missing(archive) == 0
    assert archive.revision == revision


def test_what_was_stopped_goes_on_from_there(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_BATCH", 2)
    for n in range(5):
        archive.add(*read_article(f"خبر {n}\n\n{MARKETS}".encode(), "article.txt"))
    seen = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fingerprint_missing(archive, stop)
    assert seen == [(2, 5), (4, 5)]
    assert fingerprint_missing(archive, lambda done, total: seen.append((done, total))) == 1
    assert seen[2:] == [(1, 1)]


def test_fingerprints_go_with_their_article_and_are_made_when_it_is_read_again(
    archive: Archive,
) -> None:
    one, other = put(archive, f"أول\n\n{CEASEFIRE}", f"ثان\n\n{CEASEFIRE}")
    archive.read_again(one)
    assert shared_with(archive, one) == shared_with(archive, other) == Sharing()
    assert fingerprint_missing(archive) == 1
    assert [d.article_id for d in shared_with(archive, one).near_duplicates] == [other]
    archive.remove(other)
    assert shared_with(archive, one) == Sharing()
    assert shared_with(archive, other) == Sharing()
    archive.remove(one)
    assert fingerprint_rows(archive) == []


def test_an_archive_of_before_has_its_fingerprints_made(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.in_file(path) as archive:
        one, other = put(archive, f"أول\n\n{CEASEFIRE}", f"ثان\n\n{CEASEFIRE}")
        with archive.engine.begin() as connection:
            config = Config(attributes={"connection": connection})
            folder = Path(schema.__file__).with_name("migrations")
            config.set_main_option("script_location", str(folder))
            command.downgrade(config, "0002")
            assert "fingerprint" not in sa.inspect(connection).get_table_names()
    with Archive.in_file(path) as archive:
        assert shared_with(archive, one) == Sharing()
        assert fingerprint_missing(archive) == 2
        assert [d.article_id for d in shared_with(archive, one).near_duplicates] == [other]


def test_a_long_article_takes_more_fingerprints_than_one_query_does_values(
    archive: Archive,
) -> None:
    text = "\n\n".join(" ".join(invented(12, seed)) + "." for seed in range(300))
    one, other = put(archive, f"أول\n\n{text}", f"ثان\n\n{text}")
    found = shared_with(archive, one)
    assert found.passages == (Passage(2, 301, (Place(other, 2),), 1),)
    assert found.near_duplicates[0].is_same_text


def test_adding_annotating_and_reindexing_make_what_is_missing(
    seeded: Program, seeds: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.txt"
    seed = sorted(seeds.iterdir())[4].read_bytes()
    copy.write_bytes(seed + "\n\nنهاية النسخة\n".encode())
    added = seeded.json("--package", "none", "add", copy)["added"][0]["id"]

    def found() -> list[str]:
        with Archive.in_file(seeded.home / "archive.db") as archive:
            return [d.article_id for d in shared_with(archive, added).near_duplicates]

    def forget() -> None:
        with Archive.in_file(seeded.home / "archive.db") as archive:
            revision = archive.revision
            with archive.engine.begin() as connection:
                connection.execute(tables.fingerprinted.delete())
            assert archive.revision == revision

    original = found()
    assert len(original) == 1
    forget()
    assert found() == []
    assert seeded("annotate").stdout == "6 articles compared with the others\n"
    assert seeded.json("stats")["index"] == "up to date"
    assert found() == original
    assert seeded("annotate").stdout == "nothing to annotate\n"
    forget()
    seeded("--package", "none", "reindex")
    assert found() == original
