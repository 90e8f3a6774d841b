"""Citations for LaTeX and JabRef: BibTeX, with the fields that biblatex adds to it."""

from collections.abc import Iterator, Sequence

from archive.article import TranslatedArticle
from archive.citation.reference import Link, Reference, reference

# BibTeX and biber count a brace even after a backslash, so no brace may stand for itself. The
# names are in braces of their own because Zotero's reader looks for that form.
_ESCAPES = str.maketrans(
    {character: rf"\{character}" for character in "%&#_$"}
    | {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
    }
)

# The names that BibTeX's styles define.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(articles: Sequence[TranslatedArticle], link: Link | None = None) -> str:
    """Cite articles as a BibTeX file, one newspaper article each, to be written as UTF-8.

    The English title is in ``titleaddon``, where biblatex has translations of titles; its
    capitals are protected. ``date`` is biblatex's, ``year`` and ``month`` are BibTeX's.
    Biblatex's manual defines the fields, in its chapters on entry types and entry fields.
    """
    return "\n".join(_entry(reference(article, link)) for article in articles)


def _entry(cited: Reference) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(cited))
    return f"@article{{{cited.key},\n{fields}}}\n"


def _fields(cited: Reference) -> Iterator[tuple[str, str]]:
    yield "entrysubtype", "{newspaper}"
    yield "title", _braced(cited.title)
    if cited.english_title:
        yield "titleaddon", f"{{{_braced(cited.english_title)}}}"
    if cited.source:
        yield "journal", _braced(cited.source)
    if cited.place:
        yield "address", _braced(cited.place)
    if cited.published:
        yield "date", f"{{{cited.published.isoformat()}}}"
        yield "year", f"{{{cited.published.isoformat()[:4]}}}"
        yield "month", _MONTHS[cited.published.month - 1]
    if cited.url:
        # BibTeX's programs take an address letter by letter: an escape would become part of it.
        yield "url", f"{{{cited.url}}}"
    yield "language", "{ar}"
    yield "langid", "{arabic}"
    if cited.keywords:
        yield "keywords", _braced(", ".join(cited.keywords))
    yield "note", _braced(". ".join(cited.notes))


def _braced(text: str) -> str:
    return f"{{{text.translate(_ESCAPES)}}}"
