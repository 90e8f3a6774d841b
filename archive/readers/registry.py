"""The readers there are, and the choice between them."""

from pathlib import PurePath

from archive.arabic import arabic_share, fold
from archive.errors import UnreadableFile
from archive.readers.document import Reader, Reading
from archive.readers.encoding import decode
from archive.readers.markdown_text import MarkdownReader
from archive.readers.plain_text import PlainTextReader

READERS: tuple[Reader, ...] = (MarkdownReader(), PlainTextReader())
"""In the order in which they are asked; plain text takes whatever the others leave."""

MAX_BYTES = 10 * 1024 * 1024
"""The longest file that is taken for one article."""

MIN_ARABIC_SHARE = 1 / 5
"""The least share of Arabic letters; below it the text is another language that quotes Arabic."""


def read(content: bytes, name: str) -> Reading:
    """Read a file's bytes; ``name`` is its file name.

    Raises ``UnreadableFile``, with the reason, for a file that is empty, too long, not text, in an
    unknown encoding, of a format without a reader, or not in Arabic.
    """
    if not content.strip():
        raise UnreadableFile("the file is empty")
    if len(content) > MAX_BYTES:
        size, limit = len(content) / 1024**2, MAX_BYTES // 1024**2
        raise UnreadableFile(f"{size:.0f} MB is too long for an article (the limit is {limit} MB)")
    text, encoding = decode(content)
    if not fold(text).strip():  # nothing but marks of direction, of vowels
        raise UnreadableFile("the file is empty")
    path = PurePath(name)
    reader = next(r for r in READERS if r.accepts(text, path))
    document = reader.read(text)
    if document.language is not None and document.language.split("-")[0].lower() != "ar":
        raise UnreadableFile(f"its front matter says language “{document.language}”, not Arabic")
    if arabic_share("".join(block.text for block in document.blocks)) < MIN_ARABIC_SHARE:
        raise UnreadableFile("it has little or no Arabic text; only Arabic articles are archived")
    return Reading(document, reader.media_type, encoding)
