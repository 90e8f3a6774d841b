"""What a search engine must do for the program; Whoosh is the one there is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from index.deadline import Deadline
from index.documents import IndexDocument
from index.fusing import By, Meant
from index.query import Language, Node
from index.ranking import Scores


@dataclass(frozen=True)
class Period:
    """Publication dates from ``start`` to ``end``, both included; ``None`` is open.

    An undated article is in no period but the one that is open on both sides. Raises
    ``ValueError`` for a period that ends before it starts.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")

    @property
    def is_limited(self) -> bool:
        """Whether the period leaves any date out."""
        return self.start is not None or self.end is not None


class Order(StrEnum):
    """How hits are sorted. Ties are newest first, undated last, then by id."""

    RELEVANCE = "relevance"
    RECENT = "recent"  # relevance, an article of a year before the newest counting half
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Ranked:
    """An article that was found, how well it matches, how, and in which languages its words do."""

    id: str
    score: float
    languages: tuple[Language, ...]
    by: By = By.WORDS


@dataclass(frozen=True)
class Tally:
    """What all articles found have in common, each with how many of them have it.

    ``months`` are first days, in order; everything else has the most frequent first. An article
    that matches in both languages counts for both.
    """

    months: tuple[tuple[date, int], ...] = ()
    undated: int = 0
    sources: tuple[tuple[str, int], ...] = ()
    entities: tuple[tuple[str, int], ...] = ()
    flags: tuple[tuple[str, int], ...] = ()
    languages: tuple[tuple[Language, int], ...] = ()

    @property
    def years(self) -> tuple[tuple[int, int], ...]:
        """The years of publication, in order."""
        counts: dict[int, int] = {}
        for month, count in self.months:
            counts[month.year] = counts.get(month.year, 0) + count
        return tuple(sorted(counts.items()))


@dataclass(frozen=True)
class Found:
    """How many articles match, those of them that were asked for, and what all have in common.

    ``by_words`` counts those that match by their words.
    """

    total: int
    ranked: tuple[Ranked, ...]
    tally: Tally = field(default_factory=Tally)
    by_words: int = 0


class Terms(Protocol):
    """The words of an index, by field: ``ar_exact``, ``ar_stem``, ``en_exact``, ``en_stem``."""

    def frequency(self, field: str, word: str) -> int:
        """Return how many articles have a word, those deleted since included."""
        ...

    def beginning_with(self, field: str, prefix: str, limit: int) -> list[str]:
        """Return words that begin so, a few times ``limit`` at most."""
        ...

    def words(self, field: str) -> dict[str, int]:
        """Return every word with how many articles have it; this may take seconds."""
        ...


class Searcher(Protocol):
    """One state of an index, open for searching; safe to use from several threads."""

    @property
    def terms(self) -> Terms:
        """The words of the index."""
        ...

    @property
    def ids(self) -> Sequence[str]:
        """The ids of all articles by number, those deleted since included."""
        ...

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
        """Rank the articles that match and return ``limit`` of them from ``offset`` on.

        With ``meant`` those near in meaning are found as well, see ``index.fusing``. Every word of
        the query must have been expanded, see ``index.expansion``. Raises ``QueryTooSlow`` after
        the deadline.
        """
        ...

    def nearest(self, cosines: Scores, least: float, limit: int) -> list[Ranked]:
        """Return the articles with the largest cosines, by number, that have at least so much."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class Documents(Protocol):
    """Reads articles as they are indexed; can be sent to another process."""

    def __call__(self, article_ids: Sequence[str]) -> Iterator[IndexDocument]:
        """Yield the articles with these ids, without unknown ones."""
        ...


class Engine(Protocol):
    """Writes and opens an index in a folder of its own."""

    version: str
    """Names the engine and whatever of its format must match for an index to be opened."""

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""
        ...

    def write(
        self,
        folder: Path,
        read: Documents,
        changed: Sequence[str],
        removed: Sequence[str],
        progress: Callable[[int, int], None],
    ) -> int:
        """Take in the articles that changed, new ones as well, and drop those removed.

        Return how many the index holds. ``progress`` is called with the number of articles written
        so far, and of those to write, which may be more than changed.
        """
        ...

    def open(self, folder: Path) -> Searcher:
        """Open an index for searching."""
        ...
