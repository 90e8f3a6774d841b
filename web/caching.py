"""Answers that a browser has already are not sent again."""

from flask import Flask, Response, request

# Browsers may keep a page but ask each time whether it is still the same (RFC 9111 §5.2.2.4);
# proxies keep nothing of what someone reads.
_POLICY = "private, no-cache"


def install(app: Flask) -> None:
    """Name the state of each answer, and answer 304 to those who have it (RFC 9110 §13.1.2)."""
    app.after_request(_revalidate)


def _revalidate(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", _POLICY)
    is_whole = response.status_code == 200 and not response.is_streamed
    if is_whole and request.method in ("GET", "HEAD") and not response.direct_passthrough:
        response.add_etag()
        response.make_conditional(request)
    return response
