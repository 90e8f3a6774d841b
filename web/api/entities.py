"""Persons, places and organisations, for programs."""

from flask import Blueprint, Response, abort, current_app

from archive.entities import spelling
from archive.entities.catalogue import Catalogue, Counted, UnknownEntity
from archive.entities.entity import Kind
from index.json_values import counted_value, entity_value
from web.api.answers import address, answer, entity_links
from web.api.arguments import LAST_OFFSET, LONGEST_NAME, Portion, choice, quoted, read_portion, text

_BESIDE = 24


def add_to(blueprint: Blueprint) -> None:
    """Add the addresses of entities."""
    blueprint.get("/api/v1/entities")(entities)
    blueprint.get("/api/v1/entities/<entity_id>")(entity)


def entities() -> Response:
    """Answer with entities, the most mentioned first."""
    q, kind, portion = text("q", LONGEST_NAME), choice("kind", list(Kind)), read_portion()
    end = portion.offset + portion.limit
    found: list[Counted] = []
    # What has no word would begin every name.
    if not q.strip() or spelling.folded(q):
        catalogue = Catalogue(current_app.extensions["archive"])
        found = catalogue.listing(q, Kind(kind) if kind else None, end + 1)
    arguments = {name: value for name, value in (("q", q), ("kind", kind)) if value}

    def link(part: Portion) -> str:
        return address("api.entities", **arguments, limit=part.limit, offset=part.offset)

    following = Portion(portion.limit, end)
    previous = Portion(portion.limit, max(0, portion.offset - portion.limit))
    has_more = len(found) > end and end <= LAST_OFFSET
    return answer(
        {
            "query": q,
            "limit": portion.limit,
            "offset": portion.offset,
            "entities": [
                counted_value(one) | {"links": entity_links(one.entity)}
                for one in found[portion.offset : end]
            ],
            "links": {
                "self": link(portion),
                "previous": link(previous) if portion.offset else None,
                "next": link(following) if has_more else None,
            },
        }
    )


def entity(entity_id: str) -> Response:
    """Answer with an entity: what it is called, when it is written about, and beside whom."""
    catalogue = Catalogue(current_app.extensions["archive"])
    try:
        found = catalogue.get(entity_id)
    except UnknownEntity:
        abort(
            404, f"No entity has the id {quoted(entity_id)}: it may have been merged with another."
        )
    seen = catalogue.seen_spellings(entity_id)
    return answer(
        entity_value(found)
        | {
            "mentions": sum(one.mentions for one in seen),
            "spellings": [{"text": one.text, "mentions": one.mentions} for one in seen],
            "months": {f"{month:%Y-%m}": count for month, count in catalogue.months(entity_id)},
            "beside": [
                counted_value(one) | {"links": entity_links(one.entity)}
                for one in catalogue.beside(entity_id, _BESIDE)
            ],
            "links": entity_links(found),
        }
    )
