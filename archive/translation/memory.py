"""The translation memory: what engine made of which sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from archive import settings
from archive.changes import mark_changed
from archive.store import Archive
from archive.tables import article, engine, is_corrected, sentence, translation
from archive.translation.packages import Package

_WINDOW = 4096  # sentences handed out at a time: enough to find many of one length


@dataclass(frozen=True)
class Draft:
    """A machine's text for a sentence; ``score`` is the mean log-probability of its tokens."""

    text: str
    score: float


@dataclass(frozen=True)
class Waiting:
    """A sentence that waits to be translated, and its key in the memory."""

    digest: str
    text: str


class TranslationMemory:
    """The memory of an archive, for one engine: the package that translates."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._database = archive.engine
        with self._database.begin() as connection:
            self._engine_id = _engine_id(connection, package)

    def make_current(self) -> None:
        """Show the translations of this engine from now on, unless a person chose one to show."""
        with self._database.begin() as connection:
            if settings.is_engine_chosen(connection):
                return
            if settings.current_engine(connection) != self._engine_id:
                settings.put(connection, "engine", str(self._engine_id))
                mark_changed(connection, _translated_by(self._engine_id))

    def count(self, *, stale: bool = False) -> int:
        """Count the different sentences that no engine has translated, or the ``stale`` ones.

        Those are what others have translated and this engine has not; where a person's correction
        is shown, nothing is stale.
        """
        query = sa.select(sa.func.count(sentence.c.digest.distinct())).where(self._waits(stale))
        with self._database.connect() as connection:
            return connection.execute(query).scalar_one()

    def windows(self, *, stale: bool = False) -> Iterator[list[Waiting]]:
        """Yield the sentences that ``count`` counts, some thousand at a time, article by article.

        No window has a sentence twice. What is not stored before the next window is asked for is
        passed over. Memory does not grow with what waits.
        """
        text = sa.func.substr(
            article.c.text, sentence.c.start + 1, sentence.c.end - sentence.c.start
        )
        place = sa.tuple_(sentence.c.article_id, sentence.c.n)
        query = (
            sa.select(sentence.c.article_id, sentence.c.n, sentence.c.digest, text.label("text"))
            .join(article, article.c.id == sentence.c.article_id)
            .where(self._waits(stale))
            .order_by(sentence.c.article_id, sentence.c.n)
            .limit(_WINDOW)
        )
        after = ("", 0)
        while True:
            with self._database.connect() as connection:
                rows = connection.execute(query.where(place > after)).all()
            if not rows:
                return
            after = (rows[-1].article_id, rows[-1].n)
            yield list({row.digest: Waiting(row.digest, row.text) for row in rows}.values())

    def store(self, drafts: Sequence[tuple[str, Draft]], decoding: str | None = None) -> None:
        """Store translations by digest in one transaction; the articles they are in change.

        ``decoding`` says how they were made, ``None`` where that is not known.
        """
        now = datetime.now(UTC)
        made = {"engine_id": self._engine_id, "made_at": now, "decoding": decoding}
        values = [
            {"digest": digest, "text": draft.text, "score": draft.score} | made
            for digest, draft in drafts
        ]
        with self._database.begin() as connection:
            connection.execute(translation.insert(), values)
            mark_changed(connection, sentence.c.digest.in_([digest for digest, _ in drafts]))

    def _waits(self, stale: bool) -> sa.ColumnElement[bool]:
        by_any = sa.exists().where(translation.c.digest == sentence.c.digest)
        if not stale:
            return ~by_any
        by_this = by_any.where(translation.c.engine_id == self._engine_id)
        return by_any & ~by_this & ~is_corrected(sentence.c.digest)


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
