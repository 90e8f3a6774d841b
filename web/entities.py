"""The page of an entity: its names, when it is written about, its sentences, its company."""

from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template

from archive.article import Article
from archive.entities.catalogue import Catalogue, UnknownEntity
from archive.store import Archive
from index.highlight import Highlighter
from index.naming import Naming
from index.query import Language
from web.charts import timeline
from web.form import SearchForm
from web.language import interface, message
from web.reading import Pair, named_pairs

blueprint = Blueprint("entities", __name__)

_SENTENCES = 30
_BESIDE = 24


@dataclass(frozen=True)
class _Excerpt:
    """The sentence pairs of an article that mention an entity."""

    article: Article
    pairs: list[Pair]


@blueprint.get("/entity/<entity_id>")
def page(entity_id: str) -> str:
    """Show an entity."""
    archive: Archive = current_app.extensions["archive"]
    catalogue = Catalogue(archive)
    try:
        entity = catalogue.get(entity_id)
    except UnknownEntity:
        abort(404, message("No entity has this address: it may have been merged with another."))
    spellings = catalogue.seen_spellings(entity_id)
    months = catalogue.months(entity_id)
    return render_template(
        "entity.html",
        entity=entity,
        spellings=spellings,
        mentions=sum(seen.mentions for seen in spellings),
        form=SearchForm(filters=(f'{entity.kind}:"{entity.name_en}"',)),
        chart=timeline(months, mirrored=interface() is Language.ARABIC),
        excerpts=_excerpts(archive, catalogue, entity_id),
        beside=catalogue.beside(entity_id, _BESIDE),
        shown=_SENTENCES,
    )


def _excerpts(archive: Archive, catalogue: Catalogue, entity_id: str) -> list[_Excerpt]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for article_id, n in catalogue.places_of(entity_id, _SENTENCES):
        wanted[article_id].add(n)
    naming = Naming(catalogue, list(wanted))
    nothing = Highlighter(None)
    return [
        _Excerpt(
            translated.article,
            [
                pair
                for pair in named_pairs(translated, nothing, naming)
                if pair.n in wanted[translated.article.id]
            ],
        )
        for translated in archive.get_many(list(wanted))
    ]
