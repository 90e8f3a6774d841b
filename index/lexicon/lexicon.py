"""The lexicon: for a word of a query, the words of the other language that stand for it."""

import gzip
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.analysis import Token, analyse
from index.lexicon.function_words import is_function_word

MOST = 4
"""Counterparts that a word or a phrase has at most."""

BASE = Path(__file__).with_name("data") / "base.tsv.gz"

_TRUST = 20  # sentence pairs with a word that count as much as what the base knows of it
_LEAST = 0.05  # probability below which two lexicons together don't name a counterpart


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A word or a phrase of the other language, as texts spell it.

    ``probability`` is the share of the source's translations that it was, from 0 to 1.
    """

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or a phrase can be translated with, the likeliest first.

    ``seen`` is the number of sentence pairs that the probabilities come from.
    """

    seen: int
    counterparts: tuple[Counterpart, ...]


class Lexicon:
    """Counterparts in both directions, by the stems of a word's or a phrase's words."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    def counterparts(self, token: Token) -> tuple[Counterpart, ...]:
        """Return what a word can be translated with, best first, none where it is not known."""
        # A word of grammar may have the stem of one that means something.
        return () if is_function_word(token) else self.phrase_counterparts((token,))

    def phrase_counterparts(self, tokens: Sequence[Token]) -> tuple[Counterpart, ...]:
        """Return what just these words together can be translated with, best first."""
        entry = self._entries.get(" ".join(token.stem for token in tokens))
        return entry.counterparts if entry else ()

    @staticmethod
    def base() -> "Lexicon":
        """Return the lexicon that the program has of its own."""
        return _base()

    def merged(self, base: "Lexicon") -> "Lexicon":
        """Return this lexicon, filled up with another.

        Where both know a word, their probabilities are weighed: this one's by the sentence pairs
        it has seen the word in, the other's by twenty. What is then below .05 is left out.
        """
        entries = dict(base._entries)
        for source, own in self._entries.items():
            known = entries.get(source)
            entries[source] = _weighed(own, known) if known else own
        return Lexicon(entries)

    def save(self, path: Path) -> None:
        """Write to a file: source, sentence pairs, counterpart, probability a line.

        A file whose name ends in .gz is compressed; the same lexicon makes the same file.
        """
        lines = [
            f"{source}\t{entry.seen}\t{found.text}\t{found.probability:.3f}\n"
            for source, entry in sorted(self._entries.items())
            for found in entry.counterparts
        ]
        data = "".join(lines).encode()
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Read what ``save`` has written.

        Raises ``OSError`` where it can't be read and ``ValueError`` where it is damaged.
        """
        data = path.read_bytes()
        try:
            text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValueError(f"{path.name} is damaged: {error}") from error
        entries: dict[str, Entry] = {}
        for line in text.split("\n")[:-1]:
            source, seen, target, probability = line.split("\t")
            known = entries.get(source, _UNKNOWN).counterparts
            entries[source] = Entry(int(seen), (*known, Counterpart(target, float(probability))))
        return cls(entries)


_UNKNOWN = Entry(0, ())


@lru_cache(maxsize=1)
def _base() -> Lexicon:
    return Lexicon.load(BASE)


def _weighed(own: Entry, base: Entry) -> Entry:
    share = own.seen / (own.seen + _TRUST)
    texts: dict[str, str] = {}
    sums: dict[str, float] = {}
    for entry, weight in ((own, share), (base, 1 - share)):
        for found in entry.counterparts:
            # The same words, whether their hamza is written or not.
            stems = " ".join(token.stem for token in analyse(found.text))
            texts.setdefault(stems, found.text)
            sums[stems] = sums.get(stems, 0.0) + weight * found.probability
    best = sorted(sums, key=lambda stems: (-sums[stems], stems))
    kept = [stems for stems in best if sums[stems] >= _LEAST][:MOST]
    return Entry(
        own.seen + base.seen,
        tuple(Counterpart(texts[stems], round(sums[stems], 3)) for stems in kept),
    )
