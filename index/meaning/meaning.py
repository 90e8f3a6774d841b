"""Search by meaning in an archive: its vectors, and the model that made them, once they are asked.

Opening is put off until the first question: a model takes a third of a second and 100 MB.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np

from archive.arabic import has_arabic
from index.meaning.embedder import (
    Embedder,
    MeaningUnavailable,
    Model,
    Vectors,
    model_of,
    open_embedder,
)
from index.meaning.nearest import Alignment, Cosines, Nearest, Span, kernels
from index.meaning.passages import Side
from index.meaning.vectors import (
    About,
    Manifest,
    Stored,
    UnusableVectors,
    open_vectors,
    read_manifest,
)

_REMEMBERED = 256  # queries whose vectors are kept

_HOW_TO_EMBED = "make them with `warraq embed`"


@dataclass(frozen=True)
class Near:
    """How near the articles of an index are in meaning; ``cosines`` by number, nan if unknown.

    ``least`` is the cosine below which an article has nothing to do with what is asked for,
    ``weight`` what a cosine counts beside words, ``same`` the cosine from which on an article tells
    the same as another.
    """

    nearest: Nearest
    cosines: Cosines
    least: float
    weight: float
    same: float

    def spans(self, article_ids: Sequence[str]) -> dict[str, Span]:
        """Return the nearest passage of each of these articles that has any."""
        places = self.nearest.stored.places
        return {one: self.nearest.span(places[one]) for one in article_ids if one in places}


class Meaning:
    """The vectors in ``folder`` of the archive with this identity."""

    def __init__(self, folder: Path, archive: str) -> None:
        self._folder = folder
        self._archive = archive
        self._off: str | None = None
        self._lock = Lock()
        self._stored: Stored | None = None
        self._embedder: Embedder | None = None
        self._aligned: tuple[Sequence[str], Stored, Alignment] | None = None
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()

    def switch_off(self, reason: str) -> None:
        """Let nothing be found by meaning, and say why."""
        self._off = reason

    def manifest(self) -> Manifest:
        """Say what vectors there are; raises ``MeaningUnavailable`` where none can be used."""
        if self._off is not None:
            raise MeaningUnavailable(self._off)
        try:
            manifest = read_manifest(self._folder)
        except UnusableVectors as error:
            raise _unusable(error) from error
        if manifest is None or not manifest.rows:
            raise MeaningUnavailable(
                f"the archive has no vectors for search by meaning yet: {_HOW_TO_EMBED}"
            )
        if manifest.about.archive != self._archive:
            raise MeaningUnavailable(f"the vectors are of another archive: {_HOW_TO_EMBED}")
        return manifest

    def near(self, text: str, article_ids: Sequence[str]) -> Near:
        """Compare a text with all passages; ``article_ids`` are what ``cosines`` are told of.

        Raises ``MeaningUnavailable``.
        """
        stored, embedder = self._open()
        same, across = embedder.least
        side = stored.manifest.about.side
        is_same = side is (Side.ARABIC if has_arabic(text) else Side.ENGLISH)
        near = self._near(stored, embedder, self._vector(embedder, text), article_ids)
        farthest = float(near.nearest.of_articles.max()) - embedder.window
        least = same if is_same else across
        if len(text.split()) == 1:
            least += embedder.word
        return replace(near, least=max(least, farthest))

    def like(
        self, article_id: str, article_ids: Sequence[str], n: int | None = None
    ) -> Near | None:
        """Compare an article with all others, or of it the passages with sentence ``n``.

        ``None`` where it has no vectors. Raises ``MeaningUnavailable``.
        """
        stored, embedder = self._open()
        place = stored.places.get(article_id)
        if place is None:
            return None
        start = stored.starts[place]
        end = stored.starts[place + 1] if place + 1 < stored.starts.size else stored.rows.size
        chosen = np.arange(start, end)
        if n is not None:
            within = (stored.first[chosen] <= n) & (n <= stored.last[chosen])
            chosen = chosen[within]
            if not chosen.size:
                return None
        middle = stored.matrix[stored.rows[chosen]].astype(np.float32).mean(axis=0)
        vector = (middle / max(float(np.linalg.norm(middle)), 1e-9)).astype(np.float32)
        return self._near(stored, embedder, vector, article_ids)

    def check(self) -> None:
        """Make sure that the vectors and their model can be opened, or say why not.

        Raises ``MeaningUnavailable``.
        """
        self._open()

    def warm(self) -> None:
        """Open what the first question would have to wait for; raises ``MeaningUnavailable``."""
        _, embedder = self._open()
        embedder.query("")

    def _near(
        self, stored: Stored, embedder: Embedder, vector: Vectors, article_ids: Sequence[str]
    ) -> Near:
        nearest = Nearest(stored, vector)
        cosines = self._alignment(stored, article_ids).carried(nearest.of_articles)
        least, same = embedder.alike
        return Near(nearest, cosines, least, embedder.weight, same)

    def _open(self) -> tuple[Stored, Embedder]:
        manifest = self.manifest()
        kernels()
        with self._lock:
            if self._stored is None or self._stored.manifest != manifest:
                try:
                    self._stored = open_vectors(self._folder)
                except UnusableVectors as error:
                    raise _unusable(error) from error
            if self._stored is None:
                raise MeaningUnavailable(f"the archive has no vectors yet: {_HOW_TO_EMBED}")
            if self._embedder is None or self._embedder.name != manifest.about.model:
                self._embedder = _embedder_of(manifest)
                self._vectors.clear()
            return self._stored, self._embedder

    def _vector(self, embedder: Embedder, text: str) -> Vectors:
        with self._lock:
            if text in self._vectors:
                self._vectors.move_to_end(text)
                return self._vectors[text]
        vector = embedder.query(text)
        with self._lock:
            self._vectors[text] = vector
            if len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return vector

    def _alignment(self, stored: Stored, article_ids: Sequence[str]) -> Alignment:
        with self._lock:
            known = self._aligned
            if known is None or known[0] is not article_ids or known[1] is not stored:
                known = (article_ids, stored, Alignment(stored.places, article_ids))
                self._aligned = known
            return known[2]


def _embedder_of(manifest: Manifest) -> Embedder:
    made_by = manifest.about.model
    model = model_of(made_by)
    if model is None:
        raise MeaningUnavailable(
            f"the vectors were made by {made_by}, which this version does not know: "
            "make them anew with `warraq embed`"
        )
    embedder = open_embedder(Model(model))
    about = About.of(manifest.about.archive, embedder, manifest.about.side)
    if about != manifest.about:
        raise MeaningUnavailable(
            f"the vectors were made by {made_by}, installed is {embedder.name}: "
            "make them anew with `warraq embed`"
        )
    return embedder


def _unusable(error: UnusableVectors) -> MeaningUnavailable:
    return MeaningUnavailable(f"the vectors can't be used, {error}: {_HOW_TO_EMBED}")
