"""Correcting a translation in the browser: a page with a form for each sentence.

Only where whoever serves the archive allows it. A form is taken from the program's own pages alone,
without cookies: the browser must say that it comes from this server, after OWASP's page on
cross-site request forgery, and the form holds a token for its sentence, signed by this run of the
server and good for twelve hours.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from archive.article import SentencePair, TranslatedArticle
from archive.errors import ArchiveBusy, ArchiveError, UnknownArticle
from archive.store import Archive
from archive.translation import corrections
from archive.translation.corrections import Correction, Flaw, Part, RefusedCorrection
from index.notes import Note
from index.search import SearchIndex
from web.language import message, noted

Writing = Callable[[], AbstractContextManager[None]]
"""Keeps other commands from writing to the archive; raises ``ArchiveBusy`` where one does."""

TOKEN_AGE = 12 * 60 * 60
"""Seconds for which a form can be sent."""

_PATH = "/article/<article_id>/sentence/<int:n>/correct"
_WAIT = 5  # seconds after which to try again while another command writes

_GONE = message("No article has this address: it may have been removed.")
_FOREIGN = message("A correction is only taken from this server’s own pages.")
_EXPIRED = Note("This page was open for more than twelve hours: look at it once more, then save.")
_UNSIGNED = Note("This page was made before the server was started anew: save once more.")
_OVERTAKEN = Note("Someone else was faster: look at what is written below, then save once more.")
_BUSY = Note("Another command is writing to the archive: save once more in a moment.")
_REFUSED = {
    (Part.TEXT, Flaw.EMPTY): message("The English is empty: write it."),
    (Part.TEXT, Flaw.TOO_LONG): message("The English is too long: write at most {at} characters."),
    (Part.TEXT, Flaw.CONTROL): message(
        "Character {at} of the English can’t be shown: leave it out."
    ),
    (Part.AUTHOR, Flaw.EMPTY): message("The name is empty: write who you are."),
    (Part.AUTHOR, Flaw.TOO_LONG): message("The name is too long: write at most {at} characters."),
    (Part.AUTHOR, Flaw.CONTROL): message(
        "Character {at} of the name can’t be shown: leave it out."
    ),
}


@dataclass(frozen=True)
class _Desk:
    """What corrections are written with: one at a time, each form by its token."""

    writing: Writing
    tokens: URLSafeTimedSerializer
    one: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class _Typed:
    """What was sent: the English and the name."""

    text: str
    author: str


@dataclass(frozen=True)
class _Sheet:
    """A sentence pair of an article with all that persons wrote for it, the newest first."""

    translated: TranslatedArticle
    pair: SentencePair
    written: list[Correction]

    @property
    def standing(self) -> Correction | None:
        """The correction in force."""
        return corrections.standing(self.written)

    @property
    def state(self) -> list[object]:
        """What a token is good for: this sentence, while this correction stands."""
        standing = self.standing
        place = (self.translated.article.id, self.pair.sentence.n)
        return [*place, standing.id if standing else 0]

    def says(self, typed: _Typed) -> bool:
        """Whether this is what stands already."""
        standing = self.standing
        return standing is not None and _Typed(standing.text, standing.author) == typed


blueprint = Blueprint("correcting", __name__)


def install(app: Flask, writing: Writing | None) -> None:
    """Let readers correct translations where ``writing`` is given; there is no page for it else."""
    app.jinja_env.globals["can_correct"] = writing is not None
    if writing is None:
        return
    tokens = URLSafeTimedSerializer(secrets.token_bytes(32), salt="correction")
    app.extensions["desk"] = _Desk(writing, tokens)
    app.register_blueprint(blueprint)


@blueprint.get(_PATH)
def page(article_id: str, n: int) -> Response:
    """Show the form."""
    return _form(_sheet(article_id, n))


@blueprint.post(_PATH)
def save(article_id: str, n: int) -> Response:
    """Store or withdraw a correction, and lead back to the sentence."""
    _refuse_foreign()
    typed = _Typed(request.form.get("text", ""), request.form.get("author", ""))
    desk: _Desk = current_app.extensions["desk"]
    try:
        with desk.one, desk.writing():
            sheet = _sheet(article_id, n)
            problem, code = _problem(sheet, typed, desk)
            if problem is not None:
                return _form(sheet, typed, problem, code)
            _write(sheet, typed)
    except ArchiveBusy:
        response = _form(_sheet(article_id, n), typed, _BUSY, 503)
        response.headers["Retry-After"] = str(_WAIT)
        return response
    except RefusedCorrection as error:
        refused = Note(_REFUSED[error.part, error.flaw], {"at": error.at or 0})
        return _form(_sheet(article_id, n), typed, refused, 400)
    place = url_for("reading.page", article_id=article_id, _anchor=f"s{n}")
    return make_response(redirect(place, 303))


def _write(sheet: _Sheet, typed: _Typed) -> None:
    archive: Archive = current_app.extensions["archive"]
    index: SearchIndex = current_app.extensions["index"]
    article_id, n = sheet.translated.article.id, sheet.pair.sentence.n
    if "withdraw" not in request.form:
        corrections.correct(archive, article_id, n, typed.text, typed.author)
    elif sheet.standing is not None:
        corrections.withdraw(archive, article_id, n)
    try:
        index.update()
    except (ArchiveError, OSError) as error:
        # It is stored; `warraq reindex --if-needed` makes up for the rest.
        current_app.logger.error("a correction is stored, but not indexed: %s", error)


def _refuse_foreign() -> None:
    """Answer 403 to what no page of this server sent.

    Every browser names the page's server when a form is sent; newer ones say as well whether it is
    this one (W3C Fetch Metadata). What says neither is no browser.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_own = site is not None or origin is not None
    if site is not None:
        is_own = is_own and site == "same-origin"
    if origin is not None:
        parts = urlsplit(origin)
        is_own = is_own and parts.scheme in ("http", "https") and parts.netloc == request.host
    if not is_own:
        abort(403, _FOREIGN)


