"""The words of an archive: those that begin alike, are spelt nearly alike, or sound alike.

The words are read when they are first asked for, which takes a second or two in an archive of
30,000 articles, and kept.
"""

from collections import defaultdict
from functools import cached_property
from heapq import nlargest
from threading import RLock

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analysis import Token
from index.engine import Terms
from index.query import Language, View
from index.sound import skeleton_of

MOST_EXPANSIONS = 64
"""Words that a beginning or a near spelling stands for at most, the most frequent ones."""

_READ = 2000  # words that begin alike that are weighed by frequency
_LONG = 6  # letters from which on a near spelling may have two differences
_SUGGESTED_FROM = 3  # letters of a word that is worth a suggestion
_SUGGESTED_IN = 2  # articles that a suggested word must be in


class Vocabulary:
    """The words of one state of an index."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._lock = RLock()

    def read(self) -> None:
        """Read all words now, so that no question has to wait for them."""
        with self._lock:
            for language in Language:
                for view in View:
                    self._terms.words(f"{language}_{view}")
            for field in ("names", "about"):
                self._terms.words(field)
            _ = self._lists, self._sounds

    def frequency(self, token: Token) -> int:
        """Return how many articles have a word or a form of it, an article of both sides twice."""
        fields = [f"{language}_stem" for language in _sides(token)]
        return sum(self._terms.frequency(field, token.stem) for field in fields)

    def is_known(self, token: Token) -> bool:
        """Tell whether any article has the word, in its text, its metadata or in a name."""
        return (
            self.frequency(token) > 0
            or self._terms.frequency("names", token.exact) > 0
            or self._terms.frequency("about", token.stem) > 0
        )

    def beginning_with(self, token: Token) -> list[str]:
        """Return the most frequent words that begin so, folded."""
        counts: dict[str, int] = {}
        for language in _sides(token):
            field = f"{language}_exact"
            for word in self._terms.beginning_with(field, token.exact, _READ):
                counts[word] = counts.get(word, 0) + self._terms.frequency(field, word)
        return nlargest(MOST_EXPANSIONS, counts, key=lambda word: (counts[word], word))

    def near(self, token: Token) -> list[str]:
        """Return words with one difference in spelling, two in longer ones, the nearest first.

        A difference is a letter more, less or other, or two that changed places.
        """
        most = 2 if len(token.exact) >= _LONG else 1
        found: dict[str, tuple[int, int]] = {}
        for language in _sides(token):
            counts = self._words[language]
            matches = process.extract(
                token.exact,
                self._lists[language],
                scorer=OSA.distance,
                score_cutoff=most,
                limit=None,
            )
            for word, distance, _ in matches:
                _, before = found.get(word, (0, 0))
                found[word] = (distance, before + counts[word])
        ranked = sorted(found, key=lambda word: (found[word][0], -found[word][1], word))
        return ranked[:MOST_EXPANSIONS]

    def suggestion(self, token: Token) -> str | None:
        """Return the word that was probably meant by one that no article has, if there is one."""
        if len(token.exact) < _SUGGESTED_FROM or token.exact.isdigit():
            return None
        for word in self.near(token):
            frequency = sum(self._words[language].get(word, 0) for language in Language)
            if word != token.exact and frequency >= _SUGGESTED_IN and word[0] == token.exact[0]:
                return word
        return None

    def sounding(self, skeleton: str) -> list[str]:
        """Return the Arabic words with these consonants, see ``archive.sound``."""
        return self._sounds.get(skeleton, [])[:MOST_EXPANSIONS]

    def has_definite(self, stem: str) -> bool:
        """Tell whether any Arabic word is the article and a word that begins so."""
        return bool(self._terms.beginning_with("ar_exact", f"ال{stem}", 1))

    def stem_frequency(self, stem: str) -> int:
        """Return how many articles have an Arabic stem."""
        return self._terms.frequency("ar_stem", stem)

    @property
    def _words(self) -> dict[Language, dict[str, int]]:
        with self._lock:
            return self._read_words

    @cached_property
    def _read_words(self) -> dict[Language, dict[str, int]]:
        return {language: self._terms.words(f"{language}_exact") for language in Language}

    @cached_property
    def _lists(self) -> dict[Language, list[str]]:
        return {language: list(words) for language, words in self._words.items()}

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        sounds: defaultdict[str, list[str]] = defaultdict(list)
        words = self._words[Language.ARABIC]
        for word in sorted(words, key=lambda word: (-words[word], word)):
            if found := skeleton_of(word):
                sounds[found].append(word)
        return dict(sounds)


def _sides(token: Token) -> list[Language]:
    return [Language.ARABIC] if token.is_arabic else list(Language)
