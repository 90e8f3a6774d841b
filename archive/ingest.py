"""From a file's bytes to an article: read, clean, cut into sentences."""

import hashlib

from archive import cleaning, sentences
from archive.article import Article, Block, Original, Role, Sentence
from archive.cleaning import CleanDocument
from archive.errors import UnreadableFile
from archive.readers import read

VERSION = f"{cleaning.VERSION}.{sentences.VERSION}"
"""The version of everything between the original's bytes and the article's sentences."""

ID_LENGTH = 12
"""Hexadecimal digits of the SHA-256 in an article's id: 48 bits tell a million articles apart."""

_BETWEEN_BLOCKS = "\n\n"


def read_article(content: bytes, filename: str) -> tuple[Original, Article]:
    """Make an article of a file's bytes; ``filename`` is its name without folders.

    Raises ``UnreadableFile`` with the reason where that can't be done.
    """
    reading = read(content, filename)
    document = cleaning.clean(reading.document)
    if not any(block.role is not Role.TITLE for block in document.blocks):
        raise UnreadableFile("it has a title but no article")
    digest = hashlib.sha256(content).hexdigest()
    original = Original(content, digest, filename, reading.media_type, reading.encoding)
    text, blocks = _join(document)
    article = Article(
        id=digest[:ID_LENGTH],
        title=document.title,
        text=text,
        blocks=blocks,
        sentences=_sentences(text, blocks),
        omitted=document.omitted,
        source=document.source,
        place=document.place,
        published=document.published,
        url=reading.document.url,
        tags=reading.document.tags,
    )
    return original, article


def _join(document: CleanDocument) -> tuple[str, tuple[Block, ...]]:
    blocks = []
    start = 0
    for block in document.blocks:
        end = start + len(block.text)
        blocks.append(Block(block.role, start, end, block.credit))
        start = end + len(_BETWEEN_BLOCKS)
    return _BETWEEN_BLOCKS.join(block.text for block in document.blocks), tuple(blocks)


def _sentences(text: str, blocks: tuple[Block, ...]) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    for index, block in enumerate(blocks):
        for span in sentences.split_sentences(text[block.start : block.end]):
            start, end = block.start + span.start, block.start + span.end
            found.append(Sentence(len(found) + 1, index, start, end, text[start:end]))
    return tuple(found)
