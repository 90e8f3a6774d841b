"""A translation unit: a sentence in both languages and what is known of where it comes from."""

from dataclasses import dataclass
from datetime import UTC, datetime

PERSON = "x-warraq-person"
"""The property that marks a person's correction; its value is "yes"."""

ENGINE = "x-warraq-engine"
VERSION = "x-warraq-engine-version"
MODEL = "x-warraq-model"
SCORE = "x-warraq-score"
DECODING = "x-warraq-decoding"
"""Properties of an engine's translation."""


@dataclass(frozen=True)
class Machine:
    """What translated a unit; see ``archive.tables.translation`` for what the fields mean."""

    name: str
    version: str
    model_hash: str
    score: float
    decoding: str | None = None


@dataclass(frozen=True)
class Unit:
    """A sentence with its English, made by an engine or a person, by name, at a time (UTC).

    ``made_by`` and ``made_at`` are ``None`` where a file does not say. ``is_correction`` tells
    what a Warraq archive exported as a person's correction from what some tool's user translated.
    """

    arabic: str
    english: str
    made_by: Machine | str | None
    made_at: datetime | None
    is_correction: bool = False


def written(moment: datetime) -> str:
    """Write a time as TMX has it: ISO 8601, basic form, UTC, to the second."""
    in_utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return in_utc.strftime("%Y%m%dT%H%M%SZ")


def read(text: str) -> datetime | None:
    """Read a time as TMX has it; ``None`` for any other."""
    try:
        return datetime.strptime(text.strip(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
