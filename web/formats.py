"""How texts are written on pages: marked, annotated, explained."""

from collections.abc import Sequence

from flask import Flask, url_for
from markupsafe import Markup, escape

from archive.arabic import has_arabic
from archive.entities.entity import Entity, Mention
from index.export import explained
from index.highlight import Marked, Reason
from web.language import gettext, message, noted


def install(app: Flask) -> None:
    """Give templates the filters of this module."""
    app.jinja_env.filters |= {
        "annotated": annotated,
        "format_html": format_html,
        "how": how,
        "marked": marked,
        "reason": reason,
    }


def annotated(text: Marked, named: Sequence[tuple[int, int, Mention]]) -> Markup:
    """Write a text as HTML, its marks in ``<mark>`` and what it names linked to its page."""
    pieces, end = [], 0
    for start, stop, mention in named:
        pieces.append(marked(_part(text, end, start)))
        pieces.append(
            Markup('<a class="mention {kind}" href="{href}" title="{title}">{inner}</a>').format(
                kind=mention.entity.kind,
                href=url_for("entities.page", entity_id=mention.entity.id),
                title=_called(mention.entity, text.text),
                inner=marked(_part(text, start, stop)),
            )
        )
        end = stop
    return Markup("").join((*pieces, marked(_part(text, end, len(text.text)))))


def _called(entity: Entity, text: str) -> str:
    """Return what an entity that a text names is called in the other language."""
    return entity.name_en if has_arabic(text) else entity.name_ar


def _part(text: Marked, start: int, stop: int) -> Marked:
    marks = ((max(a, start) - start, min(b, stop) - start) for a, b in text.marks)
    return Marked(text.text[start:stop], tuple((a, b) for a, b in marks if a < b))


def marked(text: Marked) -> Markup:
    """Write a text as HTML with its marks in ``<mark>``; everything in it is escaped."""
    pieces, end = [], 0
    for start, stop in text.marks:
        pieces += [escape(text.text[end:start]), Markup("<mark>")]
        pieces += [escape(text.text[start:stop]), Markup("</mark>")]
        end = stop
    return Markup("").join((*pieces, escape(text.text[end:])))


def reason(text: str) -> str:
    """Translate the reason why a line of an original is left out."""
    return gettext(text)


def how(matched: Reason) -> str:
    """Say how a word came to match, in the language of the interface."""
    return noted(explained(matched))


def format_html(template: str, *values: object) -> Markup:
    """Put values into a piece of HTML, escaped."""
    return Markup(template).format(*values)


# What ``archive.cleaning`` gives for reasons.
_REASONS = (
    message("byline"),
    message("date line"),
    message("date of the page's last change"),
    message("dateline"),
    message("link to another article"),
    message("links to other articles"),
    message("page label"),
    message("repeated"),
    message("repeated title"),
    message("section"),
    message("source line"),
)
