"""The vocabulary of the whole program: an article, its parts and their translations."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a block of text is in its article."""

    TITLE = "title"
    STANDFIRST = "standfirst"
    CAPTION = "caption"
    HEADING = "heading"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True)
class Original:
    """The file an article came from, kept untouched.

    ``sha256`` is the hexadecimal digest of ``content``; ``encoding`` is the Python codec that
    the bytes were read with.
    """

    content: bytes
    sha256: str
    filename: str
    media_type: str
    encoding: str


@dataclass(frozen=True)
class Block:
    """A title, paragraph, heading or caption; ``start`` and ``end`` are offsets into the text.

    ``credit`` is whom a photo caption credits, as the article has it.
    """

    role: Role
    start: int
    end: int
    credit: str | None = None


@dataclass(frozen=True)
class Sentence:
    """The unit of translation, alignment and citation.

    ``n`` counts from 1 through the article, title first; ``block`` is an index into the
    article's blocks; ``article.text[start:end] == text``.
    """

    n: int
    block: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Omission:
    """A line of the original that is left out of the article's text, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class DatedBy:
    """A publication date with the words it was read from."""

    date: date
    evidence: str


@dataclass(frozen=True)
class Article:
    """An article as it is read and searched: its text in blocks and sentences, and what is known.

    ``text`` is the blocks joined by blank lines. ``source`` and ``place`` are what the dateline
    or the front matter says. ``published`` is ``None`` for an undated article. ``id`` is made of
    the first hexadecimal digits of the original's SHA-256.
    """

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    omitted: tuple[Omission, ...] = ()
    source: str | None = None
    place: str | None = None
    published: DatedBy | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()

    def block_text(self, index: int) -> str:
        """Return the text of one block."""
        block = self.blocks[index]
        return self.text[block.start : block.end]


class Flag(StrEnum):
    """What is doubtful about a translation, in the order in which readers are told."""

    NUMBERS = "numbers"
    TERM = "term"
    LENGTH = "length"
    CUT = "cut"
    REPETITION = "repetition"
    ARABIC = "arabic"
    MEANING = "meaning"
    SCORE = "score"


@dataclass(frozen=True)
class Flagged:
    """A flag of a translation; ``detail`` is what is missing, repeated, left or measured."""

    flag: Flag
    detail: str


@dataclass(frozen=True)
class Translation:
    """A sentence in English, who made it, and on which day (UTC).

    ``engine`` is the name and version of the engine; where a person made it, it is ``None``,
    ``author`` is that person and ``instead_of`` the engine's text, if there is one. ``decoding``
    says how the engine searched for the text, ``None`` where that is not known.
    """

    text: str
    engine: str | None
    made_on: date | None = None
    author: str | None = None
    instead_of: "Translation | None" = None
    decoding: str | None = None


@dataclass(frozen=True)
class SentencePair:
    """A sentence beside its translation, ``None`` where it has none yet, and the flags of it."""

    sentence: Sentence
    translation: Translation | None
    flags: tuple[Flagged, ...] = ()


@dataclass(frozen=True)
class TranslatedArticle:
    """An article with every sentence beside its translation, in reading order."""

    article: Article
    pairs: tuple[SentencePair, ...]

    @property
    def english_title(self) -> str | None:
        """The title in English, ``None`` while any of its sentences is untranslated."""
        parts = [
            pair.translation
            for pair in self.pairs
            if self.article.blocks[pair.sentence.block].role is Role.TITLE
        ]
        texts = [part.text for part in parts if part is not None]
        return " ".join(texts) if texts and len(texts) == len(parts) else None

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that made the translations shown, in order of first use."""
        made = (pair.translation.engine for pair in self.pairs if pair.translation)
        return tuple(dict.fromkeys(engine for engine in made if engine is not None))

    @property
    def authors(self) -> tuple[str, ...]:
        """The persons whose corrections are shown, in order of first use."""
        made = (pair.translation.author for pair in self.pairs if pair.translation)
        return tuple(dict.fromkeys(author for author in made if author is not None))
