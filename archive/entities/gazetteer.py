"""Names that are known beforehand: our curated list, and countries and cities of the world."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from archive.entities.entity import Entity, Kind
from archive.entities.tokens import Token, tokenise, without_proclitics

DATA = Path(__file__).with_name("data")

_DOUBTFUL = "?"  # before an alias of the curated list that is a common word too

HYPHENS = frozenset("-‐‑–")
"""Marks between the words of a name that some write and some do not."""


@dataclass(frozen=True)
class Office:
    """An office that a person held, in both languages, with the years or months it lasted."""

    name_en: str
    name_ar: str
    start: str
    end: str


@dataclass(frozen=True)
class Entry:
    """An entity with its spellings in both scripts.

    One that is ``sure`` is meant wherever its name stands, except for ``doubtful`` ones, which are
    common words too. What is not sure is meant only where the sentence says that it is a name.
    """

    entity: Entity
    arabic: tuple[str, ...]
    latin: tuple[str, ...]
    offices: tuple[Office, ...] = ()
    sure: bool = True
    doubtful: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Listed:
    """A listed name in a sentence: the tokens from ``first`` to before ``end``.

    ``core`` is the first token without the particles before the name; ``sure`` tells whether the
    name is meant wherever it stands.
    """

    first: int
    end: int
    core: str
    entry: Entry
    sure: bool


class Gazetteer:
    """Finds listed names among the tokens of a sentence."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        for entry in entries:
            known = self.entries.get(entry.entity.id)
            self.entries[entry.entity.id] = entry if known is None else _together(known, entry)
        self._by_words: dict[tuple[str, ...], Entry] = {}
        self._sure: set[tuple[str, ...]] = set()
        longest: defaultdict[str, int] = defaultdict(int)
        for entry in self.entries.values():
            for name in entry.arabic:
                words = words_of(name)
                # What comes first wins: the curated list, countries, cities by their size.
                if words and words not in self._by_words:
                    self._by_words[words] = entry
                    if entry.sure and name not in entry.doubtful:
                        self._sure.add(words)
                    longest[words[0]] = max(longest[words[0]], len(words))
        self._longest = dict(longest)
        self._persons: dict[tuple[str, str], Entry] = {}
        for words, entry in self._by_words.items():
            if entry.entity.kind is Kind.PERSON and len(words) > 1:
                self._persons.setdefault((words[0], words[-1]), entry)

    def get(self, words: Sequence[str]) -> Entry | None:
        """Return what a name's folded words stand for, with or without the article."""
        found = self._by_words.get(tuple(words))
        if found is None and words:
            found = self._by_words.get(("ال" + words[0], *words[1:]))
        return found

    def person(self, first: str, last: str) -> Entry | None:
        """Return the person whose full name begins and ends with these folded words."""
        return self._persons.get((first, last))

    def find(self, tokens: Sequence[Token]) -> list[Listed]:
        """Return the listed names in a sentence, the longest at each place, in order."""
        places = [n for n, token in enumerate(tokens) if token.folded not in HYPHENS]
        words = [tokens[n].folded for n in places]
        found = []
        position = 0
        while position < len(words):
            match = self._at(words, position)
            if match is None:
                position += 1
                continue
            core, count, entry = match
            is_sure = (core, *words[position + 1 : position + count]) in self._sure
            end = places[position + count - 1] + 1
            found.append(Listed(places[position], end, core, entry, is_sure))
            position += count
        return found

    def _at(self, words: Sequence[str], position: int) -> tuple[str, int, Entry] | None:
        best: tuple[str, int, Entry] | None = None
        for core in (words[position], *without_proclitics(words[position])):
            for count in range(min(self._longest.get(core, 0), len(words) - position), 0, -1):
                entry = self._by_words.get((core, *words[position + 1 : position + count]))
                if entry is not None and (best is None or count > best[1]):
                    best = core, count, entry
        return best


def _together(first: Entry, second: Entry) -> Entry:
    """Return one entry with the spellings of both: our list adds to what countries are called."""
    return replace(
        first,
        arabic=tuple(dict.fromkeys((*first.arabic, *second.arabic))),
        latin=tuple(dict.fromkeys((*first.latin, *second.latin))),
    )


def words_of(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, hyphens left out."""
    return tuple(token.folded for token in tokenise(name) if token.folded not in HYPHENS)


@cache
def load() -> Gazetteer:
    """Return the gazetteer that comes with the program; a second call costs nothing."""
    return Gazetteer([*_curated(DATA / "curated.tsv"), *_places(DATA / "places.tsv")])


def _curated(path: Path) -> Iterator[Entry]:
    for row in _rows(path):
        offices = (office.split("=") for office in _split(row["offices"]))
        aliases = _split(row["ar_aliases"])
        doubtful = frozenset(a.removeprefix(_DOUBTFUL) for a in aliases if a.startswith(_DOUBTFUL))
        yield Entry(
            _entity(row),
            (row["ar"], *(alias.removeprefix(_DOUBTFUL) for alias in aliases)),
            (row["en"], *_split(row["en_aliases"])),
            tuple(Office(*parts) for parts in offices),
            doubtful=doubtful,
        )


def _places(path: Path) -> Iterator[Entry]:
    for row in _rows(path):
        arabic, latin = _split(row["ar"]), _split(row["en"])
        entity = Entity(row["id"], Kind.PLACE, latin[0], arabic[0], row["country"] or None)
        yield Entry(entity, arabic, latin, sure=row["sure"] == "1")


def _entity(row: dict[str, str]) -> Entity:
    return Entity(row["id"], Kind(row["kind"]), row["en"], row["ar"], row["country"] or None)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
