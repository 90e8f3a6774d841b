"""Reading what a program asks for: what can't be read is refused, not left out as on pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, request

from index.engine import Order
from index.fusing import By
from index.parsing import MAX_LENGTH
from index.query import Language
from web.form import MOST_FILTERS, SearchForm, is_filter, read_form

MOST_HITS = 100
"""Hits or entities of one answer."""

LAST_OFFSET = 10_000
"""Hits or entities that can be passed over."""

DEFAULT_LIMIT = 20

LONGEST_NAME = 200
"""Characters of a name that is looked up."""

_LONGEST_FILTER = 200
_LONGEST_DATE = 80
_SHOWN = 80  # characters of a value that are repeated in an error


@dataclass(frozen=True)
class Portion:
    """Which of the hits or entities found are asked for."""

    limit: int
    offset: int


@dataclass(frozen=True)
class SearchRequest:
    """A search, the hits of it that are asked for, and whether to count what all have in common."""

    form: SearchForm
    portion: Portion
    with_facets: bool


def read_search() -> SearchRequest:
    """Read the arguments of a search; answers 400 to what can't be read."""
    form = read_marking()
    choice("sort", list(Order))
    choice("by", list(By))
    for name in ("from", "to"):
        text(name, _LONGEST_DATE)
    if form.problem is not None:
        abort(400, str(form.problem))
    return SearchRequest(form, read_portion(), choice("facets", ("yes", "no")) == "yes")


def read_marking() -> SearchForm:
    """Read the words and filters of a search; answers 400 to what can't be read."""
    text("q", MAX_LENGTH)
    choice("in", list(Language))
    choice("also", ("yes", "no"))
    filters = [clause for clause in request.args.getlist("f") if clause]
    if len(filters) > MOST_FILTERS:
        abort(400, f"There are {len(filters)} filters f: write at most {MOST_FILTERS}.")
    for clause in filters:
        if len(clause) > _LONGEST_FILTER:
            abort(400, f"f has {len(clause)} characters: write at most {_LONGEST_FILTER}.")
        if not is_filter(clause):
            abort(
                400,
                f"f can't be {quoted(clause)}: write one field and its value, such as "
                'person:"Sergey Lavrov", published:2020 or -flag:numbers.',
            )
    return read_form()


def read_portion() -> Portion:
    """Read how many are asked for and from which on; answers 400 to what can't be read."""
    return Portion(
        number("limit", DEFAULT_LIMIT, 1, MOST_HITS), number("offset", 0, 0, LAST_OFFSET)
    )


def number(name: str, default: int, least: int, most: int) -> int:
    """Read a whole number; answers 400 where it is none or out of bounds."""
    value = request.args.get(name, "")
    if not value:
        return default
    if not re.fullmatch("[0-9]{1,9}", value) or not least <= int(value) <= most:
        abort(400, f"{name} can't be {quoted(value)}: write a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, allowed: Sequence[str]) -> str:
    """Read one of some words, empty where it isn't given; answers 400 to any other."""
    value = request.args.get(name, "")
    if value and value not in allowed:
        abort(400, f"{name} can't be {quoted(value)}: write one of {', '.join(allowed)}.")
    return value


def text(name: str, longest: int) -> str:
    """Read a text, empty where it isn't given; answers 400 where it is too long."""
    value = request.args.get(name, "")
    if len(value) > longest:
        abort(400, f"{name} has {len(value)} characters: write at most {longest}.")
    return value


def quoted(value: str) -> str:
    """Return a value as an error names it, the beginning of a long one."""
    return f"“{value}”" if len(value) <= _SHOWN else f"“{value[:_SHOWN]}…”"
