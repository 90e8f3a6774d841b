"""What a client is told when something goes wrong: a page, or a problem where a program asks."""

from flask import Flask, Response, current_app, make_response, render_template
from werkzeug.exceptions import HTTPException, SecurityError, ServiceUnavailable

from index.deadline import QueryTooSlow
from index.meaning.embedder import MeaningUnavailable
from index.search import IndexUnavailable
from web.api.problems import is_for_programs, problem
from web.language import gettext, message
from web.limits import too_slow

# What HTTP calls the errors that there are, as titles of pages.
_NAMES = (
    message("Bad Request"),
    message("Forbidden"),
    message("Not Found"),
    message("Method Not Allowed"),
    message("Request Entity Too Large"),
    message("Request URI Too Long"),
    message("Too Many Requests"),
    message("Internal Server Error"),
    message("Service Unavailable"),
)

# What is said where nothing better is known of an error.
_TEXTS = {
    400: message("The request can’t be understood."),
    404: message("There is nothing at this address."),
    405: message("That is not allowed here: addresses are only for reading."),
    413: message("The request is larger than any page takes."),
    500: message("Something went wrong in the program; what was stored is untouched."),
}


def install(app: Flask) -> None:
    """Answer every error of an application in the client's own terms."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(IndexUnavailable, _say_unavailable)
    app.register_error_handler(MeaningUnavailable, _say_unavailable)
    app.register_error_handler(QueryTooSlow, _say_too_slow)


def _show(error: HTTPException) -> Response:
    if is_for_programs():
        return problem(error)
    if isinstance(error, SecurityError):
        # The request belongs to no address of the application, so that no page can link to one.
        return Response("This server is not known by that name.\n", 400, mimetype="text/plain")
    code = error.code or 500
    if code >= 500:
        current_app.logger.error("%s", error)
    text = error.description or error.name
    if text == type(error).description:
        text = _TEXTS.get(code, text)
    page = render_template("error.html", name=gettext(error.name), text=gettext(text))
    response = make_response(page, code)
    if (allowed := dict(error.get_headers()).get("Allow")) is not None:
        response.headers["Allow"] = allowed
    return response


def _say_unavailable(error: Exception) -> Response:
    return _show(ServiceUnavailable(str(error)))


def _say_too_slow(error: QueryTooSlow) -> Response:
    return _show(too_slow(error))
