"""The user's glossary: what Arabic terms are to be in English, and where they are."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import snowballstemmer
import sqlalchemy as sa

from archive.arabic import INVISIBLE, MARKS, fold, has_arabic
from archive.changes import mark_changed
from archive.entities.tokens import Token, offset_without, tokenise, without_proclitics
from archive.errors import ArchiveError
from archive.store import Archive
from archive.tables import article, glossary_term, sentence, translation

LONGEST = 200
"""Characters of a term in either language."""

_BATCH = 200  # articles looked through at a time
_ARTICLE = "ال"
_WORD = re.compile(rf"[\w{MARKS}{INVISIBLE}ـ]+")
_WORDS_KEPT = 200_000  # with the terms that they may begin


@dataclass(frozen=True)
class Term:
    """An Arabic term and what it is to be in English; one may have several."""

    ar: str
    en: str


@dataclass(frozen=True)
class FoundTerm:
    """A term of the glossary in a sentence; offsets are into the sentence's text."""

    start: int
    end: int
    ar: str
    english: tuple[str, ...]


_Same = list[tuple[tuple[str, ...], list[Term]]]  # bare words, and the terms that they are


class Glossary:
    """Finds terms in sentences, with particles and the article before them or without."""

    def __init__(self, terms: Iterable[Term]) -> None:
        by_words: defaultdict[tuple[str, ...], list[Term]] = defaultdict(list)
        for term in terms:
            by_words[_words(term.ar)].append(term)
        self._by_first: defaultdict[str, _Same] = defaultdict(list)
        self._by_word: dict[str, _Same] = {}
        for words, same in sorted(by_words.items(), key=lambda item: -len(item[0])):
            self._by_first[words[0]].append((words, same))

    @classmethod
    def read(cls, connection: sa.Connection) -> "Glossary":
        """Return the glossary of an archive."""
        return cls(_terms(connection))

    def find(self, arabic: str) -> list[FoundTerm]:
        """Return the terms in a sentence, in order, the longest at each place."""
        return list(self._find(arabic)) if self._may_be_in(arabic) else []

    def missing(self, arabic: str, english: str) -> list[FoundTerm]:
        """Return the terms of a sentence none of whose English its translation has.

        Case and the endings of words, as in plurals, are passed over.
        """
        found = self.find(arabic)
        if not found:
            return []
        stems = f" {' '.join(_stems(english))} "
        return [
            term
            for term in found
            if not any(f" {' '.join(_stems(one))} " in stems for one in term.english)
        ]

    def _may_be_in(self, arabic: str) -> bool:
        """Tell whether a text has a word that a term begins with, faster than looking for it."""
        return bool(self._by_first) and any(
            self._beginning_with(word) for word in set(_WORD.findall(arabic))
        )

    def _find(self, arabic: str) -> Iterator[FoundTerm]:
        tokens = tokenise(arabic)
        position = 0
        while position < len(tokens):
            found = self._at(tokens, position)
            if found is None:
                position += 1
                continue
            words, terms = found
            last = tokens[position + len(words) - 1]
            start = offset_without(arabic, tokens[position], words[0])
            yield FoundTerm(start, last.end, terms[0].ar, tuple(term.en for term in terms))
            position += len(words)

    def _at(
        self, tokens: Sequence[Token], position: int
    ) -> tuple[tuple[str, ...], list[Term]] | None:
        for words, terms in self._beginning_with(tokens[position].folded):
            following = tokens[position + 1 : position + len(words)]
            if tuple(_bare(token.folded) for token in following) == words[1:]:
                return words, terms
        return None

    def _beginning_with(self, word: str) -> _Same:
        """Return the terms that may begin with a word; news repeats its words."""
        known = self._by_word.get(word)
        if known is None:
            folded = fold(word)
            cores = dict.fromkeys(_bare(core) for core in (folded, *without_proclitics(folded)))
            known = [one for core in cores for one in self._by_first.get(core, ())]
            if len(self._by_word) < _WORDS_KEPT:
                self._by_word[word] = known
        return known


@dataclass(frozen=True)
class Added:
    """What became of the lines of a glossary: terms that are new, terms that were there already."""

    new: int
    known: int
    problems: tuple[str, ...]


