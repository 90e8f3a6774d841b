"""The fields of the index in Whoosh's terms, and how places are kept in their postings."""

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Segment as Segment

__all__ = [
    "BYTES",
    "COLUMNS",
    "DAYS",
    "LISTED",
    "PLACED",
    "PLAIN",
    "PUBLISHED",
    "Places",
    "Segment",
    "make",
]

VERSION = 5
"""Changes whenever an index of before can't be read any more."""

PLACED = ("ar_exact", "ar_stem", "en_exact", "en_stem", "names")
"""Fields whose postings keep the places of a word."""

LISTED = ("ar_exact", "ar_stem", "en_exact", "en_stem", "names", "about")
"""Fields whose words are listed beside the postings, for those that go through all of them."""

PLAIN = ("about", "source", "tag", "entity", "day", "flag")
"""Fields whose postings only say which articles have a term."""

COLUMNS = ("id", "source_name", "entities", "flags")
"""Values by article: its id, its source as written, ids of the entities it names, flags."""

PUBLISHED = "published"
"""The column of publication dates: days as ``date.toordinal`` counts them, 0 for undated."""


class Places(formats.Format):
    """Postings that keep places as packed integers, which NumPy reads a whole list of at once.

    Whoosh's own ``Positions`` pickles those of every posting by themselves.
    """

    def word_values(self, value: Any, analyzer: Any, **kwargs: Any) -> Any:
        """Refuse: postings are made by ``index.segments``."""
        raise TypeError("postings are made before Whoosh sees them")

    @staticmethod
    def encode(places: Sequence[int]) -> bytes:
        """Pack ascending places."""
        return array("I", places).tobytes()

    @staticmethod
    def decode(packed: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the places of several postings, one after another, and how many each has."""
        size = array("I").itemsize
        counts = np.array([len(places) // size for places in packed], np.int64)
        return np.frombuffer(b"".join(packed), f"u{size}").astype(np.int64), counts


class _Indexed(fields.FieldType):
    """A field whose terms are given as they are indexed."""

    def __init__(self, form: formats.Format) -> None:
        self.analyzer = None
        self.format = form
        self.scorable = False
        self.stored = False
        self.unique = False
        self.column_type = None


def make() -> fields.Schema:
    """Return the schema of a new index."""
    return fields.Schema(
        **{name: _Indexed(Places()) for name in PLACED},
        **{name: _Indexed(formats.Existence()) for name in PLAIN},
    )


BYTES = columns.VarBytesColumn()
DAYS = columns.NumericColumn("I", default=0)
