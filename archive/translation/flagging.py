"""Keeping the flags of translations: making those that are missing, counting and listing them.

Most flags are told from the text by rules. One takes a model that not everyone has, and much time:
it is kept apart, so that neither way of looking at a translation undoes what the other found.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from archive import shown
from archive.arabic import has_arabic
from archive.article import Flag, Flagged
from archive.changes import mark_changed
from archive.store import Archive
from archive.tables import article, quality_flag, sentence, translation
from archive.translation.flags import RULES, flags_of
from archive.translation.glossary import Glossary

_BATCH = 500  # translations that are stored together
_COMPARED = 100  # pairs that are stored together, some seconds' work
_TEXT = sa.func.substr(article.c.text, sentence.c.start + 1, sentence.c.end - sentence.c.start)


@dataclass(frozen=True)
class FlaggedSentence:
    """A flag of a sentence as it is shown, with both of its sides."""

    article_id: str
    n: int
    flagged: Flagged
    arabic: str
    english: str


class Comparison(Protocol):
    """Tells how near the English of a sentence is to its Arabic in meaning."""

    name: str
    """Names the model and ``least``: what another has compared is compared again."""

    least: float
    """The cosine below which a translation is flagged."""

    def cosines(self, arabic: Sequence[str], english: Sequence[str]) -> Sequence[float]:
        """Return the cosine of the vectors of each sentence and its translation."""
        ...


@dataclass(frozen=True)
class _Pair:
    """A translation to look at, beside its Arabic."""

    digest: str
    engine_id: int
    arabic: str
    english: str
    score: float


@dataclass(frozen=True)
class _Look:
    """A way to look at translations.

    ``column`` says who has looked at a translation so, ``by`` who does now, ``flags`` what may be
    found, and ``batch`` how many translations are stored together.
    """

    column: sa.Column[str]
    by: str
    flags: frozenset[Flag]
    find: Callable[[Sequence[_Pair]], list[frozenset[Flagged]]]
    batch: int

    def is_missing(self) -> sa.ColumnElement[bool]:
        """Return the condition that a translation that is in use waits to be looked at."""
        is_old = sa.or_(self.column.is_(None), self.column != self.by)
        return is_old & sa.exists().where(sentence.c.digest == translation.c.digest)


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

    def find(pairs: Sequence[_Pair]) -> list[frozenset[Flagged]]:
        with archive.engine.connect() as connection:
            glossary = Glossary.read(connection)
        return [
            frozenset(flags_of(pair.arabic, pair.english, pair.score, glossary)) for pair in pairs
        ]

    flags = frozenset(Flag) - {Flag.MEANING}
    look = _Look(translation.c.flagged_by, RULES, flags, find, _BATCH)
    return _look_at_missing(archive, look, progress)


def compare_missing(
    archive: Archive,
    comparison: Comparison,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Compare every translation with its Arabic that this model has not; return how many it were.

    Those whose meanings are far apart are flagged. ``progress`` and what is left alone are as with
    ``flag_missing``; a run that is stopped goes on from its last batch.
    """

    def find(pairs: Sequence[_Pair]) -> list[frozenset[Flagged]]:
        # A text without Arabic letters is not translated.
        chosen = [n for n, pair in enumerate(pairs) if has_arabic(pair.arabic)]
        cosines = comparison.cosines(
            [pairs[n].arabic for n in chosen], [pairs[n].english for n in chosen]
        )
        found: list[frozenset[Flagged]] = [frozenset()] * len(pairs)
        for n, cosine in zip(chosen, cosines, strict=True):
            if cosine < comparison.least:
                found[n] = frozenset({Flagged(Flag.MEANING, f"{cosine:.2f}")})
        return found

    flags = frozenset({Flag.MEANING})
    look = _Look(translation.c.compared_by, comparison.name, flags, find, _COMPARED)
    return _look_at_missing(archive, look, progress)


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


def _look_at_missing(
    archive: Archive, look: _Look, progress: Callable[[int, int], None] | None
) -> int:
    with archive.engine.connect() as connection:
        total = connection.execute(
            sa.select(sa.func.count()).select_from(translation).where(look.is_missing())
        ).scalar_one()
    done = 0
    for pairs in _batches(archive, look):
        found = zip(pairs, look.find(pairs), strict=True)
        looked = [_Looked(pair.digest, pair.engine_id, flags) for pair, flags in found]
        _store(archive, look, looked)
        done += len(looked)
        if progress is not None:
            progress(done, total)
    return done


def _batches(archive: Archive, look: _Look) -> Iterator[list[_Pair]]:
    """Yield the translations to look at, in the order of their keys."""
    key = sa.tuple_(translation.c.digest, translation.c.engine_id)
    query = (
        sa.select(translation)
        .where(look.is_missing())
        .order_by(translation.c.digest, translation.c.engine_id)
        .limit(look.batch)
    )
    after = ("", 0)
    while True:
        with archive.engine.connect() as connection:
            rows = connection.execute(query.where(key > after)).all()
            arabic = _sentences(connection, [row.digest for row in rows])
        if not rows:
            return
        after = (rows[-1].digest, rows[-1].engine_id)
        yield [
            _Pair(row.digest, row.engine_id, arabic[row.digest], row.text, row.score)
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


def _store(archive: Archive, look: _Look, looked: Sequence[_Looked]) -> None:
    by_engine: defaultdict[int, list[_Looked]] = defaultdict(list)
    for one in looked:
        by_engine[one.engine_id].append(one)
    with archive.engine.begin() as connection:
        for engine_id, group in by_engine.items():
            digests = [one.digest for one in group]
            of_these = (
                (quality_flag.c.engine_id == engine_id)
                & quality_flag.c.digest.in_(digests)
                & quality_flag.c.flag.in_(sorted(look.flags))
            )
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
                .values({look.column: look.by})
            )
            changed = [one.digest for one in group if one.flags != before.get(one.digest, set())]
            if changed:
                mark_changed(connection, sentence.c.digest.in_(changed))


def _stored(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Mapping[str, set[Flagged]]:
    found: defaultdict[str, set[Flagged]] = defaultdict(set)
    for row in connection.execute(sa.select(quality_flag).where(which)):
        found[row.digest].add(Flagged(Flag(row.flag), row.detail))
    return found
