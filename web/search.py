"""The search page, which is the front page: a box, and results with their sentences."""

from math import ceil
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from archive.citation import bibtex, csv_table, json_list, ris
from archive.entities.catalogue import Catalogue
from archive.entities.entity import Entity, Kind
from archive.store import Archive, Statistics
from index.engine import Order
from index.export import rows
from index.fusing import By
from index.query import Language
from index.results import Results
from index.search import IndexUnavailable, SearchIndex
from web.alike import no_meaning
from web.charts import timeline
from web.form import LAST_PAGE, SearchForm, find, read_form
from web.language import interface, message, noted, permanent
from web.remembered import Remembered
from web.teaching import examples, ways_out

blueprint = Blueprint("search", __name__)

_PER_PAGE = 10
_EXPORTED = 1000  # hits at most
_SOURCES = 10  # offered as facets

FORMATS = {
    "csv": "text/csv",
    "json": "application/json",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}


@blueprint.get("/")
def page() -> tuple[str, int] | AnyResponse:
    """Show the search box with results: of what is searched for, else of the whole archive."""
    archive: Archive = current_app.extensions["archive"]
    form = read_form()
    shown: dict[str, Any] = {
        "form": form,
        "orders": list(Order),
        "formats": list(FORMATS),
        "most_sources": _SOURCES,
        "figures": _figures(),
        "ways_to_look": list(By),
        "no_meaning": no_meaning(),
    }
    status = 400 if form.problem else 200
    try:
        if not form.problem:
            offset = (form.page - 1) * _PER_PAGE
            results = find(form, limit=_PER_PAGE, offset=offset, with_facets=True)
            pages = min(ceil(results.total / _PER_PAGE), LAST_PAGE)
            if form.page > pages > 0:
                return redirect(url_for("search.page", **form.arguments(page=pages)))
            shown |= {"results": results, "pages": pages, "first": offset + 1}
            shown |= _around(form, results)
        index: SearchIndex = current_app.extensions["index"]
        shown["index_behind"] = index.is_behind()
    except IndexUnavailable as error:
        shown |= {"index_problem": str(error), "latest": archive.latest(_PER_PAGE)}
        status = status if form.is_empty else 503
    return render_template("search.html", **shown), status


def _figures() -> Statistics:
    """Return the figures of the archive, which take long to count."""
    archive: Archive = current_app.extensions["archive"]
    remembered: Remembered[Statistics] = current_app.extensions["figures"]
    return remembered.of(archive.revision, archive.statistics)


def _around(form: SearchForm, results: Results) -> dict[str, Any]:
    """Return what a page shows beside its results."""
    months = results.facets.tally.months
    return {
        "meant": _meant(form),
        "chart": timeline(months, mirrored=interface() is Language.ARABIC) if months else None,
        "examples": examples(results.facets) if form.is_empty and form.page == 1 else [],
        "ways": [] if results.total else ways_out(form),
    }


def _meant(form: SearchForm) -> dict[str, Entity]:
    """Return the entities that filters by name mean, where there is just one."""
    catalogue = Catalogue(current_app.extensions["archive"])
    found = {
        clause.text: catalogue.lookup(clause.value, Kind(clause.field))
        for clause in form.clauses
        if clause.field in list(Kind)
    }
    return {text: entities[0] for text, entities in found.items() if len(entities) == 1}


@blueprint.get("/results.<kind>")
def export(kind: str) -> Response:
    """Send the results of a search as a file, ``_EXPORTED`` hits at most."""
    if kind not in FORMATS:
        abort(404, message("Results come as CSV, JSON, BibTeX and RIS."))
    form = read_form()
    if form.problem:
        abort(400, noted(form.problem))
    if form.is_empty:
        abort(400, message("There is nothing to search for: q is empty."))
    hits = find(form, limit=_EXPORTED).hits

    def link(article_id: str) -> str:
        return permanent("reading.page", article_id=article_id, _external=True)

    articles = [hit.article for hit in hits]
    match kind:
        case "csv":
            text = csv_table(rows(hits, link))
        case "json":
            text = json_list(rows(hits, link))
        case "bib":
            text = bibtex(articles, link)
        case _:
            text = ris(articles, link)
    response = Response(text.encode(), mimetype=FORMATS[kind])
    response.headers["Content-Disposition"] = f"attachment; filename=warraq.{kind}"
    return response
