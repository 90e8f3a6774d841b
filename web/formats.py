"""How dates and marked texts are written on pages."""

from datetime import date

from markupsafe import Markup, escape

from index.highlight import Marked

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(day: date) -> str:
    """Write a day in English, whatever the machine's locale: 28 September 2020."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def marked(text: Marked) -> Markup:
    """Write a text as HTML with its marks in ``<mark>``; everything in it is escaped."""
    pieces, end = [], 0
    for start, stop in text.marks:
        pieces += [escape(text.text[end:start]), Markup("<mark>")]
        pieces += [escape(text.text[start:stop]), Markup("</mark>")]
        end = stop
    return Markup("").join((*pieces, escape(text.text[end:])))
