"""Hits, facets, articles and entities as JSON values, the same wherever programs are given them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from archive.article import TranslatedArticle, Translation
from archive.entities.catalogue import Counted
from archive.entities.entity import Entity
from index.meaning.nearest import Span
from index.results import Facets, Hit, Results, Snippet


def results_value(
    results: Results, notes: Sequence[str], *, with_facets: bool = False
) -> dict[str, Any]:
    """Return what a search found, with ``notes`` on how it was read."""
    found: dict[str, Any] = {
        "query": results.query,
        "by": results.by,
        "total": results.total,
        "hits": [hit_value(hit) for hit in results.hits],
        "notes": list(notes),
        "also": [{"typed": a.typed, "how": a.how, "words": a.shown} for a in results.also],
        "suggestion": results.suggestion,
    }
    if with_facets:
        found["facets"] = facets_value(results.facets)
    return found


def hit_value(hit: Hit) -> dict[str, Any]:
    """Return a hit with its best sentences; marks are pairs of offsets, in characters."""
    article = hit.article.article
    return {
        "id": article.id,
        "title": titles_value(hit.article),
        "date": article.published.date.isoformat() if article.published else None,
        "source": article.source,
        "score": round(hit.score, 4),
        "by": hit.by,
        "passage": _passage(hit.span),
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
        "further": hit.further,
        "why": [
            {"language": language} | {n: v for n, v in asdict(reason).items() if v is not None}
            for language, reason in hit.reasons
        ],
    }


def facets_value(facets: Facets) -> dict[str, Any]:
    """Return what all hits have in common, each with the number of hits that have it."""
    tally = facets.tally
    return {
        "entities": [
            {"id": entity.id, "kind": entity.kind, "name": entity.name_en, "articles": count}
            for entity, count in facets.entities
        ],
        "sources": dict(tally.sources),
        "years": dict(tally.years),
        "months": {f"{month:%Y-%m}": count for month, count in tally.months},
        "undated": tally.undated,
        "languages": dict(tally.languages),
        "flags": dict(tally.flags),
    }


def titles_value(translated: TranslatedArticle) -> dict[str, str | None]:
    """Return an article's title in both languages."""
    return {"ar": translated.article.title, "en": translated.english_title}


def details_value(translated: TranslatedArticle) -> dict[str, Any]:
    """Return all that is known of an article but its id and titles, with its sentence pairs."""
    article = translated.article
    return {
        "date": article.published.date.isoformat() if article.published else None,
        "date_evidence": article.published.evidence if article.published else None,
        "source": article.source,
        "place": article.place,
        "photo_credits": [block.credit for block in article.blocks if block.credit],
        "url": article.url,
        "tags": article.tags,
        "sentences": [
            {
                "n": pair.sentence.n,
                "paragraph": pair.sentence.block,
                "role": article.blocks[pair.sentence.block].role,
                "ar": pair.sentence.text,
                "en": pair.translation.text if pair.translation else None,
                "engine": pair.translation.engine if pair.translation else None,
                "decoding": pair.translation.decoding if pair.translation else None,
                "made_on": _day(pair.translation),
                "correction": _correction(pair.translation) if pair.translation else None,
                "flags": [asdict(one) for one in pair.flags],
            }
            for pair in translated.pairs
        ],
        "left_out": [asdict(omission) for omission in article.omitted],
    }


def entity_value(entity: Entity) -> dict[str, Any]:
    """Return what an entity is and what it is shown as."""
    return {
        "id": entity.id,
        "kind": entity.kind,
        "name": {"en": entity.name_en, "ar": entity.name_ar},
        "country": entity.country,
    }


def counted_value(counted: Counted) -> dict[str, Any]:
    """Return an entity with its numbers of articles and mentions."""
    return entity_value(counted.entity) | {
        "articles": counted.articles,
        "mentions": counted.mentions,
    }


def _day(translation: Translation | None) -> str | None:
    """Return on which day a translation was made, where it is known."""
    return translation.made_on.isoformat() if translation and translation.made_on else None


def _correction(translation: Translation) -> dict[str, Any] | None:
    """Return whose correction a text is, and what an engine made of the sentence."""
    if translation.author is None:
        return None
    machine = translation.instead_of
    return {
        "author": translation.author,
        "date": translation.made_on.isoformat() if translation.made_on else None,
        "machine": {"en": machine.text, "engine": machine.engine} if machine else None,
    }


def _passage(span: Span | None) -> dict[str, Any] | None:
    """Return the passage that was found by its meaning: sentences, and how near it is."""
    if span is None:
        return None
    return {"first": span.first, "last": span.last, "cosine": round(span.cosine, 4)}


def _snippet(snippet: Snippet) -> dict[str, Any]:
    english = snippet.english
    return {
        "ar": snippet.arabic.text,
        "en": english.text if english else None,
        "sentence": snippet.n,
        "near": snippet.is_near,
        "marks": {"ar": snippet.arabic.marks, "en": english.marks if english else ()},
    }