def add(archive: Archive, lines: Iterable[str], name: str) -> Added:
    """Add terms, one a line: Arabic, a tab, English; ``#`` begins a comment.

    Lines that are no terms become ``problems`` that name the file and the line; the others are
    added. What has one of the new terms is stale: its flags, and its article's place in indexes. To
    find that takes 22 s in 30,197 articles.
    """
    wanted: dict[Term, None] = {}
    problems = []
    for n, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            wanted[_parse(line)] = None
        except ValueError as error:
            problems.append(f"{name}:{n}: {error}")
    with archive.engine.begin() as connection:
        known = {(_folded(term.ar), term.en) for term in _terms(connection)}
        new = list({(_folded(t.ar), t.en): t for t in wanted}.items())
        new = [(key, term) for key, term in new if key not in known]
        if new:
            connection.execute(
                glossary_term.insert(),
                [{"folded": key[0], "ar": term.ar, "en": term.en} for key, term in new],
            )
            _mark_stale(connection, Glossary(term for _, term in new))
    return Added(len(new), len(wanted) - len(new), tuple(problems))


def listing(archive: Archive) -> list[Term]:
    """Return all terms, in the order of the Arabic."""
    with archive.engine.connect() as connection:
        return _terms(connection)


def remove(archive: Archive, arabic: str) -> list[Term]:
    """Remove what an Arabic term is to be in English, however it is spelt, and return it.

    Raises ``ArchiveError`` where the glossary has no such term.
    """
    folded = _folded(arabic)
    with archive.engine.begin() as connection:
        gone = [term for term in _terms(connection) if _folded(term.ar) == folded]
        if not gone:
            raise ArchiveError(
                f"the glossary has no term “{arabic}”: `warraq glossary list` shows those it has"
            )
        connection.execute(glossary_term.delete().where(glossary_term.c.folded == folded))
        _mark_stale(connection, Glossary(gone))
    return gone


def _terms(connection: sa.Connection) -> list[Term]:
    query = sa.select(glossary_term).order_by(glossary_term.c.folded, glossary_term.c.en)
    return [Term(row.ar, row.en) for row in connection.execute(query)]


def _parse(line: str) -> Term:
    """Read a line; raises ``ValueError`` with what to do."""
    parts = [part.strip() for part in line.strip().split("\t")]
    if len(parts) != 2 or not all(parts):
        raise ValueError(f"“{line.strip()}” is no term: write Arabic, a tab, English")
    term = Term(*parts)
    if not has_arabic(term.ar) or not _words(term.ar):
        raise ValueError(f"“{term.ar}” has no Arabic letters: the Arabic comes first")
    if has_arabic(term.en) or not _stems(term.en):
        raise ValueError(f"“{term.en}” is no English: the English comes after the tab")
    if max(len(term.ar), len(term.en)) > LONGEST:
        raise ValueError(f"“{term.ar[:20]}…” is too long: terms have {LONGEST} characters at most")
    return term


def _mark_stale(connection: sa.Connection, glossary: Glossary) -> None:
    """Let what has one of the terms be flagged and indexed again."""
    ids = list(connection.execute(sa.select(article.c.id).order_by(article.c.id)).scalars())
    digests: set[str] = set()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        query = sa.select(article.c.id, article.c.text).where(article.c.id.in_(batch))
        texts = {row.id: row.text for row in connection.execute(query)}
        having = [one for one, text in texts.items() if glossary.find(text)]
        sentences = sa.select(sentence).where(sentence.c.article_id.in_(having))
        digests.update(
            row.digest
            for row in connection.execute(sentences)
            if glossary.find(texts[row.article_id][row.start : row.end])
        )
    for start in range(0, len(digests), _BATCH):
        portion = sorted(digests)[start : start + _BATCH]
        connection.execute(
            translation.update().where(translation.c.digest.in_(portion)).values(flagged_by=None)
        )
        mark_changed(connection, sentence.c.digest.in_(portion))


def _folded(arabic: str) -> str:
    return " ".join(_words(arabic))


def _words(arabic: str) -> tuple[str, ...]:
    return tuple(_bare(token.folded) for token in tokenise(arabic))


def _bare(word: str) -> str:
    return word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 1 else word


def _stems(english: str) -> list[str]:
    words = [token.folded for token in tokenise(english) if token.folded[0].isalnum()]
    stemmer = snowballstemmer.stemmer("english")
    return [
        str(stemmer.stemWord(fold(word).replace("’", "'").removesuffix("'s"))) for word in words
    ]
