"""What the search box offers to complete: the names that the archive mentions most."""

from dataclasses import dataclass
from threading import Lock

from flask import current_app

from archive.entities.catalogue import Catalogue
from archive.entities.entity import Entity
from archive.store import Archive

_OFFERED = 30  # entities; each stands in the list once in either script


@dataclass(frozen=True)
class Offer:
    """What is put into the search box, and how it is explained in the list."""

    query: str
    label: str


class Completion:
    """Names to offer, read anew when the archive has changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._revision: int | None = None
        self._offers: list[Offer] = []

    def offers(self, archive: Archive) -> list[Offer]:
        """Return names in both scripts, the most mentioned first."""
        revision = archive.revision
        with self._lock:
            if self._revision != revision:
                found = Catalogue(archive).listing(limit=_OFFERED)
                self._offers = [offer for counted in found for offer in _offers(counted.entity)]
                self._revision = revision
            return self._offers


def offered() -> list[Offer]:
    """Return what the search box of the current application offers."""
    completion: Completion = current_app.extensions["completion"]
    return completion.offers(current_app.extensions["archive"])


def _offers(entity: Entity) -> list[Offer]:
    names = dict.fromkeys((entity.name_en, entity.name_ar))
    other = {entity.name_en: entity.name_ar, entity.name_ar: entity.name_en}
    return [Offer(f'{entity.kind}:"{name}"', other[name]) for name in names if '"' not in name]
