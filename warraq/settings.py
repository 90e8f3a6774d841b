"""Where an archive lies and what it is translated with."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from archive.errors import ArchiveError
from archive.translation.packages import Package, find_package, open_folder

NO_PACKAGE = "none"
"""The value of ``--package`` that switches translation off."""

NO_MODEL = "none"
"""The value of ``--model`` that switches search by meaning off."""


@dataclass(frozen=True)
class Settings:
    """What the options and environment of a command say.

    ``home`` is the folder of the archive; ``package`` is a folder with an Argos package, ``none``,
    or ``None`` to find one; ``model`` is a model of meaning, ``none``, or ``None`` for the best.
    """

    home: Path
    package: str | None = None
    model: str | None = None

    @property
    def database(self) -> Path:
        """The archive's database file."""
        return self.home / "archive.db"

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self.home / "index"

    @property
    def vectors(self) -> Path:
        """The folder of the vectors for search by meaning."""
        return self.home / "vectors"

    @property
    def lock(self) -> Path:
        """The file that the one command that writes keeps locked."""
        return self.home / "write.lock"

    def find_package(self) -> Package | None:
        """Return the package to translate with; ``ArchiveError`` for a bad folder."""
        if self.package is None:
            return find_package()
        return None if self.package == NO_PACKAGE else open_folder(Path(self.package))


def default_home() -> Path:
    """Return the folder for a user's archive by the platform's custom."""
    return platformdirs.user_data_path("warraq", appauthor=False)


def index_key() -> bytes:
    """Return this user's key for sealing indexes on this machine, made at its first use.

    It lies outside every archive: see ``index.seal``. Raises ``ArchiveError``.
    """
    path = platformdirs.user_state_path("warraq", appauthor=False) / "index.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))
        key = path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"the key in {path} can't be read or made: {error.strerror}") from error
    if len(key) != 32:
        raise ArchiveError(
            f"the key in {path} is damaged: delete the file and run `warraq reindex`"
        )
    return key
