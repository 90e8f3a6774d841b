"""Joining, parting and renaming entities by hand; what a person chose holds for good."""

import sqlalchemy as sa

from archive import settings, tables
from archive.entities import records, spelling
from archive.entities.catalogue import UnknownEntity
from archive.entities.entity import Entity, Kind, Origin, Spelling
from archive.errors import ArchiveError
from archive.store import Archive


def merge(archive: Archive, entity_id: str, into: str) -> None:
    """Make one entity part of another: all its spellings mean the other from now on.

    Raises ``UnknownEntity``, and ``ArchiveError`` for an entity and itself.
    """
    if entity_id == into:
        raise ArchiveError("an entity can't be merged into itself")
    with archive.engine.begin() as connection:
        merged, target = _get(connection, entity_id), _get(connection, into)
        _keep(connection, target)
        for name in _names(connection, entity_id):
            if name.origin in (Origin.LISTED, Origin.FOUND, Origin.PERSON):
                for kind in {merged.kind, target.kind}:
                    _choose(connection, kind, name.folded, into)
            records.add_spelling(connection, into, name)
        _move_mentions(connection, tables.mention.c.entity_id == entity_id, into)
        connection.execute(tables.entity.delete().where(tables.entity.c.id == entity_id))


def split(archive: Archive, entity_id: str, text: str, name_en: str | None = None) -> Entity:
    """Make an entity of its own of one spelling; return it.

    Raises ``UnknownEntity``, and ``ArchiveError`` where the entity is not spelt so in any article
    or has no other spelling.
    """
    folded = spelling.folded(text)
    with archive.engine.begin() as connection:
        old = _get(connection, entity_id)
        mention = tables.mention
        own = mention.c.entity_id == entity_id
        spelt_so = own & (mention.c.spelling == folded)
        count = sa.select(sa.func.count()).select_from(mention)
        if not connection.execute(count.where(spelt_so)).scalar_one():
            raise ArchiveError(f"no article spells {entity_id} “{text}”: see `warraq entities`")
        if not connection.execute(count.where(own & (mention.c.spelling != folded))).scalar_one():
            raise ArchiveError(f"{entity_id} has no other spelling: rename it instead")
        new = Entity(
            spelling.new_id(old.kind, folded), old.kind, name_en or text, text, old.country
        )
        if new.id == entity_id:  # the entity was first known by this very spelling
            new = Entity(f"{new.id}-2", new.kind, new.name_en, new.name_ar, new.country)
        _keep(connection, new)
        if records.get(connection, new.id) is None:
            records.add(connection, new)
        records.add_spelling(connection, new.id, Spelling(folded, text, Origin.PERSON))
        if name_en:
            named = Spelling(spelling.folded(name_en), name_en, Origin.PERSON)
            records.add_spelling(connection, new.id, named)
        _choose(connection, old.kind, folded, new.id)
        name = tables.spelling
        connection.execute(
            name.delete().where(name.c.entity_id == entity_id, name.c.folded == folded)
        )
        _move_mentions(connection, spelt_so, new.id)
    return new


def rename(
    archive: Archive,
    entity_id: str,
    *,
    name_en: str | None = None,
    name_ar: str | None = None,
    kind: Kind | None = None,
) -> Entity:
    """Change what an entity is shown as or what kind it is; return it. Raises ``UnknownEntity``."""
    with archive.engine.begin() as connection:
        old = _get(connection, entity_id)
        new = Entity(
            old.id, kind or old.kind, name_en or old.name_en, name_ar or old.name_ar, old.country
        )
        _keep(connection, new)
        connection.execute(
            tables.entity.update()
            .where(tables.entity.c.id == entity_id)
            .values(kind=new.kind, name_en=new.name_en, name_ar=new.name_ar)
        )
        for text in filter(None, (name_en, name_ar)):
            spelt = Spelling(spelling.folded(text), text, Origin.PERSON)
            records.add_spelling(connection, entity_id, spelt)
        if new.kind is not old.kind:
            for name in _names(connection, entity_id):
                if name.origin in (Origin.FOUND, Origin.PERSON):
                    _choose(connection, old.kind, name.folded, entity_id)
                    _choose(connection, new.kind, name.folded, entity_id)
        _touch(connection, tables.mention.c.entity_id == entity_id)
    return new


def _get(connection: sa.Connection, entity_id: str) -> Entity:
    found = records.get(connection, entity_id)
    if found is None:
        raise UnknownEntity(f"no entity has the id “{entity_id}”: see `warraq entities`")
    return found


def _names(connection: sa.Connection, entity_id: str) -> list[Spelling]:
    query = sa.select(tables.spelling).where(tables.spelling.c.entity_id == entity_id)
    rows = connection.execute(query.order_by(tables.spelling.c.folded))
    return [Spelling(row.folded, row.text, Origin(row.origin)) for row in rows]


def _choose(connection: sa.Connection, kind: Kind, folded: str, entity_id: str) -> None:
    choice = tables.spelling_choice
    connection.execute(choice.delete().where(choice.c.kind == kind, choice.c.folded == folded))
    connection.execute(choice.insert().values(kind=kind, folded=folded, entity_id=entity_id))


def _keep(connection: sa.Connection, entity: Entity) -> None:
    choice = tables.entity_choice
    connection.execute(choice.delete().where(choice.c.entity_id == entity.id))
    connection.execute(
        choice.insert().values(
            entity_id=entity.id,
            kind=entity.kind,
            name_en=entity.name_en,
            name_ar=entity.name_ar,
            country=entity.country,
        )
    )


def _move_mentions(
    connection: sa.Connection, which: sa.ColumnElement[bool], entity_id: str
) -> None:
    _touch(connection, which)
    connection.execute(tables.mention.update().where(which).values(entity_id=entity_id))


def _touch(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Count a change of the articles with these mentions, so that they are indexed again."""
    articles = sa.select(tables.mention.c.article_id).where(which)
    connection.execute(
        tables.article.update()
        .where(tables.article.c.id.in_(articles))
        .values(revision=settings.next_revision(connection))
    )
