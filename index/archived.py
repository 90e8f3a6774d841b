"""An archive's articles as they are indexed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.article import Role, SentencePair, TranslatedArticle
from archive.entities.catalogue import Catalogue
from archive.store import Archive
from archive.tables import sentence_digest
from archive.translation.engines import Engines
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
            engines = Engines(archive)
            all_engines = engines.all_are_indexed()
            for start in range(0, len(article_ids), _BATCH):
                batch = article_ids[start : start + _BATCH]
                naming = Naming(catalogue, batch)
                further = engines.texts(batch) if all_engines else {}
                for article in archive.get_many(batch):
                    yield _document(article, naming, further)


def _document(
    translated: TranslatedArticle, naming: Naming, further: Mapping[str, Sequence[str]]
) -> IndexDocument:
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
        english=Side(*(_english(zone, further) for zone in in_order)),
        source=article.source,
        tags=article.tags,
        about=[text for text in (article.place, *photographers) if text],
        entities=naming.entities(article.id),
        names=[*naming.names(article.id), *naming.terms(translated)],
        days=naming.days(article.id),
        flags=_flags(translated.pairs),
    )


def _english(pairs: Sequence[SentencePair], further: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the English that is shown, and what other engines made of the same sentences."""
    shown = [pair.translation.text for pair in pairs if pair.translation]
    if not further:
        return shown
    digests = dict.fromkeys(sentence_digest(pair.sentence.text) for pair in pairs)
    others = dict.fromkeys(text for digest in digests for text in further.get(digest, ()))
    return [*shown, *(text for text in others if text not in shown)]


def _flags(pairs: Sequence[SentencePair]) -> list[str]:
    flags = sorted({one.flag.value for pair in pairs for one in pair.flags})
    if any(pair.translation is None for pair in pairs):
        flags.append(UNTRANSLATED)
    return flags
