"""Comparing what the two sides of a translation mean, to find translations that went wrong."""

from collections.abc import Sequence

import numpy as np

from index.meaning.embedder import Model, open_embedder


class SideComparison:
    """Compares sentences with their English by the model “use”, whichever serves search.

    Of the 2,397 sentences that translation is measured on, in the English of the program's own
    package, it tells the worst tenth, by chrF beside a good translation, with an area under the
    curve of .81; E5 does with .59.
    """

    least = 0.38
    """Of these 2,397, 2.0 % lie lower: of those 55 % are among the worst tenth, and of the half
    that no other flag has 50 %, where of all without a flag 8 % are. So do 2.3 % of 2,482 sentences
    of other news; the 21 that had no other flag were looked at, and all were garbled. Of good
    translations lie lower: 0.5 % of the same 2,397, 0 of 1,200 sentences of news, 2 % of 500 short
    ones of everyday life. With the English of another sentence 99.9 % do, with the first third of
    their own 62 %."""

    def __init__(self) -> None:
        """Load the model; raises ``MeaningUnavailable``."""
        self._embedder = open_embedder(Model.USE)
        self.name = f"{self._embedder.name} from {self.least}"

    def cosines(self, arabic: Sequence[str], english: Sequence[str]) -> list[float]:
        """Return the cosine of the vectors of each sentence and its translation."""
        sides = self._embedder.passages(arabic), self._embedder.passages(english)
        return [float(cosine) for cosine in np.sum(sides[0] * sides[1], axis=1)]
