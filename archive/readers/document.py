"""What a reader makes of a file, before page furniture is told from the article."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from archive.article import DatedBy, Role


@dataclass(frozen=True)
class RawBlock:
    """One line or paragraph as it stands in the file.

    ``role`` is ``None`` where the format does not say it. Blocks with no blank line between them
    share a ``group``.
    """

    text: str
    group: int
    role: Role | None = None


@dataclass(frozen=True)
class Document:
    """A file's text in blocks, and what the format says of it; ``None`` where it is silent."""

    blocks: tuple[RawBlock, ...]
    title: str | None = None
    published: DatedBy | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A document with the media type and encoding it was read as."""

    document: Document
    media_type: str
    encoding: str


class Reader(Protocol):
    """Reads one format."""

    media_type: str

    def accepts(self, text: str, name: PurePath) -> bool:
        """Tell by its content, and by its name where that is not enough, if this is the format."""
        ...

    def read(self, text: str) -> Document:
        """Turn the file's text into a document; raises ``UnreadableFile`` with the reason."""
        ...
