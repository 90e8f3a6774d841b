"""What a search is asked for by: the arguments of its address, read and written."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app, request

from archive.arabic import is_invisible_mark
from archive.dates import parse_bound
from index.deadline import QueryTooSlow
from index.engine import Order, Period
from index.fusing import By
from index.highlight import Highlighter
from index.notes import Note
from index.parsing import MAX_LENGTH, parse
from index.query import Dated, Labelled, Language, Named, Not, Or
from index.results import Results
from index.search import IndexUnavailable, SearchIndex

LAST_PAGE = 500
"""Pages of results that can be turned to."""

MOST_FILTERS = 12
"""Filters of one search that are heeded."""


UNDATED = "-published:1000.."
"""The filter for articles without a date: they were published at no time, however early."""


@dataclass(frozen=True)
class Clause:
    """A filter as users read it: its field, what the field must say, and whether it must not."""

    text: str
    field: str
    value: str
    is_negated: bool

    @property
    def is_undated(self) -> bool:
        """Whether it is the filter for articles without a date."""
        return self.text == UNDATED


@dataclass(frozen=True)
class SearchForm:
    """The arguments of a search; ``problem`` says which date can't be read.

    ``filters`` are clauses of the query language that every hit must match, one field each, such
    as ``person:"Ilham Aliyev"``; ``side`` is the language that the words must be found in.
    ``by`` says how articles are looked for, ``None`` in whatever way works here.
    """

    q: str = ""
    filters: tuple[str, ...] = ()
    side: Language | None = None
    start: str = ""
    end: str = ""
    page: int = 1
    order: Order = Order.RELEVANCE
    counterparts: bool = True
    by: By | None = None
    period: Period = field(default_factory=Period)
    problem: Note | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return not (self.q.strip() or self.filters or self.start or self.end)

    @property
    def text(self) -> str:
        """The words as the index is asked for them."""
        if self.side is None or not self.q.strip():
            return self.q
        return f"lang:{self.side} {grouped(self.q)}"

    @property
    def clauses(self) -> list[Clause]:
        """The filters as users read them."""
        return [clause for text in self.filters if (clause := _clause(text)) is not None]

    def arguments(self, **changed: Any) -> dict[str, Any]:
        """Return the arguments of a link to the first page of these results, or of others."""
        values = {
            "q": self.q,
            "f": list(self.filters),
            "in": self.side,
            "from": self.start,
            "to": self.end,
            "sort": "" if self.order is Order.RELEVANCE else self.order.value,
            "also": "" if self.counterparts else "no",
            "by": self.by,
        }
        return {name: value for name, value in (values | changed).items() if value}

    def carried(self) -> dict[str, Any]:
        """Return the arguments by which the reading page marks words and leads back here."""
        return self.arguments() | ({"page": self.page} if self.page > 1 else {})

    def adding(self, clause: str) -> dict[str, Any]:
        """Return the arguments of a link to those results that match a clause as well."""
        filters = [*self.filters, clause]
        return self.arguments(f=list(dict.fromkeys(filters)))

    def without(self, clause: str) -> dict[str, Any]:
        """Return the arguments of a link to the results without a filter."""
        return self.arguments(f=[kept for kept in self.filters if kept != clause])


def read_form() -> SearchForm:
    """Read the arguments of the request; what can't be read is left out, a date is complained of.

    ``q`` is the query, ``f`` a filter (repeated), ``in`` a language, ``from`` and ``to`` dates,
    ``sort`` an order, ``also=no`` leaves counterparts out, ``by`` says whether words, meaning or
    both are looked for, ``page`` counts from 1.
    """
    arguments = request.args
    start, end = arguments.get("from", "").strip()[:80], arguments.get("to", "").strip()[:80]
    period, problem = _read_period(start, end)
    side, sort, by = (arguments.get(name, "") for name in ("in", "sort", "by"))
    page = arguments.get("page", default=1, type=int)
    typed = (_cleaned(clause) for clause in arguments.getlist("f")[:MOST_FILTERS])
    return SearchForm(
        q=_cleaned(arguments.get("q", "")),
        filters=tuple(dict.fromkeys(clause for clause in typed if is_filter(clause))),
        side=Language(side) if side in list(Language) else None,
        start=start,
        end=end,
        page=min(max(page, 1), LAST_PAGE),
        order=Order(sort) if sort in list(Order) else Order.RELEVANCE,
        counterparts=arguments.get("also") != "no",
        by=By(by) if by in list(By) else None,
        period=period,
        problem=problem,
    )


def find(form: SearchForm, *, limit: int, offset: int = 0, with_facets: bool = False) -> Results:
    """Search for what a form asks for; without words, everything that its filters let through.

    Raises ``IndexUnavailable``, and ``QueryTooSlow`` after the seconds that the application's
    setting ``QUERY_SECONDS`` allows.
    """
    index: SearchIndex = current_app.extensions["index"]
    return index.search(
        form.text,
        form.period,
        filters=form.filters,
        limit=limit,
        offset=offset,
        order=form.order,
        with_facets=with_facets,
        counterparts=form.counterparts,
        everything=True,
        by=form.by,
        seconds=current_app.config["QUERY_SECONDS"],
    )


def highlighter(form: SearchForm) -> Highlighter:
    """Return what marks the words of a form in an article; nothing where that can't be found."""
    index: SearchIndex = current_app.extensions["index"]
    try:
        return index.highlighter(
            form.text,
            form.filters,
            counterparts=form.counterparts,
            seconds=current_app.config["QUERY_SECONDS"],
        )
    except (IndexUnavailable, QueryTooSlow):
        return Highlighter(None)


def is_filter(text: str) -> bool:
    """Tell whether a text asks for a name, a date, a source, tag or flag, and nothing else."""
    return _clause(text) is not None


def _clause(text: str) -> Clause | None:
    query = parse(text)
    if query.notes:
        return None
    match query.root:
        case Not(Named() | Dated() | Labelled() as leaf):
            return Clause(text, _field(leaf), leaf.typed, is_negated=True)
        case Named() | Dated() | Labelled() as leaf:
            return Clause(text, _field(leaf), leaf.typed, is_negated=False)
    return None


def _field(leaf: Named | Dated | Labelled) -> str:
    match leaf:
        case Named(kind=kind):
            return kind or "entity"
        case Dated(dating=dating):
            return dating
        case Labelled(label=label):
            return label


def grouped(q: str) -> str:
    """Put a query in brackets where a word more would belong to one of its alternatives only."""
    return f"({q})" if isinstance(parse(q).root, Or) else q


def _cleaned(text: str) -> str:
    """Return what was typed, no longer than is read, without control characters."""
    kept = text[: MAX_LENGTH + 1]
    return "".join(c for c in kept if c.isprintable() or c == " " or is_invisible_mark(c))


def _read_period(start: str, end: str) -> tuple[Period, Note | None]:
    bounds: dict[str, date] = {}
    for name, value in (("start", start), ("end", end)):
        if value:
            try:
                bounds[name] = parse_bound(value, end=name == "end")
            except ValueError:
                return Period(), Note(
                    "“{typed}” is not a date: write 2020, 2020-09 or 2020-09-28.",
                    {"typed": value},
                )
    try:
        return Period(**bounds), None
    except ValueError:
        return Period(), Note(
            "The period ends ({end}) before it starts ({start}).",
            {name: day.isoformat() for name, day in bounds.items()},
        )
