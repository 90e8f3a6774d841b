"""The reading page: an article beside its translation, sentence by sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, abort, current_app, render_template

from archive.article import Block, Role, TranslatedArticle
from archive.entities.catalogue import Catalogue
from archive.errors import UnknownArticle
from archive.store import Archive
from index.highlight import Highlighter, Marked, Stretch
from index.naming import NamedPair, Naming
from index.query import Language
from web.form import highlighter, read_form
from web.language import message

blueprint = Blueprint("reading", __name__)


@dataclass(frozen=True)
class Pair:
    """A sentence pair as pages show it: the query's words marked, and what it names."""

    n: int
    arabic: Marked
    english: Marked | None
    named: NamedPair


@dataclass(frozen=True)
class _ShownBlock:
    block: Block
    pairs: list[Pair]


@blueprint.get("/article/<article_id>")
def page(article_id: str) -> str:
    """Show an article, with the words of the query it was found by marked if ``q`` has one."""
    archive: Archive = current_app.extensions["archive"]
    try:
        translated = archive.get(article_id)
    except UnknownArticle:
        abort(404, message("No article has this address: it may have been removed."))
    form = read_form()
    naming = Naming(Catalogue(archive), [article_id])
    return render_template(
        "article.html",
        translated=translated,
        article=translated.article,
        blocks=list(_blocks(translated, highlighter(form), naming)),
        has_names=bool(naming.entities(article_id)),
        form=form,
    )


def named_pairs(
    translated: TranslatedArticle, highlighter: Highlighter, naming: Naming
) -> Iterator[Pair]:
    """Yield an article's sentence pairs with the query's words and what they name marked."""
    named = naming.pairs(translated)
    for pair in translated.pairs:
        found = named.get(pair.sentence.n, NamedPair())
        is_title = translated.article.blocks[pair.sentence.block].role is Role.TITLE
        stretches: list[Stretch] = [*naming.stretches(found.arabic), *found.dated]
        arabic = highlighter.mark(
            pair.sentence.text, Language.ARABIC, stretches, is_title=is_title
        ).marked
        english = None
        if pair.translation is not None:
            english = highlighter.mark(
                pair.translation.text,
                Language.ENGLISH,
                naming.stretches(found.english),
                is_title=is_title,
            ).marked
        yield Pair(pair.sentence.n, arabic, english, found)


def _blocks(
    translated: TranslatedArticle, highlighter: Highlighter, naming: Naming
) -> Iterator[_ShownBlock]:
    shown = {pair.n: pair for pair in named_pairs(translated, highlighter, naming)}
    for index, pairs in groupby(translated.pairs, key=lambda pair: pair.sentence.block):
        block = translated.article.blocks[index]
        yield _ShownBlock(block, [shown[pair.sentence.n] for pair in pairs])
