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
from archive.translation.argos import open_package
from archive.translation.packages import BUNDLED, open_folder
from archive.translation.translator import Translator
from index.analysis import analyse
from index.search import SearchIndex
from tests.conftest import KEY

pytestmark = pytest.mark.bench

ARTICLES = 2000
SENTENCES = 400
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


def test_translation_beside_the_call_of_argos(archive: Archive) -> None:
    package = open_folder(BUNDLED / "ar_en")
    sentences = [
        sentence.text
        for translated in archive.changed_since(0)
        for sentence in translated.article.sentences
    ]
    sentences = random.Random(1).sample(sentences, SENTENCES)
    translator = Translator(package)
    started = time.perf_counter()
    translator.translate(sentences)
    ours = len(sentences) / (time.perf_counter() - started)

    import ctranslate2
    from argostranslate.translate import apply_packaged_translation

    class Whole:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    argos = open_package(package.path)
    model = ctranslate2.Translator(str(package.path / "model"), device="cpu")
    started = time.perf_counter()
    for sentence in sentences:
        apply_packaged_translation(argos, sentence, model, Whole(), num_hypotheses=1)
    theirs = len(sentences) / (time.perf_counter() - started)
    report(f"translating {SENTENCES} sentences, beam 4", f"{ours:.0f} sentences/s")
    report("  apply_packaged_translation of Argos", f"{theirs:.0f} sentences/s")
    report("  ratio", f"{ours / theirs:.1f}")


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
