"""Looking entities up in an archive: by any spelling, with their mentions and their company."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from archive import tables
from archive.arabic import has_arabic
from archive.date_mentions import Calendar, DateMention, Precision
from archive.entities import records, spelling
from archive.entities.entity import Entity, Kind, Mention
from archive.errors import ArchiveError
from archive.store import Archive


class UnknownEntity(ArchiveError):
    """No entity has the id."""


@dataclass(frozen=True)
class Counted:
    """An entity with the number of articles that mention it and of its mentions."""

    entity: Entity
    articles: int
    mentions: int


@dataclass(frozen=True)
class SeenSpelling:
    """A spelling as it first stood in a text, with the number of mentions that have it."""

    text: str
    mentions: int


@dataclass(frozen=True)
class Annotations:
    """What is named in an article, in reading order; dates with their sentences' numbers."""

    mentions: tuple[Mention, ...] = ()
    dates: tuple[tuple[int, DateMention], ...] = ()


class Catalogue:
    """The entities of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._engine = archive.engine

    @property
    def database(self) -> sa.Engine:
        """The database of the archive."""
        return self._engine

    def get(self, entity_id: str) -> Entity:
        """Return an entity; raises ``UnknownEntity``."""
        with self._engine.connect() as connection:
            found = records.get(connection, entity_id)
        if found is None:
            raise UnknownEntity(f"no entity has the id “{entity_id}”: see `warraq entities`")
        return found

    def get_many(self, entity_ids: Sequence[str]) -> list[Entity]:
        """Return the entities with these ids, in the order asked for, without unknown ones."""
        found: dict[str, Entity] = {}
        with self._engine.connect() as connection:
            for ids in records.portions(entity_ids):
                query = sa.select(tables.entity).where(tables.entity.c.id.in_(ids))
                for row in connection.execute(query):
                    found[row.id] = records.from_row(row)
        return [found[entity_id] for entity_id in entity_ids if entity_id in found]

    def lookup(self, text: str, kind: Kind | None = None) -> list[Entity]:
        """Return the entities that are called so in either script, the most mentioned first.

        Those with the very name; else those with all its words; else those that sound like it.
        """
        folded = spelling.folded(text)
        if not folded:
            return []
        name = tables.spelling.c.folded
        words = [_has_word(name, word) for word in folded.split()]
        sound = spelling.sound_of(folded)
        with self._engine.connect() as connection:
            for condition in (name == folded, sa.and_(*words)):
                if found := _counted(connection, _spelt(condition), kind):
                    return [counted.entity for counted in found]
            if has_arabic(folded) or len(sound.replace(" ", "")) < spelling.SHORTEST_SOUND:
                return []
            sounding = _has_sound(tables.entity.c.sound, sound)
            return [counted.entity for counted in _counted(connection, sounding, kind)]

    def listing(
        self, text: str = "", kind: Kind | None = None, limit: int | None = None
    ) -> list[Counted]:
        """Return entities with their counts, the most mentioned first.

        With ``text`` only those one of whose spellings has words that begin with its words.
        """
        beginnings = [
            _has_beginning(tables.spelling.c.folded, word) for word in spelling.folded(text).split()
        ]
        wanted = _spelt(sa.and_(*beginnings)) if beginnings else sa.true()
        with self._engine.connect() as connection:
            return _counted(connection, wanted, kind, limit)

    def annotations(self, article_ids: Sequence[str]) -> dict[str, Annotations]:
        """Return what is named in each of the articles."""
        mentions: defaultdict[str, list[Mention]] = defaultdict(list)
        dates: defaultdict[str, list[tuple[int, DateMention]]] = defaultdict(list)
        mention, when, entity = tables.mention, tables.date_mention, tables.entity
        with self._engine.connect() as connection:
            for ids in records.portions(article_ids):
                named = (
                    sa.select(mention, *(c.label(f"its_{c.name}") for c in entity.c))
                    .join(entity, entity.c.id == mention.c.entity_id)
                    .where(mention.c.article_id.in_(ids))
                    .order_by(mention.c.article_id, mention.c.n, mention.c.start)
                )
                for row in connection.execute(named):
                    found = Entity(
                        row.its_id,
                        Kind(row.its_kind),
                        row.its_name_en,
                        row.its_name_ar,
                        row.its_country,
                    )
                    mentions[row.article_id].append(
                        Mention(row.n, row.start, row.end, row.spelling, found)
                    )
                dated = sa.select(when).where(when.c.article_id.in_(ids))
                for row in connection.execute(
                    dated.order_by(when.c.article_id, when.c.n, when.c.start)
                ):
                    dates[row.article_id].append((row.n, _date_mention(row)))
        return {
            article_id: Annotations(tuple(mentions[article_id]), tuple(dates[article_id]))
            for article_id in article_ids
        }

    def all_spellings(self, entity_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return everything that each entity is called, as it is written."""
        name = tables.spelling
        found: defaultdict[str, list[str]] = defaultdict(list)
        with self._engine.connect() as connection:
            for ids in records.portions(entity_ids):
                query = sa.select(name).where(name.c.entity_id.in_(ids))
                for row in connection.execute(query.order_by(name.c.entity_id, name.c.folded)):
                    found[row.entity_id].append(row.text)
        return dict(found)

    def seen_spellings(self, entity_id: str) -> list[SeenSpelling]:
        """Return the spellings of an entity in articles, the most frequent first."""
        mention, name = tables.mention, tables.spelling
        count = sa.func.count()
        query = (
            sa.select(sa.func.coalesce(name.c.text, mention.c.spelling).label("text"), count)
            .select_from(mention)
            .outerjoin(
                name,
                (name.c.entity_id == mention.c.entity_id) & (name.c.folded == mention.c.spelling),
            )
            .where(mention.c.entity_id == entity_id)
            .group_by(mention.c.spelling, name.c.text)
            .order_by(count.desc(), mention.c.spelling)
        )
        with self._engine.connect() as connection:
            return [SeenSpelling(text, times) for text, times in connection.execute(query)]

    def months(self, entity_id: str) -> list[tuple[date, int]]:
        """Return the first days of the months with articles on an entity, and how many."""
        mention, article = tables.mention, tables.article
        query = (
            sa.select(article.c.published)
            .where(article.c.published.is_not(None))
            .where(
                sa.exists().where(
                    mention.c.article_id == article.c.id, mention.c.entity_id == entity_id
                )
            )
        )
        counts: defaultdict[date, int] = defaultdict(int)
        with self._engine.connect() as connection:
            for day in connection.execute(query).scalars():
                counts[day.replace(day=1)] += 1
        return sorted(counts.items())

    def places_of(self, entity_id: str, limit: int) -> list[tuple[str, int]]:
        """Return the sentences that mention an entity, as (article id, n), the newest first."""
        mention, article = tables.mention, tables.article
        query = (
            sa.select(mention.c.article_id, mention.c.n)
            .join(article, article.c.id == mention.c.article_id)
            .where(mention.c.entity_id == entity_id)
            .distinct()
            .order_by(article.c.published.desc().nulls_last(), mention.c.article_id, mention.c.n)
            .limit(limit)
        )
        query = query.add_columns(article.c.published)
        with self._engine.connect() as connection:
            return [(row.article_id, row.n) for row in connection.execute(query)]

    def beside(self, entity_id: str, limit: int) -> list[Counted]:
        """Return the entities that stand in the same sentences, the most frequent first."""
        mention, other, entity = tables.mention, tables.mention.alias("other"), tables.entity
        # Each sentence once, however often it has the name.
        one = (
            sa.select(mention.c.article_id, mention.c.n)
            .where(mention.c.entity_id == entity_id)
            .distinct()
            .subquery()
        )
        count = sa.func.count()
        articles = sa.func.count(other.c.article_id.distinct())
        query = (
            sa.select(entity, articles.label("articles"), count.label("mentions"))
            .select_from(one)
            .join(other, (other.c.article_id == one.c.article_id) & (other.c.n == one.c.n))
            .join(entity, entity.c.id == other.c.entity_id)
            .where(other.c.entity_id != entity_id)
            .group_by(*entity.c)
            .order_by(count.desc(), entity.c.id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [_row_counted(row) for row in connection.execute(query)]


def _spelt(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return tables.entity.c.id.in_(sa.select(tables.spelling.c.entity_id).where(condition))


def _has_word(name: sa.Column[str], word: str) -> sa.ColumnElement[bool]:
    return (" " + name + " ").contains(f" {word} ", autoescape=True)


def _has_beginning(name: sa.Column[str], word: str) -> sa.ColumnElement[bool]:
    return (" " + name).contains(f" {word}", autoescape=True)


def _has_sound(name: sa.Column[str], sound: str) -> sa.ColumnElement[bool]:
    return (" " + name + " ").contains(f" {sound} ", autoescape=True)


def _counted(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    kind: Kind | None,
    limit: int | None = None,
) -> list[Counted]:
    """Return mentioned entities with their counts, the most mentioned first."""
    entity, mention = tables.entity, tables.mention
    articles = sa.func.count(mention.c.article_id.distinct())
    count = sa.func.count()
    query = (
        sa.select(entity, articles.label("articles"), count.label("mentions"))
        .join(mention, mention.c.entity_id == entity.c.id)
        .where(condition)
        .group_by(*entity.c)
        .order_by(articles.desc(), count.desc(), entity.c.id)
    )
    if kind is not None:
        query = query.where(entity.c.kind == kind)
    if limit is not None:
        query = query.limit(limit)
    return [_row_counted(row) for row in connection.execute(query)]


def _row_counted(row: sa.Row[tuple[object, ...]]) -> Counted:
    return Counted(records.from_row(row), row.articles, row.mentions)


def _date_mention(row: sa.Row[tuple[object, ...]]) -> DateMention:
    return DateMention(
        row.start,
        row.end,
        row.first,
        row.last,
        Precision(row.precision),
        Calendar(row.calendar),
        row.relative,
    )
