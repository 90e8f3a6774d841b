"""Whoosh as the search engine: its files, segments and terms, read and ranked as arrays.

Texts are analysed before Whoosh sees them. Whoosh's own searching is not used: its shortcuts lose
hits (``AndNot`` lets through an article that both sides have, ``TopCollector`` drops good ones
where one Or stands in another), and without them it scores article by article in Python.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import whoosh
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from index import analysis, schema, tallying
from index.deadline import Deadline
from index.engine import Documents, Found, Order, Period, Ranked, Searcher, Tally, Terms
from index.fusing import By, Fused, Meant, fuse
from index.parallel import write_in_parallel
from index.postings import IndexReader
from index.query import Language, Node
from index.ranking import Matches, Ranking, Scores
from index.segments import INDEX_NAME

_HALF_LIFE = 365.0
"""Days after which an article counts half where recent ones are preferred."""

_TIER = 8
"""So many segments of one size, within a factor of as many, are made into one."""

_LARGE = 4096
"""Articles of a segment that is never made again only to save one."""


class WhooshEngine:
    """Writes and opens Whoosh indexes."""

    version = (
        f"whoosh {'.'.join(map(str, whoosh.__version__))}, "
        f"analysis {analysis.VERSION}, schema {schema.VERSION}"
    )

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""
        TOC.create(FileStorage(str(folder)), schema.make(), INDEX_NAME)

    def write(
        self,
        folder: Path,
        read: Documents,
        changed: Sequence[str],
        removed: Sequence[str],
        progress: Callable[[int, int], None],
    ) -> int:
        """Take in the articles that changed, and drop those removed; return how many there are."""
        storage = FileStorage(str(folder))
        toc = TOC.read(storage, INDEX_NAME)
        reader = IndexReader(folder)
        try:
            place = {
                article_id: number
                for number, article_id in enumerate(reader.ids)
                if reader.alive[number]
            }
            for article_id in (*changed, *removed):
                if (number := place.pop(article_id, None)) is not None:
                    _delete(toc.segments, number)
            kept, again = _tiers(toc.segments, len(changed))
            numbers = _numbers(toc.segments, again)
            ids = [*changed, *(i for i, number in place.items() if number in numbers)]
        finally:
            reader.close()
        made = write_in_parallel(folder, read, ids, lambda done: progress(done, len(ids)))
        segments = kept + made
        after = TOC(schema.make(), segments, toc.generation + 1)
        after.write(storage, INDEX_NAME)
        clean_files(storage, INDEX_NAME, after.generation, segments)
        return sum(_live(segment) for segment in segments)

    def open(self, folder: Path) -> Searcher:
        """Open an index for searching."""
        return WhooshSearcher(IndexReader(folder))


class WhooshSearcher:
    """Searches one state of a Whoosh index."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._tallier = tallying.Tallier(reader)
        # Newest first, undated last, then by id: the order of hits that match equally well.
        by_id = np.argsort(np.array(reader.ids, dtype=object), kind="stable")
        self._place = np.empty(reader.size, np.int64)
        self._place[by_id[np.argsort(-reader.days[by_id], kind="stable")]] = np.arange(reader.size)

    @property
    def terms(self) -> Terms:
        """The words of the index."""
        return self._reader

    @property
    def ids(self) -> Sequence[str]:
        """The ids of all articles by number, those deleted since included."""
        return self._reader.ids

    def search(
        self,
        root: Node,
        period: Period,
        *,
        offset: int,
        limit: int,
        order: Order = Order.RELEVANCE,
        tally: bool = False,
        deadline: Deadline | None = None,
        meant: Meant | None = None,
    ) -> Found:
        """Rank the articles that match and return ``limit`` of them from ``offset`` on."""
        if not self._reader.size:
            return Found(0, ())
        ranking = Ranking(self._reader, deadline or Deadline())
        matches = ranking.matches(root)
        published = self._published_in(period)
        if meant is None:
            fused = Fused(matches, matches.mask & published, np.zeros_like(matches.mask))
        else:
            allowed = published & ranking.mask(meant.within)
            fused = fuse(matches, meant, ranking.mask(meant.whole), allowed)
        numbers = np.flatnonzero(fused.matches.mask & published)
        keys = self._keys(numbers, fused.matches, order)
        shown = numbers[np.lexsort(keys)][offset : offset + limit]
        return Found(
            int(numbers.size),
            tuple(self._ranked(int(number), fused) for number in shown),
            self._tallier.tally(numbers, fused.matches) if tally else Tally(),
            int(np.count_nonzero(fused.by_words)),
        )

    def nearest(self, cosines: Scores, least: float, limit: int) -> list[Ranked]:
        """Return the articles with the largest cosines, by number, that have at least so much."""
        known = np.where(self._reader.alive, np.nan_to_num(cosines, nan=-2.0), -2.0)
        numbers = np.flatnonzero(known >= least)
        order = np.lexsort((self._place[numbers], -known[numbers]))[:limit]
        return [
            Ranked(self._reader.ids[number], float(known[number]), (), By.MEANING)
            for number in numbers[order]
        ]

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def _keys(self, numbers: np.ndarray, matches: Matches, order: Order) -> tuple[np.ndarray, ...]:
        """Return what hits are sorted by, the last first, as ``np.lexsort`` takes it."""
        place = self._place[numbers]
        if order is Order.NEWEST:
            return (place,)
        if order is Order.OLDEST:
            days = self._reader.days[numbers]
            return place, np.where(days > 0, days, np.iinfo(np.int64).max)
        scores = matches.scores[numbers].astype(np.float64)
        if order is Order.RECENT and numbers.size:
            days = self._reader.days[numbers]
            scores *= np.exp2((days - days.max()) / _HALF_LIFE)
        # So that sums in another order, from segments that lie otherwise, don't make a difference.
        return place, -np.round(scores, 4)

    def _published_in(self, period: Period) -> np.ndarray:
        days = self._reader.days
        if not period.is_limited:
            return np.ones(days.size, bool)
        start = period.start.toordinal() if period.start else 1
        end = period.end.toordinal() if period.end else np.iinfo(np.int64).max
        return (days >= start) & (days <= end)

    def _ranked(self, number: int, fused: Fused) -> Ranked:
        matches = fused.matches
        in_language = ((Language.ARABIC, matches.arabic), (Language.ENGLISH, matches.english))
        by = By.BOTH if fused.by_meaning[number] else By.WORDS
        return Ranked(
            self._reader.ids[number],
            float(matches.scores[number]),
            tuple(language for language, mask in in_language if mask[number]),
            by if fused.by_words[number] else By.MEANING,
        )


