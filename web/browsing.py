"""What the archive holds, without a search: its months, its sources, the names it mentions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt
from typing import cast

from babel import Locale
from babel.dates import format_date
from flask import Blueprint, current_app, render_template, request
from flask.blueprints import BlueprintSetupState

from archive.arabic import has_arabic
from archive.entities.catalogue import Catalogue
from archive.entities.entity import Entity, Kind
from archive.figures import Figures, Mentioned, SourceFigures
from archive.store import Archive
from web.form import UNDATED, SearchForm
from web.language import interface
from web.remembered import Remembered

blueprint = Blueprint("browsing", __name__)

_SOURCES, _NAMES = 12, 12  # on the first page; of each kind
_PER_PAGE = 60
_LEVELS = 5  # shades of a month
_LONGEST = 200  # characters of a name that is looked for


@dataclass(frozen=True)
class Holdings:
    """What an archive holds, counted: see ``Figures``."""

    months: list[tuple[date, int]]
    undated: int
    sources: list[SourceFigures]
    mentioned: list[Mentioned]

    @property
    def articles(self) -> int:
        """How many articles there are, undated ones included."""
        return self.undated + sum(count for _, count in self.months)

    def named(self, kind: Kind | None) -> list[Mentioned]:
        """Return the entities of a kind, ``None`` being any, those in the most articles first."""
        return [one for one in self.mentioned if kind in (None, one.kind)]


@dataclass(frozen=True)
class Month:
    """A month on the calendar; ``level`` is the shade of its count, 0 to 5."""

    day: date
    count: int
    level: int

    @property
    def period(self) -> str:
        """The month as a search takes it."""
        return f"{self.day.year:04d}-{self.day.month:02d}"


@dataclass(frozen=True)
class Year:
    """A year on the calendar with all of its twelve months."""

    year: int
    count: int
    months: tuple[Month, ...]

    @property
    def period(self) -> str:
        """The year as a search takes it."""
        return f"{self.year:04d}"


@dataclass(frozen=True)
class Named:
    """An entity with the number of articles that mention it."""

    entity: Entity
    articles: int

    @property
    def filter(self) -> str:
        """The clause of a search that its articles match."""
        return clause(self.entity.kind, self.entity.name_en)


@dataclass(frozen=True)
class MostNamed:
    """The entities of a kind in the most articles, and how many of the kind there are."""

    kind: Kind
    entities: list[Named]
    total: int


@dataclass(frozen=True)
class Turned:
    """Which part of a list is shown; ``page`` and ``pages`` count from 1, ``start`` from 0."""

    page: int
    pages: int
    start: int
    end: int


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["holdings"] = Remembered[Holdings]()
    state.app.jinja_env.filters |= {"month_name": month_name, "tongue": tongue}
    state.app.jinja_env.globals |= {"clause": clause, "everything": SearchForm()}


@blueprint.get("/browse")
def page() -> str:
    """Show the months, the first of the sources and of the names, and what is undated."""
    found = holdings()
    return render_template(
        "browse.html",
        found=found,
        years=calendar(found.months),
        sources=found.sources[:_SOURCES],
        kinds=[_kind(kind, found.named(kind)) for kind in Kind],
        undated_filter=UNDATED,
    )


@blueprint.get("/browse/sources")
def sources() -> str:
    """Show all sources; ``page`` counts from 1."""
    listed = holdings().sources
    turned = _turned(len(listed))
    return render_template(
        "browse_sources.html",
        sources=listed[turned.start : turned.end],
        total=len(listed),
        turned=turned,
    )


@blueprint.get("/browse/entities")
def entities() -> str:
    """Show entities: of a ``kind``, and with a spelling that begins with ``q``, else all."""
    typed, asked = request.args.get("q", "").strip()[:_LONGEST], request.args.get("kind", "")
    kind = Kind(asked) if asked in list(Kind) else None
    listed = holdings().named(kind)
    if typed:
        wanted = Figures(_archive()).called(typed)
        listed = [one for one in listed if one.entity_id in wanted]
    turned = _turned(len(listed))
    return render_template(
        "browse_entities.html",
        names=_entities(listed[turned.start : turned.end]),
        total=len(listed),
        turned=turned,
        typed=typed,
        kind=kind,
        kinds=list(Kind),
    )


def holdings() -> Holdings:
    """Return what the application's archive holds, counted anew when it has changed."""
    archive = _archive()
    kept = cast(Remembered[Holdings], current_app.extensions["holdings"])
    return kept.of(archive.revision, lambda: _count(Figures(archive)))


def calendar(months: Sequence[tuple[date, int]]) -> list[Year]:
    """Lay months out by year, the newest first; years without articles are left out."""
    years: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for day, count in months:
        years[day.year][day.month] = count
    most = max((count for _, count in months), default=1)
    return [
        Year(
            year,
            sum(counts.values()),
            tuple(
                Month(date(year, n, 1), counts.get(n, 0), _level(counts.get(n, 0), most))
                for n in range(1, 13)
            ),
        )
        for year, counts in sorted(years.items(), reverse=True)
    ]


def clause(field: str, value: str) -> str:
    """Write a filter; quotation marks inside of a value would end it, and no word has them."""
    return f'{field}:"{value.replace(chr(34), " ")}"'


def month_name(day: date) -> str:
    """Write a month without its year, shortly: Sep."""
    return str(format_date(day, "LLL", locale=Locale.parse(interface().value)))


def tongue(name: str) -> str:
    """Return the language that a name of either is written in."""
    return "ar" if has_arabic(name) else "en"


def _archive() -> Archive:
    archive: Archive = current_app.extensions["archive"]
    return archive


def _count(figures: Figures) -> Holdings:
    return Holdings(figures.months(), figures.undated(), figures.sources(), figures.mentioned())


def _kind(kind: Kind, listed: Sequence[Mentioned]) -> MostNamed:
    return MostNamed(kind, _entities(listed[:_NAMES]), len(listed))


def _entities(listed: Sequence[Mentioned]) -> list[Named]:
    counts = {one.entity_id: one.articles for one in listed}
    found = Catalogue(_archive()).get_many(list(counts))
    return [Named(entity, counts[entity.id]) for entity in found]


def _level(count: int, most: int) -> int:
    # By the root, so that one month of great events doesn't leave all others pale.
    return ceil(_LEVELS * sqrt(count / most))


def _turned(total: int) -> Turned:
    """Return the part of a list that the request asks for, the last one beyond that."""
    pages = max(ceil(total / _PER_PAGE), 1)
    number = min(max(request.args.get("page", default=1, type=int), 1), pages)
    return Turned(number, pages, (number - 1) * _PER_PAGE, min(number * _PER_PAGE, total))
