"""Putting packages where Argos looks for them, whole or not at all, and taking them away."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from archive.errors import ArchiveError
from archive.translation.argos import user_package_folder
from archive.translation.inventory import Entry, Origin
from archive.translation.packages import ARABIC_TO_ENGLISH, Package, direction, flaw, open_folder
from archive.translation.unpacking import unpack
from archive.translation.verifying import Damaged, sha256, verify, write_sums

_ASIDE = ".warraq-installing"
_REPLACED = "replaced"


@dataclass(frozen=True)
class Installed:
    """A package that was installed, the SHA-256 of its file, and its English for the trial."""

    package: Package
    sha256: str
    english: str
    replaced: bool


@contextmanager
def staging() -> Iterator[Path]:
    """Yield an empty folder to prepare a package in; raises ``ArchiveError``, ``OSError``.

    It is on the disk of Argos' packages, which is made if absent, so that a package is moved there
    in one step. One command at a time has it. What a killed one left is cleared away, and a package
    that it was about to replace is put back.
    """
    folder = user_package_folder()
    folder.mkdir(parents=True, exist_ok=True)
    aside = _beside(folder) / _ASIDE
    lock = filelock.FileLock(aside.with_suffix(".lock"), timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise ArchiveError(
            f"another command installs or removes packages in {folder}: wait until it is done"
        ) from error
    try:
        _clear(aside, folder)
        aside.mkdir()
        yield aside
    finally:
        _clear(aside, folder)
        lock.release()


def install(
    file: Path, aside: Path, *, expected: Sequence[str] = (), replace: bool = False
) -> Installed:
    """Install the package of an ``.argosmodel`` file through the folder of ``staging``.

    Raises ``ArchiveError`` where the file has another SHA-256 than each ``expected``, is no whole
    package for Arabic to English that translates, or is there already and not to ``replace``.
    """
    if not file.is_file():
        raise ArchiveError(f"{file} is no file: name the .argosmodel file of a package")
    digest = sha256(file)
    for one in expected:
        if one.lower() != digest:
            raise ArchiveError(
                f"{file.name} has the SHA-256 {digest}, not {one}: "
                "it is damaged or another file; get it anew"
            )
    try:
        unpacked = unpack(file, aside / "new")
        target = user_package_folder() / unpacked.name
        _refuse_in_the_way(target, replace)
        english = _prove(unpacked)
    except Damaged as error:
        raise ArchiveError(f"{file.name} can't be installed: {error}") from error
    replaced = os.path.lexists(target)
    _move_in(unpacked, target, aside / _REPLACED)
    return Installed(open_folder(target), digest, english, replaced)


def remove(entry: Entry, aside: Path) -> None:
    """Delete an installed package; raises ``ArchiveError`` for any other."""
    package = entry.package
    if entry.origin is not Origin.INSTALLED:
        raise ArchiveError(
            f"{package.name} comes with the program and stays: "
            "`--package none` switches translation off"
        )
    # Out of use in one step; what it was is deleted with the folder aside, a link and not its end.
    package.path.rename(aside / "removed")


def _refuse_in_the_way(target: Path, replace: bool) -> None:
    if not os.path.lexists(target):
        return
    if direction(target) not in (ARABIC_TO_ENGLISH, None):
        raise Damaged(f"{target} is a package that translates {direction(target)}")
    if not replace:
        raise Damaged(f"{target} is there already; --replace puts this one in its place")


def _prove(unpacked: Path) -> str:
    """Return an unpacked package's English for the trial; raises ``Damaged``."""
    reason = flaw(unpacked)
    if reason is not None:
        raise Damaged(reason)
    package = open_folder(unpacked)
    if not package.label.isprintable():
        raise Damaged("its version has characters that can't be printed")
    write_sums(unpacked)
    return verify(package)


def _move_in(unpacked: Path, target: Path, replaced: Path) -> None:
    """Move a package in, and the one in its place out; both or neither."""
    old = replaced / target.name
    try:
        if os.path.lexists(target):
            replaced.mkdir()
            target.rename(old)
        unpacked.rename(target)
    except BaseException:  # Ctrl-C as well
        _put_back(replaced, target.parent)
        raise


def _clear(aside: Path, folder: Path) -> None:
    _put_back(aside / _REPLACED, folder)
    if aside.is_dir():
        shutil.rmtree(aside)


def _put_back(replaced: Path, folder: Path) -> None:
    for old in replaced.iterdir() if replaced.is_dir() else ():
        if not os.path.lexists(folder / old.name):
            old.rename(folder / old.name)


def _beside(folder: Path) -> Path:
    """Return the folder above Argos' packages, or theirs where that is another disk or closed.

    Argos itself stumbles over folders among its packages that are none.
    """
    above = folder.parent
    fits = above.stat().st_dev == folder.stat().st_dev and os.access(above, os.W_OK)
    return above if fits else folder
