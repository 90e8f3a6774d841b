"""The articles that are about the same as another one, or as a passage of it."""

from collections.abc import Collection

from flask import Blueprint, abort, current_app, render_template, request

from archive.article import SentencePair, TranslatedArticle
from archive.errors import UnknownArticle
from archive.store import Archive
from index.meaning.embedder import MeaningUnavailable
from index.notes import Note
from index.search import IndexUnavailable, SearchIndex
from web.language import message, noted

blueprint = Blueprint("alike", __name__)

_SHOWN = 10
_STORIES = 5  # named beside an article
_LONGEST_NUMBER = 9  # digits of a sentence's number that are repeated in an error


@blueprint.get("/article/<article_id>/alike")
def page(article_id: str) -> tuple[str, int]:
    """Show the articles most like one, with ``n`` like the passage around that sentence."""
    archive: Archive = current_app.extensions["archive"]
    index: SearchIndex = current_app.extensions["index"]
    try:
        translated = archive.get(article_id)
    except UnknownArticle:
        abort(404, message("No article has this address: it may have been removed."))
    pair = _sentence(translated)
    shown = {"translated": translated, "article": translated.article, "pair": pair}
    try:
        found = index.alike(article_id, pair.sentence.n if pair else None, limit=_SHOWN)
    except MeaningUnavailable as error:
        return render_template("alike.html", **shown, problem=str(error)), 503
    return render_template("alike.html", **shown, found=found), 200


def no_meaning() -> str | None:
    """Say why articles can't be found by what they mean, where that is so."""
    index: SearchIndex = current_app.extensions["index"]
    try:
        index.meaning.check()
    except MeaningUnavailable as error:
        return str(error)
    return None


def same_story(article_id: str, known: Collection[str]) -> list[TranslatedArticle]:
    """Return the articles that tell the same as one, without those known to; none if in doubt."""
    archive: Archive = current_app.extensions["archive"]
    index: SearchIndex = current_app.extensions["index"]
    try:
        searcher = index.searcher()
        near = index.meaning.like(article_id, searcher.ids)
    except (IndexUnavailable, MeaningUnavailable):
        return []
    if near is None:
        return []
    found = searcher.nearest(near.cosines, near.same, _STORIES + len(known) + 1)
    others = [one.id for one in found if one.id != article_id and one.id not in known]
    return archive.get_many(others[:_STORIES])


def _sentence(translated: TranslatedArticle) -> SentencePair | None:
    """Return the sentence that the request asks for, if any."""
    asked = request.args.get("n", "")
    if not asked:
        return None
    pairs = {str(pair.sentence.n): pair for pair in translated.pairs}
    if asked not in pairs:
        there_is_none = Note(
            "The article has no sentence {n}: its sentences are 1 to {last}.",
            {"n": asked[:_LONGEST_NUMBER], "last": len(pairs)},
        )
        abort(404, noted(there_is_none))
    return pairs[asked]
