"""The OpenAPI document, which says what programs may ask and what they are answered."""

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response

from web.api.answers import answer
from web.language import permanent

_PATH = Path(__file__).with_name("openapi.yaml")


def add_to(blueprint: Blueprint) -> None:
    """Add the address of the document."""
    blueprint.get("/api/v1/openapi.json")(openapi)


def openapi() -> Response:
    """Answer with the document."""
    return answer(document() | {"servers": [{"url": base()}]})


@cache
def document() -> dict[str, Any]:
    """Read the document, with the version of the program that answers."""
    with _PATH.open(encoding="utf-8") as file:
        read: dict[str, Any] = yaml.safe_load(file)
    read["info"]["version"] = version("warraq")
    return read


def base() -> str:
    """Return the address that the document's paths are added to."""
    return permanent("api.openapi").removesuffix("/openapi.json")
