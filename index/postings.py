"""Reading the postings of a Whoosh index as arrays, over all of its segments.

Whoosh hands out postings one by one, through several layers of matchers; here its blocks of 128
are read as arrays. What is read is kept for the next query.
"""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import formats
from whoosh.codec import default_codec
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import TermNotFound

from index import schema
from index.segments import INDEX_NAME, read_words

_KEPT = 96_000_000
"""Bytes of arrays that are kept for the next query."""

PLACE_BITS = 32
"""A place is kept as ``article << PLACE_BITS | place``."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Postings:
    """The articles that have a term, by ascending number, and its weight in each."""

    articles: NDArray[np.int32]
    weights: NDArray[np.float32]


_NONE = Postings(np.empty(0, np.int32), np.empty(0, np.float32))
_NOWHERE: Numbers = np.empty(0, np.int64)


class _Segment:
    """One segment, opened; its articles are numbered from ``first`` on."""

    def __init__(self, storage: FileStorage, segment: schema.Segment, first: int) -> None:
        codec = default_codec()
        self.size: int = segment.doc_count_all()
        self.first = first
        self.deleted = [first + number for number in segment.deleted_docs()]
        self.terms = codec.terms_reader(storage, segment)
        self._values = codec.per_document_reader(storage, segment)

    def blocks(self, field: str, term: bytes) -> Iterator["_Blocks"]:
        """Yield a reader at each block of the term's postings, the same one again and again."""
        try:
            info = self.terms.term_info(field, term)
        except TermNotFound:
            return
        offset, length = info.extent()
        form = schema.Places() if field in schema.PLACED else formats.Existence()
        # Whoosh leaves a method of its own without a body that reading does not need.
        blocks = _Blocks(self.terms._postfile, offset, length, form)  # type: ignore[abstract]
        while True:
            yield blocks
            if blocks._lastblock:
                return
            blocks._next_block()

    def frequency(self, field: str, term: bytes) -> int:
        """Return how many of the segment's articles have the term."""
        try:
            return int(self.terms.doc_frequency(field, term))
        except (KeyError, TermNotFound):
            return 0

    def texts(self, column: str) -> list[str]:
        """Return a column's values."""
        if not self._values.has_column(column):
            return [""] * self.size
        reader = self._values.column_reader(column, schema.BYTES)
        return [reader[number].decode() for number in range(self.size)]

    def days(self) -> list[int]:
        """Return the publication dates, 0 for undated."""
        if not self._values.has_column(schema.PUBLISHED):
            return [0] * self.size
        return list(self._values.column_reader(schema.PUBLISHED, schema.DAYS).load())

    def close(self) -> None:
        self.terms.close()
        self._values.close()


class _Blocks(W3LeafMatcher):
    """Whoosh's reader of one term's blocks, giving a whole block at once."""

    _data: Any
    _blocklength: Any

    def articles(self) -> NDArray[np.int64]:
        self._read_data()
        return np.cumsum(np.array(self._data[0], np.int64))

    def weights(self) -> NDArray[np.float32]:
        weights = self._data[1]
        if weights is None or isinstance(weights, float):
            return np.full(self._blocklength, 1.0 if weights is None else weights, np.float32)
        return np.array(weights, np.float32)

    def places(self) -> tuple[Any, ...]:
        return tuple(self._data[2])


@dataclass(frozen=True)
class _Listed:
    """The words of a field: how many articles have each, and all in order."""

    counts: dict[str, int]
    ascending: list[str]


