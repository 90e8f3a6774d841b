"""What articles name, as the index holds it and as results and pages mark it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.article import SentencePair, TranslatedArticle
from archive.date_mentions import DateMention, Precision
from archive.entities.catalogue import Annotations, Catalogue
from archive.entities.counterparts import english_spans
from archive.entities.entity import Entity, Mention
from archive.translation.glossary import FoundTerm, Glossary
from index import days
from index.analysis import analyse
from index.highlight import DatedStretch, NamedStretch


@dataclass(frozen=True)
class NamedPair:
    """What the two sides of a sentence pair name: stretches with their mentions, in order."""

    arabic: tuple[tuple[int, int, Mention], ...] = ()
    english: tuple[tuple[int, int, Mention], ...] = ()
    dates: tuple[DateMention, ...] = ()
    terms: tuple[FoundTerm, ...] = ()

    @property
    def dated(self) -> tuple[DatedStretch, ...]:
        """The dates that the Arabic names, as the highlighter takes them."""
        return tuple(DatedStretch(d.start, d.end, d.first, d.last) for d in self.dates)

    @property
    def termed(self) -> tuple[NamedStretch, ...]:
        """The terms of the glossary that the Arabic has, as the highlighter takes them."""
        return tuple(
            NamedStretch(
                term.start,
                term.end,
                f"term {term.ar}",  # no entity has a blank in its id
                tuple(tuple(token.exact for token in analyse(en)) for en in term.english),
            )
            for term in self.terms
        )


class Naming:
    """What some articles name, read from the archive at once."""

    def __init__(self, catalogue: Catalogue, article_ids: Sequence[str]) -> None:
        self._annotations = catalogue.annotations(article_ids)
        entity_ids = {m.entity.id for a in self._annotations.values() for m in a.mentions}
        self._spellings = catalogue.all_spellings(sorted(entity_ids))
        with catalogue.database.connect() as connection:
            self._glossary = Glossary.read(connection)
        self._views: dict[str, tuple[tuple[str, ...], ...]] = {}

    def pairs(self, article: TranslatedArticle) -> dict[int, NamedPair]:
        """Return what each sentence that names something names, by its number."""
        mentions: dict[int, list[Mention]] = {}
        for mention in self._annotations[article.article.id].mentions:
            mentions.setdefault(mention.n, []).append(mention)
        dates: dict[int, list[DateMention]] = {}
        for n, when in self._annotations[article.article.id].dates:
            dates.setdefault(n, []).append(when)
        terms = {p.sentence.n: self._glossary.find(p.sentence.text) for p in article.pairs}
        return {
            pair.sentence.n: replace(
                self._pair(pair, mentions.get(pair.sentence.n, []), dates.get(pair.sentence.n, [])),
                terms=tuple(terms[pair.sentence.n]),
            )
            for pair in article.pairs
            if pair.sentence.n in mentions or pair.sentence.n in dates or terms[pair.sentence.n]
        }

    def stretches(self, spans: Sequence[tuple[int, int, Mention]]) -> list[NamedStretch]:
        """Return spans as the highlighter takes them, with all that their entities are called."""
        return [
            NamedStretch(start, end, mention.entity.id, self._names(mention.entity.id))
            for start, end, mention in spans
        ]

    def entities(self, article_id: str) -> list[str]:
        """Return the ids of the entities that an article names."""
        return sorted({m.entity.id for m in self._annotations[article_id].mentions})

    def most_named(self, article_id: str, limit: int) -> tuple[Entity, ...]:
        """Return the entities that an article names most often, the first named first of equals."""
        counts = Counter(m.entity for m in self._annotations[article_id].mentions)
        return tuple(entity for entity, _ in counts.most_common(limit))

    def names(self, article_id: str) -> list[str]:
        """Return all that the entities of an article are called."""
        ids = self.entities(article_id)
        return [name for entity_id in ids for name in self._spellings.get(entity_id, ())]

    def terms(self, article: TranslatedArticle) -> list[str]:
        """Return the English of the glossary's terms that an article has."""
        found = (t for s in article.article.sentences for t in self._glossary.find(s.text))
        return list(dict.fromkeys(english for term in found for english in term.english))

    def days(self, article_id: str) -> list[str]:
        """Return the index's terms for the dates that an article names."""
        found = {term for _, when in self._dates(article_id) for term in _terms(when)}
        return sorted(found)

    def _dates(self, article_id: str) -> Sequence[tuple[int, DateMention]]:
        return self._annotations.get(article_id, Annotations()).dates

    def _pair(
        self, pair: SentencePair, mentions: Sequence[Mention], dates: Sequence[DateMention]
    ) -> NamedPair:
        arabic = tuple((m.start, m.end, m) for m in mentions)
        if pair.translation is None:
            return NamedPair(arabic, (), tuple(dates))
        english = english_spans(pair.translation.text, mentions, self._spellings)
        return NamedPair(arabic, tuple(english), tuple(dates))

    def _names(self, entity_id: str) -> tuple[tuple[str, ...], ...]:
        if entity_id not in self._views:
            self._views[entity_id] = tuple(
                tuple(token.exact for token in analyse(name))
                for name in self._spellings.get(entity_id, ())
            )
        return self._views[entity_id]


def _terms(when: DateMention) -> list[str]:
    return list(
        days.terms_of(
            when.first,
            when.last,
            to_the_day=when.precision in (Precision.DAY, Precision.PERIOD),
            to_the_month=when.precision is not Precision.YEAR,
        )
    )
