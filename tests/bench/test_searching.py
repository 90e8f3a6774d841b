"""Search on 30,000 newspaper articles, beside SQLite FTS5 and Tantivy, measured in one run.

Reading, annotating and translating them takes a quarter of an hour: the archive is kept for the
next run where the environment variable BENCH_ARCHIVE names a folder for it.
"""

import json
import lzma
import os
import random
import resource
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
from index.search import SearchIndex
from index.stop_words import STOP_WORDS
from tests.bench.serving import first_bytes, served
from tests.conftest import KEY

pytestmark = pytest.mark.bench

TRANSLATED = 18_000
"""Sentences that are translated, those of about a thousand articles."""

HITS = 10

FREQUENT = "السعودية المملكة وزير الملك محمد رئيس مجلس عام يوم العمل الى التي وقال خلال"


class _Enough(Exception):
    pass


@dataclass(frozen=True)
class Asked:
    """A query, with how FTS5 and Tantivy put it, ``None`` where they can't."""

    kind: str
    query: str
    fts: str | None = None
    tantivy: str | None = None


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Archive]:
    folder = Path(os.environ.get("BENCH_ARCHIVE") or tmp_path_factory.mktemp("bench"))
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


@pytest.fixture(scope="module")
def titles(archive: Archive) -> list[list[str]]:
    """The words of the titles, folded, but those that say nothing."""
    found = []
    ids = archive.ids_changed_since(0)
    for start in range(0, len(ids), 500):
        for translated in archive.get_many(ids[start : start + 500]):
            words = [token.exact for token in analyse(translated.article.title)]
            found.append([w for w in words if w not in STOP_WORDS and len(w) > 2])
    return found


@pytest.fixture(scope="module")
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