def _live(segment: schema.Segment) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _delete(segments: Sequence[schema.Segment], number: int) -> None:
    for segment in segments:
        if number < segment.doc_count_all():
            segment.delete_document(number)
            return
        number -= segment.doc_count_all()


def _tiers(
    segments: Sequence[schema.Segment], added: int
) -> tuple[list[schema.Segment], list[schema.Segment]]:
    """Divide the segments into those to keep and those whose articles are to be written again.

    Adding one article at a time would make a segment each: as soon as there are enough of about one
    size, they become one with what is added.
    """
    kept = [segment for segment in segments if _live(segment)]
    again: list[schema.Segment] = []
    size = added
    while 0 < size < _LARGE:
        alike = [s for s in kept if _tier(_live(s)) <= _tier(size)]
        if len(alike) < _TIER - 1:
            break
        kept = [s for s in kept if s not in alike]
        again += alike
        size += sum(map(_live, alike))
    return kept, again


def _tier(size: int) -> int:
    tier = 0
    while size >= _TIER:
        size //= _TIER
        tier += 1
    return tier


def _numbers(segments: Sequence[schema.Segment], chosen: Sequence[schema.Segment]) -> set[int]:
    numbers: set[int] = set()
    first = 0
    for segment in segments:
        if segment in chosen:
            numbers.update(range(first, first + segment.doc_count_all()))
        first += segment.doc_count_all()
    return numbers
