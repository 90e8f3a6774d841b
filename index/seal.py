"""The seal on an index: what it was made of, and that this installation made it.

Whoosh keeps its schema and segments as pickles, which run code when they are opened. An archive
travels from hand to hand, and its index with it: only an index whose every file is as this
installation wrote it is opened. The seal is an HMAC-SHA256 over the manifest, which lists the
SHA-256 of each file; its key belongs to the user of this machine and never lies in an archive.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "manifest.json"


class UnusableIndex(Exception):
    """An index that can't be opened; the message says why."""


@dataclass(frozen=True)
class Manifest:
    """What an index holds: which archive, at which revision, written by which engine."""

    engine: str
    archive: str
    revision: int
    documents: int


def seal(folder: Path, manifest: Manifest, key: bytes, base: Path | None = None) -> None:
    """Write the manifest of a finished index beside its files.

    Files that are the very ones of ``base``, an index that was opened with its seal whole, are not
    read again.
    """
    (folder / _FILE).unlink(missing_ok=True)  # a link to the one of the generation before
    body = asdict(manifest) | {"files": _digests(folder) if base is None else _new(folder, base)}
    body["seal"] = _hmac(body, key)
    (folder / _FILE).write_text(json.dumps(body, indent=1), encoding="utf-8")


def open_sealed(folder: Path, key: bytes) -> Manifest:
    """Return the manifest of an index whose seal and files are whole.

    Raises ``UnusableIndex``.
    """
    try:
        body = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        sealed = body.pop("seal")
        files = body["files"]
        manifest = Manifest(**{name: body[name] for name in Manifest.__dataclass_fields__})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableIndex("its manifest is missing or damaged") from error
    if not hmac.compare_digest(str(sealed), _hmac(body, key)):
        raise UnusableIndex("it was written on another machine or by another program")
    try:
        whole = _digests(folder) == files
    except OSError as error:
        raise UnusableIndex(f"its files can't be read ({error.strerror})") from error
    if not whole:
        raise UnusableIndex("its files are damaged")
    return manifest


def _new(folder: Path, base: Path) -> dict[str, str]:
    known: dict[str, str] = json.loads((base / _FILE).read_text(encoding="utf-8"))["files"]
    return {
        path.name: (
            known[path.name]
            if path.name in known and path.samefile(base / path.name)
            else _digest(path)
        )
        for path in _files(folder)
    }


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: _digest(path) for path in _files(folder)}


def _files(folder: Path) -> list[Path]:
    names = (p for p in folder.iterdir() if p.name != _FILE and not p.name.endswith("LOCK"))
    return sorted(names)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hmac(body: dict[str, object], key: bytes) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