def _problem(sheet: _Sheet, typed: _Typed, desk: _Desk) -> tuple[Note | None, int]:
    """Say what keeps a form from being taken, with the status of the answer.

    One that was sent twice, as by a double click, is taken twice.
    """
    try:
        state = desk.tokens.loads(request.form.get("token", ""), max_age=TOKEN_AGE)
    except SignatureExpired:
        return _EXPIRED, 403
    except BadSignature:
        return _UNSIGNED, 403
    if state[:2] != sheet.state[:2]:
        return _UNSIGNED, 403
    if state != sheet.state and not sheet.says(typed):
        return _OVERTAKEN, 409
    return None, 200


def _sheet(article_id: str, n: int) -> _Sheet:
    archive: Archive = current_app.extensions["archive"]
    try:
        translated = archive.get(article_id)
        written = corrections.history(archive, article_id, n)
    except UnknownArticle:
        abort(404, _GONE)
    except corrections.NoSuchSentence:
        there_is_none = Note(
            "The article has no sentence {n}: its sentences are 1 to {last}.",
            {"n": n, "last": len(translated.pairs)},
        )
        abort(404, noted(there_is_none))
    pair = next(pair for pair in translated.pairs if pair.sentence.n == n)
    return _Sheet(translated, pair, written)


def _form(
    sheet: _Sheet, typed: _Typed | None = None, problem: Note | None = None, code: int = 200
) -> Response:
    desk: _Desk = current_app.extensions["desk"]
    shown = sheet.pair.translation
    html = render_template(
        "correct.html",
        article=sheet.translated.article,
        translated=sheet.translated,
        sentence=sheet.pair.sentence,
        machine=shown.instead_of if shown and shown.author is not None else shown,
        standing=sheet.standing,
        written=sheet.written,
        typed=typed or _Typed(shown.text if shown else "", ""),
        problem=problem,
        token=desk.tokens.dumps(sheet.state),
        longest=corrections.LONGEST,
        longest_author=corrections.LONGEST_AUTHOR,
    )
    response = make_response(html, code)
    # Without it browsers would not say from where the form is sent (Fetch Standard, "append a
    # request Origin header").
    response.headers["Referrer-Policy"] = "same-origin"
    return response
