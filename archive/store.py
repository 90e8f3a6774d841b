"""The archive: originals, articles, sentences and translations in a database.

The store is the truth; an index over it is derived and can be made again at any time.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from archive import ingest, rows, schema, settings, tables
from archive.article import (
    Article,
    Original,
    TranslatedArticle,
)
from archive.errors import ArchiveError, UnknownArticle

_BATCH = 200  # articles loaded at a time


@dataclass(frozen=True)
class Statistics:
    """How much an archive holds; ``translated`` counts sentences with a translation to show.

    ``corrected`` counts those of them that a person made, ``stale`` those that another engine made
    than the current one, ``engine``.
    """

    articles: int
    undated: int
    sentences: int
    translated: int
    corrected: int
    stale: int
    engine: str | None


class Archive:
    """An archive in one database; close it, or use it as a context manager."""

    def __init__(self, url: str | sa.URL) -> None:
        """Open the archive at a database URL, creating or migrating its tables.

        Raises ``ArchiveError`` where the database can't be opened, is newer, or is no archive.
        """
        self.engine = sa.create_engine(url)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        try:
            with self.engine.connect() as opened, opened.begin():
                found_current = schema.is_current(opened)
            # Only what writes waits for the one other process that may be writing here as well.
            mode = "" if found_current else "IMMEDIATE"
            options = self.engine.execution_options(sqlite_begin=mode)
            with options.begin() as connection:
                schema.bring_up_to_date(connection)
                settings.ensure(connection, "identity", lambda: str(uuid.uuid4()))
                settings.ensure(connection, "revision", lambda: "0")
        except sa.exc.DatabaseError as error:
            self.engine.dispose()
            where = self.engine.url.database or self.engine.url
            raise ArchiveError(f"the archive {where} can't be opened: {error.orig}") from error
        except ArchiveError:
            self.engine.dispose()
            raise

    @classmethod
    def in_file(cls, path: Path) -> Self:
        """Open the archive in an SQLite file, creating the file and its folder if needed."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(
                f"the folder {path.parent} can't be made: {error.strerror}"
            ) from error
        return cls(sa.URL.create("sqlite", database=str(path)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @property
    def url(self) -> str:
        """The database URL, with its password if it has one, for another process to open."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def identity(self) -> str:
        """A UUID that tells this archive from every other."""
        with self.engine.connect() as connection:
            return settings.get(connection, "identity") or ""

    @property
    def revision(self) -> int:
        """A number that grows with every change to what an index is made of."""
        with self.engine.connect() as connection:
            return settings.revision(connection)

    def add(self, original: Original, article: Article) -> bool:
        """Store an original with its article in one transaction; ``False`` if it is there already.

        The same bytes are the same article. Raises ``ArchiveError`` in the case, one in 2**48 for
        each pair of articles, that other bytes have the same id.
        """
        with self.engine.begin() as connection:
            known = connection.execute(
                sa.select(tables.article.c.sha256).where(tables.article.c.id == article.id)
            ).scalar()
            if known == original.sha256:
                return False
            if known is not None:
                raise ArchiveError(f"another article has the id {article.id} already")
            connection.execute(
                tables.original.insert().values(
                    sha256=original.sha256,
                    content=original.content,
                    filename=original.filename,
                    media_type=original.media_type,
                    encoding=original.encoding,
                    added_at=datetime.now(UTC),
                )
            )
            revision = settings.next_revision(connection)
            rows.insert(connection, original.sha256, article, revision)
            connection.execute(
                tables.removal.delete().where(tables.removal.c.article_id == article.id)
            )
        return True

    def stale(self) -> list[str]:
        """Return the ids of the articles that an older version of the program read."""
        query = sa.select(tables.article.c.id).where(tables.article.c.made_by != ingest.VERSION)
        with self.engine.connect() as connection:
            return list(connection.execute(query.order_by(tables.article.c.id)).scalars())

    def read_again(self, article_id: str) -> None:
        """Make an article of its original again; raises ``UnknownArticle``, ``UnreadableFile``."""
        kept = self.original(article_id)
        _, article = ingest.read_article(kept.content, kept.filename)
        with self.engine.begin() as connection:
            connection.execute(tables.article.delete().where(tables.article.c.id == article_id))
            revision = settings.next_revision(connection)
            rows.insert(connection, kept.sha256, article, revision)

    def remove(self, article_id: str) -> None:
        """Delete an article with its original for good; its translations stay in the memory.

        Raises ``UnknownArticle``.
        """
        with self.engine.begin() as connection:
            sha256 = connection.execute(
                sa.select(tables.article.c.sha256).where(tables.article.c.id == article_id)
            ).scalar()
            if sha256 is None:
                raise _unknown(article_id)
            connection.execute(tables.article.delete().where(tables.article.c.id == article_id))
            connection.execute(tables.original.delete().where(tables.original.c.sha256 == sha256))
            revision = settings.next_revision(connection)
            connection.execute(
                tables.removal.insert().values(article_id=article_id, revision=revision)
            )

    def get(self, article_id: str) -> TranslatedArticle:
        """Return an article beside its translation; raises ``UnknownArticle``."""
        found = self.get_many([article_id])
        if not found:
            raise _unknown(article_id)
        return found[0]

    def get_many(self, article_ids: Sequence[str]) -> list[TranslatedArticle]:
        """Return the articles with these ids, in the order asked for, without unknown ones."""
        with self.engine.connect() as connection:
            found = {a.article.id: a for a in rows.load(connection, article_ids)}
        return [found[article_id] for article_id in article_ids if article_id in found]

    def sample_pairs(self, limit: int) -> list[tuple[str, str]]:
        """Return different sentences with their translations, the same sample every time."""
        sentence, article = tables.sentence, tables.article
        text = sa.func.substr(
            article.c.text, sentence.c.start + 1, sentence.c.end - sentence.c.start
        )
        with self.engine.connect() as connection:
            # A digest is as good as drawing lots.
            digests = sa.select(tables.translation.c.digest).distinct()
            chosen = connection.execute(digests.order_by("digest").limit(limit)).scalars().all()
            pairs = []
            for batch in _batches(chosen):
                english = rows.translations_of(connection, batch)
                arabic = (
                    sa.select(sentence.c.digest, text.label("text"))
                    .join(article, article.c.id == sentence.c.article_id)
                    .where(sentence.c.digest.in_(batch))
                )
                texts = {row.digest: row.text for row in connection.execute(arabic)}
                pairs += [(texts[d], english[d].text) for d in batch if d in texts]
        return pairs

    def original(self, article_id: str) -> Original:
        """Return the untouched file an article came from; raises ``UnknownArticle``."""
        query = sa.select(tables.original).join(
            tables.article, tables.article.c.sha256 == tables.original.c.sha256
        )
        with self.engine.connect() as connection:
            row = connection.execute(query.where(tables.article.c.id == article_id)).first()
        if row is None:
            raise _unknown(article_id)
        return Original(row.content, row.sha256, row.filename, row.media_type, row.encoding)

    def changed_since(self, revision: int) -> Iterator[TranslatedArticle]:
        """Yield the articles that were added or changed after ``revision``, by id; 0 yields all."""
        for batch in _batches(self.ids_changed_since(revision)):
            yield from self.get_many(batch)

    def ids_changed_since(self, revision: int) -> list[str]:
        """Return the ids of the articles that ``changed_since`` yields, in its order."""
        query = sa.select(tables.article.c.id).where(tables.article.c.revision > revision)
        with self.engine.connect() as connection:
            return list(connection.execute(query.order_by(tables.article.c.id)).scalars())

    def removed_since(self, revision: int) -> list[str]:
        """Return the ids of the articles that were removed after ``revision``."""
        query = sa.select(tables.removal.c.article_id).where(tables.removal.c.revision > revision)
        with self.engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def latest(
        self, limit: int, start: date | None = None, end: date | None = None
    ) -> list[TranslatedArticle]:
        """Return the articles with the newest publication dates, undated ones last.

        With ``start`` or ``end``, only those published from the one and to the other.
        """
        published = tables.article.c.published
        query = sa.select(tables.article.c.id)
        if start is not None:
            query = query.where(published >= start)
        if end is not None:
            query = query.where(published <= end)
        query = query.order_by(published.desc().nulls_last(), tables.article.c.id).limit(limit)
        with self.engine.connect() as connection:
            ids = list(connection.execute(query).scalars())
        return self.get_many(ids)

    def neighbours(self, article_id: str) -> tuple[str | None, str | None]:
        """Return the ids of the articles published just before and after one, if it is dated.

        Those of one day are in the order of their ids.
        """
        table = tables.article
        this = sa.select(table.c.published).where(table.c.id == article_id).scalar_subquery()
        # The first condition alone can be looked up in the index of days.
        earlier = (table.c.published <= this) & (
            (table.c.published < this) | (table.c.id < article_id)
        )
        later = (table.c.published >= this) & (
            (table.c.published > this) | (table.c.id > article_id)
        )
        back = (table.c.published.desc(), table.c.id.desc())
        ahead = (table.c.published, table.c.id)
        with self.engine.connect() as connection:
            before, after = (
                connection.execute(
                    sa.select(table.c.id).where(side).order_by(*order).limit(1)
                ).scalar()
                for side, order in ((earlier, back), (later, ahead))
            )
        return before, after

    def statistics(self, model_hash: str | None = None) -> Statistics:
        """Count articles, sentences and translations.

        With ``model_hash``, stale is what the engine with that model has not translated.
        """
        count, sentence, article = sa.func.count(), tables.sentence, tables.article
        by_engine = sa.exists().where(tables.translation.c.digest == sentence.c.digest)
        by_person = tables.is_corrected(sentence.c.digest)
        with self.engine.connect() as connection:
            current = settings.current_engine(connection)
            wanted: int | sa.ScalarSelect[int] | None = current
            if model_hash is not None:
                of_model = tables.engine.c.model_hash == model_hash
                wanted = sa.select(tables.engine.c.id).where(of_model).scalar_subquery()
            by_current = by_engine.where(tables.translation.c.engine_id == wanted)
            by_other = by_engine & ~by_current & ~by_person

            def number(query: sa.Select[int]) -> int:
                return connection.execute(query).scalar_one()

            return Statistics(
                articles=number(sa.select(count).select_from(article)),
                undated=number(sa.select(count).where(article.c.published.is_(None))),
                sentences=number(sa.select(count).select_from(sentence)),
                translated=number(
                    sa.select(count).select_from(sentence).where(by_engine | by_person)
                ),
                corrected=number(sa.select(count).select_from(sentence).where(by_person)),
                stale=number(sa.select(count).select_from(sentence).where(by_other)),
                engine=_engine_label(connection, current),
            )


def _begin_sqlite(connection: sa.Connection) -> None:
    """Begin a transaction for reading as well, so that several queries see one state."""
    mode = connection.get_execution_options().get("sqlite_begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _prepare_sqlite(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction on its own
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _engine_label(connection: sa.Connection, engine_id: int | None) -> str | None:
    row = connection.execute(
        sa.select(tables.engine).where(tables.engine.c.id == engine_id)
    ).first()
    return f"{row.name} {row.version}" if row is not None else None


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    iterator = iter(ids)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _unknown(article_id: str) -> UnknownArticle:
    return UnknownArticle(f"no article has the id “{article_id}”: see `warraq search`")
