"""An article for programs: its sentence pairs with what the query matched and what they name."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response, abort, current_app

from archive.article import TranslatedArticle
from archive.date_mentions import DateMention
from archive.entities.catalogue import Annotations, Catalogue
from archive.entities.entity import Mention
from archive.errors import UnknownArticle
from archive.store import Archive
from index.json_values import details_value, entity_value, titles_value
from index.naming import Naming
from web.api.answers import answer, article_links, entity_links
from web.api.arguments import quoted, read_marking
from web.form import highlighter
from web.reading import Pair, named_pairs


def add_to(blueprint: Blueprint) -> None:
    """Add the address of articles."""
    blueprint.get("/api/v1/articles/<article_id>")(article)


def article(article_id: str) -> Response:
    """Answer with an article, the words of a search marked in it where there is one."""
    archive: Archive = current_app.extensions["archive"]
    form = read_marking()
    translated = find_article(article_id)
    catalogue = Catalogue(archive)
    pairs = named_pairs(translated, highlighter(form), Naming(catalogue, [article_id]))
    return answer(_value(translated, list(pairs), catalogue.annotations([article_id])[article_id]))


def find_article(article_id: str) -> TranslatedArticle:
    """Return an article; answers 404 where there is none with this id."""
    archive: Archive = current_app.extensions["archive"]
    try:
        return archive.get(article_id)
    except UnknownArticle:
        abort(404, f"No article has the id {quoted(article_id)}: it may have been removed.")


def _value(translated: TranslatedArticle, pairs: list[Pair], named: Annotations) -> dict[str, Any]:
    article_id = translated.article.id
    details = details_value(translated)
    sentences = [
        sentence | _marked(pair) for sentence, pair in zip(details["sentences"], pairs, strict=True)
    ]
    return (
        {"id": article_id, "title": titles_value(translated)}
        | details
        | {
            "sentences": sentences,
            "engines": translated.engines,
            "entities": _entities(named),
            "links": article_links(article_id),
        }
    )


def _marked(pair: Pair) -> dict[str, Any]:
    return {
        "marks": {"ar": pair.arabic.marks, "en": pair.english.marks if pair.english else ()},
        "mentions": {
            "ar": [_mention(*span) for span in pair.named.arabic],
            "en": [_mention(*span) for span in pair.named.english],
        },
        "dates": [_date(when) for when in pair.named.dates],
    }


def _mention(start: int, end: int, mention: Mention) -> dict[str, Any]:
    return {"start": start, "end": end, "entity": mention.entity.id}


def _date(when: DateMention) -> dict[str, Any]:
    return {
        "start": when.start,
        "end": when.end,
        "first": when.first.isoformat(),
        "last": when.last.isoformat(),
        "precision": when.precision,
        "calendar": when.calendar,
        "relative": when.relative,
    }


def _entities(named: Annotations) -> list[dict[str, Any]]:
    """Return what an article names, the most mentioned first."""
    counts = Counter(mention.entity for mention in named.mentions)
    return [
        entity_value(entity) | {"mentions": count, "links": entity_links(entity)}
        for entity, count in counts.most_common()
    ]
