"""How fast the program is, beside what it compares to, measured in one run."""

import json
import lzma
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest

from archive.entities import recogniser
from archive.entities.annotation import annotate_missing
from archive.errors import UnreadableFile
from archive.ingest import read_article
from archive.store import Archive
from index.analysis import analyse
from index.search import SearchIndex
from tests.conftest import KEY

pytestmark = pytest.mark.bench

ARTICLES = 2000
ANNOTATED = 1000
QUERIES = 100


@pytest.fixture(scope="module")
def news(shared: Path) -> list[tuple[str, str]]:
    """Titles and texts of real newspaper articles of 2015, read where they lie."""
    with lzma.open(shared / "news" / "saudinewsnet.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [(row["title"], row["text"]) for row in map(json.loads, islice(lines, ARTICLES))]


@pytest.fixture(scope="module")
def archive(
    tmp_path_factory: pytest.TempPathFactory, news: list[tuple[str, str]]
) -> Iterator[Archive]:
    with Archive.in_file(tmp_path_factory.mktemp("bench") / "archive.db") as archive:
        started = time.perf_counter()
        for n, (title, text) in enumerate(news):
            with suppress(UnreadableFile):  # a handful has no text
                archive.add(*read_article(f"{title}\n\n{text}\n".encode(), f"{n}.txt"))
        report("read and store", f"{len(news) / (time.perf_counter() - started):.0f} articles/s")
        yield archive


def report(what: str, figure: str) -> None:
    print(f"\n{what:<44}{figure}")


def percentiles(ask: Callable[[str], object], queries: list[str]) -> str:
    times = []
    for query in queries:
        started = time.perf_counter()
        ask(query)
        times.append(1000 * (time.perf_counter() - started))
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"


def test_annotation(archive: Archive, tmp_path: Path) -> None:
    recogniser.load()
    with Archive.in_file(tmp_path / "archive.db") as fresh:
        for translated in islice(archive.changed_since(0), ANNOTATED):
            kept = archive.original(translated.article.id)
            fresh.add(kept, translated.article)
        started = time.perf_counter()
        count = annotate_missing(fresh)
        seconds = time.perf_counter() - started
    report(f"entities and dates of {count} articles", f"{count / seconds:.0f} articles/s")


def test_search_beside_sqlite_fts5(archive: Archive, tmp_path: Path) -> None:
    index = SearchIndex(archive, tmp_path / "index", KEY)
    started = time.perf_counter()
    index.rebuild()
    report(
        f"indexing {ARTICLES} articles",
        f"{ARTICLES / (time.perf_counter() - started):.0f} articles/s, "
        f"{size(tmp_path / 'index') / ARTICLES / 1024:.1f} kB an article",
    )
    translated = list(archive.changed_since(0))
    fts = sqlite3.connect(tmp_path / "fts.db")
    fts.execute("CREATE VIRTUAL TABLE article USING fts5(title, text)")
    started = time.perf_counter()
    rows = (
        (" ".join(t.exact for t in analyse(a.article.title)), stems(a.article.text))
        for a in translated
    )
    fts.executemany("INSERT INTO article VALUES (?, ?)", rows)
    fts.commit()
    report(
        "  SQLite FTS5, one view",
        f"{ARTICLES / (time.perf_counter() - started):.0f} articles/s, "
        f"{(tmp_path / 'fts.db').stat().st_size / ARTICLES / 1024:.1f} kB an article",
    )
    words = [t.exact for a in translated for t in analyse(a.article.title) if len(t.exact) > 3]
    chosen = random.Random(2).choices(words, k=2 * QUERIES)
    queries = [" OR ".join(chosen[n : n + 2]) for n in range(0, len(chosen), 2)]
    report(f"{QUERIES} queries of two words, ten hits shown", percentiles(index.search, queries))

    def ask(query: str) -> object:
        return fts.execute(
            "SELECT rowid FROM article WHERE article MATCH ? ORDER BY rank LIMIT 10",
            (" OR ".join(f'"{stems(word)}"' for word in query.split(" OR ")),),
        ).fetchall()

    report("  SQLite FTS5, ranks only", percentiles(ask, queries))
    fts.close()
    index.close()


def stems(text: str) -> str:
    return " ".join(token.stem for token in analyse(text))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
