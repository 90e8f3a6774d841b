"""Which entity a name in an article means: one for all its spellings."""

from collections.abc import Sequence
from typing import Protocol

from archive.entities import spelling
from archive.entities.entity import Entity, Kind, Mention, Origin, Spelling
from archive.entities.gazetteer import Entry, Gazetteer
from archive.entities.recogniser import Name
from archive.entities.romanising import romanised


class Known(Protocol):
    """The entities of an archive, as linking asks for them."""

    def chosen(self, kind: Kind, folded: str) -> Entity | None:
        """Return what a person said a spelling means."""
        ...

    def spelt(self, kind: Kind, folded: str) -> Entity | None:
        """Return the entity that articles call so."""
        ...

    def sounding(self, kind: Kind, sound: str) -> list[tuple[Entity, str]]:
        """Return the entities with a spelling of that sound, and the folded spelling."""
        ...

    def remember(self, entity: Entity, spellings: Sequence[Spelling]) -> Entity:
        """Keep an entity and what it is called; return it as a person has corrected it."""
        ...


class Linker:
    """Links the names of an article to entities, making new ones for names that none has.

    ``native`` are parts of names that are Arabic themselves: see ``spelling.are_near``.
    """

    def __init__(self, known: Known, listed: Gazetteer, native: frozenset[str]) -> None:
        self._known, self._native = known, native
        self._listed_names = listed

    def link(self, names: Sequence[tuple[int, str, Name]]) -> list[Mention]:
        """Return the mentions for (sentence number, sentence, name), in reading order."""
        full_names: dict[str, Entity] = {}
        mentions = []
        for n, text, name in names:
            folded = " ".join(name.words)
            surface = text[name.start : name.end]
            entity = self._entity(name, folded, surface, full_names)
            if entity.kind is Kind.PERSON and len(name.words) > 1:
                full_names[name.words[-1]] = entity
            mentions.append(Mention(n, name.start, name.end, folded, entity))
        return mentions

    def _entity(
        self, name: Name, folded: str, surface: str, full_names: dict[str, Entity]
    ) -> Entity:
        seen = Spelling(folded, surface, Origin.FOUND)
        chosen = self._known.chosen(name.kind, folded)
        if chosen is not None:
            return self._known.remember(chosen, [seen])
        # A surname means whom the article has named in full before, here and nowhere else.
        if name.kind is Kind.PERSON and len(name.words) == 1 and folded in full_names:
            surname = Spelling(folded, surface, Origin.SURNAME)
            return self._known.remember(full_names[folded], [surname])
        entry = self._listed(name)
        if entry is not None:
            return self._known.remember(entry.entity, [*_spellings(entry), seen])
        found = self._known.spelt(name.kind, folded) or self._near(name, folded)
        if found is not None:
            return self._known.remember(found, [seen])
        latin = romanised(surface)
        entity = Entity(
            spelling.new_id(name.kind, folded), name.kind, latin[0] if latin else surface, surface
        )
        likely = [Spelling(spelling.folded(text), text, Origin.ROMANISED) for text in latin]
        return self._known.remember(entity, [seen, *likely])

    def _listed(self, name: Name) -> Entry | None:
        """Return what the name is listed as; persons by the first and last of their names too."""
        if name.entry is not None and name.entry.entity.kind is name.kind:
            return name.entry
        if name.kind is Kind.PERSON and len(name.words) > 2:
            return self._listed_names.person(name.words[0], name.words[-1])
        return None

    def _near(self, name: Name, folded: str) -> Entity | None:
        sounding = self._known.sounding(name.kind, spelling.sound_of(folded))
        near = {
            entity.id: entity
            for entity, other in sounding
            if spelling.are_near(name.words, other.split(), self._native)
        }
        # One that could be either of two is a name of its own.
        return next(iter(near.values())) if len(near) == 1 else None


def _spellings(entry: Entry) -> list[Spelling]:
    names = [(name, Origin.LISTED) for name in (*entry.arabic, *entry.latin)]
    names += [
        (name, Origin.OFFICE)
        for office in entry.offices
        for name in (office.name_ar, office.name_en)
    ]
    return [Spelling(spelling.folded(text), text, origin) for text, origin in names]
