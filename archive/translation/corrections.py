"""A person's English for a sentence: it wins over every engine's until it is withdrawn.

It belongs to the sentence's text, wherever that occurs. Nothing is deleted: of all that was ever
said of a sentence, the newest that is not withdrawn counts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from archive.changes import mark_changed
from archive.errors import ArchiveError, UnknownArticle
from archive.store import Archive
from archive.tables import article, correction, sentence

LONGEST = 5_000
"""Characters of a correction."""

LONGEST_AUTHOR = 200
"""Characters of a name."""

_NEWEST_FIRST = correction.c.id.desc()
_BLANKS = re.compile(r"[ \t\r\n]+")
_FORBIDDEN = frozenset({"Cc", "Cs"})


class NoSuchSentence(ArchiveError):
    """An article has no sentence of this number."""


class Part(StrEnum):
    """What a person writes."""

    TEXT = "correction"
    AUTHOR = "name"

    @property
    def longest(self) -> int:
        """Its most characters."""
        return LONGEST if self is Part.TEXT else LONGEST_AUTHOR


class Flaw(StrEnum):
    """What is wrong with what a person wrote."""

    EMPTY = "is empty: write one"
    TOO_LONG = "is too long: write at most"
    CONTROL = "has a control character in it: leave out character"


class RefusedCorrection(ArchiveError):
    """A text or a name that no correction can have.

    ``at`` is the most characters that are allowed, or the number of the one to leave out.
    """

    def __init__(self, part: Part, flaw: Flaw, at: int | None = None) -> None:
        shown = f" {at}" if at is not None else ""
        super().__init__(f"the {part} {flaw}{shown}{' characters' * (flaw is Flaw.TOO_LONG)}")
        self.part, self.flaw, self.at = part, flaw, at


@dataclass(frozen=True)
class Correction:
    """What a person wrote for a sentence, and when (UTC).

    ``withdrawn_at`` is ``None`` until it is withdrawn; ``id`` grows with every correction.
    """

    id: int
    text: str
    author: str
    made_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class CorrectedSentence:
    """A correction in force with the sentence, and the first of the articles that have it.

    Those three are ``None`` where no article has the sentence any more.
    """

    correction: Correction
    article_id: str | None
    n: int | None
    arabic: str | None


def correct(archive: Archive, article_id: str, n: int, text: str, author: str) -> Correction:
    """Let a person's English stand for sentence ``n`` of an article, wherever else it occurs.

    Line breaks and runs of blanks become one blank. Where the same person said the same already,
    nothing changes. Raises ``UnknownArticle``, ``NoSuchSentence``, ``RefusedCorrection``.
    """
    text, author = clean(text, Part.TEXT), clean(author, Part.AUTHOR)
    with archive.engine.begin() as connection:
        digest = _digest(connection, article_id, n)
        standing = _standing(connection, digest)
        if standing is not None and (standing.text, standing.author) == (text, author):
            return standing
        return store(connection, digest, text, author, datetime.now(UTC))


def store(
    connection: sa.Connection, digest: str, text: str, author: str, made_at: datetime
) -> Correction:
    """Keep what a person wrote for the sentence with this digest; its articles change."""
    values = {"text": text, "author": author, "made_at": made_at}
    made = connection.execute(correction.insert().values(digest=digest, **values))
    mark_changed(connection, sentence.c.digest == digest)
    assert made.inserted_primary_key is not None  # an insert of one row always has it
    return Correction(int(made.inserted_primary_key[0]), text, author, made_at)


def withdraw(archive: Archive, article_id: str, n: int) -> Correction:
    """Take back the correction that stands for a sentence; the one before it stands again.

    Raises ``UnknownArticle``, ``NoSuchSentence``, and ``ArchiveError`` where none stands.
    """
    with archive.engine.begin() as connection:
        digest = _digest(connection, article_id, n)
        standing = _standing(connection, digest)
        if standing is None:
            raise ArchiveError(f"no correction stands for sentence {n} of {article_id}")
        now = datetime.now(UTC)
        connection.execute(
            correction.update().where(correction.c.id == standing.id).values(withdrawn_at=now)
        )
        mark_changed(connection, sentence.c.digest == digest)
    return Correction(standing.id, standing.text, standing.author, standing.made_at, now)


def history(archive: Archive, article_id: str, n: int) -> list[Correction]:
    """Return all that persons ever wrote for a sentence, withdrawn or not, the newest first.

    Raises ``UnknownArticle``, ``NoSuchSentence``.
    """
    with archive.engine.connect() as connection:
        digest = _digest(connection, article_id, n)
        query = sa.select(correction).where(correction.c.digest == digest)
        return [_correction(row) for row in connection.execute(query.order_by(_NEWEST_FIRST))]


def standing(corrections: Sequence[Correction]) -> Correction | None:
    """Return the one that counts of a sentence's corrections, the newest first."""
    return next((one for one in corrections if one.withdrawn_at is None), None)


