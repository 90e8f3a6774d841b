"""Creating an archive's tables and bringing older ones up to date, with Alembic."""

from pathlib import Path

import sqlalchemy as sa

from archive.errors import ArchiveError

CURRENT = "0005"
"""The newest migration in ``migrations/versions``."""


def is_current(connection: sa.Connection) -> bool:
    """Tell whether the tables are those of this version; raises ``ArchiveError`` for no archive."""
    return _version(connection) == CURRENT


def bring_up_to_date(connection: sa.Connection) -> None:
    """Create the tables in an empty database, migrate those of an older version.

    Raises ``ArchiveError`` for a database that is newer than the program or is no archive.
    """
    found = _version(connection)
    if found == CURRENT:
        return
    # Alembic takes a tenth of a second to import; most commands do not need it.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise ArchiveError(
            f"the archive was written by a newer version of Warraq (tables {found}, "
            f"this program knows {CURRENT}): update Warraq"
        )
    command.upgrade(config, "head")


def _version(connection: sa.Connection) -> str | None:
    inspector = sa.inspect(connection)
    if not inspector.has_table("alembic_version"):
        if inspector.get_table_names():
            raise ArchiveError(
                "the database holds other tables and is not a Warraq archive: choose another --home"
            )
        return None
    version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return str(version) if version is not None else None