def test_searching(archive: Archive, asked: list[Asked], tmp_path: Path) -> None:
    ids = archive.ids_changed_since(0)
    index = SearchIndex(archive, tmp_path / "index", KEY)
    started = time.perf_counter()
    index.rebuild()
    seconds = time.perf_counter() - started
    peak = sum(
        resource.getrusage(who).ru_maxrss * (2 if who == resource.RUSAGE_CHILDREN else 1)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    report(f"indexing {len(ids)} articles", f"{len(ids) / seconds:.0f} articles/s")
    report("  size", f"{size(tmp_path / 'index') / len(ids) / 1024:.1f} kB an article")
    report("  peak memory, two processes beside the first", f"{peak / 1024:.0f} MB")
    fts, fts_speed = _fts(archive, ids, tmp_path)
    tantivy_ask, tantivy_speed = _tantivy(archive, ids, tmp_path)
    report("  SQLite FTS5, stems only, one process", f"{fts_speed:.0f} articles/s")
    report("  Tantivy, stems only", f"{tantivy_speed:.0f} articles/s")
    searcher = index.searcher()
    index.warm()
    counts = {}
    for one in asked:  # a warm process has answered before
        counts[one.query] = index.search(one.query, limit=HITS, with_facets=True).total

    report(
        "200 queries, hits with marked sentences, facets",
        percentiles(lambda one: index.search(one.query, limit=HITS, with_facets=True), asked),
    )
    report(
        "  ten hits, no facets", percentiles(lambda one: index.search(one.query, limit=HITS), asked)
    )
    report("  cold: the first time each", cold(archive, tmp_path / "index", asked))
    report(
        "  SQLite FTS5, ids only",
        percentiles(lambda one: fts(one.fts), [one for one in asked if one.fts]),
    )
    report(
        "  Tantivy, ids only",
        percentiles(lambda one: tantivy_ask(one.tantivy), [one for one in asked if one.tantivy]),
    )
    by_kind = Counter(one.kind for one in asked)
    for kind in by_kind:
        of_kind = [one for one in asked if one.kind == kind]
        report(
            f"    {kind}, {len(of_kind)}",
            percentiles(lambda one: index.search(one.query, limit=HITS, with_facets=True), of_kind),
        )
    report("  the slowest of hostile queries", slowest(index))
    with served(archive, index) as port:
        queries = [one.query for one in asked]
        first_bytes(port, queries)
        times, sizes = first_bytes(port, queries)
    report("  the search page over a socket, first byte", shares(times))
    report(
        "    its size, compressed",
        f"median {statistics.median(sizes) / 1000:.0f} kB, largest {max(sizes) / 1000:.0f} kB",
    )
    print("\narticles found:", ", ".join(f"{q} {n}" for q, n in counts.items()))
    assert searcher is index.searcher()
    path = next(Path(__file__).parents[2].joinpath("seeds").iterdir())
    removable = archive.add(*read_article(path.read_bytes(), path.name))
    started = time.perf_counter()
    index.update()
    report("adding one article to the index", f"{time.perf_counter() - started:.2f} s")
    index.close()
    if removable:
        archive.remove(read_article(path.read_bytes(), path.name)[1].id)


def slowest(index: SearchIndex) -> str:
    """Ask for as much as the limits of a query let through."""
    letters = "ابتثجحخدذرزسشصضط"
    frequent = FREQUENT.split()
    hostile = {
        "beginnings": " OR ".join(f"ا{letter}*" for letter in letters),
        "near spellings": " OR ".join(f"ال{letter}ات~" for letter in letters),
        "frequent words": " OR ".join(frequent * 3),
        "all frequent": " ".join(frequent * 3),
        "a long phrase": '"' + "في من على ان " * 16 + '"',
        "frequent words near each other": '"' + "في من على ان " * 8 + '"~50',
        "unknown words": " OR ".join(f"qarab{x}kh{y}" for x in "abcdef" for y in "xyzuvw"),
    }
    times = {}
    for name, query in hostile.items():
        started = time.perf_counter()
        index.search(query, limit=HITS, with_facets=True)
        times[name] = 1000 * (time.perf_counter() - started)
    worst = max(times, key=lambda name: times[name])
    return f"{times[worst]:.0f} ms, {worst}"


def cold(archive: Archive, folder: Path, asked: Sequence[Asked]) -> str:
    index = SearchIndex(archive, folder, KEY)
    index.warm()
    found = percentiles(lambda one: index.search(one.query, limit=HITS, with_facets=True), asked)
    index.close()
    return found


def _texts(archive: Archive, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(ids), 200):
        for translated in archive.get_many(ids[start : start + 200]):
            words = " ".join(token.stem for token in analyse(translated.article.text))
            yield translated.article.id, words


def _fts(
    archive: Archive, ids: Sequence[str], folder: Path
) -> tuple[Callable[[str | None], object], float]:
    fts = sqlite3.connect(folder / "fts.db")
    fts.execute("CREATE VIRTUAL TABLE article USING fts5(id UNINDEXED, text)")
    started = time.perf_counter()
    fts.executemany("INSERT INTO article VALUES (?, ?)", _texts(archive, ids))
    fts.commit()
    speed = len(ids) / (time.perf_counter() - started)
    chosen = f"SELECT id FROM article WHERE article MATCH ? ORDER BY rank LIMIT {HITS}"
    return lambda query: fts.execute(chosen, (query,)).fetchall(), speed


def _tantivy(
    archive: Archive, ids: Sequence[str], folder: Path
) -> tuple[Callable[[str | None], object], float]:
    tantivy = pytest.importorskip("tantivy")
    (folder / "tantivy").mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build(), path=str(folder / "tantivy"))
    started = time.perf_counter()
    writer = index.writer()
    for article_id, text in _texts(archive, ids):
        writer.add_document(tantivy.Document(id=article_id, text=text))
    writer.commit()
    writer.wait_merging_threads()
    speed = len(ids) / (time.perf_counter() - started)
    index.reload()
    searcher = index.searcher()

    def ask(query: str | None) -> object:
        parsed = index.parse_query(query, ["text"])
        return [searcher.doc(hit)["id"] for _, hit in searcher.search(parsed, HITS).hits]

    return ask, speed


def stem(word: str) -> str:
    return next(analyse(word)).stem


def percentiles(ask: Callable[[Asked], object], asked: Sequence[Asked]) -> str:
    times = []
    for one in asked:
        started = time.perf_counter()
        ask(one)
        times.append(1000 * (time.perf_counter() - started))
    return shares(times)


def shares(times: Sequence[float]) -> str:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"


def report(what: str, figure: str) -> None:
    print(f"{what:<52}{figure}", flush=True)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
