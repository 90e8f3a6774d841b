"""Files that never change under their address: the style sheet, scripts and fonts.

The address carries the file's fingerprint, so that browsers may keep it for good (RFC 8246).
"""

import hashlib
from functools import lru_cache
from pathlib import Path, PurePosixPath

from flask import Flask, Response, current_app, request

_FONTS = "fonts/"  # their names tell their versions
_DIGITS = 12
_YEAR, _HOUR = 31_536_000, 3600  # seconds

# A machine's own table may lack a type or name another, which nosniff then refuses.
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def install(app: Flask) -> None:
    """Give templates ``asset(name)`` and let browsers keep what it leads to."""
    app.jinja_env.globals |= {"asset": asset, "font_file": font_file}
    app.after_request(_describe)


def asset(name: str) -> str:
    """Return the address of a static file as it is now; raises ``OSError`` where there is none."""
    root = request.environ["warraq.root"]
    return f"{root}{current_app.static_url_path}/{name}?v={_fingerprint(_folder(), name)}"


def font_file(name: str) -> str:
    """Return the address of a font as the style sheet has it."""
    return f"{request.environ['warraq.root']}{current_app.static_url_path}/{_FONTS}{name}.woff2"


def _describe(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code not in (200, 206, 304):
        return response
    name = (request.view_args or {})["filename"]
    kind = _TYPES.get(PurePosixPath(name).suffix)
    if kind is not None and response.status_code != 304:
        response.mimetype = kind
    if name.startswith(_FONTS) or request.args.get("v") == _fingerprint(_folder(), name):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = f"public, max-age={_HOUR}"
    return response


def _folder() -> Path:
    return Path(current_app.static_folder or "")


@lru_cache(maxsize=256)  # a file has as many names as there are ways to write ./
def _fingerprint(folder: Path, name: str) -> str:
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:_DIGITS]
