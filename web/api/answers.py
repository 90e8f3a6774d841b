"""Answers for programs: JSON, and the permanent addresses in it."""

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app

from archive.entities.entity import Entity
from archive.store import Archive
from index.search import IndexUnavailable, SearchIndex
from web.language import permanent


def add_to(blueprint: Blueprint) -> None:
    """Add the address of the archive's figures."""
    blueprint.get("/api/v1/stats")(stats)


def stats() -> Response:
    """Say how much the archive holds, and whether the index is up with it."""
    archive: Archive = current_app.extensions["archive"]
    return answer(asdict(archive.statistics()) | _index_state())


def answer(value: dict[str, Any]) -> Response:
    """Return a JSON answer, Arabic as it is."""
    return Response(json.dumps(value, ensure_ascii=False), mimetype="application/json")


def address(endpoint: str, **values: Any) -> str:
    """Return a permanent address with the server's name."""
    return permanent(endpoint, _external=True, **values)


def article_links(article_id: str) -> dict[str, str]:
    """Return the addresses of an article: for programs, for readers, to cite, and its file."""
    return {
        "self": address("api.article", article_id=article_id),
        "page": address("reading.page", article_id=article_id),
        "citation": address("citing.article", article_id=article_id),
        "original": address("reading.original", article_id=article_id),
    }


def entity_links(entity: Entity) -> dict[str, str | None]:
    """Return the addresses of an entity: for programs, for readers, and its articles.

    A name with quotes in it can't be written in a filter.
    """
    name = entity.name_en
    return {
        "self": address("api.entity", entity_id=entity.id),
        "page": address("entities.page", entity_id=entity.id),
        "articles": None if '"' in name else address("api.search", f=f'{entity.kind}:"{name}"'),
    }


def _index_state() -> dict[str, str | None]:
    index: SearchIndex = current_app.extensions["index"]
    try:
        state = "behind" if index.is_behind() else "up to date"
        return {"index": state, "index_problem": None, "index_version": index.manifest().engine}
    except IndexUnavailable as error:
        return {"index": "unavailable", "index_problem": str(error), "index_version": None}
