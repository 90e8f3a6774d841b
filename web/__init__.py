"""The Flask front end: search in both languages, reading side by side."""

from collections.abc import Sequence

from flask import Flask, Response, current_app, make_response, render_template
from werkzeug.exceptions import HTTPException, SecurityError, ServiceUnavailable

from archive.store import Archive
from index.deadline import QueryTooSlow
from index.export import explained
from index.search import IndexUnavailable, SearchIndex
from web import (
    api,
    assets,
    caching,
    citing,
    entities,
    feeds,
    guide,
    headers,
    hosts,
    language,
    limits,
    reading,
    search,
)
from web.api.problems import is_for_programs, problem
from web.completion import Completion, offered
from web.formats import annotated, marked


def create_app(
    archive: Archive,
    index: SearchIndex,
    *,
    trusted_hosts: Sequence[str] | None = None,
    query_seconds: float | None = limits.QUERY_SECONDS,
    searches_a_minute: int = limits.SEARCHES_A_MINUTE,
) -> Flask:
    """Make the application for an open archive and its index.

    Requests under another host name than ``trusted_hosts`` are refused; ``None`` takes any. A
    query is given up after ``query_seconds``. A client may ask for ``searches_a_minute``, 0 of
    which are as many as it likes.
    """
    app = Flask(__name__)
    app.extensions["archive"] = archive
    app.extensions["index"] = index
    app.extensions["completion"] = Completion()
    app.jinja_options["autoescape"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["marked"] = marked
    app.jinja_env.filters["annotated"] = annotated
    app.jinja_env.filters["explained"] = explained
    app.jinja_env.globals["offered"] = offered
    hosts.install(app, trusted_hosts)
    language.install(app)
    api.install(app)
    limits.install(app, searches_a_minute, query_seconds)
    headers.install(app)
    assets.install(app)
    caching.install(app)
    app.register_blueprint(search.blueprint)
    app.register_blueprint(reading.blueprint)
    app.register_blueprint(entities.blueprint)
    app.register_blueprint(guide.blueprint)
    app.register_blueprint(feeds.blueprint)
    app.register_blueprint(citing.blueprint)
    app.register_error_handler(HTTPException, _show_error)
    app.register_error_handler(IndexUnavailable, _say_unavailable)
    app.register_error_handler(QueryTooSlow, _say_too_slow)
    return app


def _show_error(error: HTTPException) -> Response:
    if is_for_programs():
        return problem(error)
    if isinstance(error, SecurityError):
        # The request belongs to no address of the application, so that no page can link to one.
        return Response("This server is not known by that name.\n", 400, mimetype="text/plain")
    code = error.code or 500
    if code >= 500:
        current_app.logger.error("%s", error)
    response = make_response(render_template("error.html", error=error), code)
    if (allowed := dict(error.get_headers()).get("Allow")) is not None:
        response.headers["Allow"] = allowed
    return response


def _say_unavailable(error: Exception) -> Response:
    return _show_error(ServiceUnavailable(str(error)))


def _say_too_slow(error: QueryTooSlow) -> Response:
    return _show_error(limits.too_slow(error))
