"""The page that tells programmers what can be asked for, made of the OpenAPI document."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from flask import Blueprint, render_template
from markdown import markdown
from markupsafe import Markup

from web.api.document import base, document

_TAGS = {"p", "a", "code", "em", "strong", "ul", "ol", "li", "pre"}


@dataclass(frozen=True)
class Field:
    """An argument of a request or a field of an answer; ``kind`` is its type with its bounds."""

    name: str
    kind: str
    text: Markup


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for, with an example and what it is answered, shortened."""

    anchor: str
    path: str
    name: str
    text: Markup
    arguments: tuple[Field, ...]
    statuses: tuple[tuple[str, Markup], ...]
    example: str
    answer: str


@dataclass(frozen=True)
class Shape:
    """What an object of an answer is made of."""

    name: str
    text: Markup
    fields: tuple[Field, ...]


def add_to(blueprint: Blueprint) -> None:
    """Add the address of the page."""
    blueprint.get("/api")(docs)


def docs() -> str:
    """Show what programs can ask for."""
    told = document()
    return render_template(
        "api.html",
        version=told["info"]["version"],
        introduction=_html(told["info"]["description"]),
        base=base(),
        operations=list(_operations(told)),
        shapes=list(_shapes(told)),
    )


def _operations(told: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in told["paths"].items():
        asked = item["get"]
        (content,) = asked["responses"]["200"]["content"].values()
        shown = content.get("example")
        yield Operation(
            anchor=asked["operationId"],
            path=path,
            name=asked["summary"],
            text=_html(asked["description"]),
            arguments=tuple(_argument(_meant(told, one)) for one in asked.get("parameters", ())),
            statuses=tuple(
                (status, _html(_meant(told, answered)["description"]))
                for status, answered in asked["responses"].items()
            ),
            example=asked["x-example"],
            answer=json.dumps(shown, ensure_ascii=False, indent=2) if shown else "",
        )


def _shapes(told: Mapping[str, Any]) -> Iterator[Shape]:
    for name, schema in told["components"]["schemas"].items():
        if fields := schema.get("properties"):
            yield Shape(
                name,
                _html(schema.get("description", "")),
                tuple(
                    Field(field, _kind(value), _html(value.get("description", "")))
                    for field, value in fields.items()
                ),
            )


def _argument(told: Mapping[str, Any]) -> Field:
    schema = told["schema"]
    notes = [_kind(schema)]
    if told.get("required"):
        notes.append("required")
    if "default" in schema:
        notes.append(f"{schema['default']} if not given")
    return Field(told["name"], ", ".join(notes), _html(told["description"]))


def _kind(schema: Mapping[str, Any]) -> str:
    """Say in a few words what values a schema allows."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    named = [_bounded(kind, schema) for kind in kinds]
    return " or ".join(named)


def _bounded(kind: str, schema: Mapping[str, Any]) -> str:
    match kind:
        case "array":
            most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
            return f"list of {_kind(schema['items'])}{most}" if "items" in schema else "list"
        case "integer" if "maximum" in schema:
            return f"whole number from {schema['minimum']} to {schema['maximum']}"
        case "integer":
            return "whole number"
        case "string" if "maxLength" in schema:
            return f"text of at most {schema['maxLength']} characters"
        case "string":
            return str(schema.get("format", "text"))
        case "object" if isinstance(schema.get("additionalProperties"), Mapping):
            return f"object with any names, each {_kind(schema['additionalProperties'])}"
    return kind


def _meant(told: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference to another place of the document, if it is one."""
    if "$ref" not in value:
        return value
    found: Any = told
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    meant: Mapping[str, Any] = found
    return meant


def _html(text: str) -> Markup:
    return Markup(nh3.clean(markdown(text), tags=_TAGS))
