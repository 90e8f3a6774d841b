"""Clusters of words that stand in like contexts, learnt from plain text.

A recogniser trained on a hundred thousand words has not seen most names; the clusters tell it which
words behave like those it has seen.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

_CONTEXTS = 2000  # frequent words whose nearness describes a word
_DIMENSIONS = 100
_OFFSETS = (-2, -1, 1, 2)


def cluster_words(
    sentences: Iterable[list[str]], *, words: int, clusters: int, seed: int
) -> dict[str, int]:
    """Return a cluster number for each of the most frequent ``words`` of tokenised sentences.

    Positive pointwise mutual information with frequent words at each distance, reduced by singular
    value decomposition (Levy and Goldberg 2014), then k-means.
    """
    kept = [s for s in sentences if len(s) > 1]
    counts = Counter(word for s in kept for word in s)
    vocabulary = [word for word, _ in counts.most_common(words)]
    number = {word: n for n, word in enumerate(vocabulary)}
    outside = len(vocabulary)
    # Sentences follow one another with a gap that no context reaches across.
    gap = [-1, -1]
    stream = np.array([n for s in kept for n in (*(number.get(w, outside) for w in s), *gap)])
    parts = [_associations(stream, offset, outside) for offset in _OFFSETS]
    reduced = TruncatedSVD(_DIMENSIONS, random_state=seed).fit_transform(hstack(parts).tocsr())
    means = MiniBatchKMeans(clusters, random_state=seed, batch_size=4096, n_init=1)
    labels = means.fit_predict(normalize(reduced))
    return {word: int(label) for word, label in zip(vocabulary, labels, strict=True)}


def _associations(stream: np.ndarray, offset: int, words: int) -> csr_matrix:
    """Return the positive pointwise mutual information of words with contexts at one distance."""
    left, right = (
        (stream[:-offset], stream[offset:]) if offset > 0 else (stream[-offset:], stream[:offset])
    )
    real = (left >= 0) & (left < words) & (right >= 0) & (right < _CONTEXTS)
    ones = np.ones(int(real.sum()), dtype=np.float32)
    table = csr_matrix((ones, (left[real], right[real])), shape=(words, _CONTEXTS))
    table.sum_duplicates()
    rows, columns = (np.asarray(table.sum(axis=n)).ravel() for n in (1, 0))
    entries = table.tocoo()
    expected = rows[entries.row] * columns[entries.col] ** 0.75
    total = float((columns**0.75).sum())
    entries.data = np.maximum(0, np.log(entries.data * total / np.maximum(expected, 1e-9)))
    return entries.tocsr()
