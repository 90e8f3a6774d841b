"""Finding the Argos package that translates Arabic into English."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from archive.errors import ArchiveError
from archive.translation.argos import user_package_folders

ARABIC_TO_ENGLISH = "ar to en"
"""The one direction that the program translates in, as ``direction`` writes it."""

BUNDLED = Path(__file__).with_name("packages")
"""The folder of the package that comes with the program."""

_MODEL = "model/model.bin"
_TOKENISERS = ("sentencepiece.model", "bpe.model")


@dataclass(frozen=True)
class Package:
    """An Argos package for Arabic to English in its folder.

    ``name`` says where it comes from: ``warraq-ar_en`` is the program's own.
    """

    path: Path
    name: str
    version: str

    @cached_property
    def model_hash(self) -> str:
        """The SHA-256 of the model's weights and tokeniser, which is what makes the text."""
        digest = hashlib.sha256()
        for name in _model_files(self.path):
            digest.update((self.path / name).read_bytes())
        return digest.hexdigest()

    @property
    def is_bundled(self) -> bool:
        """Whether this is the small package that comes with the program."""
        return self.path.parent == BUNDLED

    @property
    def label(self) -> str:
        """Name and version, as stored with its translations."""
        return f"{self.name} {self.version}"


def find_package() -> Package | None:
    """Return the package to translate with: one the user installed, else the program's own."""
    for path in installed_folders():
        if flaw(path) is None:
            return open_folder(path)
    own = BUNDLED / "ar_en"
    return open_folder(own) if own.is_dir() else None


def installed_folders() -> list[Path]:
    """Return the folders in which the user may have installed a package, the newest first.

    With several versions installed, the newest folder is the one the user wants.
    """
    installed = [
        path
        for folder in user_package_folders()
        for path in folder.iterdir()
        if path.is_dir() and not path.name.startswith(".")
    ]
    return sorted(installed, key=lambda path: path.stat().st_mtime, reverse=True)


def open_folder(path: Path) -> Package:
    """Return the package in a folder; raises ``ArchiveError`` saying why it is none."""
    reason = flaw(path)
    if reason is not None:
        raise ArchiveError(f"{path} holds no Arabic to English package: {reason}")
    return describe(path)


def describe(path: Path) -> Package:
    """Return name and version of a package's folder, whole or not."""
    maker = "warraq" if path.parent == BUNDLED else "argos"
    version = _metadata(path).get("package_version", "")
    return Package(path, f"{maker}-{path.name}", str(version))


def direction(path: Path) -> str | None:
    """Return what a package's folder says it translates, as ``en to ar``; ``None`` if nothing."""
    metadata = _metadata(path)
    return f"{metadata.get('from_code')} to {metadata.get('to_code')}" if metadata else None


def flaw(path: Path) -> str | None:
    """Say what keeps a folder from being a whole package for Arabic to English."""
    found = direction(path)
    if found is None:
        return "it has no metadata.json that can be read"
    if found != ARABIC_TO_ENGLISH:
        return f"it translates {found}"
    if not (path / _MODEL).is_file():
        return f"it has no {_MODEL}"
    if not any((path / name).is_file() for name in _TOKENISERS):
        return f"it has neither {' nor '.join(_TOKENISERS)}"
    return None


def _metadata(path: Path) -> dict[str, object]:
    try:
        metadata = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return metadata if isinstance(metadata, dict) else {}


def _model_files(path: Path) -> list[str]:
    return [name for name in (*_TOKENISERS, _MODEL) if (path / name).is_file()]
