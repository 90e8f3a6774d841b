"""The vectors of an archive's passages, in a folder beside its index.

The numbers lie in one file, a row of signed bytes for each passage, which is only ever added to and
which readers map into memory. A small database says which row is which passage of which article; a
row counts once that is committed, so what a crash leaves half written is written over. From time to
time a manifest is replaced that tells readers how far they may read. Rows of articles that changed
or went stay until they are a quarter of the file; then it is written anew under another name.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.errors import ArchiveError
from index.meaning.embedder import Embedder, Vectors
from index.meaning.passages import Passage, Side

_DATABASE = "passages.db"
_MANIFEST = "manifest.json"
_FORMAT = 1
_DEAD = 0.25  # share of rows that stand for nothing any more, from which on the file is rewritten
_FEW = 4_096  # rows below which it is not worth it
_COPIED = 8_192  # rows that are copied at a time

_SCHEMA = """
create table article (number integer primary key, id text not null unique);
create table passage (
    row integer primary key, article integer not null, first integer not null,
    last integer not null, digest blob not null
);
create index passage_article on passage (article);
create index passage_digest on passage (digest);
create table file (name text not null);
"""


class UnusableVectors(ArchiveError):
    """Vectors that can't be read; the message says why."""


@dataclass(frozen=True)
class About:
    """What vectors are: of which archive, made by which model, of which side.

    ``reach`` is the number that the largest byte stands for.
    """

    archive: str
    model: str
    side: Side
    dimensions: int
    reach: float

    @classmethod
    def of(cls, archive: str, embedder: Embedder, side: Side) -> "About":
        """Describe the vectors that a model makes for an archive."""
        return cls(archive, embedder.name, side, embedder.dimensions, embedder.reach)


@dataclass(frozen=True)
class Manifest:
    """How far vectors can be read, and up to which revision of the archive they go.

    ``rows`` counts the rows of ``file``, ``articles`` those that have vectors, ``changes`` every
    time it was written.
    """

    about: About
    file: str
    rows: int
    articles: int
    revision: int
    changes: int


def in_bytes(vectors: Vectors, reach: float) -> NDArray[np.int8]:
    """Return vectors as signed bytes; what exceeds the reach is cut off."""
    numbers: NDArray[np.float32] = np.clip(np.rint(vectors * (127 / reach)), -127, 127)
    return numbers.astype(np.int8)


def digest(texts: Iterable[str]) -> bytes:
    """Return what tells the texts of a passage from others."""
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=16).digest()


def read_manifest(folder: Path) -> Manifest | None:
    """Return what a folder of vectors holds, ``None`` where there are none.

    Raises ``UnusableVectors``.
    """
    try:
        body = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if body.pop("format") != _FORMAT:
            raise UnusableVectors("they were written by another version of Warraq")
        about = body.pop("about")
        body["about"] = About(**about | {"side": Side(about["side"])})
        manifest = Manifest(**body)
        if Path(manifest.file).name != manifest.file:
            raise UnusableVectors("their manifest is damaged")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableVectors("their manifest is damaged") from error
    return manifest


@dataclass(frozen=True)
class Stored:
    """One state of the vectors, mapped into memory.

    ``matrix`` has a row of bytes for each passage. ``rows`` are those that count, those of an
    article together and in reading order; ``first`` and ``last`` are the sentences of each.
    ``starts`` are the places in ``rows`` where the articles of ``ids`` begin.
    """

    manifest: Manifest
    matrix: NDArray[np.int8]
    rows: NDArray[np.int64]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    ids: Sequence[str]
    starts: NDArray[np.int64]

    @cached_property
    def places(self) -> dict[str, int]:
        """The places of the articles in ``ids``."""
        return {article_id: place for place, article_id in enumerate(self.ids)}


