"""The language of the interface: English or Arabic, by the address or by what the browser asks.

``/en/…`` and ``/ar/…`` fix it; every link of such a page stays in it. An address without either is
the permanent one, and shown in the language that the browser prefers. No cookie is set.
"""

import io
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, Response, request, url_for

from index.notes import Note
from index.query import Language

DIRECTIONS = {Language.ENGLISH: "ltr", Language.ARABIC: "rtl"}
NAMES = {Language.ENGLISH: "English", Language.ARABIC: "العربية"}
"""Each language by its own name."""

_CATALOGUES = Path(__file__).parent / "translations"
_LANGUAGE, _ROOT = "warraq.language", "warraq.root"

Start = Callable[..., Any]


class _PrefixedByLanguage:
    """Takes the language off the path before the application sees it.

    It becomes part of the root that links are made with.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        environ[_ROOT] = root
        first, _, rest = path[1:].partition("/")
        if first in list(Language):
            environ[_LANGUAGE] = Language(first)
            environ["SCRIPT_NAME"] = f"{root}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
        return self._application(environ, start)


def install(app: Flask) -> None:
    """Let an application speak both languages."""
    app.wsgi_app = _PrefixedByLanguage(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals |= {
        "interface": interface,
        "direction": lambda: DIRECTIONS[interface()],
        "languages": NAMES,
        "directions": DIRECTIONS,
        "in_language": in_language,
        "permanent": permanent,
    }
    app.jinja_env.filters |= {
        "noted": noted,
        "number": number,
        "long_date": long_date,
        "month": month,
    }
    app.after_request(_say_language)


def interface() -> Language:
    """Return the language that the page of the request is shown in."""
    fixed: Language | None = request.environ.get(_LANGUAGE)
    if fixed is not None:
        return fixed
    # Arabic of Syria is Arabic: what comes after the hyphen chooses nothing here.
    accepted = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((Language(tag) for tag in accepted if tag in list(Language)), Language.ENGLISH)


def fix_language(language: Language) -> None:
    """Answer the request in a language, whatever the browser asks for."""
    request.environ[_LANGUAGE] = language


def in_language(language: Language) -> str:
    """Return the address of the request's page in a language."""
    query = request.query_string.decode(errors="replace")
    path = f"{request.environ[_ROOT]}/{language}{request.path}"
    return f"{path}?{query}" if query else path


def permanent(endpoint: str, *, _external: bool = False, **values: Any) -> str:
    """Return an address that fixes no language; with ``_external``, one with the server's name."""
    path = str(request.environ[_ROOT]) + url_for(endpoint, **values).removeprefix(
        request.script_root
    )
    return request.host_url.rstrip("/") + path if _external else path


def message(text: str) -> str:
    """Mark a text for translation that is translated where it is shown."""
    return text


def gettext(text: str) -> str:
    """Translate a message into the language of the interface."""
    return str(_catalogue(interface()).gettext(text))


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message in the form that a number takes."""
    return str(_catalogue(interface()).ngettext(singular, plural, n))


def noted(note: Note) -> str:
    """Translate a note on a query; what stands in it is isolated, whatever way it runs."""
    if note.plural is not None:
        template = ngettext(note.message, note.plural, int(note.values["count"]))
    else:
        template = gettext(note.message)
    return template.format(
        **{name: _isolated(v) if isinstance(v, str) else v for name, v in note.values.items()}
    )


def _isolated(text: str) -> str:
    """Put a text between the marks that keep it from turning around what stands beside it."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def number(value: float) -> str:
    """Write a number with separators between its thousands."""
    return str(format_decimal(value, locale=_locale(interface()), numbering_system="latn"))


def long_date(day: date) -> str:
    """Write a day in words: 28 September 2020, ٢٨ as 28 in Arabic too."""
    return str(format_date(day, "d MMMM y", locale=_locale(interface())))


def month(day: date) -> str:
    """Write a month in words: September 2020."""
    return str(format_date(day, "LLLL y", locale=_locale(interface())))


def _say_language(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = interface()
        response.vary.add("Accept-Language")
    return response


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(language.value)


@cache
def _catalogue(language: Language) -> Translations:
    """Read a catalogue as it is kept, so that no compiled one can be out of date."""
    path = _CATALOGUES / f"{language}.po"
    if not path.exists():
        return Translations()
    compiled = io.BytesIO()
    with path.open(encoding="utf-8") as file:
        write_mo(compiled, read_po(file, locale=language.value))
    compiled.seek(0)
    return Translations(compiled)
