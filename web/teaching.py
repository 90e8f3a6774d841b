"""Searches that find something: for the page without a search, and for one that found nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from flask import current_app

from archive.entities.catalogue import Catalogue
from archive.entities.entity import Kind
from archive.store import Archive
from index.engine import Period
from index.notes import Note
from index.results import Facets
from index.search import SearchIndex
from web.form import Clause, SearchForm, find

_NAMES = 2  # entities of a kind that examples are made of


@dataclass(frozen=True)
class Example:
    """A search to try, as it is shown, with what it shows and how many articles it finds."""

    arguments: dict[str, Any]
    shown: str
    message: Note
    count: int


@dataclass(frozen=True)
class Way:
    """A search that finds something where another does not.

    It leaves out what the note says, or a filter.
    """

    arguments: dict[str, Any]
    message: Note
    count: int
    clause: Clause | None = None


class Examples:
    """The examples of an archive, made anew when it has changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._revision: int | None = None
        self._examples: list[Example] = []

    def of(self, archive: Archive, index: SearchIndex, facets: Facets) -> list[Example]:
        """Return the examples; ``facets`` are those of the whole archive."""
        revision = archive.revision
        with self._lock:
            if self._revision != revision:
                self._examples = [e for e in _examples(archive, index, facets) if e.count]
                self._revision = revision
            return self._examples


def examples(facets: Facets) -> list[Example]:
    """Return the examples of the current application's archive."""
    kept: Examples = current_app.extensions["examples"]
    return kept.of(current_app.extensions["archive"], current_app.extensions["index"], facets)


def ways_out(form: SearchForm) -> list[Way]:
    """Return what a search that found nothing finds without its dates, filters or side."""
    undated = {"start": "", "end": "", "period": Period()}
    tries: list[tuple[Note, SearchForm, Clause | None]] = []
    if form.period.is_limited:
        tries.append((Note("the same without dates"), replace(form, **undated), None))  # type: ignore[arg-type]
    if form.side is not None:
        tries.append((Note("the same in both languages"), replace(form, side=None), None))
    for clause in form.clauses:
        filters = tuple(text for text in form.filters if text != clause.text)
        tries.append((Note("the same without the filter"), replace(form, filters=filters), clause))
    if len(tries) > 1:
        bare = replace(form, filters=(), side=None, **undated)  # type: ignore[arg-type]
        tries.append((Note("the same words alone"), bare, None))
    ways = (
        Way(other.arguments(), message, find(other, limit=0).total, clause)
        for message, other, clause in tries
        if not other.is_empty
    )
    return [way for way in ways if way.count]


def _examples(archive: Archive, index: SearchIndex, facets: Facets) -> Iterator[Example]:
    def searched(query: str, message: Note) -> Example:
        return Example({"q": query}, query, message, index.search(query, limit=0, by=None).total)

    catalogue = Catalogue(archive)
    named = {
        kind: [counted.entity for counted in catalogue.listing(kind=kind, limit=_NAMES)]
        for kind in Kind
    }
    persons, places, orgs = named[Kind.PERSON], named[Kind.PLACE], named[Kind.ORG]
    if places:
        yield searched(
            _plain(places[-1].name_en), Note("a name in English finds every Arabic spelling of it")
        )
    if orgs:
        yield searched(f'"{orgs[0].name_ar}"', Note("Arabic words that stand together"))
    if persons and places:
        yield searched(
            f'{_plain(places[0].name_en)} person:"{persons[0].name_en}"',
            Note("a word, in articles that name a person"),
        )
    if len(places) > 1:
        yield searched(
            f'{_plain(places[0].name_en)} -place:"{places[1].name_en}"',
            Note("a word, but not where another place is named"),
        )
    if facets.tally.months:
        busiest, count = max(facets.tally.months, key=lambda counted: counted[1])
        value = f"{busiest:%Y-%m}"
        message = Note("the month with most articles")
        yield Example({"from": value, "to": value}, value, message, count)


def _plain(name: str) -> str:
    """Return a name as it would be typed, its last part alone."""
    return name.replace("-", " ").split()[-1]
