"""What an archive holds in figures: by month, by source, by name, by length, by translation."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from archive import settings, tables
from archive.entities import spelling
from archive.entities.entity import Kind
from archive.store import Archive


@dataclass(frozen=True)
class SourceFigures:
    """A source with its articles, and when the first and the last of them were published.

    ``first`` and ``last`` are ``None`` where all of them are undated.
    """

    name: str
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Mentioned:
    """The id of an entity with the number of articles that mention it and of its mentions."""

    entity_id: str
    kind: Kind
    articles: int
    mentions: int


@dataclass(frozen=True)
class Coverage:
    """How many of a year's sentences have a translation; undated articles have no ``year``."""

    year: int | None
    sentences: int
    translated: int


@dataclass(frozen=True)
class EngineFigures:
    """How many sentences are shown as an engine translated them; one engine is the current one."""

    label: str
    sentences: int
    is_current: bool


class Figures:
    """Counts over a whole archive; the larger it is, the longer each of them takes."""

    def __init__(self, archive: Archive) -> None:
        self._engine = archive.engine

    def months(self) -> list[tuple[date, int]]:
        """Return the first days of the months with articles, in order, and how many."""
        published = tables.article.c.published
        query = sa.select(published, sa.func.count()).where(published.is_not(None))
        counts: Counter[date] = Counter()
        with self._engine.connect() as connection:
            for day, count in connection.execute(query.group_by(published)):
                counts[day.replace(day=1)] += count
        return sorted(counts.items())

    def undated(self) -> int:
        """Count the articles without a date."""
        query = sa.select(sa.func.count()).where(tables.article.c.published.is_(None))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def sources(self) -> list[SourceFigures]:
        """Return the sources that articles name, those of the most articles first."""
        source, published = tables.article.c.source, tables.article.c.published
        count = sa.func.count()
        query = (
            sa.select(source, count, sa.func.min(published), sa.func.max(published))
            .where(source.is_not(None))
            .group_by(source)
            .order_by(count.desc(), source)
        )
        with self._engine.connect() as connection:
            return [SourceFigures(*row) for row in connection.execute(query)]

    def mentioned(self) -> list[Mentioned]:
        """Return the entities that articles mention, those in the most articles first."""
        entity, mention = tables.entity, tables.mention
        articles = sa.func.count(mention.c.article_id.distinct())
        count = sa.func.count()
        counted = (
            sa.select(mention.c.entity_id, articles.label("articles"), count.label("mentions"))
            .group_by(mention.c.entity_id)
            .subquery()
        )
        query = (
            sa.select(entity.c.id, entity.c.kind, counted.c.articles, counted.c.mentions)
            .join(counted, counted.c.entity_id == entity.c.id)
            .order_by(counted.c.articles.desc(), counted.c.mentions.desc(), entity.c.id)
        )
        kinds = {kind.value: kind for kind in Kind}
        with self._engine.connect() as connection:
            return [
                Mentioned(row.id, kinds[row.kind], row.articles, row.mentions)
                for row in connection.execute(query)
            ]

    def called(self, text: str) -> set[str]:
        """Return the ids of the entities with a spelling whose words begin with those of a text."""
        words = spelling.folded(text).split()
        if not words:
            return set()
        name = tables.spelling.c
        begins = [(" " + name.folded).contains(f" {word}", autoescape=True) for word in words]
        query = sa.select(name.entity_id).where(*begins)
        with self._engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def lengths(self) -> list[tuple[int, int]]:
        """Return numbers of sentences, in order, each with how many articles have so many."""
        article_id = tables.sentence.c.article_id
        number = sa.func.count(article_id).label("sentences")
        each = sa.select(number).group_by(article_id).subquery()
        query = sa.select(each.c.sentences, sa.func.count()).group_by(each.c.sentences)
        with self._engine.connect() as connection:
            return sorted((sentences, count) for sentences, count in connection.execute(query))

    def coverage(self) -> list[Coverage]:
        """Return the years of publication, in order, undated articles last."""
        article, sentence, translation = tables.article, tables.sentence, tables.translation
        by_engine = sa.exists().where(translation.c.digest == sentence.c.digest)
        translated = by_engine | tables.is_corrected(sentence.c.digest)
        done = sa.func.sum(sa.case((translated, 1), else_=0))
        query = (
            sa.select(article.c.published, sa.func.count(), done)
            .join(sentence, sentence.c.article_id == article.c.id)
            .group_by(article.c.published)
        )
        totals: defaultdict[int | None, list[int]] = defaultdict(lambda: [0, 0])
        with self._engine.connect() as connection:
            for day, sentences, shown in connection.execute(query):
                total = totals[day.year if day else None]
                total[0] += sentences
                total[1] += shown
        years = sorted(totals, key=lambda year: (year is None, year))
        return [Coverage(year, *totals[year]) for year in years]

    def corrected(self) -> int:
        """Count the sentences that are shown as a person corrected them."""
        sentence = tables.sentence
        query = sa.select(sa.func.count()).select_from(sentence)
        with self._engine.connect() as connection:
            return connection.execute(
                query.where(tables.is_corrected(sentence.c.digest))
            ).scalar_one()

    def engines(self) -> list[EngineFigures]:
        """Return the engines whose translations are shown, the current one first."""
        sentence, translation, engine = tables.sentence, tables.translation, tables.engine
        with self._engine.connect() as connection:
            current = settings.current_engine(connection)
            # What is shown is a correction, else the current engine's translation, else the newest.
            shown = sa.select(
                translation.c.digest,
                translation.c.engine_id,
                sa.func.row_number()
                .over(
                    partition_by=translation.c.digest,
                    order_by=(
                        sa.case((translation.c.engine_id == current, 0), else_=1),
                        translation.c.made_at.desc(),
                    ),
                )
                .label("place"),
            ).subquery()
            query = (
                sa.select(engine.c.id, engine.c.name, engine.c.version, sa.func.count())
                .join(shown, shown.c.engine_id == engine.c.id)
                .join(sentence, sentence.c.digest == shown.c.digest)
                .where(shown.c.place == 1, ~tables.is_corrected(sentence.c.digest))
                .group_by(engine.c.id, engine.c.name, engine.c.version)
            )
            found = [
                EngineFigures(f"{name} {version}", count, engine_id == current)
                for engine_id, name, version, count in connection.execute(query)
            ]
        return sorted(found, key=lambda one: (not one.is_current, -one.sentences, one.label))
