"""The page that explains how to search, in English and in Arabic."""

from functools import cache
from pathlib import Path

import nh3
from flask import Blueprint, render_template
from markdown import markdown
from markupsafe import Markup

from index.query import Language
from web.language import interface

blueprint = Blueprint("help", __name__)

_FOLDER = Path(__file__).parent / "help"
_TAGS = {
    *("h1", "h2", "p", "strong", "ul", "li", "code"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


@blueprint.get("/help")
def page() -> str:
    """Show how to search."""
    language = interface()
    return render_template("help.html", language=language, text=_html(language))


@cache
def _html(language: Language) -> Markup:
    text = (_FOLDER / f"{language}.md").read_text(encoding="utf-8")
    html = markdown(text, extensions=["tables"])
    # An example runs in its own direction, as in the search box.
    set_dir = {"code": {"dir": "auto"}}
    return Markup(nh3.clean(html, tags=_TAGS, attributes={}, set_tag_attribute_values=set_dir))
