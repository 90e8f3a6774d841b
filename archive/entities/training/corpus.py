"""Reading texts with marked names in the CoNLL layout, and counting what a recogniser finds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.arabic import fold
from archive.entities import gazetteer, recogniser
from archive.entities.gazetteer import Listed
from archive.entities.recogniser import spans
from archive.entities.tokens import Token

LABELS = ("PER", "LOC", "ORG")
"""The kinds that are counted; ANERcorp calls the first PERS."""


@dataclass(frozen=True)
class Labelled:
    """A sentence's folded words and their labels, B-PER, I-PER … or O."""

    words: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of exact spans."""

    precision: float
    recall: float
    f1: float
    count: int


def read(path: Path) -> Iterator[Labelled]:
    """Yield the sentences of a file with a word and its label a line, empty lines between."""
    words: list[str] = []
    labels: list[str] = []
    for line in (*path.read_text(encoding="utf-8").splitlines(), ""):
        word, _, label = line.partition(" ")
        if not line.strip():
            if words:
                yield Labelled(tuple(words), tuple(labels))
            words, labels = [], []
        elif word != "-DOCSTART-" and (folded := fold(word).strip()):
            words.append(folded)
            labels.append(label.strip().replace("PERS", "PER"))


def score(pairs: Iterable[tuple[Labelled, list[str]]]) -> dict[str, Score]:
    """Compare sentences with the labels found; by label, and together as "all"."""
    counts: Counter[tuple[str, str]] = Counter()
    for sentence, found in pairs:
        right, guessed = set(spans(sentence.labels)), set(spans(found))
        for label in LABELS:
            wanted = {span for span in right if span[2] == label}
            given = {span for span in guessed if span[2] == label}
            for key in (label, "all"):
                counts[key, "right"] += len(wanted & given)
                counts[key, "wanted"] += len(wanted)
                counts[key, "given"] += len(given)
    return {key: _score(counts, key) for key in (*LABELS, "all")}


def evaluated(path: Path) -> dict[str, Score]:
    """Return what the program's recogniser reaches on a file, by label and together."""
    model = recogniser.load()
    return score(
        (sentence, model.labels(sentence.words, listed(sentence.words))) for sentence in read(path)
    )


def listed(words: Sequence[str]) -> list[Listed]:
    """Return the listed names among folded words."""
    return gazetteer.load().find([Token(0, 0, word) for word in words])


def _score(counts: Counter[tuple[str, str]], key: str) -> Score:
    right, wanted, given = (counts[key, what] for what in ("right", "wanted", "given"))
    precision = right / given if given else 0.0
    recall = right / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, wanted)
