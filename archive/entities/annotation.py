"""Annotating the articles of an archive with entities and dates, an article at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from archive import settings, tables
from archive.article import TranslatedArticle
from archive.date_mentions import DateMention, find_date_mentions
from archive.entities import gazetteer, recogniser
from archive.entities.entity import Mention
from archive.entities.linking import Linker
from archive.entities.recogniser import Name
from archive.entities.records import KnownEntities
from archive.store import Archive

VERSION = "1"
"""The version of recognition, linking and dates; a change of what they find raises it."""

_BATCH = 50  # articles that are stored together


@dataclass(frozen=True)
class _Found:
    """The names and dates of an article, before it is known what the names mean."""

    article_id: str
    names: list[tuple[int, str, Name]]
    dates: list[tuple[int, DateMention]]


def annotate_missing(archive: Archive, progress: Callable[[int, int], None] | None = None) -> int:
    """Annotate every article that this version has not annotated; return how many it were.

    ``progress`` is called with how many are done and how many there are after each batch, which is
    stored by then.
    """
    article = tables.article
    stale = sa.select(article.c.id).where(
        sa.or_(article.c.annotated_by.is_(None), article.c.annotated_by != VERSION)
    )
    with archive.engine.connect() as connection:
        ids = list(connection.execute(stale.order_by(article.c.published, article.c.id)).scalars())
    for start in range(0, len(ids), _BATCH):
        articles = archive.get_many(ids[start : start + _BATCH])
        found = [_Found(a.article.id, _names(a), _dates(a)) for a in articles]
        with archive.engine.begin() as connection:
            _link_and_store(connection, found)
        if progress is not None:
            progress(start + len(articles), len(ids))
    return len(ids)


def forget(archive: Archive) -> None:
    """Take all annotations back, so that ``annotate_missing`` makes them anew.

    What persons chose stays.
    """
    with archive.engine.begin() as connection:
        for table in (tables.mention, tables.date_mention, tables.spelling, tables.entity):
            connection.execute(table.delete())
        connection.execute(tables.article.update().values(annotated_by=None))


def _names(translated: TranslatedArticle) -> list[tuple[int, str, Name]]:
    model = recogniser.load()
    return [
        (sentence.n, sentence.text, name)
        for sentence in translated.article.sentences
        for name in model.names(sentence.text)
    ]


def _dates(translated: TranslatedArticle) -> list[tuple[int, DateMention]]:
    published = translated.article.published
    day = published.date if published else None
    return [
        (sentence.n, found)
        for sentence in translated.article.sentences
        for found in find_date_mentions(sentence.text, day)
    ]


def _link_and_store(connection: sa.Connection, found: Sequence[_Found]) -> None:
    known = KnownEntities(connection)
    names = [name for one in found for _, _, name in one.names]
    known.prepare(
        (" ".join(name.words) for name in names),
        (name.entry.entity.id for name in names if name.entry is not None),
    )
    linker = Linker(known, gazetteer.load(), recogniser.load().native_names)
    linked = [linker.link(one.names) for one in found]
    known.flush()
    for one, mentions in zip(found, linked, strict=True):
        _store(connection, one.article_id, mentions, one.dates)


def _store(
    connection: sa.Connection,
    article_id: str,
    mentions: Sequence[Mention],
    dates: Sequence[tuple[int, DateMention]],
) -> None:
    for table in (tables.mention, tables.date_mention):
        connection.execute(table.delete().where(table.c.article_id == article_id))
    if mentions:
        connection.execute(
            tables.mention.insert(),
            [
                {"article_id": article_id, "n": m.n, "start": m.start, "end": m.end}
                | {"spelling": m.spelling, "entity_id": m.entity.id}
                for m in mentions
            ],
        )
    if dates:
        connection.execute(
            tables.date_mention.insert(),
            [
                {"article_id": article_id, "n": n, "start": d.start, "end": d.end}
                | {"first": d.first, "last": d.last, "relative": d.relative}
                | {"precision": d.precision, "calendar": d.calendar}
                for n, d in dates
            ],
        )
    connection.execute(
        tables.article.update()
        .where(tables.article.c.id == article_id)
        .values(annotated_by=VERSION, revision=settings.next_revision(connection))
    )
