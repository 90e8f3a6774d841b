"""The page that explains how to search, in English and in Arabic."""

from functools import cache
from pathlib import Path

from flask import Blueprint, render_template, request
from markdown import markdown
from markupsafe import Markup

from index.query import Language

blueprint = Blueprint("help", __name__)

_FOLDER = Path(__file__).parent / "help"


@blueprint.get("/help")
def page() -> str:
    """Show how to search, in English unless ``lang=ar`` is asked for."""
    is_arabic = request.args.get("lang") == Language.ARABIC
    language = Language.ARABIC if is_arabic else Language.ENGLISH
    return render_template("help.html", language=language, text=_html(language))


@cache
def _html(language: Language) -> Markup:
    text = (_FOLDER / f"{language}.md").read_text(encoding="utf-8")
    html = markdown(text, extensions=["tables"])
    # An example runs in its own direction, as in the search box. Inside one, "<" is escaped.
    return Markup(html.replace("<code>", '<code dir="auto">'))
