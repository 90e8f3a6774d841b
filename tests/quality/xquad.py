"""XQuAD as a retrieval set: which of its paragraphs answers each question.

The files hold paragraphs and questions in document order, without saying which belong together.
Every paragraph has at least one question, so the assignment is the monotone path through both with
the greatest overlap of words, weighted by rarity, in both languages.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analysis import analyse

Pair = tuple[str, str]


@dataclass(frozen=True)
class RetrievalSet:
    """Paragraphs and questions as (Arabic, English), and each question's paragraph by index."""

    paragraphs: list[Pair]
    questions: list[Pair]
    answers: list[int]


def figures(ranks: Sequence[int | None]) -> dict[str, float]:
    """MRR@10 and recall@20 of the ranks of right answers, from 1, ``None`` where there is none."""
    return {
        "mrr_at_10": sum(1 / r for r in ranks if r is not None and r <= 10) / len(ranks),
        "recall_at_20": sum(r is not None and r <= 20 for r in ranks) / len(ranks),
    }


def plain_words(questions: RetrievalSet, view: str) -> dict[str, float]:
    """What BM25 (k1 1.2, b .75) on one view of the Arabic words reaches, without anything else."""
    texts = [[getattr(t, view) for t in analyse(arabic)] for arabic, _ in questions.paragraphs]
    counts = [Counter(words) for words in texts]
    frequency = Counter(word for each in counts for word in each)
    usual = sum(map(len, texts)) / len(texts)
    ranks: list[int | None] = []
    for (arabic, _), answer in zip(questions.questions, questions.answers, strict=True):
        scores = [0.0] * len(texts)
        for word in {getattr(t, view) for t in analyse(arabic)} & set(frequency):
            rarity = math.log(1 + (len(texts) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            for n, each in enumerate(counts):
                if word in each:
                    norm = 1.2 * (0.25 + 0.75 * len(texts[n]) / usual)
                    scores[n] += rarity * each[word] * 2.2 / (each[word] + norm)
        best = sorted(range(len(texts)), key=lambda n: -scores[n])
        ranks.append(best.index(answer) + 1)
    return figures(ranks)


def load(folder: Path) -> RetrievalSet:
    paragraphs = read_pairs(folder / "paragraphs.tsv")
    questions = read_pairs(folder / "questions.tsv")
    return RetrievalSet(paragraphs, questions, _assign(paragraphs, questions))


def read_pairs(path: Path) -> list[Pair]:
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [(fields[0], fields[1]) for line in lines if len(fields := line.split("\t")) >= 2]


def _assign(paragraphs: list[Pair], questions: list[Pair]) -> list[int]:
    bags = [_stems(pair) for pair in paragraphs]
    frequency = Counter(stem for bag in bags for stem in bag)
    weight = {stem: math.log(len(bags) / n) for stem, n in frequency.items()}
    overlap = [
        [sum(weight[stem] for stem in asked & bag) for bag in bags]
        for asked in map(_stems, questions)
    ]
    best = [overlap[0][0]] + [-math.inf] * (len(bags) - 1)
    steps: list[list[bool]] = []  # whether the path came from the paragraph before
    for row in overlap[1:]:
        came = [False] + [best[n - 1] > best[n] for n in range(1, len(bags))]
        best = [row[n] + (best[n - 1] if came[n] else best[n]) for n in range(len(bags))]
        steps.append(came)
    answers = [len(bags) - 1]
    for came in reversed(steps):
        answers.append(answers[-1] - came[answers[-1]])
    return answers[::-1]


def _stems(pair: Pair) -> set[str]:
    return {token.stem for text in pair for token in analyse(text)}