def open_vectors(folder: Path) -> Stored | None:
    """Map the vectors in a folder into memory, ``None`` where there are none.

    Raises ``UnusableVectors``.
    """
    for _ in range(3):  # a file may be replaced between reading of it and opening it
        manifest = read_manifest(folder)
        if manifest is None or not manifest.rows:
            return None
        try:
            return _open(folder, manifest)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, LookupError, TypeError, sqlite3.Error) as error:
            raise UnusableVectors(f"they can't be read ({error})") from error
    raise UnusableVectors("a file of theirs is missing")


def _open(folder: Path, manifest: Manifest) -> Stored:
    path = folder / manifest.file
    shape = (manifest.rows, manifest.about.dimensions)
    matrix = np.memmap(path, np.int8, "r", shape=shape)
    with closing(_connect(folder)) as connection:
        (name,) = connection.execute("select name from file").fetchone()
        if name != manifest.file:
            raise FileNotFoundError(name)
        found = connection.execute(
            "select row, article, first, last from passage where row between 0 and ? - 1"
            " order by article, first",
            (manifest.rows,),
        ).fetchall()
        names = dict(connection.execute("select number, id from article"))
    if not found:
        raise ValueError("no passage is known")
    rows, articles, first, last = np.array(found, np.int64).T
    starts = np.flatnonzero(np.diff(articles, prepend=articles[0] - 1))
    return Stored(
        manifest,
        matrix,
        rows,
        first.astype(np.int32),
        last.astype(np.int32),
        [names[number] for number in articles[starts].tolist()],
        starts,
    )


def _connect(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / _DATABASE, timeout=30)
    connection.isolation_level = None
    return connection


def _whole(folder: Path, manifest: Manifest) -> tuple[Manifest, str, int] | None:
    """Return the file to go on with and its rows, ``None`` where some of them are missing."""
    with closing(_connect(folder)) as connection:
        (name,) = connection.execute("select name from file").fetchone()
        (last,) = connection.execute("select max(row) from passage").fetchone()
    rows = 0 if last is None else last + 1
    if (folder / name).stat().st_size < rows * manifest.about.dimensions:
        return None
    return manifest, name, rows


