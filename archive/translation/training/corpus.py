"""Sentence pairs for training: reading, cleaning, keeping evaluation sentences out, weighing."""

import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.arabic import arabic_share, fold, has_arabic

_MAX_WORDS = 120
_MAX_RATIO = 3.0  # words of one side for a word of the other, beyond a few
_NGRAM = 5
_MAX_KNOWN = 0.5  # share of a pair's word 5-grams that an evaluation sentence may have


@dataclass(frozen=True)
class Pair:
    """An Arabic text with its English, and where it is from."""

    arabic: str
    english: str
    source: str


# How often a pair is drawn in one round through the data. News is the register the program needs;
# the documentation of software makers is plentiful, repetitive and of another world.
_WEIGHTS = (
    (re.compile("news"), 2.0),
    (re.compile("fignews|mt-geneval|pud|tico19|opensource-guide"), 1.0),
    (re.compile("names"), 0.4),
    (re.compile("tatoeba"), 0.5),
    (re.compile("msdocs.*-mt"), 0.02),
    (re.compile("msdocs.*"), 0.06),
    (re.compile("bible.*"), 0.1),
    (re.compile(".*"), 0.25),
)


def weight(source: str) -> float:
    """Return how often a pair of a source is drawn in one round through the data."""
    return next(times for pattern, times in _WEIGHTS if pattern.fullmatch(source))


def read_sources(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of all ``*.tsv.xz`` files of a folder, cleaned; a file is a source."""
    for path in sorted(folder.glob("*.tsv.xz")):
        source = path.name.removesuffix(".tsv.xz")
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from _pairs(lines, source)


def read_names(folder: Path) -> Iterator[Pair]:
    """Yield the names of all ``*.tsv`` files of a folder, capitalised as English writes them."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8") as lines:
            for pair in _pairs(lines, "names"):
                is_word = path.stem.startswith("arabic-wordnet")
                english = pair.english if is_word else _capitalised(pair.english)
                yield Pair(pair.arabic, english, "names")


def read_evaluation(folder: Path) -> list[Pair]:
    """Return the pairs of the evaluation sets, ``*.tsv``, as they are."""
    return [
        Pair(fields[0], fields[1], path.stem)
        for path in sorted(folder.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(fields := line.split("\t")) >= 2
    ]


def without_repeats(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield each pair once, however it is spelt."""
    seen = set()
    for pair in pairs:
        key = (fold(pair.arabic), pair.english.casefold())
        if key not in seen:
            seen.add(key)
            yield pair


class Held:
    """Evaluation sentences that must not be trained on, nor anything much like them."""

    def __init__(self, evaluation: Iterable[Pair]) -> None:
        pairs = list(evaluation)
        self._texts = {text for pair in pairs for text in _keys(pair)}
        self._ngrams = {gram for text in self._texts for gram in _ngrams(text)}

    def has(self, pair: Pair) -> bool:
        """Tell whether either side is an evaluation sentence, or shares half its words' runs."""
        for text in _keys(pair):
            if text in self._texts and len(text.split()) > 2:
                return True
            grams = _ngrams(text)
            if grams and len(grams & self._ngrams) > _MAX_KNOWN * len(grams):
                return True
        return False


def _pairs(lines: Iterable[str], source: str) -> Iterator[Pair]:
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if len(fields) >= 2:
            pair = Pair(_tidy(fields[0]), _tidy(fields[1]), source)
            if is_usable(pair):
                yield pair


def is_usable(pair: Pair) -> bool:
    """Tell whether a pair is Arabic beside English of about its length."""
    arabic, english = len(pair.arabic.split()), len(pair.english.split())
    if not (0 < arabic <= _MAX_WORDS and 0 < english <= _MAX_WORDS):
        return False
    if arabic_share(pair.arabic) < 0.5 or has_arabic(pair.english):
        return False
    return max(arabic, english) <= 6 + _MAX_RATIO * min(arabic, english)


def _tidy(text: str) -> str:
    # Some newspapers put braces for quotation marks.
    return " ".join(text.replace("{", '"').replace("}", '"').split())


def _capitalised(name: str) -> str:
    return " ".join(w if any(c.isupper() for c in w) else w.capitalize() for w in name.split())


def _keys(pair: Pair) -> tuple[str, str]:
    words = (re.findall(r"\w+", fold(text)) for text in (pair.arabic, pair.english))
    arabic, english = (" ".join(found) for found in words)
    return arabic, english


def _ngrams(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[n : n + _NGRAM]) for n in range(len(words) - _NGRAM + 1)}
