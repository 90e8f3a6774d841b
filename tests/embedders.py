"""A model of meaning for tests: small, at once there, and told what means the same."""

import zlib
from collections.abc import Sequence

import numpy as np

from index.analysis import analyse
from index.meaning.embedder import Vectors

_ALIKE = (("هدنة", "truce", "armistice"), ("نفط", "oil", "petroleum"), ("وزير", "minister"))
_MEANS = {token.stem: same[0] for same in _ALIKE for word in same for token in analyse(word)}


class BagEmbedder:
    """Texts lie near each other that share stems, or words that ``_ALIKE`` says mean the same."""

    name = "bag 1"
    dimensions = 2048
    reach = 1.0
    weight = 5.0
    least = (0.1, 0.1)
    alike = (0.3, 0.9)
    word = 0.0
    window = 0.6

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def query(self, text: str) -> Vectors:
        return self._vector(text)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        rows = [self._vector(text) for text in texts]
        return np.array(rows, np.float32).reshape(len(rows), self.dimensions)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimensions, np.float32)
        for token in analyse(text):
            meant = _MEANS.get(token.stem, token.stem)
            vector[zlib.crc32(meant.encode()) % self.dimensions] += 1
        return vector / max(float(np.linalg.norm(vector)), 1e-9)
