"""An archive's articles as they are indexed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.article import Role, SentencePair, TranslatedArticle
from archive.entities.catalogue import Catalogue
from archive.store import Archive
from index.documents import IndexDocument, Side
from index.naming import Naming

UNTRANSLATED = "untranslated"
"""Flags an article that has a sentence without a translation."""

_BATCH = 200  # articles read at a time


@dataclass(frozen=True)
class ArchivedDocuments:
    """Reads documents from the archive at a database URL; see ``index.engine.Documents``."""

    url: str

    def __call__(self, article_ids: Sequence[str]) -> Iterator[IndexDocument]:
        """Yield the articles with these ids, without unknown ones."""
        with Archive(self.url) as archive:
            catalogue = Catalogue(archive)
            for start in range(0, len(article_ids), _BATCH):
                batch = article_ids[start : start + _BATCH]
                naming = Naming(catalogue, batch)
                for article in archive.get_many(batch):
                    yield _document(article, naming)


def _document(translated: TranslatedArticle, naming: Naming) -> IndexDocument:
    article = translated.article
    photographers = [block.credit for block in article.blocks if block.credit]
    zones: dict[Role, list[SentencePair]] = {Role.TITLE: [], Role.STANDFIRST: []}
    body: list[SentencePair] = []
    for pair in translated.pairs:
        zones.get(article.blocks[pair.sentence.block].role, body).append(pair)
    in_order = (zones[Role.TITLE], zones[Role.STANDFIRST], body)
    return IndexDocument(
        id=article.id,
        published=article.published.date if article.published else None,
        arabic=Side(*([pair.sentence.text for pair in zone] for zone in in_order)),
        english=Side(*([p.translation.text for p in zone if p.translation] for zone in in_order)),
        source=article.source,
        tags=article.tags,
        about=[text for text in (article.place, *photographers) if text],
        entities=naming.entities(article.id),
        names=[*naming.names(article.id), *naming.terms(translated)],
        days=naming.days(article.id),
        flags=_flags(translated.pairs),
    )


def _flags(pairs: Sequence[SentencePair]) -> list[str]:
    flags = sorted({one.flag.value for pair in pairs for one in pair.flags})
    if any(pair.translation is None for pair in pairs):
        flags.append(UNTRANSLATED)
    return flags
