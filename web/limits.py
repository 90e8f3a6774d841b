"""What one client may ask of the server: how much at once, how often, and for how long."""

import math
import time
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.util import get_remote_address
from limits.storage import MemoryStorage
from werkzeug.exceptions import RequestURITooLarge, ServiceUnavailable

from index.deadline import QueryTooSlow
from web.api.problems import is_for_programs
from web.language import gettext, message

SEARCHES_A_MINUTE = 240
"""Requests that cost a search, for one client."""

QUERY_SECONDS = 10.0
"""The time that one query may take."""

BODY_SIZE = 64 * 1024
"""Bytes of a request's body: a correction of 5,000 characters fits in."""

HEADER_SIZE = 32 * 1024
"""Bytes of a request's first line and headers together."""

_ADDRESS_SIZE = 16 * 1024  # bytes; RFC 9110 §4.1 asks for 8000 at least

# Someone who reads turns to many of these, and none of them searches.
_FREE = ("static", "help.page", "reading.page")

_TOO_MANY = message("You have asked for too much in a minute. Wait a little, then try again.")
_TOO_LONG = message("The address is too long: ask for less.")
_TOO_SLOW = message(
    "The query was given up after {seconds} seconds: ask for fewer words, or for fewer beginnings "
    "and similar spellings."
)


class _LockedStorage(MemoryStorage):
    """Requests counted in memory, one thread at a time.

    The library's own starts a timer twice, and fails, where two threads come at once.
    """

    STORAGE_SCHEME = ["locked-memory"]  # noqa: RUF012, as the base class has it

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._one = Lock()
        super().__init__(*arguments, **options)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self._one:
            return super().acquire_entry(key, limit, expiry, amount)


def install(app: Flask, searches_a_minute: int, query_seconds: float | None) -> None:
    """Limit what clients may ask for; 0 ``searches_a_minute`` are as many as they like."""
    app.config["MAX_CONTENT_LENGTH"] = BODY_SIZE
    app.config["QUERY_SECONDS"] = query_seconds
    app.before_request(_refuse_long_address)
    if searches_a_minute:
        _count_searches(app, searches_a_minute)


def too_slow(error: QueryTooSlow) -> ServiceUnavailable:
    """Return what to answer to a query that was given up."""
    seconds = f"{current_app.config['QUERY_SECONDS']:g}"
    return ServiceUnavailable(gettext(_TOO_SLOW).format(seconds=seconds))


def _refuse_long_address() -> Response | None:
    address = request.environ.get("QUERY_STRING", "") + request.environ.get("PATH_INFO", "")
    if len(address) <= _ADDRESS_SIZE:
        return None
    if is_for_programs():
        raise RequestURITooLarge(_TOO_LONG)
    # A page would repeat the address in its links.
    return Response(gettext(_TOO_LONG) + "\n", 414, mimetype="text/plain")


def _count_searches(app: Flask, searches_a_minute: int) -> None:
    # Whoever connects is counted: what a header says of others before it, anyone can write.
    limiter = Limiter(
        get_remote_address,
        app=app,
        application_limits=[
            ApplicationLimit(
                f"{searches_a_minute} per minute", error_message=_TOO_MANY, exempt_when=_is_free
            )
        ],
        storage_uri="locked-memory://",
        strategy="moving-window",
    )

    def say_when(response: Response) -> Response:
        if response.status_code == 429 and (limit := limiter.current_limit) is not None:
            wait = math.ceil(limit.reset_at - time.time())
            response.headers["Retry-After"] = str(max(1, wait))  # RFC 6585 §4
        return response

    app.after_request(say_when)


def _is_free() -> bool:
    return request.endpoint in _FREE