class IndexReader:
    """One state of an index, its articles numbered through; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        storage = FileStorage(str(folder))
        self.segments: list[schema.Segment] = TOC.read(storage, INDEX_NAME).segments
        sizes = [segment.doc_count_all() for segment in self.segments]
        starts = list(accumulate(sizes, initial=0))
        self.size = starts[-1]
        """Articles, the deleted ones included."""
        self._opened = [
            _Segment(storage, segment, first)
            for segment, first in zip(self.segments, starts, strict=False)
        ]
        self.alive = np.ones(self.size, bool)
        for opened in self._opened:
            self.alive[opened.deleted] = False
        self.ids = self.texts("id")
        self.days = np.array([day for o in self._opened for day in o.days()], np.int64)
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str, bool], Postings | Numbers] = OrderedDict()
        self._kept_bytes = 0
        self._listed: dict[str, _Listed] = {}

    def texts(self, column: str) -> list[str]:
        """Return a column's values for all articles, "" where there is none."""
        return [text for opened in self._opened for text in opened.texts(column)]

    def postings(self, field: str, word: str) -> Postings:
        """Return which articles have a word in a field."""
        found = self._kept_or(field, word, placed=False)
        assert isinstance(found, Postings)
        return found

    def places(self, field: str, word: str) -> Numbers:
        """Return where a word stands in a field: ``article << PLACE_BITS | place``, ascending."""
        found = self._kept_or(field, word, placed=True)
        assert not isinstance(found, Postings)
        return found

    def frequency(self, field: str, word: str) -> int:
        """Return how many articles have a word in a field, deleted ones included."""
        if (listed := self._listed.get(field)) is not None:
            return listed.counts.get(word, 0)
        term = word.encode()
        with self._lock:
            return sum(opened.frequency(field, term) for opened in self._opened)

    def beginning_with(self, field: str, prefix: str, limit: int) -> list[str]:
        """Return words of a field that begin so, ``limit`` of each segment at most."""
        if (listed := self._listed.get(field)) is not None:
            first = bisect_left(listed.ascending, prefix)
            few = listed.ascending[first : first + limit]
            return [word for word in few if word.startswith(prefix)]
        start, found = prefix.encode(), set()
        with self._lock:
            for opened in self._opened:
                for name, term in islice(opened.terms.terms_from(field, start), limit):
                    if name != field or not term.startswith(start):
                        break
                    found.add(term.decode())
        return sorted(found)

    def between(self, field: str, first: str, last: str) -> list[str]:
        """Return the words of a field from one to another, both included."""
        found = set()
        with self._lock:
            for opened in self._opened:
                for name, term in opened.terms.terms_from(field, first.encode()):
                    if name != field or term.decode() > last:
                        break
                    found.add(term.decode())
        return sorted(found)

    def words(self, field: str) -> dict[str, int]:
        """Return every word of one of ``schema.LISTED`` with how many articles have it.

        They are read once; from then on other questions on words need no file.
        """
        if (listed := self._listed.get(field)) is not None:
            return listed.counts
        counts: dict[str, int] = {}
        for segment in self.segments:
            for word, count in read_words(self._folder, segment, field).items():
                counts[word] = counts.get(word, 0) + count
        self._listed[field] = _Listed(counts, sorted(counts))
        return counts

    def __del__(self) -> None:
        # Whoever has opened a newer state leaves this one to those that are still searching in it.
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            while self._opened:
                self._opened.pop().close()

    def _kept_or(self, field: str, word: str, *, placed: bool) -> Postings | Numbers:
        key = (field, word, placed)
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
            read = self._read_places(field, word) if placed else self._read(field, word)
            self._kept[key] = read
            self._kept_bytes += _bytes(read)
            while self._kept_bytes > _KEPT and len(self._kept) > 1:
                self._kept_bytes -= _bytes(self._kept.popitem(last=False)[1])
            return read

    def _read(self, field: str, word: str) -> Postings:
        articles, weights = [], []
        for opened in self._opened:
            for block in opened.blocks(field, word.encode()):
                articles.append(block.articles() + opened.first)
                weights.append(block.weights())
        if not articles:
            return _NONE
        return Postings(np.concatenate(articles).astype(np.int32), np.concatenate(weights))

    def _read_places(self, field: str, word: str) -> Numbers:
        found = []
        for opened in self._opened:
            for block in opened.blocks(field, word.encode()):
                articles = block.articles() + opened.first
                places, counts = schema.Places.decode(block.places())
                found.append(np.repeat(articles << PLACE_BITS, counts) | places)
        return np.concatenate(found) if found else _NOWHERE


def _bytes(kept: Postings | Numbers) -> int:
    if isinstance(kept, Postings):
        return kept.articles.nbytes + kept.weights.nbytes + 200
    return kept.nbytes + 200
