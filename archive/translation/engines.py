"""The engines whose translations an archive has: which is shown, which are searched."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from archive import settings
from archive.changes import mark_changed
from archive.errors import ArchiveError
from archive.store import Archive
from archive.tables import engine, is_corrected, sentence, translation

_HASH_SHOWN = 12  # digits: as many as tell engines apart and can be typed


@dataclass(frozen=True)
class EngineUse:
    """An engine with what it has translated: how many different sentences, and when (UTC).

    ``model_hash`` is the SHA-256 of its model, by which engines are told apart; ``is_shown`` says
    that its translations go before those of the others.
    """

    name: str
    version: str
    model_hash: str
    sentences: int
    first: date
    last: date
    is_shown: bool

    @property
    def label(self) -> str:
        """Name and version, as shown with its translations."""
        return f"{self.name} {self.version}"

    @property
    def short_hash(self) -> str:
        """The first digits of the hash, by which the engine can be named."""
        return self.model_hash[:_HASH_SHOWN]


class Engines:
    """The engines of one archive."""

    def __init__(self, archive: Archive) -> None:
        self._database = archive.engine

    def used(self) -> list[EngineUse]:
        """Return the engines that have translated something, the one used last first."""
        made_at = translation.c.made_at
        last = sa.func.max(made_at)
        query = (
            sa.select(engine, sa.func.count(), sa.func.min(made_at), last)
            .join(translation, translation.c.engine_id == engine.c.id)
            .group_by(*engine.c)
            .order_by(last.desc(), engine.c.id.desc())
        )
        with self._database.connect() as connection:
            shown = settings.current_engine(connection)
            return [
                EngineUse(name, version, digest, count, first.date(), last.date(), id_ == shown)
                for id_, name, version, digest, count, first, last in connection.execute(query)
            ]

    def is_chosen(self) -> bool:
        """Return whether a person chose the engine that is shown."""
        with self._database.connect() as connection:
            return settings.is_engine_chosen(connection)

    def all_are_indexed(self) -> bool:
        """Return whether every engine's English is searched, not only what is shown."""
        with self._database.connect() as connection:
            return settings.indexes_all_engines(connection)

    def show(self, name: str) -> EngineUse:
        """Show an engine's translations before those of others; ``name`` is as ``find`` takes it.

        Raises ``ArchiveError``.
        """
        chosen = self.find(name)
        self._put_first(chosen, chosen_by_person=True)
        return chosen

    def show_newest(self) -> None:
        """Show the engine that translated last, also where that comes to be another one."""
        used = self.used()
        if used:
            self._put_first(used[0], chosen_by_person=False)

    def index_all(self, wanted: bool) -> None:
        """Search every engine's English, or only what is shown; affected articles change."""
        with self._database.begin() as connection:
            if settings.indexes_all_engines(connection) != wanted:
                settings.put(connection, "indexed_engines", "all" if wanted else "shown")
                mark_changed(connection, _translated_twice() | is_corrected(sentence.c.digest))

    def find(self, name: str) -> EngineUse:
        """Return the engine of a label, or with a hash that begins so, of four digits or more.

        Raises ``ArchiveError`` where there is none, or more than one.
        """
        used = self.used()
        found = [one for one in used if one.label == name]
        if len(name) >= 4:
            found += [one for one in used if one.model_hash.startswith(name.lower())]
        if len(found) > 1:
            hashes = " or ".join(one.short_hash for one in found)
            raise ArchiveError(f"“{name}” may be several engines: name one by its hash, {hashes}")
        if not found:
            raise ArchiveError(
                f"no engine “{name}” has translated anything here: `warraq engines` lists those "
                "that have"
            )
        return found[0]

    def texts(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return all engines' English of the sentences of some articles, by digest."""
        digests = sa.select(sentence.c.digest).where(sentence.c.article_id.in_(article_ids))
        query = (
            sa.select(translation.c.digest, translation.c.text)
            .where(translation.c.digest.in_(digests))
            .order_by(translation.c.digest, translation.c.engine_id)
        )
        found: dict[str, list[str]] = defaultdict(list)
        with self._database.connect() as connection:
            for digest, text in connection.execute(query):
                found[digest].append(text)
        return found

    def _put_first(self, use: EngineUse, *, chosen_by_person: bool) -> None:
        with self._database.begin() as connection:
            query = sa.select(engine.c.id).where(engine.c.model_hash == use.model_hash)
            engine_id = connection.execute(query).scalar_one()
            settings.put(connection, "engine_chosen", "yes" if chosen_by_person else "no")
            if settings.current_engine(connection) != engine_id:
                settings.put(connection, "engine", str(engine_id))
                mark_changed(connection, _translated_twice())


def _translated_twice() -> sa.ColumnElement[bool]:
    """Return the condition that a sentence has translations to choose from."""
    digest = translation.c.digest
    twice = sa.select(digest).group_by(digest).having(sa.func.count() > 1)
    return sentence.c.digest.in_(twice)
