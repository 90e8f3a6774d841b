"""Importing argostranslate without leaving traces in the user's home.

Its settings module makes folders under the user's home when it is imported, and reads where to
make them from the environment. Here it is pointed at a folder that is gone right afterwards.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_FOLDERS = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR")


def open_package(path: Path) -> Any:
    """Return ``argostranslate.package.Package`` for a package's folder.

    Raises whatever Argos does for a folder that holds no package: ``OSError``, ``ValueError``.
    """
    return _package_module().Package(path)


def user_package_folder() -> Path:
    """Return the folder where Argos keeps the packages that the user installs, there or not."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    chosen = os.environ.get("ARGOS_PACKAGES_DIR")
    return Path(chosen) if chosen else Path(data) / "argos-translate" / "packages"


def user_package_folders() -> list[Path]:
    """Return the folders where Argos keeps the packages that the user installed, if there."""
    folder = user_package_folder()
    return [folder] if folder.is_dir() else []


def index_address() -> str:
    """Return where Argos' index of packages is: its own, or below ``ARGOS_PACKAGE_INDEX``."""
    address: str = _package_module().settings.remote_package_index
    return address


def user_agent() -> str:
    """Return what Argos calls itself when it downloads a package."""
    agent: str = _package_module().networking.USER_AGENT
    return agent


def _package_module() -> Any:
    saved = {name: os.environ.get(name) for name in _FOLDERS}
    with TemporaryDirectory(prefix="warraq-argos-") as folder:
        os.environ.update(dict.fromkeys(_FOLDERS, folder))
        try:
            from argostranslate import package
        finally:
            for name, value in saved.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
    return package
