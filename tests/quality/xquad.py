"""XQuAD as a retrieval set: which of its paragraphs answers each question.

The files hold paragraphs and questions in document order, without saying which belong together.
Every paragraph has at least one question, so the assignment is the monotone path through both with
the greatest overlap of words, weighted by rarity, in both languages.
"""

import math
from collections import Counter
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
