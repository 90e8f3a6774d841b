"""The folder of an index: generations that are built aside and switched to at once.

Each generation is a folder of its own; the file ``current`` names the one that is read. A new one
is built beside it, flushed to disk, and only then named: a reader never sees half an index, and a
crash leaves the old one.
"""

import os
import re
import shutil
from pathlib import Path

_POINTER = "current"
_NAME = re.compile(r"generation-\d{6}")
_KEPT = 2  # the current generation, and the one that running readers may still be opening


class Generations:
    """The generations of one index in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """Return the folder of the generation to read, ``None`` before the first."""
        try:
            name = (self.folder / _POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        if _NAME.fullmatch(name) is None or not (self.folder / name).is_dir():
            return None
        return self.folder / name

    def begin(self, base: Path | None = None) -> Path:
        """Make the folder of the next generation, with the files of ``base`` in it if given.

        The files are linked, not copied: an engine writes new files and deletes old ones, and
        changes none in place.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._discard_unfinished()
        numbers = [int(path.name.split("-")[1]) for path in self._all()]
        folder = self.folder / f"generation-{max(numbers, default=0) + 1:06d}"
        folder.mkdir()
        for path in sorted(base.iterdir()) if base else ():
            try:
                os.link(path, folder / path.name)
            except OSError:  # a file system without links
                shutil.copyfile(path, folder / path.name)
        return folder

    def publish(self, folder: Path) -> None:
        """Make a finished generation the current one, and delete those no one reads any more."""
        for path in folder.iterdir():
            _flush(path)
        _flush(folder)
        pointer = self.folder / f"{_POINTER}.new"
        pointer.write_text(folder.name + "\n", encoding="ascii")
        _flush(pointer)
        pointer.replace(self.folder / _POINTER)
        _flush(self.folder)
        for path in self._all()[:-_KEPT]:
            self.discard(path)

    def discard(self, folder: Path) -> None:
        """Delete a generation."""
        shutil.rmtree(folder, ignore_errors=True)

    def _all(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if _NAME.fullmatch(path.name))

    def _discard_unfinished(self) -> None:
        """Delete what a process that died was building: all that is newer than the current."""
        current = self.current()
        for path in self._all():
            if current is not None and path.name > current.name:
                self.discard(path)


def _flush(path: Path) -> None:
    """Make sure that a file or a folder's list of files is on the disk."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # folders can't be opened on Windows
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