def in_force(archive: Archive) -> list[CorrectedSentence]:
    """Return the corrections that count, the newest first."""
    newest = (
        sa.select(sa.func.max(correction.c.id))
        .where(correction.c.withdrawn_at.is_(None))
        .group_by(correction.c.digest)
    )
    earlier = sentence.alias()
    is_first = ~sa.exists().where(
        earlier.c.digest == sentence.c.digest,
        sa.tuple_(earlier.c.article_id, earlier.c.n)
        < sa.tuple_(sentence.c.article_id, sentence.c.n),
    )
    arabic = sa.func.substr(article.c.text, sentence.c.start + 1, sentence.c.end - sentence.c.start)
    places = correction.outerjoin(
        sentence, (sentence.c.digest == correction.c.digest) & is_first
    ).outerjoin(article, article.c.id == sentence.c.article_id)
    query = (
        sa.select(correction, sentence.c.article_id, sentence.c.n, arabic.label("arabic"))
        .select_from(places)
        .where(correction.c.id.in_(newest))
        .order_by(_NEWEST_FIRST)
    )
    with archive.engine.connect() as connection:
        return [
            CorrectedSentence(_correction(row), row.article_id, row.n, row.arabic)
            for row in connection.execute(query)
        ]


def _standing(connection: sa.Connection, digest: str) -> Correction | None:
    query = sa.select(correction).where(
        correction.c.digest == digest, correction.c.withdrawn_at.is_(None)
    )
    row = connection.execute(query.order_by(_NEWEST_FIRST).limit(1)).first()
    return _correction(row) if row is not None else None


def _correction(row: sa.Row[Any]) -> Correction:
    withdrawn_at = _utc(row.withdrawn_at) if row.withdrawn_at is not None else None
    return Correction(row.id, row.text, row.author, _utc(row.made_at), withdrawn_at)


def _digest(connection: sa.Connection, article_id: str, n: int) -> str:
    query = sa.select(sentence.c.n, sentence.c.digest).where(sentence.c.article_id == article_id)
    digests = {row.n: row.digest for row in connection.execute(query)}
    if not digests:
        raise UnknownArticle(f"no article has the id “{article_id}”: see `warraq search`")
    if n not in digests:
        raise NoSuchSentence(
            f"the article {article_id} has no sentence {n}: its sentences are 1 to {max(digests)}"
        )
    return str(digests[n])


def clean(text: str, part: Part) -> str:
    """Return a text as it is stored, on one line; raises ``RefusedCorrection``."""
    cleaned = _BLANKS.sub(" ", text).strip()
    if not cleaned:
        raise RefusedCorrection(part, Flaw.EMPTY)
    if len(cleaned) > part.longest:
        raise RefusedCorrection(part, Flaw.TOO_LONG, part.longest)
    for place, character in enumerate(cleaned, start=1):
        if unicodedata.category(character) in _FORBIDDEN:
            raise RefusedCorrection(part, Flaw.CONTROL, place)
    return cleaned


def _utc(stored: datetime) -> datetime:
    """Return a time as it was stored; SQLite keeps no time zone."""
    return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored
