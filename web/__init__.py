"""The Flask front end: search in both languages, reading side by side."""

from collections.abc import Sequence

from flask import Flask

from archive.store import Archive
from index.search import SearchIndex
from web import (
    alike,
    api,
    assets,
    browsing,
    caching,
    citing,
    compression,
    correcting,
    entities,
    errors,
    feeds,
    formats,
    guide,
    headers,
    hosts,
    language,
    limits,
    reading,
    search,
    statistics,
)
from web.completion import Completion, offered
from web.correcting import Writing
from web.remembered import Remembered
from web.teaching import Examples


def create_app(
    archive: Archive,
    index: SearchIndex,
    *,
    trusted_hosts: Sequence[str] | None = None,
    query_seconds: float | None = limits.QUERY_SECONDS,
    searches_a_minute: int = limits.SEARCHES_A_MINUTE,
    writing: Writing | None = None,
) -> Flask:
    """Make the application for an open archive and its index.

    Requests under another host name than ``trusted_hosts`` are refused; ``None`` takes any. A
    query is given up after ``query_seconds``. A client may ask for ``searches_a_minute``, 0 of
    which are as many as it likes. Readers may correct translations where ``writing`` is given.

    Raises ``ValueError`` for corrections under any host name: a page elsewhere could let a name of
    its own point here, and send them.
    """
    if writing is not None and trusted_hosts is None:
        raise ValueError("corrections need trusted_hosts")
    app = Flask(__name__)
    app.extensions["archive"] = archive
    app.extensions["index"] = index
    app.extensions["completion"] = Completion()
    app.extensions["examples"] = Examples()
    app.extensions["figures"] = Remembered()
    app.jinja_options["autoescape"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    formats.install(app)
    app.jinja_env.globals["offered"] = offered
    hosts.install(app, trusted_hosts)
    language.install(app)
    api.install(app)
    limits.install(app, searches_a_minute, query_seconds)
    compression.install(app)
    headers.install(app)
    assets.install(app)
    caching.install(app)
    app.register_blueprint(search.blueprint)
    app.register_blueprint(reading.blueprint)
    app.register_blueprint(alike.blueprint)
    app.register_blueprint(entities.blueprint)
    app.register_blueprint(browsing.blueprint)
    app.register_blueprint(statistics.blueprint)
    app.register_blueprint(guide.blueprint)
    app.register_blueprint(feeds.blueprint)
    app.register_blueprint(citing.blueprint)
    correcting.install(app, writing)
    errors.install(app)
    return app
