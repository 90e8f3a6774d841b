"""The vocabulary of entities: kinds, entities, and their mentions in sentences."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an entity is."""

    PERSON = "person"
    PLACE = "place"
    ORG = "org"


@dataclass(frozen=True)
class Entity:
    """One person, place or organisation, whatever it is called.

    ``id`` is made of Latin letters, digits and hyphens. ``country`` is an ISO 3166-1 code of two
    letters where it is known. ``name_ar`` and ``name_en`` are what it is shown as.
    """

    id: str
    kind: Kind
    name_en: str
    name_ar: str
    country: str | None = None


@dataclass(frozen=True)
class Mention:
    """A stretch of a sentence that names an entity.

    ``start`` and ``end`` are offsets into the text of sentence ``n``; ``spelling`` is that text
    folded, without particles at its front.
    """

    n: int
    start: int
    end: int
    spelling: str
    entity: Entity


class Origin(StrEnum):
    """How it is known that an entity is called so."""

    LISTED = "listed"
    OFFICE = "office"
    FOUND = "found"
    SURNAME = "surname"
    ROMANISED = "romanised"
    PERSON = "person"


@dataclass(frozen=True)
class Spelling:
    """What an entity is called in either script; ``folded`` is what its spellings share.

    ``origin`` says where it is from: the gazetteer's names and offices, a text, a surname that an
    article explains by a full name, a likely romanisation, or a person who said so.
    """

    folded: str
    text: str
    origin: Origin