class VectorWriter:
    """Adds the vectors of passages and forgets those of articles; one process at a time.

    Where the folder holds vectors of another archive, model or side, or damaged ones, it begins
    anew.
    """

    def __init__(self, folder: Path, about: About) -> None:
        self._folder = folder
        self._about = about
        folder.mkdir(parents=True, exist_ok=True)
        try:
            manifest = read_manifest(folder)
            found = _whole(folder, manifest) if manifest and manifest.about == about else None
        except (UnusableVectors, OSError, TypeError, sqlite3.Error):
            found = None
        self._manifest, name, self._rows = found or self._begin()
        self._connection = _connect(folder)
        self._file = (folder / name).open("r+b")
        self._file.truncate(self._rows * about.dimensions)

    @property
    def revision(self) -> int:
        """The archive's revision up to which every article has its vectors."""
        return self._manifest.revision

    def close(self) -> None:
        """Let go of the files."""
        self._file.close()
        self._connection.close()

    def _begin(self) -> tuple[Manifest, str, int]:
        # The manifest first: without it nothing else counts.
        for path in sorted(self._folder.iterdir(), key=lambda path: path.name != _MANIFEST):
            path.unlink()
        (self._folder / "vectors-1.bytes").touch()
        with closing(_connect(self._folder)) as connection:
            connection.executescript(_SCHEMA)
            connection.execute("insert into file values ('vectors-1.bytes')")
        self._manifest = Manifest(self._about, "vectors-1.bytes", 0, 0, 0, 0)
        self._write_manifest()
        return self._manifest, "vectors-1.bytes", 0

    def ids(self) -> list[str]:
        """Return the articles that have vectors."""
        return [one for (one,) in self._connection.execute("select id from article")]

    def digests(self, article_id: str) -> list[bytes]:
        """Return what tells an article's passages from others, as they were embedded."""
        found = self._connection.execute(
            "select digest from passage join article on number = article where id = ?"
            " order by first",
            (article_id,),
        )
        return [one for (one,) in found]

    def known(self, digests: Iterable[bytes]) -> dict[bytes, NDArray[np.int8]]:
        """Return the vectors of passages that were embedded before, in whichever article."""
        found = {}
        for one in digests:
            row = self._connection.execute(
                "select row from passage where digest = ?", (one,)
            ).fetchone()
            if row is not None:
                size = self._about.dimensions
                bytes_ = os.pread(self._file.fileno(), size, row[0] * size)
                found[one] = np.frombuffer(bytes_, np.int8)
        return found

    def put(
        self, articles: Sequence[tuple[str, Sequence[Passage]]], matrix: NDArray[np.int8]
    ) -> None:
        """Store the passages of articles, whose vectors are the rows of a matrix in that order.

        All of them or none: what was known of these articles is replaced.
        """
        self._file.seek(self._rows * self._about.dimensions)
        self._file.write(np.ascontiguousarray(matrix).tobytes())
        self._file.flush()
        os.fsync(self._file.fileno())
        row = self._rows
        self._connection.execute("begin")
        try:
            for article_id, parts in articles:
                number = self._number(article_id)
                self._connection.execute("delete from passage where article = ?", (number,))
                self._connection.executemany(
                    "insert into passage values (?, ?, ?, ?, ?)",
                    [
                        (row + n, number, part.first, part.last, digest(part.texts))
                        for n, part in enumerate(parts)
                    ],
                )
                row += len(parts)
            self._connection.execute("commit")
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._rows = row

    def _number(self, article_id: str) -> int:
        self._connection.execute("insert or ignore into article (id) values (?)", (article_id,))
        found = self._connection.execute("select number from article where id = ?", (article_id,))
        return int(found.fetchone()[0])

    def forget(self, article_ids: Iterable[str]) -> None:
        """Drop the vectors of articles."""
        self._connection.execute("begin")
        for article_id in article_ids:
            self._connection.execute(
                "delete from passage where article = (select number from article where id = ?)",
                (article_id,),
            )
            self._connection.execute("delete from article where id = ?", (article_id,))
        self._connection.execute("commit")

    def publish(self, revision: int | None = None) -> None:
        """Let readers see what was stored; with ``revision`` all articles up to it have vectors."""
        old = self._manifest
        name = Path(self._file.name).name
        changes = old.changes + 1
        (articles,) = self._connection.execute("select count(*) from article").fetchone()
        self._manifest = Manifest(
            self._about,
            name,
            self._rows,
            articles,
            old.revision if revision is None else revision,
            changes,
        )
        self._write_manifest()
        for path in self._folder.glob("vectors-*.bytes"):
            if path.name != name:
                path.unlink()

    def compact(self) -> None:
        """Write the file of vectors anew where much of it stands for nothing any more."""
        (live,) = self._connection.execute("select count(*) from passage").fetchone()
        if self._rows < _FEW or self._rows - live < _DEAD * self._rows:
            return
        size = self._about.dimensions
        old = Path(self._file.name)
        name = f"vectors-{int(old.stem.split('-')[1]) + 1}.bytes"
        rows = [row for (row,) in self._connection.execute("select row from passage order by row")]
        matrix = np.memmap(old, np.int8, "r", shape=(self._rows, size))
        with (self._folder / name).open("wb") as file:
            for start in range(0, len(rows), _COPIED):
                file.write(matrix[rows[start : start + _COPIED]].tobytes())
            file.flush()
            os.fsync(file.fileno())
        self._connection.execute("begin")
        # Ascending: a new number is never above its old one, and those below have moved already.
        self._connection.executemany(
            "update passage set row = ? where row = ?",
            [(new, row) for new, row in enumerate(rows) if new != row],
        )
        self._connection.execute("update file set name = ?", (name,))
        self._connection.execute("commit")
        self._file.close()
        self._file = (self._folder / name).open("r+b")
        self._rows = live

    def _write_manifest(self) -> None:
        new = self._folder / f"{_MANIFEST}.new"
        body = {"format": _FORMAT} | asdict(self._manifest)
        with new.open("w", encoding="utf-8") as file:
            json.dump(body, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / _MANIFEST)
