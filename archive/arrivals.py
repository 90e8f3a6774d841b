"""When articles came into an archive."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from archive import tables
from archive.entities.records import portions
from archive.store import Archive


def added_at(archive: Archive, article_ids: Sequence[str]) -> dict[str, datetime]:
    """Return by article the time (UTC) at which its original was added."""
    article, original = tables.article, tables.original
    found: dict[str, datetime] = {}
    with archive.engine.connect() as connection:
        for ids in portions(article_ids):
            query = sa.select(article.c.id, original.c.added_at).join(
                original, original.c.sha256 == article.c.sha256
            )
            for row in connection.execute(query.where(article.c.id.in_(ids))):
                # SQLite keeps no time zone.
                found[row.id] = row.added_at.replace(tzinfo=row.added_at.tzinfo or UTC)
    return found
