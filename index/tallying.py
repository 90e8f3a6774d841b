"""Counting what the articles of a result have in common: months, sources, names, flags."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engine import Tally
from index.postings import IndexReader
from index.query import Language
from index.ranking import Matches

_MOST = 100  # entities and sources that are named

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class _Labels:
    """The values of a column: each article's, one after another, as numbers of ``names``."""

    names: list[str]
    codes: Numbers
    articles: Numbers

    @classmethod
    def read(cls, values: Sequence[Sequence[str]]) -> "_Labels":
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(v, len(numbers)) for each in values for v in each]
        articles = np.repeat(np.arange(len(values)), [len(each) for each in values])
        return cls(list(numbers), np.array(codes, np.int64), articles)

    def counted(self, chosen: NDArray[np.bool_]) -> tuple[tuple[str, int], ...]:
        """Return the most frequent values of the articles chosen, equals in alphabetic order."""
        counts = np.bincount(self.codes[chosen[self.articles]], minlength=len(self.names))
        least = np.sort(counts)[-_MOST] if counts.size > _MOST else 1
        found = [(self.names[n], int(counts[n])) for n in np.flatnonzero(counts >= max(least, 1))]
        return tuple(sorted(found, key=lambda one: (-one[1], one[0]))[:_MOST])


class Tallier:
    """Counts for one state of an index; reads what it needs when it is first asked."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    def tally(self, numbers: Numbers, matches: Matches) -> Tally:
        """Count over the articles with these numbers."""
        chosen = np.zeros(self._reader.size, bool)
        chosen[numbers] = True
        days = self._reader.days[numbers]
        languages = ((Language.ARABIC, matches.arabic), (Language.ENGLISH, matches.english))
        return Tally(
            months=_months(days[days > 0]),
            undated=int(np.count_nonzero(days == 0)),
            sources=self._sources.counted(chosen),
            entities=self._entities.counted(chosen),
            flags=self._flags.counted(chosen),
            languages=tuple(
                (language, count)
                for language, mask in languages
                if (count := int(np.count_nonzero(mask & chosen)))
            ),
        )

    @cached_property
    def _sources(self) -> _Labels:
        return _Labels.read([[t] if t else [] for t in self._reader.texts("source_name")])

    @cached_property
    def _entities(self) -> _Labels:
        return _Labels.read([text.split() for text in self._reader.texts("entities")])

    @cached_property
    def _flags(self) -> _Labels:
        return _Labels.read([text.split() for text in self._reader.texts("flags")])


def _months(days: NDArray[Any]) -> tuple[tuple[date, int], ...]:
    """Count days, as ``date.toordinal`` numbers them, by month."""
    since_1970 = days - date(1970, 1, 1).toordinal()
    months, counts = np.unique(
        since_1970.astype("datetime64[D]").astype("datetime64[M]"), return_counts=True
    )
    return tuple(
        (month.astype("datetime64[D]").item(), int(count))
        for month, count in zip(months, counts, strict=True)
    )
