"""The articles about the same as another one, for programs."""

from typing import Any

from flask import Blueprint, Response, abort, current_app

from index.json_values import hit_value
from index.results import Alike
from index.search import SearchIndex
from web.api.answers import address, answer, article_links
from web.api.arguments import DEFAULT_LIMIT, MOST_HITS, number
from web.api.articles import find_article

_LAST_SENTENCE = 999_999
_TOLD = ("id", "title", "date", "source", "passage", "snippets")


def add_to(blueprint: Blueprint) -> None:
    """Add the address of the articles like one."""
    blueprint.get("/api/v1/articles/<article_id>/alike")(alike)


def alike(article_id: str) -> Response:
    """Answer with the articles most like one, with ``n`` like the passage around that sentence."""
    n = number("n", 0, 1, _LAST_SENTENCE) or None
    limit = number("limit", DEFAULT_LIMIT, 1, MOST_HITS)
    last = len(find_article(article_id).pairs)
    if n is not None and n > last:
        abort(404, f"The article has no sentence {n}: its sentences are 1 to {last}.")
    index: SearchIndex = current_app.extensions["index"]
    asked = {"n": n} if n else {}
    return answer(
        {
            "n": n,
            "limit": limit,
            "articles": [_value(one) for one in index.alike(article_id, n, limit=limit)],
            "links": {
                "self": address("api.alike", article_id=article_id, **asked, limit=limit),
                "article": address("api.article", article_id=article_id),
                "page": address("alike.page", article_id=article_id, **asked),
            },
        }
    )


def _value(one: Alike) -> dict[str, Any]:
    told = hit_value(one.hit)
    return {name: told[name] for name in _TOLD} | {
        "same_story": one.is_same_story,
        "links": article_links(one.hit.article.article.id),
    }
