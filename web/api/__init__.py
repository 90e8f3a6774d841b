"""The archive for programs: searches, articles and entities as JSON, under /api/v1."""

from flask import Blueprint, Flask

from web.api import alike, answers, articles, document, entities, manual, problems, search

_SUBJECTS = (search, articles, alike, entities, answers, document, manual)


def install(app: Flask) -> None:
    """Let an application answer programs, always in English, errors included."""
    blueprint = Blueprint("api", __name__)
    for subject in _SUBJECTS:
        subject.add_to(blueprint)
    app.register_blueprint(blueprint)
    app.before_request(problems.speak_english)
