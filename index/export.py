"""Results in the words and tables that users take away."""

from collections.abc import Callable, Sequence

from archive.citation import ExportRow
from archive.citation import Snippet as ExportedSnippet
from index.highlight import Reason
from index.notes import Note
from index.query import How, View
from index.results import Hit

_HOW = {
    None: Note("a name or date"),
    How.PREFIX: Note("begins so"),
    How.FUZZY: Note("spelt nearly so"),
    How.SOUND: Note("sounds like it"),
    How.COUNTERPART: Note("counterpart in the other language"),
}


_AS_TYPED, _OTHER_FORM = Note("as typed"), Note("another form")


def explained(reason: Reason) -> Note:
    """Say in a few words how a word came to match."""
    if reason.how is How.TYPED:
        return _AS_TYPED if reason.view is View.EXACT else _OTHER_FORM
    return _HOW[reason.how]


def rows(hits: Sequence[Hit], link: Callable[[str], str] | None = None) -> list[ExportRow]:
    """Return a row of a table for each hit; ``link`` makes an article's permanent address."""
    return [_row(hit, link) for hit in hits]


def _row(hit: Hit, link: Callable[[str], str] | None) -> ExportRow:
    article = hit.article.article
    return ExportRow(
        id=article.id,
        date=article.published.date if article.published else None,
        source=article.source,
        place=article.place,
        title_ar=article.title,
        title_en=hit.article.english_title,
        url=article.url,
        link=link(article.id) if link else None,
        score=round(hit.score, 4),
        snippets=tuple(
            ExportedSnippet(s.n, s.arabic.text, s.english.text if s.english else None)
            for s in hit.snippets
        ),
    )
