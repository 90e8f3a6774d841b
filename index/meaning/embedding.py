"""Making the vectors that an archive lacks."""

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.store import Archive
from index.meaning.embedder import Embedder
from index.meaning.passages import Passage, Side, passages
from index.meaning.vectors import VectorWriter, digest, in_bytes

_READ = 100  # articles read at a time
_STORED = 256  # passages stored at a time, some seconds' work
_PUBLISHED = 60.0  # seconds after which readers see what has been done so far


def embed_missing(
    archive: Archive,
    writer: VectorWriter,
    embedder: Embedder,
    side: Side,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Make vectors of the passages that have none, and return how many.

    ``progress`` is called with the number of articles done and of all that changed. When it is
    interrupted, what was stored stays, and the next run goes on from there.
    """
    # Read before the articles: what changes meanwhile is then looked at twice, never missed.
    revision = archive.revision
    # An archive that was put back from a backup may be older than its vectors.
    since = writer.revision if writer.revision <= revision else 0
    changed = archive.ids_changed_since(since)
    writer.forget(archive.removed_since(since) if since else set(writer.ids()) - set(changed))
    try:
        made = _embed_changed(archive, changed, writer, embedder, side, progress)
    except BaseException:
        writer.publish()  # what is done so far can be searched
        raise
    writer.compact()
    writer.publish(revision)
    if progress is not None:
        progress(len(changed), len(changed))
    return made


def _embed_changed(
    archive: Archive,
    changed: Sequence[str],
    writer: VectorWriter,
    embedder: Embedder,
    side: Side,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Store the vectors of articles batch by batch; return of how many passages they were made."""
    made = 0
    published = time.monotonic()
    waiting: list[tuple[str, list[Passage]]] = []
    done = 0
    for article_id, parts in _passages(archive, changed, side):
        if writer.digests(article_id) == [digest(part.texts) for part in parts]:
            done += 1
        else:
            waiting.append((article_id, parts))
        if sum(len(parts) for _, parts in waiting) >= _STORED:
            made += _embed(writer, embedder, waiting)
            done += len(waiting)
            waiting = []
            if time.monotonic() - published > _PUBLISHED:
                writer.publish()
                published = time.monotonic()
        if progress is not None:
            progress(done, len(changed))
    made += _embed(writer, embedder, waiting)
    return made


def _passages(
    archive: Archive, article_ids: Sequence[str], side: Side
) -> Iterator[tuple[str, list[Passage]]]:
    for start in range(0, len(article_ids), _READ):
        for article in archive.get_many(article_ids[start : start + _READ]):
            yield article.article.id, list(passages(article, side))


def _embed(
    writer: VectorWriter, embedder: Embedder, articles: Sequence[tuple[str, Sequence[Passage]]]
) -> int:
    """Store the passages of articles with their vectors; return how many had to be made."""
    texts = {digest(part.texts): part.texts for _, parts in articles for part in parts}
    vectors = writer.known(texts)
    missing = [one for one in texts if one not in vectors]
    for one, vector in zip(missing, _vectors(embedder, [texts[m] for m in missing]), strict=True):
        vectors[one] = vector
    rows = [vectors[digest(part.texts)] for _, parts in articles for part in parts]
    writer.put(articles, np.array(rows, np.int8).reshape(len(rows), embedder.dimensions))
    return len(missing)


def _vectors(embedder: Embedder, texts: Sequence[Sequence[str]]) -> NDArray[np.int8]:
    """Return a vector of each passage, in the middle of its texts' vectors."""
    every = embedder.passages([text for each in texts for text in each])
    middle = every.reshape(len(texts), -1, embedder.dimensions).mean(axis=1) if texts else every
    lengths = np.linalg.norm(middle, axis=1, keepdims=True)
    return in_bytes((middle / np.maximum(lengths, 1e-9)).astype(np.float32), embedder.reach)
