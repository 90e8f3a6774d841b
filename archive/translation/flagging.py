"""Keeping the flags of translations: making those that are missing, counting and listing them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from archive import shown
from archive.article import Flag, Flagged
from archive.changes import mark_changed
from archive.store import Archive
from archive.tables import article, quality_flag, sentence, translation
from archive.translation.flags import RULES, flags_of
from archive.translation.glossary import Glossary

_BATCH = 500  # translations that are stored together
_TEXT = sa.func.substr(article.c.text, sentence.c.start + 1, sentence.c.end - sentence.c.start)


@dataclass(frozen=True)
class FlaggedSentence:
    """A flag of a sentence as it is shown, with both of its sides."""

    article_id: str
    n: int
    flagged: Flagged
    arabic: str
    english: str


@dataclass(frozen=True)
class _Looked:
    """A translation that was looked at, and what was found."""

    digest: str
    engine_id: int
    flags: frozenset[Flagged]


def flag_missing(archive: Archive, progress: Callable[[int, int], None] | None = None) -> int:
    """Flag every translation that these rules have not looked at; return how many it were.

    ``progress`` is called with how many are done and how many there are after each batch, which is
    stored by then. Articles change where flags do. Translations of sentences that no article has
    any more are left alone. 18,035 take 5 s on one core, half of it in the rules.
    """
    with archive.engine.connect() as connection:
        total = connection.execute(
            sa.select(sa.func.count()).select_from(translation).where(_is_stale())
        ).scalar_one()
    done = 0
    for batch in _batches(archive):
        _store(archive, batch)
        done += len(batch)
        if progress is not None:
            progress(done, total)
    return done


def flag_counts(archive: Archive) -> dict[Flag, int]:
    """Count the sentences that are shown with each flag, none where there are none."""
    with archive.engine.connect() as connection:
        flags = shown.flags(connection).subquery()
        query = (
            sa.select(flags.c.flag, sa.func.count().label("number"))
            .join(sentence, sentence.c.digest == flags.c.digest)
            .group_by(flags.c.flag)
        )
        counts = {row.flag: row.number for row in connection.execute(query)}
    return {flag: counts[flag] for flag in Flag if flag in counts}


def flagged_sentences(
    archive: Archive, flag: Flag | None = None, limit: int | None = None
) -> list[FlaggedSentence]:
    """Return the flags of sentences that are shown, of the newest articles first."""
    with archive.engine.connect() as connection:
        flags = shown.flags(connection).subquery()
        query = (
            sa.select(flags, sentence.c.article_id, sentence.c.n, _TEXT.label("arabic"))
            .join(sentence, sentence.c.digest == flags.c.digest)
            .join(article, article.c.id == sentence.c.article_id)
            .order_by(
                article.c.published.desc().nulls_last(), article.c.id, sentence.c.n, flags.c.flag
            )
            .limit(limit)
        )
        if flag is not None:
            query = query.where(flags.c.flag == flag)
        return [
            FlaggedSentence(
                row.article_id,
                row.n,
                Flagged(Flag(row.flag), row.detail),
                row.arabic,
                row.english,
            )
            for row in connection.execute(query)
        ]


def _is_stale() -> sa.ColumnElement[bool]:
    is_old = sa.or_(translation.c.flagged_by.is_(None), translation.c.flagged_by != RULES)
    return is_old & sa.exists().where(sentence.c.digest == translation.c.digest)


def _batches(archive: Archive) -> Iterator[list[_Looked]]:
    """Look at stale translations, in the order of their keys."""
    key = sa.tuple_(translation.c.digest, translation.c.engine_id)
    query = (
        sa.select(translation)
        .where(_is_stale())
        .order_by(translation.c.digest, translation.c.engine_id)
        .limit(_BATCH)
    )
    after = ("", 0)
    while True:
        with archive.engine.connect() as connection:
            rows = connection.execute(query.where(key > after)).all()
            arabic = _sentences(connection, [row.digest for row in rows])
            glossary = Glossary.read(connection)
        if not rows:
            return
        after = (rows[-1].digest, rows[-1].engine_id)
        yield [
            _Looked(
                row.digest,
                row.engine_id,
                frozenset(flags_of(arabic[row.digest], row.text, row.score, glossary)),
            )
            for row in rows
        ]


def _sentences(connection: sa.Connection, digests: Sequence[str]) -> dict[str, str]:
    # A heading is in thousands of articles, any of which will do.
    place = (
        sa.select(sentence.c.digest, sa.func.min(sentence.c.article_id).label("article_id"))
        .where(sentence.c.digest.in_(digests))
        .group_by(sentence.c.digest)
        .subquery()
    )
    query = (
        sa.select(sentence.c.digest, _TEXT.label("text"))
        .select_from(place)
        .join(
            sentence,
            (sentence.c.digest == place.c.digest) & (sentence.c.article_id == place.c.article_id),
        )
        .join(article, article.c.id == sentence.c.article_id)
    )
    return {row.digest: row.text for row in connection.execute(query)}


def _store(archive: Archive, looked: Sequence[_Looked]) -> None:
    by_engine: defaultdict[int, list[_Looked]] = defaultdict(list)
    for one in looked:
        by_engine[one.engine_id].append(one)
    with archive.engine.begin() as connection:
        for engine_id, group in by_engine.items():
            digests = [one.digest for one in group]
            of_these = (quality_flag.c.engine_id == engine_id) & quality_flag.c.digest.in_(digests)
            before = _stored(connection, of_these)
            connection.execute(quality_flag.delete().where(of_these))
            rows = [
                {"digest": one.digest, "engine_id": engine_id, "flag": f.flag, "detail": f.detail}
                for one in group
                for f in one.flags
            ]
            if rows:
                connection.execute(quality_flag.insert(), rows)
            connection.execute(
                translation.update()
                .where(translation.c.engine_id == engine_id, translation.c.digest.in_(digests))
                .values(flagged_by=RULES)
            )
            changed = [one.digest for one in group if one.flags != before.get(one.digest, set())]
            if changed:
                mark_changed(connection, sentence.c.digest.in_(changed))


def _stored(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Mapping[str, set[Flagged]]:
    found: defaultdict[str, set[Flagged]] = defaultdict(set)
    for row in connection.execute(sa.select(quality_flag).where(which)):
        found[row.digest].add(Flagged(Flag(row.flag), row.detail))
    return found
