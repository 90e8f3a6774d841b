"""An article as it is indexed: its words by zone and language, and what is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Side:
    """The sentences of one language, by zone: titles, standfirst, everything else."""

    title: Sequence[str] = ()
    standfirst: Sequence[str] = ()
    body: Sequence[str] = ()


@dataclass(frozen=True)
class IndexDocument:
    """An article as an engine indexes it, both languages in one document.

    Sentences are kept apart, so that no phrase reaches across two of them. ``about`` is what else
    is known: place, photographers. ``entities`` are the ids of what the article names, ``names``
    what those are called in both scripts, ``days`` the terms of the dates that it names, see
    ``index.days``. ``flags`` say what a reader should beware of.
    """

    id: str
    published: date | None = None
    arabic: Side = field(default_factory=Side)
    english: Side = field(default_factory=Side)
    source: str | None = None
    tags: Sequence[str] = ()
    about: Sequence[str] = ()
    entities: Sequence[str] = ()
    names: Sequence[str] = ()
    days: Sequence[str] = ()
    flags: Sequence[str] = ()
