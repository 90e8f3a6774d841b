"""What is recorded of an archive as a whole, by name, inside the caller's transaction."""

from collections.abc import Callable

import sqlalchemy as sa

from archive.tables import setting


def get(connection: sa.Connection, name: str) -> str | None:
    """Return a value, ``None`` where it was never set."""
    return connection.execute(sa.select(setting.c.value).where(setting.c.name == name)).scalar()


def put(connection: sa.Connection, name: str, value: str) -> None:
    """Set a value."""
    changed = connection.execute(setting.update().where(setting.c.name == name).values(value=value))
    if changed.rowcount == 0:
        connection.execute(setting.insert().values(name=name, value=value))


def ensure(connection: sa.Connection, name: str, make: Callable[[], str]) -> None:
    """Set a value that was never set."""
    if get(connection, name) is None:
        put(connection, name, make())


def revision(connection: sa.Connection) -> int:
    """Return the archive's revision."""
    return int(get(connection, "revision") or 0)


def next_revision(connection: sa.Connection) -> int:
    """Count a change to what an index is made of, and return the new revision."""
    number = revision(connection) + 1
    put(connection, "revision", str(number))
    return number


def current_engine(connection: sa.Connection) -> int | None:
    """Return the id of the engine whose translations are shown, ``None`` before the first."""
    value = get(connection, "engine")
    return int(value) if value is not None else None


def is_engine_chosen(connection: sa.Connection) -> bool:
    """Return whether a person chose that engine; else it is the one that translated last."""
    return get(connection, "engine_chosen") == "yes"


def indexes_all_engines(connection: sa.Connection) -> bool:
    """Return whether every engine's English is searched, not only what is shown."""
    return get(connection, "indexed_engines") == "all"
