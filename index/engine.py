"""What a search engine must do for the program; Whoosh is the one there is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from index.analysis import Token
from index.query import Node


@dataclass(frozen=True)
class IndexDocument:
    """An article as an engine indexes it, both languages in one document.

    Titles and texts are lists of sentences, so that no phrase reaches across two of them.
    ``about`` is what the article's metadata says: source, place, tags. ``entities`` are the ids of
    what it names, ``names`` what those are called in both scripts, ``days`` the terms of the dates
    that it names, see ``index.days``.
    """

    id: str
    published: date | None
    title_ar: Sequence[str]
    title_en: Sequence[str]
    text_ar: Sequence[str]
    text_en: Sequence[str]
    about: Sequence[str] = ()
    entities: Sequence[str] = ()
    names: Sequence[str] = ()
    days: Sequence[str] = ()


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


@dataclass(frozen=True)
class Found:
    """How many articles match, and the ids and scores of those asked for, best first."""

    total: int
    ranked: tuple[tuple[str, float], ...]


class Searcher(Protocol):
    """One state of an index, open for searching; safe to use from several threads."""

    def search(self, root: Node, period: Period, offset: int, limit: int) -> Found:
        """Rank the articles that match and return ``limit`` of them from ``offset`` on.

        Ties have the same order in every call.
        """
        ...

    def knows(self, token: Token) -> bool:
        """Tell whether any article has the word, in either view."""
        ...

    def close(self) -> None:
        """Let go of the files."""
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
        documents: Iterable[IndexDocument],
        removed: Iterable[str],
        progress: Callable[[int], None],
    ) -> int:
        """Remove, then add or replace documents; return how many the index holds.

        ``progress`` is called with the number of documents written so far.
        """
        ...

    def open(self, folder: Path) -> Searcher:
        """Open an index for searching."""
        ...
