"""The search page, which is the front page: a box, and results with their sentences."""

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from archive.arabic import is_invisible_mark
from archive.citation import bibtex, csv_table, json_list, ris
from archive.dates import parse_bound
from archive.store import Archive
from index.engine import Order, Period
from index.export import rows
from index.parsing import MAX_LENGTH, parse
from index.query import Or
from index.results import Results
from index.search import IndexUnavailable, SearchIndex

blueprint = Blueprint("search", __name__)

_PER_PAGE = 20
_LATEST = 20  # articles on the front page
_LAST_PAGE = 500
_EXPORTED = 1000  # hits at most
_SOURCES = 10  # offered as facets

_FORMATS = {
    "csv": "text/csv",
    "json": "application/json",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}


@dataclass(frozen=True)
class _Form:
    """What the search form was sent with; ``problem`` says which date can't be read."""

    q: str
    start: str
    end: str
    page: int
    order: Order
    counterparts: bool
    period: Period
    problem: str | None

    def link(self, page: int = 1, **changed: Any) -> dict[str, Any]:
        """Return the arguments of a link to another page of the same results, or to others."""
        values = {
            "q": self.q,
            "from": self.start,
            "to": self.end,
            "sort": "" if self.order is Order.RELEVANCE else self.order.value,
            "also": "" if self.counterparts else "no",
            "page": page if page > 1 else "",
        }
        return {name: value for name, value in (values | changed).items() if value}

    def carried(self) -> dict[str, str]:
        """Return the arguments that the reading page marks the same words by."""
        return {"q": self.q} | ({} if self.counterparts else {"also": "no"})

    def narrowed(self, q: str = "", year: int | None = None) -> dict[str, Any]:
        """Return the arguments of a link to those results that also have ``q``, or of a year."""
        changed: dict[str, Any] = {"q": f"{_grouped(self.q)} {q}"} if q else {}
        if year is not None:
            changed |= {"from": year, "to": year}
        return self.link(**changed)


@blueprint.get("/")
def page() -> tuple[str, int] | AnyResponse:
    """Show the search box, with results where something is searched for."""
    archive: Archive = current_app.extensions["archive"]
    index: SearchIndex = current_app.extensions["index"]
    form = _read_form()
    shown: dict[str, Any] = {
        "form": form,
        "orders": list(Order),
        "formats": list(_FORMATS),
        "most_sources": _SOURCES,
        "figures": archive.statistics(),
        "index_problem": None,
        "results": None,
        "latest": [],
    }
    status = 400 if form.problem else 200
    try:
        shown["index_behind"] = index.is_behind()
        if form.q.strip() and not form.problem:
            offset = (form.page - 1) * _PER_PAGE
            results = _search(form, limit=_PER_PAGE, offset=offset, with_facets=True)
            pages = min(ceil(results.total / _PER_PAGE), _LAST_PAGE)
            if form.page > pages > 0:
                return redirect(url_for("search.page", **form.link(pages)))
            shown |= {"results": results, "pages": pages, "first": offset + 1}
    except IndexUnavailable as error:
        shown["index_problem"] = str(error)
        status = 503 if form.q else status
    if not form.q.strip():
        shown["latest"] = archive.latest(_LATEST, form.period.start, form.period.end)
    return render_template("search.html", **shown), status


@blueprint.get("/results.<form>")
def export(form: str) -> Response:
    """Send the results of a search as a file, ``_EXPORTED`` hits at most."""
    if form not in _FORMATS:
        abort(404, f"Results come as {', '.join(_FORMATS)}.")
    asked = _read_form()
    if asked.problem or not asked.q.strip():
        abort(400, asked.problem or "There is nothing to search for: q is empty.")
    try:
        hits = _search(asked, limit=_EXPORTED).hits
    except IndexUnavailable as error:
        abort(503, str(error))

    def link(article_id: str) -> str:
        return url_for("reading.page", article_id=article_id, _external=True)

    articles = [hit.article for hit in hits]
    match form:
        case "csv":
            text = csv_table(rows(hits, link))
        case "json":
            text = json_list(rows(hits, link))
        case "bib":
            text = bibtex(articles, link)
        case _:
            text = ris(articles, link)
    response = Response(text.encode(), mimetype=_FORMATS[form])
    response.headers["Content-Disposition"] = f"attachment; filename=warraq.{form}"
    return response


def _search(form: _Form, *, limit: int, offset: int = 0, with_facets: bool = False) -> Results:
    index: SearchIndex = current_app.extensions["index"]
    return index.search(
        form.q,
        form.period,
        limit=limit,
        offset=offset,
        order=form.order,
        with_facets=with_facets,
        counterparts=form.counterparts,
    )


def _grouped(q: str) -> str:
    """Put a query in brackets where a word more would belong to one of its alternatives only."""
    alternatives = isinstance(parse(q).root, Or)
    return f"({q})" if alternatives else q


def typed_query() -> str:
    """Return the query of the request, no longer than is read, without control characters."""
    typed = request.args.get("q", "")[: MAX_LENGTH + 1]
    return "".join(c for c in typed if c.isprintable() or c == " " or is_invisible_mark(c))


def _read_form() -> _Form:
    q = typed_query()
    start, end = request.args.get("from", "").strip(), request.args.get("to", "").strip()
    problem = None
    bounds: dict[str, date] = {}
    for name, value, is_end in (("start", start, False), ("end", end, True)):
        if value:
            try:
                bounds[name] = parse_bound(value, end=is_end)
            except ValueError as error:
                problem = problem or str(error)
    try:
        period = Period(**bounds)
    except ValueError as error:
        problem, period = str(error), Period()
    page = request.args.get("page", default=1, type=int)
    page = min(max(page, 1), _LAST_PAGE)
    sort = request.args.get("sort", "")
    order = Order(sort) if sort in list(Order) else Order.RELEVANCE
    counterparts = request.args.get("also") != "no"
    return _Form(q, start, end, page, order, counterparts, period, problem)
