"""Unpacking a package's file so that nothing it holds can land elsewhere or fill the disk."""

import os
import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from archive.translation.verifying import Damaged

MOST_BYTES = 2_000_000_000
"""The most that a package may take, packed or unpacked."""
MOST_FILES = 1000
"""The most files and folders that a package may have."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1  # the flag of a file that needs a password


def unpack(file: Path, into: Path) -> Path:
    """Unpack a zip archive with one folder in it and return that folder.

    Raises ``Damaged`` before anything is written where a path leads out of ``into``, a link or
    device is in it, or it is larger than ``MOST_BYTES`` or ``MOST_FILES`` allow.
    """
    if file.stat().st_size > MOST_BYTES:
        raise Damaged(f"it is larger than {MOST_BYTES // 10**9} GB")
    try:
        with zipfile.ZipFile(file) as packed:
            top = _only_folder(packed.infolist())
            for info in packed.infolist():
                _write(packed, info, into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise Damaged(f"it is no zip archive, or a damaged one: {error}") from error
    return into / top


def _only_folder(infos: list[zipfile.ZipInfo]) -> str:
    """Return the name of the folder that holds all entries; raises ``Damaged``."""
    if len(infos) > MOST_FILES:
        raise Damaged(f"it holds {len(infos)} files, more than {MOST_FILES}")
    # zipfile never reads more of an entry than it says it has, so that what they say is the bound.
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise Damaged(f"it is larger than {MOST_BYTES // 10**9} GB unpacked")
    seen: set[str] = set()
    for info in infos:
        reason = _objection(info)
        name = info.orig_filename.rstrip("/")
        if reason is None and name in seen:
            reason = "is in it twice"
        if reason is not None:
            raise Damaged(f"“{_printable(info.orig_filename)}” {reason}")
        seen.add(name)
    files = {info.orig_filename for info in infos if not info.is_dir()}
    for name in seen:
        if any(str(parent) in files for parent in PurePosixPath(name).parents):
            raise Damaged(f"“{name}” lies below a file")
    tops = {PurePosixPath(name).parts[0] for name in seen}
    if len(tops) != 1 or tops & files:
        raise Damaged("it doesn't hold one folder with a package in it")
    (top,) = tops
    if not _PLAIN_NAME.fullmatch(top):
        raise Damaged(f"its folder “{top}” isn't named with plain letters, digits, . _ and -")
    return top


def _objection(info: zipfile.ZipInfo) -> str | None:
    """Say why an entry is not to be unpacked."""
    name = info.orig_filename
    if not name.isprintable() or "\\" in name or ":" in name:
        return "is no plain name"
    # A leading slash leaves an empty part.
    if {"", ".", ".."} & set(name.removesuffix("/").split("/")):
        return "leads out of the package's folder"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or device, not a file"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if info.compress_type not in _PACKINGS:
        return "is packed in a way that isn't read here"
    return None


def _write(packed: zipfile.ZipFile, info: zipfile.ZipInfo, into: Path) -> None:
    path = into / info.orig_filename
    if info.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(info) as source, path.open("xb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        # A power cut after the package is moved in must not leave empty files in use.
        os.fsync(target.fileno())


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
