"""The search page, which is the front page: a box, and results with their sentences."""

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.arabic import is_invisible_mark
from archive.dates import parse_bound
from archive.store import Archive
from index.engine import Period
from index.query import MAX_LENGTH
from index.search import IndexUnavailable, SearchIndex

blueprint = Blueprint("search", __name__)

_PER_PAGE = 20
_LATEST = 20  # articles on the front page
_LAST_PAGE = 500


@dataclass(frozen=True)
class _Form:
    """What the search form was sent with; ``problem`` says which date can't be read."""

    q: str
    start: str
    end: str
    page: int
    period: Period
    problem: str | None

    def narrowed(self, q: str = "", year: int | None = None) -> dict[str, Any]:
        """Return the arguments of a link to results that also have ``q``, or are of a year."""
        values = {"q": f"{self.q} {q}".strip(), "from": year or self.start, "to": year or self.end}
        return {name: value for name, value in values.items() if value}

    def link(self, page: int) -> dict[str, Any]:
        """Return the arguments of a link to another page of the same results."""
        values = {"q": self.q, "from": self.start, "to": self.end, "page": page if page > 1 else ""}
        return {name: value for name, value in values.items() if value}


@blueprint.get("/")
def page() -> tuple[str, int] | Response:
    """Show the search box, with results where something is searched for."""
    archive: Archive = current_app.extensions["archive"]
    index: SearchIndex = current_app.extensions["index"]
    form = _read_form()
    shown: dict[str, Any] = {
        "form": form,
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
            results = index.search(form.q, form.period, limit=_PER_PAGE, offset=offset, facets=True)
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
    return _Form(q, start, end, page, period, problem)
