"""What a citation says of an article, whatever format it is written in."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from archive.article import Role, TranslatedArticle, Translation

Link = Callable[[str], str]
"""Gives the permanent address of an article in the archive, by its id."""

_NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# An embedding, override or isolate that is not closed turns around what is written after it.
_BIDI_SPANS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SEPARATORS = re.compile(r"\s*[,;]\s*")
_KEPT_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"  # RFC 3986, sections 2.1 to 2.3


@dataclass(frozen=True)
class Reference:
    """An article as it is cited; every text is one line, and ``None`` where it says nothing.

    ``key`` is ASCII and the same in every export. ``url`` is the article's own address if it is
    one on the web, else the permanent address in the archive. ``notes`` are phrases for the
    reader, among them who translated the title.
    """

    key: str
    id: str
    title: str
    english_title: str | None
    source: str | None
    place: str | None
    published: date | None
    url: str | None
    keywords: tuple[str, ...]
    notes: tuple[str, ...]


def reference(translated: TranslatedArticle, link: Link | None) -> Reference:
    """Gather what is cited of an article; without ``link`` it has no address in the archive."""
    article = translated.article
    own = address(article.url) if article.url else None
    permanent = address(link(article.id)) if link else None
    english_title = _line(translated.english_title)
    notes = []
    if english_title:
        notes.append(f"English title: {title_credit(translated)}")
    if article.published is None:
        notes.append("Undated")
    if article.url and not own:
        notes.append(f"Address: {one_line(article.url)}")
    notes.append(f"Warraq archive {article.id}" + (f": {permanent}" if permanent else ""))
    keywords = (_line(_SEPARATORS.sub(" ", tag)) for tag in article.tags)
    return Reference(
        key=f"warraq{article.id}",
        id=article.id,
        title=one_line(article.title),
        english_title=english_title,
        source=_line(article.source),
        place=_line(article.place),
        published=article.published.date if article.published else None,
        url=own or permanent,
        keywords=tuple(keyword for keyword in keywords if keyword),
        notes=tuple(notes),
    )


def one_line(text: str) -> str:
    """Return a text without line breaks, control characters and what turns bidi text around."""
    kept = (
        " " if unicodedata.category(character) in _NOT_IN_A_LINE else character
        for character in text.translate(_BIDI_SPANS)
    )
    return " ".join("".join(kept).split())


def address(url: str) -> str | None:
    """Return a web address in ASCII, percent-encoded as RFC 3987 says; ``None`` if it is none."""
    if not url.lower().startswith(("http://", "https://")):
        return None
    return quote(one_line(url), safe=_KEPT_IN_ADDRESSES)


def title_credit(translated: TranslatedArticle) -> str:
    """Say who made an article's English title."""
    blocks = translated.article.blocks
    return credit(
        pair.translation
        for pair in translated.pairs
        if pair.translation and blocks[pair.sentence.block].role is Role.TITLE
    )


def credit(translations: Iterable[Translation]) -> str:
    """Say who made some English: engines, persons, or both."""
    made = list(translations)
    engines = _names(one.engine for one in made)
    authors = _names(one.author for one in made)
    if not engines:
        return f"translation by {authors}"
    corrected = f", corrected by {authors}" if authors else ""
    return f"machine translation by {engines}{corrected}"


def _names(names: Iterable[str | None]) -> str:
    return " and ".join(dict.fromkeys(one_line(name) for name in names if name is not None))


def _line(text: str | None) -> str | None:
    return one_line(text or "") or None
