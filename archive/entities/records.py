"""Entities and their spellings in an archive's tables, inside the caller's transaction."""

from collections.abc import Sequence

import sqlalchemy as sa

from archive import tables
from archive.entities import spelling
from archive.entities.entity import Entity, Kind, Origin, Spelling

_NAMES_IT = (Origin.LISTED, Origin.FOUND, Origin.PERSON)
"""Origins of spellings that name an entity by themselves, in whatever article."""


class KnownEntities:
    """The entities of an archive, as linking asks for them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._remembered: set[tuple[str, str]] = set()
        self._entities: dict[str, Entity] = {}

    def chosen(self, kind: Kind, folded: str) -> Entity | None:
        """Return what a person said a spelling means."""
        choice = tables.spelling_choice
        query = sa.select(choice.c.entity_id).where(
            choice.c.kind == kind, choice.c.folded == folded
        )
        entity_id = self._connection.execute(query).scalar()
        if entity_id is None:
            return None
        return get(self._connection, entity_id) or _as_chosen(self._connection, entity_id)

    def spelt(self, kind: Kind, folded: str) -> Entity | None:
        """Return the entity that is called so, ``None`` where it may be either of several."""
        entity, name = tables.entity, tables.spelling
        query = (
            sa.select(entity)
            .join(name, name.c.entity_id == entity.c.id)
            .where(name.c.folded == folded, entity.c.kind == kind, name.c.origin.in_(_NAMES_IT))
        )
        rows = self._connection.execute(query.limit(2)).all()
        return from_row(rows[0]) if len(rows) == 1 else None

    def sounding(self, kind: Kind, sound: str) -> list[tuple[Entity, str]]:
        """Return the entities of that sound, with the folded Arabic name."""
        entity = tables.entity
        query = sa.select(entity).where(entity.c.sound == sound, entity.c.kind == kind)
        rows = self._connection.execute(query.order_by(entity.c.id))
        return [(from_row(row), spelling.folded(row.name_ar)) for row in rows]

    def remember(self, entity: Entity, spellings: Sequence[Spelling]) -> Entity:
        """Keep an entity and what it is called; return it as a person has corrected it."""
        if entity.id not in self._entities:
            known = get(self._connection, entity.id) or add(self._connection, entity)
            self._entities[entity.id] = known
        for name in spellings:
            if (entity.id, name.folded) not in self._remembered:
                self._remembered.add((entity.id, name.folded))
                add_spelling(self._connection, entity.id, name)
        return self._entities[entity.id]


def get(connection: sa.Connection, entity_id: str) -> Entity | None:
    """Return an entity that is stored."""
    query = sa.select(tables.entity).where(tables.entity.c.id == entity_id)
    row = connection.execute(query).first()
    return from_row(row) if row is not None else None


def add(connection: sa.Connection, entity: Entity) -> Entity:
    """Store a new entity; return it as a person has corrected it."""
    corrected = _as_chosen(connection, entity.id) or entity
    connection.execute(
        tables.entity.insert().values(
            id=corrected.id,
            kind=corrected.kind,
            name_en=corrected.name_en,
            name_ar=corrected.name_ar,
            country=corrected.country,
            sound=spelling.sound_of(spelling.folded(corrected.name_ar)),
        )
    )
    if corrected is not entity:
        for name in (corrected.name_en, corrected.name_ar):
            spelt = Spelling(spelling.folded(name), name, Origin.PERSON)
            add_spelling(connection, corrected.id, spelt)
    return corrected


def add_spelling(connection: sa.Connection, entity_id: str, name: Spelling) -> None:
    """Store what an entity is called, where it is not known yet.

    A spelling that names the entity by itself takes the place of one that only suggests it.
    """
    table = tables.spelling
    same = (table.c.entity_id == entity_id) & (table.c.folded == name.folded)
    known = connection.execute(sa.select(table.c.origin).where(same)).scalar()
    if known is None:
        connection.execute(
            table.insert().values(
                entity_id=entity_id, folded=name.folded, text=name.text, origin=name.origin
            )
        )
    elif known not in _NAMES_IT and name.origin in _NAMES_IT:
        connection.execute(table.update().where(same).values(text=name.text, origin=name.origin))


def from_row(row: sa.Row[tuple[object, ...]]) -> Entity:
    """Return the entity of a row of its table."""
    return Entity(row.id, Kind(row.kind), row.name_en, row.name_ar, row.country)


def _as_chosen(connection: sa.Connection, entity_id: str) -> Entity | None:
    """Return an entity as a person has corrected it."""
    choice = tables.entity_choice
    row = connection.execute(sa.select(choice).where(choice.c.entity_id == entity_id)).first()
    if row is None:
        return None
    return Entity(row.entity_id, Kind(row.kind), row.name_en, row.name_ar, row.country)
