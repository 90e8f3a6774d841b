"""Articles as rows of the archive's tables: writing them, and reading them with their English."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from archive import ingest, settings, shown, tables
from archive.article import (
    Article,
    Block,
    DatedBy,
    Omission,
    Role,
    Sentence,
    SentencePair,
    TranslatedArticle,
    Translation,
)
from archive.tables import sentence_digest


def insert(connection: sa.Connection, sha256: str, article: Article, revision: int) -> None:
    """Store an article in its rows; ``sha256`` is its original's."""
    published = article.published
    connection.execute(
        tables.article.insert().values(
            id=article.id,
            sha256=sha256,
            title=article.title,
            text=article.text,
            source=article.source,
            place=article.place,
            published=published.date if published else None,
            date_evidence=published.evidence if published else None,
            url=article.url,
            tags=list(article.tags),
            made_by=ingest.VERSION,
            revision=revision,
        )
    )
    rows: dict[sa.Table, list[dict[str, object]]] = {
        tables.block: [
            {"n": n, "role": b.role, "start": b.start, "end": b.end, "credit": b.credit}
            for n, b in enumerate(article.blocks)
        ],
        tables.sentence: [
            {"n": s.n, "block": s.block, "start": s.start, "end": s.end}
            | {"digest": sentence_digest(s.text)}
            for s in article.sentences
        ],
        tables.omission: [
            {"n": n, "text": o.text, "reason": o.reason} for n, o in enumerate(article.omitted)
        ],
    }
    for table, values in rows.items():
        if values:
            connection.execute(
                table.insert(), [{"article_id": article.id} | value for value in values]
            )


def load(connection: sa.Connection, ids: Sequence[str]) -> Iterator[TranslatedArticle]:
    """Yield the articles with these ids, in no order, without unknown ones."""

    def rows(table: sa.Table) -> dict[str, list[sa.Row[tuple[object, ...]]]]:
        query = sa.select(table).where(table.c.article_id.in_(ids))
        found = defaultdict(list)
        for row in connection.execute(query.order_by(table.c.article_id, table.c.n)):
            found[row.article_id].append(row)
        return found

    blocks, sentences, omissions = map(rows, (tables.block, tables.sentence, tables.omission))
    translations = translations_of(connection, _digests_of(ids))
    flags = shown.flags_by_digest(connection, _digests_of(ids))
    for row in connection.execute(sa.select(tables.article).where(tables.article.c.id.in_(ids))):
        pairs = tuple(
            SentencePair(
                Sentence(s.n, s.block, s.start, s.end, row.text[s.start : s.end]),
                translations.get(s.digest),
                flags.get(s.digest, ()),
            )
            for s in sentences[row.id]
        )
        article = Article(
            id=row.id,
            title=row.title,
            text=row.text,
            blocks=tuple(Block(Role(b.role), b.start, b.end, b.credit) for b in blocks[row.id]),
            sentences=tuple(pair.sentence for pair in pairs),
            omitted=tuple(Omission(o.text, o.reason) for o in omissions[row.id]),
            source=row.source,
            place=row.place,
            published=DatedBy(row.published, row.date_evidence) if row.published else None,
            url=row.url,
            tags=tuple(row.tags),
        )
        yield TranslatedArticle(article, pairs)


def _digests_of(ids: Sequence[str]) -> sa.Select[str]:
    return sa.select(tables.sentence.c.digest).where(tables.sentence.c.article_id.in_(ids))


def translations_of(
    connection: sa.Connection, digests: Sequence[str] | sa.Select[str]
) -> dict[str, Translation]:
    """Return the translation to show of each sentence.

    That is a person's correction, else the current engine's translation, else the newest.
    """
    translation, engine = tables.translation, tables.engine
    query = (
        sa.select(translation, engine.c.name, engine.c.version)
        .join(engine, engine.c.id == translation.c.engine_id)
        .where(translation.c.digest.in_(digests))
        # The last row of a digest wins below.
        .order_by(engine.c.id == settings.current_engine(connection), translation.c.made_at)
    )
    found = {
        row.digest: Translation(
            row.text, f"{row.name} {row.version}", row.made_at.date(), decoding=row.decoding
        )
        for row in connection.execute(query)
    }
    correction = tables.correction
    in_force = (
        sa.select(correction)
        .where(correction.c.digest.in_(digests), correction.c.withdrawn_at.is_(None))
        .order_by(correction.c.id)
    )
    corrected = {
        row.digest: Translation(
            row.text, None, row.made_at.date(), row.author, found.get(row.digest)
        )
        for row in connection.execute(in_force)
    }
    return found | corrected
