"""How well questions find paragraphs of the other language by the lexicon alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analysis import Token, analyse
from index.lexicon.function_words import is_function_word
from index.lexicon.lexicon import Counterpart, Lexicon

_K1, _B = 1.2, 0.5
_MAX_WORDS = 3


@dataclass(frozen=True)
class Found:
    """MRR@10 and recall@20, and the share of the questions' content words that are known."""

    mrr: float
    recall: float
    known: float


def evaluated(folder: Path, lexicon: Lexicon, *, arabic: bool) -> Found:
    """Return what XQuAD's Arabic or English questions find among paragraphs of the other language.

    BM25 over stems, k1 1.2, b .5: each counterpart of each word and phrase of a question is a term
    of the query, weighted by its probability.
    """
    # The set's loader is part of the tests, as the set itself is no part of the program.
    from tests.quality import xquad

    data = xquad.load(folder)
    asked, sought = (0, 1) if arabic else (1, 0)
    paragraphs = _Paragraphs([pair[sought] for pair in data.paragraphs])
    ranks = []
    words = known = 0
    for pair, answer in zip(data.questions, data.answers, strict=True):
        tokens = list(analyse(pair[asked]))
        content = [token for token in tokens if not is_function_word(token)]
        words += len(content)
        known += sum(bool(lexicon.counterparts(token)) for token in content)
        ranks.append(paragraphs.rank(_terms(tokens, lexicon), answer))
    return Found(
        sum(1 / rank for rank in ranks if rank <= 10) / len(ranks),
        sum(rank <= 20 for rank in ranks) / len(ranks),
        known / words,
    )


def _terms(tokens: Sequence[Token], lexicon: Lexicon) -> list[Counterpart]:
    words = [found for token in tokens for found in lexicon.counterparts(token)]
    return words + [
        found
        for size in range(2, _MAX_WORDS + 1)
        for n in range(len(tokens) - size + 1)
        for found in lexicon.phrase_counterparts(tokens[n : n + size])
    ]


class _Paragraphs:
    """Paragraphs by their runs of one to three stems."""

    def __init__(self, texts: Sequence[str]) -> None:
        stems = [[token.stem for token in analyse(text)] for text in texts]
        self._lengths = [len(words) for words in stems]
        self._average = sum(self._lengths) / len(stems)
        self._found: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for number, words in enumerate(stems):
            for size in range(1, _MAX_WORDS + 1):
                for n in range(len(words) - size + 1):
                    self._found[" ".join(words[n : n + size])][number] += 1

    def rank(self, terms: Sequence[Counterpart], answer: int) -> float:
        """Return the rank of a paragraph, from 1, infinite where no term is in it."""
        scores: defaultdict[int, float] = defaultdict(float)
        for term in terms:
            key = " ".join(token.stem for token in analyse(term.text))
            found = self._found.get(key, Counter())
            idf = math.log(1 + (len(self._lengths) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found.items():
                length = _K1 * (1 - _B + _B * self._lengths[number] / self._average)
                scores[number] += term.probability * idf * count * (_K1 + 1) / (count + length)
        order = sorted(scores, key=lambda number: (-scores[number], number))
        return order.index(answer) + 1 if answer in scores else math.inf
