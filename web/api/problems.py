"""Errors as programs read them: problem details, after RFC 9457."""

import json
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import HTTPException

from index.query import Language
from web.language import fix_language

_MEDIA_TYPE = "application/problem+json"
_KEPT = ("Allow", "Retry-After")


def is_for_programs() -> bool:
    """Tell whether the request is one of a program, which no page can answer."""
    return request.path.startswith("/api/")


def speak_english() -> None:
    """Say to programs in English what goes wrong, whatever language they accept."""
    if is_for_programs():
        fix_language(Language.ENGLISH)


def problem(error: HTTPException) -> Response:
    """Return an error as a problem that has no meaning beyond its status, RFC 9457 §4.2.1."""
    code = error.code or 500
    details = {
        "type": "about:blank",
        "title": error.name,
        "status": code,
        "detail": error.description,
        "instance": quote(request.script_root + request.path),
    }
    response = Response(json.dumps(details, ensure_ascii=False), code, mimetype=_MEDIA_TYPE)
    for name, value in error.get_headers():
        if name in _KEPT:
            response.headers[name] = value
    return response
