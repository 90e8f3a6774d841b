"""How marked texts are written on pages."""

from collections.abc import Sequence

from flask import url_for
from markupsafe import Markup, escape

from archive.entities.entity import Mention
from index.highlight import Marked


def annotated(text: Marked, named: Sequence[tuple[int, int, Mention]]) -> Markup:
    """Write a text as HTML, its marks in ``<mark>`` and what it names linked to its page."""
    pieces, end = [], 0
    for start, stop, mention in named:
        pieces.append(marked(_part(text, end, start)))
        pieces.append(
            Markup('<a class="mention {kind}" href="{href}" title="{title}">{inner}</a>').format(
                kind=mention.entity.kind,
                href=url_for("entities.page", entity_id=mention.entity.id),
                title=f"{mention.entity.name_en} ({mention.entity.kind})",
                inner=marked(_part(text, start, stop)),
            )
        )
        end = stop
    return Markup("").join((*pieces, marked(_part(text, end, len(text.text)))))


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
