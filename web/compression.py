"""Sending texts compressed, which makes a page of results a quarter of its size."""

import gzip

from flask import Flask, Response, request

_LEAST = 1000  # bytes, below which nothing is gained
_LEVEL = 5  # 2 ms for a page of 66 kB, which 9 makes a hundredth smaller in twice the time
_KINDS = (
    "text/",
    "application/json",
    "application/atom+xml",
    "application/problem+json",
    "image/svg+xml",
)


def install(app: Flask) -> None:
    """Compress the answers of an application for clients that take gzip.

    To be installed before what names the state of an answer: that is done first then.
    """
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not (response.mimetype or "").startswith(_KINDS):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < _LEAST:
        return response
    response.set_data(gzip.compress(content, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag is not None:
        # The same state in another form of bytes: RFC 9110 §8.8.3.3.
        response.set_etag(etag, weak=True)
    return response
