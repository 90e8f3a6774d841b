"""Pictures of an archive: when its articles are of, how much is translated, how long they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from statistics import median
from typing import cast

from babel import Locale
from babel.numbers import format_percent
from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState

from archive.entities.entity import Kind
from archive.figures import Coverage, EngineFigures, Figures, Mentioned
from archive.store import Archive
from index.deadline import QueryTooSlow
from index.search import IndexUnavailable, SearchIndex
from web.browsing import holdings
from web.charts import timeline
from web.language import DIRECTIONS, interface
from web.remembered import Remembered

blueprint = Blueprint("statistics", __name__)

_SOURCES = 12  # with a bar
_LENGTHS = (5, 10, 20, 40, 80)  # sentences: the longest articles of each class but the last

Flags = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Share:
    """A part of a whole that is counted."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """The part in per cent, to a tenth and rounded down, so that only all of it is 100."""
        return floor(self.part / self.whole * 1000) / 10 if self.whole else 0.0


@dataclass(frozen=True)
class Length:
    """Articles of so many sentences, ``last`` included; the longest have no ``last``."""

    first: int
    last: int | None
    articles: int


@dataclass(frozen=True)
class KindFigures:
    """How many entities of a kind are mentioned, and how often all of them together."""

    kind: Kind
    entities: int
    mentions: int


@dataclass(frozen=True)
class Written:
    """How much of an archive is translated, and how long its articles are."""

    coverage: list[Coverage]
    engines: list[EngineFigures]
    corrected: int
    lengths: list[tuple[int, int]]

    @property
    def translated(self) -> Share:
        """The sentences that have a translation."""
        return Share(
            sum(year.translated for year in self.coverage),
            sum(year.sentences for year in self.coverage),
        )

    @property
    def stale(self) -> int:
        """Sentences that are shown as an engine translated them which isn't the current one."""
        return sum(engine.sentences for engine in self.engines if not engine.is_current)


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["written"] = Remembered[Written]()
    state.app.extensions["flags"] = Remembered[Flags]()
    state.app.jinja_env.filters["percent"] = percent


@blueprint.get("/stats")
def page() -> str:
    """Show the pictures, each with its figures."""
    found, written = holdings(), _written()
    return render_template(
        "stats.html",
        found=found,
        chart=timeline(found.months, mirrored=DIRECTIONS[interface()] == "rtl"),
        sources=found.sources[:_SOURCES],
        written=written,
        median=_median(written.lengths),
        lengths=classes(written.lengths),
        kinds=kinds(found.mentioned),
        flags=_flags(),
        share=Share,
    )


def classes(lengths: Sequence[tuple[int, int]]) -> list[Length]:
    """Sort articles into classes by their numbers of sentences, up to that of the longest."""
    bounds = [*_LENGTHS, None]
    starts = [1, *(last + 1 for last in _LENGTHS)]
    found = [
        Length(
            first,
            last,
            sum(n for sentences, n in lengths if first <= sentences <= (last or sentences)),
        )
        for first, last in zip(starts, bounds, strict=True)
    ]
    while found and not found[-1].articles:
        found.pop()
    return found


def kinds(mentioned: Sequence[Mentioned]) -> list[KindFigures]:
    """Count entities and their mentions by kind."""
    entities = Counter(one.kind for one in mentioned)
    mentions: Counter[Kind] = Counter()
    for one in mentioned:
        mentions[one.kind] += one.mentions
    return [KindFigures(kind, entities[kind], mentions[kind]) for kind in Kind]


def percent(share: Share) -> str:
    """Write a share as the language of the interface writes one: 97.2%."""
    locale = Locale.parse(interface().value)
    return str(format_percent(share.percent / 100, "#,##0.#%", locale, numbering_system="latn"))


def _written() -> Written:
    archive: Archive = current_app.extensions["archive"]
    kept = cast(Remembered[Written], current_app.extensions["written"])
    figures = Figures(archive)
    return kept.of(
        archive.revision,
        lambda: Written(
            figures.coverage(), figures.engines(), figures.corrected(), figures.lengths()
        ),
    )


def _flags() -> Flags | None:
    """Return the flags of articles with their counts, ``None`` where no index can say so."""
    index: SearchIndex = current_app.extensions["index"]
    kept = cast(Remembered[Flags], current_app.extensions["flags"])
    seconds = current_app.config["QUERY_SECONDS"]

    def count() -> Flags:
        found = index.search("", everything=True, with_facets=True, limit=1, seconds=seconds)
        return found.facets.tally.flags

    try:
        return kept.of(index.manifest(), count)
    except (IndexUnavailable, QueryTooSlow):
        return None


def _median(lengths: Sequence[tuple[int, int]]) -> float | None:
    each = [sentences for sentences, articles in lengths for _ in range(articles)]
    return median(each) if each else None
