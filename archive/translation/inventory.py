"""The packages for Arabic to English that there are: the bundled one and the installed ones."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive.errors import ArchiveError
from archive.translation.packages import (
    ARABIC_TO_ENGLISH,
    BUNDLED,
    Package,
    describe,
    direction,
    flaw,
    installed_folders,
)


class Origin(StrEnum):
    """Where a package comes from."""

    BUNDLED = "bundled"
    INSTALLED = "installed"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Entry:
    """A package, its origin, and what keeps it from being used, if anything does."""

    package: Package
    origin: Origin
    flaw: str | None

    @property
    def size(self) -> int:
        """The bytes that its files take."""
        return sum(path.stat().st_size for path in self.package.path.rglob("*") if path.is_file())


def entries(chosen: Package | None = None) -> list[Entry]:
    """Return the installed packages, the newest first, then the bundled one.

    Folders with metadata that can't be read are among them; packages of other directions are not.
    ``chosen`` comes first where it is none of them.
    """
    found = [
        _entry(path, Origin.INSTALLED)
        for path in installed_folders()
        if direction(path) in (ARABIC_TO_ENGLISH, None)
    ]
    found += [_entry(path, Origin.BUNDLED) for path in sorted(BUNDLED.iterdir())]
    if chosen is not None and not any(is_same(entry.package, chosen) for entry in found):
        found.insert(0, _entry(chosen.path, Origin.CHOSEN))
    return found


def find(name: str, among: list[Entry]) -> Entry:
    """Return the entry of a name or a folder's name; raises ``ArchiveError`` if there is none."""
    for entry in among:
        if entry.package.name == name:
            return entry
    for entry in among:
        if entry.package.path.name == name:
            return entry
    raise ArchiveError(f"no package is called “{name}”: `warraq models` lists them")


def is_same(one: Package, other: Package) -> bool:
    """Whether two packages lie in one folder, however its path is written."""
    return one.path.resolve() == other.path.resolve()


def _entry(path: Path, origin: Origin) -> Entry:
    return Entry(describe(path), origin, flaw(path))
