"""Recognising names in Arabic sentences: a conditional random field joined with the gazetteer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pycrfsuite

from archive.entities import gazetteer
from archive.entities.entity import Kind
from archive.entities.features import Features, Lexicon
from archive.entities.gazetteer import DATA, HYPHENS, Entry, Gazetteer, Listed
from archive.entities.tokens import Token, offset_without, tokenise, without_proclitics

_KINDS = {"PER": Kind.PERSON, "LOC": Kind.PLACE, "ORG": Kind.ORG}
"""The labels of the training sets; their fourth, MISC, is trained on and left out."""


_JOINING = frozenset("-–،,/")


@dataclass(frozen=True)
class Name:
    """A name in a sentence: offsets, kind, its folded words, and what it is listed as, if it is."""

    start: int
    end: int
    kind: Kind
    words: tuple[str, ...]
    entry: Entry | None = None


class Recogniser:
    """Finds the names of persons, places and organisations in a sentence."""

    def __init__(self, model: Path, lexicon: Lexicon, listed: Gazetteer) -> None:
        self._lexicon, self._gazetteer = lexicon, listed
        self._features = Features(lexicon)
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))

    @property
    def native_names(self) -> frozenset[str]:
        """Parts of names that are Arabic themselves, folded."""
        return self._lexicon.names

    def names(self, text: str) -> list[Name]:
        """Return the names in a sentence, in order, none overlapping another."""
        tokens = tokenise(text)
        listed = self._gazetteer.find(tokens)
        labels = self.labels([token.folded for token in tokens], listed)
        candidates = (self._recognised(text, tokens, *span) for span in spans(labels))
        found = [name for name in candidates if name is not None]
        sure = [self._listed(text, tokens, match) for match in listed if match.sure]
        names = _joined(found, sure)
        for match in listed:
            name = self._listed(text, tokens, match)
            if match.entry.sure and not match.sure and _goes_on(text, tokens, match, name, names):
                names.append(name)
        return sorted(names, key=lambda name: name.start)

    def labels(self, words: Sequence[str], listed: Sequence[Listed]) -> list[str]:
        """Return the label of each folded word: B-PER, I-PER … or O."""
        if not words:
            return []
        labels: list[str] = self._tagger.tag(self.features(words, listed))
        return labels

    def features(self, words: Sequence[str], listed: Sequence[Listed]) -> list[list[str]]:
        """Return what the model sees of each word."""
        places = [""] * len(words)
        for match in listed:
            kind = match.entry.entity.kind if match.sure else f"{match.entry.entity.kind}?"
            for n in range(match.first, match.end):
                places[n] = f"{'B' if n == match.first else 'I'}-{kind}"
        return self._features.of(words, places)

    def _recognised(
        self, text: str, tokens: Sequence[Token], first: int, end: int, label: str
    ) -> Name | None:
        kind = _KINDS.get(label)
        while end > first and not tokens[end - 1].folded[0].isalnum():
            end -= 1
        if kind is None or first == end or not any(c.isalpha() for c in tokens[first].folded):
            return None
        rest = tuple(t.folded for t in tokens[first + 1 : end] if t.folded not in HYPHENS)
        core = self._core(tokens[first].folded, rest)
        start = offset_without(text, tokens[first], core)
        words = (core, *rest)
        return Name(start, tokens[end - 1].end, kind, words, self._gazetteer.get(words))

    def _core(self, word: str, rest: tuple[str, ...]) -> str:
        """Return a name's first word without particles that are known to be no part of it."""
        cores = (word, *without_proclitics(word))
        for core in cores:
            if self._gazetteer.get((core, *rest)) is not None:
                return core
        if self._is_name(word):
            return word
        # What other texts have as a word of its own begins with a conjunction at most.
        is_common = word in self._lexicon.clusters
        for core in cores[1:]:
            if self._is_name(core) and (not is_common or core == word[1:]):
                return core
        if word[0] in "وف" and not is_common and word[1:] in self._lexicon.clusters:
            return word[1:]
        return word

    def _is_name(self, word: str) -> bool:
        return word in self._lexicon.names or word in self._lexicon.places

    def _listed(self, text: str, tokens: Sequence[Token], match: Listed) -> Name:
        start = offset_without(text, tokens[match.first], match.core)
        rest = tokens[match.first + 1 : match.end]
        words = (match.core, *(t.folded for t in rest if t.folded not in HYPHENS))
        kind = match.entry.entity.kind
        return Name(start, tokens[match.end - 1].end, kind, words, match.entry)


def spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the labelled spans as (first, end, label without B- or I-)."""
    found: list[tuple[int, int, str]] = []
    for n, label in enumerate(labels):
        if label == "O":
            continue
        position, _, name = label.partition("-")
        if position == "I" and found and found[-1][1] == n and found[-1][2] == name:
            found[-1] = (found[-1][0], n + 1, name)
        else:
            found.append((n, n + 1, name))
    return found


@cache
def load() -> Recogniser:
    """Return the recogniser that comes with the program; a second call costs nothing."""
    return Recogniser(DATA / "recogniser.crf", load_lexicon(DATA), gazetteer.load())


def load_lexicon(folder: Path) -> Lexicon:
    """Read the word clusters and name parts of a folder."""
    lines = (folder / "clusters.tsv").read_text(encoding="utf-8").splitlines()
    clusters = {word: int(number) for word, number in (line.split("\t") for line in lines)}
    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()
    places = {
        words[0]
        for entry in gazetteer.load().entries.values()
        if entry.entity.kind is Kind.PLACE
        for words in map(gazetteer.words_of, entry.arabic)
        if len(words) == 1
    }
    return Lexicon(clusters, frozenset(names), frozenset(places))


def _goes_on(
    text: str, tokens: Sequence[Token], match: Listed, name: Name, names: Sequence[Name]
) -> bool:
    """Tell whether a doubtful name goes on a list of names of its kind: كلباجار ولاشين."""
    if any(name.start < other.end and other.start < name.end for other in names):
        return False
    joined = tokens[match.first].folded != match.core
    return any(
        other.kind is name.kind
        and other.end <= name.start
        and text[other.end : tokens[match.first].start].strip() in ({""} if joined else _JOINING)
        for other in names
    )


def _joined(recognised: list[Name], sure: list[Name]) -> list[Name]:
    """Join what the model found with listed names: the longer of two that overlap stays.

    Of equal ones the listed stays, which has been read by a person.
    """
    # Several places in what the model takes for one are a list of them.
    places = [name for name in sure if name.kind is Kind.PLACE]
    recognised = [
        name
        for name in recognised
        if name.kind is not Kind.PLACE
        or sum(name.start <= place.start and place.end <= name.end for place in places) < 2
    ]
    kept: list[Name] = []
    for name in sorted([*sure, *recognised], key=lambda n: n.start - n.end):
        if all(name.end <= other.start or other.end <= name.start for other in kept):
            kept.append(name)
    return kept
