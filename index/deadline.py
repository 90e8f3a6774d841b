"""A limit on the time that one query may take, checked between the steps of its work."""

import time

from archive.errors import ArchiveError


class QueryTooSlow(ArchiveError):
    """A query was given up because its time was over."""


class Deadline:
    """The moment at which a query is given up, ``seconds`` from now; ``None`` is never."""

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds

    def check(self) -> None:
        """Raise ``QueryTooSlow`` once the time is over."""
        if self._end is not None and time.monotonic() > self._end:
            raise QueryTooSlow(
                f"the query was given up after {self._seconds:g} seconds: "
                "ask for fewer words, or fewer beginnings and similar spellings"
            )
