"""An archive with its index, opened together, and the steps that keep the index up with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from archive.entities.annotation import annotate_missing
from archive.errors import ArchiveBusy, ArchiveError
from archive.passages import fingerprint_missing
from archive.store import Archive
from archive.translation.flagging import compare_missing, flag_missing
from archive.translation.run import translate_missing
from index.meaning.comparing import SideComparison
from index.meaning.embedder import MeaningUnavailable, Model, model_of, open_embedder
from index.meaning.embedding import embed_missing
from index.meaning.passages import Side
from index.meaning.vectors import About, VectorWriter
from index.seal import Manifest
from index.search import IndexUnavailable, SearchIndex
from warraq.progress import progress_bar, translation_bar
from warraq.settings import NO_MODEL, NO_PACKAGE, Settings, index_key

OFF = "search by meaning is switched off (--model none)"

_FEW_ARTICLES = 2_000
"""Articles whose vectors are made without being asked for: some minutes' work."""

BEHIND = "the index is behind the archive: run `warraq reindex --if-needed`"
HOW_TO_TRANSLATE = (
    "there is no translation package: install one from Arabic to English with Argos "
    "(`argospm install translate-ar_en`), then run `warraq translate`"
)


class TranslationOff(ArchiveError):
    """The user asked for no translation."""


@dataclass(frozen=True)
class Workspace:
    """An open archive with its index."""

    settings: Settings
    archive: Archive
    index: SearchIndex

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other commands from writing; raises ``ArchiveBusy`` where one does already."""
        lock = filelock.FileLock(self.settings.lock, timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise ArchiveBusy(
                f"another command is writing to the archive in {self.settings.home}: "
                "wait until it is done"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def annotate(self) -> int:
        """Find the entities and dates of articles that lack them; return how many articles."""
        with progress_bar("Annotating", "article") as advance:
            return annotate_missing(self.archive, advance)

    def fingerprint(self) -> int:
        """Make the fingerprints of articles that lack them, by which copied passages are found.

        Return how many articles.
        """
        with progress_bar("Fingerprinting", "article") as advance:
            return fingerprint_missing(self.archive, advance)

    def translate(self, *, stale: bool = False) -> int:
        """Translate what is missing and return how many sentences.

        With ``stale``, translate instead what only other engines than the package's have. Raises
        ``TranslationOff`` where the user wants none, ``ArchiveError`` where it fails.
        """
        if self.settings.package == NO_PACKAGE:
            raise TranslationOff(
                "translation is switched off (--package none): `warraq translate` makes up for it"
            )
        package = self.settings.find_package()
        if package is None:
            raise ArchiveError(HOW_TO_TRANSLATE)
        with translation_bar() as advance:
            return translate_missing(self.archive, package, advance, stale=stale)

    def flag(self) -> int:
        """Look at the translations that were not looked at yet; return how many."""
        with progress_bar("Checking", "sentence") as advance:
            return flag_missing(self.archive, advance)

    def compare(self) -> int:
        """Flag the translations that mean something else; return how many were compared.

        Raises ``MeaningUnavailable``.
        """
        if self.settings.model == NO_MODEL:
            raise MeaningUnavailable(OFF)
        comparison = SideComparison()
        with progress_bar("Comparing", "translation") as advance:
            return compare_missing(self.archive, comparison, advance)

    def update_index(self) -> int:
        """Index what has changed and return how many articles it were."""
        with progress_bar("Indexing", "article") as advance:
            return self.index.update(advance)

    def embed(self, side: Side | None = None) -> int:
        """Make the vectors that search by meaning lacks; return of how many passages.

        ``side`` is of which language; by default what the vectors there are were made of. Raises
        ``MeaningUnavailable``.
        """
        if self.settings.model == NO_MODEL:
            raise MeaningUnavailable(OFF)
        try:
            about = self.index.meaning.manifest().about
        except MeaningUnavailable:
            about = None
        made_by = model_of(about.model) if about else None
        embedder = open_embedder(Model(self.settings.model) if self.settings.model else made_by)
        chosen = side or (about.side if about else Side.ARABIC)
        writer = VectorWriter(
            self.settings.vectors, About.of(self.archive.identity, embedder, chosen)
        )
        try:
            with progress_bar("Embedding", "article") as advance:
                return embed_missing(self.archive, writer, embedder, chosen, advance)
        finally:
            writer.close()

    def embed_added(self) -> int:
        """Make vectors of what was just added, unless others lack them too; return how many.

        Those of a large archive take an hour: that must be asked for. Nothing is said where search
        by meaning does not work.
        """
        if self.settings.model == NO_MODEL:
            return 0
        try:
            revision = self.index.meaning.manifest().revision
        except MeaningUnavailable:
            revision = 0
        waiting = len(self.archive.ids_changed_since(revision))
        if waiting > _FEW_ARTICLES or (revision and revision == self.archive.revision):
            return 0
        try:
            return self.embed()
        except MeaningUnavailable:
            return 0

    def meaning_state(self) -> str:
        """Say in words whether search by meaning works, and for how many articles."""
        try:
            manifest = self.index.meaning.manifest()
        except MeaningUnavailable as error:
            return str(error)
        about = manifest.about
        waiting = len(self.archive.ids_changed_since(manifest.revision))
        behind = f", {waiting} to be looked at: run `warraq embed`" if waiting else ""
        return f"{manifest.articles} articles, {about.model} of side {about.side}{behind}"

    def read_stale_again(self) -> list[str]:
        """Make articles again that an older version read; return what is wrong with the others.

        An article that can't be read any more stays as it was.
        """
        problems = []
        stale = self.archive.stale()
        with progress_bar("Reading again", "article") as advance:
            for n, article_id in enumerate(stale, start=1):
                try:
                    self.archive.read_again(article_id)
                except ArchiveError as error:
                    problems.append(f"{article_id} stays as it was: {error}")
                advance(n, len(stale))
        return problems

    def rebuild_index(self) -> int:
        """Index everything anew and return the number of articles."""
        with progress_bar("Indexing", "article") as advance:
            return self.index.rebuild(advance)

    def index_state(self) -> tuple[str, Manifest | None]:
        """Say in words how the index is, and what it holds where it can be used."""
        try:
            manifest, behind = self.index.manifest(), self.index.is_behind()
        except IndexUnavailable as error:
            return str(error), None
        return BEHIND if behind else "up to date", manifest


@contextmanager
def open_workspace(settings: Settings, *, create: bool = False) -> Iterator[Workspace]:
    """Open the archive of a home folder; only with ``create`` is one made where there is none.

    Raises ``ArchiveError``.
    """
    if not create and settings.database.is_file() and settings.database.stat().st_size == 0:
        raise ArchiveError(f"{settings.database} is an empty file: put a backup in its place")
    if not create and not settings.database.is_file():
        raise ArchiveError(
            f"there is no archive in {settings.home}: make one with `warraq add PATH`, "
            "or name another folder with --home"
        )
    with Archive.in_file(settings.database) as archive:
        index = SearchIndex(archive, settings.index, index_key())
        if settings.model == NO_MODEL:
            index.meaning.switch_off(OFF)
        try:
            yield Workspace(settings, archive, index)
        finally:
            index.close()


def seeds() -> Path:
    """Return the folder of the sample articles that come with the program."""
    packaged = Path(__file__).with_name("seeds")
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "seeds"
