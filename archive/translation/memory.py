"""The translation memory: what engine made of which sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from archive import settings
from archive.store import Archive
from archive.tables import article, engine, sentence, translation
from archive.translation.packages import Package

_BATCH = 256  # sentences handed out, and so committed, at a time


@dataclass(frozen=True)
class Draft:
    """A machine's text for a sentence; ``score`` is the mean log-probability of its tokens."""

    text: str
    score: float


class TranslationMemory:
    """The memory of an archive, for one engine: the package that translates now.

    Opening it makes that engine the archive's current one, whose translations are shown.
    """

    def __init__(self, archive: Archive, package: Package) -> None:
        self._database = archive.engine
        with self._database.begin() as connection:
            self._engine_id = _engine_id(connection, package)
            if settings.current_engine(connection) != self._engine_id:
                settings.put(connection, "engine", str(self._engine_id))
                _mark_changed(connection, _translated_by(self._engine_id))

    def missing(self) -> int:
        """Count the different sentences that this engine has not translated."""
        query = sa.select(sa.func.count(sentence.c.digest.distinct())).where(self._is_missing())
        with self._database.connect() as connection:
            return connection.execute(query).scalar_one()

    def batches(self) -> Iterator[list[tuple[str, str]]]:
        """Yield what is missing as batches of (digest, sentence), each sentence once.

        Short sentences come first, so that a batch has sentences of about one length. A batch that
        is not stored before the next one is asked for is passed over.
        """
        length = sa.func.min(sentence.c.end - sentence.c.start)
        after = (-1, "")
        while True:
            with self._database.connect() as connection:
                rows = connection.execute(
                    sa.select(
                        sentence.c.digest,
                        length.label("length"),
                        sa.func.min(sentence.c.article_id).label("article_id"),
                    )
                    .where(self._is_missing())
                    .group_by(sentence.c.digest)
                    .having(sa.tuple_(length, sentence.c.digest) > sa.tuple_(*after))
                    .order_by(length, sentence.c.digest)
                    .limit(_BATCH)
                ).all()
                texts = _texts(connection, [(row.digest, row.article_id) for row in rows])
            if not rows:
                return
            after = (rows[-1].length, rows[-1].digest)
            yield texts

    def store(self, drafts: Sequence[tuple[str, Draft]]) -> None:
        """Store translations by digest in one transaction; the articles they are in change."""
        now = datetime.now(UTC)
        values = [
            {"digest": digest, "engine_id": self._engine_id, "made_at": now}
            | {"text": draft.text, "score": draft.score}
            for digest, draft in drafts
        ]
        with self._database.begin() as connection:
            connection.execute(translation.insert(), values)
            _mark_changed(connection, sentence.c.digest.in_([digest for digest, _ in drafts]))

    def _is_missing(self) -> sa.ColumnElement[bool]:
        return ~sa.exists().where(
            translation.c.digest == sentence.c.digest, translation.c.engine_id == self._engine_id
        )


def _engine_id(connection: sa.Connection, package: Package) -> int:
    query = sa.select(engine.c.id).where(engine.c.model_hash == package.model_hash)
    known = connection.execute(query).scalar()
    if known is not None:
        return int(known)
    made = connection.execute(
        engine.insert().values(
            name=package.name, version=package.version, model_hash=package.model_hash
        )
    )
    assert made.inserted_primary_key is not None  # an insert of one row always has it
    return int(made.inserted_primary_key[0])


def _translated_by(engine_id: int) -> sa.ColumnElement[bool]:
    digests = sa.select(translation.c.digest).where(translation.c.engine_id == engine_id)
    return sentence.c.digest.in_(digests)


def _mark_changed(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Give the articles with such sentences a new revision, so that indexes take them again."""
    connection.execute(
        article.update()
        .where(article.c.id.in_(sa.select(sentence.c.article_id).where(which)))
        .values(revision=settings.next_revision(connection))
    )


def _texts(connection: sa.Connection, places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return each digest with its sentence, cut out of the text of one article that has it."""
    where = dict(places)
    query = (
        sa.select(sentence.c.digest, sentence.c.start, sentence.c.end, article.c.id, article.c.text)
        .join(article, article.c.id == sentence.c.article_id)
        .where(sentence.c.digest.in_(list(where)), article.c.id.in_(set(where.values())))
    )
    found = {
        row.digest: row.text[row.start : row.end]
        for row in connection.execute(query)
        if where[row.digest] == row.id
    }
    return [(digest, found[digest]) for digest, _ in places]
