"""Search results as a table for spreadsheets and as JSON for programs."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from archive.citation.reference import one_line

_BOM = "\ufeff"
# A spreadsheet takes what begins with one of these for a formula.
_FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")


@dataclass(frozen=True)
class Snippet:
    """A sentence that a search found: its number in the article, its text and translation."""

    n: int
    ar: str
    en: str | None


@dataclass(frozen=True)
class ExportRow:
    """An article among search results; ``link`` is its permanent address in the archive.

    ``score`` is the search's, ``None`` where articles are listed without a query.
    """

    id: str
    date: date | None
    source: str | None
    place: str | None
    title_ar: str
    title_en: str | None
    url: str | None
    link: str | None
    score: float | None
    snippets: tuple[Snippet, ...] = ()


def csv_table(rows: Sequence[ExportRow]) -> str:
    r"""Write rows as CSV after RFC 4180, a header first, to be written as UTF-8.

    It begins with a byte order mark, without which Excel shows no Arabic. Lines end in
    ``\r\n``. A row's sentences share a cell in each language, a line each, after their numbers.
    A text that a spreadsheet would run as a formula has an apostrophe before it, after OWASP's
    page on CSV injection and its Application Security Verification Standard 5.0, 1.2.10.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC)
    header = "id date source place title_ar title_en url link score snippets_ar snippets_en"
    writer.writerow(header.split())
    for row in rows:
        texts = (row.source, row.place, row.title_ar, row.title_en, row.url, row.link)
        arabic = [f"[{s.n}] {one_line(s.ar)}" for s in row.snippets]
        english = [f"[{s.n}] {one_line(s.en)}" for s in row.snippets if s.en is not None]
        writer.writerow(
            [
                _cell(row.id),
                row.date.isoformat() if row.date else "",
                *(_cell(text or "") for text in texts),
                "" if row.score is None else row.score,
                "\n".join(arabic),
                "\n".join(english),
            ]
        )
    return _BOM + table.getvalue()


def json_list(rows: Sequence[ExportRow]) -> str:
    """Write rows as a JSON array, to be written as UTF-8: fields as named, days as ISO 8601."""
    values = [asdict(row) | {"date": row.date.isoformat() if row.date else None} for row in rows]
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
