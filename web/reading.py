"""The reading page: an article beside its translation, sentence by sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, abort, current_app, render_template

from archive.article import Block, TranslatedArticle
from archive.errors import UnknownArticle
from archive.store import Archive
from index.highlight import Highlighter, Marked
from index.search import IndexUnavailable, SearchIndex
from web.search import typed_query

blueprint = Blueprint("reading", __name__)


@dataclass(frozen=True)
class _Pair:
    n: int
    arabic: Marked
    english: Marked | None


@dataclass(frozen=True)
class _ShownBlock:
    block: Block
    pairs: list[_Pair]


@blueprint.get("/article/<article_id>")
def page(article_id: str) -> str:
    """Show an article, with the words of the query it was found by marked if ``q`` has one."""
    archive: Archive = current_app.extensions["archive"]
    try:
        translated = archive.get(article_id)
    except UnknownArticle:
        abort(404, "No article has this address: it may have been removed.")
    q = typed_query()
    return render_template(
        "article.html",
        translated=translated,
        article=translated.article,
        blocks=list(_blocks(translated, _highlighter(q))),
        q=q,
    )


def _highlighter(q: str) -> Highlighter:
    index: SearchIndex = current_app.extensions["index"]
    try:
        return index.highlighter(q)
    except IndexUnavailable:
        return Highlighter(None)


def _blocks(translated: TranslatedArticle, highlighter: Highlighter) -> Iterator[_ShownBlock]:
    for index, pairs in groupby(translated.pairs, key=lambda pair: pair.sentence.block):
        shown = [
            _Pair(
                pair.sentence.n,
                highlighter.mark(pair.sentence.text).marked,
                highlighter.mark(pair.translation.text).marked if pair.translation else None,
            )
            for pair in pairs
        ]
        yield _ShownBlock(translated.article.blocks[index], shown)
