"""Citations for Zotero, EndNote and Mendeley: RIS."""

from collections.abc import Iterator, Sequence

from archive.article import TranslatedArticle
from archive.citation.reference import Link, Reference, reference


def ris(articles: Sequence[TranslatedArticle], link: Link | None = None) -> str:
    r"""Cite articles as an RIS file, one newspaper article each, to be written as UTF-8.

    Lines end in ``\r\n``. The English title is in ``TT``, the translated title. The tags are
    those of the RIS specification, with the meaning that Zotero gives them for the type ``NEWS``.
    """
    lines = (
        f"{tag}  - {value}\r\n"
        for article in articles
        for tag, value in _lines(reference(article, link))
    )
    return "".join(lines)


def _lines(cited: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", cited.key
    yield "TI", cited.title
    if cited.english_title:
        yield "TT", cited.english_title
    if cited.source:
        yield "T2", cited.source
    if cited.place:
        yield "CY", cited.place
    if cited.published:
        year, month, day = cited.published.isoformat().split("-")
        yield "PY", year
        yield "DA", f"{year}/{month}/{day}"
    yield "LA", "ar"
    for keyword in cited.keywords:
        yield "KW", keyword
    if cited.url:
        # A semicolon parts one address from the next.
        yield "UR", cited.url.replace(";", "%3B")
    yield "DB", "Warraq"
    yield "AN", cited.id
    for note in cited.notes:
        yield "N1", note
    yield "ER", ""
