"""Citations of an article or of one sentence pair, to paste, to embed and for other programs."""

import json

from flask import Blueprint, Response, abort, current_app, request
from markupsafe import Markup

from archive.article import SentencePair, TranslatedArticle
from archive.citation import bibtex, plain_text, ris
from archive.errors import UnknownArticle
from archive.store import Archive
from index.notes import Note
from web.language import message, noted, permanent

blueprint = Blueprint("citing", __name__)

_MEDIA_TYPES = {
    "txt": "text/plain",
    "json": "application/json",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}
_CACHE_AGE = 24 * 60 * 60  # seconds for which others may show a citation unasked

_QUOTED = Markup(
    '<blockquote class="warraq" cite="{url}">'
    '<p lang="ar" dir="rtl">{arabic}</p>{english}'
    '<footer><a href="{url}">{source}{when}</a></footer></blockquote>'
)
_ENGLISH = Markup('<p lang="en" dir="ltr">{english}</p>')
_SOURCE = Markup('<bdi lang="ar">{source}</bdi>, ')


@blueprint.get("/article/<article_id>/citation")
def article(article_id: str) -> Response:
    """Cite an article."""
    return _cited(_article(article_id), None)


@blueprint.get("/article/<article_id>/citation/<int:n>")
def sentence(article_id: str, n: int) -> Response:
    """Cite a sentence pair."""
    translated = _article(article_id)
    pairs = {pair.sentence.n: pair for pair in translated.pairs}
    if n not in pairs:
        there_is_none = Note(
            "The article has no sentence {n}: its sentences are 1 to {last}.",
            {"n": n, "last": max(pairs, default=0)},
        )
        abort(404, noted(there_is_none))
    return _cited(translated, pairs[n])


def _article(article_id: str) -> TranslatedArticle:
    archive: Archive = current_app.extensions["archive"]
    try:
        return archive.get(article_id)
    except UnknownArticle:
        abort(404, message("No article has this address: it may have been removed."))


def _cited(translated: TranslatedArticle, pair: SentencePair | None) -> Response:
    form = request.args.get("format", "txt")
    if form not in _MEDIA_TYPES:
        unknown = Note(
            "“{typed}” is no format of citations: they come as {known}.",
            {"typed": form[:80], "known": ", ".join(_MEDIA_TYPES)},
        )
        abort(400, noted(unknown))

    def link(article_id: str) -> str:
        page = permanent("reading.page", _external=True, article_id=article_id)
        return f"{page}#s{pair.sentence.n}" if pair else page

    match form:
        case "json":
            text = json.dumps(
                _embedded(translated, pair, link(translated.article.id)), ensure_ascii=False
            )
        case "bib":
            text = bibtex([translated], link)
        case "ris":
            text = ris([translated], link)
        case _:
            text = plain_text(translated, link, pair)
    response = Response(text.encode(), mimetype=_MEDIA_TYPES[form])
    if form in ("bib", "ris"):
        name = f"warraq-{translated.article.id}.{form}"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _embedded(
    translated: TranslatedArticle, pair: SentencePair | None, url: str
) -> dict[str, str | int | None]:
    """Return a citation with the fields that oEmbed 1.0 has for rich content.

    Its width and height are those of the place where it is shown.
    """
    cited = translated.article
    return {
        "version": "1.0",
        "type": "rich",
        "title": translated.english_title or cited.title,
        "author_name": cited.source,
        "provider_name": "Warraq",
        "provider_url": permanent("search.page", _external=True),
        "url": url,
        "html": _html(translated, pair, url),
        "width": None,
        "height": None,
        "text": plain_text(translated, lambda _: url, pair),
        "cache_age": _CACHE_AGE,
    }


def _html(translated: TranslatedArticle, pair: SentencePair | None, url: str) -> Markup:
    cited = translated.article
    arabic, english = cited.title, translated.english_title
    if pair is not None:
        arabic = pair.sentence.text
        english = pair.translation.text if pair.translation else None
    return _QUOTED.format(
        url=url,
        arabic=arabic,
        english=_ENGLISH.format(english=english) if english is not None else "",
        source=_SOURCE.format(source=cited.source) if cited.source else "",
        when=cited.published.date.isoformat() if cited.published else "undated",
    )
