"""Marking what has changed of an archive, so that what is derived from it is made again."""

import sqlalchemy as sa

from archive import settings
from archive.tables import article, sentence


def mark_changed(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Give the articles with such sentences a new revision, so that indexes take them again."""
    connection.execute(
        article.update()
        .where(article.c.id.in_(sa.select(sentence.c.article_id).where(which)))
        .values(revision=settings.next_revision(connection))
    )
