"""30,000 newspaper articles, and queries asked of them.

Reading, annotating and translating them takes a quarter of an hour, embedding them an hour: the
archive is kept for the next run where the environment variable BENCH_ARCHIVE names a folder for it.
"""

import json
import lzma
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from archive.entities.annotation import annotate_missing
from archive.entities.catalogue import Catalogue
from archive.errors import UnreadableFile
from archive.ingest import read_article
from archive.store import Archive
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.run import translate_missing
from index.analysis import analyse
from index.stop_words import STOP_WORDS
from tests.bench.measuring import Asked, report, stem

TRANSLATED = 18_000
"""Sentences that are translated, those of about a thousand articles."""


class _Enough(Exception):
    pass


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the archive is kept."""
    return Path(os.environ.get("BENCH_ARCHIVE") or tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="session")
def archive(folder: Path, shared: Path) -> Iterator[Archive]:
    is_new = not (folder / "archive.db").exists()
    with Archive.in_file(folder / "archive.db") as archive:
        if is_new:
            _fill(archive, shared / "news" / "saudinewsnet.jsonl.xz")
        yield archive


def _fill(archive: Archive, path: Path) -> None:
    started = time.perf_counter()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for n, row in enumerate(map(json.loads, lines)):
            title = " ".join(row["title"].split()).replace('"', "'")
            head = (
                f'---\ntitle: "{title}"\ndate: {row["date"][:10]}\nsource: {row["source"]}\n---\n'
            )
            with suppress(UnreadableFile):  # a handful has no text
                archive.add(*read_article(f"{head}\n{row['text']}\n".encode(), f"{n}.md"))
    report("reading and storing 30,676 articles", f"{time.perf_counter() - started:.0f} s")
    annotate_missing(archive)

    def stop(done: int, *_: int) -> None:
        if done >= TRANSLATED:
            raise _Enough

    with suppress(_Enough):
        translate_missing(archive, open_folder(BUNDLED / "ar_en"), stop)


@pytest.fixture(scope="session")
def titles(archive: Archive) -> list[list[str]]:
    """The words of the titles, folded, but those that say nothing."""
    found = []
    ids = archive.ids_changed_since(0)
    for start in range(0, len(ids), 500):
        for translated in archive.get_many(ids[start : start + 500]):
            words = [token.exact for token in analyse(translated.article.title)]
            found.append([w for w in words if w not in STOP_WORDS and len(w) > 2])
    return found


@pytest.fixture(scope="session")
def asked(archive: Archive, titles: list[list[str]]) -> list[Asked]:
    """200 queries of all kinds, the same each time: words as frequent as titles have them."""
    chance = random.Random(5)
    long_titles = [title for title in titles if len(title) > 4]
    people = [e.entity.name_ar for e in Catalogue(archive).listing(limit=300)]

    def words(count: int) -> list[str]:
        return chance.choice(long_titles)[:count]

    def quoted(parts: Sequence[str], between: str) -> str:
        return between.join(f'"{part}"' for part in parts)

    queries = []
    for _ in range(50):
        (one,) = words(1)
        queries.append(Asked("word", one, f'"{stem(one)}"', stem(one)))
    for count, times in ((2, 30), (3, 20)):
        for _ in range(times):
            few = words(count)
            stems = [stem(w) for w in few]
            together = " AND ".join(stems)
            queries.append(Asked(f"{count} words", " ".join(few), quoted(stems, " AND "), together))
    for _ in range(20):
        few = [words(1)[0], words(1)[0]]
        stems = [stem(w) for w in few]
        queries.append(Asked("or", " OR ".join(few), quoted(stems, " OR "), " OR ".join(stems)))
    for _ in range(15):
        few = [words(1)[0], words(1)[0]]
        one, two = map(stem, few)
        apart = f'"{one}" NOT "{two}"'
        queries.append(Asked("not", f"{few[0]} -{few[1]}", apart, f"{one} AND NOT {two}"))
    for _ in range(20):
        few = words(2)
        phrase = " ".join(map(stem, few))
        queries.append(Asked("phrase", f'"{" ".join(few)}"', f'"{phrase}"', f'"{phrase}"'))
    for _ in range(10):
        few = words(2)
        one, two = map(stem, few)
        near = f'NEAR("{one}" "{two}", 5)'
        queries.append(Asked("near", f'"{" ".join(few)}"~5', near, f'"{one} {two}"~5'))
    for _ in range(10):
        start = words(1)[0][:4]
        queries.append(Asked("prefix", f"{start}*", f"{start}*", None))
    for _ in range(5):
        queries.append(Asked("fuzzy", f"{words(1)[0]}~"))
    for _ in range(5):
        queries.append(Asked("title", f"title:{words(1)[0]}"))
    for _ in range(10):
        queries.append(Asked("name", f'entity:"{chance.choice(people)}"'))
    for english in ("king", "oil prices", "Yemen", "ceasefire", "health minister"):
        queries.append(Asked("English", english))
    assert len(queries) == 200
    return queries
