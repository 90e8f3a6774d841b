"""Finding out whether a package is whole: by the checksums of its files, and by its English."""

import hashlib
import re
from pathlib import Path

from archive.errors import ArchiveError
from archive.translation.packages import Package, flaw
from archive.translation.translator import Translator

SENTENCE = "دعت روسيا أذربيجان إلى وقف إطلاق النار."
"""What a package is tried with."""

_SUMS = "warraq.sha256"  # lines as sha256sum writes and checks them
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LATIN = re.compile(r"[A-Za-z]{2}")


class Damaged(ArchiveError):
    """A package that can't be used; its message is the reason alone."""


def verify(package: Package) -> str:
    """Return the package's English for ``SENTENCE``; raises ``Damaged``.

    Files are compared with the checksums that ``write_sums`` left with them.
    """
    reason = flaw(package.path) or _changed(package.path)
    if reason is not None:
        raise Damaged(reason)
    try:
        (draft,) = Translator(package).translate([SENTENCE])
    except ArchiveError as error:
        raise Damaged(f"its model can't be opened: {error.__cause__ or error}") from error
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        raise Damaged(f"it can't translate: {error}") from error
    if not _LATIN.search(draft.text):
        raise Damaged(f"it makes “{draft.text}” of “{SENTENCE}”, which is no English")
    return draft.text


def write_sums(folder: Path) -> None:
    """Write the checksums of a package's files into its folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _SUMS)
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / _SUMS).write_text("".join(lines), encoding="utf-8")


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(folder: Path) -> str | None:
    """Say which file is not what it was when the checksums were written, where there are any."""
    try:
        text = (folder / _SUMS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return f"its {_SUMS} can't be read: {error}"
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            return f"its {_SUMS} is damaged"
        path = folder / found[2]
        if not path.is_file():
            return f"its {found[2]} is missing"
        if sha256(path) != found[1]:
            return f"its {found[2]} has changed since it was installed"
    return None
