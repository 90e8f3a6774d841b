"""Entities and their spellings in an archive's tables, inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from archive import tables
from archive.entities import spelling
from archive.entities.entity import Entity, Kind, Origin, Spelling

T = TypeVar("T")

_MOST_VALUES = 400  # in one query: databases limit its parameters

_NAMES_IT = (Origin.LISTED, Origin.FOUND, Origin.PERSON)
"""Origins of spellings that name an entity by themselves, in whatever article."""


class KnownEntities:
    """The entities of an archive, as linking asks for them.

    What a batch of articles may need is read at once by ``prepare``, and what is new is written at
    once by ``flush``: a query for each name would take most of the time.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._entities: dict[str, Entity] = {}
        self._choices: dict[tuple[Kind, str], str] = {}
        self._by_spelling: defaultdict[tuple[Kind, str], set[str]] = defaultdict(set)
        self._by_sound: defaultdict[tuple[Kind, str], set[str]] = defaultdict(set)
        self._origins: dict[tuple[str, str], str] = {}
        self._new: list[Entity] = []
        self._spelt: dict[tuple[str, str], Spelling] = {}

    def prepare(self, folded: Iterable[str], entity_ids: Iterable[str]) -> None:
        """Read what is known of names in their folded form, and of listed entities."""
        names = sorted(set(folded))
        sounds = sorted({spelling.sound_of(name) for name in names})
        entity, name, choice = tables.entity, tables.spelling, tables.spelling_choice
        ids = set(entity_ids)
        for row in self._rows(sa.select(choice), choice.c.folded, names):
            self._choices[Kind(row.kind), row.folded] = row.entity_id
            ids.add(row.entity_id)
        ids |= {row.entity_id for row in self._rows(sa.select(name), name.c.folded, names)}
        ids |= {row.id for row in self._rows(sa.select(entity), entity.c.sound, sounds)}
        self._read(sorted(ids))

    def chosen(self, kind: Kind, folded: str) -> Entity | None:
        """Return what a person said a spelling means."""
        entity_id = self._choices.get((kind, folded))
        if entity_id is None:
            return None
        return self._entities.get(entity_id) or _as_chosen(self._connection, entity_id)

    def spelt(self, kind: Kind, folded: str) -> Entity | None:
        """Return the entity that is called so, ``None`` where it may be either of several."""
        ids = self._by_spelling[kind, folded]
        return self._entities[next(iter(ids))] if len(ids) == 1 else None

    def sounding(self, kind: Kind, sound: str) -> list[tuple[Entity, str]]:
        """Return the entities of that sound, with the folded Arabic name."""
        found = (self._entities[entity_id] for entity_id in sorted(self._by_sound[kind, sound]))
        return [(entity, spelling.folded(entity.name_ar)) for entity in found]

    def remember(self, entity: Entity, spellings: Sequence[Spelling]) -> Entity:
        """Keep an entity and what it is called; return it as a person has corrected it."""
        if entity.id not in self._entities:
            self._read([entity.id])
        if entity.id not in self._entities:
            corrected = _as_chosen(self._connection, entity.id)
            self._new.append(corrected or entity)
            self._know(corrected or entity)
            if corrected is not None:
                spellings = [*spellings, *_own_names(corrected)]
        for name in spellings:
            known = self._origins.get((entity.id, name.folded))
            if known is None or (known not in _NAMES_IT and name.origin in _NAMES_IT):
                self._spelt[entity.id, name.folded] = name
                self._know_spelling(entity.id, name.folded, name.origin)
        return self._entities[entity.id]

    def flush(self) -> None:
        """Write what is new."""
        entity, name = tables.entity, tables.spelling
        if self._new:
            self._connection.execute(entity.insert(), [_values(new) for new in self._new])
        if self._spelt:
            keys = sa.tuple_(name.c.entity_id, name.c.folded)
            for portion in portions(list(self._spelt)):
                self._connection.execute(name.delete().where(keys.in_(portion)))
            self._connection.execute(
                name.insert(),
                [
                    {"entity_id": entity_id, "folded": folded}
                    | {"text": spelt.text, "origin": spelt.origin}
                    for (entity_id, folded), spelt in self._spelt.items()
                ],
            )
        self._new, self._spelt = [], {}

    def _read(self, entity_ids: Sequence[str]) -> None:
        entity, name = tables.entity, tables.spelling
        for row in self._rows(sa.select(entity), entity.c.id, entity_ids):
            self._know(from_row(row))
        for row in self._rows(sa.select(name), name.c.entity_id, entity_ids):
            self._know_spelling(row.entity_id, row.folded, row.origin)

    def _know(self, entity: Entity) -> None:
        self._entities[entity.id] = entity
        sound = spelling.sound_of(spelling.folded(entity.name_ar))
        self._by_sound[entity.kind, sound].add(entity.id)

    def _know_spelling(self, entity_id: str, folded: str, origin: str) -> None:
        self._origins[entity_id, folded] = origin
        if origin in _NAMES_IT:
            self._by_spelling[self._entities[entity_id].kind, folded].add(entity_id)

    def _rows(
        self, query: sa.Select[Any], column: sa.Column[str], values: Sequence[str]
    ) -> Iterator[sa.Row[Any]]:
        for portion in portions(values):
            yield from self._connection.execute(query.where(column.in_(portion)))


def get(connection: sa.Connection, entity_id: str) -> Entity | None:
    """Return an entity that is stored."""
    query = sa.select(tables.entity).where(tables.entity.c.id == entity_id)
    row = connection.execute(query).first()
    return from_row(row) if row is not None else None


def add(connection: sa.Connection, entity: Entity) -> Entity:
    """Store a new entity; return it as a person has corrected it."""
    corrected = _as_chosen(connection, entity.id) or entity
    connection.execute(tables.entity.insert().values(_values(corrected)))
    if corrected is not entity:
        for name in _own_names(corrected):
            add_spelling(connection, corrected.id, name)
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


def portions(values: Sequence[T]) -> list[Sequence[T]]:
    """Return values in portions that one query takes."""
    return [values[n : n + _MOST_VALUES] for n in range(0, len(values), _MOST_VALUES)]


def _values(entity: Entity) -> dict[str, str | None]:
    return {
        "id": entity.id,
        "kind": entity.kind,
        "name_en": entity.name_en,
        "name_ar": entity.name_ar,
        "country": entity.country,
        "sound": spelling.sound_of(spelling.folded(entity.name_ar)),
    }


def _own_names(entity: Entity) -> list[Spelling]:
    """Return what a person has called an entity, as its spellings."""
    names = (entity.name_en, entity.name_ar)
    return [Spelling(spelling.folded(name), name, Origin.PERSON) for name in names]


def _as_chosen(connection: sa.Connection, entity_id: str) -> Entity | None:
    """Return an entity as a person has corrected it."""
    choice = tables.entity_choice
    row = connection.execute(sa.select(choice).where(choice.c.entity_id == entity_id)).first()
    if row is None:
        return None
    return Entity(row.entity_id, Kind(row.kind), row.name_en, row.name_ar, row.country)
