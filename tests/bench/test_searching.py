"""Search on 30,000 newspaper articles, beside SQLite FTS5 and Tantivy, measured in one run."""

import resource
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from archive.ingest import read_article
from archive.store import Archive
from index.analysis import analyse
from index.search import SearchIndex
from tests.bench.measuring import Asked, percentiles, report, shares, size
from tests.bench.serving import first_bytes, served
from tests.conftest import KEY

pytestmark = pytest.mark.bench

HITS = 10

FREQUENT = "السعودية المملكة وزير الملك محمد رئيس مجلس عام يوم العمل الى التي وقال خلال"


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
