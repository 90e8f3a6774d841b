"""Searching, for programs."""

from typing import Any

from flask import Blueprint, Response

from index.json_values import entity_value, results_value
from index.results import Results
from web.api.answers import address, answer, article_links
from web.api.arguments import LAST_OFFSET, SearchRequest, read_search
from web.form import find


def add_to(blueprint: Blueprint) -> None:
    """Add the address of searches."""
    blueprint.get("/api/v1/search")(search)


def search() -> Response:
    """Answer with the hits of a search; without any argument, with all articles."""
    asked = read_search()
    limit, offset = asked.portion.limit, asked.portion.offset
    results = find(asked.form, limit=limit, offset=offset, with_facets=asked.with_facets)
    found = results_value(results, [*map(str, results.notes)], with_facets=asked.with_facets)
    for hit, value in zip(results.hits, found["hits"], strict=True):
        value["entities"] = [entity_value(entity) for entity in hit.entities]
        value["links"] = article_links(hit.article.article.id)
    return answer(
        {"query": asked.form.q, "total": results.total, "limit": limit, "offset": offset}
        | {name: value for name, value in found.items() if name not in ("query", "total")}
        | {"links": _links(asked, results)}
    )


def _links(asked: SearchRequest, results: Results) -> dict[str, str | None]:
    arguments = asked.form.arguments()
    limit, offset = asked.portion.limit, asked.portion.offset

    def portion(start: int) -> str:
        facets = {"facets": "yes"} if asked.with_facets else {}
        return address("api.search", **arguments, limit=limit, offset=start, **facets)

    following = offset + limit
    has_more = following < results.total and following <= LAST_OFFSET
    links: dict[str, Any] = {
        "self": portion(offset),
        "previous": portion(max(0, offset - limit)) if offset else None,
        "next": portion(following) if has_more else None,
        "page": address("search.page", **arguments),
        "feed": address("feeds.atom", **arguments),
    }
    return links
